"""Sanitising of an author's HTML: allow-list (nh3), checked links, French spacing."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import nh3

from chorale.french import phrases
from chorale.text import markdown
from chorale.text.diagrams import LANGUAGE
from chorale.text.french_words import NOTICES
from chorale.text.html_tree import BLOCKS, HEADINGS, VERBATIM, Element, copied, parse
from chorale.text.mending import mended

TAGS = frozenset([
    "a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "details", "div", "dl", "dt", "em",
    "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "input", "ins", "kbd",
    "label", "li", "mark", "ol", "p", "pre", "s", "samp", "span", "strong", "sub", "summary", "sup", "table",
    "tbody", "td", "th", "thead", "tr", "ul",
])  # fmt: skip
DROPPED = frozenset(
    [
        "script",
        "style",
        "iframe",
        "object",
        "embed",
        "noscript",
        "template",
        "svg",
        "math",
        "title",
        "textarea",
        "select",
        "video",
        "audio",
        "form",
        "button",
        "noembed",
        "noframes",
        "xmp",
        "plaintext",
    ]
)
ATTRIBUTES = {
    "a": {"href", "title", "class", "aria-label"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width"},
    "ol": {"class", "start", "type"},
    "input": {"type", "name", "id", "checked"},
    "label": {"for"},
    "pre": {"class"},
    **{name: {"class"} for name in ("details", "div", "p", "ul")},
    "li": {"class", "id"},
    "span": {"class", "role", "aria-label"},
    "sup": {"id"},
    "td": {"colspan", "rowspan", "style"},
    "th": {"colspan", "rowspan", "style"},
}
CLASSES = frozenset(
    [
        *("admonition", "admonition-title", "inline", "end", *NOTICES),
        *("annotate", "annotation", "annotations", "caption-prefix", "cards", "grid"),
        *("emoji", "filename", "footnote", "footnote-backref", "footnote-ref", "highlight", "keys"),
        *("md-button", "md-button--primary", "tabbed-content", "tabbed-set"),
        *("task", "task-list", "task-list-item", "toc", LANGUAGE),
    ]
)
"""What our style sheets know of a text; other classes say nothing to a reader."""
_PLACE = re.compile(r"(?:__tabbed_|note-|fn:|fnref\d*:)[\w-]+")
_FIGURE = re.compile(r"[0-9]{1,4}")
SCHEMES = frozenset({"https", "http", "mailto", "tel"})
FAR = ("https://", "http://", "mailto:", "tel:")
"""How an address begins that works wherever it is read."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
"""Signs that no document may hold."""
_ALIGN = re.compile(r"text-align: ?(left|right|center);?")
_INVISIBLE = re.compile(r"[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Marks of no width, and of direction."""
_ELIDED = re.compile(r"(?<=[^\W\d_])'\Z")
"""The apostrophe of a keyboard before a tag: « l'**agenda** »."""
_PATH = re.compile(r"(?!/)[A-Za-z0-9._/-]+")
_PART = re.compile(r"[\w.-]*")
_TOKEN = re.compile(r"%%(?=\w+%%)")


@dataclass(frozen=True)
class Picture:
    """An image as a page or an email shows it; width is what is displayed, in CSS pixels."""

    src: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Destination:
    """How links, pictures and diagrams are written where a text will be read; None takes a link or a picture away."""

    link: Callable[[str], str | None]
    picture: Callable[[str, str], Picture | None]
    diagram: Callable[[str], Element]
    anchors: bool = False
    """Whether a note can be reached from its mark, and an abbreviation be opened: not in mail programs."""


def plain(text: str) -> str:
    """Remove what no reader sees and no engine should meet: control characters, direction overrides, our tokens."""
    return _TOKEN.sub(
        "% % ",
        _INVISIBLE.sub("", CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))),
    )


def words(text: str) -> str:
    """Return an author's line of text, spaced in French, with nothing invisible."""
    return plain(phrases.typography(text))


def local(url: str) -> tuple[str, str] | None:
    """Cut a link to a page or file of the site into its path and its fragment; None for anything else."""
    path, _, fragment = url.partition("#")
    return (path, fragment) if _PATH.fullmatch(path) and _PART.fullmatch(fragment) else None


def allowed(url: str) -> bool:
    """Return whether every voice can print a link: a far address, or a place of the site."""
    return url.startswith(FAR) or local(url) is not None


def article(text: str, destination: Destination, top: int = 2) -> Element:
    """Turn an author's Markdown into a clean tree whose headings begin at level top."""
    root = copied(_parsed(text))
    _relevel(root, top)
    if not destination.anchors:
        _spell_out(root)
    _resolve(root, destination)
    _describe_tables(root)
    space(root)
    return root


@lru_cache(maxsize=64)
def _parsed(text: str) -> Element:
    """Return the tree of a text, read once for the pages and the message of its letter, which are made together."""
    return parse(_cleaned(text))


@lru_cache(maxsize=1024)
def _cleaned(text: str) -> str:
    """Return the HTML of a text, cleaned once for its page, its letter, its feed and its message."""
    made = nh3.clean(
        markdown.markdown(mended(plain(text)).text),
        tags=set(TAGS),
        clean_content_tags=set(DROPPED),
        attributes={name: set(names) for name, names in ATTRIBUTES.items()},
        attribute_filter=_attribute,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )
    return plain(made)


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "style":
        match = _ALIGN.fullmatch(value.strip())
        return f"text-align:{match[1]}" if match else None
    if name == "class":
        return " ".join(one for one in value.split() if one in CLASSES) or None
    if name in ("id", "for", "name"):
        return value if _PLACE.fullmatch(value) else None
    if name == "type":
        return value if value in (("radio",) if tag == "input" else ("a", "A")) else None
    if name in ("colspan", "rowspan", "start", "width"):
        return value if _FIGURE.fullmatch(value) else None
    return value


def _relevel(root: Element, top: int) -> None:
    found = list(root.named(*HEADINGS))
    shift = top - min((int(heading.name[1]) for heading in found), default=0)
    previous = top - 1
    for heading in found:
        previous = min(int(heading.name[1]) + shift, previous + 1, 6)
        heading.name = f"h{previous}"


def _spell_out(root: Element) -> None:
    """Write what each abbreviation stands for beside the first one outside titles: mail programs do not show it."""
    headed = {id(one) for heading in root.named(*HEADINGS) for one in heading.named("abbr")}
    told = set[str]()
    for one in sorted(root.named("abbr"), key=lambda one: id(one) in headed):
        name, one.name = one.text, "span"  # which is taken away, for want of attributes
        if (title := one.attributes.pop("title", "")) and name not in told:
            one.children.append(f" ({title})")
        told.add(name)


def _resolve(element: Element, destination: Destination) -> None:
    kept: list[Element | str] = []
    for child in element.children:
        if isinstance(child, str):
            kept.append(child)
            continue
        _resolve(child, destination)
        kept.extend(_resolved(child, destination))
    element.children = kept


def _resolved(child: Element, destination: Destination) -> list[Element | str]:
    if child.name == "a" and child.attributes.get("href", "").startswith("#"):
        return _marked(child, destination)
    if child.name == "a":
        url = destination.link(child.attributes.get("href", ""))
        if url is None or not (child.words or list(child.named("img"))):
            return child.children
        child.attributes["href"] = url
    elif child.name == "img":
        alt = phrases.typography(child.attributes.get("alt", ""))
        picture = destination.picture(child.attributes.get("src", ""), alt)
        if picture is None:
            return [alt] if alt else []
        width = min(picture.width, int(child.attributes.get("width", 0)) or picture.width)
        height = max(1, round(picture.height * width / picture.width))
        size = {"width": str(width), "height": str(height)}
        child.attributes = {"src": picture.src, "alt": picture.alt, **size}
    elif child.attributes.get("class") == LANGUAGE:
        return [destination.diagram(child.text)]
    elif child.name == "span" and not child.attributes:
        return child.children
    elif "title" in child.attributes:
        child.attributes["title"] = phrases.typography(child.attributes["title"])
    return [child]


def _marked(child: Element, destination: Destination) -> list[Element | str]:
    """Write what ties a mark and its note, as a link or as what is left of it where links within a text are lost."""
    kind = child.attributes.get("class", "")
    if kind not in ("annotation", "footnote-ref", "footnote-backref"):
        url = destination.link(child.attributes["href"])
        return child.children if url is None else [Element("a", {"href": url}, child.children)]
    if destination.anchors:
        return [child]
    if kind == "annotation":
        return [f"({child.text})"]
    return [] if kind == "footnote-backref" else [Element("span", {"class": kind}, child.children)]


def _describe_tables(root: Element) -> None:
    """Give every table header its scope: assistive technologies and WCAG H63 ask for it."""
    for table in root.named("table"):
        for corner in table.named("th"):
            if not (corner.words or any(corner.named("img"))):
                corner.name = "td"
        for head in table.named("thead"):
            for cell in head.named("th"):
                cell.attributes["scope"] = "col"
        for cell in table.named("th"):
            cell.attributes.setdefault("scope", "row")


def space(root: Element) -> None:
    """Put French no-break spaces into the text nodes, code left alone; inline tags do not hide what stands before."""
    _space(root, "")


def _space(element: Element, before: str) -> str:
    if element.name in VERBATIM:
        return element.text[-1:] or before
    for index, child in enumerate(element.children):
        if isinstance(child, str):
            made = phrases.typography(
                before + child
            )  # a blank may come before « » », where none stood
            spaced = made[made.index(before) + len(before) :]
            if index + 1 < len(element.children):
                spaced = _ELIDED.sub("’", spaced)
            element.children[index] = spaced
            before = spaced[-1:] or before
        else:
            block = child.name in BLOCKS
            before = _space(child, "" if block else before)
            before = "" if block else before
    return before
