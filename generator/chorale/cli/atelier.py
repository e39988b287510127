"""chorale atelier: write, preview and publish in a browser, on one's own machine."""

import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from chorale.cli.options import project_option, say


@click.command()
@click.option(
    "--port",
    default=8702,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="Port d'écoute, sur cette machine seulement.",
)
@project_option
def command(port: int, project: Path) -> None:
    """Serve the atelier on loopback until Ctrl+C."""
    import uvicorn

    from chorale.atelier import acts
    from chorale.atelier.desk import Desk, Writer
    from chorale.atelier.repository import Repository
    from chorale.atelier.web.app import application
    from chorale.atelier.web.doors import OwnMachine
    from chorale.cli.service_context import errors_in_words
    from chorale.service import settings
    from chorale.service.logs import to_folder
    from chorale.service.store import Store

    folder = project / "var"
    owner = Repository(project).owner
    worker = Writer(key=acts.OWNER, name=owner.name, email=owner.email)
    with errors_in_words():
        store = Store(f"sqlite:///{folder / 'atelier.sqlite'}")
        store.prepare()
    desk = Desk(
        root=project,
        folder=folder,
        store=store,
        clock=lambda: datetime.now(ZoneInfo("Europe/Paris")),
        address=f"http://localhost:{port}",
        branch=settings.branch(os.environ),
    )
    to_folder(folder / "journaux")
    say(f"L'atelier est ouvert : {desk.address}/atelier/ (Ctrl+C pour le fermer)", style="green")
    if trouble := desk.repository.trouble:
        say(trouble, style="yellow")
    uvicorn.run(
        application(desk, OwnMachine(worker, desk)),
        host="localhost",
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )
    store.close()
