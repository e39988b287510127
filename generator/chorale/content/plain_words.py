"""The words of fields: titles, sentences, questions, answers, read as they are typed; and those that are Markdown."""

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from typing import Literal

from chorale.content.kinds import KINDS, kind_of
from chorale.content.load import Loaded
from chorale.content.model import EditoSection, TextSection
from chorale.content.problems import Source
from chorale.ipm.model import ChangeRequest, Cycle

PlainPlace = tuple[str | int, ...]
FieldVoice = Literal["letter", "event"]
"""Who prints it."""
_NAMES = frozenset(
    {
        *("title", "summary", "description", "preheader", "subject", "note", "place", "address"),
        *("city", "label", "help", "purpose", "thanks", "legal_basis", "recipients", "controller"),
        *("transfers", "choices", "what", "who", "role", "organisation", "alt", "hours", "text"),
        *("presentation", "long_name", "full_name", "said", "button", "after", "reason", "scope"),
        *("next_priorities", "planned", "origin", "partners", "themes", "unit", "abbreviations"),
        *("alternative", "audiences", "exempted", "signatories"),
    }
)
_MARKDOWN = frozenset({(ChangeRequest, "description"), (Cycle, "summary"), (TextSection, "text")})
"""What is read as a body is, by another check."""
_APART = frozenset(kind.type for kind in KINDS)
"""What has a file of its own."""


def plain_words(holder: object, keys: PlainPlace = ()) -> Iterator[tuple[PlainPlace, str]]:
    """Yield each plain text of an item, with the keys that lead to it in its file."""
    for name, value in vars(holder).items():
        if value:  # most fields are empty: asking no more of them halves a check of everything
            said = name in _NAMES and (type(holder), name) not in _MARKDOWN
            yield from _of(value, (*keys, name), said=said)


def _of(value: object, keys: PlainPlace, *, said: bool) -> Iterator[tuple[PlainPlace, str]]:
    if isinstance(value, str):
        if said and value:
            yield keys, value
    elif isinstance(value, tuple):
        for rank, one in enumerate(value):
            yield from _of(one, (*keys, rank), said=said)
    elif is_dataclass(value):
        if type(value) not in _APART:
            yield from plain_words(value, keys)
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _of(one, (*keys, str(key)), said=said)


def markdown_fields(loaded: Loaded) -> Iterator[tuple[Source, str, FieldVoice]]:
    """Yield where each that is written stands, what it says and who prints it."""
    home = loaded.community
    for issue in home.issues if home else ():
        for index, section in enumerate(issue.sections):
            match section:
                case EditoSection(edito=text) | TextSection(text=text) if text:
                    yield loaded.at(issue.path, "sections", index), text, "letter"
    for cycle in home.cycles if home else ():
        if cycle.summary:
            yield loaded.at(cycle.path, "summary"), cycle.summary, "event"
        path = kind_of(ChangeRequest).files.fill({"cycle": cycle.slug}).text
        for rank, one in enumerate(cycle.requests):
            if one.description:
                yield loaded.at(path, rank, "description"), one.description, "event"
