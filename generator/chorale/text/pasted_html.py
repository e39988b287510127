"""A clipboard's HTML brought to a plain tree: its lists rebuilt, its styles read as marks, all the rest dropped."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from chorale.text.html_tree import HEADINGS, Element, parse

PICTURE, MERGED, CHECKED, UNDESCRIBED = "image", "cellules", "lettres", "sans-description"
"""Doubts: a picture that did not come, or that nothing describes, merged cells, letters that became numbers."""
_DROPPED = frozenset([
    "script", "style", "head", "title", "meta", "link", "object", "embed", "iframe", "noscript",
    "template", "svg", "math", "form", "button", "input", "select", "textarea", "video", "audio",
    "canvas", "xml", "del",
])  # fmt: skip
_MARKS = {
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "s": "del", "strike": "del", "code": "code",
    "kbd": "code",
    "tt": "code", "samp": "code", "sub": "sub", "sup": "sup", "mark": "mark", "u": "", "ins": "",
}  # fmt: skip
_BLOCKS = frozenset([
    "p", "ul", "ol", "li", "blockquote", "pre", "table", "thead", "tbody", "tfoot", "tr", "td",
    "th", "hr", "br", "div", "section", "article",
])  # fmt: skip
_CONDITIONAL = re.compile(r"<!(?:--)?\[(?:if|endif)[^\]>]*\](?:--)?>|<\?xml[^>]*>", re.IGNORECASE)
_SUPPORT_LISTS = re.compile(r"<!\[if !supportLists\]>(.*?)<!\[endif\]>", re.IGNORECASE | re.DOTALL)
_LEVEL = re.compile(r"mso-list:\s*(l\d+)\s+level(\d+)", re.IGNORECASE)
_NUMBER = re.compile(r"^\(?(\d+|[a-zA-Z]|[ivxlIVXL]+)[.)\]]+$")
_BULLETS = re.compile(r"^[·•o§\-–—*▪◦‣➢✓✔ØüvV\uf0a7\uf0b7\uf0d8\uf0fc]$")
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffc\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
)
_TRACKING = re.compile(r"(utm_\w+|fbclid|gclid|mc_[ce]id|xtor|_hs\w+)$")


@dataclass
class Clean:
    """The tree of a paste, and what a person should look at; pictures that came with it have a name by their source."""

    root: Element = field(default_factory=Element)
    pictures: Mapping[str, str] = field(default_factory=dict)
    doubts: set[str] = field(default_factory=set)


def cleaned(html: str, pictures: Mapping[str, str] | None = None) -> Clean:
    """Return a clipboard's HTML as a plain tree."""
    fragment = re.search(
        r"<!--\s*StartFragment\s*-->(.*?)<!--\s*EndFragment\s*-->", html, re.DOTALL
    )
    shown = fragment[1] if fragment else html
    shown = _SUPPORT_LISTS.sub(r'<span style="mso-list:Ignore">\1</span>', shown)
    clean = Clean(pictures=pictures or {})
    tree = parse(_CONDITIONAL.sub("", shown))
    clean.root.children = _listed(_children(tree, clean), clean)
    return clean


def _children(element: Element, clean: Clean) -> list[Element | str]:
    made: list[Element | str] = []
    for child in element.children:
        made += [_words(child)] if isinstance(child, str) else _kept(child, clean)
    return made


def _picture(element: Element, clean: Clean) -> list[Element | str]:
    """Return a picture that came along; another one is told."""
    name = clean.pictures.get(element.attributes.get("src", ""))
    if name is None:
        clean.doubts.add(PICTURE)
        return []
    alt = " ".join(_words(element.attributes.get("alt", "")).split())
    if not alt:
        clean.doubts.add(UNDESCRIBED)
    return [Element("img", {"src": name, "alt": alt or "image à décrire"})]


def _words(text: str) -> str:
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def _kept(element: Element, clean: Clean) -> list[Element | str]:
    """Return what is kept of an element: itself under a plain name, its children alone, or nothing."""
    name, style = element.name, element.attributes.get("style", "").lower().replace(" ", "")
    if name == "img" or name.startswith(("v:", "o:ole")):
        return _picture(element, clean)
    if name in _DROPPED or _is_hidden(element, style):
        return []
    if "mso-list:ignore" in style:
        return [Element("marque", {}, [element.text.replace("\xa0", " ").strip()])]
    inside = _children(element, clean)
    if name == "a":
        return _link(element, inside)
    if name in HEADINGS or name in _BLOCKS:
        return [_block(element, name, style, inside, clean)]
    return _marked(name, style, inside)


def _is_hidden(element: Element, style: str) -> bool:
    told = element.attributes
    return (
        "display:none" in style
        or "mso-hide:all" in style
        or "mso-element:comment" in style
        or "hidden" in told
        or "msocommentreference" in told.get("class", "").lower()
        or told.get("aria-hidden") == "true"
    )


def _block(
    element: Element, name: str, style: str, inside: list[Element | str], clean: Clean
) -> Element:
    told = {"div": "div", "section": "div", "article": "div"}.get(name, name)
    attributes: dict[str, str] = {}
    level = re.search(r"mso-outline-level:(\d)", style)
    if told == "p" and ("msotitle" in element.attributes.get("class", "").lower() or level):
        told = f"h{min(6, int(level[1]) + 1)}" if level else "h2"
    elif told in HEADINGS:
        told = f"h{min(6, int(told[1]) + 1)}"
    if found := _LEVEL.search(element.attributes.get("style", "")):
        attributes = {"liste": found[1], "niveau": found[2]}
    if told == "ol":
        attributes = {"start": element.attributes.get("start", "1")}
        if (
            element.attributes.get("type", "1") not in ("1", "")
            or "alpha" in style
            or "roman" in style
        ):
            clean.doubts.add(CHECKED)
    if told in ("td", "th") and any(
        element.attributes.get(one, "1") not in ("1", "") for one in ("colspan", "rowspan")
    ):
        clean.doubts.add(MERGED)
    children = _listed(inside, clean)
    if told in ("ul", "ol"):
        children = _items(children)
    return Element(told, attributes, children)


def _items(children: list[Element | str]) -> list[Element | str]:
    """Put a list that stands beside an item inside it: Google Docs and Outlook write it so."""
    made: list[Element | str] = []
    for child in children:
        if isinstance(child, Element) and child.name in ("ul", "ol"):
            if made and isinstance(made[-1], Element):
                made[-1].children.append(child)
            else:
                made.append(Element("li", {}, [child]))
        elif isinstance(child, Element) and child.name == "li":
            made.append(child)
        elif isinstance(child, Element) or child.strip():
            made.append(Element("li", {}, [child]))
    return made


def _marked(name: str, style: str, inside: list[Element | str]) -> list[Element | str]:
    marks = [_MARKS[name]] if _MARKS.get(name) else []
    weight = re.search(r"font-weight:(\w+)", style)
    if weight:
        heavy = weight[1] in ("bold", "bolder") or (weight[1].isdigit() and int(weight[1]) >= 600)
        marks = [mark for mark in marks if mark != "strong"] + (["strong"] if heavy else [])
    if "font-style:italic" in style and "em" not in marks:
        marks.append("em")
    if "font-style:normal" in style and "em" in marks:
        marks.remove("em")
    if re.search(r"text-decoration[\w-]*:[^;]*line-through", style):
        marks.append("del")
    if re.search(r"vertical-align:super", style) and "sup" not in marks:
        marks.append("sup")
    if not any(isinstance(one, Element) or one.strip() for one in inside):
        return inside
    if any(
        isinstance(one, Element)
        and (one.name in _BLOCKS or one.name in HEADINGS)
        and one.name != "br"
        for one in inside
    ):
        return inside
    for mark in marks:
        inside = [Element(mark, {}, inside)]
    return inside


def _link(element: Element, inside: list[Element | str]) -> list[Element | str]:
    address = safe_address(element.attributes.get("href", ""))
    if not address or not any(isinstance(one, Element) or one.strip() for one in inside):
        return inside
    return [Element("a", {"href": address}, inside)]


def safe_address(written: str) -> str:
    """Return where a link leads, through the mail programs' wrappers and without what follows people; else nothing."""
    address = re.sub(r"[\x00-\x20]", "", written)
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
        asked = parse_qs(parts.query)
    except ValueError:
        return ""
    if host.endswith("safelinks.protection.outlook.com") and asked.get("url"):
        return safe_address(asked["url"][0])
    if (
        host in ("www.google.com", "google.com")
        and parts.path == "/url"
        and (asked.get("q") or asked.get("url"))
    ):
        return safe_address((asked.get("q") or asked["url"])[0])
    if parts.scheme in ("mailto", "tel"):
        return address
    if parts.scheme not in ("http", "https") or not host:
        return ""
    query = "&".join(
        one for one in parts.query.split("&") if one and not _TRACKING.match(one.partition("=")[0])
    )
    return (
        parts._replace(query=query)
        .geturl()
        .replace("(", "%28")
        .replace(")", "%29")
        .replace(" ", "%20")
    )


def _listed(children: list[Element | str], clean: Clean) -> list[Element | str]:
    """Rebuild Word's lists: paragraphs that say their level, with their bullet or number as text."""
    made: list[Element | str] = []
    open_lists: list[Element] = []
    for child in children:
        if isinstance(child, str) and not child.strip() and open_lists:
            continue
        if isinstance(child, Element) and "niveau" in child.attributes:
            _enter(child, made, open_lists, clean)
        else:
            open_lists.clear()
            made.append(child)
    return made


def _enter(
    paragraph: Element, made: list[Element | str], open_lists: list[Element], clean: Clean
) -> None:
    level = max(1, min(9, int(paragraph.attributes["niveau"])))
    mark = _taken_mark(paragraph)
    number = _NUMBER.match(mark)
    kind = "ol" if number and not _BULLETS.match(mark) else "ul"
    if kind == "ol" and number and not number[1].isdigit():
        clean.doubts.add(CHECKED)
    del open_lists[level:]
    if len(open_lists) == level and open_lists[-1].name != kind:
        open_lists.pop()
    while len(open_lists) < level:
        start = number[1] if number and number[1].isdigit() else "1"
        fresh = Element(kind, {"start": start} if kind == "ol" else {}, [])
        if open_lists:
            holder = open_lists[-1]
            if not holder.children:
                holder.children.append(Element("li"))
            last = holder.children[-1]
            assert isinstance(last, Element)
            last.children.append(fresh)
        else:
            made.append(fresh)
        open_lists.append(fresh)
    open_lists[-1].children.append(Element("li", {}, [Element("p", {}, paragraph.children)]))


def _taken_mark(paragraph: Element) -> str:
    """Take the bullet or the number out of a paragraph and return it."""
    for holder, mark in _marks(paragraph):
        holder.children.remove(mark)
        return mark.text.strip()
    return ""


def _marks(element: Element) -> Iterator[tuple[Element, Element]]:
    for child in list(element.children):
        if isinstance(child, Element):
            if child.name == "marque":
                yield element, child
            yield from _marks(child)
