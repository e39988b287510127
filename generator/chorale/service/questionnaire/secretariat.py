"""Acts of the secretariat on a cycle: participants invited, reminded, revoked; the close extended."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, func, insert, select

from chorale.ipm.model import Cycle
from chorale.service import journal
from chorale.service.accounts import people as accounts_people
from chorale.service.accounts.people import Person
from chorale.service.questionnaire import deposits, group_keys
from chorale.service.questionnaire import emails as questionnaire_emails
from chorale.service.questionnaire.deposits import Receipt
from chorale.service.questionnaire.emails import ReminderReason
from chorale.service.questionnaire.roster import ParticipantRow
from chorale.service.questionnaire.schedule import Schedule, schedule
from chorale.service.tables import draft, extension, member_scores
from chorale.service.timestamps import stamp
from chorale.service.web.request import Service


class SecretariatError(Exception):
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


def invite(
    service: Service, cycle: Cycle, listed: list[ParticipantRow]
) -> tuple[list[Person], list[str]]:
    """Admit whoever is new and write to them; return them, and the groups whose new people wait for a colleague."""
    now = service.clock().astimezone(UTC)
    if not listed:
        raise SecretariatError(
            "le fichier ne nomme personne : une ligne par personne est attendue sous les titres"
        )
    with service.store.write(*_locks(cycle)) as opened:
        planned = schedule(cycle, opened)
        if planned.state(now) == "closed":
            raise SecretariatError(f"{cycle.slug} est clos : personne ne pourrait plus répondre")
        if len(cycle.seals) < 2:
            raise SecretariatError(
                f"déclarer d'abord deux clés : « chorale ipm keys create {cycle.slug} », sur deux postes"
            )
        _require_referents(opened, cycle, listed)
        known = {
            (person.group, person.email.lower())
            for person in accounts_people.of_scope(opened, cycle.slug)
        }
        fresh = [item for item in listed if (item.group, item.email.lower()) not in known]
        admitted = []
        for item in fresh:
            person, secret = accounts_people.admit(opened, now, scope=cycle.slug, **item.__dict__)
            service.outbox.put(
                opened,
                questionnaire_emails.invitation(service, cycle, person, secret, planned),
                now,
            )
            admitted.append(person)
        groups = sorted({item.group for item in fresh})
        waiting = [
            group for group in groups if not group_keys.open_group(opened, cycle.slug, group)
        ]
        for group in groups:
            count = sum(item.group == group for item in fresh)
            journal.append(opened, cycle.slug, now, "invitation", {"group": group, "people": count})
    return admitted, waiting


def _locks(cycle: Cycle) -> tuple[str, ...]:
    return (
        f"journal:{cycle.slug}",
        *(f"group:{cycle.slug}:{group.key}" for group in cycle.groups),
    )


def _require_referents(connection: Connection, cycle: Cycle, listed: list[ParticipantRow]) -> None:
    referents = {
        person.group
        for person in accounts_people.of_scope(connection, cycle.slug)
        if person.role == "referent"
    }
    referents |= {item.group for item in listed if item.role == "referent"}
    if lacking := sorted({item.group for item in listed} - referents):
        raise SecretariatError(
            f"groupe sans référent : {', '.join(lacking)} ; personne ne pourrait déposer"
        )


def standings(service: Service, cycle: Cycle) -> list[Standing]:
    """Return where each group stands, in the order of the cycle's groups."""
    with service.store.read() as connection:
        counted = deposits.counting(connection, cycle.slug)
        everyone = accounts_people.of_scope(connection, cycle.slug)
        scored = _per_group(
            connection,
            select(member_scores.c.group_key).where(member_scores.c.scope == cycle.slug),
        )
        drafted = _per_group(
            connection, select(draft.c.group_key).where(draft.c.scope == cycle.slug)
        )
    return [
        Standing(
            group=group.key,
            name=group.name,
            people=sum(person.group == group.key for person in everyone),
            referents=sum(
                person.group == group.key and person.role == "referent" for person in everyone
            ),
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
    late = {
        standing.group: standing.drafted
        for standing in standings(service, cycle)
        if standing.receipt is None
    }
    with service.store.read() as connection:
        everyone = accounts_people.of_scope(connection, cycle.slug)
    return [(person, late[person.group]) for person in everyone if person.group in late]


def remind(service: Service, cycle: Cycle, milestone: str) -> list[Person]:
    """Write once per milestone to everyone whose group has deposited nothing; return those written to now."""
    now = service.clock().astimezone(UTC)
    chosen = to_remind(service, cycle)
    with service.store.write(f"journal:{cycle.slug}") as connection:
        planned = schedule(cycle, connection)
        if planned.state(now) not in ("open", "late"):
            raise SecretariatError("le questionnaire n'est pas ouvert : personne n'est relancé")
        written = []
        for person, drafted in chosen:
            why = ReminderReason(milestone=milestone, drafted=drafted)
            if service.outbox.put(
                connection,
                questionnaire_emails.reminder(service, cycle, person, planned, why),
                now,
            ):
                written.append(person)
        if written:
            journal.append(
                connection,
                cycle.slug,
                now,
                "reminder",
                {"milestone": milestone, "people": len(written)},
            )
    return written


def extend(service: Service, cycle: Cycle, local: datetime, reason: str) -> Schedule:
    """Move the close later, for everyone, and tell everyone; local is a wall-clock time of the community."""
    now, closes = service.clock().astimezone(UTC), instant_of(service, local)
    if not reason.strip():
        raise SecretariatError(
            "dire la raison du report : elle est écrite à tous et notée au journal"
        )
    with service.store.write(f"journal:{cycle.slug}") as connection:
        planned = schedule(cycle, connection)
        if closes <= planned.closes or closes <= now:
            raise SecretariatError("la nouvelle clôture doit suivre l'ancienne, et être à venir")
        if journal.tells(connection, cycle.slug, "opening"):
            raise SecretariatError(
                "les réponses sont déjà ouvertes : la clôture ne peut plus bouger"
            )
        number = (
            connection.execute(select(func.count()).where(extension.c.scope == cycle.slug)).scalar()
            or 0
        )
        values = {
            "scope": cycle.slug,
            "number": number + 1,
            "closes": stamp(closes),
            "reason": reason,
        }
        connection.execute(insert(extension).values(**values, decided_at=stamp(now)))
        journal.append(
            connection,
            cycle.slug,
            now,
            "extension",
            {"closes": stamp(closes), "reason": reason},
        )
        later = Schedule(
            opens=planned.opens, closes=closes, ends=planned.ends - planned.closes + closes
        )
        for person in accounts_people.of_scope(connection, cycle.slug):
            letter = questionnaire_emails.extension(service, cycle, person, later, reason)
            service.outbox.put(connection, letter, now)
    return later


def instant_of(service: Service, local: datetime) -> datetime:
    """Return the instant of a wall-clock time of the community; raises SecretariatError when there is none, or two."""
    zone = ZoneInfo(service.community.timezone)
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first != second:
        fault = "n'existe pas" if second < first else "existe deux fois"
        raise SecretariatError(
            f"{local:%Y-%m-%d %H:%M} {fault} (changement d'heure) : choisir une autre heure"
        )
    return first


def revoke(service: Service, cycle: Cycle, address: str) -> Person:
    """Close a person's link, their sessions and their share of the group's key."""
    now = service.clock().astimezone(UTC)
    with service.store.write(*_locks(cycle)) as connection:
        found = [
            item
            for item in accounts_people.of_scope(connection, cycle.slug)
            if item.email.lower() == address.lower()
        ]
        if len(found) != 1:
            many = "plusieurs liens valides" if found else "aucun lien valide"
            raise SecretariatError(
                f"{many} pour « {address} » dans {cycle.slug} ; « service status » compte les invités"
            )
        person = found[0]
        accounts_people.revoke(connection, person.id, now)
        group_keys.withdraw(connection, person.id)
        journal.append(
            connection,
            cycle.slug,
            now,
            "revocation",
            {"group": person.group, "role": person.role},
        )
    return person
