"""What a file of keys cannot be read for: where its author slipped, and one sentence with what to write."""

import re
from itertools import chain
from typing import Any

import yaml

from chorale.content.problems import Problem, Source

_OPEN = "guillemets ouverts et jamais fermés"
_FRENCH = {
    "mapping values are not allowed": "un « : » de trop sur la ligne ; mettre le texte entre guillemets",
    "did not find expected key": "clé attendue ici ; vérifier l'alignement et les guillemets",
    "did not find expected ',' or ']'": "liste « [ … ] » mal fermée ; il manque une virgule ou un crochet",
    "did not find expected ',' or '}'": "accolades « { … } » mal fermées ; il manque une virgule ou une accolade",
    "did not find expected '-'": "élément de liste attendu ; commencer la ligne par « - »",
    "could not find expected ':'": "il manque « : » après la clé",
    "found unexpected end of stream": _OPEN,
    "found character that cannot start": "caractère qui ne peut pas commencer une valeur ; la mettre entre guillemets",
    "block sequence entries are not allowed": "tiret mal placé ; aller à la ligne avant la liste",
    "found unknown escape character": "« \\ » dans un texte entre guillemets doubles ; l'écrire « \\\\ »",
    "expected a single document": "un seul document par fichier ; retirer la ligne « --- » en trop",
    "did not find expected node content": "valeur attendue ici",
}
_GLUED_KEY = re.compile(r" *(?:- +)?([\w-]+):(?![\s/])(\S.*)")
_FOLDED = re.compile(r"^( *)(?:- +)?[\w-]+: *>[-+]?\d? *\n((?:(?:\1 .*)?\n)+)", re.MULTILINE)
_ITEM = re.compile(r"(?:[-*•+] |\d{1,2}[.)] )[^\W\d_]")
_LINE_OF_ITS_OWN = re.compile(r"(?:[-*•+] |\d{1,2}[.)] |\|)")


def problem(path: str, content: str, error: yaml.YAMLError, offset: int, loader: Any) -> Problem:
    """Return what stopped the reading of YAML text; offset is the number of lines before it."""
    line, column, hint = (
        _quoted(content, error, loader) or _glued(content, error) or _as_told(error)
    )
    place = Source(path, line + 1 + offset, column + 1) if line >= 0 else Source(path)
    return Problem(place, f"YAML mal formé : {hint}", code="yaml")


def folded_list(content: str) -> int | None:
    """Return the line of a list or of a table under « > », which would run its lines together; counted from 0."""
    for found in _FOLDED.finditer(content):
        lines = found[2].split("\n")
        edge = len(lines[0]) - len(lines[0].lstrip(" "))
        for rank, line in enumerate(lines[1:], 1):
            if lines[rank - 1].strip() and _LINE_OF_ITS_OWN.match(line[edge:]):
                return content.count("\n", 0, found.start(2)) + rank
    return None


def run_together(content: str, root: yaml.Node | None) -> int | None:
    """Return the line of a list inside a text of several lines without « | », which would be joined; counted from 0."""
    left, lines = [root], content.split("\n")
    while left:
        node = left.pop()
        if isinstance(node, yaml.MappingNode):
            left += chain.from_iterable(node.value)
        elif isinstance(node, yaml.SequenceNode):
            left += node.value
        elif isinstance(node, yaml.ScalarNode) and node.style not in ("|", ">"):
            inside = range(node.start_mark.line + 1, node.end_mark.line + 1)
            for rank in inside:
                if _ITEM.match(lines[rank].strip()):
                    return rank
    return None


def _as_told(error: yaml.YAMLError) -> tuple[int, int, str]:
    mark = getattr(error, "problem_mark", None)
    english = f"{getattr(error, 'problem', '') or ''} {getattr(error, 'context', '') or ''}"
    hint = next(
        (french for key, french in _FRENCH.items() if key in english),
        "vérifier alignement et guillemets",
    )
    return (mark.line, mark.column, hint) if mark else (-1, -1, hint)


def _glued(content: str, error: yaml.YAMLError) -> tuple[int, int, str] | None:
    """A key without its colon, or without the blank after it, is seen by the reader on the line below only."""
    mark = getattr(error, "context_mark", None)
    if mark is None or "could not find expected ':'" not in str(getattr(error, "problem", "")):
        return None
    line = content.split("\n")[mark.line]
    if found := _GLUED_KEY.fullmatch(line):
        hint = f"il manque une espace après « : » ; écrire « {found[1]}: {found[2]} »"
    else:
        hint = f"il manque « : » après la clé « {line.strip()[:40]} »"
        hint += ", ou des guillemets autour d'un texte de plusieurs lignes"
    return mark.line, mark.column, hint


def _quoted(content: str, error: yaml.YAMLError, loader: Any) -> tuple[int, int, str] | None:
    """Quotation marks that were never closed, or closed by the first one inside the text."""
    mark: Any = getattr(error, "problem_mark", None)
    begun: Any = getattr(error, "context_mark", None)
    if begun and "quoted scalar" in str(getattr(error, "context", "")) and mark.line > begun.line:
        return begun.line, begun.column, _OPEN
    last = _quoted_before(content, mark, loader) if mark else None
    if last is None or last.end_mark.line != mark.line:
        return None
    start, end = last.start_mark, last.end_mark
    if start.line < end.line:
        return start.line, start.column, _OPEN
    instead = "« … »" if last.style == '"' else 'des guillemets "…" autour du texte'
    hint = f"le texte s'arrête à ce « {last.style} » ; écrire {instead} au lieu de « {last.style} »"
    return end.line, end.column - 1, hint


def _quoted_before(content: str, mark: Any, loader: Any) -> Any:
    """Return the text between quotation marks that stands right before a place, if there is one."""
    last: Any = None
    try:
        for token in yaml.scan(content, Loader=loader):
            if token.start_mark.index >= mark.index:
                break
            last = token
    except yaml.YAMLError:
        pass  # the scanner may stop there too
    return last if isinstance(last, yaml.ScalarToken) and last.style in ('"', "'") else None
