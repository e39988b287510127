"""The arbitration as the secretariat fills it: from a form or a file, to arbitration.yml, with what it changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal, TypeGuard, get_args

from chorale.content import value_hints
from chorale.content.writing.file_text import Writing, opened, saved
from chorale.content.writing.trees import Tree
from chorale.ipm.amounts import amount, written
from chorale.ipm.arbitration import Arbitration, Deviation, Overrun, ReducedScope
from chorale.ipm.decided import Decided
from chorale.ipm.decision import Decision
from chorale.ipm.model import Cycle

TypedFate = Literal["retained", "reduced", "deferred", "rejected", "refused"]
VERDICTS: Mapping[TypedFate, str] = {
    "retained": "Retenue",
    "reduced": "Retenue en partie",
    "deferred": "Reportée",
    "rejected": "Écartée",
    "refused": "Non retenue",
}
"""What the meeting may say of a request; refused is nothing more precise, and no departure."""


def path_of(cycle: Cycle) -> str:
    """Return where a cycle's arbitration is kept."""
    return f"content/ipm/{cycle.slug}/arbitration.yml"


@dataclass(frozen=True, kw_only=True)
class RequestVerdict:
    """What is said of one request, as typed."""

    fate: TypedFate
    author: str = ""
    reason: str = ""
    cost: str = ""
    scope: str = ""

    @property
    def kept(self) -> bool:
        """Return whether it is retained, whole or in part."""
        return self.fate in ("retained", "reduced")

    @property
    def reduced(self) -> ReducedScope | None:
        """Return what it is reduced to, nothing while a cost or a scope is missing."""
        try:
            cost = amount("" if value_hints.two_ways(self.cost) else value_hints.number(self.cost))
        except ValueError:
            return None
        scope = self.scope.strip()
        return ReducedScope(cost=cost, scope=scope) if scope and self.fate == "reduced" else None

    @property
    def missing(self) -> str:
        """Return what to say so that it can be retained in part."""
        if not value_hints.two_ways(self.cost):
            return "dire son coût réduit, et ce qui est fait"
        advice = value_hints.thousands_or_decimals(self.cost)
        return f"le coût « {self.cost} » se lit de deux façons, {advice}"


@dataclass(frozen=True, kw_only=True)
class MeetingSheet:
    """All that the meeting says, as typed; a date that cannot be read is kept as it is."""

    date: str
    verdicts: Mapping[str, RequestVerdict]
    overrun: str = ""
    priorities: str = ""
    order: Sequence[str] = field(default=())

    def faults(self) -> list[str]:
        """Say what cannot be read, beside what the checks of the content will say."""
        found = [] if _day(self.date) else ["La date de la réunion est à dire."]
        return found + [
            f"{name} en partie : {one.missing}."
            for name, one in self.verdicts.items()
            if one.fate == "reduced" and one.reduced is None
        ]


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _known(fate: str) -> TypeGuard[TypedFate]:
    return fate in get_args(TypedFate)


def fresh(cycle: Cycle, recommendation: Decision) -> MeetingSheet:
    """Return the sheet that follows the recommendation."""
    kept = set(recommendation.retained)
    return MeetingSheet(
        date=cycle.milestones.arbitration.isoformat(),
        verdicts={
            one.reference: RequestVerdict(fate="retained" if one.reference in kept else "refused")
            for one in cycle.requests
        },
    )


def typed(start: MeetingSheet, form: Mapping[str, Sequence[str]]) -> MeetingSheet:
    """Return a sheet with what a form says; what the form does not hold stays."""

    def one(name: str, before: str = "") -> str:
        return next(iter(form.get(name, ())), before).strip()

    verdicts = {}
    for name, before in start.verdicts.items():
        fate = one(f"sort.{name}", before.fate)
        verdicts[name] = RequestVerdict(
            fate=fate if _known(fate) else before.fate,
            author=one(f"auteur.{name}", before.author),
            reason=one(f"raison.{name}", before.reason),
            cost=one(f"cout.{name}", before.cost),
            scope=one(f"fait.{name}", before.scope),
        )
    return MeetingSheet(
        date=one("date", start.date),
        verdicts=verdicts,
        overrun=one("depassement", start.overrun),
        priorities=one("priorites", start.priorities),
        order=start.order,
    )


def read(start: MeetingSheet, text: str) -> tuple[MeetingSheet, list[str]]:
    """Return what an arbitration file says over a fresh sheet, and the references that this cycle does not have.

    Raises UnreadableFile.
    """
    said = opened("arbitration.yml", text).data
    data = said if isinstance(said, dict) else {}
    retained, deviations = _texts(data.get("retained")), _items(data.get("deviations"))
    reduced, overrun = _items(data.get("reduced")), data.get("overrun")
    known = {
        name: _verdict(name, before, retained, deviations.get(name, {}), reduced.get(name))
        for name, before in start.verdicts.items()
    }
    sheet = MeetingSheet(
        date=str(data.get("date", start.date)),
        verdicts=known,
        overrun=str(overrun.get("reason", "")) if isinstance(overrun, dict) else "",
        priorities="\n".join(_texts(data.get("next_priorities"))),
        order=retained,
    )
    return sheet, [
        one for one in {**dict.fromkeys(retained), **deviations, **reduced} if one not in known
    ]


def _verdict(
    name: str,
    before: RequestVerdict,
    retained: Sequence[str],
    deviation: Mapping[str, Tree],
    reduced: Mapping[str, Tree] | None,
) -> RequestVerdict:
    fate: TypedFate = "refused"
    if name in retained:
        fate = "retained" if reduced is None else "reduced"
    elif _known(decision := str(deviation.get("decision", ""))) and decision != "retained":
        fate = decision
    elif before.fate == "retained":
        fate = "rejected"
    return RequestVerdict(
        fate=fate,
        author=str(deviation.get("author", "")),
        reason=str(deviation.get("reason", "")),
        cost=str((reduced or {}).get("cost", "")).replace(".", ","),
        scope=str((reduced or {}).get("scope", "")),
    )


def _texts(said: Tree | None) -> list[str]:
    return [str(one) for one in said] if isinstance(said, list) else []


def _items(said: Tree | None) -> dict[str, dict[str, Tree]]:
    if not isinstance(said, dict):
        return {}
    return {name: one for name, one in said.items() if isinstance(one, dict)}


def decided(cycle: Cycle, recommendation: Decision, sheet: MeetingSheet) -> Decided:
    """Return what a sheet decides; a departure without author or reason is not explained yet."""
    recommended = recommendation.retained
    order = list(dict.fromkeys((*sheet.order, *recommended, *sheet.verdicts)))
    kept = tuple(name for name in order if name in sheet.verdicts and sheet.verdicts[name].kept)
    deviations = {
        name: Deviation(
            decision="deferred"
            if one.fate == "deferred"
            else "retained"
            if one.kept
            else "rejected",
            author=one.author,
            reason=one.reason,
        )
        for name, one in sheet.verdicts.items()
        if departs(one, recommended=name in recommended) and one.author and one.reason
    }
    reduced = {name: less for name, one in sheet.verdicts.items() if (less := one.reduced)}
    made = Arbitration(
        date=_day(sheet.date) or cycle.milestones.arbitration,
        retained=kept,
        deviations=deviations,
        reduced=reduced,
        next_priorities=tuple(filter(None, map(str.strip, sheet.priorities.splitlines()))),
    )
    beyond = Decided(cycle=cycle, recommendation=recommendation, arbitration=made).overrun
    if beyond and sheet.overrun:
        made = Arbitration(
            **{**made.__dict__, "overrun": Overrun(amount=beyond, reason=sheet.overrun)}
        )
    return Decided(cycle=cycle, recommendation=recommendation, arbitration=made)


def departs(one: RequestVerdict, *, recommended: bool) -> bool:
    """Return whether what is said of a request asks for an author and a reason."""
    return one.kept != recommended or one.fate not in ("retained", "refused")


def as_file(current: str | None, meeting: Arbitration) -> str:
    """Return arbitration.yml saying what is decided, the rest of its bytes as they were; raises Unspliceable."""
    data: dict[str, Tree] = {
        "date": meeting.date.isoformat(),
        "retained": list(meeting.retained),
    }
    if meeting.deviations:
        data["deviations"] = {
            name: {"decision": one.decision, "author": one.author, "reason": one.reason}
            for name, one in meeting.deviations.items()
        }
    if meeting.reduced:
        data["reduced"] = {
            name: {"cost": written(one.cost), "scope": one.scope}
            for name, one in meeting.reduced.items()
        }
    if meeting.overrun:
        overrun = meeting.overrun
        data["overrun"] = {"amount": written(overrun.amount), "reason": overrun.reason}
    if meeting.next_priorities:
        data["next_priorities"] = list(meeting.next_priorities)
    head = "# yaml-language-server: $schema=../../../docs/schemas/arbitration.json\n"
    return saved("arbitration.yml", current or head, Writing(data=data))


@dataclass(frozen=True, kw_only=True)
class GroupEffect:
    """The points of a group that find what they wanted: as recommended, as decided."""

    name: str
    given: Fraction
    recommended: Fraction
    decided: Fraction


def by_group(found: Decided) -> list[GroupEffect]:
    """Return what the decision gives to the points of each group that answered."""
    election = found.recommendation.election
    names = [one.reference for one in found.cycle.requests]
    return [
        GroupEffect(
            name=group.name,
            given=found.points(group.key, names),
            recommended=found.points(group.key, found.recommendation.retained),
            decided=found.points(group.key, found.retained),
        )
        for group in found.cycle.groups
        if group.key in election.voters
    ]
