"""Forms made from the classes: what is shown comes back, and what nobody changed keeps its letters."""

import re
from collections.abc import Iterator
from dataclasses import MISSING, fields, replace
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from chorale.atelier.forms import labels
from chorale.atelier.forms.answers import answer
from chorale.atelier.forms.choices import Surroundings
from chorale.atelier.forms.entries import PLAIN, Entry, FormMaker, Widget, strays
from chorale.atelier.forms.shaped import normal, restored
from chorale.content.form_model import SignUpRules
from chorale.content.kinds import KINDS
from chorale.content.load import load
from chorale.content.scalars import SCALARS
from chorale.content.shapes import Many, Named, One, OneOf, Record, Word, keys
from chorale.content.writing.file_text import opened

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 3, 5)
FILES = [
    (root, kind, path.relative_to(root).as_posix())
    for root in (ROOT, ROOT / "tests" / "golden")
    for folder in ("content", "site")
    for path in sorted((root / folder).rglob("*"))
    for kind in KINDS
    if kind.files.holds(path.relative_to(root).as_posix())
]


def sent(entries, strays=()) -> Iterator[tuple[str, str]]:
    """Yield what a browser sends of a form that nobody touched."""
    yield from ((name, value) for name, _, value in strays)
    for entry in entries:
        yield from ((name, value) for name, _, value in entry.strays if entry.widget != "record")
        yield from answered(entry)


def answered(entry) -> Iterator[tuple[str, str]]:
    match entry.widget:
        case "check":
            yield from [
                (entry.name, ""),
                *([(entry.name, "true")] if entry.value == "true" else []),
            ]
        case "ranked":
            empty = [""] * (len(entry.choices) - len(entry.values))
            yield from ((entry.name, value) for value in (*entry.values, *empty))
        case "boxes":
            yield from [(entry.name, ""), *((entry.name, value) for value in entry.values)]
        case "lines":
            yield f"{entry.name}.lines", entry.value.replace("\n", "\r\n")
        case "list" | "named":
            yield entry.name, ""
            yield from ((entry.name, item.name.rpartition(".")[2]) for item in entry.entries)
            yield from sent(entry.entries)
        case "record":
            yield f"{entry.name}.?", entry.variant
            yield from sent(entry.entries, entry.strays)
        case _:
            yield entry.name, entry.typed.replace("\n", "\r\n")


def gathered(pairs):
    found = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def shape_of(kind):
    return Many(Record(kind.type)) if kind.listed else Record(kind.type)


def round_trip(shape, told, around):
    shown = normal(shape, told)
    if isinstance(shape, Many):
        entry = FormMaker(around).entry(shape, shown, "items")
        return normal(shape, answer(shape, gathered(sent([entry])), "items")), shown
    entries = FormMaker(around).entries(shape.type, shown)
    return normal(
        shape, answer(shape, gathered(sent(entries, strays(shape.type, shown))), "")
    ), shown


@pytest.mark.parametrize(
    ("root", "kind", "path"), FILES, ids=lambda one: getattr(one, "name", str(one)[-60:])
)
def test_a_form_that_nobody_touched_changes_no_letter(root, kind, path):
    community = load(root, TODAY).community
    told = opened(path, (root / path).read_text(encoding="utf-8")).data

    back, shown = round_trip(shape_of(kind), told, Surroundings(community=community, path=path))

    assert back == shown
    assert restored(told, shown, back) == told


def test_what_the_class_does_not_know_is_kept_with_the_rest(golden):
    told = {
        "title": "Titre",
        "sections": [{"article": "a", "inconnu": ["x", {"y": "z"}]}, {"quoi": "?"}],
        "draft": "peut-être",
        "date": ["2026", "03"],
        "neuf": {"a": "b"},
    }
    shape = Record(next(kind.type for kind in KINDS if kind.name == "issue"))

    back, shown = round_trip(shape, told, golden)

    assert back == shown == told


def shapes(kind, seen):
    """Yield every key of a class, and of the classes inside."""
    if kind in seen:
        return
    seen.add(kind)
    for name, key in keys(kind).items():
        yield kind, name, key
        waiting = [key.shape]
        while waiting:
            match waiting.pop():
                case Many(inner) | Named(inner):
                    waiting.append(inner)
                case Record(inner):
                    yield from shapes(inner, seen)
                case OneOf(inner):
                    for one in inner:
                        yield from shapes(one, seen)
                case One() | Word():
                    pass


EDITED = [kind for kind in KINDS if kind.name not in ("keys", "collection", "ballot")]
KEYS = [found for kind in EDITED for found in shapes(kind.type, set())]


def test_each_key_has_a_name_on_the_screen():
    assert {name for _, name, _ in KEYS} - labels.LABELS.keys() == set()


def words(shape):
    inner = shape.item if isinstance(shape, Many) else shape
    return set(inner.words) if isinstance(inner, Word) else set()


def test_each_word_has_a_name_on_the_screen():
    known = {word for _, name, key in KEYS if name != "method" for word in words(key.shape)}
    assert known - labels.WORDS.keys() == set()


def test_the_help_of_a_field_says_no_word_of_a_file_in_place_of_the_one_of_the_form():
    said = {
        (kind.__name__, name): {
            word
            for word in words(key.shape) & set(re.findall(r"[a-z-]+", key.words))
            if word not in labels.word(word, name).lower()
        }
        for kind, name, key in KEYS
    }

    assert {place: found for place, found in said.items() if found} == {}


def asked(around, told, *path):
    """Return the field that a form has at a path, and what a browser sends of the whole."""
    kind = next(kind.type for kind in KINDS if kind.name == "webinar")
    shown = normal(Record(kind), told)
    entries = FormMaker(around, shown).entries(kind, shown)
    back = normal(Record(kind), answer(Record(kind), gathered(sent(entries)), ""))
    found = Entry(name="", widget="record", entries=entries)
    for name in path:
        found = next(one for one in found.entries if one.name.rpartition(".")[2] == name)
    return found, restored(told, shown, back)


@pytest.mark.parametrize(
    ("rules", "defaults", "session", "shown"),
    [
        ({}, {}, {}, ("non", "")),
        ({"approval": True}, {}, {}, ("oui", "")),
        ({"approval": True}, {}, {"approval": "non"}, ("oui", "false")),
        ({}, {"approval": "oui"}, {"approval": "false"}, ("oui", "false")),
        ({"approval": True}, {"approval": "false"}, {"approval": "true"}, ("non", "true")),
    ],
    ids=["nothing said", "the community", "no to the community", "no to the file", "yes to both"],
)
def test_a_session_answers_yes_or_no_or_as_usual(golden, rules, defaults, session, shown):
    around = replace(golden, community=replace(golden.community, sign_ups=SignUpRules(**rules)))
    told = {"title": "T", "defaults": {"duration": "1h", **defaults}}
    told["sessions"] = [{"start": "2027-01-07 10:00", **session}]

    field, back = asked(around, told, "sessions", "0", "approval")

    usual, value = shown
    assert (field.widget, field.value) == ("word", value)
    assert field.choices == (
        ("", f"comme d’habitude ({usual})"),
        ("true", "oui"),
        ("false", "non"),
    )
    assert back == told


def test_each_type_of_value_has_its_widget():
    assert PLAIN.keys() == SCALARS.keys()


def test_each_widget_is_drawn():
    drawn = (ROOT / "templates" / "atelier" / "_entries.html").read_text(encoding="utf-8")
    assert {one for one in get_args(Widget) if f'"{one}"' not in drawn} == set()


def test_the_order_of_words_is_the_one_of_their_places():
    assert answer(Many(Word(("a", "b", "c"))), {"x": ["c", "", "a", "c"]}, "x") == ["c", "a"]


def test_a_box_that_is_not_ticked_is_what_its_class_takes_for_granted():
    boxes = [(kind, key.field) for kind, _, key in KEYS if key.shape == One(bool)]
    defaults = {one.default for kind, name in boxes for one in fields(kind) if one.name == name}
    assert defaults <= {False, MISSING}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2026-12-08 10:00", "mardi 8 décembre 2026 à 10\u00a0h"),
        ("2026-12-08", "mardi 8 décembre 2026"),
        ("## À suivre\n\nLa **séance** de mars", "À suivre La séance de mars"),
        ("mot " * 30, "mot " * 16 + "mot…"),
    ],
    ids=["an instant", "a day", "marks", "a long text"],
)
def test_an_item_is_called_by_what_it_says_first(value, said):
    item = Entry(
        name="s.0", widget="record", entries=(Entry(name="s.0.a", widget="text", value=value),)
    )

    assert item.heading == said


def test_a_group_of_synonyms_is_called_by_its_words(golden):
    kind = next(kind.type for kind in KINDS if kind.name == "search")
    told = {"synonyms": [["webinaire", "visio"], ["rencontre", "réunion"]]}
    groups = FormMaker(golden, told).entries(kind, told)[0].entries

    assert [(one.label, one.required, one.heading) for one in groups] == [
        ("Ce qui va ensemble", True, "webinaire, visio"),
        ("Ce qui va ensemble", True, "rencontre, réunion"),
    ]
