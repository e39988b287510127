"""Addresses and notes that are written apart from the words that call them: « [1]: https://… » and « [^1]: … »."""

import re
from collections.abc import Iterator
from functools import lru_cache

from chorale.text.inline_links import InlineLink, inline_links, prose, uncommented
from chorale.text.leftovers import Oddity

_DEFINED = re.compile(
    r"^ {0,3}\[(?!\^)([^\[\]\n]+)\]:[ \t]*\n?[ \t]*(?:<([^<>\n]*)>|([^\s<>]+))", re.MULTILINE
)
"""An address given a name, « [name]: address »."""
_CALLED = re.compile(r"(!?)\[((?:[^\[\]\n]|\[[^\[\]\n]*\])*)\](?:\[([^\[\]\n]*)\])?(?![(:])")
"""A link or a picture by the name of its address, « [words][name] »."""
_NOTE = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:", re.MULTILINE)
_HTML_LINK = re.compile(
    r"""<a\b[^<>]*?\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))[^<>]*>(.*?)</a>""",
    re.IGNORECASE | re.DOTALL,
)
"""A link written in HTML: its address, its words."""
_HTML_PICTURE = re.compile(
    r"""<img\b(?=[^<>]*?\ssrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))(?:[^<>]*?\salt\s*=\s*["']([^"']*)["'])?""",
    re.IGNORECASE,
)
"""A picture written in HTML: its source, its alternative text."""


def _name(label: str) -> str:
    return " ".join(label.casefold().split())


@lru_cache(maxsize=16384)
def called_links(text: str) -> tuple[InlineLink, ...]:
    """Return the addresses written apart that something calls, each with the first words that do."""
    return tuple(_called_links(text)) if "]:" in text else ()


@lru_cache(maxsize=16384)
def written_links(text: str) -> tuple[InlineLink, ...]:
    """Return the links and the pictures of a text, whose addresses stand in their sentence or apart, in order."""
    found = {*inline_links(text), *called_links(text)}
    return tuple(sorted(found, key=lambda link: link.begin))


def _called_links(text: str) -> Iterator[InlineLink]:
    plain = uncommented(prose(text))
    calls = _calls(plain)
    for found in _DEFINED.finditer(plain):
        group = 3 if found[2] is None else 2
        if call := calls.get(_name(found[1])):
            yield InlineLink(
                found.start(), *call, found[group], found.start(group), found.end(group)
            )


def _calls(plain: str) -> dict[str, tuple[bool, str]]:
    """Return, by the name of the address, whether a picture is called first, and the words."""
    made: dict[str, tuple[bool, str]] = {}
    for found in _CALLED.finditer(plain):
        made.setdefault(_name(found[3] or found[2]), (bool(found[1]), found[2]))
    return made


@lru_cache(maxsize=16384)
def html_links(text: str) -> tuple[InlineLink, ...]:
    """Return the links and the pictures written as HTML, in their order."""
    return (
        tuple(sorted(_html_links(text))) if "<a" in text.lower() or "<img" in text.lower() else ()
    )


def _html_links(text: str) -> Iterator[InlineLink]:
    plain = uncommented(prose(text))
    for pattern, picture in ((_HTML_LINK, False), (_HTML_PICTURE, True)):
        for found in pattern.finditer(plain):
            group = next(rank for rank in (1, 2, 3) if found[rank] is not None)
            words = re.sub(r"<img\b[^<>]*>", "image", found[4] or "")
            words = re.sub(r"<[^<>]*>", "", words)
            yield InlineLink(
                found.start(), picture, words, found[group], found.start(group), found.end(group)
            )


def uncalled(text: str) -> Iterator[Oddity]:
    """Yield the addresses and the notes that no word calls, and those of which only one is read."""
    if "]:" not in text:
        return
    plain = uncommented(prose(text))
    calls, seen = _calls(plain), dict[str, str]()
    for found in _DEFINED.finditer(plain):
        name = _name(found[1])
        if name not in calls:
            said = f"adresse « [{found[1]}] » que rien n'appelle, et qui ne paraîtrait pas"
            advice = f"écrire « [texte][{found[1]}] » dans le texte, ou « [texte](adresse) »"
            yield Oddity(found.start(), said, advice)
        elif seen.setdefault(name, found[2] or found[3]) != (found[2] or found[3]):
            said = f"adresse « [{found[1]}] » écrite deux fois, dont une seule serait lue"
            yield Oddity(found.start(), said, "donner à chacune un nom")
    notes = set[str]()
    for found in _NOTE.finditer(plain):
        if text.count(f"[^{found[1]}]") < 2:
            said = f"note « [^{found[1]}] » que rien n'appelle"
            advice = f"écrire « [^{found[1]}] » dans le texte, ou retirer la note"
            yield Oddity(found.start(), said, advice)
        elif found[1] in notes:
            said = f"note « [^{found[1]}] » écrite deux fois, dont une seule serait lue"
            yield Oddity(found.start(), said, "donner à chaque note son numéro")
        notes.add(found[1])
