"""Files to publish, and their atomic writing."""

import contextlib
import errno
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import resources
from pathlib import Path
from typing import BinaryIO

PACKAGE = Path(str(resources.files("chorale")))
CHECKOUT = PACKAGE.parents[1]
MANIFEST = "manifest.json"
"""Where a publication says the digest of each of its files."""


def data(name: str) -> Path:
    """Return a file or a folder that travels with the program, by its path in the package.

    A wheel holds templates/; in a checkout, which is its source, they stand at the top, for those who change looks.
    """
    place = PACKAGE / name
    return place if place.exists() else CHECKOUT / name


@dataclass(frozen=True, order=True)
class File:
    """A path from the output's root, "/"-separated, and its bytes."""

    path: str
    content: bytes

    @classmethod
    def of(cls, path: str, text: str) -> "File":
        """Make a UTF-8 file from text."""
        return cls(path, text.encode("utf-8"))


NOWHERE = Path(os.devnull)
"""Where no publication stands."""


def write(root: Path, files: Iterable[File]) -> None:
    """Write files under a root, leaving alone those that already hold the same bytes."""
    for file in files:
        target = root / file.path
        if target.is_file() and target.read_bytes() == file.content:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        store(target, file.content)


def file_digest(place: Path | str) -> str:
    """Return the SHA-256 of a file, an empty text when there is none."""
    try:
        return hashlib.sha256(Path(place).read_bytes()).hexdigest()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return ""


def put(place: Path, content: bytes) -> str:
    """Write a file into a folder that nobody reads yet; return its SHA-256."""
    in_its_folder(place, partial(place.write_bytes, content))
    return hashlib.sha256(content).hexdigest()


def in_its_folder(place: Path | str, make: Callable[[], object]) -> None:
    """Make a file; its folder too, when it is refused for want of one."""
    try:
        make()
    except FileNotFoundError:
        Path(place).parent.mkdir(parents=True, exist_ok=True)
        make()


def store(place: Path, content: bytes, *, private: bool = False, durable: bool = False) -> None:
    """Write one file whole or not at all; raises OSError, which names the place."""
    with replacing(place, private=private, durable=durable) as stream:
        stream.write(content)


@contextmanager
def replacing(place: Path, *, private: bool = False, durable: bool = False) -> Iterator[BinaryIO]:
    """Open a file that takes its name only once it is whole; raises OSError, which names the place.

    A private file is its owner's only; a durable one survives a power cut as soon as this returns.
    """
    part = _aside(place)
    try:
        with _naming(place):
            with open(part, "xb", opener=private_opener if private else None) as stream:
                yield stream
                if durable:
                    stream.flush()
                    os.fsync(stream.fileno())
            part.replace(place)
            if durable:
                _sync_folder(place)
    finally:
        part.unlink(missing_ok=True)


def create(place: Path, content: bytes) -> None:
    """Write a new private file, durably: of several writers the first wins, the others get FileExistsError."""
    whole = _aside(place)
    try:
        with _naming(place):
            store(whole, content, private=True, durable=True)
            try:
                os.link(whole, place)
            except OSError:
                if place.exists():
                    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
                whole.replace(place)  # a disk without hard links: some memory sticks
            _sync_folder(place)
    finally:
        whole.unlink(missing_ok=True)


def _aside(place: Path) -> Path:
    return place.with_name(f".{os.urandom(8).hex()}.part")


def private_opener(path: str, flags: int) -> int:
    """Open for open(): a file made here is its owner's only."""
    return os.open(path, flags, 0o600)


def make_private(folder: Path) -> None:
    """Make the folders that are missing, their owner's only whatever the umask; those that exist stay as they are."""
    for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)


def private_folder(folder: Path) -> None:
    """Make a folder its owner's only, though it was made wider before."""
    make_private(folder)
    narrow(folder, 0o700)


def narrow(place: Path, mode: int) -> None:
    """Take back what a file or a folder grants beyond a mode; one that belongs to another user is left as it is."""
    if place.stat().st_mode & 0o777 & ~mode:
        with contextlib.suppress(PermissionError):
            place.chmod(mode)


@contextmanager
def _naming(place: Path) -> Iterator[None]:
    """Have a refusal name the file that was wanted, not the one beside it."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = str(place), None
        raise


def _sync_folder(place: Path) -> None:
    """Have the name itself, not only the content, survive a power cut."""
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def fix_permissions(entry: os.DirEntry[str]) -> None:
    """Give a file or a folder of a finished tree the same permissions whatever the umask."""
    wanted = 0o755 if entry.is_dir() else 0o644
    if entry.stat().st_mode & 0o777 != wanted:
        Path(entry).chmod(wanted)


def entries(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    """Yield the files and the folders of a tree, a folder before what it holds; they know their kind."""
    folders = [str(folder)]
    while folders:
        with os.scandir(folders.pop()) as found:
            for entry in found:
                yield entry
                if entry.is_dir():
                    folders.append(entry.path)


def manifest(folder: Path) -> Mapping[str, str] | None:
    """Return the digest of each file of a publication, by its path; None when nothing readable says them."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def paths(folder: Path) -> list[str]:
    """Return the paths of the files of a tree, "/"-separated, sorted."""
    start = len(str(folder)) + 1
    found = (entry.path[start:] for entry in entries(str(folder)) if entry.is_file())
    return sorted(path.replace(os.sep, "/") for path in found)
