"""The numbers that Word draws before paragraphs and writes nowhere, computed as Word does (ECMA-376, 17.9)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NAMES = {
    "w": _W[1:-1],
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
}
_PARAGRAPHS = etree.XPath("//w:p[w:pPr][not(ancestor::mc:Choice)]", namespaces=_NAMES)
"""A drawing holds its words twice: the choice is for programs younger than ours."""
_SAYS = etree.XPath(
    "boolean(.//w:t[normalize-space()] | .//w:drawing | .//w:pict | .//w:object)", namespaces=_NAMES
)
_DELETED = etree.XPath("boolean(w:pPr/w:rPr/w:del)", namespaces=_NAMES)
_LEVELS = 9
OPEN, SHUT = "\ue0f0", "\ue0f1"
"""What stands around a level and its number at the beginning of a paragraph, until the HTML is made."""
_ROMANS = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
)


@dataclass(frozen=True, kw_only=True)
class _Level:
    """How one level of a list counts and what it shows."""

    start: int = 1
    form: str = "decimal"
    words: str = ""
    restart: int | None = None
    style: str = ""


@dataclass(frozen=True, kw_only=True)
class _Numbering:
    """A list as paragraphs name it: the count that it shares with others, its levels, those that begin again."""

    shared: str
    levels: Mapping[int, _Level]
    again: Mapping[int, int]


@dataclass
class _Counts:
    """How far each list is."""

    reached: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def mark(self, name: str, level: int, told: _Numbering) -> str:
        """Count one paragraph and return what Word draws before it."""
        counts = self.reached.setdefault(told.shared, {})
        if level in told.again and (name, level) not in self.begun:
            self.begun.add((name, level))
            counts[level] = told.again[level] - 1
        mine = told.levels.get(level, _Level())
        counts[level] = counts[level] + 1 if level in counts else mine.start
        for deeper in [one for one in counts if one > level]:
            restart = told.levels.get(deeper, _Level()).restart
            if restart is None or level < restart:
                del counts[deeper]
        return _shown(told.levels, level, counts)


def _shown(levels: Mapping[int, _Level], level: int, counts: Mapping[int, int]) -> str:
    mine = levels.get(level, _Level())
    if mine.form == "bullet":
        return "•"

    def number(found: re.Match[str]) -> str:
        rank = int(found[1]) - 1
        other = levels.get(rank, _Level())
        return written(counts.get(rank, other.start), other.form)

    return re.sub(r"%([1-9])", number, mine.words).strip()


def written(number: int, form: str) -> str:
    """Return a number as a form of Word writes it; in figures where the form is not known."""
    if form == "none":
        return ""
    if form in ("lowerLetter", "upperLetter") and number > 0:
        sign = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif form in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        sign = _roman(number)
    else:
        return f"{number:02}" if form == "decimalZero" else f"{number}"
    return sign.upper() if form.startswith("upper") else sign


def _roman(number: int) -> str:
    made = ""
    for value, sign in _ROMANS:
        made += sign * (number // value)
        number %= value
    return made


def numbered(document: bytes, numbering: bytes, styles: bytes) -> bytes:
    """Return the text of a document, what Word draws before each paragraph of a list written in it; no list is left.

    Raises ValueError.
    """
    lists = _lists(_read(numbering), _read(styles))
    owners, root, counts = _owners(_read(styles)), _read(document), _Counts()
    linked = {
        level.style: (name, rank)
        for name, told in lists.items()
        for rank, level in told.levels.items()
        if level.style
    }
    for paragraph in _PARAGRAPHS(root):
        name, rank = _place(paragraph, owners, linked)
        told = lists.get(name)
        if told is None or _DELETED(paragraph):
            continue
        mark = counts.mark(name, rank, told)
        _unlisted(paragraph)
        if mark and _SAYS(paragraph):
            _begin(paragraph, f"{OPEN}{rank + 1}:{mark}{SHUT}")
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def _read(part: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        return etree.fromstring(part or f'<w:none xmlns:w="{_W[1:-1]}"/>'.encode(), parser)
    except etree.LxmlError as broken:
        raise ValueError(str(broken)) from None


def _value(element: Any, path: str) -> str:
    """Return what an element below says, its path without prefixes; nothing when it is absent."""
    found = element.find("/".join(_W + one for one in path.split("/")))
    return "" if found is None else found.get(f"{_W}val", "")


def _number(told: str, otherwise: int) -> int:
    return int(told) if told.isdecimal() and len(told) < 7 else otherwise


def _ranked(elements: Any) -> Iterator[tuple[int, Any]]:
    for one in elements:
        rank = _number(one.get(f"{_W}ilvl", "0"), _LEVELS)
        if rank < _LEVELS:
            yield rank, one


def _lists(numbering: Any, styles: Any) -> dict[str, _Numbering]:
    models = {one.get(f"{_W}abstractNumId"): one for one in numbering.iter(f"{_W}abstractNum")}
    shared = {
        one.get(f"{_W}numId"): _value(one, "abstractNumId") for one in numbering.iter(f"{_W}num")
    }
    owned = {
        one.get(f"{_W}styleId"): _value(one, "pPr/numPr/numId") for one in styles.iter(f"{_W}style")
    }
    made = {}
    for one in numbering.iter(f"{_W}num"):
        model = models.get(_value(one, "abstractNumId"))
        if model is not None and (link := _value(model, "numStyleLink")):
            model = models.get(shared.get(owned.get(link, ""), ""), model)
        if model is not None:
            made[one.get(f"{_W}numId", "")] = _numbering(one, model)
    return made


def _numbering(one: Any, model: Any) -> _Numbering:
    levels = {rank: _level(level) for rank, level in _ranked(model.iter(f"{_W}lvl"))}
    again: dict[int, int] = {}
    for rank, change in _ranked(one.iter(f"{_W}lvlOverride")):
        for level in change.iter(f"{_W}lvl"):
            levels[rank] = _level(level)
        if start := _value(change, "startOverride"):
            again[rank] = _number(start, 1)
    return _Numbering(shared=model.get(f"{_W}abstractNumId", ""), levels=levels, again=again)


def _level(level: Any) -> _Level:
    restart = _value(level, "lvlRestart")
    return _Level(
        start=_number(_value(level, "start"), 1),
        form=_value(level, "numFmt") or "decimal",
        words=_value(level, "lvlText"),
        restart=_number(restart, 0) if restart else None,
        style=_value(level, "pStyle"),
    )


@dataclass(frozen=True, kw_only=True)
class _Owner:
    """What a style says of the list of its paragraphs, and the style that it stands on."""

    name: str
    rank: str
    above: str


def _owners(styles: Any) -> dict[str, _Owner]:
    return {
        one.get(f"{_W}styleId", ""): _Owner(
            name=_value(one, "pPr/numPr/numId"),
            rank=_value(one, "pPr/numPr/ilvl"),
            above=_value(one, "basedOn"),
        )
        for one in styles.iter(f"{_W}style")
    }


def _place(
    paragraph: Any, owners: Mapping[str, _Owner], linked: Mapping[str, tuple[str, int]]
) -> tuple[str, int]:
    """Return the list of a paragraph and its level there: its own words first, then those of its styles."""
    name, rank = _value(paragraph, "pPr/numPr/numId"), _value(paragraph, "pPr/numPr/ilvl")
    style, seen = _value(paragraph, "pPr/pStyle"), set[str]()
    while not name and style in owners and style not in seen:
        seen.add(style)
        owner = owners[style]
        name = owner.name
        if name and not rank:
            rank = owner.rank or f"{linked[style][1] if style in linked else 0}"
        style = owner.above
    return name, min(_number(rank, 0), _LEVELS - 1)


def _unlisted(paragraph: Any) -> None:
    properties = paragraph.find(f"{_W}pPr")
    for told in properties.findall(f"{_W}numPr"):
        properties.remove(told)
    none = etree.SubElement(properties, f"{_W}numPr")
    for name in ("ilvl", "numId"):
        etree.SubElement(none, f"{_W}{name}").set(f"{_W}val", "0")


def _begin(paragraph: Any, words: str) -> None:
    run = etree.Element(f"{_W}r")
    etree.SubElement(run, f"{_W}t").text = words
    paragraph.insert(paragraph.index(paragraph.find(f"{_W}pPr")) + 1, run)
