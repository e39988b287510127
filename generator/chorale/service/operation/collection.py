"""State of a cycle's collection (keys, mails, journal) and its scheduled jobs: binding, purge."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from chorale.french.dates import exact
from chorale.french.phrases import plural
from chorale.ipm.model import Cycle
from chorale.service import journal
from chorale.service.accounts import people
from chorale.service.operation.personal_data import limit
from chorale.service.questionnaire import deposits, group_keys, roster, term_sentences, terms
from chorale.service.questionnaire.deposits import audit
from chorale.service.questionnaire.emails import LETTERS, group_name
from chorale.service.questionnaire.schedule import Schedule, schedule
from chorale.service.questionnaire.secretariat import SecretariatError
from chorale.service.questionnaire.terms import BoundTerms
from chorale.service.tables import outbox
from chorale.service.web.request import Service


def run_cycle_jobs(service: Service, now: datetime) -> None:
    """Do for each cycle what is due; doing it again changes nothing."""
    for cycle in service.community.cycles:
        with service.store.read() as connection:
            planned = schedule(cycle, connection)
            unbound = planned.state(now) in ("open", "late") and not terms.of_cycle(
                connection, cycle.slug
            )
            over = _over(service, cycle, connection, now) and bool(
                people.of_scope(connection, cycle.slug)
            )
        if unbound:
            with service.store.write(f"journal:{cycle.slug}") as connection:
                terms.bind(connection, cycle, now)
        if over:
            purge(service, cycle)


def purge(service: Service, cycle: Cycle) -> dict[str, int]:
    """Erase names, addresses, scores and drafts of a cycle closed for as long as it says; the counts are journalled."""
    now = service.clock().astimezone(UTC)
    with service.store.write(f"journal:{cycle.slug}") as connection:
        if not _over(service, cycle, connection, now):
            months = cycle.retention_months
            raise SecretariatError(
                f"{cycle.slug} : gardé {months} mois après la clôture (cycle.yml), ils ne sont pas passés"
            )
        chain = journal.entries(connection, cycle.slug, roster.STATING)
        groups = {group: list[str]() for group in roster.stated(chain)}
        erased = {
            **group_keys.erase(connection, cycle.slug),
            **people.erase(connection, cycle.slug),
        }
        if any(erased.values()):
            facts = {"format": 2, **erased, "roster": groups}
            journal.append(connection, cycle.slug, now, "purge", facts)
    return erased


def _over(service: Service, cycle: Cycle, connection: Connection, now: datetime) -> bool:
    return schedule(cycle, connection).ends <= limit(service, cycle.retention_months, now)


@dataclass(frozen=True, kw_only=True)
class CollectionStatus:
    """lines are to be read, faults to be mended; unannounced is what files change of the terms and nobody was told."""

    planned: Schedule
    lines: tuple[str, ...]
    faults: tuple[str, ...]
    unannounced: tuple[str, ...] = ()


def state(service: Service, cycle: Cycle) -> CollectionStatus:
    """Read all of it at one instant."""
    with service.store.read() as connection:
        planned = schedule(cycle, connection)
        held = terms.of_cycle(connection, cycle.slug)
        lines = (
            _keys(cycle),
            _bound(held, service.community.timezone),
            *_pending(connection, cycle),
            _mails(connection, cycle),
            *_unsent(connection, cycle),
            _journal(connection, cycle),
        )
        faults = [f"journal, {fault}" for fault in audit(connection, cycle.slug)]
        strange = roster.strangers(connection, cycle.slug)
    faults += [
        f"groupe {group_name(cycle, group)} :"
        " un lien de la base n'est pas celui que le journal a donné ; il n'ouvre rien"
        for group in sorted({person.group for person in strange})
    ]
    changed: tuple[str, ...] = ()
    if held and (today := terms.unannounced(held, cycle)):
        changed = term_sentences.changes(held.said, today, service.community.timezone)
    open_now = planned.state(service.clock()) in ("open", "late")
    if open_now and len(cycle.seals) < 2:
        faults.append("le questionnaire est ouvert sans ses deux clés : aucun dépôt n'est possible")
    return CollectionStatus(planned=planned, lines=lines, faults=tuple(faults), unannounced=changed)


def _bound(held: BoundTerms | None, zone: str) -> str:
    if held is None:
        return "termes : pas encore fixés ; l'ouverture les inscrit au journal"
    verb = "amendés" if held.entry.kind == terms.AMENDMENT else "fixés"
    return f"termes : {verb} le {exact(held.entry.instant, zone)} (entrée n° {held.entry.number})"


def _pending(connection: Connection, cycle: Cycle) -> list[str]:
    counts = {
        group.name: len(group_keys.waiting(connection, cycle.slug, group.key))
        for group in cycle.groups
    }
    return [
        f"{group} : {plural(count, 'personne attend', 'personnes attendent')} l'accord d'un référent"
        for group, count in counts.items()
        if count
    ]


def _unsent(connection: Connection, cycle: Cycle) -> list[str]:
    """Name the letters that did not reach: what a group was not told must be told by other means."""
    return [
        f"courriel refusé : {LETTERS.get(kind, kind)}, groupe {group_name(cycle, group)} ({count})"
        for kind, group, count in deposits.unsent(connection, cycle.slug)
    ]


def _keys(cycle: Cycle) -> str:
    names = ", ".join(key.holder for key in cycle.seals)
    return (
        f"clés : {names}"
        if names
        else "clés : aucune ; elles se créent dans l’atelier, page « Clés » du cycle"
    )


def _mails(connection: Connection, cycle: Cycle) -> str:
    counted = (
        select(outbox.c.state, func.count())
        .where(outbox.c.about == cycle.slug)
        .group_by(outbox.c.state)
    )
    found = {row[0]: row[1] for row in connection.execute(counted)}
    waiting = found.get("queued", 0) + found.get("sending", 0)
    parts = [plural(found.get("sent", 0), "parti"), f"{waiting} en attente"]
    return f"courriels : {', '.join([*parts, *_failed(found.get('failed', 0))])}"


def _failed(count: int) -> list[str]:
    return [f"{plural(count, 'refusé')} par le serveur : vérifier les adresses"] if count else []


def _journal(connection: Connection, cycle: Cycle) -> str:
    chain = journal.entries(connection, cycle.slug)
    if not chain:
        return "journal : vide"
    return f"journal : {plural(len(chain), 'entrée')}, tête {journal.head(connection, cycle.slug)}"
