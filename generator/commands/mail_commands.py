"""chorale service mails: what the service could not send, why, and how to try again."""

from pathlib import Path

import click

from generator.commands.operation import prepared
from generator.commands.project import project_option, say
from generator.outputs.french import plural
from generator.service.instants import system_clock

STATES = {"failed": "abandonné", "queued": "remis à plus tard", "sending": "en cours"}


@click.command(
    "mails", help="Dire quels courriels du service sont en difficulté ; --retry remet en file les abandonnés."
)
@click.option("--retry", is_flag=True, help="Remettre en file les courriels abandonnés, une fois la cause réparée.")
@project_option
def mails(retry: bool, project: Path) -> None:
    """Count by kind and answer, never by name."""
    from generator.service.mail import outbox

    _, store = prepared(project)
    with store.read() as connection:
        found = outbox.troubles(connection)
    for row in found:
        click.echo(f"{row.kind}, {STATES[row.state]} : {row.last_error} ({plural(row.letters, 'courriel')})")
    if not found:
        say("aucun courriel en difficulté", style="green")
    if retry:
        with store.write("outbox") as connection:
            count = outbox.revive(connection, system_clock())
        say(f"{plural(count, 'courriel remis', 'courriels remis')} en file ; le service les enverra", style="green")


COMMANDS = (mails,)
