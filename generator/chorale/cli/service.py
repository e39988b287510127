"""chorale service: back up and restore, personal data, mails in trouble."""

import math
from collections.abc import Mapping
from pathlib import Path

import click

from chorale.cli.options import project_option, say, tell
from chorale.cli.service_context import (
    cycle_of,
    errors_in_words,
    prepared,
    refuse,
    service_of,
    valid_address,
)
from chorale.french.phrases import plural
from chorale.service.accounts.encryption import renew
from chorale.service.timestamps import system_clock

STATES = {"failed": "abandonné", "queued": "remis à plus tard", "sending": "en cours"}


@click.command()
@click.option(
    "--retry",
    is_flag=True,
    help="Remettre en file les courriels abandonnés, une fois la cause réparée.",
)
@project_option
def mails(retry: bool, project: Path) -> None:
    """Count by kind and answer, never by name."""
    from chorale.service.mail import outbox, outbox_watch

    settings, store = prepared(project)
    with store.read() as connection:
        found = outbox_watch.troubles(connection)
        planned = outbox_watch.plan(connection, settings.mails_per_hour, system_clock())
    for row in found:
        tell(
            f"{row.kind}, {STATES[row.state]} : {row.last_error} ({plural(row.letters, 'courriel')})"
        )
    if not found:
        say("aucun courriel en difficulté", style="green")
    if planned.done is not None:
        hours = math.ceil((planned.done - system_clock()).total_seconds() / 3600)
        waiting = plural(planned.waiting, "courriel attend", "courriels attendent")
        say(
            f"{waiting} leur tour : à {planned.ceiling} par heure (CHORALE_MAILS_PER_HOUR), "
            f"le dernier partira dans {plural(hours, 'heure')}",
            style="yellow",
        )
    if retry:
        with store.write("outbox") as connection:
            count = outbox.revive(connection, system_clock())
        say(
            f"{plural(count, 'courriel remis', 'courriels remis')} en file ; le service les enverra",
            style="green",
        )


@click.command()
@click.argument("file", metavar="FICHIER", type=click.Path(dir_okay=False, path_type=Path))
@project_option
def backup(file: Path, project: Path) -> None:
    """Write a portable backup."""
    from chorale.service.operation import backup as operation_backup

    settings, store = prepared(project)
    count = operation_backup.backup(store, file)
    rows = plural(count, "ligne sauvegardée", "lignes sauvegardées")
    say(
        f"{rows} dans {file} ; garder {settings.key_file} ailleurs : il n'y est pas",
        style="green",
    )


@click.command()
@click.argument(
    "file", metavar="FICHIER", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@project_option
def restore(file: Path, project: Path) -> None:
    """Read a backup, whole or not at all."""
    from chorale.service.operation import backup as operation_backup

    _, store = prepared(project)
    try:
        say(
            plural(operation_backup.restore(store, file), "ligne restaurée", "lignes restaurées"),
            style="green",
        )
    except operation_backup.BackupError as error:
        refuse(str(error))


@click.command()
@click.confirmation_option(
    "--yes",
    prompt="Les courriels en attente et les tableurs déjà envoyés seront perdus : faire une nouvelle clé ?",
    help="Ne pas demander de confirmation.",
)
@project_option
def new_key(project: Path) -> None:
    """Replace the service's key."""
    settings, store = prepared(project)
    with errors_in_words():
        former = renew(store, settings.key_file)
    said = f" ; l'ancienne est gardée dans {former}" if former else ""
    say(f"nouvelle clé : {settings.key_file}{said} ; redémarrer le service", style="green")


@click.command()
@click.argument("cycle")
@project_option
def purge(cycle: str, project: Path) -> None:
    """Erase personal data after cycle.yml's retention_months; deposits, already public, and the journal stay."""
    from chorale.service.operation import collection
    from chorale.service.questionnaire import secretariat as questionnaire_secretariat

    found, service = cycle_of(project, cycle), service_of(project)
    try:
        erased = collection.purge(service, found)
    except questionnaire_secretariat.SecretariatError as error:
        refuse(str(error))
    names = {
        "drafts": "brouillons",
        "scores": "notes",
        "keys": "clés de groupe",
        "people": "personnes",
        "sessions": "sessions",
        "letters": "courriels",
    }
    say(
        "Effacés : " + ", ".join(f"{count} {names[name]}" for name, count in erased.items()),
        style="green",
    )


@click.command()
@click.argument("address", metavar="ADRESSE")
@project_option
def export(address: str, project: Path) -> None:
    """Print everything."""
    from chorale.service.operation import personal_data

    service, address = service_of(project), valid_address(address)
    with service.store.read() as connection:
        click.echo(
            personal_data.as_json(
                personal_data.all_kept_about(connection, service.outbox.secret, address)
            ),
            nl=False,
        )


@click.command()
@click.argument("address", metavar="ADRESSE")
@project_option
def erase(address: str, project: Path) -> None:
    """Erase everything; the journal notes counts, not who."""
    from chorale.service.accounts import people
    from chorale.service.operation import personal_data

    service, address = service_of(project), valid_address(address)
    done = personal_data.erase(service, address, system_clock())
    say(f"effacé : {_counted(done)} ; cette adresse ne recevra plus rien", style="green")
    with service.store.read() as connection:
        left = personal_data.all_kept_about(connection, service.outbox.secret, address)["acces"]
    for one in left:
        team = one["scope"] == people.STAFF_SCOPE
        todo = "reste sa place dans l'équipe : « chorale service team remove »"
        link = f"reste son lien « {one['scope']} » : « chorale service revoke », puis « purge » à la fin du cycle"
        say(todo if team else link, style="yellow")


def _counted(done: Mapping[str, int]) -> str:
    """Return what was erased, in words: « 2 inscriptions, 1 réponse à satisfaction »."""
    said = []
    for name, count in done.items():
        kind, _, form = name.partition("-")
        word = "réponse" if kind == "reponses" else kind.removesuffix("s")
        if count:
            said.append(plural(count, word) + (f" à « {form} »" if form else ""))
    return ", ".join(said) or "rien n'était gardé"


@click.command()
@project_option
def forget(project: Path) -> None:
    """Purge what is over."""
    from chorale.service.operation import personal_data

    done = personal_data.purge(service_of(project), system_clock())
    say(f"effacé : {_counted(done)}" if any(done.values()) else "rien à effacer", style="green")


@click.command()
@click.argument("name", metavar="NOM")
@click.argument("address", metavar="ADRESSE")
@click.option(
    "--revoke",
    is_flag=True,
    help="Fermer les liens de gestion de cette adresse, sans en donner d'autre.",
)
@project_option
def operator(name: str, address: str, revoke: bool, project: Path) -> None:
    """Admit an operator and print the link, or close the links of one."""
    from chorale.service.accounts import people

    service, now, address = service_of(project), system_clock(), valid_address(address)
    who = {
        "scope": people.OPERATOR_SCOPE,
        "group": "",
        "role": "operator",
        "name": name,
        "email": address,
    }
    with service.store.write("access") as connection:
        held = [
            one
            for one in people.of_scope(connection, people.OPERATOR_SCOPE)
            if one.email.lower() == address.lower()
        ]
        closed = sum(people.revoke(connection, one.id, now) for one in held)
        secret = "" if revoke else people.admit(connection, now, **who)[1]
    if secret:
        click.echo(service.personal_link(secret))
        say("lien personnel : ne pas le transférer", style="green")
    if closed:
        say(plural(closed, "lien précédent fermé", "liens précédents fermés"), style="green")
    elif revoke:
        say("aucun lien de gestion n'était ouvert à cette adresse", style="yellow")
