"""Contrast of text in the email, light and dark (WCAG 2.2, 1.4.3)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from chorale.newsletter.review import client_support
from chorale.newsletter.review.built_email import BuiltEmail, Finding
from chorale.text.html_tree import Element

ENOUGH = 4.5
ENOUGH_LARGE = 3.0
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})\b", re.IGNORECASE)
_NAMES = {"white": "#ffffff", "black": "#000000"}
_SKIPPED = frozenset({"head", "style", "script", "title"})


@dataclass(frozen=True)
class LowContrast:
    """Words too faint: their colours and the ratio between them."""

    words: str
    colour: str
    ground: str
    ratio: float


@dataclass(frozen=True)
class _Paint:
    colour: str = "#000000"
    ground: str = "#ffffff"
    size: float = 16.0
    bold: bool = False

    @property
    def enough(self) -> float:
        large = self.size >= 24 or (self.bold and self.size >= 18.66)
        return ENOUGH_LARGE if large else ENOUGH


def contrast(built: BuiltEmail) -> Iterator[Finding]:
    """Words are legible on what lies behind them, in the light scheme and in the dark one."""
    for root, scheme in ((built.root, "clair"), (built.dark_root, "sombre")):
        for one in faint(root):
            said = f"contraste de {one.ratio:.1f} en mode {scheme} pour « {one.words} »".replace(
                ".", ","
            )
            advice = f"{one.colour} sur {one.ground} : au moins 4,5 est demandé"
            yield Finding("contraste", said, advice, about=one.words)


def ratio(first: str, second: str) -> float:
    """Return the contrast between two #rrggbb colours, from 1 to 21."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=256)
def _luminance(colour: str) -> float:
    parts = (int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def faint(root: Element) -> tuple[LowContrast, ...]:
    """Return the words whose contrast is too low, each pair of colours once."""
    found: dict[tuple[str, str], LowContrast] = {}
    for one in _walk(root, _Paint()):
        found.setdefault((one.colour, one.ground), one)
    return tuple(found.values())


def _walk(element: Element, paint: _Paint) -> Iterator[LowContrast]:
    if element.name in _SKIPPED:
        return
    said = client_support.declarations(element.attributes.get("style", ""))
    if said.get("display") == "none":
        return
    paint = _painted(element, paint, said)
    words = " ".join(
        child.strip() for child in element.children if isinstance(child, str) and child.strip()
    )
    words = words or element.attributes.get("alt", "")
    measured = ratio(paint.colour, paint.ground)
    if words and words.strip("\u00a0 ") and measured < paint.enough:
        yield LowContrast(words[:50], paint.colour, paint.ground, round(measured, 2))
    for child in element.children:
        if isinstance(child, Element):
            yield from _walk(child, paint)


def _painted(element: Element, paint: _Paint, said: Mapping[str, str]) -> _Paint:
    ground = (
        said.get("background-color")
        or said.get("background")
        or element.attributes.get("bgcolor", "")
    )
    colour = said.get("color") or (
        "#0000ee" if element.name == "a" and "href" in element.attributes else ""
    )
    size = re.match(r"([0-9.]+)px", said.get("font-size", ""))
    weight = said.get("font-weight", "bold" if element.name in ("b", "strong", "th") else "")
    return replace(
        paint,
        ground=_hex(ground) or paint.ground,
        colour=_hex(colour) or paint.colour,
        size=float(size[1]) if size and float(size[1]) > 0 else paint.size,
        bold=weight in ("bold", "600", "700", "800") if weight else paint.bold,
    )


@lru_cache(maxsize=1024)
def _hex(value: str) -> str:
    match = _HEX.search(_NAMES.get(value.strip().lower(), value))
    if not match:
        return ""
    digits = match[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(letter * 2 for letter in digits))
