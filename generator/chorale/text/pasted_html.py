"""HTML of a clipboard or a partner brought to a plain tree: lists rebuilt, styles read as marks, the rest dropped."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from chorale.text.html_tree import HEADINGS, Element, repaired
from chorale.text.pasted_addresses import safe_address
from chorale.text.pasted_lists import CHECKED, items, listed

PICTURE, MERGED, UNDESCRIBED = "image", "cellules", "sans-description"
UNLINKED, EMBEDDED, ASKED, FORMULA = "lien", "incorporé", "champ", "formule"
"""Doubts: a picture that did not come, or that nothing describes, merged cells, what is lost of a page."""
_DROPPED = frozenset([
    "script", "style", "head", "title", "meta", "link", "object", "embed", "iframe", "noscript",
    "template", "svg", "math", "button", "input", "select", "textarea", "video", "audio",
    "canvas", "xml", "del",
])  # fmt: skip
_MARKS = {
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "s": "del", "strike": "del", "code": "code",
    "kbd": "code",
    "tt": "code", "samp": "code", "sub": "sub", "sup": "sup", "mark": "mark", "u": "", "ins": "",
}  # fmt: skip
_BLOCKS = {
    **{name: name for name in ("p", "ul", "ol", "li", "blockquote", "pre", "hr", "br", "div")},
    **{name: name for name in ("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption")},
    **{name: name for name in HEADINGS},
    **dict.fromkeys(("dl", "dt", "dd", "section", "article", "aside", "address", "center"), "div"),
    **dict.fromkeys(("header", "footer", "main", "nav", "figure", "figcaption", "details"), "div"),
    **dict.fromkeys(("summary", "form", "fieldset", "legend", "dir", "menu"), "div"),
}
"""What each block is here."""
_FRAGMENT = re.compile(r"<!--\s*StartFragment\s*-->(.*?)<!--\s*EndFragment\s*-->", re.DOTALL)
_ROWS_ALONE = re.compile(r"(?is)\A(?!.*<table\b).*<tr\b")
_CONDITIONAL = re.compile(
    r"(?is)<!--\[if supportFields\]>.*?<!\[endif\]-->|<!(?:--)?\[(?:if|endif)[^\]>]*\](?:--)?>|<\?xml[^>]*>"
)
_SUPPORT_LISTS = re.compile(r"<!\[if !supportLists\]>(.*?)<!\[endif\]>", re.IGNORECASE | re.DOTALL)
_LEVEL = re.compile(r"mso-list:\s*(l\d+)\s+level(\d+)", re.IGNORECASE)
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffc\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
)
_HOLDERS = ("div", "li", "td", "th", "blockquote")
"""Blocks that hold others, lists among them."""
_ANCHORS = ("¶", "#", "§", "🔗")
"""What a link beside a title shows of itself."""
_AROUND_ITEMS = ("ul", "ol", "div")
_LINES = ("li", "p")
_SIGN = 8
"""Letters of a picture that is but a sign: a face, a star."""
_FOLLOWS = frozenset("01")
"""The width and the height of a picture that nobody sees: it counts who reads."""
_PARTIAL = re.compile(r"(?![\w\s+.-]+:|#|//).|file:")
"""An address that means something from its own site or disk alone."""
_LOST = dict.fromkeys(("iframe", "video", "audio", "object", "embed", "canvas"), EMBEDDED) | {
    "math": FORMULA
}
_LOST |= dict.fromkeys(("select", "textarea", "input"), ASKED)
_TYPED = ("text", "email", "tel", "number", "date", "url", "file")
"""What a person should know that the paste does not hold; buttons and boxes of another page are its furniture."""


@dataclass
class Clean:
    """The tree of a paste, and what a person should look at; pictures that came with it have a name by their source."""

    root: Element = field(default_factory=Element)
    pictures: Mapping[str, str] = field(default_factory=dict)
    doubts: set[str] = field(default_factory=set)
    elsewhere: list[tuple[str, str]] = field(default_factory=list)
    """The words and the address of each picture that did not come."""


def cleaned(html: str, pictures: Mapping[str, str] | None = None) -> Clean:
    """Return a clipboard's HTML as a plain tree."""
    fragment = _FRAGMENT.search(html)
    shown = fragment[1] if fragment else html
    if _ROWS_ALONE.search(shown):  # Excel marks the rows of its table, not the table
        shown = f"<table>{shown}</table>"
    shown = _SUPPORT_LISTS.sub(r'<span style="mso-list:Ignore">\1</span>', shown)
    clean = Clean(pictures=pictures or {})
    tree = repaired(_CONDITIONAL.sub("", shown))
    clean.root.children = listed(_children(tree, clean), clean.doubts)
    _raise_headings(clean.root)
    return clean


def _raise_headings(root: Element) -> None:
    """Make sections of the highest titles of a paste: what comes under a page's title skips no level."""
    found = list(root.named(*HEADINGS))
    above = min((int(one.name[1]) for one in found), default=2) - 2
    for one in found:
        one.name = f"h{int(one.name[1]) - above}"


def _children(element: Element, clean: Clean) -> list[Element | str]:
    made: list[Element | str] = []
    for child in element.children:
        if isinstance(child, str):
            made.append(_words(child))
        elif child.name == "input" and element.name in _LINES:
            made += _ticked(child) or _kept(child, clean)
        else:
            made += _kept(child, clean)
    return made


def _ticked(box: Element) -> list[Element | str]:
    """Return the sign of a box to tick, which stands at the beginning of a line."""
    told = box.attributes
    if told.get("type") != "checkbox":
        return []
    return ["☑ " if "checked" in told else "☐ "]


def _picture(element: Element, clean: Clean) -> list[Element | str]:
    """Return a picture that came along; another one is told."""
    source = element.attributes.get("src", "")
    name = clean.pictures.get(source)
    alt = " ".join(_words(element.attributes.get("alt", "")).split())
    if alt and name is None and len(alt) <= _SIGN and not any(map(str.isalnum, alt)):
        return [alt]
    if name is None and _FOLLOWS.issuperset(map(element.attributes.get, ("width", "height"))):
        return []
    if name is None:
        clean.doubts.add(PICTURE)
        clean.elsewhere.append((alt, source))
        return []
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
    if name in _DROPPED or (element.attributes and _is_hidden(element, style)):
        clean.doubts.update(filter(None, (_lost(element),)))
        return []
    if "mso-list:ignore" in style:
        return [Element("marque", {}, [element.text.replace("\xa0", " ").strip()])]
    inside = _children(element, clean)
    if "data-aria-level" in element.attributes:
        inside = [_item_of_word_online(element, inside)]
    elif name == "a":
        inside = _link(element, inside, clean)
    elif name not in _BLOCKS:
        inside = _marked(name, style, inside)
    elif name not in _AROUND_ITEMS or not any(map(_levelled, inside)):
        inside = [_block(element, name, style, inside, clean)]
    return inside


def _lost(element: Element) -> str:
    """Return what a person should know of an element that is dropped; a picture in letters of its own, too."""
    told = element.attributes
    if element.name == "input" and told.get("type", "text") not in _TYPED:
        return ""
    named = element.name == "svg" and (told.get("role") == "img" or "aria-label" in told)
    return PICTURE if named else _LOST.get(element.name, "")


def _levelled(child: Element | str) -> bool:
    """Return whether a paragraph says its own place in a list: what was around it said nothing."""
    return isinstance(child, Element) and child.name == "p" and "niveau" in child.attributes


def _item_of_word_online(element: Element, inside: list[Element | str]) -> Element:
    """Return an item, alone in a list of its own there, as the paragraph of a list that Word on a desk writes."""
    told = element.attributes
    numbered = "%" in told.get("data-leveltext", "")
    mark = f"{told.get('data-aria-posinset', '1')}." if numbered else "•"
    words = [
        part
        for one in inside
        for part in (one.children if isinstance(one, Element) and one.name == "p" else [one])
    ]
    level = told["data-aria-level"] if told["data-aria-level"].isdigit() else "1"
    return Element("p", {"liste": "", "niveau": level}, [Element("marque", {}, [mark]), *words])


def _is_hidden(element: Element, style: str) -> bool:
    told = element.attributes
    return (
        "display:none" in style
        or "mso-hide:all" in style
        or "mso-element:comment" in style
        or "hidden" in told
        or "msocommentreference" in told.get("class", "").lower()
        or told.get("aria-hidden") == "true"
        or (element.name == "a" and element.text.strip() in _ANCHORS)
    )


def _block(
    element: Element, name: str, style: str, inside: list[Element | str], clean: Clean
) -> Element:
    told = _BLOCKS[name]
    level = re.search(r"mso-outline-level:(\d)", style)
    if told == "p" and element.attributes.get("role") == "heading":
        level = re.fullmatch(r"(\d)", element.attributes.get("aria-level", "2"))
    if told == "p" and ("msotitle" in element.attributes.get("class", "").lower() or level):
        told = f"h{min(6, int(level[1]) + 1)}" if level else "h2"
    elif told in HEADINGS:
        told = f"h{min(6, int(told[1]) + 1)}"
    if told in HEADINGS:
        inside = _numbered(inside)
    elif told in ("ul", "ol"):
        inside = items(inside)
    elif told in _HOLDERS:
        inside = listed(inside, clean.doubts)
    return Element(told, _attributes(element, told, style, clean), inside)


def _attributes(element: Element, told: str, style: str, clean: Clean) -> dict[str, str]:
    """Return what a block says beside its words: its place in a list of Word, its first number, the cells it covers."""
    if told == "ol":
        kind = element.attributes.get("type", "1")
        if kind not in ("1", "") or "alpha" in style or "roman" in style:
            clean.doubts.add(CHECKED)
        return {"start": element.attributes.get("start", "1")}
    if told in ("td", "th") and (spans := _spans(element)):
        clean.doubts.add(MERGED)
        return spans
    found = _LEVEL.search(element.attributes.get("style", ""))
    return {"liste": found[1], "niveau": found[2]} if found and told not in HEADINGS else {}


def _numbered(inside: list[Element | str]) -> list[Element | str]:
    """Return the words of a title, its number first among them; Word numbers titles as it does lists."""
    for index, child in enumerate(inside):
        if isinstance(child, Element) and child.name == "marque":
            number = child.text if any(map(str.isalnum, child.text)) else ""
            return [*inside[:index], f"{number} ", *inside[index + 1 :]]
    return inside


def _spans(cell: Element) -> dict[str, str]:
    """Return over how many columns or rows a cell goes, when they are several."""
    told = {one: cell.attributes.get(one, "1") for one in ("colspan", "rowspan")}
    return {one: many for one, many in told.items() if many not in ("1", "")}


def _marked(name: str, style: str, inside: list[Element | str]) -> list[Element | str]:
    marks = [_MARKS[name]] if _MARKS.get(name) else []
    for mark in _styled(marks, style) if style else marks:
        inside = _around(inside, mark, {})
    return inside


def _styled(marks: list[str], style: str) -> list[str]:
    """Return the marks of an element as its style has the last word on them."""
    weight = re.search(r"(?<!-)font-weight:(\w+)", style)
    if weight:
        heavy = weight[1] in ("bold", "bolder") or (weight[1].isdigit() and int(weight[1]) >= 600)
        marks = [mark for mark in marks if mark != "strong"] + (["strong"] if heavy else [])
    slope = re.search(r"(?<!-)font-style:(\w+)", style)
    if slope:
        marks = [mark for mark in marks if mark != "em"]
    if slope and slope[1] in ("italic", "oblique"):
        marks = [*marks, "em"]
    if re.search(r"text-decoration[\w-]*:[^;]*line-through", style):
        marks = [*marks, "del"]
    lifted = re.search(r"vertical-align:(su[bp])", style)
    if lifted and lifted[1] not in marks:
        marks = [*marks, lifted[1]]
    return marks


def _around(
    inside: list[Element | str], name: str, attributes: dict[str, str]
) -> list[Element | str]:
    """Put a mark around words, within the blocks that hold them: Markdown has no bold over two paragraphs."""
    made: list[Element | str] = []
    loose: list[Element | str] = []
    for child in [*inside, Element("hr")]:
        if isinstance(child, str) or child.name not in _BLOCKS or child.name == "br":
            loose.append(child)
            continue
        said = any(isinstance(one, Element) or one.strip() for one in loose)
        made += [Element(name, attributes, loose)] if said else loose
        child.children = _around(child.children, name, attributes) if child.children else []
        made.append(child)
        loose = []
    return made[:-1]


def _link(element: Element, inside: list[Element | str], clean: Clean) -> list[Element | str]:
    written = element.attributes.get("href", "").strip()
    address = safe_address(written)
    if not address and _PARTIAL.match(written):
        clean.doubts.add(UNLINKED)
    return _around(inside, "a", {"href": address}) if address else inside
