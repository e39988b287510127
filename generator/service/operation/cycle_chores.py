"""What a cycle does by itself: its questionnaire is frozen once open, its people are forgotten in time."""

from datetime import UTC, datetime

from sqlalchemy import Connection, select

from generator.ipm.model import Cycle
from generator.service import journal
from generator.service.access import people
from generator.service.cycle import group_keys
from generator.service.cycle.drafts import freeze
from generator.service.cycle.group_tables import frozen_form
from generator.service.cycle.questionnaire import Questionnaire
from generator.service.cycle.schedule import schedule
from generator.service.cycle.secretariat import Impossible
from generator.service.operation.personal_data import limit
from generator.service.web.visits import Service


def follow(service: Service, now: datetime) -> None:
    """Do for each cycle what is due; doing it again changes nothing."""
    for cycle in service.community.cycles:
        with service.store.read() as connection:
            planned = schedule(cycle, connection)
            unfrozen = planned.state(now) in ("open", "late") and frozen(connection, cycle) is None
            over = _over(service, cycle, connection, now) and bool(people.of_scope(connection, cycle.slug))
        if unfrozen:
            with service.store.write(f"journal:{cycle.slug}") as connection:
                freeze(connection, Questionnaire(cycle), now)
        if over:
            purge(service, cycle)


def frozen(connection: Connection, cycle: Cycle) -> str | None:
    """Return the digest of the questionnaire as it was at the opening, None when it is not frozen yet."""
    return connection.execute(select(frozen_form.c.digest).where(frozen_form.c.scope == cycle.slug)).scalar()


def purge(service: Service, cycle: Cycle) -> dict[str, int]:
    """Erase names, addresses, scores and drafts of a cycle closed for as long as it says; the counts are journalled."""
    now = service.clock().astimezone(UTC)
    with service.store.write(f"journal:{cycle.slug}") as connection:
        if not _over(service, cycle, connection, now):
            months = cycle.retention_months
            raise Impossible(f"{cycle.slug} : gardé {months} mois après la clôture (cycle.yml), ils ne sont pas passés")
        erased = {**group_keys.erase(connection, cycle.slug), **people.erase(connection, cycle.slug)}
        if any(erased.values()):
            journal.append(connection, cycle.slug, now, "purge", erased)
    return erased


def _over(service: Service, cycle: Cycle, connection: Connection, now: datetime) -> bool:
    return schedule(cycle, connection).ends <= limit(service, cycle.retention_months, now)
