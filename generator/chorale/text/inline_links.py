"""Links and pictures written in a Markdown text, each with its place; bare addresses become links."""

import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from chorale.french.suggestions import anchor
from chorale.text.line_marks import verbatim

_LINK = re.compile(
    r"(?:!(?<!\\!)()\[|\[(?<!\\\[))((?:[^\[\]\\]+|\\.|\[[^\[\]]*\])*+)\]"
    r"\(\s*(?:<([^<>\n]*)>|((?:[^()\s<>]+|\([^()\s<>]*\))*+))(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
)
"""A link or a picture, « [words](address "title") »; brackets may nest once.

Here and below, the sign itself comes first, which the search runs to: what must stand before is looked at only there.
"""
_BARE = re.compile(r"<(?<!\]\(<)(https?://[^<>\s]+)>", re.IGNORECASE)
"""An address alone, which is its own words."""
_CODE = re.compile(r"(`(?<![\\`]`)`*)(?!`)(?:(?!\n\n).)+?(?<!`)\1(?!`)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class InlineLink(NamedTuple):
    """A link or a picture; start is its first character, target stands from begin to end."""

    start: int
    picture: bool
    words: str
    target: str
    begin: int
    end: int


@lru_cache(maxsize=16384)
def prose(text: str) -> str:
    """Return a text of the same length whose code is blanks."""
    if "`" not in text and "~~~" not in text and "<" not in text:
        return text
    lines = text.split("\n")
    kept = verbatim(lines, html=False)
    plain = "\n".join(" " * len(line) if at in kept else line for at, line in enumerate(lines))
    return _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), plain)


def uncommented(text: str) -> str:
    """Return a text of the same length whose comments of HTML are blanks."""
    if "<!--" not in text:
        return text
    return _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), text)


@lru_cache(maxsize=16384)
def inline_links(text: str) -> tuple[InlineLink, ...]:
    """Return the links of a text, those that are their own words last."""
    if "](" not in text and "<http" not in text.lower():
        return ()
    plain = uncommented(prose(text))
    return (*_inline_links(plain), *_bare_links(plain))


def _bare_links(plain: str) -> Iterator[InlineLink]:
    for found in _BARE.finditer(plain):
        yield InlineLink(found.start(), False, found[1], found[1], found.start(1), found.end(1))


def _inline_links(plain: str, start: int = 0, end: int = sys.maxsize) -> Iterator[InlineLink]:
    for found in _LINK.finditer(plain, start, end):
        picture = found[1] is not None
        if not picture and "![" in found[2]:
            yield from _inline_links(plain, *found.span(2))
        group = 4 if found[3] is None else 3
        yield InlineLink(
            found.start(),
            picture,
            found[2],
            found[group],
            found.start(group),
            found.end(group),
        )


_SKIPPED = re.compile(
    r"(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)"
    r"|<[^<>\n]*>"
    r"|!?\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\]\n]*\])"
    r"|^ *\[[^\]\n]+\]:.*$"
    r"|\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)"
    r"|\{[^{}\n]*\}"
    r"|^ *(?:--8<--|;--8<--|\*\[).*$"
    r"""|<[a-zA-Z][^<>]*(?:"[^"]*"[^<>]*)*>""",
    re.MULTILINE,
)
"""What holds no bare address: code, tags, links and pictures already written."""
_ADDRESS = re.compile(
    r"(?:(?<![\w@/.:=(<\[%+-])(?<!=[\"'])|(?<=[^\W\d_]{3}:))(?:\()?(?P<url>(?:https?://|www\.)[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#][^\s<>«»\"”’|]*)?)"
    r"|(?<![\w@/.:+%-])(?P<mail>(?:mailto:)?[\w][\w.+-]*@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+)(?![\w@])",
    re.IGNORECASE,
)
"""A bare address of the web or of mail, not inside a word, a path or another address."""
_SPACED = re.compile(
    r"(\]\()(?![<\s])((?:[^()<>\n\"' ]|(?<=\w)'(?=\w)|\((?:[^()<>\n]*)\))+ "
    r"(?:[^()<>\n\"']|(?<=\w)'(?=\w)|\([^()<>\n]*\))*\.[a-zA-Z0-9]{2,5}(?:#[\w-]*)?)(\))"
)
"""The address of a file with blanks in its name, which Markdown would not take: « photo d'accueil (2).jpg »."""
_SECTION = re.compile(r"(\]\([^()<>\s]*#)([^()<>\n\"'#]+ [^()<>\n\"'#]*)(\))")
"""The address of a section by the words of its title."""
_SIZED = re.compile(r"(!\[[^\[\]\n]*\]\([^()\s]+) +=(\d+)x(\d*)\)(?!\{)")
"""A picture with its width, as HackMD writes it."""
_TITLED = re.compile(
    r"(\]\([^()<>\s]+ )[“„«][ \u00a0\u202f]*([^()<>\n\"”»]*?)[ \u00a0\u202f]*[”»]\)"
)
"""A link with a title between the quotation marks of a word processor."""
_QUOTED = re.compile(
    r"(\]\()[«“\"][ \u00a0\u202f]*((?:https?:|mailto:|www\.)[^\s«»“”\"()]+)[ \u00a0\u202f]*[»”\"](?=\))"
)
"""An address between quotation marks."""
_BAR = re.compile(r"(?<!\\)\\(?= +\S)")
"""A bar before a blank, « C:\\ » or « /!\\ »: one of our readers makes an unbreakable blank of both."""
_CURLED = re.compile(r"<[a-zA-Z][^<>]*=[“”«][^<>]*>")
_CURLS = re.compile(r"=[“”«][ \u00a0\u202f]*([^“”«»\"<>]*?)[ \u00a0\u202f]*[“”»]")
"""A value of a tag between the quotation marks of a word processor."""
_BRACKETED = re.compile(r"(?<![\]!\\])\[(https?://[^\s<>\[\]()]+)\](?! ?[\[(:])")
"""An address between brackets that make no link."""
_CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_SHORTENED = re.compile(r"(\]\()(?:(www\.)|(?=[\w.+-]+@[\w-]+(?:\.[\w-]+)+[?)]))", re.IGNORECASE)
_DIALLED = re.compile(
    r"(\]\()(?:tel: ?)?((?:\+[0-9]{1,3}[ .\u00a0-]?[0-9]|0[0-9])(?:[ .\u00a0-]?[0-9]{2,3}){3,5})(\))"
)
"""A telephone number where an address is expected."""
_MAILED = re.compile(r"(\]\(mailto:) +(?=[^\s()]+@)", re.IGNORECASE)
_WRITTEN_TO = re.compile(r"(\]\()(mailto:[^()<>\s]*\?[^()<>\n\"]* [^()<>\n\"]*)(\))")
_MAILED_ALONE = re.compile(r"<mailto:([^\s<>?]+@[^\s<>?]+)>")
_UNSCHEMED = re.compile(r"<(www\.[^\s<>]+)>", re.IGNORECASE)
_TRAILING = ".,;:!?…*_~'"


def linked(text: str) -> str:
    """Write each bare address between the signs that make it a link; one with spaces too."""
    if "\\ " in text:
        text = "".join(
            part if code else _BAR.sub(r"\\\\", part) for part, code in _cut(text, _CODE_SPAN)
        )
    if "](" in text:
        text = "".join(part if code else _whole(part) for part, code in _cut(text, _CODE_SPAN))
    if "=“" in text or "=”" in text or "=«" in text:
        text = _CURLED.sub(lambda tag: _CURLS.sub(r'="\1"', tag[0]), text)
    if "<w" in text.lower():
        text = _UNSCHEMED.sub(r"[\1](https://\1)", text)
    if "<mailto:" in text:
        text = _MAILED_ALONE.sub(r"<\1>", text)
    if "@" not in text and "://" not in text and "www." not in text.lower():
        return text
    if "[http" in text:
        text = "".join(
            part if code else _BRACKETED.sub(r"[<\1>]", part)
            for part, code in _cut(text, _CODE_SPAN)
        )
    return "".join(
        part if skipped else _ADDRESS.sub(_link, part) for part, skipped in _cut(text, _SKIPPED)
    )


def _whole(text: str) -> str:
    """Write an address that has spaces, or lacks its beginning, between its parentheses as it works; a number too."""
    text = _QUOTED.sub(r"\1\2", text)
    text = _SIZED.sub(r'\1){ width="\2" }', text)
    text = _TITLED.sub(r'\1"\2")', text)
    text = _SECTION.sub(lambda cut: f"{cut[1]}{anchor(cut[2].strip())}{cut[3]}", text)
    text = _SPACED.sub(r"\1<\2>\3", text)
    text = _DIALLED.sub(lambda cut: f"{cut[1]}tel:{re.sub('[^+0-9]', '', cut[2])}{cut[3]}", text)
    text = _MAILED.sub(r"\1", text)
    text = _WRITTEN_TO.sub(lambda cut: f"{cut[1]}{cut[2].replace(' ', '%20')}{cut[3]}", text)
    return _SHORTENED.sub(lambda cut: f"](https://{cut[2]}" if cut[2] else "](mailto:", text)


def _cut(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, bool]]:
    position = 0
    for found in pattern.finditer(text):
        yield text[position : found.start()], False
        yield found[0], True
        position = found.end()
    yield text[position:], False


def _link(found: re.Match[str]) -> str:
    name = "url" if found["url"] else "mail"
    address = found[name]
    kept = address.rstrip(_TRAILING)
    while kept.endswith(")") and kept.count("(") < kept.count(")"):
        kept = kept[:-1].rstrip(_TRAILING)
    before = found[0][: found.start(name) - found.start()]
    rest = address[len(kept) :]
    if kept.lower().startswith("www."):
        return f"{before}[{kept}](https://{kept}){rest}"
    return f"{before}<{kept.removeprefix('mailto:')}>{rest}"
