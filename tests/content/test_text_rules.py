"""The text rules give the same value and the same message in Python and in the browser."""

import json
import random
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorale.content.form_model import FieldKind
from chorale.content.text_rules import RULES, Invalid, clean
from chorale.overrides import TemplateFolders
from chorale.service.fields import Question, check
from chorale.service.web.page_rendering import assets
from chorale.text import templates

CASES = 20_000
FIELDS = (
    Question(name="t", label="T", kind="text", most=12),
    Question(name="p", label="P", kind="paragraph", most=20, required=True),
    Question(name="e", label="E", kind="email"),
    Question(name="w", label="W", kind="whole", least=2, most=100),
)
PIECES = (
    " ", "\t", "\n", "\r\n", "\r", "\u00a0", "\u202f", "\u2009", "\ufeff", "\u0085", "\u001c", "\u2028", "\u200b", "\u202e", "\x00",
    "\u180e", "\u3000", "\u1680", "a", "Z", "é", "e\u0301", "\u0301", "œ", "ß", "İ", "ı", "K", "ﬁ", "Å", "\u0345", "가", "\u1100\u1161",
    "😀", "👩\u200d🚀", "\ud800", "\udfff", "𝟘", "٣", "０", "²", "½", "1", "0", "42", "007", "-", "+", ",", ".", "..", "@", "@@", "'",
    "_", "a@b.fr", "o'x@b.fr", "é@b.fr", "mailto:", "Mailto:", "A@B.FR", "a@café.fr", "<", ">", "@Écœuß.fr", "@é-.fr", "@ab--é.fr", "x" * 30, "x" * 64, "\U00016121", "\U000105c9", "\u0897", "\U0001e4ec", "\U00020000",
    "\U0002f800", "\ufb01", "\u0f73", "\u212b", "\ufffe", "\U0010ffff", "1e1", "0x1",
)  # fmt: skip


def cases() -> list[tuple[int, str]]:
    dice = random.Random(20261121)
    made = []
    for _ in range(CASES):
        count = dice.choice((0, 1, 1, 2, 2, 3, 4, 6))
        text = "".join(
            dice.choice(PIECES) if dice.random() < 0.9 else chr(dice.randrange(0x3000))
            for _ in range(count)
        )
        made.append((dice.randrange(len(FIELDS)), text))
    return made


def told(field: Question, text: str) -> list[object]:
    try:
        return ["value", check(field, [text])]
    except Invalid as invalid:
        return ["message", str(invalid)]


def typed() -> list[str]:
    """Return the kinds that the pages let the browser judge."""
    draw = (
        templates.environment(TemplateFolders(), "service")
        .get_template("_question.html")
        .module.question
    )
    every = [Question(name="q", label="Q", kind=kind) for kind in get_args(FieldKind)]
    return [item.kind for item in every if "data-kind" in draw(item, {}, "", {}, {})]


def test_twenty_thousand_adversarial_texts_read_the_same_in_python_and_in_chromium(
    tmp_path: Path, chromium
):
    page_file = tmp_path / "page.html"
    page_file.write_text("<!doctype html><title>x</title>", encoding="utf-8")
    drawn = cases()
    units = [
        [number, [ord(unit) for unit in text]] for number, text in drawn
    ]  # lone surrogates survive as numbers
    script = """([fields, cases]) => cases.map(([number, codes]) => {
        const text = codes.map((code) => String.fromCodePoint(code)).join("");
        try { return ["value", check(fields[number], text)]; }
        catch (error) { if (!(error instanceof Invalid)) throw error; return ["message", error.message]; }
    })"""
    fields = [
        {"kind": item.kind, "least": item.least, "most": item.most, "required": item.required}
        for item in FIELDS
    ]
    page = chromium.new_page()
    page.goto(page_file.as_uri())
    page.add_script_tag(content=assets(TemplateFolders())["rules.js"].decode())
    found = page.evaluate(script, [fields, units])
    known = page.evaluate("Object.keys(CHECKS)")
    page.close()
    assert known == [item.kind for item in FIELDS] == typed()
    different = [(text, told(FIELDS[number], text), said) for (number, text), said in zip(drawn, found, strict=True) if told(FIELDS[number], text) != said]  # fmt: skip
    assert different[:5] == []
    kinds = {json.dumps(said)[:12] for said in found}
    assert len(kinds) > 5


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    try:
        once = clean(text)
    except Invalid:
        return
    assert clean(once) == once


@pytest.mark.parametrize(
    "code", [0x0B, 0x85, 0x200B, 0x2028, 0x202E, 0xD800, 0xFFFE, 0x10FFFF, 0xFDD0, 0x0897]
)
def test_invisible_unassigned_or_reordering_characters_are_not_allowed(code):
    with pytest.raises(Invalid, match="caractère"):
        clean(f"a{chr(code)}")


def test_the_characters_that_are_taken_are_those_of_the_shared_ranges():
    """The browser reads the same file, one character at a time."""
    taken = {code for first, last in RULES["allowed"] for code in range(first, last + 1)}

    def refused(code):
        try:
            clean(chr(code))
        except Invalid:
            return True
        return False

    assert {code for code in range(0x110000) if not refused(code)} == taken | {0x0D}


@pytest.mark.parametrize("text", ["o'x@b.fr", "prenom.nom+ipm@sous.domaine.gouv.fr", "a@b.fr"])
def test_an_address_is_kept_as_written_with_its_domain_in_small_letters(text):
    assert check(FIELDS[2], [text.upper()]) == text.upper().split("@")[0] + "@" + text.split("@")[1]


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "a@b",
        "@b.fr",
        "a@b.fr\nBcc: x@y.fr",
        "a b@c.fr",
        "a@-b.fr",
        "é@b.fr",
        "a@b..fr",
        "a,b@c.fr",
        "a@жук.fr",
        "<a@b>",
        "Nom <a@b.fr> <>",
        "a@é-.fr",
    ],
)
def test_an_address_that_could_add_a_header_or_reach_nobody_is_refused(text):
    with pytest.raises(Invalid):
        check(FIELDS[2], [text])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ada Lovelace <ada@exemple.fr>", "ada@exemple.fr"),
        ("<ada@exemple.fr>", "ada@exemple.fr"),
        ('"Lovelace, Ada" <Ada@Exemple.FR>', "Ada@exemple.fr"),
        ("user@café.fr", "user@xn--caf-dma.fr"),
        ("user@CAFÉ.fr", "user@xn--caf-dma.fr"),
        ("user@xn--caf-dma.fr", "user@xn--caf-dma.fr"),
        ("a@mairie.hérault.fr", "a@mairie.xn--hrault-bva.fr"),
    ],
)
def test_an_address_as_people_copy_it_is_the_one_that_servers_know(typed, kept):
    assert check(FIELDS[2], [typed]) == kept
