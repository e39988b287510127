"""What is wrong with a diagram's source, in French: the line, what was found, what to write."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from chorale.french.suggestions import nearest
from chorale.text import mermaid
from chorale.text.diagrams import Diagram, diagram
from chorale.text.mermaid import MermaidFault

KINDS = ("flowchart", "stateDiagram-v2", "sequenceDiagram")
_OTHERS = (
    *("graph", "stateDiagram", "pie", "gantt", "classDiagram", "erDiagram", "journey", "mindmap"),
    *(
        "timeline",
        "gitGraph",
        "quadrantChart",
        "sankey-beta",
        "xychart-beta",
        "block-beta",
        "C4Context",
    ),
)
_KNOWN = "« flowchart TD », « stateDiagram-v2 » ou « sequenceDiagram »"


@dataclass(frozen=True)
class DiagramFault:
    """A fault of a source; line and column count from 1. A slight one does not keep the diagram from being drawn."""

    line: int
    column: int
    message: str
    remedy: str
    slight: bool = False


def faults(source: str) -> Iterator[DiagramFault]:
    """Yield what keeps a source from being drawn, or what is missing from its picture."""
    shown = diagram(source)
    try:
        _ = shown.graph, shown.wide
    except MermaidFault as fault:
        yield _told(source, fault)
        return
    if not shown.title:
        yield DiagramFault(
            *_first(source),
            "schéma sans titre",
            "ajouter sous la première ligne « accTitle: Ce que montre le schéma »",
        )
    yield from _set_aside(source)
    yield from _too_wide(shown)


def _first(source: str) -> tuple[int, int]:
    """Return the place of the line that names the kind of diagram."""
    for number, line in enumerate(mermaid.drawable(source).split("\n"), 1):
        if line.strip() and not line.strip().startswith("%%"):
            return number, len(line) - len(line.lstrip()) + 1
    return 1, 1


def _set_aside(source: str) -> Iterator[DiagramFault]:
    for found in mermaid.SETTLED.finditer(source):
        start = source.rfind("\n", 0, found.start()) + 1
        yield DiagramFault(
            source.count("\n", 0, found.start()) + 1,
            found.start() - start + 1,
            f"« {found[0].strip()[:40]} » est laissé de côté",
            "les couleurs d'un schéma sont celles du site, et ses liens se placent dans le texte",
            slight=True,
        )


def _too_wide(shown: Diagram) -> Iterator[DiagramFault]:
    if shown.narrow is None:
        yield DiagramFault(
            *_first(shown.source),
            "schéma trop large pour un téléphone, qui montrera la liste à sa place",
            "raccourcir les textes des flèches ou partager le schéma en deux",
            slight=True,
        )


def _told(source: str, fault: MermaidFault) -> DiagramFault:
    if fault.kind == "limit":
        return DiagramFault(
            *_first(source), "schéma trop grand", "le partager en plusieurs, plus simples"
        )
    if fault.kind == "kind" or _unknown_kind(source):
        return _kind(source)
    for cause in _CAUSES:
        if found := cause(source, fault):
            return found
    line = min(max(fault.line, 1), source.rstrip("\n").count("\n") + 1)
    words = source.split("\n")[line - 1].strip()[:60]
    return DiagramFault(
        line, max(fault.column, 1), f"schéma : « {words} » n'est pas compris", _example(source)
    )


def _example(source: str) -> str:
    if "sequenceDiagram" in source:
        return "une ligne s'écrit « Anne->>Bruno: ce qui est dit »"
    if "stateDiagram" in source:
        return "une ligne s'écrit « Brouillon --> Envoyée : envoi »"
    return 'une ligne s\'écrit « A["Début"] -->|oui| B["Fin"] »'


def _word(source: str) -> str:
    line, column = _first(source)
    found = re.match(r"[\w-]+", source.split("\n")[line - 1][column - 1 :])
    return found[0] if found else ""


def _unknown_kind(source: str) -> bool:
    return _word(source) not in (*KINDS, "graph", "stateDiagram")


def _kind(source: str) -> DiagramFault:
    word = _word(source)
    place = _first(source)
    if not word:
        return DiagramFault(*place, "schéma vide", f"commencer par {_KNOWN}")
    if word in _OTHERS:
        remedy = f"un tableau le dira mieux ; sont dessinés {_KNOWN}"
        return DiagramFault(*place, f"les schémas « {word} » ne sont pas dessinés", remedy)
    near = {one.lower(): one for one in (*KINDS, *_OTHERS[:2])}.get(
        nearest(word, [one.lower() for one in (*KINDS, *_OTHERS[:2])])
    )
    remedy = f"vouliez-vous dire « {near} » ?" if near else f"commencer par {_KNOWN}"
    return DiagramFault(*place, f"genre de schéma inconnu « {word} »", remedy)


def _lines(source: str) -> Iterator[tuple[int, str]]:
    return (
        (number, line)
        for number, line in enumerate(source.split("\n"), 1)
        if not line.lstrip().startswith(("%%", "accTitle", "accDescr"))
    )


def _arrow(source: str, _: MermaidFault) -> DiagramFault | None:
    """Find an arrow that a word processor or a habit wrote otherwise."""
    right = "->>" if "sequenceDiagram" in source else "-->"
    for number, line in _lines(source):
        if found := re.search(r"[–—]+>|→|⇒|➔|➜|(?<![-.=~ox<])=>", _unquoted(line)):
            return DiagramFault(
                number, found.start() + 1, f"schéma : flèche « {found[0]} »", f"écrire « {right} »"
            )
        if right == "-->" and (found := re.search(r"(?<![-.=<])->(?!>)", _unquoted(line))):
            return DiagramFault(
                number, found.start() + 1, "schéma : flèche « -> »", "écrire « --> »"
            )
    return None


def _quotes(source: str, _: MermaidFault) -> DiagramFault | None:
    for number, line in _lines(source):
        if found := re.search(r"[\[({|][“”«]", line):
            return DiagramFault(
                number,
                found.end(),
                f"schéma : guillemet « {found[0][1:]} » pour ouvrir un texte",
                'écrire des guillemets droits : A["texte"]',
            )
    return None


def _brackets(source: str, _: MermaidFault) -> DiagramFault | None:
    """Find a label that is not closed, or that holds brackets of its own without quotes."""
    if "flowchart" not in source and "graph" not in source:
        return None
    for number, line in _lines(source):
        bare = _unquoted(line)
        for opening, closing in ("[]", "()", "{}"):
            if bare.count(opening) != bare.count(closing):
                mark = opening if bare.count(opening) > bare.count(closing) else closing
                column = bare.rfind(mark) + 1
                return DiagramFault(
                    number, column, f"schéma : « {mark} » sans son pendant", _example(source)
                )
        if found := re.search(r"\[[^\]\[(]*[^\]\[(\s][^\]\[(]*(\([^)]*\))", bare):
            return DiagramFault(
                number,
                found.start() + 1,
                "schéma : parenthèses dans un texte sans guillemets",
                'écrire le texte entre guillemets droits : A["Texte (détail)"]',
            )
    return None


def _ends(source: str, _: MermaidFault) -> DiagramFault | None:
    """Find a block that nothing closes, or the word « end » used as a name."""
    waiting: list[tuple[int, str]] = []
    for number, line in _lines(source):
        word = line.strip()
        opened = re.match(r"(subgraph|loop|alt|opt|par|critical|break|rect|box)\b", word)
        if opened:
            waiting.append((number, opened[1]))
        elif word == "end":
            if not waiting:
                return DiagramFault(
                    number, 1, "schéma : « end » ne ferme rien", "supprimer cette ligne"
                )
            waiting.pop()
        elif "flowchart" in source and (found := re.search(r">\s*(end)\b|^\s*(end)\s*[-=]", line)):
            column = found.start(1 if found[1] else 2) + 1
            return DiagramFault(
                number, column, "schéma : « end » ne peut pas nommer une étape", "écrire « fin »"
            )
    if waiting:
        number, word = waiting[-1]
        return DiagramFault(
            number,
            1,
            f"schéma : « {word} » n'est pas fermé",
            "ajouter une ligne « end » à la fin du bloc",
        )
    return None


def _semicolon(source: str, fault: MermaidFault) -> DiagramFault | None:
    """Find a message that holds a semicolon, where Mermaid ends the line."""
    line = (
        source.split("\n")[max(fault.line, 1) - 1] if fault.line <= source.count("\n") + 1 else ""
    )
    column = line.find(";", line.find(":")) + 1
    if "sequenceDiagram" in source and ":" in line and column:
        advice = "écrire une virgule, ou « #59; »"
        return DiagramFault(fault.line, column, "schéma : « ; » finit la ligne", advice)
    return None


def _unquoted(line: str) -> str:
    """Return a line whose quoted words are blanks."""
    return re.sub(r'"[^"]*"', lambda found: " " * len(found[0]), line)


_CAUSES: tuple[Callable[[str, MermaidFault], DiagramFault | None], ...] = (
    _arrow,
    _quotes,
    _ends,
    _brackets,
    _semicolon,
)
