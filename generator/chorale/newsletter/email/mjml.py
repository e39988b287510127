"""MJML rendered by mjml-python behind two functions, with remedies for its reproduced defects."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import css_inline
from mjml import mjml2html

from chorale.content.problems import Problem, Source
from chorale.newsletter.email.mjml_schema import MjmlFault, faults
from chorale.newsletter.email.mjml_tokens import TokenKind, attributes, tokens

_PROLOG = re.compile(r"^\s*<\?xml[^>]*\?>")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_UNSAFE = re.compile(r'[\n\\"<]')
_LINE = re.compile(r"\s*\n\s*")
_INNER = re.compile(r"""<[A-Za-z](?:[^<>"']|"[^"]*"|'[^']*')*>""")
_RISKY = re.compile(r"<[A-Za-z][^<>\n\\']*+[\n\\']")
_SINGLE = re.compile(r"""='([^']*)'(?=[\s/>])""")
_VERBATIM = ("mj-style", "mj-raw")
_JOIN = re.compile(r"<!\[endif\]-->\s*<!--\[if mso \| IE\]>")
_STYLE = 'style="'
_AUTO = re.compile(r'(<img [^<>]*?) height="auto"')
"""A height that HTML has not, and that Outlook takes for none; the style says the same."""
_FOREIGN = re.compile(r"[^\x00-\x7f\u00a1-\u00ac\u00ae-\u024f\u2013-\u201d]")
_BLANKS = re.compile(r"\s*([:;])\s+")


class Unrenderable(Exception):
    """The engine refused a document; the message is the engine's own."""


def check(source: str) -> tuple[MjmlFault, ...]:
    """Return the misplaced or unknown tags and the attributes that MJML does not know, with their places."""
    return faults(source)


def render(source: str, css: str = "") -> str:
    """Turn MJML into HTML; css is inlined on what the texts contain, like every « mj-style inline »."""
    prepared, inline = prepare(source)
    try:
        html = _JOIN.sub("", str(mjml2html(prepared, disable_comments=True, fonts={})))
    except ValueError as error:
        raise Unrenderable(str(error)) from None
    html = _AUTO.sub(r"\1", html)
    rules = css + inline
    return _slim(inlined(html, rules) if rules.strip() else html)


def inlined(html: str, css: str) -> str:
    """Write the rules of a style sheet on each tag that they match."""
    return str(_inliner(css).inline(html))


def _slim(html: str) -> str:
    """Write inline styles shortly: Gmail cuts a message at 102 KB."""
    first, *pieces = html.split(_STYLE)
    parts = [first]
    for piece in pieces:
        style, quote, after = piece.partition('"')
        parts += (_STYLE, _short(style) if quote else style, quote, after)
    return "".join(parts)


@lru_cache(maxsize=4096)
def _short(style: str) -> str:
    return _BLANKS.sub(r"\1", style).rstrip(" ;")


@lru_cache(maxsize=16)
def _inliner(css: str) -> css_inline.CSSInliner:
    return css_inline.CSSInliner(
        inline_style_tags=False,
        keep_style_tags=True,
        extra_css=css,
        load_remote_stylesheets=False,
        preallocate_node_capacity=4096,
    )


def prepare(source: str) -> tuple[str, str]:
    """Rewrite MJML so that mjml-python reads it as npm's engine does; return it with the CSS to inline afterwards.

    It prints attributes with Rust's debug escapes, dies on blanks between structural tags, forgets empty alt texts,
    takes the first of two classes and leaves inline styles in the head (notes, email §1.3).
    """
    source = _PROLOG.sub("", source.replace("\r\n", "\n").replace("\r", "\n"))
    if "<![CDATA[" in source:
        source = _CDATA.sub(lambda found: found[1], source)
    strange = references(source)
    parts: list[str] = []
    inline: list[str] = []
    skipping = False
    for token in tokens(source):
        kind, _, text, name, alone = token
        if name == "mj-style" and kind == "open":
            skipping = any(
                key == "inline" and value == "inline" for key, value, _ in token.attributes
            )
        if not skipping:
            written = text if name in _VERBATIM else _rewritten(kind, text, name)
            parts.append(
                written if name in _VERBATIM or written.isascii() else _referenced(written, strange)
            )
        elif kind == "content":
            inline.append(text)
        if name == "mj-style" and (kind == "close" or alone):
            skipping = False
    return "".join(parts), "\n".join(inline)


def _rewritten(kind: TokenKind, text: str, name: str) -> str:
    if kind == "open":
        return _opening(text, name)
    if kind == "text":
        return "" if text.isspace() else text
    if kind == "content":
        if name in ("mj-title", "mj-preview"):
            return _attribute_safe(text)
        return _INNER.sub(_inner, text) if _RISKY.search(text) else text
    if kind == "comment":
        return text if "<!--[if" in text else ""
    return text


def _inner(found: re.Match[str]) -> str:
    """Make the attributes of a tag inside a text safe for an engine that prints them with Rust's escapes."""
    tag = found[0]
    if "\n" not in tag and "\\" not in tag and "'" not in tag:
        return tag
    flat = _SINGLE.sub(lambda one: f'="{one[1].replace(chr(34), "&quot;")}"', _LINE.sub(" ", tag))
    return flat.replace("\\", "&#92;")


@lru_cache(maxsize=4096)
def _opening(tag: str, name: str) -> str:
    found = {key: value for key, value, _ in reversed(attributes(tag))}
    if name == "mj-image":
        found.setdefault("alt", "")
    if "mj-class" in found:
        found["mj-class"] = " ".join(reversed(found["mj-class"].split()))
    written = "".join([f' {key}="{_attribute_safe(value)}"' for key, value in found.items()])
    return f"<{name}{written}{' /' if tag.endswith('/>') else ''}>"


def _attribute_safe(value: str) -> str:
    if not _UNSAFE.search(value):
        return value
    flat = _LINE.sub(" ", value)
    return flat.replace("\\", "&#92;").replace('"', "&quot;").replace("<", "&lt;")


def references(text: str) -> tuple[tuple[str, str], ...]:
    """Return character references for what the engine would print as Rust escapes: no-break spaces, joiners, marks."""
    return tuple(
        (char, f"&#{ord(char)};") for char in sorted(set(_FOREIGN.findall(text))) if _escaped(char)
    )


def _referenced(text: str, strange: tuple[tuple[str, str], ...]) -> str:
    for char, reference in strange:
        text = text.replace(char, reference)
    return text


def _escaped(char: str) -> bool:
    return not char.isprintable() or unicodedata.category(char) in ("Mn", "Me", "Mc")


_INCLUDE = re.compile(r'{% include "([^"]+)"(?: ~ [\w.]+ ~ "([^"]+)")? %}')
_JINJA = re.compile(r"{%.*?%}|{#.*?#}|{{.*?}}", re.DOTALL)
DEEPEST = 6


@dataclass(frozen=True)
class _Piece:
    """Some text of one template, from an offset in it."""

    path: str
    offset: int
    text: str


def problems(folders: Sequence[Path], name: str = "letter.mjml") -> tuple[Problem, ...]:
    """Return the faults of a template and of all that it includes; every branch of a condition is read.

    A template is read in the first of the folders that has it.
    """
    pieces = list(_pieces(folders, name, DEEPEST))
    source = "".join(piece.text for piece in pieces)
    return tuple(sorted({_problem(folders, pieces, fault) for fault in faults(_blank(source))}))


def _text(folders: Sequence[Path], name: str) -> str:
    found = next(
        (folder / name for folder in folders if (folder / name).is_file()), folders[-1] / name
    )
    return found.read_text(encoding="utf-8")


def _pieces(folders: Sequence[Path], name: str, depth: int) -> Iterator[_Piece]:
    text = _text(folders, name)
    position = 0
    for match in _INCLUDE.finditer(text):
        yield _Piece(name, position, text[position : match.start()])
        for inner in _included(folders, match) if depth else ():
            yield from _pieces(folders, inner, depth - 1)
        position = match.end()
    yield _Piece(name, position, text[position:])


def _included(folders: Sequence[Path], match: re.Match[str]) -> list[str]:
    if match[2] is None:
        return [match[1]]
    found = {
        path.relative_to(folder).as_posix()
        for folder in folders
        for path in folder.glob(f"{match[1]}*{match[2]}")
    }
    return sorted(found)


def _blank(source: str) -> str:
    """Replace Jinja by as many characters: blanks for a statement, marks for a value, so that places stay true."""
    return _JINJA.sub(_blanked, source)


def _blanked(match: re.Match[str]) -> str:
    mark = "§" if match[0].startswith("{{") else " "
    return "".join("\n" if letter == "\n" else mark for letter in match[0])


def _problem(folders: Sequence[Path], pieces: list[_Piece], fault: MjmlFault) -> Problem:
    start = 0
    for piece in pieces:
        if fault.position < start + len(piece.text):
            break
        start += len(piece.text)
    before = _text(folders, piece.path)[: piece.offset + fault.position - start]
    place = Source(
        f"templates/email/{piece.path}",
        before.count("\n") + 1,
        len(before) - before.rfind("\n"),
    )
    return Problem(place, fault.message, fault.suggestion, "mjml")
