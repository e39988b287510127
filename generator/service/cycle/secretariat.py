"""What the secretariat does on a cycle: invite, remind, extend, revoke, and see who has answered, never what."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, func, insert, select

from generator.ipm.model import Cycle
from generator.service import journal
from generator.service.access import people
from generator.service.access.people import Person
from generator.service.access.roster import Listed
from generator.service.cycle import cycle_letters, deposits, group_keys
from generator.service.cycle.cycle_letters import Recall
from generator.service.cycle.deposits import Receipt
from generator.service.cycle.group_tables import draft, extension, member_scores
from generator.service.cycle.schedule import Schedule, schedule
from generator.service.instants import stamp
from generator.service.web.visits import Service


class Impossible(Exception):
    """What was asked cannot be done; its text is one French sentence."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a group stands, without a word of its answer."""

    group: str
    name: str
    people: int
    referents: int
    scored: int
    drafted: bool
    receipt: Receipt | None


def invite(service: Service, cycle: Cycle, listed: list[Listed]) -> tuple[list[Person], list[str]]:
    """Admit whoever is new and write to them; return them, and the groups whose new people wait for a colleague."""
    if len(cycle.seals) < 2:
        raise Impossible(f"déclarer d'abord deux clés : « chorale ipm keys create {cycle.slug} », sur deux postes")
    now = service.clock().astimezone(UTC)
    locks = (f"journal:{cycle.slug}", *(f"group:{cycle.slug}:{group.key}" for group in cycle.groups))
    with service.store.write(*locks) as opened:
        _require_referents(opened, cycle, listed)
        known = {(person.group, person.email.lower()) for person in people.of_scope(opened, cycle.slug)}
        fresh = [item for item in listed if (item.group, item.email.lower()) not in known]
        planned = schedule(cycle, opened)
        admitted = []
        for item in fresh:
            person, secret = people.admit(opened, now, scope=cycle.slug, **item.__dict__)
            service.outbox.put(opened, cycle_letters.invitation(service, cycle, person, secret, planned), now)
            admitted.append(person)
        groups = sorted({item.group for item in fresh})
        waiting = [group for group in groups if not group_keys.open_group(opened, cycle.slug, group)]
        for group in groups:
            count = sum(item.group == group for item in fresh)
            journal.append(opened, cycle.slug, now, "invitation", {"group": group, "people": count})
    return admitted, waiting


def _require_referents(connection: Connection, cycle: Cycle, listed: list[Listed]) -> None:
    referents = {person.group for person in people.of_scope(connection, cycle.slug) if person.role == "referent"}
    referents |= {item.group for item in listed if item.role == "referent"}
    if lacking := sorted({item.group for item in listed} - referents):
        raise Impossible(f"groupe sans référent : {', '.join(lacking)} ; personne ne pourrait déposer")


def standings(service: Service, cycle: Cycle) -> list[Standing]:
    """Return where each group stands, in the order of the cycle's groups."""
    with service.store.read() as connection:
        counted = deposits.counting(connection, cycle.slug)
        everyone = people.of_scope(connection, cycle.slug)
        scored = _per_group(connection, select(member_scores.c.group_key).where(member_scores.c.scope == cycle.slug))
        drafted = _per_group(connection, select(draft.c.group_key).where(draft.c.scope == cycle.slug))
    return [
        Standing(
            group=group.key,
            name=group.name,
            people=sum(person.group == group.key for person in everyone),
            referents=sum(person.group == group.key and person.role == "referent" for person in everyone),
            scored=scored.count(group.key),
            drafted=group.key in drafted,
            receipt=counted.get(group.key),
        )
        for group in cycle.groups
    ]


def _per_group(connection: Connection, wanted: Select[str]) -> list[str]:
    return [row[0] for row in connection.execute(wanted)]


def to_remind(service: Service, cycle: Cycle) -> list[tuple[Person, bool]]:
    """Return everyone whose group has deposited nothing, with whether a draft waits."""
    late = {standing.group: standing.drafted for standing in standings(service, cycle) if standing.receipt is None}
    with service.store.read() as connection:
        everyone = people.of_scope(connection, cycle.slug)
    return [(person, late[person.group]) for person in everyone if person.group in late]


def remind(service: Service, cycle: Cycle, milestone: str) -> list[Person]:
    """Write once per milestone to everyone whose group has deposited nothing; return those written to now."""
    now = service.clock().astimezone(UTC)
    chosen = to_remind(service, cycle)
    with service.store.write(f"journal:{cycle.slug}") as connection:
        planned = schedule(cycle, connection)
        if planned.state(now) not in ("open", "late"):
            raise Impossible("le questionnaire n'est pas ouvert : personne n'est relancé")
        written = []
        for person, drafted in chosen:
            why = Recall(milestone=milestone, drafted=drafted)
            if service.outbox.put(connection, cycle_letters.reminder(service, cycle, person, planned, why), now):
                written.append(person)
        if written:
            journal.append(connection, cycle.slug, now, "reminder", {"milestone": milestone, "people": len(written)})
    return written


def extend(service: Service, cycle: Cycle, local: datetime, reason: str) -> Schedule:
    """Move the close later, for everyone, and tell everyone; local is a wall-clock time of the community."""
    now = service.clock().astimezone(UTC)
    closes = local.replace(tzinfo=ZoneInfo(service.community.timezone)).astimezone(UTC)
    with service.store.write(f"journal:{cycle.slug}") as connection:
        planned = schedule(cycle, connection)
        if closes <= planned.closes or closes <= now:
            raise Impossible("la nouvelle clôture doit suivre l'ancienne, et être à venir")
        if _opened(connection, cycle.slug):
            raise Impossible("les réponses sont déjà ouvertes : la clôture ne peut plus bouger")
        number = connection.execute(select(func.count()).where(extension.c.scope == cycle.slug)).scalar() or 0
        values = {"scope": cycle.slug, "number": number + 1, "closes": stamp(closes), "reason": reason}
        connection.execute(insert(extension).values(**values, decided_at=stamp(now)))
        journal.append(connection, cycle.slug, now, "extension", {"closes": stamp(closes), "reason": reason})
        later = Schedule(opens=planned.opens, closes=closes, ends=planned.ends - planned.closes + closes)
        for person in people.of_scope(connection, cycle.slug):
            letter = cycle_letters.extension(service, cycle, person, later, reason)
            service.outbox.put(connection, letter, now)
    return later


def revoke(service: Service, cycle: Cycle, address: str) -> Person:
    """Close a person's link, their sessions and their share of the group's key."""
    now = service.clock().astimezone(UTC)
    with service.store.write(f"journal:{cycle.slug}") as connection:
        found = [item for item in people.of_scope(connection, cycle.slug) if item.email.lower() == address.lower()]
        if len(found) != 1:
            raise Impossible(f"{len(found)} lien valide pour « {address} » dans {cycle.slug}")
        person = found[0]
        people.revoke(connection, person.id, now)
        group_keys.withdraw(connection, person.id)
        journal.append(connection, cycle.slug, now, "revocation", {"group": person.group, "role": person.role})
    return person


def _opened(connection: Connection, chain: str) -> bool:
    return any(entry.kind == "opening" for entry in journal.entries(connection, chain))


def purge(service: Service, cycle: Cycle, after: timedelta) -> dict[str, int]:
    """Erase names, addresses, scores and drafts of a cycle closed for long enough; return the counts, journalled."""
    now = service.clock().astimezone(UTC)
    with service.store.write(f"journal:{cycle.slug}") as connection:
        if now < schedule(cycle, connection).ends + after:
            raise Impossible(f"{cycle.slug} : la durée de conservation n'est pas écoulée")
        erased = {**group_keys.erase(connection, cycle.slug), **people.erase(connection, cycle.slug)}
        if any(erased.values()):
            journal.append(connection, cycle.slug, now, "purge", erased)
    return erased
