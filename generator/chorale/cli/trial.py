"""chorale try: a community as its visitors will have it, with its mails, on one's own machine."""

import socket
import tempfile
from pathlib import Path

import click

from chorale import memory
from chorale.cli.options import project_option, say
from chorale.cli.publish import explain
from chorale.french.os_errors import refusal


@click.command()
@click.option(
    "--port",
    default=8703,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="Port d'écoute, sur cette machine seulement.",
)
@project_option
def command(port: int, project: Path) -> None:
    """Build, serve and deliver to an inbox until Ctrl+C; nothing of it stays, nothing leaves the machine."""
    try:
        door = socket.create_server(("127.0.0.1", port))
    except OSError as error:
        say(f"Impossible d'écouter : {refusal(error, f'localhost:{port}')}", style="red")
        raise SystemExit(1) from None
    with door, tempfile.TemporaryDirectory(prefix="chorale-") as folder:
        _serve(door, project, Path(folder))


def _serve(door: socket.socket, project: Path, folder: Path) -> None:
    import uvicorn

    from chorale.publish import PublicationRefused
    from chorale.service.timestamps import system_clock
    from chorale.trial import prepare

    say("Publication pour cette machine…")
    address = f"http://localhost:{door.getsockname()[1]}"
    try:
        with memory.opened():
            trial = prepare(project, folder, address, system_clock, lambda _: None)
    except PublicationRefused as refused:
        explain(refused, project)
        raise SystemExit(1) from None
    for words, where in trial.doors:
        say(f"{words} : {where}", style="green")
    say("Rien ne part de cette machine, et rien ne reste : Ctrl+C pour finir.")
    config = uvicorn.Config(
        trial.app, log_config=None, access_log=False, server_header=False, proxy_headers=False
    )
    uvicorn.Server(config).run(sockets=[door])
    trial.close()
