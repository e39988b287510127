"""The files that the atelier may read and write: confined to the folders of the kinds, one writer at a time."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from chorale import files
from chorale.content import source_files
from chorale.content.kind_row import Kind
from chorale.content.kinds import KINDS
from chorale.text.characters import as_before

CLOSED = frozenset({"keys", "heads", "ballot", "collection", "arbitration"})
"""Kinds that no form edits: a cycle's own procedures write their files, with ANY."""
ANY: frozenset[str] = frozenset()
LOCK = "atelier.lock"


class NotEditable(Exception):
    """No file of this name can be edited here."""


def kind_of_path(path: str, closed: frozenset[str] = CLOSED) -> Kind:
    """Return the kind that a path is one of; raises NotEditable for any other path, closed kinds included."""
    parts = PurePosixPath(path).parts
    plain = "/".join(parts) == path and all(
        one.strip(".") and not one.startswith(".") for one in parts
    )
    kind = next(
        (one for one in KINDS if plain and one.name not in closed and one.files.holds(path)), None
    )
    if kind is None or "\0" in path or "\\" in path:
        raise NotEditable(path)
    return kind


def place(root: Path, path: str, closed: frozenset[str] = CLOSED) -> Path:
    """Return where a path stands; raises NotEditable when a link leads out of it."""
    kind_of_path(path, closed)
    found = root / path
    if found.is_symlink() or found.resolve() != root.resolve() / path:
        raise NotEditable(path)
    return found


def read(root: Path, path: str, closed: frozenset[str] = CLOSED) -> str | None:
    """Return a file's text, None when there is no file; raises UnreadableFile, NotEditable."""
    return source_files.text(root, path) if place(root, path, closed).exists() else None


def digest(text: str | None) -> str:
    """Return what tells one state of a file from another; nothing for a file that is not there."""
    return "" if text is None else hashlib.sha256(text.encode()).hexdigest()


def write(
    root: Path, path: str, text: str, closed: frozenset[str] = CLOSED, *, after: str = ""
) -> None:
    """Write a file whole or not at all, durably, with the permissions and the line ends that it had.

    after is the former name of one that is renamed.
    """
    target, former = place(root, path, closed), place(root, after or path, closed)
    known = former.read_bytes() if former.exists() else b""
    mode = target.stat().st_mode & 0o7777 if target.exists() else None
    target.parent.mkdir(parents=True, exist_ok=True)
    place(root, path, closed)
    files.store(target, as_before(known, text), durable=True)
    if mode is not None and target.stat().st_mode & 0o7777 != mode:
        target.chmod(mode)


@contextmanager
def turn(folder: Path, lock: str = LOCK, *, patient: bool = True) -> Iterator[None]:
    """Wait until nobody else writes in the project, whatever the process; freed when a process dies.

    Raises BlockingIOError at once for who is not patient.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / lock).open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX | (0 if patient else fcntl.LOCK_NB))
        try:
            yield
        finally:
            fcntl.flock(held, fcntl.LOCK_UN)


def stamp(root: Path, *folders: str) -> str:
    """Return what changes when any file of these folders does."""
    found = (one for folder in folders for one in _states(f"{root}/{folder}"))
    return hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()


def _states(folder: str) -> Iterator[str]:
    """Yield a line for each file under a folder, with what its state is on the disk; links are not followed."""
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _states(entry.path)
        else:
            found = entry.stat(follow_symlinks=False)
            yield f"{entry.path}\0{found.st_mtime_ns}\0{found.st_size}\0{found.st_ino}"
