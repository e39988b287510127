"""What every command over the service needs: its settings, its database, its cycles, and how to refuse."""

import os
from pathlib import Path
from typing import NoReturn

import click

from generator.commands.project import say
from generator.content.problems import did_you_mean
from generator.ipm.model import Cycle
from generator.outputs.french import plural
from generator.service.instants import system_clock
from generator.service.mail.outbox import waiting as waiting_mails
from generator.service.settings import Misconfigured, Settings, from_environment
from generator.service.store import Busy, Store
from generator.service.web.visits import Service


def prepared(project: Path) -> tuple[Settings, Store]:
    """Return the settings and the migrated database of a project, or end with one sentence."""
    from generator.service.operation.app import community_of

    try:
        settings = from_environment(project, os.environ, community_of(project, system_clock).url)
        store = Store(settings.database_url)
        store.prepare()
    except Misconfigured as error:
        raise click.ClickException(str(error)) from None
    except Busy:
        raise click.ClickException("la base de données ne répond pas ; vérifier CHORALE_DATABASE_URL") from None
    return settings, store


def post(service: Service) -> None:
    """Send what waits; say how many letters went, how many wait, and why."""
    sent = service.outbox.flush(service.store, service.worker.carrier, service.clock)
    where = "au serveur SMTP" if service.settings.smtp_url else f"dans {service.settings.mail_folder}"
    say(f"{plural(sent, 'courriel remis', 'courriels remis')} {where}")
    with service.store.read() as connection:
        waiting, reason = waiting_mails(connection)
    if waiting:
        why = f" ({reason})" if reason else ""
        say(
            f"{plural(waiting, 'courriel attend', 'courriels attendent')}{why} ; le service réessaie seul",
            style="yellow",
        )


def refuse(sentence: str) -> NoReturn:
    """End the command with one French sentence."""
    raise click.ClickException(sentence)


def service_of(project: Path) -> Service:
    """Return the service of a project, its database migrated."""
    from generator.service.operation.app import create_service

    settings, store = prepared(project)
    try:
        return create_service(project, store, system_clock, settings)
    except Misconfigured as error:
        refuse(str(error))


def cycle_of(project: Path, slug: str) -> Cycle:
    """Return a cycle of the content by the name of its folder, or end with a sentence."""
    from generator.service.operation.app import community_of

    try:
        cycles = {cycle.slug: cycle for cycle in community_of(project, system_clock).cycles}
    except Misconfigured as error:
        refuse(str(error))
    if slug not in cycles:
        refuse(f"cycle inconnu « {slug} » ; {did_you_mean(slug, cycles)}")
    return cycles[slug]
