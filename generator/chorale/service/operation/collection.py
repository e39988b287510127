"""State of a cycle's collection (keys, mails, journal) and its scheduled jobs: freeze, purge."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from chorale.french.phrases import plural
from chorale.ipm.model import Cycle
from chorale.service import journal
from chorale.service.accounts import people
from chorale.service.operation.personal_data import limit
from chorale.service.questionnaire import group_keys
from chorale.service.questionnaire.definition import Questionnaire
from chorale.service.questionnaire.deposits import audit
from chorale.service.questionnaire.drafts import freeze
from chorale.service.questionnaire.schedule import Schedule, schedule
from chorale.service.questionnaire.secretariat import SecretariatError
from chorale.service.tables import frozen_form, outbox
from chorale.service.web.request import Service


def run_cycle_jobs(service: Service, now: datetime) -> None:
    """Do for each cycle what is due; doing it again changes nothing."""
    for cycle in service.community.cycles:
        with service.store.read() as connection:
            planned = schedule(cycle, connection)
            unfrozen = planned.state(now) in ("open", "late") and frozen(connection, cycle) is None
            over = _over(service, cycle, connection, now) and bool(
                people.of_scope(connection, cycle.slug)
            )
        if unfrozen:
            with service.store.write(f"journal:{cycle.slug}") as connection:
                freeze(connection, Questionnaire(cycle), now)
        if over:
            purge(service, cycle)


def frozen(connection: Connection, cycle: Cycle) -> str | None:
    """Return the digest of the questionnaire as it was at the opening, None when it is not frozen yet."""
    return connection.execute(
        select(frozen_form.c.digest).where(frozen_form.c.scope == cycle.slug)
    ).scalar()


def purge(service: Service, cycle: Cycle) -> dict[str, int]:
    """Erase names, addresses, scores and drafts of a cycle closed for as long as it says; the counts are journalled."""
    now = service.clock().astimezone(UTC)
    with service.store.write(f"journal:{cycle.slug}") as connection:
        if not _over(service, cycle, connection, now):
            months = cycle.retention_months
            raise SecretariatError(
                f"{cycle.slug} : gardé {months} mois après la clôture (cycle.yml), ils ne sont pas passés"
            )
        erased = {
            **group_keys.erase(connection, cycle.slug),
            **people.erase(connection, cycle.slug),
        }
        if any(erased.values()):
            journal.append(connection, cycle.slug, now, "purge", erased)
    return erased


def _over(service: Service, cycle: Cycle, connection: Connection, now: datetime) -> bool:
    return schedule(cycle, connection).ends <= limit(service, cycle.retention_months, now)


@dataclass(frozen=True, kw_only=True)
class CollectionStatus:
    """lines are to be read, faults to be mended."""

    planned: Schedule
    lines: tuple[str, ...]
    faults: tuple[str, ...]


def state(service: Service, cycle: Cycle) -> CollectionStatus:
    """Read all of it at one instant."""
    with service.store.read() as connection:
        planned = schedule(cycle, connection)
        lines = (_keys(cycle), _mails(connection, cycle), _journal(connection, cycle))
        faults = [f"journal, {fault}" for fault in audit(connection, cycle.slug)]
        digest = frozen(connection, cycle)
    open_now = planned.state(service.clock()) in ("open", "late")
    if digest is not None and digest != Questionnaire(cycle).digest:
        faults.append("les demandes du cycle ont changé depuis l'ouverture : rétablir ses fichiers")
    if open_now and len(cycle.seals) < 2:
        faults.append("le questionnaire est ouvert sans ses deux clés : aucun dépôt n'est possible")
    return CollectionStatus(planned=planned, lines=lines, faults=tuple(faults))


def _keys(cycle: Cycle) -> str:
    names = ", ".join(key.holder for key in cycle.seals)
    return (
        f"clés : {names}"
        if names
        else f"clés : aucune ; « chorale ipm keys create {cycle.slug} » les crée"
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
