"""The desk: the project as it is now, its problems, its database, and the person who works at it."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from chorale.atelier import acts, project_files
from chorale.atelier.acts import ActKind
from chorale.atelier.repository import Author, Repository
from chorale.atelier.rights import EVERY_ROLE, Roles, writers
from chorale.content.load import Loaded
from chorale.content.model import Community
from chorale.content.problems import Problem
from chorale.content.project import inspect
from chorale.overrides import FOLDER
from chorale.service.store import Store

READ = ("content", "site", FOLDER)
"""The folders whose files make the project."""


BLINK = 0.3
"""Seconds for which what was read is believed: one page asks for it several times."""


class OtherBranch(Exception):
    """The project is on another branch than the settings say: nothing is written. The text is one French sentence."""


class NoContent(Exception):
    """The community's own file cannot be read: nothing can be shown but its problems."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems[0].sentence if problems else "")
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Who works: key tells their drafts from those of others, roles what they may do."""

    key: str
    name: str
    email: str
    roles: Roles = EVERY_ROLE

    def may_edit(self, kind: str) -> bool:
        """Return whether the files of a kind are theirs to change."""
        return bool(self.roles & writers(kind))

    @property
    def author(self) -> Author:
        """Return the name that commits bear."""
        return Author(name=self.name, email=self.email)


@dataclass(frozen=True, kw_only=True)
class Project:
    """What was read of the project at one moment."""

    stamp: str
    loaded: Loaded
    problems: tuple[Problem, ...]

    @property
    def community(self) -> Community:
        """Return the community; raises NoContent when its own file cannot be read."""
        if self.loaded.community is None:
            raise NoContent(self.problems)
        return self.loaded.community


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Everything that the atelier's pages need, made once; branch is the only one that is written on, if named."""

    root: Path
    folder: Path
    store: Store
    clock: Callable[[], datetime]
    address: str
    branch: str = ""
    _kept: dict[str, Project] = field(default_factory=dict)
    _looked: dict[str, float] = field(default_factory=dict)
    _reading: threading.Lock = field(default_factory=threading.Lock)

    @property
    def today(self) -> date:
        """Return the day it is."""
        return self.clock().date()

    @property
    def trouble(self) -> str:
        """Return why nothing can be saved here, or why no commit is made; nothing when all is well."""
        if not os.access(self.root / "content", os.W_OK):
            return "Le dossier « content » est en lecture seule pour ce service : rien ne s'y enregistre."
        return self.repository.trouble

    @property
    def repository(self) -> Repository:
        """Return the project's repository."""
        return Repository(self.root, self.branch)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Wait until nobody else writes in the project; raises OtherBranch when nothing may be written there."""
        with project_files.turn(self.folder):
            if elsewhere := self.repository.elsewhere:
                raise OtherBranch(elsewhere)
            yield

    def note(self, worker: Writer, kind: ActKind, **facts: str) -> None:
        """Write what someone did in the journal."""
        with self.store.write(acts.TURN) as connection:
            acts.note(connection, worker.key, self.clock(), kind, **facts)

    @property
    def stamp(self) -> str:
        """Return what tells the content as it is on the disk, on this day, from any other; nothing is read."""
        return f"{self.today} {project_files.stamp(self.root, *READ)}"

    def project(self) -> Project:
        """Return the project as it is on the disk; others' changes are seen within the blink of an eye."""
        with self._reading:
            latest = next(iter(self._kept.values()), None)
            if latest and time.monotonic() - self._looked.get(latest.stamp, 0) < BLINK:
                return latest
            stamp = self.stamp
            if stamp not in self._kept:
                loaded, problems = inspect(self.root, self.today)
                self._kept.clear()
                self._kept[stamp] = Project(stamp=stamp, loaded=loaded, problems=problems)
            self._looked.clear()
            self._looked[stamp] = time.monotonic()
            return self._kept[stamp]

    def changed(self) -> None:
        """Look at the disk again the next time: something was just written there."""
        self._looked.clear()

    def adopt(self, path: str, loaded: Loaded, problems: tuple[Problem, ...]) -> None:
        """Take over what was read to check a file that is now written; what is sorted by its keys is read again."""
        kind = project_files.kind_of_path(path, project_files.ANY)
        with self._reading:
            self._looked.clear()
            if not kind.order and loaded.community is not None:
                stamp = self.stamp
                self._kept.clear()
                self._kept[stamp] = Project(stamp=stamp, loaded=loaded, problems=problems)
