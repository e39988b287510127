"""HTML of the texts that all readers read alike, to the letter what the dialect makes of them."""

from collections.abc import Callable
from itertools import chain, zip_longest
from typing import Any, NamedTuple

from markdown.extensions.toc import nest_toc_tokens, unique

from chorale.french import phrases
from chorale.french.suggestions import anchor
from chorale.text.alike import AlikeBlock, Piece, Words
from chorale.text.alike_code import coloured
from chorale.text.french_words import NOTICES

_nested: Callable[[list[dict[str, Any]]], list[dict[str, Any]]] = nest_toc_tokens  # type: ignore[assignment]
_HOLE = "\ufdd0"


class HtmlText(NamedTuple):
    """A text in HTML, every second part an address as it was written; the names of its sections, what lists them."""

    parts: tuple[str, ...]
    anchors: tuple[str, ...]
    toc: list[dict[str, Any]]


class HtmlVoice(NamedTuple):
    """What a page says more than others: French spacing, links to sections, what heads a column; and its void tags."""

    say: Callable[[str], str]
    permalink: str
    scope: str
    void: str
    opened: str


PAGE = HtmlVoice(
    phrases.typography,
    '<a aria-hidden="true" class="headerlink" href="#{}" tabindex="-1" title="Lien permanent">&para;</a>',
    ' scope="col"',
    " />",
    ' open="open"',
)
COMMON = HtmlVoice(str, "", "", ">", " open")


def written(blocks: tuple[AlikeBlock, ...], voice: HtmlVoice) -> HtmlText:
    """Return the HTML of a text in a voice."""
    writer = _Writer(voice)
    parts = "\n".join(map(writer.block, blocks)).split(_HOLE)
    whole = [*chain(*zip_longest(parts, writer.addresses, fillvalue=""))][: len(parts) * 2 - 1]
    return HtmlText(tuple(whole), tuple(writer.anchors), _nested(writer.toc))


class _Writer:
    """The addresses and the sections of a text, noted while it is written."""

    def __init__(self, voice: HtmlVoice) -> None:
        self.voice = voice
        self.addresses: list[str] = []
        self.anchors: list[str] = []
        self.toc: list[dict[str, Any]] = []
        self.used: set[str] = set()

    def block(self, block: AlikeBlock) -> str:
        match block.kind:
            case "p":
                return f"<p>{self.words(block.lines[0][0])}</p>"
            case "heading":
                return self.heading(block)
            case "table":
                return self.table(block)
            case "code":
                return coloured(block.label, block.text)
            case "div" | "details":
                return self.notice(block)
            case name:
                items = "".join(f"<li>{self.words(item)}</li>\n" for (item,) in block.lines)
                return f"<{name}>\n{items}</{name}>"

    def heading(self, block: AlikeBlock) -> str:
        said = self.voice.say(block.text)
        listed = " ".join(said.split())
        name = unique(anchor(listed), self.used)
        self.anchors.append(name)
        level = int(block.label)
        self.toc.append(
            {"level": level, "id": name, "name": listed, "html": said, "data-toc-label": ""}
        )
        link = self.voice.permalink.format(name)
        return f'<h{level} id="{name}">{said}{link}</h{level}>'

    def table(self, block: AlikeBlock) -> str:
        head, *rows = block.lines
        heads = "".join(map(self.head, head))
        body = "".join(map(self.row, rows))
        return f"<table>\n<thead>\n<tr>\n{heads}</tr>\n</thead>\n<tbody>\n{body}</tbody>\n</table>"

    def head(self, cell: Words) -> str:
        said = self.words(cell)
        return f"<th{self.voice.scope}>{said}</th>\n" if said else "<td></td>\n"

    def row(self, row: tuple[Words, ...]) -> str:
        cells = "".join(f"<td>{self.words(cell)}</td>\n" for cell in row)
        return f"<tr>\n{cells}</tr>\n"

    def notice(self, block: AlikeBlock) -> str:
        kind, _, opened = block.label.partition(" ")
        title = block.text
        if not title or title == kind.capitalize():
            title = NOTICES[kind]
        said = self.voice.say(title)
        inside = "\n".join(map(self.block, block.inside))
        if block.kind == "div":
            return f'<div class="admonition {kind}">\n<p class="admonition-title">{said}</p>\n{inside}\n</div>'
        shown = self.voice.opened if opened else ""
        return f'<details class="{kind}"{shown}>\n<summary>{said}</summary>\n{inside}\n</details>'

    def words(self, words: Words) -> str:
        return "".join(map(self.piece, words))

    def piece(self, piece: Piece) -> str:
        match piece.kind:
            case "text":
                return self.voice.say(piece.text)
            case "strong" | "em":
                return f"<{piece.kind}>{self.words(piece.inside)}</{piece.kind}>"
            case "code":
                return f"<code>{piece.text}</code>"
            case "img":
                return f'<img alt="{piece.text}" src="{self.address(piece.url)}"{self.voice.void}'
            case "link":
                return f'<a href="{self.address(piece.url)}">{self.voice.say(piece.text)}</a>'

    def address(self, url: str) -> str:
        self.addresses.append(url)
        return _HOLE
