"""Sentences of the checks in the words of the screen: it sends people to a field, never to a file's keys."""

import re
from collections.abc import Iterable

from chorale.atelier.forms.labels import LABELS, word
from chorale.content.problems import Problem
from chorale.french.phrases import capital

_QUOTED = re.compile(r"« (?:- )?([^»]+?) »")
_PAIR = re.compile(r"([a-z_]+):(?: (.*))?")
_RECORD = re.compile(r"\{+(.*?)\}+")
_FILES = {
    "community.yml": "les réglages de la communauté",
    "cycle.yml": "la fiche du cycle",
    "requests.yml": "les demandes du cycle",
    "arbitration.yml": "l’arbitrage",
    "groups.yml": "les groupes",
    "issue.yml": "la lettre",
    "search.yml": "la recherche",
    "accessibility.yml": "la déclaration d’accessibilité",
    "mkdocs.yml": "le fichier mkdocs.yml, que tient l’exploitation,",
}
_FILE = re.compile(rf"(\bdes? |\bà )?(?:content/)?\b({'|'.join(map(re.escape, _FILES))})(?![\w/])")
_COMMAND = re.compile(r" ; sans lui, lancer « chorale [^»]+ »")
"""What is done without the atelier: on its pages nobody is."""
_JOINED = {"de les": "des", "à les": "aux"}


def in_words(problem: Problem) -> str:
    """Return what a problem says, to who has its form before them."""
    return on_screen(problem.sentence)


def sentences(problems: Iterable[Problem], *, advised: bool = True) -> tuple[str, ...]:
    """Return what problems say, each as a sentence of its own; without their advice where a page gives its own."""
    told = (in_words(one) if advised else on_screen(one.message) for one in problems)
    return tuple(f"{capital(one)}." for one in told)


def on_screen(text: str) -> str:
    """Return a sentence with the labels of fields in place of keys, and what people call each file."""
    return _FILE.sub(_file, _QUOTED.sub(_field, _COMMAND.sub("", text)))


def _field(found: re.Match[str]) -> str:
    words = _pair(found[1].strip())
    return found[0] if words is None else f"« {words} »"


def _pair(written: str) -> str | None:
    """Return a key, with its value if it has one, as a form shows them; None for other words."""
    if written in LABELS:
        return LABELS[written]
    pair = _PAIR.fullmatch(written)
    if pair is None or pair[1] not in LABELS:
        return None
    label, value = LABELS[pair[1]], (pair[2] or "").strip()
    if value in ("", "…"):
        return label
    record = _RECORD.fullmatch(value)
    inner = (_pair(one.strip()) or one.strip() for one in record[1].split(",")) if record else ()
    return f"{label} : {', '.join(inner) or said(value, pair[1])}"


def said(value: str, key: str) -> str:
    """Return what a form shows of a value."""
    return {"true": "oui", "false": "non"}.get(value) or word(value, key)


def _file(found: re.Match[str]) -> str:
    named = f"{found[1] or ''}{_FILES[found[2]]}"
    return next(
        (
            short + named.removeprefix(long)
            for long, short in _JOINED.items()
            if named.startswith(long)
        ),
        named,
    )
