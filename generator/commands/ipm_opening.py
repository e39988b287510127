"""chorale ipm open, verify: the opening of the answers after the close, and what anyone can verify of them."""

from pathlib import Path

import click

from generator.commands.operation import cycle_of, refuse, service_of
from generator.commands.project import project_option, say
from generator.outputs.french import plural

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SECRET = click.option("--secret", "file", required=True, type=_FILE, help="Fichier de la clé secrète.")


def secret_in(file: Path) -> str:
    """Return the secret of a key file, comments aside."""
    lines = [line.strip() for line in file.read_text(encoding="utf-8", errors="replace").splitlines()]
    found = [line for line in lines if line and not line.startswith("#")]
    if len(found) != 1:
        refuse(f"« {file} » n'est pas un fichier de clé")
    return found[0]


@click.command("open", help="Après la clôture, ouvrir les réponses et écrire ballots/*.yml, octet pour octet.")
@click.argument("cycle")
@SECRET
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
    ballots = plural(len(files) - 2, "bulletin")
    say(f"{ballots}, le journal et les empreintes sont écrits dans content/ipm/{cycle}/", style="green")
    say(f"Ensuite : « chorale ipm verify {cycle} », puis « chorale build » les publie.")


@click.command(
    "verify", help="Vérifier, depuis les fichiers publiés, que les réponses sont celles qui furent déposées."
)
@click.argument("cycle")
@click.option(
    "--receipt",
    "receipts",
    multiple=True,
    metavar="ACCUSÉ",
    help="Accusé à chercher : son fichier signé, le courriel .eml qui le porte, son empreinte ou sa tête de journal.",
)
@click.option("--diff", "kept", type=_FILE, help="Journal gardé plus tôt : le journal publié doit le prolonger.")
@project_option
def verify_answers(cycle: str, receipts: tuple[str, ...], kept: Path | None, project: Path) -> None:
    """Exit 1 when anything does not hold."""
    from generator.service.cycle.cycle_letters import LIMIT
    from generator.service.cycle.verification import receipt_text, verify

    found = cycle_of(project, cycle)
    older = kept.read_text(encoding="utf-8", errors="replace") if kept else None
    texts = tuple(map(receipt_text, receipts))
    verdict = verify(found, project / "content" / "ipm" / cycle, receipts=texts, older=older)
    for sentence in verdict.good:
        click.echo(f"oui  {sentence}")
    for sentence in verdict.bad:
        click.echo(f"NON  {sentence}")
    if found.collection is not None:
        say(LIMIT)
    if verdict.bad:
        raise SystemExit(1)


COMMANDS: tuple[click.Command, ...] = (open_answers, verify_answers)
"""What generator.commands.ipm_collection lends to « chorale ipm »."""
