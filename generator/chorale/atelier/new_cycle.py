"""A new cycle from what a form says: its file, an empty list of requests, and the community's groups if it has none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from chorale.atelier import project_files
from chorale.content import value_hints
from chorale.content.kinds import kind_of
from chorale.content.model import Community
from chorale.content.source_files import UnreadableFile
from chorale.content.text_rules import line
from chorale.content.writing.file_text import Writing, opened, saved
from chorale.content.writing.trees import Tree
from chorale.french.suggestions import slug
from chorale.ipm.amounts import written
from chorale.ipm.model import ChangeRequest, Cycle, Group

FIELDS = (
    "numero", "synthese", "ouverture", "cloture", "arbitrage", "enveloppe", "unite", "themes", "groupes",
)  # fmt: skip
"""What the form asks; themes and groups are one a line."""
KEPT = ("rule", "retention_months")
"""What a cycle has of the one before, unless it is changed in its sheet."""


class UnmakeableCycle(Exception):
    """What was typed makes no cycle; the text is one French sentence."""


@dataclass(frozen=True, kw_only=True)
class NewCycle:
    """The files of a cycle to be made, by path, and its name."""

    slug: str
    texts: Mapping[str, str]

    @property
    def requests(self) -> str:
        """Return the file of its requests, to be written next."""
        return kind_of(ChangeRequest).files.path(cycle=self.slug)


def first(community: Community) -> dict[str, str]:
    """Return what the form shows before anything is typed: what stays from the latest cycle."""
    last = _last(community)
    shown = dict.fromkeys(FIELDS, "")
    shown["numero"] = str(last.number + 1 if last else 1)
    if last:
        shown["enveloppe"], shown["unite"] = written(last.envelope.amount), last.envelope.unit
        shown["themes"] = "\n".join(last.themes.values())
    return shown


def _last(community: Community) -> Cycle | None:
    return max(community.cycles, key=lambda one: one.number, default=None)


def made(community: Community, root: Path, typed: Mapping[str, str]) -> NewCycle:
    """Return the files of a cycle; raises UnmakeableCycle."""
    number = typed["numero"].strip()
    if not number.isdecimal() or int(number) < 1:
        raise UnmakeableCycle("Le numéro du cycle est un nombre entier, à partir de 1.")
    if int(number) in {one.number for one in community.cycles}:
        raise UnmakeableCycle(f"Le cycle {int(number)} existe déjà : prendre un autre numéro.")
    name = f"cycle-{int(number)}"
    data: dict[str, Tree] = {
        "number": str(int(number)),
        "themes": _named(typed["themes"], "un thème par ligne"),
        "envelope": _envelope(typed),
        "milestones": _milestones(typed),
    }
    data |= _kept(community, root)
    path = kind_of(Cycle).files.path(slug=name)
    texts = {
        path: saved(path, "", Writing(data=data)),
        kind_of(ChangeRequest).files.path(cycle=name): "[]\n",
    }
    if not community.groups:
        texts[kind_of(Group).files.text] = _groups(typed["groupes"])
    return NewCycle(slug=name, texts=texts)


def _named(text: str, wanted: str) -> dict[str, Tree]:
    """Return, by key, the names of a field with one a line."""
    names = [line(one, 120) for one in text.splitlines()]
    found: dict[str, Tree] = {slug(one): one for one in names if slug(one)}
    if not found:
        raise UnmakeableCycle(f"Il manque {wanted}.")
    return found


def _groups(text: str) -> str:
    named = _named(text, "les groupes qui répondent, un par ligne")
    data: list[Tree] = [{"key": key, "name": name} for key, name in named.items()]
    path = kind_of(Group).files.text
    return saved(path, "", Writing(data=data))


def _envelope(typed: Mapping[str, str]) -> Tree:
    said, unit = typed["enveloppe"].strip(), line(typed["unite"], 40)
    if not said or not unit:
        raise UnmakeableCycle("Il manque le montant de l'enveloppe, ou son unité.")
    if value_hints.two_ways(said):
        advice = value_hints.thousands_or_decimals(said)
        raise UnmakeableCycle(f"L'enveloppe « {said} » se lit de deux façons : {advice}.")
    if not (amount := value_hints.number(said)):
        raise UnmakeableCycle(f"L'enveloppe est un nombre : « {said} » n'en est pas un.")
    return {"amount": amount, "unit": unit}


def _milestones(typed: Mapping[str, str]) -> Tree:
    wanted = {
        "synthesis": ("synthese", "la date de la réunion de synthèse", False),
        "opens": ("ouverture", "le jour et l'heure de l'ouverture", True),
        "closes": ("cloture", "le jour et l'heure de la clôture", True),
        "arbitration": ("arbitrage", "la date de la réunion d'arbitrage", False),
    }
    return {key: _moment(typed[name], what, timed) for key, (name, what, timed) in wanted.items()}


def _moment(text: str, what: str, timed: bool) -> str:
    try:
        if timed:
            return f"{datetime.fromisoformat(text.strip()):%Y-%m-%d %H:%M}"
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise UnmakeableCycle(f"Il manque {what}.") from None


def _kept(community: Community, root: Path) -> dict[str, Tree]:
    """Return what stays from the latest cycle, as its file writes it."""
    last = _last(community)
    try:
        text = project_files.read(root, last.path) if last else None
        data = opened(last.path, text).data if last and text else None
    except UnreadableFile:
        data = None
    return {key: data[key] for key in KEPT if key in data} if isinstance(data, dict) else {}
