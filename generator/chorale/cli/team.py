"""chorale service team: who works in the atelier, with which roles."""

from pathlib import Path

import click

from chorale.cli.options import project_option, say, tell
from chorale.cli.service_context import post, refuse, service_of
from chorale.french.phrases import plural
from chorale.service.timestamps import system_clock

ROLE_OPTION = click.option(
    "--role",
    "words",
    multiple=True,
    required=True,
    metavar="RÔLE",
    help="redaction, approbation, animation, secretariat ou exploitation ; à répéter.",
)


@click.command()
@click.argument("name", metavar="NOM")
@click.argument("address", metavar="ADRESSE")
@ROLE_OPTION
@project_option
def add(name: str, address: str, words: tuple[str, ...], project: Path) -> None:
    """Give someone these roles and no others; print a link that lets in once."""
    from chorale.atelier import acts, team
    from chorale.atelier.rights import spoken
    from chorale.atelier.web.request import ENTRY
    from chorale.atelier.web.team_pages import new_roles

    service, now = service_of(project), system_clock()
    try:
        row = team.row(name, address, words)
        with service.store.write("access", acts.TURN) as connection:
            before = team.by_address(connection, row.email)
            member = team.admit(connection, row, now)
            if before and before.roles != member.roles:
                service.outbox.put(connection, new_roles(service, member, now), now)
            code = team.link(connection, member.person.id, now, team.LINK_BY_HAND)
            whom, what = member.person.id, spoken(row.roles)
            acts.note(connection, acts.CONSOLE, now, "roles", whom=whom, what=what)
    except ValueError as told:
        raise click.UsageError(str(told)) from None
    except team.NoOperatorLeft:
        refuse(LAST)
    click.echo(f"{service.absolute(ENTRY)}#{code}")
    say(f"{row.email} : {what} ; ce lien sert une fois, pendant sept jours", style="green")
    post(service)


LAST = "une personne au moins garde l'exploitation : la donner d'abord à quelqu'un d'autre"


@click.command()
@click.argument(
    "file", metavar="FICHIER", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@project_option
def import_(file: Path, project: Path) -> None:
    """Give the roles of a CSV file, whole or not at all; write to who is new and to whom they changed."""
    from chorale.atelier import acts, team
    from chorale.atelier.rights import spoken
    from chorale.atelier.web.entry_pages import invitation
    from chorale.atelier.web.team_pages import new_roles

    service, now = service_of(project), system_clock()
    rows, mistakes = team.read(file.read_bytes())
    if mistakes:
        refuse("\n".join(f"{file.name} : {one}" for one in mistakes))
    sent = 0
    try:
        with service.store.write("access", acts.TURN) as connection:
            for row in rows:
                before = team.by_address(connection, row.email)
                member = team.admit(connection, row, now)
                whom = member.person.id
                acts.note(connection, acts.CONSOLE, now, "roles", whom=whom, what=spoken(row.roles))
                if before is None:
                    code = team.link(connection, whom, now, team.LINK_BY_HAND)
                    service.outbox.put(connection, invitation(service, member, code), now)
                    sent += 1
                elif before.roles != member.roles:
                    service.outbox.put(connection, new_roles(service, member, now), now)
    except team.NoOperatorLeft:
        refuse(LAST)
    say(f"{plural(len(rows), 'personne')}, dont {plural(sent, 'nouvelle')}", style="green")
    post(service)


@click.command()
@project_option
def show(project: Path) -> None:
    """List the team, by address."""
    from chorale.atelier import team
    from chorale.atelier.rights import spoken

    with service_of(project).store.read() as connection:
        found = team.members(connection)
    for one in found:
        tell(f"{one.person.email} ({one.person.name}) : {spoken(one.roles)}")
    if not found:
        say(
            "personne : « chorale service team add NOM ADRESSE --role exploitation »",
            style="yellow",
        )


@click.command()
@click.argument("address", metavar="ADRESSE")
@project_option
def remove(address: str, project: Path) -> None:
    """Take someone out of the team, sessions and links closed."""
    from chorale.atelier import acts, team
    from chorale.atelier.web.team_pages import removal

    service, now = service_of(project), system_clock()
    try:
        with service.store.write("access", acts.TURN) as connection:
            member = team.by_address(connection, address)
            if member is None:
                refuse(f"« {address} » n'est pas de l'équipe (chorale service team list)")
            team.remove(connection, member.person.id, now)
            service.outbox.put(connection, removal(service, member, now), now)
            acts.note(connection, acts.CONSOLE, now, "removed", whom=member.person.id)
    except team.NoOperatorLeft:
        refuse(LAST)
    say(f"{member.person.email} n'est plus de l'équipe ; ses sessions sont fermées", style="green")
    post(service)
