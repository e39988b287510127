"""chorale service invite, status, remind, extend, revoke, backup, restore, purge: the secretariat's hands."""

from datetime import datetime
from pathlib import Path

import click

from generator.commands.operation import cycle_of, post, prepared, refuse, service_of
from generator.commands.project import Moment, project_option, say
from generator.outputs.french import plural
from generator.service.cycle.secretariat import Standing

CSV_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("invite", help="Inviter les personnes d'un fichier CSV « groupe;rôle;nom;courriel » : un lien chacune.")
@click.argument("cycle")
@click.option("--people", required=True, type=CSV_FILE, help="Le fichier CSV.")
@project_option
def invite(cycle: str, people: Path, project: Path) -> None:
    """Admit whoever is new; whoever is already invited is left alone."""
    from generator.service.access import roster
    from generator.service.cycle import secretariat

    found = cycle_of(project, cycle)
    listed, mistakes = roster.read(people.read_bytes(), found)
    if mistakes:
        refuse("personne n'est invité :\n" + "\n".join(f"  {people.name}, {mistake}" for mistake in mistakes))
    service = service_of(project)
    try:
        admitted, waiting = secretariat.invite(service, found, listed)
    except secretariat.Impossible as error:
        refuse(str(error))
    already = len(listed) - len(admitted)
    verb = "l'était déjà" if already < 2 else "l'étaient déjà"
    say(f"{plural(len(admitted), 'invité')}, {already} {verb}", style="green")
    for group in waiting:
        say(f"{group} : les nouveaux liens ouvriront dès qu'un collègue du groupe aura rouvert le sien", style="yellow")
    post(service)


STATES = {"coming": "à venir", "open": "ouvert", "late": "clos, retard admis", "closed": "clos"}


@click.command("status", help="Dire où en est chaque groupe, sans rien montrer des réponses.")
@click.argument("cycle")
@project_option
def status(cycle: str, project: Path) -> None:
    """Print one line per group, then the keys, the mails and the journal; exit 1 when something does not hold."""
    from generator.service.cycle import secretariat
    from generator.service.instants import spoken
    from generator.service.operation import evidence

    found, service = cycle_of(project, cycle), service_of(project)
    zone = service.community.timezone
    state = evidence.state(service, found)
    head = f"{cycle} : {STATES[state.planned.state(service.clock())]}"
    click.echo(f"{head} ; clôture {spoken(state.planned.closes, zone)}")
    for standing in secretariat.standings(service, found):
        click.echo(f"  {_line(standing, zone)}")
    for line in state.lines:
        click.echo(f"  {line}")
    for fault in state.faults:
        click.echo(f"  À CORRIGER : {fault}")
    if state.faults:
        raise SystemExit(1)


def _line(standing: Standing, zone: str) -> str:
    from generator.service.instants import exact

    scored = "a noté" if standing.scored < 2 else "ont noté"
    head = f"{standing.group:<18} {plural(standing.people, 'invité')}, {standing.scored} {scored}"
    if standing.receipt is None:
        return f"{head}, {'brouillon, PAS DE DÉPÔT' if standing.drafted else 'PAS DE DÉPÔT'}"
    late = ", en retard" if standing.receipt.late else ""
    return f"{head}, dépôt n° {standing.receipt.number} le {exact(standing.receipt.received_at, zone)}{late}"


@click.command("remind", help="Relancer les personnes des groupes qui n'ont rien déposé, une fois par échéance.")
@click.argument("cycle")
@click.option("--milestone", help="Nom de l'échéance (par défaut, la date du jour) ; la même ne relance pas deux fois.")
@click.option("--dry-run", is_flag=True, help="Dire exactement qui serait relancé, sans écrire à personne.")
@project_option
def remind(cycle: str, milestone: str | None, dry_run: bool, project: Path) -> None:
    """Write to those who are late, or name them."""
    from generator.service.cycle import secretariat

    found, service = cycle_of(project, cycle), service_of(project)
    if dry_run:
        chosen = secretariat.to_remind(service, found)
        for person, _ in chosen:
            click.echo(f"{person.group:<18} {person.name} <{person.email}>")
        say(plural(len(chosen), "personne serait relancée", "personnes seraient relancées"))
        return
    try:
        written = secretariat.remind(service, found, milestone or f"{service.clock():%Y-%m-%d}")
    except secretariat.Impossible as error:
        refuse(str(error))
    say(plural(len(written), "personne relancée", "personnes relancées"), style="green")
    post(service)


@click.command("extend", help="Reporter la clôture pour tous, et prévenir chacun.")
@click.argument("cycle")
@click.option("--until", required=True, type=Moment(), help="Nouvelle clôture, heure locale.")
@click.option("--reason", required=True, help="La raison, dite à tous et notée au journal.")
@project_option
def extend(cycle: str, until: datetime, reason: str, project: Path) -> None:
    """Move the close later."""
    from generator.service.cycle import secretariat
    from generator.service.instants import spoken

    found, service = cycle_of(project, cycle), service_of(project)
    try:
        later = secretariat.extend(service, found, until, reason)
    except secretariat.Impossible as error:
        refuse(str(error))
    say(f"Nouvelle clôture : {spoken(later.closes, service.community.timezone)}", style="green")
    post(service)


@click.command("revoke", help="Révoquer le lien d'une personne ; ses sessions ouvertes se ferment aussitôt.")
@click.argument("cycle")
@click.argument("address", metavar="COURRIEL")
@project_option
def revoke(cycle: str, address: str, project: Path) -> None:
    """Close one link."""
    from generator.service.cycle import secretariat

    found, service = cycle_of(project, cycle), service_of(project)
    try:
        person = secretariat.revoke(service, found, address)
    except secretariat.Impossible as error:
        refuse(str(error))
    say(f"Lien révoqué : {person.name}, groupe {person.group} ; « invite » peut lui en donner un autre.", style="green")


@click.command("backup", help="Sauvegarder toute la base dans un fichier, sans arrêter le service.")
@click.argument("file", metavar="FICHIER", type=click.Path(dir_okay=False, path_type=Path))
@project_option
def backup(file: Path, project: Path) -> None:
    """Write a portable backup."""
    from generator.service.operation import archive

    settings, store = prepared(project)
    count = archive.backup(store, file)
    rows = plural(count, "ligne sauvegardée", "lignes sauvegardées")
    say(f"{rows} dans {file} ; garder {settings.key_file} ailleurs : il n'y est pas", style="green")


@click.command("restore", help="Restaurer une sauvegarde dans une base vide (SQLite ou PostgreSQL).")
@click.argument("file", metavar="FICHIER", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@project_option
def restore(file: Path, project: Path) -> None:
    """Read a backup, whole or not at all."""
    from generator.service.operation import archive

    _, store = prepared(project)
    try:
        say(plural(archive.restore(store, file), "ligne restaurée", "lignes restaurées"), style="green")
    except archive.Unfit as error:
        refuse(str(error))


@click.command("purge", help="Effacer les personnes, notes et brouillons d'un cycle clos depuis assez longtemps.")
@click.argument("cycle")
@project_option
def purge(cycle: str, project: Path) -> None:
    """Erase personal data after cycle.yml's retention_months; deposits, already public, and the journal stay."""
    from generator.service.cycle import secretariat
    from generator.service.operation import cycle_chores

    found, service = cycle_of(project, cycle), service_of(project)
    try:
        erased = cycle_chores.purge(service, found)
    except secretariat.Impossible as error:
        refuse(str(error))
    names = {
        "drafts": "brouillons",
        "scores": "notes",
        "keys": "clés de groupe",
        "people": "personnes",
        "sessions": "sessions",
        "letters": "courriels",
    }
    say("Effacés : " + ", ".join(f"{count} {names[name]}" for name, count in erased.items()), style="green")


COMMANDS: tuple[click.Command, ...] = (invite, status, remind, extend, revoke, backup, restore, purge)
"""What generator.commands.service adds to its group."""
