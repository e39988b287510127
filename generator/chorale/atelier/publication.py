"""Publication from the atelier: built aside, compared with what is online, exchanged at once; five are kept."""

import json
import shutil
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from chorale.atelier import project_files
from chorale.atelier.desk import Desk
from chorale.french.phrases import plural
from chorale.publish import PublicationRefused, build, keep_dates

KEPT = 5
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


@dataclass
class Press:
    """Builds one publication at a time, in a thread, and puts it online when asked."""

    desk: Desk
    state: PressState = field(default_factory=PressState)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    @property
    def online(self) -> Path:
        """Return the folder that readers are served."""
        return self.desk.root / "build"

    @property
    def _next(self) -> Path:
        return self.desk.folder / "publications" / "suivante"

    def prepare(self) -> threading.Thread | None:
        """Begin to build the next publication aside; nothing when one is being built."""
        with self._turn:
            if self.state.phase == "building":
                return None
            self.desk.changed()
            self.state = PressState(
                phase="building", step="Lecture du contenu", stamp=self.desk.project().stamp
            )
        thread = threading.Thread(target=self._build, daemon=True)
        thread.start()
        return thread

    def _build(self) -> None:
        try:
            build(self.desk.root, self._next, self.desk.today, self._tell)
        except PublicationRefused as refused:
            self.state = replace(self.state, phase="refused", sentence=str(refused))
        except Exception:
            self.state = replace(
                self.state,
                phase="refused",
                sentence="La fabrication a échoué ; rien n'a changé en ligne.",
            )
            raise
        else:
            self.state = replace(
                self.state,
                phase="ready",
                changes=changes(manifest(self.online), manifest(self._next)),
            )

    def _tell(self, step: str) -> None:
        self.state = replace(self.state, step=step)

    def publish(self) -> str:
        """Put the prepared publication online; return why not, or nothing. Nobody saves meanwhile."""
        with self._turn, project_files.turn(self.desk.folder):
            self.desk.changed()
            if self.state.phase != "ready" or not self._next.is_dir():
                return "Aucune publication n'est prête."
            if self.state.stamp != self.desk.project().stamp:
                self.state = PressState()
                return "Le contenu a changé depuis cette préparation : préparez-la de nouveau."
            keep_dates(self.online, self._next, manifest(self._next))
            self._exchange(self._next)
            self.state = PressState()
        return ""

    def past(self) -> list[str]:
        """Return the publications that can be put back, the latest first, by the instant when they were replaced."""
        folder = self.desk.folder / "publications"
        found = (one.name for one in folder.iterdir()) if folder.is_dir() else ()
        return sorted((name for name in found if name[:1].isdigit()), reverse=True)

    def put_back(self, name: str) -> str:
        """Put a past publication online again; the one that it replaces is kept in turn. Return why not, or nothing."""
        with self._turn:
            if name not in self.past():
                return "Cette publication n'est plus gardée."
            self._exchange(self.desk.folder / "publications" / name)
        return ""

    def _exchange(self, fresh: Path) -> None:
        folder = self.desk.folder / "publications"
        folder.mkdir(parents=True, exist_ok=True)
        if self.online.exists():
            self.online.rename(folder / f"{self.desk.clock():%Y-%m-%d-%H%M%S}-{time.time_ns()}")
        fresh.rename(self.online)
        for name in self.past()[KEPT:]:
            shutil.rmtree(folder / name, ignore_errors=True)

    @property
    def published_at(self) -> datetime | None:
        """Return when what is online was put there; None when nothing is."""
        try:
            found = (self.online / "manifest.json").stat().st_mtime
        except OSError:
            return None
        return datetime.fromtimestamp(found, self.desk.clock().tzinfo)


def manifest(folder: Path) -> Mapping[str, str]:
    """Return the digest of each file of a publication; nothing of one that is not there."""
    try:
        found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(path): str(digest) for path, digest in found.items()}


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


def summary(found: tuple[Change, ...]) -> list[str]:
    """Return the counts of changes by family: « 3 pages modifiées »."""
    made = []
    for _, family in _FAMILIES:
        for how in ("ajouté", "modifié", "retiré"):
            count = sum(one.family == family and one.how == how for one in found)
            e = "e" if family in ("page", "lettre") else ""
            many = f"{family}{'' if family == 'flux' else 's'} {how}{e}s"
            if count:
                made.append(plural(count, f"{family} {how}{e}", many))
    return made
