"""chorale secretariat invite, revoke, renew: the people of a cycle, what a file changes of them, their links."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chorale.cli.options import project_option, say, tell
from chorale.cli.service_context import cycle_of, post, refuse, service_of
from chorale.french.phrases import agreed, plural

if TYPE_CHECKING:
    from chorale.service.questionnaire.membership import RosterOutcome
    from chorale.service.questionnaire.roster import RosterPlan

TABLE_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
GROUP = click.option("--group", default="", help="Le groupe, si l'adresse est dans plusieurs.")
ANYWAY = click.option(
    "--anyway", is_flag=True, help="Accepter ce que la commande dit qu'elle ferait perdre."
)


@click.command()
@click.argument("cycle")
@click.option(
    "--people", required=True, type=TABLE_FILE, help="Le fichier des personnes, CSV ou XLSX."
)
@click.option("--dry-run", is_flag=True, help="Montrer ce qui changerait, sans rien faire.")
@ANYWAY
@project_option
def invite(cycle: str, people: Path, dry_run: bool, anyway: bool, project: Path) -> None:
    """Show what the file changes, ask when somebody is there to answer, then do it."""
    from chorale.service.questionnaire import membership, roster
    from chorale.service.questionnaire.spreadsheets.grids import tables

    found = cycle_of(project, cycle)
    listed, mistakes = roster.read(people.read_bytes(), found, tables)
    if mistakes:
        refuse(
            "personne n'est invité :\n"
            + "\n".join(f"  {people.name}, {mistake}" for mistake in mistakes)
        )
    service = service_of(project)
    for line in _planned(membership.plan(service, found, listed)):
        tell(line)
    if dry_run:
        say("rien n'a été fait")
        return
    if sys.stdin.isatty() and not click.confirm("Faire ces changements ?"):
        refuse("rien n'a été fait")
    with _refusals():
        outcome = membership.invite(service, found, listed, anyway=anyway)
    _done(outcome)
    post(service)


def _planned(plan: "RosterPlan") -> list[str]:
    """Return the table of what a file changes, a line for each person whom it touches."""
    return [
        f"  {one.what:<12} {one.group:<18} {one.who}{' ; ' if one.note else ''}{one.note}"
        for one in plan.lines
    ]


@contextmanager
def _refusals() -> Iterator[None]:
    """End with the sentence of what the secretariat may not do, and with what would allow it."""
    from chorale.service.questionnaire.secretariat import LossRefused, SecretariatError

    try:
        yield
    except LossRefused as error:
        refuse(f"{error} ; ou dire --anyway")
    except SecretariatError as error:
        refuse(str(error))


def _done(outcome: "RosterOutcome") -> None:
    plan = outcome.plan
    added, already = len(plan.of("new", "moved")), len(plan.of("same", "role", "name"))
    verb = agreed(already, "l'était déjà", "l'étaient déjà")
    changed = plan.of("role", "name")
    more = f", {plural(len(changed), 'changement')}" if changed else ""
    if plan.changes:
        say(f"{plural(added, 'invité')}, {already} {verb}{more}", style="green")
    for group in outcome.waiting:
        say(
            f"{group} : les nouveaux liens n'ouvrent rien avant l'accord d'un référent, sur la page du groupe",
            style="yellow",
        )
    for group in outcome.lost:
        say(
            f"{group} : plus personne ne lisait le brouillon et les notes ; ils sont effacés, et le groupe prévenu",
            style="yellow",
        )


@click.command()
@click.argument("cycle")
@click.argument("address", metavar="COURRIEL")
@GROUP
@ANYWAY
@project_option
def revoke(cycle: str, address: str, group: str, anyway: bool, project: Path) -> None:
    """Close one link, and tell its holder and the group."""
    from chorale.service.questionnaire import membership

    found, service = cycle_of(project, cycle), service_of(project)
    with _refusals():
        person = membership.revoke(service, found, address, group, anyway=anyway)
    say(
        f"Lien révoqué : {person.name}, groupe {person.group} ; « invite » peut lui en donner un autre.",
        style="green",
    )
    post(service)


@click.command()
@click.argument("cycle")
@click.argument("address", metavar="COURRIEL")
@GROUP
@ANYWAY
@project_option
def renew(cycle: str, address: str, group: str, anyway: bool, project: Path) -> None:
    """Send a fresh link in place of a lost one; the group gives its agreement again."""
    from chorale.service.questionnaire import membership

    found, service = cycle_of(project, cycle), service_of(project)
    with _refusals():
        outcome = membership.renew(service, found, address, group, anyway=anyway)
    say("Nouveau lien envoyé ; l'ancien est fermé.", style="green")
    _done(outcome)
    post(service)
