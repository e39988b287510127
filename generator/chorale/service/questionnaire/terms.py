"""Terms that the opening of a cycle binds in its journal: dates, rule, costs, groups, keys; what changed since."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from chorale.content.fingerprints import plain
from chorale.french import phrases
from chorale.ipm.model import Cycle
from chorale.service import journal
from chorale.service.http_errors import HttpError
from chorale.service.journal import JournalEntry
from chorale.service.questionnaire import roster
from chorale.service.questionnaire.definition import Questionnaire
from chorale.service.timestamps import instant, stamp

BINDING, AMENDMENT, EXTENSION = "binding", "amendment", "extension"
SETTLING = (BINDING, AMENDMENT, EXTENSION)
"""The acts that say the terms of a cycle, or change them."""
Terms = Mapping[str, Mapping[str, Any]]
"""Parts by name, as JSON holds them: what a journal says of them is compared for years."""


def terms(cycle: Cycle) -> Terms:
    """Return what a cycle's files say today of all that the answers stand on."""
    milestones = cycle.milestones
    late = milestones.tolerance or timedelta(0)
    return {
        "dates": {
            "opens": stamp(milestones.opens.astimezone(UTC)),
            "closes": stamp(milestones.closes.astimezone(UTC)),
            "tolerance": int(late.total_seconds()) // 60,
            "synthesis": milestones.synthesis.isoformat(),
            "arbitration": milestones.arbitration.isoformat(),
        },
        "envelope": plain(cycle.envelope),
        "themes": dict(cycle.themes),
        "rule": plain(cycle.rule),
        "groups": {group.key: plain(group) for group in cycle.groups},
        "requests": {one.reference: plain(replace(one, outcome=None)) for one in cycle.requests},
        "keys": {key.recipient: key.holder for key in cycle.seals},
    }


@dataclass(frozen=True, kw_only=True)
class BoundTerms:
    """What the journal holds a cycle to: the terms last announced, and the close after every extension.

    moved holds each close that was announced since: files are published after people are told.
    """

    said: Terms
    closes: datetime
    form: str
    entry: JournalEntry
    moved: frozenset[str] = frozenset()

    @property
    def opens(self) -> datetime:
        """Return when the questionnaire opens."""
        return instant(self.said["dates"]["opens"])

    @property
    def tolerance(self) -> timedelta:
        """Return how late an answer may be."""
        return timedelta(minutes=self.said["dates"]["tolerance"])


def bound(chain: Iterable[JournalEntry]) -> BoundTerms | None:
    """Return what a journal binds, None before the opening."""
    found: BoundTerms | None = None
    for entry in chain:
        if entry.kind in (BINDING, AMENDMENT):
            told = entry.told
            found = BoundTerms(
                said=told["terms"], closes=instant(told["closes"]), form=told["form"], entry=entry
            )
        elif entry.kind == EXTENSION and found:
            said = str(entry.told["closes"])
            found = replace(found, closes=instant(said), moved=found.moved | {said})
    return found


def of_cycle(connection: Connection, scope: str) -> BoundTerms | None:
    """Return what the journal of a cycle binds, as the database holds it."""
    return bound(journal.entries(connection, scope, SETTLING))


def forms(connection: Connection, scope: str) -> list[str]:
    """Return every questionnaire that was announced, by its digest."""
    told = journal.entries(connection, scope, (BINDING, AMENDMENT))
    return [str(entry.told["form"]) for entry in told]


def in_force(chain: Sequence[JournalEntry], cycle: Cycle) -> tuple[BoundTerms | None, datetime]:
    """Return what a journal binds, and the close in force: what it last said of it, else what the file says."""
    said = [entry.told["closes"] for entry in chain if entry.kind in SETTLING]
    return bound(chain), instant(said[-1]) if said else cycle.milestones.closes.astimezone(UTC)


def bind(connection: Connection, cycle: Cycle, now: datetime) -> None:
    """Write the terms in the journal, once; its lock is held. Nothing binds before the opening, nor without keys."""
    ready = now >= cycle.milestones.opens and len(cycle.seals) >= 2
    if not ready or journal.tells(connection, cycle.slug, BINDING):
        return
    chain = journal.entries(connection, cycle.slug, SETTLING)
    facts = {
        **stated(cycle, in_force(chain, cycle)[1]),
        "roster": roster.unstated(connection, cycle.slug),
    }
    journal.append(connection, cycle.slug, now, BINDING, facts)


def stated(cycle: Cycle, closes: datetime) -> dict[str, Any]:
    """Return the facts of an entry that binds."""
    said = {"terms": terms(cycle), "closes": stamp(closes), "form": Questionnaire(cycle).digest}
    return {"format": 2, **said}


def unannounced(held: BoundTerms, cycle: Cycle) -> Terms | None:
    """Return what the files say when it is not what was announced; a file may say any close that was."""
    today = terms(cycle)
    if today["dates"]["closes"] in {*held.moved, stamp(held.closes)}:
        closes = held.said["dates"]["closes"]
        today = {**today, "dates": {**today["dates"], "closes": closes}}
    return None if today == held.said else today


@dataclass(frozen=True, kw_only=True)
class UsedTerms:
    """What already stands on the terms: answers opened, answers deposited, groups that have people."""

    opened: bool
    deposited: bool
    groups: frozenset[str]


def unamendable(held: BoundTerms, today: Terms, closes: datetime, used: UsedTerms) -> Iterator[str]:
    """Yield a sentence for each change that nothing can announce."""
    said, late = held.said, timedelta(minutes=today["dates"]["tolerance"])
    if today["dates"]["opens"] != said["dates"]["opens"]:
        yield "l'ouverture a eu lieu : sa date ne change plus ; la rétablir dans cycle.yml"
    if closes + late < held.closes + held.tolerance or closes < held.closes:
        yield "la clôture promise aux groupes ne peut pas être avancée : la rétablir dans cycle.yml"
    if used.opened and any(said[name] != today[name] for name in said if name != "dates"):
        yield "les réponses sont ouvertes : plus rien ne s'amende ; « Figer, corriger » date une correction"
    if used.deposited and not said["keys"].keys() & today["keys"].keys():
        yield "des réponses sont scellées avec les clés annoncées : en garder au moins une dans keys.yml"
    if len(today["keys"]) < 2:
        yield "deux clés sont attendues dans keys.yml"
    if gone := sorted(used.groups - today["groups"].keys()):
        yield f"{phrases.listing(gone)} : un groupe qui a des personnes ne se retire pas"
    if used.deposited and (gone := _withdrawn(said["requests"], today["requests"])):
        yield f"{phrases.listing(gone)} : des réponses scellées y donnent peut-être des points ; les laisser à noter"


def _withdrawn(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the requests that could be scored, and no longer can."""
    asked = [name for name, request in before.items() if not request.get("mandatory")]
    return [name for name in asked if after.get(name, {"mandatory": True}).get("mandatory")]


def require_bound(connection: Connection, cycle: Cycle) -> None:
    """Refuse to keep an answer when the cycle's files are not what the journal binds."""
    held = of_cycle(connection, cycle.slug)
    if held and unannounced(held, cycle):
        raise HttpError(
            status=409,
            title="Le questionnaire a changé depuis son ouverture",
            sentence="Rien n'a été enregistré : les demandes, les dates, la règle ou les clés ne sont plus celles que"
            " l'ouverture a fixées. Le secrétariat doit rétablir les fichiers du cycle, ou annoncer le changement.",
        )
