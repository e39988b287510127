"""A miniature community with its service: a frozen clock, a folder for the mails, a browser without JavaScript."""

import email
import shutil
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from browsing import ORIGIN, Browser
from patience import until
from shown import typed
from sqlalchemy import and_, func, or_, select
from witness import Witness

from chorale.service.app import application, create_service
from chorale.service.settings import Settings
from chorale.service.store import Store
from chorale.service.tables import outbox
from chorale.service.timestamps import stamp
from chorale.service.web.request import Service

PARIS = ZoneInfo("Europe/Paris")
COMMUNITY = """\
name: "Communauté d'essai"
url: "https://chorale.example/"
timezone: Europe/Paris
audiences: {fournisseurs: "Fournisseurs"}
sender: {name: "Secrétariat", address: "secretariat@chorale.example", identity: "Secrétariat d'essai"}
"""


@dataclass
class FrozenClock:
    """A clock that moves only when told."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **length: float) -> None:
        self.now += timedelta(**length)


@dataclass
class Place:
    """A running service, its clock, its folder and its post."""

    service: Service
    clock: FrozenClock
    folder: Path
    app: Any

    def browser(self, address: str = "192.0.2.7") -> Browser:
        return Witness(self.app, address, store=self.service.store)

    def post(self) -> list[EmailMessage]:
        """Have what is due sent, and return every mail ever sent, oldest first."""
        worker = self.service.worker
        if (
            worker.thread.is_alive()
        ):  # the letters are its own: we ring, then wait until it holds none
            worker.bell.set()
            until(lambda: not self.due())
        else:
            worker.box.flush(self.service.store, worker.carrier, self.clock)
        files = sorted(
            self.service.settings.mail_folder.glob("*.eml"),
            key=lambda file: (file.stat().st_mtime_ns, file.name),
        )
        mails = [email.message_from_bytes(file.read_bytes(), policy=default) for file in files]
        said = (part for mail in mails for part in (str(mail["Subject"]), words(mail)))  # type: ignore[arg-type]
        foreign = typed(list(said))
        assert not foreign, foreign
        return mails  # type: ignore[return-value]

    def due(self) -> int:
        """Return how many letters are in the worker's hand, or would be."""
        ready = and_(outbox.c.state == "queued", outbox.c.due_at <= stamp(self.clock()))
        with self.service.store.read() as connection:
            held = select(func.count()).where(or_(ready, outbox.c.state == "sending"))
            return connection.execute(held).scalar_one()


def words(mail: EmailMessage) -> str:
    """Return the text of a mail, whatever is joined to it."""
    return mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def at_noon() -> datetime:
    """Return the instant at which a place begins."""
    return datetime(2026, 11, 16, 12, 0, tzinfo=PARIS)


def make_place(
    root: Path,
    url: str = "",
    files: Mapping[str, str] | None = None,
    key_of: Place | None = None,
) -> Place:
    """Build a community on disk and a service over it; it is Monday 16 November 2026, noon in Paris.

    Over the database of another place, key_of is that place: a database accepts its own key only.
    """
    for path, content in {"content/community.yml": COMMUNITY, **(files or {})}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")
    clock = FrozenClock(at_noon())
    folder = root / "var"
    settings = Settings(
        root=root,
        database_url=url or f"sqlite:///{folder / 'essai.sqlite'}",
        base_url=ORIGIN,
        folder=folder,
    )
    if key_of:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(key_of.service.settings.key_file, settings.key_file)
    store = Store(settings.database_url)
    store.prepare()
    service = create_service(root, store, clock, settings)
    return Place(service, clock, folder, application(service))


def in_parallel(count: int, action: Any) -> list[Any]:
    """Call action(index) in as many threads, started together; return the results in order, or raise the first fault."""
    gate = threading.Barrier(count)

    def run(index: int) -> Any:
        gate.wait()
        return action(index)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
