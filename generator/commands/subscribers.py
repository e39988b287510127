"""chorale newsletter bounces, subscribers: who receives the letter, who no longer does, and why."""

from pathlib import Path

import click

from generator.commands.operation import prepared
from generator.commands.project import project_option, say
from generator.service.access import seals
from generator.service.instants import system_clock
from generator.service.public import subscriptions
from generator.service.settings import Settings
from generator.service.store import Store

CSV_OUTPUT = click.option("--output", type=click.Path(path_type=Path), help="Fichier CSV écrit (par défaut : affiché).")


def _opened(project: Path) -> tuple[Settings, Store, str]:
    settings, store = prepared(project)
    return settings, store, seals.service_secret(settings.key_file)


@click.command(
    "bounces", help="Lire les avis de non-remise d'un dossier (.eml, Maildir) et retirer les adresses mortes."
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DOSSIER")
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait fait, sans rien changer.")
@project_option
def bounces(folder: Path, dry_run: bool, project: Path) -> None:
    """Count bounces; a final one, or the third passing one, ends the subscription."""
    from generator.service.delivery import bounces as reports

    _, store, secret = _opened(project)
    read = known = ended = 0
    for _, found in reports.read(folder):
        read += bool(found)
        for bounce in found:
            with store.write(subscriptions.LOCK) as connection:
                one = subscriptions.by_email(connection, bounce.address)
                known += one is not None
                if one is not None and not dry_run:
                    ended += subscriptions.bounced(connection, secret, one, final=bounce.final, now=system_clock())
    say(f"{read} avis lus, {known} concernent un abonné, {ended} abonnements terminés", style="green")


@click.group("subscribers", help="Les abonnés de la lettre : compter, importer, exporter, retirer.")
def subscribers() -> None:
    """Hold the verbs of the list."""


@subscribers.command("status", help="Compter les abonnés.")
@project_option
def status(project: Path) -> None:
    """Count, never name."""
    _, store, _ = _opened(project)
    with store.read() as connection:
        counts = subscriptions.counts(connection)
        barred = len(subscriptions.suppressed(connection))
    words = {"active": "actifs", "pending": "à confirmer", "ended": "terminés"}
    click.echo(", ".join(f"{counts.get(state, 0)} {word}" for state, word in words.items()) + f", {barred} exclus")


@subscribers.command("import", help="Ajouter les adresses d'un CSV, avec la source de leur accord.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FICHIER")
@click.option(
    "--consent", required=True, metavar="TEXTE", help="D'où vient l'accord : « liste X, reprise le 3 mars 2026 »."
)
@project_option
def import_(file: Path, consent: str, project: Path) -> None:
    """Add confirmed addresses; suppressed ones stay out."""
    from generator.service.operation.app import community_of
    from generator.service.public.subscriber_files import Consent, imported

    _, store, secret = _opened(project)
    source = Consent(source=consent, audiences=community_of(project, system_clock).audiences)
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        lines = file.read_text(encoding="cp1252").splitlines()
    with store.write(subscriptions.LOCK) as connection:
        done = imported(connection, secret, lines, source, system_clock())
    for number, reason in done.refused:
        say(f"ligne {number} : {reason}", style="yellow")
    say(f"{done.added} ajoutés, {done.known} déjà connus, {done.suppressed} exclus, {len(done.refused)} refusés")


@subscribers.command("export", help="Écrire tous les abonnements en CSV, avec la preuve de chaque accord.")
@CSV_OUTPUT
@project_option
def export(output: Path | None, project: Path) -> None:
    """Write every subscription; cells that a spreadsheet would run are made harmless."""
    from generator.outputs.tables import table
    from generator.service.public.subscriber_files import COLUMNS, exported

    _, store, _ = _opened(project)
    with store.read() as connection:
        text = table(COLUMNS, exported(connection))
    if output is None:
        click.echo(text, nl=False)
    else:
        part = output.with_name(output.name + ".part")
        part.write_text(text, encoding="utf-8-sig", newline="")
        part.replace(output)
        say(f"écrit : {output}", style="green")


@subscribers.command("remove", help="Désabonner une adresse, et ne plus jamais lui écrire.")
@click.argument("address", metavar="ADRESSE")
@project_option
def remove(address: str, project: Path) -> None:
    """End a subscription on request."""
    _, store, secret = _opened(project)
    with store.write(subscriptions.LOCK) as connection:
        found = subscriptions.by_email(connection, address)
        if found is not None:
            subscriptions.end(connection, secret, found, "demande", system_clock())
        subscriptions.suppress(connection, secret, address, "demande", system_clock())
    say("désabonnée et exclue" if found is not None else "inconnue ; exclue désormais", style="green")


COMMANDS = (bounces, subscribers)
