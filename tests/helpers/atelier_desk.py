"""The atelier over a copy of the miniature community, with its git repository; a browser without scripts at its door."""

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bs4 import BeautifulSoup
from house import GOLDEN
from places import ORIGIN, PARIS, Answer, Browser, FrozenClock, Place
from witness import Witness

from chorale.atelier import acts, team
from chorale.atelier.desk import Desk, Writer
from chorale.atelier.web.app import StaffRoom, application
from chorale.atelier.web.doors import OwnMachine
from chorale.content import snapshot
from chorale.service.app import Serving, create_service, run_jobs
from chorale.service.app import application as served_application
from chorale.service.publication import Publication
from chorale.service.settings import IdentityProvider, Settings
from chorale.service.store import Store

NOW = datetime(2026, 3, 5, 10, 0, tzinfo=PARIS)
ISSUE = "content/newsletters/2026-03/issue.yml"
WEBINAR = "content/webinars/lire-les-feux.md"


@dataclass
class Bench:
    """A project, its desk and one browser for each person."""

    root: Path
    desk: Desk
    store: Store
    clock: FrozenClock
    people: dict[str, Browser] = field(default_factory=dict)

    def browser(self, name: str = "Anne") -> Browser:
        worker = Writer(key=name.lower(), name=name, email=f"{name.lower()}@exemple.fr")
        if name not in self.people:
            room = application(self.desk, OwnMachine(worker, self.desk))
            self.people[name] = Witness(room, store=self.store)
        return self.people[name]

    def text(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def git(self, *words: str) -> str:
        return subprocess.run(
            ["git", *words], cwd=self.root, capture_output=True, text=True, check=True
        ).stdout


def make_bench(folder: Path, *, git: bool = True, address: str = ORIGIN) -> Bench:
    """Lay the miniature community on the disk, and open the atelier on it."""
    root = folder / "projet"
    for part in ("content", "site"):
        shutil.copytree(GOLDEN / part, root / part)
    store = Store(f"sqlite:///{folder / 'var' / 'atelier.sqlite'}")
    store.prepare()
    clock = FrozenClock(NOW)
    desk = Desk(root=root, folder=folder / "var", store=store, clock=clock, address=address)
    made = Bench(root=root, desk=desk, store=store, clock=clock)
    if git:
        made.git("init", "-q", "-b", "main")
        made.git("-c", "user.name=X", "-c", "user.email=x@x", "add", "-A")
        made.git("-c", "user.name=X", "-c", "user.email=x@x", "commit", "-q", "-m", "début")
    return made


def run(*words: str, cwd: Path | None = None) -> str:
    """Run a program as another person of the team would; return what it says."""
    return subprocess.run(words, cwd=cwd, check=True, capture_output=True, text=True).stdout


def with_forge(bench: Bench, folder: Path) -> Path:
    """Give the project a forge, where someone else then changed the webinar's title and its end."""
    there, clone = folder / "forge.git", folder / "ailleurs"
    run("git", "init", "-q", "--bare", "-b", "main", str(there))
    bench.git("remote", "add", "origin", str(there))
    bench.git("push", "-q", "-u", "origin", "main")
    run("git", "clone", "-q", str(there), str(clone))
    file = clone / WEBINAR
    lines = file.read_text(encoding="utf-8").split("\n")
    lines = ['title: "Là-bas"' if line.startswith("title:") else line for line in lines]
    file.write_text("\n".join(lines) + "\nUne phrase de là-bas.\n", encoding="utf-8")
    run("git", "-c", "user.name=Zoé", "-c", "user.email=z@x", "commit", "-qam", "Là-bas", cwd=clone)
    run("git", "push", "-q", cwd=clone)
    return there


@dataclass
class Form:
    """The form of a sheet as a browser without scripts holds it: names and values, in order."""

    browser: Browser
    path: str
    pairs: list[tuple[str, str]]

    def set(self, name: str, value: str) -> "Form":
        places = [rank for rank, pair in enumerate(self.pairs) if pair[0] == name]
        assert places, name
        self.pairs[places[-1]] = (name, value)
        return self

    def get(self, name: str) -> str:
        return next(value for known, value in reversed(self.pairs) if known == name)

    def press(self, operation: str, **extra: Any) -> Answer:
        body = urlencode([*self.pairs, ("op", operation)]).encode()
        return self.browser.post(f"/atelier/fiche/{self.path}", body=body, **extra)


def opened(browser: Browser, path: str) -> Form:
    """Open a sheet and return its form."""
    answer = browser.get(f"/atelier/fiche/{path}")
    assert answer.status == 200, answer.words
    return Form(browser, path, list(pairs(answer.text)))


def pairs(html: str):
    """Yield what a browser would send of the sheet's form."""
    soup = BeautifulSoup(html, "html.parser")
    form = soup.find("form", id="fiche")
    inside = [
        one
        for one in soup.find_all(["input", "textarea", "select"])
        if form in one.parents or one.get("form") == "fiche"
    ]
    for one in inside:
        if one.name == "textarea":
            yield one["name"], one.text.removeprefix("\n").replace("\n", "\r\n")
        elif one.name == "select":
            chosen = one.find("option", selected=True) or one.find("option")
            yield one["name"], chosen["value"] if chosen else ""
        elif one["type"] in ("checkbox", "radio"):
            if one.has_attr("checked"):
                yield one["name"], one["value"]
        elif one["type"] != "file":
            yield one["name"], one.get("value", "")


def sentences(answer: Answer) -> str:
    """Return the words of a refusal's summary."""
    found = BeautifulSoup(answer.text, "html.parser").find(class_="summary")
    return " ".join(found.text.split()) if found else ""


@dataclass
class Team(Place):
    """The service over the miniature community with the atelier in it, and a browser for each member."""

    room: StaffRoom
    serving: Serving

    def published(self) -> None:
        """Let the service see what was published since, and do at once what follows from it."""
        self.serving.look()
        run_jobs(self.serving())

    def browser(self, address: str = "192.0.2.7") -> Browser:
        return Witness(self.app, address, store=self.service.store)

    def member(self, name: str, *roles: str) -> Browser:
        """Make someone of the team, and have them come in by their link."""
        browser = self.browser()
        answer = browser.post("/atelier/entrer", {"code": self.code(name, *roles)})
        assert (answer.status, answer.headers["location"]) == (303, "/atelier/"), answer.words
        return browser

    def code(self, name: str, *roles: str) -> str:
        """Make someone of the team; return the code of their link."""
        now = self.clock()
        row = team.TeamRow(name=name, email=f"{name.lower()}@exemple.fr", roles=frozenset(roles))
        with self.service.store.write("access") as connection:
            member = team.admit(connection, row, now)
            return team.link(connection, member.person.id, now, team.LINK_BY_MAIL)

    def acts(self) -> list[str]:
        """Return what everyone did, in words, in order."""
        with self.service.store.read() as connection:
            found, faults = acts.latest(
                connection, acts.JournalWords(people=team.names(connection)), 1000
            )
        assert faults == []
        return [f"{one.who} {one.words}" for one in reversed(found)]


def make_team(
    folder: Path,
    files: Mapping[str, str] | None = None,
    smtp_url: str = "",
    *,
    provider: IdentityProvider | None = None,
    clock: Any = None,
) -> Team:
    """Run the service over the miniature community, some of its files otherwise, the atelier in it."""
    root = folder / "projet"
    for part in ("content", "site"):
        shutil.copytree(GOLDEN / part, root / part)
    for path, text in (files or {}).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    clock = clock or FrozenClock(NOW)
    settings = Settings(
        root=root,
        database_url=f"sqlite:///{root / 'var' / 'essai.sqlite'}",
        base_url=ORIGIN,
        smtp_url=smtp_url,
        folder=root / "var",
        published=root / "build",
        provider=provider,
    )
    (root / "build").mkdir()
    (root / "build" / snapshot.NAME).write_bytes(snapshot.packed(root))
    publication = Publication.of(settings, clock)
    publication.first()
    store = Store(settings.database_url)
    store.prepare()
    service = create_service(root, store, clock, settings)
    rooms: list[tuple[StaffRoom, Any]] = []

    def over(serving: Any) -> StaffRoom:
        rooms.append((StaffRoom(serving), serving))
        rooms[0][0].postman.ask = lambda _: None
        return rooms[0][0]

    app = served_application(service, publication, annex_over=over)
    return Team(service, clock, root / "var", app, *rooms[0])
