"""MJML schema: which tag may stand where, with which attributes and units; faults carry their place."""

import re
from dataclasses import dataclass

from chorale.french.suggestions import nearest
from chorale.newsletter.email.mjml_tokens import Token, tokens

_PADDING = "padding padding-top padding-right padding-bottom padding-left"
_FONT = "font-family font-size font-style font-weight letter-spacing line-height text-decoration text-transform color"
_BACKGROUND = (
    "background-color background-url background-size background-repeat background-position"
)
_BORDER = "border border-top border-right border-bottom border-left border-radius"
_COMMON = "css-class mj-class"
_BLOCK = f"{_PADDING} {_COMMON} container-background-color align"
_SECTION = (
    f"{_PADDING} {_COMMON} {_BACKGROUND} background-position-x background-position-y {_BORDER} direction full-width"
    " text-align"
)
_LINK = "href rel target title name"
ATTRIBUTES: dict[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        "mjml": "lang dir owa",
        "mj-head": "",
        "mj-attributes": "",
        "mj-class": "name *",
        "mj-all": "*",
        "mj-breakpoint": "width",
        "mj-font": "name href",
        "mj-preview": "",
        "mj-title": "",
        "mj-style": "inline",
        "mj-raw": "position",
        "mj-body": f"background-color width id {_COMMON}",
        "mj-wrapper": f"{_SECTION} gap",
        "mj-section": _SECTION,
        "mj-group": f"{_COMMON} background-color direction vertical-align width",
        "mj-column": f"{_PADDING} {_COMMON} {_BORDER} background-color direction inner-background-color inner-border"
        " inner-border-radius vertical-align width",
        "mj-text": f"{_BLOCK} {_FONT} height vertical-align",
        "mj-button": f"{_BLOCK} {_FONT} {_LINK} {_BORDER} background-color height inner-padding text-align"
        " vertical-align width",
        "mj-image": f"{_BLOCK} {_LINK} {_BORDER} alt fluid-on-mobile font-size full-width height max-height sizes src"
        " srcset usemap width",
        "mj-divider": f"{_BLOCK} border-color border-style border-width width",
        "mj-spacer": f"{_BLOCK} height",
        "mj-table": f"{_BLOCK} {_FONT} border cellpadding cellspacing role table-layout vertical-align width",
        "mj-social": f"{_BLOCK} {_FONT} border-radius icon-height icon-size icon-padding inner-padding mode"
        " table-layout text-padding",
        "mj-social-element": f"{_BLOCK} {_FONT} {_LINK} alt background-color border-radius icon-height icon-padding"
        " icon-position icon-size src srcset sizes text-padding vertical-align",
        "mj-hero": f"{_PADDING} {_COMMON} {_BACKGROUND} background-height background-width height"
        " inner-background-color inner-padding mode vertical-align width",
        "mj-navbar": f"{_BLOCK} base-url hamburger ico-close ico-color ico-open ico-font-size ico-font-family",
        "mj-navbar-link": f"{_PADDING} {_COMMON} {_FONT} {_LINK}",
    }.items()
}  # fmt: skip
_CONTENTS = frozenset(
    {
        "mj-button",
        "mj-divider",
        "mj-image",
        "mj-navbar",
        "mj-raw",
        "mj-social",
        "mj-spacer",
        "mj-table",
        "mj-text",
    }
)
CHILDREN: dict[str, frozenset[str]] = {
    "": frozenset({"mjml"}),
    "mjml": frozenset({"mj-head", "mj-body", "mj-raw"}),
    "mj-head": frozenset(
        {
            "mj-attributes",
            "mj-breakpoint",
            "mj-font",
            "mj-preview",
            "mj-raw",
            "mj-style",
            "mj-title",
        }
    ),
    "mj-attributes": frozenset(ATTRIBUTES),
    "mj-class": frozenset(),
    "mj-body": frozenset({"mj-hero", "mj-raw", "mj-section", "mj-wrapper"}),
    "mj-wrapper": frozenset({"mj-hero", "mj-raw", "mj-section"}),
    "mj-section": frozenset({"mj-column", "mj-group", "mj-raw"}),
    "mj-group": frozenset({"mj-column", "mj-raw"}),
    "mj-column": _CONTENTS,
    "mj-hero": _CONTENTS,
    "mj-social": frozenset({"mj-social-element", "mj-raw"}),
    "mj-navbar": frozenset({"mj-navbar-link", "mj-raw"}),
}
_PIXELS = re.compile(r"0|-?[0-9.]+px")
_PIXELS_OR_SHARE = re.compile(r"0|-?[0-9.]+(px|%)")
_VALUES: dict[str, tuple[re.Pattern[str], str]] = {
    "font-size": (_PIXELS, "une taille comme « 16px »"),
    "width": (_PIXELS_OR_SHARE, "une largeur comme « 600px » ou « 50% »"),
    "padding": (
        re.compile(r"(?:(?:0|[0-9.]+(?:px|%))(?:\s+|$)){1,4}"),
        "une à quatre marges comme « 10px 20px »",
    ),
    "align": (re.compile(r"left|right|center|justify"), "left, right ou center"),
    "color": (
        re.compile(r"#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?|[a-z]+|rgba?\([^)]*\)"),
        "une couleur comme « #14213d »",
    ),
}
_VALUES |= {"background-color": _VALUES["color"], "border-color": _VALUES["color"]}
_TOKEN = re.compile(r"\{\{|%%|§")


@dataclass(frozen=True)
class MjmlFault:
    """Something that MJML does not allow, at a position of the source; line counts from 1."""

    position: int
    line: int
    message: str
    suggestion: str = ""


def faults(source: str) -> tuple[MjmlFault, ...]:
    """Return every fault of an MJML document in order of place."""
    found: list[tuple[int, str, str]] = []
    opened: list[Token] = []
    for token in tokens(source):
        if token.kind == "open":
            found.extend(_placed(token, opened[-1].name if opened else ""))
            found.extend(_attributes(token, bool(opened) and opened[-1].name == "mj-attributes"))
            if not token.alone:
                opened.append(token)
        elif token.kind == "close":
            found.extend(_closed(token, opened))
        elif token.kind == "text" and token.text.strip() and opened:
            start = token.position + len(token.text) - len(token.text.lstrip())
            found.append(
                (start, f"texte posé dans <{opened[-1].name}>", "le mettre dans <mj-text>")
            )
    found.extend(
        (token.position, f"<{token.name}> n'est jamais fermé", f"ajouter </{token.name}>")
        for token in opened
    )
    return tuple(
        MjmlFault(at, source.count("\n", 0, at) + 1, words, advice)
        for at, words, advice in sorted(found)
    )


def _placed(token: Token, parent: str) -> list[tuple[int, str, str]]:
    if token.name not in ATTRIBUTES:
        near = nearest(token.name, ATTRIBUTES)
        return [
            (
                token.position,
                f"balise inconnue <{token.name}>",
                f"vouliez-vous dire <{near}> ?" if near else "",
            )
        ]
    allowed = CHILDREN.get(parent, frozenset())
    if token.name in allowed:
        return []
    hosts = ", ".join(
        f"<{name}>" for name, inside in CHILDREN.items() if name and token.name in inside
    )
    return [
        (
            token.position,
            f"<{token.name}> n'a pas sa place dans <{parent or 'le document'}>",
            f"la mettre dans {hosts}",
        )
    ]


def _attributes(token: Token, default: bool) -> list[tuple[int, str, str]]:
    known = ATTRIBUTES.get(token.name, frozenset({"*"}))
    seen: set[str] = set()
    found = []
    for name, value, at in token.attributes:
        if name in seen:
            found.append((at, f"attribut « {name} » écrit deux fois", "n'en garder qu'un"))
        seen.add(name)
        if "*" not in known and name not in known and not default:
            near = nearest(name, known)
            advice = f"vouliez-vous dire « {near} » ?" if near else ""
            found.append((at, f"attribut « {name} » inconnu de <{token.name}>", advice))
        elif (
            name in _VALUES
            and not _TOKEN.search(value)
            and not _VALUES[name][0].fullmatch(value.strip())
        ):
            found.append(
                (at, f'« {name}="{value}" » : valeur refusée', f"écrire {_VALUES[name][1]}")
            )
    if token.name == "mj-image" and not default and not {"src", "alt"} <= seen:
        found.append(
            (token.position, "<mj-image> sans « src » ou sans « alt »", "ajouter les deux")
        )
    return found


def _closed(token: Token, opened: list[Token]) -> list[tuple[int, str, str]]:
    if opened and opened[-1].name == token.name:
        opened.pop()
        return []
    names = [element.name for element in opened]
    if token.name not in names:
        return [(token.position, f"</{token.name}> ne ferme rien", "la retirer")]
    missing = opened[-1].name
    del opened[len(names) - 1 - names[::-1].index(token.name) :]
    return [
        (
            token.position,
            f"</{token.name}> alors que <{missing}> est encore ouvert",
            f"ajouter </{missing}> avant",
        )
    ]
