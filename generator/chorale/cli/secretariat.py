"""chorale secretariat: reminders, close and announced changes of a cycle; the registrants of a session."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from chorale.cli import service_context
from chorale.cli.options import MomentParam, project_option, say, tell
from chorale.cli.service_context import cycle_of, post, refuse, service_of
from chorale.french.phrases import agreed, plural
from chorale.service.operation import exports
from chorale.service.questionnaire.secretariat import Standing
from chorale.service.timestamps import system_clock
from chorale.service.web.request import Service

STATES = {"coming": "à venir", "open": "ouvert", "late": "clos, retard admis", "closed": "clos"}


@click.command()
@click.argument("cycle")
@project_option
def status(cycle: str, project: Path) -> None:
    """Print one line per group, then the keys, the mails and the journal; exit 1 when something does not hold."""
    from chorale.french.dates import spoken
    from chorale.service.operation import collection
    from chorale.service.questionnaire import participants
    from chorale.service.questionnaire import secretariat as questionnaire_secretariat

    found, service = cycle_of(project, cycle), service_of(project)
    zone = service.community.timezone
    state = collection.state(service, found)
    head = f"{cycle} : {STATES[state.planned.state(service.clock())]}"
    tell(f"{head} ; clôture {spoken(state.planned.closes, zone)}")
    for standing in questionnaire_secretariat.standings(service, found):
        tell(f"  {_line(standing, zone)}")
    for line in state.lines:
        tell(f"  {line}")
    with service.store.read() as connection:
        alarms = participants.alarms(found, participants.present(connection, found))
    for alarm in alarms:
        tell(f"  À VOIR : {alarm}")
    faults = [*state.faults, *_unannounced(cycle, state.unannounced)]
    for fault in faults:
        tell(f"  À CORRIGER : {fault}")
    if faults:
        raise SystemExit(1)


def _unannounced(cycle: str, sentences: Sequence[str]) -> list[str]:
    found = [f"changé sans être annoncé, {sentence}" for sentence in sentences]
    mend = f"rétablir les fichiers du cycle, ou « chorale secretariat amend {cycle} --reason … »"
    return [*found, mend] if found else []


def _line(standing: Standing, zone: str) -> str:
    from chorale.french.dates import exact

    scored = agreed(standing.scored, "a noté", "ont noté")
    head = f"{standing.group:<18} {plural(standing.people, 'invité')}, {standing.scored} {scored}"
    if standing.receipt is None:
        return f"{head}, {'brouillon, PAS DE DÉPÔT' if standing.drafted else 'PAS DE DÉPÔT'}"
    late = ", en retard" if standing.receipt.late else ""
    return f"{head}, dépôt n° {standing.receipt.number} le {exact(standing.receipt.received_at, zone)}{late}"


@click.command()
@click.argument("cycle")
@click.option(
    "--milestone",
    help="Nom de l'échéance (par défaut, la date du jour) ; la même ne relance pas deux fois.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Dire exactement qui serait relancé, sans écrire à personne.",
)
@project_option
def remind(cycle: str, milestone: str | None, dry_run: bool, project: Path) -> None:
    """Write to those who are late, or name them."""
    from chorale.service.questionnaire import secretariat as questionnaire_secretariat

    found, service = cycle_of(project, cycle), service_of(project)
    if dry_run:
        chosen = questionnaire_secretariat.to_remind(service, found)
        for person, _ in chosen:
            tell(f"{person.group:<18} {person.name} <{person.email}>")
        say(plural(len(chosen), "personne serait relancée", "personnes seraient relancées"))
        return
    try:
        written = questionnaire_secretariat.remind(
            service, found, milestone or f"{service.clock():%Y-%m-%d}"
        )
    except questionnaire_secretariat.SecretariatError as error:
        refuse(str(error))
    say(plural(len(written), "personne relancée", "personnes relancées"), style="green")
    post(service)


@click.command()
@click.argument("cycle")
@click.option("--until", required=True, type=MomentParam(), help="Nouvelle clôture, heure locale.")
@click.option("--reason", required=True, help="La raison, dite à tous et notée au journal.")
@project_option
def extend(cycle: str, until: datetime, reason: str, project: Path) -> None:
    """Move the close later."""
    from chorale.french.dates import spoken
    from chorale.service.questionnaire import secretariat as questionnaire_secretariat

    found, service = cycle_of(project, cycle), service_of(project)
    try:
        later = questionnaire_secretariat.extend(service, found, until, reason)
    except questionnaire_secretariat.SecretariatError as error:
        refuse(str(error))
    say(f"Nouvelle clôture : {spoken(later.closes, service.community.timezone)}", style="green")
    post(service)


@click.command()
@click.argument("cycle")
@click.option("--reason", required=True, help="La raison, écrite à tous et notée au journal.")
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait annoncé, sans écrire à personne.")
@project_option
def amend(cycle: str, reason: str, dry_run: bool, project: Path) -> None:
    """Announce to everyone what the files change of the terms that the opening bound."""
    from chorale.service.questionnaire import secretariat as questionnaire_secretariat

    found, service = cycle_of(project, cycle), service_of(project)
    try:
        if dry_run:
            sentences = questionnaire_secretariat.amendable(service, found)
        else:
            sentences = questionnaire_secretariat.amend(service, found, reason)
    except questionnaire_secretariat.SecretariatError as error:
        refuse(str(error))
    for sentence in sentences:
        tell(f"  {sentence}")
    if dry_run:
        say("rien n'a été annoncé")
        return
    say("Changement annoncé à toutes les personnes du cycle, et noté au journal.", style="green")
    say("« chorale build » le publie ; le service suit la publication.")
    post(service)


@click.command()
@click.argument("cycle")
@click.option("--mail", "addresses", multiple=True, metavar="COURRIEL", help="L'écrire aussi ici.")
@click.option("--timestamp", metavar="ADRESSE", help="La faire dater ici aussi (RFC 3161).")
@project_option
def head(cycle: str, addresses: tuple[str, ...], timestamp: str | None, project: Path) -> None:
    """Keep the head of the journal in the content, that the next publication shows it; send it, have it dated."""
    from chorale.content.writing import cycle_files
    from chorale.files import store
    from chorale.service.questionnaire import secretariat as questionnaire_secretariat
    from chorale.service.questionnaire import timestamping

    found, service = cycle_of(project, cycle), service_of(project)
    wanted = [service_context.valid_address(address) for address in addresses]
    try:
        last = questionnaire_secretariat.head(service, found)
        questionnaire_secretariat.send_head(service, found, last, wanted)
        dated = timestamping.timestamped(last.digest, timestamp) if timestamp else b""
    except (questionnaire_secretariat.SecretariatError, timestamping.TimestampRefused) as error:
        refuse(str(error))
    if last not in found.heads:
        place = project / cycle_files.heads_path(found)
        before = place.read_text(encoding="utf-8") if place.exists() else ""
        store(place, cycle_files.with_head(before, last).encode())
    say(f"Tête du journal, entrée n° {last.number} : {last.digest}", style="green")
    say(f"Elle est dans content/ipm/{cycle}/heads.yml : « chorale build » la publie.")
    if dated:
        kept = service.settings.folder / f"horodatage-{cycle}-{last.number}.tsr"
        service_context.keep(kept, dated)
        say(f"Horodatage : {kept}")
    if wanted:
        post(service)


def _key(service: Service, key: str) -> str:
    from chorale.french.suggestions import did_you_mean
    from chorale.service.registrations import capacity

    known = capacity.bookable_sessions(service.community)
    if key not in known:
        raise click.UsageError(
            f"séance inconnue « {key} » ; {did_you_mean(key, known)}".rstrip(" ;")
        )
    return key


@click.command()
@click.argument("key", metavar="SÉANCE")
@click.argument("output", type=click.Path(dir_okay=False, path_type=Path), metavar="FICHIER")
@project_option
def registrations(key: str, output: Path, project: Path) -> None:
    """Write who signed up; only the owner of the file reads it."""
    from chorale.service.forms import definitions
    from chorale.service.registrations import capacity
    from chorale.service.registrations import files as registration_files

    service_context.suffix(output)
    service = service_of(project)
    known = _key(service, key)
    event = capacity.bookable_sessions(service.community)[known].event
    fields = definitions.fields(definitions.event_form(service.community, event), service.community)
    with service.store.read() as connection:
        rows = registration_files.rows(connection, known, fields)
    service_context.write(output, rows, key)
    exports.note(service.store, f"inscriptions-{key}", exports.COMMAND, len(rows), system_clock())
    say(f"{plural(len(rows), 'inscription')} dans {output}", style="green")


@click.command()
@click.argument("key", metavar="SÉANCE")
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FICHIER"
)
@project_option
def attendance(key: str, file: Path, project: Path) -> None:
    """Match addresses; tell those that nobody had."""
    from chorale.service.questionnaire.spreadsheets import grids
    from chorale.service.registrations import attendance as came_lists
    from chorale.service.registrations import capacity
    from chorale.text.csv_files import UnreadableTable

    service = service_of(project)
    session = capacity.bookable_sessions(service.community)[_key(service, key)]
    try:
        with service.store.write(capacity.lock(session)) as connection:
            count, strangers = came_lists.attended(connection, key, file.read_bytes(), grids.tables)
    except UnreadableTable as error:
        refuse(f"{file} : {error}")
    for address in strangers:
        say(f"sans inscription : {address}", style="yellow")
    marked = plural(count, "présent marqué", "présents marqués")
    say(f"{marked}, {plural(len(strangers), 'adresse')} sans inscription", style="green")
