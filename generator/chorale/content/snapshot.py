"""Snapshot of what the service needs of a project: content but letters and answers, own templates, in one file."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from chorale.overrides import FOLDER, listed, of_project

NAME = "service.zip"
"""The file that a build leaves beside the site."""

TEXTS = (".yml", ".md", ".jsonl")
UNREAD = re.compile(r"newsletters/|ipm/[^/]+/(ballots/|arbitration\.yml$)")
"""What the service does not read: letters, and what groups and meetings wrote, which is hidden before its day."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


class BadSnapshot(Exception):
    """A file that is no snapshot, or not all of one; the text is one French sentence."""


def packed(root: Path) -> bytes:
    """Return the snapshot of a project; the same files give the same bytes. Raises OSError."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for path in _paths(root):
            archive.writestr(ZipInfo(path, _EPOCH), (root / path).read_bytes())
    return out.getvalue()


def stamps(root: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what tells that somebody wrote in a project: the dates and sizes of what a snapshot holds."""
    found = ((path, (root / path).stat()) for path in _paths(root))
    return tuple((path, known.st_mtime_ns, known.st_size) for path, known in found)


def unpacked(raw: bytes, folder: Path) -> None:
    """Lay a snapshot in a folder, ready to be loaded as a project; raises BadSnapshot and OSError."""
    try:
        with ZipFile(io.BytesIO(raw)) as archive:
            archive.extractall(folder)
    except (BadZipFile, EOFError, ValueError, NotImplementedError):
        raise BadSnapshot(f"{NAME} n'est pas entier : relancer « chorale build »") from None


def changed(raw: bytes, path: str, change: Callable[[str], str]) -> bytes:
    """Return a snapshot with one of its texts changed; raises BadSnapshot, also when it has no such text."""
    out = io.BytesIO()
    try:
        with ZipFile(io.BytesIO(raw)) as before, ZipFile(out, "w", ZIP_STORED) as archive:
            before.getinfo(path)
            for one in before.infolist():
                content = before.read(one)
                if one.filename == path:
                    content = change(content.decode()).encode()
                archive.writestr(ZipInfo(one.filename, _EPOCH), content)
    except (BadZipFile, EOFError, KeyError, ValueError, NotImplementedError):
        raise BadSnapshot(f"« {path} » n'est pas encore dans ce qui est publié") from None
    return out.getvalue()


def _paths(root: Path) -> Iterator[str]:
    content = (name for name in listed(root / "content") if name.endswith(TEXTS))
    yield from sorted(f"content/{name}" for name in content if not UNREAD.match(name))
    yield from sorted(f"{FOLDER}/{name}" for name in of_project(root).names)
