"""How a cycle's collection stands beside its answers: keys, mails, journal, and everything that does not hold."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from generator.ipm.model import Cycle
from generator.outputs.french import plural
from generator.service import journal
from generator.service.cycle.audit import audit
from generator.service.cycle.questionnaire import Questionnaire
from generator.service.cycle.schedule import Schedule, schedule
from generator.service.operation import cycle_chores
from generator.service.tables import outbox
from generator.service.web.visits import Service


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """lines are to be read, faults to be mended."""

    planned: Schedule
    lines: tuple[str, ...]
    faults: tuple[str, ...]


def state(service: Service, cycle: Cycle) -> Evidence:
    """Read all of it at one instant."""
    with service.store.read() as connection:
        planned = schedule(cycle, connection)
        lines = (_keys(cycle), _mails(connection, cycle), _journal(connection, cycle))
        faults = [f"journal, {fault}" for fault in audit(connection, cycle.slug)]
        frozen = cycle_chores.frozen(connection, cycle)
    open_now = planned.state(service.clock()) in ("open", "late")
    if frozen is not None and frozen != Questionnaire(cycle).digest:
        faults.append("les demandes du cycle ont changé depuis l'ouverture : rétablir ses fichiers")
    if open_now and len(cycle.seals) < 2:
        faults.append("le questionnaire est ouvert sans ses deux clés : aucun dépôt n'est possible")
    return Evidence(planned=planned, lines=lines, faults=tuple(faults))


def _keys(cycle: Cycle) -> str:
    names = ", ".join(key.holder for key in cycle.seals)
    return f"clés : {names}" if names else f"clés : aucune ; « chorale ipm keys create {cycle.slug} » les crée"


def _mails(connection: Connection, cycle: Cycle) -> str:
    counted = select(outbox.c.state, func.count()).where(outbox.c.about == cycle.slug).group_by(outbox.c.state)
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
