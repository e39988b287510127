"""Texts without the signs of a pattern are spared its search, and nothing that it would find is missed."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown.treeprocessors import InlineProcessor

from chorale.text import diagrams
from chorale.text.dialect import EXTENSIONS, CommonVoice
from chorale.text.dialect import settings as options
from chorale.text.leftovers import LEFTOVERS
from chorale.text.markdown import markdown
from chorale.text.signs import Sieve, needed

SIGNS = "!#&()*+-/:<>=?[\\]^_`{|}~\n •a1Z"


@pytest.mark.parametrize(
    ("pattern", "signs"),
    [
        (r"\[\^([^\]]*)\]", "["),
        (r"\*|_", "*_"),
        (r"(?<!\\)==(?=\w)", "="),
        (r"(?:\+{2})?x*", ""),
        (r"(?i)cliquez ici", ""),
        (r"`{3,}|~{3,}", "`~"),
        (r"\w+ (?=\()", "("),
        (r"(?!\()\w", ""),
        (r"(?:a|\|)", ""),
    ],
)
def test_a_pattern_tells_the_signs_that_it_cannot_do_without(pattern, signs):
    assert needed(re.compile(pattern)) == frozenset(signs)


@given(st.text(SIGNS, max_size=40))
@settings(max_examples=300, deadline=None)
def test_a_rule_left_out_finds_nothing(text):
    sieve = Sieve(LEFTOVERS, lambda row: row.pattern)
    left_out = [row for row in LEFTOVERS if row not in sieve.of(text)]

    assert [row.message for row in left_out if row.pattern.search(text)] == []


@given(st.text(SIGNS, max_size=60))
@settings(max_examples=300, deadline=None)
def test_a_text_reads_the_same_when_every_pattern_is_tried_on_it(text):
    thorough = Markdown(
        extensions=[*EXTENSIONS, CommonVoice()],
        extension_configs=options(diagrams.kept_fence),
        output_format="html",
    )
    thorough.treeprocessors.register(InlineProcessor(thorough), "inline", 20)

    assert markdown(text) == thorough.convert(text)
