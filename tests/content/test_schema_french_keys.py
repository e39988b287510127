"""A French word for a key is understood; every word that is proposed exists in the content model."""

import json

import pytest
from house import ROOT

from chorale.french.suggestions import WORDS, meant

SCHEMAS = ROOT / "docs" / "schemas"


def words_of(node):
    if isinstance(node, dict):
        yield from node.get("properties", {})
        yield from (word for word in node.get("enum", ()) if isinstance(word, str))
        for inside in node.values():
            yield from words_of(inside)
    elif isinstance(node, list):
        for inside in node:
            yield from words_of(inside)


def test_each_word_that_is_proposed_is_one_of_the_content_model():
    known = {
        word for file in SCHEMAS.glob("*.json") for word in words_of(json.loads(file.read_text()))
    }
    assert {ours for words in WORDS.values() for ours in words} - known == set()


@pytest.mark.parametrize(
    ("word", "accepted", "answer"),
    [
        ("Début", ("start", "end"), "vouliez-vous dire « start » ?"),
        ("date_de_fin", ("date", "until"), "vouliez-vous dire « until » ?"),
        ("fin", ("date", "start", "end", "until"), "vouliez-vous dire « end » ?"),
        ("déplacé", ("confirmed", "cancelled", "moved"), "vouliez-vous dire « moved » ?"),
        ("titel", ("title", "date"), "vouliez-vous dire « title » ?"),
        ("xyz", ("title", "date"), "attendu : date, title"),
    ],
)
def test_a_word_is_answered_by_the_key_it_stands_for(word, accepted, answer):
    assert meant(word, accepted) == answer
