"""What a file of keys cannot be read for: where its author slipped, and one sentence with what to write."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

import yaml

from chorale.content.problems import Problem, Source

_OPEN = "guillemets ouverts et jamais fermés"
_FRENCH = {
    "did not find expected alphabetic or numeric": "« * » ou « & » au début d'une valeur a un sens ; "
    "mettre tout le texte entre guillemets",
    "ing a tag": "« ! » au début d'une valeur a un sens ; mettre tout le texte entre guillemets",
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
    "did not find expected hexdecimal number": "« \\ » dans un texte entre guillemets doubles ; l'écrire « \\\\ »",
    "expected a single document": "un seul document par fichier ; retirer la ligne « --- » en trop",
    "did not find expected node content": "valeur attendue ici",
}
_GLUED_KEY = re.compile(r" *(?:- +)?([\w-]+):([\u00a0\u202f\u2009]*)(?![\s/])(\S.*)")
_FOLDED = re.compile(r"^( *)(?:- +)?[\w-]+: *>[-+]?\d? *\n((?:(?:\1 .*)?\n)+)", re.MULTILINE)
_ITEM = re.compile(r"(?:[-–*•+] |\d{1,2}[.)] )[^\W\d_]")
_LINE_OF_ITS_OWN = re.compile(r"(?:[-*•+] |\d{1,2}[.)] |\|)")


_LABEL = re.compile(r"(?:^[ \t]*(?:- +)*(?:[^\n:#]+:[ \t]+)?|[\[{,][ \t]*)!", re.MULTILINE)
"""Where « ! » may begin a value."""
_PATH = re.compile(r"(?:\b[A-Za-z]:|\\\\[\w.-]+)\\(?![\\\"])")
"""A folder of Windows whose bars are not doubled, as they must be between double quotation marks."""
_OPENED = re.compile(r"[ -]*[\w-]+: +(?:([\[{])[^\n]*[\]}] *[^\s,#\]}]|([>|?]) +\S)")
"""A text that begins by a sign of YAML, and goes on."""
_REMARK = ("//", "<!--", "/*", "%")
YamlPlace = tuple[int, int]
"""A line and a column, counted from 0."""


def problem(path: str, content: str, error: yaml.YAMLError, offset: int, loader: Any) -> Problem:
    """Return what stopped the reading of YAML text; offset is the number of lines before it."""
    line, column, hint = (
        _quoted(content, error, loader)
        or _remarked(content, error)
        or _opened(content, error)
        or _glued(content, error)
        or _as_told(error)
    )
    place = Source(path, line + 1 + offset, column + 1) if line >= 0 else Source(path)
    return Problem(place, f"YAML mal formé : {hint}", code="yaml")


def labelled(content: str, loader: Any) -> tuple[YamlPlace, str] | None:
    """Return where « ! » begins a value, and its word: YAML would take it for a label, and lose it."""
    if "!" not in content or not _LABEL.search(content):
        return None
    for token in _tokens(content, loader):
        if isinstance(token, yaml.TagToken):
            mark: Any = token.start_mark
            word = re.split(r"[\s,\]}]", content[mark.index : mark.index + 60])[0]
            return (mark.line, mark.column), word
    return None


def unescaped_path(content: str, loader: Any) -> YamlPlace | None:
    """Return where a folder of Windows stands between double quotation marks, where its bars are lost."""
    if "\\" not in content or not _PATH.search(content):
        return None
    for token in _tokens(content, loader):
        if isinstance(token, yaml.ScalarToken) and token.style == '"':
            start: Any = token.start_mark
            if found := _PATH.search(content, start.index, token.end_mark.index):
                return start.line, start.column + found.start() - start.index
    return None


def _tokens(content: str, loader: Any) -> Iterator[yaml.Token]:
    """Yield the words of YAML text, as far as they can be read."""
    try:
        yield from yaml.scan(content, Loader=loader)
    except yaml.YAMLError:
        return  # told where the text is read


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


def _remarked(content: str, error: yaml.YAMLError) -> tuple[int, int, str] | None:
    """A remark as programs or pages have them is read with the line below it."""
    mark: Any = getattr(error, "problem_mark", None)
    lines = content.split("\n")
    for line in (mark.line, mark.line - 1) if mark else ():
        if 0 <= line < len(lines) and lines[line].strip().startswith(_REMARK):
            return line, 0, "remarque que YAML ne lit pas ; la commencer par « # », ou la retirer"
    return None


def _opened(content: str, error: yaml.YAMLError) -> tuple[int, int, str] | None:
    """A text that begins by a bracket, « > », « | » or « ? » is read as something else."""
    mark: Any = getattr(error, "problem_mark", None)
    lines = content.split("\n")
    found = _OPENED.match(lines[mark.line]) if mark and mark.line < len(lines) else None
    if found is None:
        return None
    place, sign = (found.start(1), found[1]) if found[1] else (found.start(2), found[2])
    hint = f"« {sign} » au début d'une valeur a un sens ; mettre tout le texte entre guillemets"
    return mark.line, place, hint


def _glued(content: str, error: yaml.YAMLError) -> tuple[int, int, str] | None:
    """A key without its colon, or without the blank after it, is seen by the reader on the line below only."""
    mark = getattr(error, "context_mark", None)
    if mark is None or "could not find expected ':'" not in str(getattr(error, "problem", "")):
        return None
    line, above = content.split("\n")[mark.line], content.split("\n")[: mark.line]
    before = next((one.strip() for one in reversed(above) if one.strip()), "")
    if re.match(r" *-[^\W\d_]", line):
        hint = f"il manque une espace après le tiret ; écrire « - {line.strip()[1:40]} »"
    elif re.search(r": *[|>][-+]?$", before):
        hint = f"texte mal décalé sous « {before} » ; ajouter deux espaces au début de ses lignes"
    elif found := _GLUED_KEY.fullmatch(line):
        seen = "espace insécable après « : »" if found[2] else "il manque une espace après « : »"
        hint = f"{seen} ; écrire « {found[1]}: {found[3]} »"
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
    for token in _tokens(content, loader):
        if token.start_mark.index >= mark.index:
            break
        last = token
    return last if isinstance(last, yaml.ScalarToken) and last.style in ('"', "'") else None
