"""Trial of a community: its site, service, inbox and atelier on one local port, over a copy of the project."""

import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from chorale.atelier import acts, team
from chorale.atelier.repository import Author, Repository
from chorale.atelier.web.app import StaffRoom
from chorale.atelier.web.request import ENTRY, HOME
from chorale.content import addresses, kinds
from chorale.content.source_files import UnreadableFile
from chorale.content.sources import yaml_origin
from chorale.content.writing import splice
from chorale.content.writing.layout import Unspliceable
from chorale.content.writing.trees import tree
from chorale.files import store
from chorale.overrides import FOLDER
from chorale.publish import Tell, build
from chorale.service.accounts import people
from chorale.service.app import application, create_service
from chorale.service.operation import inbox_pages
from chorale.service.publication import Publication
from chorale.service.registrations import capacity
from chorale.service.settings import Settings
from chorale.service.store import Store
from chorale.service.timestamps import Clock
from chorale.service.web.dispatch import endpoint
from chorale.service.web.request import Service

SERVED = (f"{addresses.SERVICE}/", "/gestion", "/healthz", HOME, inbox_pages.INBOX)
"""Beginnings of the paths that the service answers; all others are the site's."""
PARTS = ("content", "site", FOLDER)
"""The folders that make a project; « mkdocs.yml » stands beside them."""
MARK = "essai.txt"
"""What tells a kept trial from any other folder."""
NEWCOMER = Author(name="Camille", email="vous@exemple.fr")


class NotATrial(Exception):
    """A folder cannot hold the copy: something else is there. The text is one French sentence."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What is tried: the application, and the addresses to begin with, each with what one sees there."""

    app: ASGIApp
    doors: tuple[tuple[str, str], ...]
    close: Callable[[], None]


def copy(project: Path, folder: Path, address: str) -> None:
    """Lay a copy of a project in a folder, or take up the one that was kept there, for an address of this machine.

    Raises NotATrial and OSError.
    """
    kept = (folder / MARK).is_file()
    if not kept:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise NotATrial(
                f"« {folder} » n'est ni vide ni un essai gardé : donner un autre dossier"
            )
        _copied(project, folder)
    _addressed(folder / kinds.HOME, f"{address}/")
    if not kept:
        _followed(folder)
        note = f"Copie de « {project} », faite pour l'essayer. On peut effacer ce dossier.\n"
        store(folder / MARK, note.encode())


def _copied(project: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        if (project / part).is_dir():
            shutil.copytree(project / part, folder / part, ignore_dangling_symlinks=True)
    with suppress(FileNotFoundError):
        shutil.copy(project / "mkdocs.yml", folder)
    store(folder / ".gitignore", f"build/\nvar/\n{MARK}\n".encode())


def _addressed(home: Path, address: str) -> None:
    """Write where the copy is read; a file that cannot be understood is told by the build, at its line."""
    with suppress(UnreadableFile, Unspliceable, UnicodeDecodeError, FileNotFoundError):
        text = home.read_text(encoding="utf-8")
        said = tree(yaml_origin(kinds.HOME, text).node)
        if isinstance(said, dict):
            store(home, splice.rewritten(text, {**said, "url": address}).encode())


def _followed(folder: Path) -> None:
    """Give the copy a history of its own: nothing leads from it to the project's forge. Without git it has none."""
    repository = Repository(folder)
    repository.run("init", "--quiet", "--initial-branch=main")
    repository.run("add", "--all")
    words = ("commit", "--quiet", "--no-verify", "-m", "Copie d'essai")
    repository.run(*words, author=NEWCOMER)


def prepare(root: Path, address: str, clock: Clock, tell: Tell, notice: str = "") -> Trial:
    """Publish a copy and make what serves it; notice is what each page of the atelier says of it.

    Raises PublicationRefused.
    """
    build(root, root / "build", clock().date(), tell)
    settings = Settings(
        root=root,
        database_url=f"sqlite:///{root / 'var/chorale.sqlite'}",
        base_url=address,
        folder=root / "var",
        published=root / "build",
        notice=notice,
    )
    data = Store(settings.database_url)
    data.prepare()
    publication = Publication.of(settings, clock)
    service = create_service(root, data, clock, settings, publication.first())
    site = application(service, publication, annex_over=InboxAndAtelier)
    app = OnePort(site, root / "build/site", address)
    return Trial(app=app, doors=tuple(_doors(service)), close=data.close)


class InboxAndAtelier:
    """The mails of the trial, as pages beside the service's, and the atelier over its copy."""

    def __init__(self, serving: Callable[[], Service]) -> None:
        inbox = [Route(one.path, endpoint(serving, one)) for one in inbox_pages.INBOX_ROUTES]
        self.room = StaffRoom(serving)
        self.routes: Sequence[Route] = [*inbox, *self.room.routes]

    def start(self) -> None:
        """Begin to send the letters; the service lays the mails as files."""
        self.room.start()

    def stop(self) -> None:
        """Finish what is in hand."""
        self.room.stop()


def _doors(service: Service) -> list[tuple[str, str]]:
    operator, member = _let_in(service)
    doors = [
        ("Le site", service.absolute("/")),
        ("Les courriels", service.absolute(inbox_pages.INBOX)),
    ]
    for session in capacity.bookable_sessions(service.community).values():
        if session.open(service.clock()):
            path = f"{addresses.SERVICE}/inscription/{session.key}/"
            doors.append(("Une inscription à essayer", service.absolute(path)))
            break
    atelier = f"{service.absolute(ENTRY)}#{member}"
    return [*doors, ("L'atelier", atelier), ("La page de gestion", service.personal_link(operator))]


def _let_in(service: Service) -> tuple[str, str]:
    """Return the newcomer's keys: to the page of management, and, once, to the atelier with every role."""
    now, name, email = service.clock(), NEWCOMER.name, NEWCOMER.email
    with service.store.write("access", acts.TURN) as connection:
        who = {"group": "", "role": "operator", "name": name, "email": email}
        _, secret = people.admit(connection, now, scope=people.OPERATOR_SCOPE, **who)
        member = team.admit(connection, team.row(name, email, team.CHOICES), now)
        return secret, team.link(connection, member.person.id, now, team.LINK_BY_HAND)


class OnePort:
    """Answers as the documented front does: the service for its own paths, else the site's files and its 404 page."""

    def __init__(self, service: ASGIApp, site: Path, address: str) -> None:
        self.service, self.site, self.address = service, site, address
        self.files = StaticFiles(directory=site, html=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI event."""
        if scope["type"] != "http":
            await self.service(scope, receive, send)
            return
        await self._answer(scope)(scope, receive, send)

    def _answer(self, scope: Scope) -> ASGIApp:
        path = scope["path"]
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        if host and not self.address.endswith(f"//{host}"):  # forms are accepted from one name only
            return RedirectResponse(f"{self.address}{path}")
        if path.startswith(SERVED):
            return self.service
        known = self.site / path.lstrip("/")
        inside = known.resolve().is_relative_to(self.site.resolve())
        if inside and (known.is_file() or (known / "index.html").is_file()):
            return self.files
        return self._lost()

    def _lost(self) -> Response:
        return FileResponse(self.site / "404.html", status_code=404)
