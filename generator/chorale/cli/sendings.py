"""chorale newsletter sendings: every sending, planned, begun or finished, with what became of its recipients."""

from datetime import date
from pathlib import Path

import click

from chorale.cli import send_report
from chorale.cli.options import project_option, today_option
from chorale.cli.service_context import errors_in_words, prepared
from chorale.french.dates import spoken
from chorale.service.delivery import records as delivery_records
from chorale.service.delivery.records import Delivery
from chorale.service.timestamps import instant


@click.command()
@project_option
@today_option
def sendings(project: Path, today: date) -> None:
    """Print one line for each, in the order of their hours."""
    from chorale.content.load import load

    community = load(project, today).community
    zone = community.timezone if community else "Europe/Paris"
    with errors_in_words():
        _, store = prepared(project)
        with store.read() as connection:
            known = [
                (
                    one,
                    delivery_records.counts(connection, one.id),
                    delivery_records.refusals(connection, one.id),
                )
                for one in delivery_records.every(connection)
            ]
    for one, counts, why in known:
        fate = f" ; {send_report.account(counts, why)}" if counts else ""
        click.echo(f"{_name(one)} : {_state(one, zone)}{fate}")
    if not known:
        click.echo("aucun envoi prévu ni fait")


def _name(found: Delivery) -> str:
    return f"{found.issue} ({found.topic})" if found.topic else found.issue


def _state(found: Delivery, zone: str) -> str:
    match found.state:
        case "planned":
            return f"prévu le {spoken(instant(found.due_at), zone)}"
        case "running":
            return f"commencé le {spoken(instant(found.started_at), zone)}, pas fini"
        case _:
            return f"fini le {spoken(instant(found.finished_at), zone)}"
