"""When each content file last changed, and how often its dates or states did: git's memory, else the register's."""

import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

from generator.content import register
from generator.content.model import Changed

FOLDERS = ("content/webinars", "content/meetings", "content/ipm")
_PATCH = ("-U0", "--no-renames", "--no-color", "--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/")
_LOG = ("log", "--no-merges", "--reverse", "--no-show-signature", "--format=%x00%ct", "-p", *_PATCH)
_EDITS = ("diff", "HEAD", *_PATCH)
_STATED = ("status", "moved_from", "place", "address", "online", "until", "end")
_GIVEN = ("start", "date", "duration", "city", "opens", "closes", "synthesis", "arbitration")
_KEYS = "|".join((*_STATED, *_GIVEN))
_ALONE = re.compile(rf"[-+]\s*(?:-\s+)?({_KEYS}):\s*(.*)")
_INSIDE = re.compile(rf"\b({_KEYS}):\s*(\"[^\"]*\"|'[^']*'|[^,}}]*)")
"""What calendars show, alone on its line or among others: given, it matters when it goes; stated, when it comes too."""

Facts = set[tuple[str, str]]


@dataclass
class Memory:
    """What was read so far of one file: its last change (seconds, UTC) and the number that mattered."""

    seconds: int
    times: int = 0


@dataclass
class Patches:
    """A reading of git's patches, oldest first; a file's first patch creates it and counts for nothing."""

    files: dict[str, Memory] = field(default_factory=dict)

    def read(self, text: str, seconds: int) -> None:
        """Read the patch of one commit."""
        path, gone, come = "", Facts(), Facts()
        for line in text.splitlines():
            if line.startswith("diff --git "):
                self._end(path, _matter(gone, come), seconds)
                path, gone, come = line.rpartition(" b/")[2], Facts(), Facts()
            elif line.startswith(("-", "+")) and not line.startswith(("---", "+++")):
                (gone if line[0] == "-" else come).update(_facts(line))
        self._end(path, _matter(gone, come), seconds)

    def _end(self, path: str, matters: bool, seconds: int) -> None:
        known = self.files.get(path)
        if known is None:
            self.files[path] = Memory(seconds)
        else:
            known.seconds = max(known.seconds, seconds)
            known.times += matters


def _facts(line: str) -> Iterator[tuple[str, str]]:
    alone = _ALONE.fullmatch(line)
    found = [alone.groups()] if alone else _INSIDE.findall(line)
    return ((key, value.strip()) for key, value in found)


def _matter(gone: Facts, come: Facts) -> bool:
    """Return whether a patch changes a date, a place or a state; a line written again with the same ones does not."""
    return bool(gone - come) or any(key in _STATED for key, _ in come - gone)


def read(root: Path, today: date) -> Mapping[str, Changed]:
    """Return the history of every content file that has one; edits not yet committed are today's.

    A folder without git, or a clone without its past, falls back on the register of published events.
    A number of changes never falls below the register's: calendars would ignore the next change.
    """
    midnight = datetime.combine(today, time(), UTC)
    kept = register.history(root)
    found = _committed(root, midnight)
    if found is None:
        return kept
    return {
        path: Changed(at=change.at, times=max(change.times, kept[path].times if path in kept else 0))
        for path, change in found.items()
    }


def _committed(root: Path, midnight: datetime) -> dict[str, Changed] | None:
    """Read the whole past in one run of git, and what is not committed in another; None without a whole past."""
    if not _has_past(root):
        return None
    log = _git(root, (*_LOG, "--", *FOLDERS))
    if log is None:
        return None
    patches = Patches()
    for commit in log.split("\0")[1:]:
        seconds, _, patch = commit.partition("\n")
        patches.read(patch, int(seconds))
    patches.read(_git(root, (*_EDITS, "--", *FOLDERS)) or "", int(midnight.timestamp()))
    patches.files.pop("", None)
    return {
        path: Changed(at=datetime.fromtimestamp(memory.seconds, UTC), times=memory.times)
        for path, memory in patches.files.items()
    }


def _has_past(root: Path) -> bool:
    """Return whether the project is a whole repository: a shallow clone forgets, a folder inside another has no say."""
    return (root / ".git").exists() and not (root / ".git" / "shallow").exists()


def _git(root: Path, command: Iterable[str]) -> str | None:
    """Return git's output; None when git is absent or refuses."""
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command, and git wherever it is
            ("git", "-c", "core.quotepath=false", *command),  # noqa: S607
            cwd=root,
            capture_output=True,
            check=True,
            timeout=60,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace")
