"""chorale try: a community as its visitors, authors and operators have it, on one's own machine, over a copy."""

import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from chorale import memory
from chorale.cli.listening import listening
from chorale.cli.options import project_option, say
from chorale.cli.publish import explain
from chorale.french.os_errors import refusal


@click.command()
@click.option(
    "--port",
    default=8703,
    show_default=True,
    type=click.IntRange(1, 65535),
    metavar="N",
    help="Port d'écoute, sur cette machine seulement.",
)
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DOSSIER",
    help="Garder la copie essayée dans ce dossier ; la même commande la reprend.",
)
@project_option
def command(port: int, keep: Path | None, project: Path) -> None:
    """Build, serve, write and deliver to an inbox until Ctrl+C, over a copy; nothing leaves the machine."""
    try:
        door = listening("127.0.0.1", port)
    except OSError as error:
        _refuse(f"Impossible d'écouter : {refusal(error, f'localhost:{port}')}")
    with door, _place(keep) as folder:
        _serve(door, project, folder, kept=keep is not None)


@contextmanager
def _place(keep: Path | None) -> Iterator[Path]:
    """Lend the folder of the copy: the one that is kept, else one that goes away."""
    if keep is not None:
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="chorale-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _serve(door: socket.socket, project: Path, folder: Path, *, kept: bool) -> None:
    import uvicorn

    from chorale.publish import PublicationRefused
    from chorale.service.timestamps import system_clock
    from chorale.trial import prepare

    address = f"http://localhost:{door.getsockname()[1]}"
    after = "et y reste" if kept else "et s’efface à la fin de l’essai"
    notice = "Essai sur une copie : rien ne s’écrit dans votre projet."
    say(f"{notice} Elle est dans « {folder} », {after}.")
    _copy(project, folder, address)
    say("Publication pour cette machine…")
    try:
        with memory.opened():
            trial = prepare(folder, address, system_clock, lambda _: None, notice)
    except PublicationRefused as refused:
        explain(refused, project)
        raise SystemExit(1) from None
    for words, where in trial.doors:
        say(f"{words} : {where}", style="green")
    again = " La même commande reprend cette copie." if kept else " « --keep DOSSIER » la garde."
    say(f"Rien ne part de cette machine. Ctrl+C pour finir.{again}")
    config = uvicorn.Config(
        trial.app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
    )
    uvicorn.Server(config).run(sockets=[door])
    trial.close()


def _copy(project: Path, folder: Path, address: str) -> None:
    from chorale import trial

    try:
        trial.copy(project, folder, address)
    except trial.NotATrial as told:
        _refuse(str(told))
    except OSError as error:
        _refuse(f"La copie ne s'écrit pas : {refusal(error, folder)}")


def _refuse(sentence: str) -> NoReturn:
    say(sentence, style="red")
    raise SystemExit(1)
