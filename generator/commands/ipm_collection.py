"""chorale ipm keys, open, verify: the keys that seal the answers, their opening, and what anyone can verify."""

from datetime import datetime
from pathlib import Path

import click

from generator.commands.operation import cycle_of, refuse, service_of
from generator.commands.project import project_option, say


@click.group("keys", help="Créer et essayer les deux clés qui scellent les réponses jusqu'à la clôture.")
def keys() -> None:
    """Gather the ceremony of the keys."""


@keys.command("create", help="Créer une clé : la partie secrète dans FICHIER, la publique dans keys.yml du cycle.")
@click.argument("cycle")
@click.option("--holder", required=True, help="Fonction de la personne qui garde la clé, par exemple « Arbitrage ».")
@click.option("--secret", "file", required=True, type=click.Path(path_type=Path), help="Fichier secret à créer.")
@project_option
def create(cycle: str, holder: str, file: Path, project: Path) -> None:
    """Make one key on its holder's machine."""
    from generator.service.access import seals

    found = cycle_of(project, cycle)
    if len(found.seals) >= 2:
        refuse(f"{cycle} a déjà ses deux clés : {', '.join(key.holder for key in found.seals)}")
    secret = seals.new_secret()
    public = seals.recipient(secret)
    note = f"# Clé secrète du cycle {cycle}, gardée par : {holder}\n# Clé publique : {public}\nAGE-SECRET-KEY-1{secret}"
    try:
        seals.write_secret(file, note)
    except FileExistsError:
        refuse(f"« {file} » existe déjà : une clé n'est jamais écrasée")
    _declare(project / "content" / "ipm" / cycle / "keys.yml", holder, public)
    say(f"Clé secrète : {file} (à garder hors du serveur, et en double)", style="green")
    say(f"Clé publique ajoutée à content/ipm/{cycle}/keys.yml : {public}")


def _declare(file: Path, holder: str, public: str) -> None:
    import json

    before = file.read_text(encoding="utf-8") if file.exists() else ""
    part = file.with_name(file.name + ".part")
    part.write_text(
        f"{before}- {{holder: {json.dumps(holder, ensure_ascii=False)}, recipient: {public}}}\n", encoding="utf-8"
    )
    part.replace(file)


@keys.command("test", help="Sceller un essai avec les clés publiques du cycle, et l'ouvrir avec cette clé secrète.")
@click.argument("cycle")
@click.option("--secret", "file", required=True, type=click.Path(exists=True, path_type=Path), help="Fichier secret.")
@project_option
def test(cycle: str, file: Path, project: Path) -> None:
    """Prove, before the questionnaire opens, that this key will open it."""
    from generator.service.access import seals

    found = cycle_of(project, cycle)
    if len(found.seals) < 2:
        refuse(f"{cycle} a {len(found.seals)} clé publique : deux sont attendues")
    trial = f"essai {cycle}"
    try:
        opened = seals.unseal(seals.seal(trial, [key.recipient for key in found.seals]), secret_in(file))
    except seals.CannotOpen:
        refuse("cette clé n'ouvrirait pas les réponses de ce cycle : ce n'est pas l'une de celles de keys.yml")
    if opened != trial:
        refuse("l'essai ouvert diffère de l'essai scellé")
    say(f"Cette clé ouvrira les réponses de {cycle}.", style="green")


def secret_in(file: Path) -> str:
    """Return the secret of a key file, comments aside."""
    lines = [line.strip() for line in file.read_text(encoding="utf-8", errors="replace").splitlines()]
    found = [line for line in lines if line and not line.startswith("#")]
    if len(found) != 1:
        refuse(f"« {file} » n'est pas un fichier de clé")
    return found[0]


@click.command("open", help="Après la clôture, ouvrir les réponses et écrire ballots/*.yml, octet pour octet.")
@click.argument("cycle")
@click.option("--secret", "file", required=True, type=click.Path(exists=True, path_type=Path), help="Fichier secret.")
@project_option
def open_answers(cycle: str, file: Path, project: Path) -> None:
    """Write the ballots, the evidence and the journal; all of them, or nothing."""
    from generator.outputs.files import write
    from generator.service.cycle.opening import opened
    from generator.service.cycle.secretariat import Impossible

    found, service = cycle_of(project, cycle), service_of(project)
    folder = project / "content" / "ipm" / cycle
    try:
        files = opened(service, found, secret_in(file))
    except Impossible as error:
        refuse(str(error))
    expected = {entry.path for entry in files}
    for entry in files:
        target = folder / entry.path
        if entry.path.startswith("ballots/") and target.exists() and target.read_bytes() != entry.content:
            refuse(f"« {entry.path} » existe déjà avec un autre contenu : le retirer d'abord, il n'est pas écrasé")
    for stranger in sorted((folder / "ballots").glob("*.yml")):
        if f"ballots/{stranger.name}" not in expected:
            refuse(f"« ballots/{stranger.name} » ne vient d'aucun dépôt : le retirer d'abord")
    write(folder, files)
    say(f"{len(files) - 2} bulletins, journal et empreintes écrits dans content/ipm/{cycle}/", style="green")


@click.command(
    "verify", help="Vérifier, depuis les fichiers publiés, que les réponses sont celles qui furent déposées."
)
@click.argument("cycle")
@click.option("--receipt", "receipts", multiple=True, help="Empreinte ou tête de journal recopiée d'un accusé.")
@click.option("--since", type=click.Path(exists=True, path_type=Path), help="Journal gardé plus tôt.")
@project_option
def verify_answers(cycle: str, receipts: tuple[str, ...], since: Path | None, project: Path) -> None:
    """Exit 1 when anything does not hold."""
    from generator.service.cycle.cycle_letters import LIMIT
    from generator.service.cycle.verification import verify

    older = since.read_text(encoding="utf-8") if since else None
    verdict = verify(cycle_of(project, cycle), project / "content" / "ipm" / cycle, receipts=receipts, older=older)
    for sentence in verdict.good:
        click.echo(f"oui  {sentence}")
    for sentence in verdict.bad:
        click.echo(f"NON  {sentence}")
    say(LIMIT)
    if verdict.bad:
        raise SystemExit(1)


@click.command("questionnaire", help="Écrire un tableur XLSX par groupe, à remplir et à rendre.")
@click.argument("cycle")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Dossier d'arrivée.")
@project_option
def questionnaire(cycle: str, output: Path, project: Path) -> None:
    """Write the spreadsheets, each with the code of its group."""
    from generator.outputs.files import File, write
    from generator.service.cycle.questionnaire import Questionnaire
    from generator.service.cycle.schedule import schedule
    from generator.service.instants import spoken
    from generator.service.sheets.codes import code
    from generator.service.sheets.writing import workbook

    found, service = cycle_of(project, cycle), service_of(project)
    asked = Questionnaire(found)
    with service.store.read() as connection:
        closes = spoken(schedule(found, connection).closes, service.community.timezone)
    files = [
        File(f"{cycle}-{group.key}.xlsx", workbook(asked, group, code(asked, group.key, service.outbox.secret), closes))
        for group in found.groups
    ]
    write(output, files)
    say(f"{len(files)} tableurs écrits dans {output.resolve()}", style="green")


@click.command(
    "collect", help="Lire des tableurs, des dossiers ou des courriels .eml, et déposer ce qui est entier et juste."
)
@click.argument("cycle")
@click.argument("paths", metavar="FICHIER…", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--received", type=click.DateTime(["%Y-%m-%d %H:%M"]), help="Arrivée constatée par l'opérateur, heure locale."
)
@project_option
def collect(cycle: str, paths: tuple[Path, ...], received: datetime | None, project: Path) -> None:
    """Exit 1 when a file was refused; a refused file changes nothing."""
    from zoneinfo import ZoneInfo

    from generator.service.sheets import collecting

    found, service = cycle_of(project, cycle), service_of(project)
    arrival = received.replace(tzinfo=ZoneInfo(service.community.timezone)) if received else None
    if arrival and arrival > service.clock():
        refuse("l'arrivée constatée est à venir")
    refused = 0
    for piece in collecting.pieces(paths):
        outcome = collecting.collect(service, found, piece, arrival)
        if outcome.receipt is None:
            refused += 1
            click.echo(
                f"{outcome.label} : refusé, rien n'est changé{f' (groupe {outcome.group})' if outcome.group else ''}"
            )
            for problem in outcome.problems:
                click.echo(f"  {problem}")
        else:
            known = ", déjà déposé" if outcome.again else ""
            click.echo(f"{outcome.label} : groupe {outcome.group}, dépôt n° {outcome.receipt.number}{known}")
            click.echo(f"  empreinte {outcome.receipt.fingerprint}")
    sent = service.outbox.flush(service.store, service.worker.carrier, service.clock)
    say(f"{sent} courriels remis")
    if refused:
        raise SystemExit(1)


COMMANDS: tuple[click.Command, ...] = (keys, questionnaire, collect, open_answers, verify_answers)
"""What generator.commands.ipm adds to its group."""
