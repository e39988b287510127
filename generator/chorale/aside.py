"""Trees made aside, then exchanged at once: builders may meet, and one that was killed leaves nothing for long."""

import fcntl
import glob
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FRESH = "fresh"
"""The only thing that a folder aside holds."""


@contextmanager
def aside(place: Path) -> Iterator[Path]:
    """Lend the name of a tree to make beside a place, removed whatever happens; what killed builders left goes too."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with _alone(place.parent):
        _forget_the_dead(place)
        folder = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
        held = _locked(folder)
    try:
        yield folder / FRESH
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _let_go(held)


def exchange(fresh: Path, place: Path) -> None:
    """Put a finished tree where the previous one stood; the previous one survives any failure before this."""
    previous = place.with_name(f".{place.name}.previous")
    with _alone(place.parent):
        shutil.rmtree(previous, ignore_errors=True)
        if place.exists():
            place.rename(previous)
        fresh.rename(place)
        shutil.rmtree(previous, ignore_errors=True)


def _forget_the_dead(place: Path) -> None:
    """Remove the folders of builders that were killed: the system frees the lock of each as it dies."""
    for folder in place.parent.glob(f".{glob.escape(place.name)}.????????"):
        if not folder.is_dir() or {one.name for one in folder.iterdir()} - {FRESH}:
            continue
        held = _locked(folder)
        if held is not None:
            shutil.rmtree(folder, ignore_errors=True)
            _let_go(held)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until no other builder looks at this folder or exchanges in it."""
    held = _locked(folder, fcntl.LOCK_EX)
    try:
        yield
    finally:
        _let_go(held)


def _locked(folder: Path, how: int = fcntl.LOCK_EX | fcntl.LOCK_NB) -> int | None:
    """Lock a folder; nothing when another has it, or when its disk has no locks."""
    held = None
    try:
        held = os.open(folder, os.O_RDONLY)
        fcntl.flock(held, how)
    except OSError:
        _let_go(held)
        return None
    return held


def _let_go(held: int | None) -> None:
    if held is not None:
        os.close(held)
