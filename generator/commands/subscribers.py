"""chorale newsletter subscribers: who receives the letter, who no longer does, and why."""

from pathlib import Path

import click

from generator.commands import private_files
from generator.commands.operation import prepared, refuse, valid_address
from generator.commands.project import project_option, say
from generator.outputs import french
from generator.service.access import seals
from generator.service.instants import system_clock
from generator.service.public import subscriber_files, subscriptions
from generator.service.settings import Settings
from generator.service.store import Store

OUTPUT = click.option(
    "--output", type=click.Path(path_type=Path), help="Fichier écrit : .csv ou .xlsx (par défaut : affiché)."
)


def _opened(project: Path) -> tuple[Settings, Store, str]:
    settings, store = prepared(project)
    return settings, store, seals.service_secret(settings.key_file)


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
    words = {"active": "en cours", "pending": "à confirmer", "ended": "finis"}
    said = [f"{counts.get(state, 0)} {word}" for state, word in words.items()]
    click.echo(f"abonnements : {', '.join(said)} ; {french.plural(barred, 'adresse')} à ne plus solliciter")


@subscribers.command("import", help="Ajouter les adresses d'un CSV, avec la source de leur accord.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FICHIER")
@click.option(
    "--consent", required=True, metavar="TEXTE", help="D'où vient l'accord : « liste X, reprise le 3 mars 2026 »."
)
@project_option
def import_(file: Path, consent: str, project: Path) -> None:
    """Add confirmed addresses; suppressed ones stay out."""
    from generator.service.operation.app import community_of
    from generator.service.public.address_files import Unreadable
    from generator.service.public.subscriber_files import Consent, imported

    _, store, secret = _opened(project)
    if not consent.strip():
        raise click.UsageError("--consent : dites d'où vient l'accord, par exemple « liste X, reprise le 3 mars 2026 »")
    source = Consent(source=consent.strip(), audiences=community_of(project, system_clock).audiences)
    try:
        with store.write(subscriptions.LOCK) as connection:
            done = imported(connection, secret, file.read_bytes(), source, system_clock())
    except Unreadable as error:
        refuse(f"{file} : {error}")
    for number, reason in done.refused:
        say(f"ligne {number} : {reason}", style="yellow")
    said = ((done.added, "ajouté"), (done.known, "déjà connu"), (len(done.refused), "refusé"))
    counts = [french.plural(count, word, "déjà connus" if " " in word else "") for count, word in said]
    say(", ".join([*counts, f"{done.suppressed} à ne plus solliciter, laissés de côté"]))


@subscribers.command("export", help="Écrire les abonnements : tous avec leurs preuves, ou ceux qu'un logiciel servira.")
@OUTPUT
@click.option("--engine", type=click.Choice(["listmonk", "sympa", "brevo"]), help="Les seuls actifs, pour ce logiciel.")
@click.option("--topic", default="", metavar="PUBLIC", help="Avec --engine : seulement les abonnés de ce sujet.")
@click.option(
    "--list-id", "lists", metavar="N", type=int, multiple=True, help="Avec --engine brevo : liste qui les reçoit."
)
@project_option
def export(output: Path | None, engine: str | None, topic: str, lists: tuple[int, ...], project: Path) -> None:
    """Write every subscription, cells that a spreadsheet would run made harmless, or the active ones for an engine."""
    from generator.service.operation.app import community_of

    if engine == "brevo" and not lists:
        raise click.UsageError("donner avec --list-id la liste de Brevo qui les reçoit")
    _, store, secret = _opened(project)
    audiences = community_of(project, system_clock).audiences
    if topic and topic not in audiences:
        raise click.UsageError(f"sujet inconnu « {topic} » ; attendu : {', '.join(audiences)}")
    with store.read() as connection:
        if engine is not None:
            _tell(output, _handed(engine, subscriptions.reachable(connection, secret, topic), lists))
        else:
            _every(output, subscriber_files.exported(connection))


def _every(output: Path | None, rows: list[tuple[str, ...]]) -> None:
    from generator.outputs.tables import table

    if output is None:
        click.echo(table(subscriber_files.COLUMNS, rows), nl=False)
        return
    private_files.suffix(output)
    private_files.write(output, [subscriber_files.COLUMNS, *rows], "abonnements")
    say(f"{french.plural(len(rows), 'abonnement')} dans {output}", style="green")


def _tell(output: Path | None, text: str) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    private_files.keep(output, text.encode())
    say(f"écrit : {output}", style="green")


def _handed(engine: str, people: list[subscriptions.Subscriber], lists: tuple[int, ...]) -> str:
    from generator.service.delivery import subscriber_handover

    listed = sorted(people, key=lambda one: str(one.email_key))
    try:
        return subscriber_handover.ENGINES[engine](listed, lists)
    except subscriber_handover.TooLarge as error:
        raise click.ClickException(str(error)) from None


@subscribers.command("remove", help="Désabonner une adresse, et ne plus jamais lui écrire.")
@click.argument("address", metavar="ADRESSE")
@project_option
def remove(address: str, project: Path) -> None:
    """End a subscription on request."""
    _, store, secret = _opened(project)
    address = valid_address(address)
    with store.write(subscriptions.LOCK) as connection:
        found = subscriptions.by_email(connection, address)
        if found is not None:
            subscriptions.end(connection, secret, found, "demande", system_clock())
        subscriptions.suppress(connection, secret, address, "demande", system_clock())
    known = "désabonnée" if found is not None else "inconnue"
    say(f"adresse {known} ; elle ne sera plus jamais sollicitée", style="green")


COMMANDS = (subscribers,)
