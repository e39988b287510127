"""Publication from the atelier: built aside, compared with what is online, exchanged at once; five are kept."""

import contextlib
import errno
import fcntl
import json
import os
import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Literal

from chorale import files, memory
from chorale.atelier import project_files, shelves
from chorale.atelier.desk import Desk
from chorale.atelier.forms.screen_words import in_words, on_screen
from chorale.atelier.repository import Author
from chorale.content import registers
from chorale.content.load import Loaded
from chorale.content.problems import Problem, errors
from chorale.files import File
from chorale.french.phrases import plural
from chorale.publish import PublicationRefused, build, keep_dates

KEPT = 5
STATE, BUILDING, EXCHANGING = "etat.json", "preparation.verrou", "echange.verrou"
GLANCE = 1.0
"""Seconds that one waits for a lock which may only be looked at."""
INTERRUPTED = "La préparation s'est interrompue ; rien n'a changé en ligne. Préparez-la de nouveau."
REGISTERED = "Registres de ce qui est publié"
PressPhase = Literal["idle", "building", "ready", "refused"]
_FAMILIES = (
    ("newsletters/", "lettre"),
    (".ics", "calendrier"),
    (".xml", "flux"),
    (".html", "page"),
)


@dataclass(frozen=True, kw_only=True)
class Change:
    """A file that a publication adds, changes or takes away."""

    path: str
    how: Literal["ajouté", "modifié", "retiré"]

    @property
    def family(self) -> str:
        """Return what kind of thing it is for readers."""
        return next((name for mark, name in _FAMILIES if mark in self.path), "autre fichier")


@dataclass(frozen=True, kw_only=True)
class PressState:
    """Where the next publication stands; stamp tells which content it was made from."""

    phase: PressPhase = "idle"
    step: str = ""
    stamp: str = ""
    sentence: str = ""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Press:
    """Builds one publication at a time, in a thread of one process, and puts it online when any of them is asked to.

    Where it stands is a file beside the publications; the kernel frees the lock of a builder that dies.
    """

    desk: Desk

    @property
    def online(self) -> Path:
        """Return the folder that readers are served."""
        return self.desk.root / "build"

    @property
    def _folder(self) -> Path:
        return self.desk.folder / "publications"

    @property
    def _next(self) -> Path:
        return self._folder / "suivante"

    @property
    def state(self) -> PressState:
        """Return where the next publication stands, whichever process builds it, and whether that one died."""
        found = self._said()
        if found.phase != "building" or not (lock := self._lock(BUILDING)):
            return found
        with lock:  # nobody builds: it ended just now, or its process did
            found = self._said()
            if found.phase != "building":
                return found
            return replace(found, phase="refused", sentence=INTERRUPTED)

    def _said(self) -> PressState:
        try:
            found = json.loads((self._folder / STATE).read_text(encoding="utf-8"))
            return PressState(
                **{**found, "changes": tuple(Change(**one) for one in found["changes"])}
            )
        except (OSError, ValueError, LookupError, TypeError):
            return PressState()

    def _say(self, state: PressState) -> None:
        files.store(self._folder / STATE, json.dumps(asdict(state)).encode(), private=True)

    def _lock(self, name: str, patience: float = 0) -> IO[str] | None:
        """Return a lock that closing frees; None when another still has it after so many seconds."""
        self._folder.mkdir(parents=True, exist_ok=True)
        lock, latest = (self._folder / name).open("a"), time.monotonic() + patience
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= latest:
                    lock.close()
                    return None
                time.sleep(0.02)
            else:
                return lock

    def prepare(self, author: Author) -> threading.Thread | None:
        """Begin to build the next publication aside; nothing when one is being built.

        What it publishes is written in the registers first, under who asks: calendars show the numbers that they hold.
        """
        lock = self._lock(BUILDING, GLANCE)
        if lock is None:
            return None
        with contextlib.ExitStack() as held:
            held.enter_context(lock)
            self.desk.changed()
            self._register(author)
            self._say(
                PressState(phase="building", step="Lecture du contenu", stamp=self.desk.stamp)
            )
            thread = threading.Thread(target=self._build, args=(held.pop_all(),), daemon=True)
        thread.start()
        return thread

    def _register(self, author: Author) -> None:
        """Write and commit the registers of what is published, unless the content has errors: the build tells them."""
        desk = self.desk
        with desk.writing():
            project = desk.project()
            community = project.loaded.community
            if community is None or errors(project.problems):
                return
            made = registers.following(community, desk.repository.last_changes())
            files.write(desk.root, (File.of(path, text) for path, text in made.texts.items()))
            desk.changed()
            desk.repository.commit(made.texts, author, REGISTERED)

    def _build(self, held: contextlib.ExitStack) -> None:
        with held, memory.at_hand(self._folder / "memoire"):
            try:
                desk, online = self.desk, self.online
                build(desk.root, self._next, desk.today, self._tell, before=online, read=self._read)
            except PublicationRefused as refused:
                self._say(replace(self._said(), phase="refused", sentence=self._why(refused)))
            except Exception:
                sentence = "La fabrication a échoué ; rien n'a changé en ligne."
                self._say(replace(self._said(), phase="refused", sentence=sentence))
                raise
            else:
                found = changes(files.manifest(self.online) or {}, files.manifest(self._next) or {})
                self._say(replace(self._said(), phase="ready", changes=found))

    def _read(self, *_: object) -> tuple[Loaded, tuple[Problem, ...]]:
        self.desk.changed()
        project = self.desk.project()
        return project.loaded, project.problems

    def _why(self, refused: PublicationRefused) -> str:
        """Return a refusal in the words of the screen, a line for each thing to mend."""
        called = shelves.titles(self.desk.project())
        told = [f"{called(one.source.path)} : {in_words(one)}" for one in refused.problems]
        return "\n".join(told) or on_screen(str(refused))

    def _tell(self, step: str) -> None:
        self._say(replace(self._said(), step=step))

    def publish(self) -> str:
        """Put the prepared publication online; return why not, or nothing. Nobody saves meanwhile."""
        lock = self._lock(BUILDING, GLANCE)
        if lock is None:
            return "Une préparation est en cours : attendez qu'elle soit prête."
        with lock, self._exchanging(), project_files.turn(self.desk.folder):
            self.desk.changed()
            state = self._said()
            if state.phase != "ready" or not self._next.is_dir():
                return "Aucune publication n'est prête."
            if state.stamp != self.desk.project().stamp:
                self._say(PressState())
                return "Le contenu a changé depuis cette préparation : préparez-la de nouveau."
            keep_dates(self.online, self._next, files.manifest(self._next) or {})
            self._exchange(self._next)
            self._say(PressState())
        return ""

    def replaced_at(self, name: str) -> datetime:
        """Return when a past publication left its place to another."""
        when, zone = name.rpartition("-")[0], self.desk.clock().tzinfo
        return datetime.strptime(when, "%Y-%m-%d-%H%M%S").replace(tzinfo=zone)

    def past(self) -> list[str]:
        """Return the publications that can be put back, the latest first, by the instant when they were replaced."""
        found = (one.name for one in self._folder.iterdir()) if self._folder.is_dir() else ()
        return sorted((name for name in found if name[:1].isdigit()), reverse=True)

    def put_back(self, name: str) -> str:
        """Put a past publication online again; the one that it replaces is kept in turn. Return why not, or nothing."""
        with self._exchanging():
            if name not in self.past():
                return "Cette publication n'est plus gardée."
            self._exchange(self._folder / name)
            if self._said().phase == "ready":  # what it would change was told of the other one
                self._say(PressState())
        return ""

    @contextlib.contextmanager
    def _exchanging(self) -> Iterator[None]:
        """Wait until nobody else exchanges what is online; a few seconds at most, unless a disk hangs."""
        lock = self._lock(EXCHANGING, patience=60)
        if lock is None:
            raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
        with lock:
            yield

    def _exchange(self, fresh: Path) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        if self.online.exists():
            self.online.rename(
                self._folder / f"{self.desk.clock():%Y-%m-%d-%H%M%S}-{time.time_ns()}"
            )
        fresh.rename(self.online)
        for name in self.past()[KEPT:]:
            shutil.rmtree(self._folder / name, ignore_errors=True)

    @property
    def published_at(self) -> datetime | None:
        """Return when what is online was put there; None when nothing is."""
        try:
            found = (self.online / files.MANIFEST).stat().st_mtime
        except OSError:
            return None
        return datetime.fromtimestamp(found, self.desk.clock().tzinfo)


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Change, ...]:
    """Return what a publication changes for readers, by path; the builder's own side files are left out."""
    found = [
        Change(path=path, how="ajouté" if path not in before else "modifié")
        for path, digest in after.items()
        if before.get(path) != digest
    ]
    found += [Change(path=path, how="retiré") for path in before if path not in after]
    return tuple(
        sorted((one for one in found if one.family != "autre fichier"), key=lambda one: one.path)
    )


def _things(found: tuple[Change, ...]) -> Iterator[Change]:
    """Yield the changes of what readers see: a letter is a folder, its email says what became of it."""
    letters: dict[str, Change] = {}
    for one in found:
        if one.family != "lettre":
            yield one
            continue
        name = one.path.rpartition("/apercu")[0] or one.path.rpartition("/")[0]
        if one.path == f"{name}/email.html":
            letters[name] = one
        else:
            letters.setdefault(name, replace(one, how="modifié"))
    yield from letters.values()


def summary(found: tuple[Change, ...]) -> list[str]:
    """Return the counts of changes by family: « 3 pages modifiées »."""
    made, things = [], [*_things(found)]
    for _, family in _FAMILIES:
        for how in ("ajouté", "modifié", "retiré"):
            count = sum(one.family == family and one.how == how for one in things)
            e = "e" if family in ("page", "lettre") else ""
            many = f"{family}{'' if family == 'flux' else 's'} {how}{e}s"
            if count:
                made.append(plural(count, f"{family} {how}{e}", many))
    return made
