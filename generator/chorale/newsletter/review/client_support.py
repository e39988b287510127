"""Support of the email's CSS and HTML by mail clients, from dated data."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from chorale import files
from chorale.text.html_tree import Element

DARK_SCHEME = "prefers-color-scheme: dark"
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMPOUND = re.compile(r"([a-z][a-z0-9]*)?((?:\.[\w-]+)*)")


Compound = tuple[str, frozenset[str]]


@dataclass(frozen=True)
class CssRule:
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


def rules(css: str) -> tuple[CssRule, ...]:
    """Read flat rules whose selectors are types, classes and descendants; others are left out."""
    found = []
    for order, match in enumerate(_RULE.finditer(css)):
        for selector in match[1].split(","):
            compounds = tuple(_compound(part) for part in selector.split())
            if compounds and all(compound is not None for compound in compounds):
                known = tuple(compound for compound in compounds if compound is not None)
                classes = sum(len(names) for _, names in known)
                weight = (classes, sum(bool(name) for name, _ in known), order)
                found.append(CssRule(known, declarations(match[2]), weight))
    return tuple(found)


def _compound(text: str) -> Compound | None:
    match = _COMPOUND.fullmatch(text)
    return (match[1] or "", frozenset(filter(None, match[2].split(".")))) if match else None


def step(element: Element) -> Compound:
    """Return what selectors see of an element."""
    return element.name, frozenset(element.attributes.get("class", "").split())


def applied(known: tuple[CssRule, ...], lineage: tuple[Compound, ...]) -> dict[str, str]:
    """Return what the rules declare for the last element of a lineage, the heaviest last."""
    made: dict[str, str] = {}
    for rule in sorted((rule for rule in known if _matches(rule, lineage)), key=lambda rule: rule.weight):
        made.update(rule.declarations)
    return made


def _matches(rule: CssRule, lineage: tuple[Compound, ...]) -> bool:
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


STOP = 0.2
GRACEFUL = {
    "html-style": "tout est aussi écrit dans chaque balise",
    "css-at-media": "une seule colonne : rien ne dépend de la largeur",
    "css-at-media-prefers-color-scheme": "sans elle, les couleurs claires restent lisibles",
    "css-color-scheme": "indication facultative",
    "html-meta-color-scheme": "indication facultative",
    "css-border-radius": "les boutons deviennent rectangulaires",
    "css-max-width": "Outlook reçoit une largeur fixe par ses commentaires conditionnels",
    "css-display-none": "l'accroche cachée se lit alors en tête",
    "css-display": "sans effet sur la lecture",
    "css-opacity": "accroche cachée seulement",
    "css-overflow": "accroche cachée seulement",
    "css-max-height": "accroche cachée seulement",
    "css-word-break": "sans effet sur la lecture",
    "css-word-spacing": "sans effet sur la lecture",
    "css-outline": "sans effet sur la lecture",
    "css-direction": "redit l'attribut dir",
    "css-important": "dans la feuille de style seulement",
    "css-cursor": "décor de bouton",
    "css-border-spacing": "décor de bouton",
    "html-body": "le fond et la langue sont redits par la balise qui contient la lettre",
    "html-lists": "puces et retraits changent, l'ordre reste",
    "html-lang": "porté aussi par la balise qui contient la lettre",
    "html-dir": "porté aussi par la balise qui contient la lettre",
    "html-role": "aide facultative à la lecture d'écran",
    "html-aria-label": "aide facultative à la lecture d'écran",
    "html-anchor-links": "le sommaire reste une liste lisible ; le lien « en ligne » mène à la page",
    "html-target": "le lien s'ouvre ailleurs, ou non",
    "html-comments": "conditions d'Outlook",
    "css-height": "hauteur de décor",
    "css-margin": "espacement seulement",
    "css-padding": "espacement seulement",
    "css-white-space": "blocs de code seulement",
    "html-semantics": "sans effet sur la lecture",
    "html-p": "espacement seulement",
    "css-selector-class": "dans la feuille de style seulement",
    "css-selector-descendant": "dans la feuille de style seulement",
    "css-selector-type": "dans la feuille de style seulement",
    "css-border-collapse": "filets de tableau doublés",
    "css-width": "largeur redite par l'attribut width",
}
"""Features that may be missing: what the reader then sees. Every other one counts."""


@dataclass(frozen=True)
class ClientSupport:
    """How a used feature fares; share is the weight of the clients that lack it, from 0 to 1 (half when partial)."""

    feature: str
    share: float
    without: tuple[str, ...]
    graceful: str


@lru_cache(maxsize=1)
def data() -> dict[str, Any]:
    """Return the data, its source and its date."""
    read: dict[str, Any] = json.loads(files.data("newsletter/review/client_support.json").read_text(encoding="utf-8"))
    return read


def support(root: Element) -> tuple[ClientSupport, ...]:
    """Return every feature that the HTML uses and some client lacks, worst first."""
    known = data()["features"]
    found = [_support(feature) for feature in sorted(set(_used(root)) & known.keys())]
    return tuple(sorted((one for one in found if one.share), key=lambda one: (-one.share, one.feature)))


def unsafe(root: Element) -> tuple[ClientSupport, ...]:
    """Return the features that must not be used: too many readers lack them, and nothing replaces them."""
    return tuple(one for one in support(root) if not one.graceful and one.share >= STOP)


def _support(feature: str) -> ClientSupport:
    clients, verdicts = data()["clients"], data()["features"][feature]
    tested = [(client, verdict) for client, verdict in zip(clients, verdicts, strict=True) if verdict != "u"]
    total = sum(client["weight"] for client, _ in tested) or 1
    lost = sum(client["weight"] * {"n": 1.0, "a": 0.5}.get(verdict, 0.0) for client, verdict in tested)
    without = tuple(client["name"] for client, verdict in tested if verdict == "n")
    return ClientSupport(feature, round(lost / total, 3), without, GRACEFUL.get(feature, ""))


def _used(root: Element) -> Iterator[str]:
    css = sheets(root)
    for rule in re.findall(r"@(media|import|font-face|supports|keyframes)([^{;]*)", css):
        yield f"css-at-{rule[0]}"
        yield from (f"css-at-media-{name}" for name in re.findall(r"\(([a-z-]+)", rule[1]))
    yield from _properties(css)
    for element in root.walk():
        yield from _tags(element)
        yield from _properties(element.attributes.get("style", ""))
        yield from (f"html-{name}" for name in element.attributes)
        if element.attributes.get("name") == "color-scheme":
            yield "html-meta-color-scheme"


def _tags(element: Element) -> Iterator[str]:
    yield f"html-{element.name}"
    if re.fullmatch(r"h[1-6]", element.name):
        yield "html-h1-h6"
    if element.name in ("ul", "ol", "li", "dl"):
        yield "html-lists"
    if element.name == "a" and element.attributes.get("href", "").startswith("#"):
        yield "html-anchor-links"
    if element.name == "img":
        source = element.attributes.get("src", "")
        suffix = source.rpartition(".")[2].lower()
        yield "image-base64" if source.startswith("data:") else f"image-{'jpg' if suffix == 'jpeg' else suffix}"


def _properties(css: str) -> Iterator[str]:
    for name, value in re.findall(r"(?:^|[;{\s])([a-z][a-z-]+)\s*:\s*([^;}]+)", css):
        whole = f"css-{name}"
        yield whole
        yield f"{whole}-{value.strip().split(' ')[0]}"
        yield f"css-{name.split('-')[0]}"
        yield from (f"css-{word}" for word in ("linear-gradient", "rgba") if word in value)
