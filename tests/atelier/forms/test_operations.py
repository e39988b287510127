"""Buttons of lists: each item goes where the button says, all else stays."""

import pytest

from chorale.atelier.forms.operations import done
from chorale.content.form_model import Form
from chorale.content.model import Issue
from chorale.content.shapes import Many, Record
from chorale.ipm.model import ChangeRequest

ISSUE, FORM, REQUESTS = Record(Issue), Record(Form), Many(Record(ChangeRequest))
TWO = {"title": "T", "sections": [{"article": "a"}, {"text": "b"}]}


@pytest.mark.parametrize(
    ("operation", "sections", "place"),
    [
        ("sections.1.monter", [{"text": "b"}, {"article": "a"}], "sections.0"),
        ("sections.0.descendre", [{"text": "b"}, {"article": "a"}], "sections.1"),
        ("sections.0.monter", [{"article": "a"}, {"text": "b"}], "sections.0"),
        ("sections.0.retirer", [{"text": "b"}], "sections.0"),
        ("sections.ajouter.readings", [*TWO["sections"], {"readings": []}], "sections.2"),
        ("sections.ajouter.meetings", [*TWO["sections"], {"meetings": {}}], "sections.2"),
        ("sections.7.retirer", TWO["sections"], "sections"),
        ("sections.x.monter", TWO["sections"], "sections"),
        ("titre.0.monter", TWO["sections"], ""),
        ("garder", TWO["sections"], ""),
    ],
)
def test_a_button_of_a_list(operation, sections, place):
    assert done(operation, ISSUE, TWO) == ({"title": "T", "sections": sections}, place)


def test_a_list_in_a_list_and_named_values():
    told = {"fields": [{"name": "a", "choices": {"x": "X", "y": "Y"}}]}

    assert done("fields.0.choices.1.monter", FORM, told) == (
        {"fields": [{"name": "a", "choices": {"y": "Y", "x": "X"}}]},
        "fields.0.choices.0",
    )
    added, place = done("fields.0.choices.ajouter", FORM, told)
    assert list(added["fields"][0]["choices"]) == ["x", "y", ""]
    assert place == "fields.0.choices.2"


def test_a_file_that_is_a_list():
    told = [{"reference": "A"}, {"reference": "B"}]

    assert done("liste.1.monter", REQUESTS, told, "liste") == (told[::-1], "liste.0")
    assert done("liste.ajouter", REQUESTS, told, "liste") == ([*told, {"reference": ""}], "liste.2")
    assert done("autre.0.monter", REQUESTS, told, "liste") == (told, "")
