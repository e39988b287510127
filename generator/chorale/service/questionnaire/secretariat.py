"""Acts of the secretariat on a cycle: groups followed and reminded, the close moved, changed terms announced."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, select

from chorale.french import phrases
from chorale.ipm.model import Cycle, JournalHead
from chorale.service import journal
from chorale.service.accounts.people import Person
from chorale.service.questionnaire import announcements, deposits, roster, term_sentences, terms
from chorale.service.questionnaire import emails as questionnaire_emails
from chorale.service.questionnaire.announcements import AmendmentNews, CloseNews, addressees
from chorale.service.questionnaire.deposits import Receipt
from chorale.service.questionnaire.emails import ReminderReason
from chorale.service.questionnaire.schedule import Schedule, schedule
from chorale.service.tables import draft, member_scores, outbox
from chorale.service.timestamps import stamp
from chorale.service.web.request import Service


class SecretariatError(Exception):
    """What was asked cannot be done; its text is one French sentence."""


class LossRefused(SecretariatError):
    """What was asked would lose something: whoever accepts that it be lost may ask again with « anyway »."""


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


def cycle_locks(cycle: Cycle) -> tuple[str, ...]:
    """Return the locks of an act on the people of a cycle."""
    return (
        f"journal:{cycle.slug}",
        *(f"group:{cycle.slug}:{group.key}" for group in cycle.groups),
    )


def standings(service: Service, cycle: Cycle) -> list[Standing]:
    """Return where each group stands, in the order of the cycle's groups."""
    with service.store.read() as connection:
        counted = deposits.counting(connection, cycle.slug)
        everyone = roster.members(connection, cycle.slug)
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
        everyone = roster.members(connection, cycle.slug)
    return [(person, late[person.group]) for person in everyone if person.group in late]


def reminded(service: Service, cycle: Cycle, milestone: str) -> frozenset[str]:
    """Return the ids of those to whom a reminder of this milestone was written already."""
    start = questionnaire_emails.reminder_key(cycle, milestone, "")
    wanted = select(outbox.c.key).where(outbox.c.key.startswith(start, autoescape=True))
    with service.store.read() as connection:
        return frozenset(key.removeprefix(start) for (key,) in connection.execute(wanted))


def remind(
    service: Service, cycle: Cycle, milestone: str, only: Collection[str] | None = None
) -> list[Person]:
    """Write once per milestone to everyone whose group has deposited nothing; return those written to now.

    only holds the ids of those whom somebody saw and chose: nobody else is written to.
    """
    now = service.clock().astimezone(UTC)
    chosen = [one for one in to_remind(service, cycle) if only is None or one[0].id in only]
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
    with service.store.write(f"journal:{cycle.slug}") as connection:
        planned = schedule(cycle, connection)
        if closes <= planned.closes or closes <= now:
            raise SecretariatError("la nouvelle clôture doit suivre l'ancienne, et être à venir")
        return _move_close(service, cycle, connection, closes, reason)


def close(service: Service, cycle: Cycle, reason: str) -> Schedule:
    """Close now, for everyone, and tell everyone; no group loses its voice: each has deposited."""
    silent = [one.name for one in standings(service, cycle) if one.receipt is None]
    if silent:
        raise SecretariatError(
            f"la clôture promise ne s'avance que si tous les groupes ont déposé ; il manque {phrases.listing(silent)}"
        )
    with service.store.write(f"journal:{cycle.slug}") as connection:
        now = service.clock().astimezone(UTC)
        if schedule(cycle, connection).state(now) != "open":
            raise SecretariatError("le questionnaire n'est pas ouvert : rien à clore")
        return _move_close(service, cycle, connection, _next_minute(now), reason)


def _next_minute(now: datetime) -> datetime:
    """Return the first whole minute from an instant on: a file says minutes, and no deposit of this one is late."""
    whole = now.replace(second=0, microsecond=0)
    return whole if whole == now else whole + timedelta(minutes=1)


def _move_close(
    service: Service, cycle: Cycle, connection: Connection, closes: datetime, reason: str
) -> Schedule:
    now, planned = service.clock().astimezone(UTC), schedule(cycle, connection)
    if not reason.strip():
        raise SecretariatError("dire la raison : elle est écrite à tous et notée au journal")
    if journal.tells(connection, cycle.slug, "opening"):
        raise SecretariatError("les réponses sont déjà ouvertes : la clôture ne peut plus bouger")
    facts = {"closes": stamp(closes), "reason": reason.strip()}
    journal.append(connection, cycle.slug, now, "extension", facts)
    ends = planned.ends - planned.closes + closes
    moved = Schedule(opens=planned.opens, closes=closes, ends=ends)
    earlier = closes < planned.closes
    news = CloseNews(closes=closes, reason=reason.strip(), earlier=earlier, ends=ends)
    for one in addressees(roster.members(connection, cycle.slug)):
        letter = announcements.extension(service, cycle, one, news)
        service.outbox.put(connection, letter, now)
    return moved


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


def amendable(service: Service, cycle: Cycle) -> tuple[str, ...]:
    """Return in words what the files of a cycle change of what its journal binds; nothing is done."""
    with service.store.read() as connection:
        return _changed(service, cycle, connection)[0]


def amend(service: Service, cycle: Cycle, reason: str) -> tuple[str, ...]:
    """Announce what the files of a cycle change of its terms: journal and mail to everyone; return it in words."""
    now = service.clock().astimezone(UTC)
    if not reason.strip():
        raise SecretariatError("dire la raison : elle est écrite à tous et notée au journal")
    with service.store.write(f"journal:{cycle.slug}") as connection:
        sentences, closes = _changed(service, cycle, connection)
        facts = {**terms.stated(cycle, closes), "reason": reason.strip()}
        people = roster.members(connection, cycle.slug)
        facts["people"] = len(people)
        entry = journal.append(connection, cycle.slug, now, terms.AMENDMENT, facts)
        news = AmendmentNews(sentences=sentences, reason=reason.strip(), digest=entry.digest)
        for one in addressees(people):
            letter = announcements.amendment(service, cycle, one, news)
            service.outbox.put(connection, letter, now)
    return sentences


def _changed(
    service: Service, cycle: Cycle, connection: Connection
) -> tuple[tuple[str, ...], datetime]:
    """Return what the files change, and the close that would then be in force; raises what may not be amended."""
    held = terms.of_cycle(connection, cycle.slug)
    if held is None:
        raise SecretariatError(
            f"rien n'est encore fixé au journal de {cycle.slug} : ses fichiers se modifient librement, sans annonce"
        )
    today = terms.unannounced(held, cycle)
    if today is None:
        raise SecretariatError(
            "rien n'a changé depuis l'ouverture : modifier d'abord les fichiers du cycle, puis l'annoncer"
        )
    written = cycle.milestones.closes.astimezone(UTC)
    closes = held.closes if stamp(written) == held.said["dates"]["closes"] else written
    if refused := list(terms.unamendable(held, today, closes, _used(connection, cycle.slug))):
        raise SecretariatError(" ; ".join(refused))
    return term_sentences.changes(held.said, today, service.community.timezone), closes


def _used(connection: Connection, scope: str) -> terms.UsedTerms:
    return terms.UsedTerms(
        opened=journal.tells(connection, scope, "opening"),
        deposited=journal.tells(connection, scope, "deposit"),
        groups=frozenset(person.group for person in roster.members(connection, scope)),
    )


def head(service: Service, cycle: Cycle) -> JournalHead:
    """Return the head of a cycle's journal, to be kept away from the machine that holds the journal."""
    with service.store.read() as connection:
        chain = journal.entries(connection, cycle.slug)
    if not chain:
        raise SecretariatError(f"le journal de {cycle.slug} est vide : rien à publier")
    last = chain[-1]
    at = f"{last.instant:%Y-%m-%d %H:%M:%S} UTC"
    return JournalHead(number=last.number, at=at, digest=last.digest)


def send_head(service: Service, cycle: Cycle, found: JournalHead, addresses: Sequence[str]) -> None:
    """Write a journal's head to whoever wants to keep it."""
    now = service.clock().astimezone(UTC)
    with service.store.write(f"journal:{cycle.slug}") as connection:
        for address in addresses:
            letter = announcements.journal_head(service, cycle, found, address)
            service.outbox.put(connection, letter, now)
