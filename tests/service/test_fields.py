"""Every kind of question is drawn, judged and counted: one that lacks a control, a rule or a value turns red here."""

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest
from bs4 import BeautifulSoup

from chorale.content.form_model import FieldKind, Form, FormField
from chorale.content.model import Community, Sender
from chorale.content.text_rules import MESSAGES, Invalid
from chorale.overrides import TemplateFolders
from chorale.service.fields import NOTHING, Question, check
from chorale.service.forms.answers import COUNTED, tallies
from chorale.site import forms as site_forms
from chorale.text import templates

KINDS = get_args(FieldKind)
CHOICES = {"a": "Un", "b": "Deux"}
CONTROLS = {
    "text": [("text", "", "")],
    "paragraph": [("textarea", "", "")],
    "email": [("text", "email", "")],
    "whole": [("text", "numeric", "")],
    "choice": [("radio", "", ""), ("radio", "", "a"), ("radio", "", "b")],
    "choices": [("checkbox", "", "a"), ("checkbox", "", "b")],
    "consent": [("checkbox", "", "oui")],
}
"""What a person fills in: the control, its keyboard on a phone, the value that it sends; an optional choice is undone."""
ANSWERS = {
    "text": (["Lyon"], "Lyon"),
    "paragraph": (["Lyon\net Metz"], "Lyon\net Metz"),
    "email": (["a@EXEMPLE.fr"], "a@exemple.fr"),
    "whole": (["12"], 12),
    "choice": (["a"], "a"),
    "choices": (["b", "a"], ("a", "b")),
    "consent": (["oui"], True),
}
REFUSALS = {
    "text": (["deux\nlignes"], "line"),
    "paragraph": (["\u200b"], "forbidden"),
    "email": (["a"], "email"),
    "whole": (["1,5"], "whole"),
    "choice": (["c"], "choice"),
    "choices": (["a", "c"], "choice"),
    "consent": (["non"], "choice"),
}


def question(kind: FieldKind, **more: object) -> Question:
    choices = CHOICES if kind in ("choice", "choices") else {}
    return Question(name="q", label="Question", kind=kind, choices=choices, **more)


def controls(html: str) -> list[tuple[str, str, str]]:
    found = BeautifulSoup(html, "html.parser").select("input[name=q], textarea[name=q]")
    return [
        (one.get("type", one.name), one.get("inputmode", ""), one.get("value", "")) for one in found
    ]


@pytest.mark.parametrize("table", [CONTROLS, ANSWERS, REFUSALS])
def test_every_kind_is_tried_below(table):
    assert tuple(table) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_the_service_draws_each_kind_with_its_control(kind):
    asked = question(kind)
    draw = (
        templates.environment(TemplateFolders(), "service")
        .get_template("_question.html")
        .module.question
    )
    assert controls(draw(asked, asked.choices, "", {}, {})) == CONTROLS[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_the_site_draws_each_kind_with_the_same_control(kind):
    asked = question(kind)
    written = FormField(name="q", label="Question", kind=kind, choices=asked.choices)
    form = Form(
        path="", slug="f", title="F", summary="S", fields=(written,), purpose="P", retention_months=6,
        contact="a@exemple.test",
    )  # fmt: skip
    community = Community(
        name="Essai", url="https://exemple.test/", timezone="Europe/Paris", audiences={}, forms=(form,),
        sender=Sender(name="E", address="e@exemple.test", identity="E"), today=date(2030, 1, 1),
    )  # fmt: skip
    page = next(site_forms.files(community)).content.decode()
    assert controls(page) == CONTROLS[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_its_value_its_refusal_and_its_nothing(kind):
    asked = question(kind)
    raw, value = ANSWERS[kind]
    wrong, message = REFUSALS[kind]
    assert check(asked, raw) == value
    with pytest.raises(Invalid) as refused:
        check(asked, wrong)
    assert str(refused.value) == MESSAGES[message].format(place=1)
    assert check(asked, [" "] if kind != "choices" else []) == NOTHING[kind]
    with pytest.raises(Invalid) as missing:
        check(replace(asked, required=True), [])
    assert str(missing.value) == MESSAGES["consent" if kind == "consent" else "required"]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_that_is_counted_counts_its_answer(kind):
    asked = question(kind)
    found = [{"q": check(asked, ANSWERS[kind][0])}]
    counted = [sum(count.count for count in tally.counts) > 0 for tally in tallies([asked], found)]
    assert counted == [True] * COUNTED[kind]
