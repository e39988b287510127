"""chorale ipm keys, questionnaire, collect: sealing keys, questionnaires as spreadsheets, their collection."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chorale.cli.ipm_verify import SECRET, secret_in
from chorale.cli.options import MomentParam, project_option, say, tell
from chorale.cli.service_context import cycle_of, keep, post, refuse, service_of
from chorale.french.phrases import plural
from chorale.ipm.model import Cycle, SealKey

if TYPE_CHECKING:
    from chorale.service.questionnaire.spreadsheets.collect import CollectionResult


@click.command()
@click.argument("cycle")
@click.option(
    "--holder",
    required=True,
    help="Fonction de la personne qui garde la clé, par exemple « Arbitrage ».",
)
@click.option(
    "--secret",
    "file",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Fichier secret à créer.",
)
@project_option
def create(cycle: str, holder: str, file: Path, project: Path) -> None:
    """Make one key on its holder's machine."""
    from chorale import files
    from chorale.content.writing.cycle_files import keys_path
    from chorale.service.accounts import encryption

    found = cycle_of(project, cycle)
    if len(found.seals) >= 2:
        refuse(f"{cycle} a déjà ses deux clés : {', '.join(key.holder for key in found.seals)}")
    secret = encryption.new_secret()
    public = encryption.recipient(secret)
    keys = project / keys_path(found)
    key = SealKey(holder=holder, recipient=public)
    declared = _declared(keys, found, key)
    note = (
        f"# Clé secrète du cycle {cycle}, gardée par : {holder}\n# Clé publique : {public}\n"
        f"# À voix haute : {key.aloud}\nAGE-SECRET-KEY-1{secret}"
    )
    try:
        files.create(file, f"{note}\n".encode())
    except FileExistsError:
        refuse(f"« {file} » existe déjà : une clé n'est jamais écrasée")
    files.store(keys, declared.encode())
    say(f"Clé secrète : {file} (à garder hors du serveur, et en double)", style="green")
    say(f"Clé publique ajoutée à content/ipm/{cycle}/keys.yml : {public}")
    say(f"À voix haute : {key.aloud}")


def _declared(file: Path, cycle: Cycle, key: SealKey) -> str:
    from chorale.content.writing import cycle_files
    from chorale.content.writing.layout import Unspliceable

    before = file.read_text(encoding="utf-8") if file.exists() else ""
    try:
        return cycle_files.with_key(cycle, before, key)
    except Unspliceable:
        refuse(
            f"« {file} » est écrit d'une façon que rien ne sait modifier : y ajouter la clé à la main"
        )


@click.command()
@click.argument("cycle")
@SECRET
@project_option
def test(cycle: str, file: Path, project: Path) -> None:
    """Prove, before the questionnaire opens, that this key will open it."""
    from chorale.service.accounts import encryption

    found = cycle_of(project, cycle)
    if len(found.seals) < 2:
        refuse(
            f"{cycle} a {plural(len(found.seals), 'clé publique')} ; deux sont attendues : « chorale ipm keys create »"
        )
    trial = f"essai {cycle}"
    try:
        opened = encryption.unseal(
            encryption.seal(trial, [key.recipient for key in found.seals]), secret_in(file)
        )
    except encryption.CannotOpen:
        refuse(
            "cette clé n'ouvrirait pas les réponses de ce cycle : ce n'est pas l'une de celles de keys.yml"
        )
    if opened != trial:
        refuse("l'essai ouvert diffère de l'essai scellé")
    say(f"Cette clé ouvrira les réponses de {cycle}.", style="green")


@click.command()
@click.argument("cycle")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Dossier d'arrivée.",
)
@project_option
def questionnaire(cycle: str, output: Path, project: Path) -> None:
    """Write the spreadsheets, each with the code of its group."""
    from chorale.files import make_private
    from chorale.service.questionnaire.spreadsheets.workbook import of_group

    found, service = cycle_of(project, cycle), service_of(project)
    make_private(output)
    for group in found.groups:
        keep(output / f"{cycle}-{group.key}.xlsx", of_group(service, found, group))
    say(f"{len(found.groups)} tableurs écrits dans {output.resolve()}", style="green")


@click.command()
@click.argument("cycle")
@click.argument(
    "paths",
    metavar="FICHIER…",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, path_type=Path),
)
@click.option(
    "--received",
    type=MomentParam(),
    help="Arrivée constatée, heure locale, notée au journal ; un courriel a déjà la sienne.",
)
@project_option
def collect(cycle: str, paths: tuple[Path, ...], received: datetime | None, project: Path) -> None:
    """Exit 1 when a file was refused; a refused file changes nothing, and a reply to its sender is made ready."""
    from chorale.french.dates import spoken
    from chorale.service.questionnaire.secretariat import SecretariatError, instant_of
    from chorale.service.questionnaire.spreadsheets import collect as spreadsheets_collect
    from chorale.service.questionnaire.spreadsheets import replies
    from chorale.service.questionnaire.spreadsheets.grids import SpreadsheetReader

    found, service = cycle_of(project, cycle), service_of(project)
    if (missing := 2 - len(found.seals)) > 0:
        refuse(
            f"{cycle} a {plural(2 - missing, 'clé publique')} sur deux : « chorale ipm keys create » ; rien n'est lu"
        )
    folder = service.settings.folder / "reponses"
    try:
        arrival = instant_of(service, received) if received else None
    except SecretariatError as error:
        refuse(str(error))
    if arrival and arrival > service.clock():
        refuse("l'arrivée constatée est à venir")
    now = service.clock()
    pieces = list(spreadsheets_collect.pieces(paths))
    if not pieces:
        refuse(f"aucun fichier dans {', '.join(f'« {path} »' for path in paths)} : rien n'est lu")
    pieces.sort(key=lambda piece: arrival or piece.arrival or now)
    refused = 0
    with SpreadsheetReader() as reader:
        for piece in pieces:
            outcome = spreadsheets_collect.collect(service, found, piece, arrival, reader)
            by_mail = piece.arrival if outcome.receipt and not arrival else None
            when = spoken(by_mail, service.community.timezone) if by_mail else ""
            for line in _told(outcome, when):
                tell(line)
            refused += outcome.receipt is None
            if reply := replies.reply(service, found, piece, outcome):
                _keep_reply(folder / f"reponse-{refused}.eml", reply.as_bytes())
    post(service)
    if refused:
        raise SystemExit(1)


def _keep_reply(place: Path, content: bytes) -> None:
    from chorale.files import make_private

    make_private(place.parent)
    keep(place, content)
    tell(f"  réponse prête à relire et à envoyer : {place}")


def _told(outcome: "CollectionResult", when: str) -> list[str]:
    given = outcome.receipt
    if given is None:
        return [outcome.verdict, *(f"  {problem}" for problem in outcome.problems)]
    arrived = [f"  arrivé le {when}, d'après le courriel"] if when else []
    return [outcome.verdict, f"  empreinte {given.fingerprint}", *arrived]
