"""Support of the email's CSS and HTML by mail clients, from dated data."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import tinycss2

from chorale import files
from chorale.memoization import by_identity
from chorale.text.html_tree import Element

DARK_SCHEME = "prefers-color-scheme: dark"


@lru_cache(maxsize=4096)
def declarations(style: str) -> Mapping[str, str]:
    """Return the properties of a style attribute, lower case, « !important » dropped."""
    found = tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)
    return {
        one.lower_name: tinycss2.serialize(one.value).strip()
        for one in found
        if one.type == "declaration"
    }


@lru_cache(maxsize=16)
def dark_rules(css: str) -> str:
    """Return the rules of the dark scheme."""
    queries = (
        rule
        for rule in _stylesheet(css)
        if rule.type == "at-rule" and rule.lower_at_keyword == "media"
    )
    return "\n".join(
        tinycss2.serialize(one.content)
        for one in queries
        if DARK_SCHEME in tinycss2.serialize(one.prelude)
    )


def _stylesheet(css: str) -> list[Any]:
    found: list[Any] = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return found


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
    "css-display-none": "l'accroche cachée se lit alors en tête, les noms de colonnes dans les grands tableaux",
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
    read: dict[str, Any] = json.loads(
        files.data("newsletter/review/client_support.json").read_text(encoding="utf-8")
    )
    return read


@by_identity
def support(root: Element) -> tuple[ClientSupport, ...]:
    """Return every feature that the HTML uses and some client lacks, worst first."""
    known = data()["features"]
    found = [_support(feature) for feature in sorted(set(_used(root)) & known.keys())]
    return tuple(
        sorted((one for one in found if one.share), key=lambda one: (-one.share, one.feature))
    )


def unsafe(root: Element) -> tuple[ClientSupport, ...]:
    """Return the features that must not be used: too many readers lack them, and nothing replaces them."""
    return tuple(one for one in support(root) if not one.graceful and one.share >= STOP)


def _support(feature: str) -> ClientSupport:
    clients, verdicts = data()["clients"], data()["features"][feature]
    tested = [
        (client, verdict)
        for client, verdict in zip(clients, verdicts, strict=True)
        if verdict != "u"
    ]
    total = sum(client["weight"] for client, _ in tested) or 1
    lost = sum(
        client["weight"] * {"n": 1.0, "a": 0.5}.get(verdict, 0.0) for client, verdict in tested
    )
    without = tuple(client["name"] for client, verdict in tested if verdict == "n")
    return ClientSupport(feature, round(lost / total, 3), without, GRACEFUL.get(feature, ""))


def _used(root: Element) -> Iterator[str]:
    for rule in _stylesheet(sheets(root)):
        yield from _rule(rule)
    for element in root.walk():
        yield from _tags(element)
        yield from _properties(element.attributes.get("style", ""))
        yield from (f"html-{name}" for name in element.attributes)
        if element.attributes.get("name") == "color-scheme":
            yield "html-meta-color-scheme"


def _rule(rule: Any) -> Iterator[str]:
    """Yield what a rule of a style sheet uses, and those inside it."""
    if rule.type == "at-rule":
        yield f"css-at-{rule.lower_at_keyword}"
        words = (
            block.content[0] for block in rule.prelude if block.type == "() block" and block.content
        )
        yield from (f"css-at-media-{word.lower_value}" for word in words if word.type == "ident")
        for inner in tinycss2.parse_rule_list(
            rule.content or [], skip_comments=True, skip_whitespace=True
        ):
            yield from _rule(inner)
    elif rule.type == "qualified-rule":
        yield from _properties(tinycss2.serialize(rule.content))


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
        yield (
            "image-base64"
            if source.startswith("data:")
            else f"image-{'jpg' if suffix == 'jpeg' else suffix}"
        )


def _properties(style: str) -> Iterator[str]:
    for name, value in declarations(style).items():
        whole = f"css-{name}"
        yield whole
        yield f"{whole}-{value.split(' ')[0]}"
        yield f"css-{name.split('-')[0]}"
        yield from (f"css-{word}" for word in ("linear-gradient", "rgba") if word in value)
