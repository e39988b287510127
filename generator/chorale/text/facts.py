"""What a text says, whatever prints it: words, numbered items, cells, pictures, links, headings; and what was lost."""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, NamedTuple
from urllib.parse import unquote

from markdown_it.tree import SyntaxTreeNode

from chorale.text.html_tree import HEADINGS, Element, parse

FactKind = Literal["word", "item", "row", "cell", "picture", "link", "heading"]
_WORD = re.compile(r"(?<=\d)h(?=\d\d\b)|\d+(?=h\d\d\b)|[^\W_]+")
"""« 9h30 » is printed « 9 h 30 »: the same three words."""
_DIALECT = re.compile(
    r"\{:?\s*[.#a-zA-Z][^{}\n]*\}|:[a-z0-9+-][a-z0-9_+-]*:|\+\+[\w+ \"-]+\+\+|^-+8<-+.*$|\[TOC\]|^\[[ xX]\] ",
    re.MULTILINE,
)
"""What the dialect reads as something else than words: attributes, icons, keys, snippets, a table of contents."""
_LANGUAGE = re.compile(r"^#!\w+ ")
_DRAWN = ("mermaid",)
_NOTE_SIGNS = ("headerlink", "footnote-ref", "footnote-backref")
_FACTS: Mapping[str, FactKind] = {
    "tr": "row",
    "td": "cell",
    "th": "cell",
    "image": "picture",
    "link": "link",
    "heading": "heading",
}
_UNSEEN = frozenset({"script", "style", "template", "head", "title"})


class TextFact(NamedTuple):
    """Something that a text says, and the line where it begins, counted from 0, when it is known."""

    kind: FactKind
    value: str = ""
    line: int = 0

    @property
    def said(self) -> tuple[FactKind, str]:
        """Return what is compared."""
        return self.kind, self.value


@dataclass(frozen=True)
class Loss:
    """Facts of a kind that one reading has and the other lacks; line is where the first was written."""

    kind: FactKind
    written: int
    shown: int
    values: tuple[str, ...]
    line: int


def of_tree(root: SyntaxTreeNode) -> list[TextFact]:
    """Return the facts of an author's text."""
    found: list[TextFact] = []
    _children(root, 0, found)
    return found


def _children(node: SyntaxTreeNode, line: int, found: list[TextFact]) -> None:
    for child in node.children:
        _node(child, child.map[0] if child.map else line, found)


def _node(node: SyntaxTreeNode, line: int, found: list[TextFact]) -> None:
    kind = node.type
    if (fact := _FACTS.get(kind)) and not _leads_nowhere(node):
        url = str(node.attrs.get("src") or node.attrs.get("href") or "")
        found.append(TextFact(fact, _address(url), line))
    match kind:
        case "text":
            _words(_DIALECT.sub(" ", node.content), line, found)
        case "code_inline" | "code_block":
            _words(_LANGUAGE.sub("", node.content), line, found)
        case "fence":
            if not node.info.startswith(_DRAWN):
                _words(node.content, line, found)
        case "html_block" | "html_inline":
            _element(parse(node.content), line, found)
        case "bullet_list" | "ordered_list" | "footnote_block":
            _list(node, line, found)
        case "inline":
            _inline(node, line, found)
        case _:
            _children(node, line, found)


def _leads_nowhere(node: SyntaxTreeNode) -> bool:
    """Return whether a link has no address or no words: nobody would miss it."""
    if node.type != "link":
        return False
    inside = any(child.type == "image" or child.content.strip() for child in node.walk())
    return not (node.attrs.get("href") and inside)


def _inline(node: SyntaxTreeNode, line: int, found: list[TextFact]) -> None:
    """Add the facts of a paragraph, counting its lines."""
    for child in node.children:
        if child.type in ("softbreak", "hardbreak"):
            line += 1
        else:
            _node(child, line, found)


def _list(node: SyntaxTreeNode, line: int, found: list[TextFact]) -> None:
    start = int(node.attrs.get("start", 1)) if node.type != "bullet_list" else None
    for rank, item in enumerate(node.children):
        at = item.map[0] if item.map else line
        found.append(TextFact("item", "" if start is None else str(start + rank), at))
        _children(item, at, found)


def of_element(element: Element, line: int = 0) -> list[TextFact]:
    """Return the facts of HTML as a reader meets them."""
    found: list[TextFact] = []
    _element(element, line, found)
    return found


def _element(element: Element, line: int, found: list[TextFact]) -> None:
    rank = int(element.attributes.get("start") or 1) if element.name == "ol" else None
    for child in element.children:
        if isinstance(child, str):
            _words(child, line, found)
            continue
        _seen(child, rank, line, found)
        if child.name == "li" and rank is not None:
            rank += 1


def _seen(child: Element, rank: int | None, line: int, found: list[TextFact]) -> None:
    if child.name in _UNSEEN or child.attributes.get("class") == "toc":
        return
    match child.name:
        case "li":
            found.append(TextFact("item", "" if rank is None else str(rank), line))
        case "tr":
            found.append(TextFact("row", "", line))
        case "td" | "th":
            found.append(TextFact("cell", "", line))
        case "img":
            found.append(TextFact("picture", _address(child.attributes.get("src", "")), line))
            _words(child.attributes.get("alt", ""), line, found)
        case "a" if _is_link(child):
            found.append(TextFact("link", _address(child.attributes["href"]), line))
        case name if name in HEADINGS:
            found.append(TextFact("heading", "", line))
    _element(child, line, found)


def _is_link(element: Element) -> bool:
    """Return whether the author wrote a link, and not a note or a heading that makes one."""
    url = element.attributes.get("href", "")
    made = element.attributes.get("class", "") in _NOTE_SIGNS or url.startswith(("#fn:", "#fnref"))
    return bool(url) and not made


def _words(text: str, line: int, found: list[TextFact]) -> None:
    for part in text.split("\n"):
        found += [TextFact("word", word, line) for word in words(part)]
        line += 1


def words(text: str) -> list[str]:
    """Return the words of a text as they are compared: those of « caf%C3%A9 », an address, are those of « café »."""
    return _WORD.findall((unquote(text) if "%" in text else text).casefold())


def _address(url: str) -> str:
    return unquote(html.unescape(url)).removeprefix("<").removesuffix(">").strip()


def losses(written: Sequence[TextFact], shown: Iterable[TextFact]) -> tuple[Loss, ...]:
    """Return what was written and is not shown, a kind at a time; and items, cells, titles that nobody wrote."""
    seen = list(shown)
    before, after = Counter(fact.said for fact in written), Counter(fact.said for fact in seen)
    lost = before - after
    made = Counter(
        {
            said: count
            for said, count in (after - before).items()
            if said[0] not in ("word", "link", "picture")
        }
    )
    if not lost and not made:
        return ()
    places = _places([fact.said for fact in written], [fact.said for fact in seen])
    return tuple(_by_kind(written, seen, lost, made, places))


def _places(before: Sequence[object], after: Sequence[object]) -> list[int]:
    """Return the ranks of the facts that do not follow one another in both readings."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    ranks: list[int] = []
    for name, start, end, _, _ in matcher.get_opcodes():
        if name != "equal":
            ranks.extend(range(start, max(end, start + 1)))
    return ranks


def _by_kind(
    written: Sequence[TextFact],
    seen: Sequence[TextFact],
    lost: Counter[tuple[FactKind, str]],
    made: Counter[tuple[FactKind, str]],
    places: Sequence[int],
) -> Iterator[Loss]:
    for kind in dict.fromkeys(said[0] for said in (*lost, *made)):
        moved = [written[rank] for rank in places if rank < len(written)]
        mine = [fact for fact in moved if fact.said in lost and fact.kind == kind]
        place = (
            mine
            or [fact for fact in moved if fact.kind == kind]
            or moved
            or list(written)
            or [TextFact(kind)]
        )[0]
        yield Loss(
            kind,
            sum(fact.kind == kind for fact in written),
            sum(fact.kind == kind for fact in seen),
            tuple(dict.fromkeys(fact.value for fact in mine)),
            place.line,
        )
