"""Fields of a form folded away while they are empty, so that a sheet shows first what people fill."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from chorale.atelier.forms.entries import Entry, Widget
from chorale.french.phrases import capital

FOLDED: frozenset[Widget] = frozenset(
    {
        "text",
        "whole",
        "decimal",
        "date",
        "moment",
        "hour",
        "duration",
        "word",
        "ranked",
        "lines",
        "record",
    }
)
"""The widgets that may be folded: a box to tick and the button of a list are short, sentences are what one came for."""
USUAL = frozenset(
    {"address", "capacity", "duration", "end", "place", "registration", "start", "subject"}
)
"""The keys that are asked nearly each time, though they may stay empty."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """Fields that follow each other; words call them where they are folded, and are empty where they are not."""

    entries: tuple[Entry, ...]
    words: str = ""


def runs(entries: Sequence[Entry]) -> tuple[Run, ...]:
    """Return the fields of a form in their order, those that nobody filled together."""
    return tuple(
        _run(tuple(found), spare=spare) for spare, found in groupby(entries, key=_is_spare)
    )


def _run(found: tuple[Entry, ...], *, spare: bool) -> Run:
    worthwhile = len(found) > 1 or found[0].widget == "record"
    return Run(entries=found, words=_words(found) if spare and worthwhile else "")


def _words(found: tuple[Entry, ...]) -> str:
    return capital(", ".join(f"{one.label[:1].lower()}{one.label[1:]}" for one in found))


def _is_spare(entry: Entry) -> bool:
    usual = entry.name.rpartition(".")[2] in USUAL
    return entry.widget in FOLDED and not (entry.required or usual) and _is_empty(entry)


def _is_empty(entry: Entry) -> bool:
    if entry.strays or entry.values or entry.widget == "markdown":
        return False
    told = entry.value == "true" if entry.widget == "check" else entry.value
    return not told and all(_is_empty(one) for one in entry.entries)
