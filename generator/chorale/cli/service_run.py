"""chorale service run: answer visitors and send mails, in one process or several behind one port."""

import gc
import os
import socket
import sys
from pathlib import Path

import click

from chorale.cli.listening import listening
from chorale.cli.options import project_option, say
from chorale.cli.service_context import refuse, serving_of
from chorale.french import os_errors
from chorale.service.publication import Publication
from chorale.service.web.request import Service

COLLECTED = 7_000, 10, 10
"""After how many new objects the garbage collector looks for circles: a crowd's requests are ten times Python's 700."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse d'écoute.")
@click.option(
    "--port",
    default=8700,
    show_default=True,
    type=click.IntRange(1, 65535),
    metavar="N",
    help="Port d'écoute.",
)
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    metavar="N",
    help="Nombre de processus ; plusieurs demandent PostgreSQL.",
)
@click.option("--inherited", type=(int, int), hidden=True)
@project_option
def run(
    host: str, port: int, workers: int, inherited: tuple[int, int] | None, project: Path
) -> None:
    """Serve until interrupted; SIGHUP renews the processes one by one when there are several."""
    publication, service = serving_of(project)
    if workers > 1 and service.store.is_sqlite:
        refuse("plusieurs processus demandent PostgreSQL (CHORALE_DATABASE_URL)")
    if inherited is not None:
        handle, ready = inherited
        _serve(publication, service, socket.socket(fileno=handle), ready)
        return
    _greet(service, host, port)
    with _door(host, port) as door:
        if workers == 1:
            _serve(publication, service, door)
            return
        service.store.close()
        _supervise(door, workers, project)


def _greet(service: Service, host: str, port: int) -> None:
    from chorale.atelier.repository import Repository
    from chorale.atelier.web.request import BACK

    settings = service.settings
    say(f"Adresse publique : {settings.base_url} ; écoute sur http://{host}:{port}")
    say(
        f"Courriels : {'serveur SMTP' if settings.smtp_url else f'fichiers dans {settings.mail_folder}'}"
    )
    say(
        f"Journaux : {settings.log_folder} (une ligne JSON par événement, effacés après douze mois)"
    )
    if found := settings.provider:
        back = settings.base_url + BACK
        say(f"Comptes : {found.name}, {found.issuer} ; adresse de retour à lui déclarer : {back}")
    if settings.branch:
        elsewhere = Repository(settings.root, settings.branch).elsewhere
        say(elsewhere or f"Branche : {settings.branch}", style="yellow" if elsewhere else "")


def _door(host: str, port: int) -> socket.socket:
    try:
        return listening(host, port, waiting=2048)
    except OSError as error:
        refuse(f"impossible d'écouter : {os_errors.refusal(error, f'{host}:{port}')}")


def _supervise(door: socket.socket, workers: int, project: Path) -> None:
    from chorale.service.operation.supervisor import Supervisor

    command = (sys.executable, "-m", "chorale", "service", "run", "--project", str(project))
    Supervisor(command, door, workers, lambda words: say(words, style="yellow")).run()


def _serve(
    publication: Publication, service: Service, door: socket.socket, ready: int | None = None
) -> None:
    """Answer on a listening socket until told to stop; tell a supervisor, if any, once it answers."""
    import uvicorn

    from chorale.atelier.web.app import StaffRoom
    from chorale.garbage import set_aside
    from chorale.service.app import application
    from chorale.service.logs import to_folder
    from chorale.service.operation.supervisor import stop_with_parent

    class ToldServer(uvicorn.Server):
        """Tells the supervisor when it answers."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if ready is not None:
                os.write(ready, b"1")

    to_folder(service.settings.log_folder)
    if ready is not None:
        stop_with_parent()
    config = uvicorn.Config(
        application(service, publication, StaffRoom),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=20,
    )
    set_aside()
    gc.set_threshold(*COLLECTED)
    ToldServer(config).run(sockets=[door])
    service.store.close()
