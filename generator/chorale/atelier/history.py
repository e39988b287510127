"""The history of a file in words: who changed which fields when, two versions side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from chorale.atelier.desk import Desk
from chorale.atelier.forms.labels import LABELS
from chorale.atelier.forms.screen_words import said
from chorale.atelier.repository import Version
from chorale.content.source_files import UnreadableFile
from chorale.content.writing.file_text import Writing, opened
from chorale.content.writing.trees import Tree

MOST = 60


@dataclass(frozen=True, kw_only=True)
class HistoryEntry:
    """A version of a file and, in words, what it changed."""

    version: Version
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SideBySide:
    """A line of two texts: what it was, what it is."""

    before: str
    after: str
    how: Literal["same", "changed", "gap"]


def entries(desk: Desk, path: str) -> list[HistoryEntry]:
    """Return the latest versions of a file, the last first."""
    versions = desk.repository.versions(path, MOST)
    texts = [desk.repository.text_at(one.commit, path) for one in versions]
    first = texts[-1] if len(texts) == MOST else None
    before = [*texts[1:], first]
    return [
        HistoryEntry(version=one, changed=changed(path, old, new))
        for one, old, new in zip(versions, before, texts, strict=False)
    ]


def changed(path: str, old: str | None, new: str | None) -> tuple[str, ...]:
    """Return the fields that differ between two texts of a file, in words."""
    if old is None or new is None:
        return ("création",) if old is None else ("suppression",)
    before, after = _read(path, old), _read(path, new)
    if before is None or after is None:
        return ("fichier illisible",)
    return tuple(_fields(before, after)) or ("mise en forme",)


def _read(path: str, text: str) -> Writing | None:
    try:
        return opened(path, text)
    except UnreadableFile:
        return None


def _fields(before: Writing, after: Writing) -> Iterator[str]:
    if isinstance(before.data, dict) and isinstance(after.data, dict):
        for key in dict.fromkeys((*before.data, *after.data)):
            if before.data.get(key) != after.data.get(key):
                yield LABELS.get(key, key)
    elif before.data != after.data:
        yield "liste"
    if (before.body or "") != (after.body or ""):
        yield "texte"


def told(path: str, text: str) -> str:
    """Return what a file says, a line for each field under its label, then its text; its letters when unreadable."""
    writing = _read(path, text)
    if writing is None:
        return text
    body = f"\n{writing.body.strip()}" if writing.body else ""
    return "\n".join(_lines(writing.data, ())) + f"\n{body}"


def _lines(value: Tree, place: tuple[str, ...], key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _lines(one, (*place, LABELS.get(name, name)), name)
    elif isinstance(value, list):
        for rank, one in enumerate(value, start=1):
            yield from _lines(one, (*place, f"{rank}"), key)
    else:
        words = "" if value is None else said(value.strip(), key)
        yield f"{' › '.join(place)} : {words}" if place else words


AROUND = 3
"""Lines that are shown before and after a change."""


def side_by_side(old: str, new: str) -> list[SideBySide]:
    """Return two texts line by line; what did not change is shown around the changes only."""
    one, other = old.splitlines(), new.splitlines()
    found: list[SideBySide] = []
    for group in SequenceMatcher(None, one, other, autojunk=False).get_grouped_opcodes(AROUND):
        if found:
            found.append(SideBySide(before="…", after="…", how="gap"))
        for tag, i1, i2, j1, j2 in group:
            for rank in range(max(i2 - i1, j2 - j1)):
                before = one[i1 + rank] if i1 + rank < i2 else ""
                after = other[j1 + rank] if j1 + rank < j2 else ""
                how: Literal["same", "changed"] = "same" if tag == "equal" else "changed"
                found.append(SideBySide(before=before, after=after, how=how))
    return found
