"""HTML as a small tree: parsed, changed in place, serialised with everything escaped."""

import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from html.parser import HTMLParser
from typing import Any

VOID = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "wbr",
    }
)
BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "br",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "label",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
VERBATIM = frozenset({"code", "kbd", "pre", "samp", "script", "style"})
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
DEEPEST = 100
"""Elements within one another in what others wrote: beyond, only the words are kept."""
_RAW = frozenset({"script", "style"})


@dataclass
class Element:
    """A tag with its attributes and children; the root of a fragment has an empty name."""

    name: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the words inside, scripts and styles left out."""
        if self.name in _RAW:
            return ""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def words(self) -> str:
        """Return the text with its runs of blanks made single, no-break spaces kept."""
        return " ".join(
            part for part in self.text.replace("\n", " ").replace("\t", " ").split(" ") if part
        )

    @property
    def html(self) -> str:
        """Return the markup of the children."""
        return "".join(map(_written, self.children))

    def walk(self) -> Iterator["Element"]:
        """Yield this element and all those inside, in reading order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def named(self, *names: str) -> Iterator["Element"]:
        """Yield the elements of these names, in reading order."""
        return (element for element in self.walk() if element.name in names)


def copied(element: Element) -> Element:
    """Return a tree of its own that says the same; deepcopy would look for circles that no tree has."""
    children = [one if isinstance(one, str) else copied(one) for one in element.children]
    return Element(element.name, dict(element.attributes), children)


def _written(node: Element | str) -> str:
    if isinstance(node, str):
        return html.escape(node, quote=False)
    attributes = "".join(
        f' {name}="{html.escape(value)}"' for name, value in node.attributes.items()
    )
    if node.name in VOID:
        return f"<{node.name}{attributes}>"
    return f"<{node.name}{attributes}>{node.html}</{node.name}>"


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element()
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        for index in range(len(self.open) - 1, 0, -1):
            if self.open[index].name == tag:
                del self.open[index:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(markup_text: str) -> Element:
    """Read HTML into a tree; comments are dropped, a stray closing tag is ignored."""
    builder = _Builder()
    builder.feed(markup_text)
    builder.close()
    return builder.root


def repaired(markup_text: str) -> Element:
    """Read HTML as people copy it and partners send it, its open tags closed as a browser closes them."""
    octets = markup_text.replace("\0", "").encode("utf-8", "replace")
    document = _reader()(octets) if octets.strip() else None
    return Element() if document is None else Element(children=[_element(document)])


@cache
def _reader() -> Callable[[bytes], Any]:
    from lxml import etree  # only those who read what others wrote wait for it

    parser = etree.HTMLParser(
        remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8"
    )
    return partial(etree.fromstring, parser=parser)


def _element(node: Any, depth: int = 0) -> Element:
    if depth > DEEPEST:
        return Element("div", {}, ["".join(node.itertext())])
    children: list[Element | str] = [node.text] if node.text else []
    for child in node:
        children.append(_element(child, depth + 1))
        if tail := child.tail:
            children.append(tail)
    return Element(node.tag, dict(node.items()), children)
