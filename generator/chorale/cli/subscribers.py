"""chorale newsletter subscribers, bounces: count, import, export and remove subscribers; read returned mail."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import click

from chorale.cli import service_context
from chorale.cli.options import project_option, say, tell
from chorale.cli.service_context import (
    community_of,
    errors_in_words,
    prepared,
    refuse,
    secret_of,
    valid_address,
)
from chorale.french.phrases import number, plural
from chorale.french.suggestions import did_you_mean
from chorale.service.delivery import bounce_effects
from chorale.service.delivery import bounces as delivery_bounces
from chorale.service.delivery.bounce_effects import BounceEffect
from chorale.service.operation import exports
from chorale.service.public_tables import subscription
from chorale.service.settings import Settings
from chorale.service.store import Store
from chorale.service.subscriptions import files as subscription_files
from chorale.service.subscriptions import imports as subscription_imports
from chorale.service.subscriptions import records as subscription_records
from chorale.service.subscriptions.imports import Consent, SubscriberImport, imported
from chorale.service.timestamps import system_clock
from chorale.text import csv_files

ENDED = {
    BounceEffect.DEAD: ("adresse inexistante", "adresses inexistantes"),
    BounceEffect.TIRED: ("troisième refus passager", "troisièmes refus passagers"),
    BounceEffect.LEFT: ("demande par courriel", "demandes par courriel"),
    BounceEffect.COMPLAINED: (
        "plainte pour courriel indésirable",
        "plaintes pour courriel indésirable",
    ),
}
LEFT = {
    BounceEffect.WAITING: ("refus passager noté", "refus passagers notés"),
    BounceEffect.OVER: ("adresse déjà désabonnée", "adresses déjà désabonnées"),
    BounceEffect.INVITED: ("adresse d'un cycle signalée", "adresses d'un cycle signalées"),
    BounceEffect.UNKNOWN: ("adresse non abonnée", "adresses non abonnées"),
    BounceEffect.AGAIN: ("avis déjà compté", "avis déjà comptés"),
}


@click.command()
@click.argument("place", type=click.Path(exists=True, path_type=Path), metavar="DOSSIER")
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait fait, sans rien changer.")
@project_option
def bounces(place: Path, dry_run: bool, project: Path) -> None:
    """Apply what came back; a folder read twice counts each mail once."""
    with errors_in_words():
        settings, store = prepared(project)
        secret = secret_of(settings, store)
        mails = list(delivery_bounces.read(place))
        with store.write(subscription_records.LOCK) as connection:
            done = bounce_effects.apply(connection, secret, mails, system_clock())
            if dry_run:
                connection.rollback()
    reporting = sum(bool(mail.reports) for mail in mails)
    say(f"{plural(len(mails), 'message lu', 'messages lus')}, {reporting} de retour.")
    say(
        f"Abonnements {'à terminer' if dry_run else 'terminés'} : {_detailed(ENDED, done) or 'aucun'}.",
        style="green",
    )
    if left := _detailed(LEFT, done):
        say(f"Sans suite : {left}.")
    if dry_run:
        say("Rien n'est changé.")


def _detailed(words: Mapping[BounceEffect, tuple[str, str]], done: Counter[BounceEffect]) -> str:
    return ", ".join(plural(done[one], *pair) for one, pair in words.items() if done[one])


OUTPUT = click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="Fichier écrit : .csv ou .xlsx (par défaut : affiché).",
)


def _opened(project: Path) -> tuple[Settings, Store, str]:
    settings, store = prepared(project)
    return settings, store, secret_of(settings, store)


@click.command()
@project_option
def status(project: Path) -> None:
    """Count, never name."""
    _, store, _ = _opened(project)
    with store.read() as connection:
        counts = subscription_records.counts(connection)
        barred = subscription_records.suppressed(connection)
    words = {"active": "en cours", "pending": "à confirmer", "ended": "finis"}
    said = [f"{counts.get(state, 0)} {word}" for state, word in words.items()]
    tell(f"abonnements : {', '.join(said)} ; {plural(barred, 'adresse')} à ne plus solliciter")


@click.command()
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FICHIER"
)
@click.option(
    "--consent",
    required=True,
    metavar="TEXTE",
    help="D'où vient l'accord : « liste X, reprise le 3 mars 2026 ».",
)
@click.option(
    "--refused",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FICHIER",
    help="Écrire dans un tableau (.csv ou .xlsx) les lignes refusées et celles à relire, avec la raison.",
)
@project_option
def import_(file: Path, consent: str, refused: Path | None, project: Path) -> None:
    """Add confirmed addresses, chunk after chunk; suppressed ones stay out. Cut short, the same command goes on."""
    _, store, secret = _opened(project)
    if not consent.strip():
        raise click.UsageError(
            "--consent : dites d'où vient l'accord, par exemple « liste X, reprise le 3 mars 2026 »"
        )
    source = Consent(source=consent.strip(), audiences=community_of(project).audiences)
    if refused is not None:
        service_context.suffix(refused)
        if refused.exists() and refused.samefile(file):
            raise click.UsageError(
                "--refused : ce fichier est celui des adresses ; en nommer un autre"
            )
    try:
        with _told() as tell, errors_in_words():
            done = imported(store, secret, file.read_bytes(), source, system_clock(), tell=tell)
    except csv_files.UnreadableTable as error:
        refuse(f"{file} : {error}")
    _tell_lines(done, refused)
    said = ((done.added, "ajouté"), (done.known, "déjà connu"), (len(done.refused), "refusé"))
    counts = [plural(count, word, "déjà connus" if " " in word else "") for count, word in said]
    again = f" ; {plural(len(done.doubtful), 'adresse')} à relire" if done.doubtful else ""
    say(", ".join([*counts, f"{done.suppressed} à ne plus solliciter, laissés de côté{again}"]))


SHOWN = 20
"""Refused lines told one by one; beyond, a table is offered."""


@contextmanager
def _told() -> Iterator[Callable[[int, int], None]]:
    """Show how far an import is, when somebody looks."""
    if not sys.stderr.isatty():
        yield subscription_imports.silent
        return
    from rich.console import Console

    with Console(stderr=True).status("Adresses") as status:
        yield lambda done, total: status.update(f"{number(done)} adresses sur {number(total)}")


def _tell_lines(done: SubscriberImport, place: Path | None) -> None:
    """Tell the lines that were refused, and the addresses to read again, in a table or the first of them here."""
    lines = sorted((*done.refused, *done.doubtful))
    if place is not None:
        service_context.write(place, subscription_imports.told_table(lines), "refuses")
        refused = plural(len(done.refused), "ligne refusée", "lignes refusées")
        again = f", {plural(len(done.doubtful), 'adresse')} à relire" if done.doubtful else ""
        say(f"{refused}{again} dans {place}", style="yellow")
        return
    for line, _, reason in lines[:SHOWN]:
        say(f"ligne {line} : {reason}", style="yellow")
    if len(lines) > SHOWN:
        say(
            f"… et {len(lines) - SHOWN} autres : --refused FICHIER.csv les écrit toutes",
            style="yellow",
        )


@click.command()
@OUTPUT
@click.option(
    "--engine",
    type=click.Choice(["listmonk", "sympa", "brevo"]),
    help="Les seuls actifs, pour ce logiciel.",
)
@click.option(
    "--topic",
    default="",
    metavar="PUBLIC",
    help="Avec --engine : seulement les abonnés de ce sujet.",
)
@click.option(
    "--list-id",
    "lists",
    metavar="N",
    type=int,
    multiple=True,
    help="Avec --engine brevo : liste qui les reçoit.",
)
@project_option
def export(
    output: Path | None, engine: str | None, topic: str, lists: tuple[int, ...], project: Path
) -> None:
    """Write every subscription, cells that a spreadsheet would run made harmless, or the active ones for an engine."""
    if engine == "brevo" and not lists:
        raise click.UsageError("donner avec --list-id la liste de Brevo qui les reçoit")
    _, store, secret = _opened(project)
    audiences = community_of(project).audiences
    if topic and topic not in audiences:
        raise click.UsageError(f"sujet inconnu « {topic} » ; {did_you_mean(topic, audiences)}")
    with store.read() as connection, errors_in_words():
        if engine:
            by = subscription.c.email_key
            people = subscription_records.reachable(connection, secret, topic, by=by)
            rows = _handed(output, engine, people, lists)
        else:
            rows = _every(output, connection)
    what = f"abonnements-{engine}" if engine else "abonnements"
    exports.note(store, what, exports.COMMAND, rows, system_clock())


def _every(output: Path | None, connection: Any) -> int:
    """Write every subscription; return how many."""
    if output is not None and service_context.suffix(output) == "xlsx":
        try:
            table = subscription_files.table(connection)
        except subscription_files.TooLarge as error:
            refuse(str(error))
        service_context.write(output, table, "abonnements")
        rows = len(table)
    else:
        counted = Counted(subscription_files.exported(connection))
        parts = csv_files.table_parts(subscription_files.COLUMNS, counted)
        mark = "\ufeff" if output is not None else ""
        service_context.stream(output, chain((mark,), parts))
        rows = counted.many
    if output is not None:
        say(f"{plural(rows, 'abonnement')} dans {output}", style="green")
    return rows


def _handed(
    output: Path | None,
    engine: str,
    people: Iterable[subscription_records.Subscriber],
    lists: tuple[int, ...],
) -> int:
    """Write what an engine takes, in as many files as it needs; return how many people."""
    counted = Counted(people)
    made = groupby(subscription_files.ENGINES[engine](counted, lists), key=itemgetter(0))
    for file, parts in made:
        if file > 1 and output is None:
            refuse(f"{engine} demande plusieurs fichiers : dire où les écrire avec --output")
        place = output
        if output is not None and file > 1:
            place = output.with_stem(f"{output.stem}-{file}")
        service_context.stream(place, (text for _, text in parts))
        if place is not None:
            say(f"écrit : {place}", style="green")
    return counted.many


class Counted:
    """What is iterated, once, and how many of it went by."""

    def __init__(self, items: Iterable[Any]) -> None:
        self.items, self.many = items, 0

    def __iter__(self) -> Iterator[Any]:
        for item in self.items:
            self.many += 1
            yield item


@click.command()
@click.argument("address", metavar="ADRESSE")
@project_option
def remove(address: str, project: Path) -> None:
    """End a subscription on request."""
    _, store, secret = _opened(project)
    address = valid_address(address)
    with store.write(subscription_records.LOCK) as connection:
        found = subscription_records.by_email(connection, address)
        if found is not None:
            subscription_records.end(connection, secret, found, "demande", system_clock())
        subscription_records.suppress(connection, secret, address, "demande", system_clock())
    known = "désabonnée" if found is not None else "inconnue"
    say(f"adresse {known} ; elle ne sera plus jamais sollicitée", style="green")
