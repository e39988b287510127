"""A miniature community with its service: a frozen clock, a folder for the mails, a browser without JavaScript."""

import asyncio
import email
import re
import shutil
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from patience import until
from shown import english, shown, typed
from sqlalchemy import and_, func, or_, select

from chorale.service.app import application, create_service
from chorale.service.settings import Settings
from chorale.service.store import Store
from chorale.service.tables import outbox
from chorale.service.timestamps import stamp
from chorale.service.web.request import Service

PARIS = ZoneInfo("Europe/Paris")
ORIGIN = "https://chorale.example"
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
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def words(self) -> str:
        """Return the page's words, tags removed, spaces made plain."""
        bare = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", self.text, flags=re.DOTALL)
        return re.sub(r"\s+", " ", bare)


def apart(question):
    """Run a coroutine in a thread of its own: a browser test may have left a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, question).result()


@dataclass
class Browser:
    """Speaks ASGI to the application: keeps cookies, sends what a real browser sends, follows nothing by itself."""

    app: Any
    address: str = "192.0.2.7"
    cookies: dict[str, str] = field(default_factory=dict)

    def get(
        self, path: str, *, method: str = "GET", headers: Mapping[str, str] | None = None
    ) -> Answer:
        return self.ask(method, path, b"", dict(headers or {}))

    def post(self, path: str, form: Mapping[str, Any] | None = None, **extra: Any) -> Answer:
        body = extra.pop("body", urlencode(form or {}, doseq=True).encode())
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "origin": ORIGIN,
            "sec-fetch-site": "same-origin",
        }
        headers |= extra.pop("headers", {})
        return self.ask(
            "POST",
            path,
            body,
            {name: value for name, value in headers.items() if value is not None},
        )

    def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        if self.cookies:
            headers.setdefault(
                "cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            )
        answer = apart(self._ask(method, path, body, headers))
        if answer.headers.get("content-type", "").startswith("text/html"):
            texts = shown(answer.text)
            foreign = [*typed(texts), *english(texts)]
            assert not foreign, foreign
        for line in answer.cookies:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies.pop(name, None)
            if value.strip('"'):
                self.cookies[name] = value
        return answer

    async def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        parts = urlsplit(path)
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "https",
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in {"host": "chorale.example", **headers}.items()],
            "client": (self.address, 40000),
            "server": ("chorale.example", 443),
        }  # fmt: skip
        sent: list[dict[str, Any]] = []
        inbox = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> dict[str, Any]:
            return inbox.pop(0) if inbox else {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        raw = [(name.decode(), value.decode()) for name, value in sent[0]["headers"]]
        cookies = [value for name, value in raw if name == "set-cookie"]
        return Answer(
            sent[0]["status"],
            dict(raw),
            cookies,
            b"".join(part.get("body", b"") for part in sent[1:]),
        )


@dataclass
class Place:
    """A running service, its clock, its folder and its post."""

    service: Service
    clock: FrozenClock
    folder: Path
    app: Any

    def browser(self, address: str = "192.0.2.7") -> Browser:
        return Browser(self.app, address)

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
