"""Each text of a file is read as words, read as Markdown, or is no sentence: a new one is told until its place is known."""

from collections.abc import Iterator

from chorale.content.kinds import KINDS
from chorale.content.plain_words import _NAMES
from chorale.content.shapes import Many, Named, One, OneOf, Record, Shape, keys

NO_SENTENCES = {
    "addresses and places": "aliases calendar calendar_domain contact coordinates join online plan registration replay satisfaction src url",
    "keys and references": (
        "arbitration article at audience autocomplete ballots channel continues corrections country digest excludes fingerprint group groups "
        "indispensable ipm journal_head key page pages query recipient reference replaced requests requires retained rule salt template "
        "theme timezone uid"
    ),
    "names, as people and programs write them": "author by criterion environments holder identity name officer tools",
    "hours": "entered received",
    "words of readers and of groups, kept as they were typed": "comments found opposition queries synonyms typed",
    "words of a page that has no other": "hide",
    "read as a body": "edito",
}  # fmt: skip


def is_text(shape: Shape) -> bool:
    match shape:
        case One(kind):
            return kind is str
        case Many(inner) | Named(inner):
            return is_text(inner)
    return False


def records(shape: Shape) -> Iterator[type]:
    match shape:
        case Record(kind):
            yield kind
        case OneOf(kinds):
            yield from kinds
        case Many(inner) | Named(inner):
            yield from records(inner)


def texts(kind: type, met: set[type]) -> Iterator[str]:
    if kind not in met:
        met.add(kind)
        for key in keys(kind).values():
            if is_text(key.shape):
                yield key.field
            for inner in records(key.shape):
                yield from texts(inner, met)


def test_each_text_of_a_file_is_held_to_the_law_or_is_no_sentence():
    met: set[type] = set()
    found = {name for kind in KINDS for name in texts(kind.type, met)}
    apart = {name for names in NO_SENTENCES.values() for name in names.split()}
    assert found - _NAMES == apart
