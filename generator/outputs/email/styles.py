"""The part of CSS that our emails use: inline declarations, and the rules of the dark scheme, applied to a tree."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from generator.outputs.fragments import Element

DARK_SCHEME = "prefers-color-scheme: dark"
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMPOUND = re.compile(r"([a-z][a-z0-9]*)?((?:\.[\w-]+)*)")


Compound = tuple[str, frozenset[str]]


@dataclass(frozen=True)
class Rule:
    """Compound selectors from the outermost to the element itself, with what they declare."""

    compounds: tuple[Compound, ...]
    declarations: Mapping[str, str]
    weight: tuple[int, int, int]


@lru_cache(maxsize=4096)
def declarations(style: str) -> Mapping[str, str]:
    """Return the properties of a style attribute, lower case, « !important » dropped."""
    pairs = (part.partition(":") for part in style.split(";") if ":" in part)
    return {name.strip().lower(): value.replace("!important", "").strip() for name, _, value in pairs}


def media(css: str, condition: str) -> str:
    """Return the rules inside the media queries of a condition."""
    found = []
    for match in re.finditer(r"@media[^{]*" + re.escape(condition) + r"[^{]*\{", css):
        depth, index = 1, match.end()
        while depth and index < len(css):
            depth += {"{": 1, "}": -1}.get(css[index], 0)
            index += 1
        found.append(css[match.end() : index - 1])
    return "\n".join(found)


def rules(css: str) -> tuple[Rule, ...]:
    """Read flat rules whose selectors are types, classes and descendants; others are left out."""
    found = []
    for order, match in enumerate(_RULE.finditer(css)):
        for selector in match[1].split(","):
            compounds = tuple(_compound(part) for part in selector.split())
            if compounds and all(compound is not None for compound in compounds):
                known = tuple(compound for compound in compounds if compound is not None)
                classes = sum(len(names) for _, names in known)
                weight = (classes, sum(bool(name) for name, _ in known), order)
                found.append(Rule(known, declarations(match[2]), weight))
    return tuple(found)


def _compound(text: str) -> Compound | None:
    match = _COMPOUND.fullmatch(text)
    return (match[1] or "", frozenset(filter(None, match[2].split(".")))) if match else None


def step(element: Element) -> Compound:
    """Return what selectors see of an element."""
    return element.name, frozenset(element.attributes.get("class", "").split())


def applied(known: tuple[Rule, ...], lineage: tuple[Compound, ...]) -> dict[str, str]:
    """Return what the rules declare for the last element of a lineage, the heaviest last."""
    made: dict[str, str] = {}
    for rule in sorted((rule for rule in known if _matches(rule, lineage)), key=lambda rule: rule.weight):
        made.update(rule.declarations)
    return made


def _matches(rule: Rule, lineage: tuple[Compound, ...]) -> bool:
    if not _fits(rule.compounds[-1], lineage[-1]):
        return False
    waiting = list(rule.compounds[:-1])
    for place in reversed(lineage[:-1]):
        if not waiting:
            break
        if _fits(waiting[-1], place):
            waiting.pop()
    return not waiting


def _fits(compound: Compound, place: Compound) -> bool:
    return compound[0] in ("", place[0]) and compound[1] <= place[1]


def sheets(root: Element) -> str:
    """Return the text of every style element."""
    return "\n".join("".join(map(str, style.children)) for style in root.named("style"))
