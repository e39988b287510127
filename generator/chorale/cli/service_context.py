"""What the service's commands share: settings, database, cycles, refusals, private files."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import click

from chorale import files
from chorale.cli.options import say
from chorale.content.model import Community
from chorale.french import os_errors
from chorale.french.phrases import plural
from chorale.french.suggestions import did_you_mean
from chorale.ipm.model import Cycle
from chorale.service.accounts.encryption import service_secret
from chorale.service.mail.outbox_watch import waiting as waiting_mails
from chorale.service.publication import Publication
from chorale.service.settings import (
    Misconfigured,
    Settings,
    data_folder,
    from_environment,
    published_folder,
)
from chorale.service.store import Busy, Store, Unwritable
from chorale.service.timestamps import system_clock
from chorale.service.web.request import Service


def publication_of(project: Path) -> Publication:
    """Return what is published for a project, and what was last served of it."""
    published = published_folder(project, os.environ)
    return Publication(project, published, data_folder(project, os.environ), system_clock)


def community_of(project: Path) -> Community:
    """Return the content of a project; when it is bad, what is published, told so. Ends with one sentence without."""
    publication = publication_of(project)
    with errors_in_words():
        found = publication.first_of_content()
    if publication.refused:
        say(publication.refused, style="yellow")
        say("En attendant, d'après ce qui est publié :", style="yellow")
    return found


def prepared(project: Path, community: Community | None = None) -> tuple[Settings, Store]:
    """Return the settings and the migrated database of a project, or end with one sentence."""
    found = community or community_of(project)
    with errors_in_words():
        settings = from_environment(project, os.environ, found.url)
        files.private_folder(settings.folder)
        store = Store(settings.database_url)
        store.prepare()
    return settings, store


def secret_of(settings: Settings, store: Store) -> str:
    """Return the service's own secret, or end with one sentence when it is not the one of its database."""
    with errors_in_words():
        return service_secret(store, settings.key_file)


def post(service: Service) -> None:
    """Send what waits; say how many letters went, how many wait, and why."""
    sent = service.outbox.flush(service.store, service.worker.carrier, service.clock)
    where = (
        "au serveur SMTP" if service.settings.smtp_url else f"dans {service.settings.mail_folder}"
    )
    say(f"{plural(sent, 'courriel remis', 'courriels remis')} {where}")
    with service.store.read() as connection:
        waiting, reason = waiting_mails(connection)
    if waiting:
        why = f" ({reason})" if reason else ""
        say(
            f"{plural(waiting, 'courriel attend', 'courriels attendent')}{why} ; le service réessaie seul",
            style="yellow",
        )


@contextmanager
def errors_in_words() -> Iterator[None]:
    """End with one sentence when the settings, the database or the disk refuse."""
    try:
        yield
    except (Misconfigured, Unwritable) as error:
        refuse(str(error))
    except Busy:
        refuse("la base de données ne répond pas ; vérifier CHORALE_DATABASE_URL")
    except OSError as error:
        refuse(os_errors.refusal(error))


def refuse(sentence: str) -> NoReturn:
    """End the command with one French sentence."""
    raise click.ClickException(sentence)


def valid_address(written: str) -> str:
    """Return an address as it would be written to, or end with one sentence."""
    from chorale.content import text_rules

    try:
        return text_rules.email(written)
    except text_rules.Invalid:
        raise click.UsageError(f"« {written} » n'est pas une adresse électronique") from None


def service_of(project: Path, community: Community | None = None) -> Service:
    """Return the service of a project over its content, its database migrated."""
    from chorale.service.app import create_service

    found = community or community_of(project)
    settings, store = prepared(project, found)
    with errors_in_words():
        return create_service(project, store, system_clock, settings, found)


def serving_of(project: Path) -> tuple[Publication, Service]:
    """Return the service of a project over what is published, which it follows; say what is refused."""
    publication = publication_of(project)
    with errors_in_words():
        found = publication.first()
    if publication.refused:
        say(publication.refused, style="red")
        say("La dernière bonne version est servie en attendant.", style="yellow")
    elif not publication.seen:
        say(
            "Rien n'est publié ici : contenu lu tel qu'il est, en attendant « chorale build »",
            style="yellow",
        )
    return publication, replace(service_of(project, found), refused=publication.refused)


def cycle_of(project: Path, slug: str) -> Cycle:
    """Return a cycle of the content by the name of its folder, or end with a sentence."""
    cycles = {cycle.slug: cycle for cycle in community_of(project).cycles}
    if slug not in cycles:
        refuse(f"cycle inconnu « {slug} » ; {did_you_mean(slug, cycles)}")
    return cycles[slug]


def zone_of(project: Path) -> str:
    """Return the time zone of a project whose content was read already."""
    from chorale.service.app import community_of

    return community_of(project, system_clock).timezone


def suffix(output: Path) -> str:
    """Return the kind of file that a name asks for (csv, xlsx), or end with one sentence."""
    from chorale.service.registrations import files as registration_files

    kind = output.suffix.lower().removeprefix(".")
    if kind == "excel" or kind not in registration_files.TYPES:
        raise click.UsageError(f"{output.name} : un nom en .csv ou en .xlsx est attendu")
    return kind


def write(output: Path, table: Any, title: str) -> None:
    """Keep a data frame as a table; no cell of it is ever run."""
    from chorale.service.registrations import files as registration_files

    keep(output, registration_files.encoded(table, suffix(output), title))


def keep(output: Path, content: bytes) -> None:
    """Write a file about people, readable by its owner only, or end with one sentence."""
    with errors_in_words():
        files.store(output, content, private=True)


def stream(output: Path | None, parts: Iterable[str]) -> None:
    """Write a file about people part after part, or print it: it is never whole in memory."""
    if output is None:
        for part in parts:
            click.echo(part, nl=False)
        return
    with files.replacing(output, private=True) as out:
        for part in parts:
            out.write(part.encode())
