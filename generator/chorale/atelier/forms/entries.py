"""Entries of a form: each key of a class with its widget, its value, its help and what it may be chosen from."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from textwrap import shorten
from types import UnionType
from typing import Any, Literal, assert_never
from zoneinfo import ZoneInfo

from chorale.atelier.forms import labels
from chorale.atelier.forms.answers import STRAY
from chorale.atelier.forms.choices import CHOICES, Choices, Surroundings, yes_or_no
from chorale.atelier.forms.help_words import help_words
from chorale.atelier.forms.shaped import variant
from chorale.content.scalars import Seats
from chorale.content.shapes import (
    YES_OR_NO,
    Key,
    Many,
    Named,
    One,
    OneOf,
    Record,
    Shape,
    Word,
    keys,
)
from chorale.content.writing.trees import Tree
from chorale.french import dates

Widget = Literal[
    "text", "sentence", "markdown", "whole", "decimal", "date", "moment", "hour", "duration",
    "check", "word", "boxes", "ranked", "lines", "list", "named", "record",
]  # fmt: skip
PLAIN: Mapping[type | UnionType, Widget] = {
    str: "text",
    bool: "check",
    YES_OR_NO: "word",
    int: "whole",
    Seats: "text",
    Fraction: "decimal",
    date: "date",
    datetime: "moment",
    datetime | date: "text",
    ZoneInfo: "text",
    time: "hour",
    timedelta: "duration",
}
"""How each type of value is asked; a type that is not here is asked as text."""
_NATIVE: Mapping[str, str] = {
    "date": r"\d{4}-\d\d-\d\d",
    "moment": r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d",
    "hour": r"\d\d:\d\d",
}
_TOGETHER = "Ce qui va ensemble"
"""Label of a list of texts that is itself an item."""
_MARKS = re.compile(r"^\s*(?:#+|>|[-*])\s+|[*`]+", re.MULTILINE)
"""What Markdown adds to the words of a text."""
_LONG = re.compile(r"phrase|quelques", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One field of a form; entries are the fields of a record, or the items of a list.

    strays are what stands in the file and that the class does not know, as JSON, with what it is called.
    """

    name: str
    widget: Widget
    label: str = ""
    help: str = ""
    required: bool = False
    value: str = ""
    values: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    entries: tuple["Entry", ...] = ()
    variant: str = ""
    additions: tuple[tuple[str, str], ...] = ()
    strays: tuple[tuple[str, str, str], ...] = ()
    open: bool = True

    @property
    def id(self) -> str:
        """Return its name as an identifier of the page."""
        return "c-" + re.sub(r"[^\w-]", "-", self.name)

    @property
    def native(self) -> bool:
        """Return whether the browser's own date or hour field can show the value: another would be lost there."""
        pattern = _NATIVE.get(self.widget)
        return bool(pattern) and (
            not self.value or re.fullmatch(pattern or "", self.value) is not None
        )

    @property
    def typed(self) -> str:
        """Return the value as the browser's own field takes it."""
        return (
            self.value.replace(" ", "T", 1)
            if self.widget == "moment" and self.native
            else self.value
        )

    @property
    def heading(self) -> str:
        """Return what tells an item of a list from the others."""
        if self.widget == "lines":
            return _spoken(", ".join(self.value.splitlines()))
        return next((found for found in _words(self)), "")


def _words(entry: Entry) -> Iterator[str]:
    for inner in entry.entries:
        if inner.value and inner.widget != "check":
            yield dict(inner.choices).get(inner.value) or _spoken(inner.value)
        yield from _words(inner)


def _spoken(value: str) -> str:
    """Return the beginning of a text without its marks, or a date as one says it."""
    try:
        when = datetime.fromisoformat(value)
    except ValueError:
        return shorten(_MARKS.sub("", value), 70, placeholder="…")
    return dates.instant(when) if ":" in value else dates.day(when)


def strays(kind: type, told: Tree, name: str = "") -> tuple[tuple[str, str, str], ...]:
    """Return the keys of a file that its class does not know: field, key, and both as JSON."""
    known = told if isinstance(told, dict) else {}
    prefix = f"{name}." if name else ""
    return tuple(
        (f"{prefix}{STRAY}", key, json.dumps({key: value}, ensure_ascii=False))
        for key, value in known.items()
        if key not in keys(kind)
    )


def fits(shape: Shape, told: Tree) -> bool:
    """Return whether a value has the shape that is asked; an empty one fits all."""
    match shape:
        case One(kind):
            fitting = told == "true" if kind is bool else isinstance(told, str)
        case Word():
            fitting = isinstance(told, str)
        case Many(One() | Word()):
            texts = told if isinstance(told, list) else [[]]
            fitting = all(isinstance(one, str) and "\n" not in one for one in texts)
        case Many():
            fitting = isinstance(told, list)
        case Named() | Record():
            fitting = isinstance(told, dict)
        case OneOf(kinds):
            fitting = variant(kinds, told) is not None
        case _:
            assert_never(shape)
    return fitting or told == ""


def _plain(kind: type | UnionType, words: str) -> Widget:
    widget = PLAIN.get(kind, "text")
    if widget == "text" and "Markdown" in words:
        return "markdown"
    return "sentence" if widget == "text" and _LONG.search(words) else widget


def _offered(known: Choices, told: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the choices, with what the file says and that is none of them: it is shown, and told as a problem."""
    return (
        *known.items(),
        *((one, f"{one} (inconnu)") for one in told if one and one not in known),
    )


def additions(item: Shape) -> tuple[tuple[str, str], ...]:
    """Return what may be added to a list: the first key of each variant, or nothing, with the words of its button."""
    if isinstance(item, OneOf):
        firsts = [next(iter(keys(kind))) for kind in item.types]
        return tuple((first, labels.label(first)) for first in firsts)
    return (("", "Ajouter"),)


@dataclass(frozen=True)
class FormMaker:
    """Makes the entries of a form, whole being all that it shows, in its surroundings."""

    around: Surroundings
    whole: Tree = ""

    def entries(self, kind: type, told: Tree, name: str = "") -> tuple[Entry, ...]:
        """Return the fields of a class, filled with what a file says, in its normal form."""
        known = told if isinstance(told, dict) else {}
        return tuple(
            self.entry(key.shape, known.get(one, ""), f"{name}.{one}" if name else one, key)
            for one, key in keys(kind).items()
        )

    def entry(self, shape: Shape, told: Tree, name: str, key: Key | None = None) -> Entry:
        """Return one field; a value of another shape is kept aside."""
        last = name.rpartition(".")[2]
        words = key.words if key else ""
        aside: tuple[tuple[str, str, str], ...] = ()
        if not fits(shape, told):
            aside, told = ((f"{name}{STRAY}", last, json.dumps(told, ensure_ascii=False)),), ""
        asked = self._asked(shape, told, name, words)
        label = labels.label(last, key) if key else ""
        offered = [one for one, _ in asked.get("choices", ())]
        return Entry(
            name=name,
            label=label,
            help=help_words(words, label, asked["widget"], offered),
            required=bool(key and key.required),
            **{**asked, "strays": (*asked.get("strays", ()), *aside)},
        )

    def _asked(self, shape: Shape, told: Any, name: str, words: str) -> dict[str, Any]:
        """Return the widget of a shape and what it shows."""
        match shape:
            case One(kind):
                offered = self._choices(name) if kind != YES_OR_NO else self._yes_or_no(name)
                if offered:
                    asked = {"widget": "word", "value": told, "choices": _offered(offered, (told,))}
                else:
                    asked = {"widget": _plain(kind, words), "value": told}
            case Word(known):
                named = {one: labels.word(one, name.rpartition(".")[2]) for one in known}
                asked = {"widget": "word", "value": told, "choices": _offered(named, (told,))}
            case Many(item):
                asked = self._many(item, tuple(told or ()), name)
            case Named(value):
                asked = self._named(value, dict(told or {}), name)
            case Record(kind):
                asked = self._record(kind, told, name)
            case OneOf(kinds):
                kind_found = variant(kinds, told)
                asked = (
                    {"widget": "record"}
                    if kind_found is None
                    else self._variant(kind_found, told, name)
                )
            case _:
                assert_never(shape)
        return asked

    def _choices(self, name: str) -> Choices:
        found = CHOICES.get(name.rpartition(".")[2])
        return found(self.around) if found else {}

    def _yes_or_no(self, name: str) -> Choices:
        return yes_or_no(self.around, self.whole, name)

    def _many(self, item: Shape, told: tuple[Any, ...], name: str) -> dict[str, Any]:
        if isinstance(item, Word):
            named = {one: labels.word(one) for one in item.words}
            return {"widget": "ranked", "values": told, "choices": _offered(named, told)}
        if isinstance(item, One):
            if offered := self._choices(name):
                return {"widget": "boxes", "values": told, "choices": _offered(offered, told)}
            return {"widget": "lines", "value": "\n".join(told)}
        made = [self.entry(item, one, f"{name}.{rank}") for rank, one in enumerate(told)]
        if isinstance(item, Many):
            made = [replace(one, label=_TOGETHER, required=True) for one in made]
        return {"widget": "list", "entries": tuple(made), "additions": additions(item)}

    def _named(self, value: Shape, told: dict[str, Tree], name: str) -> dict[str, Any]:
        pairs = (
            self._pair(value, pair, f"{name}.{rank}") for rank, pair in enumerate(told.items())
        )
        return {
            "widget": "named",
            "entries": tuple(pairs),
            "additions": (("", "Ajouter une ligne"),),
        }

    def _pair(self, value: Shape, pair: tuple[str, Tree], name: str) -> Entry:
        key = Entry(name=f"{name}.key", widget="text", label="Clé", value=pair[0], required=True)
        held = self.entry(value, pair[1], f"{name}.value")
        label = "" if isinstance(value, Record) else "Valeur"
        return Entry(name=name, widget="record", entries=(key, replace(held, label=label)))

    def _record(self, kind: type, told: Tree, name: str) -> dict[str, Any]:
        return {
            "widget": "record",
            "entries": self.entries(kind, told, name),
            "strays": strays(kind, told, name),
        }

    def _variant(self, kind: type, told: Tree, name: str) -> dict[str, Any]:
        return {**self._record(kind, told, name), "variant": next(iter(keys(kind)))}
