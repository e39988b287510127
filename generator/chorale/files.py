"""A file to publish, the only hand that writes (whole trees, aside, then put in place), and the program's own files."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

PACKAGE = Path(str(resources.files("chorale")))
CHECKOUT = PACKAGE.parents[1]


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


def write(root: Path, files: Iterable[File]) -> None:
    """Write files under a root, leaving alone those that already hold the same bytes."""
    for file in files:
        target = root / file.path
        if target.is_file() and target.read_bytes() == file.content:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        part.write_bytes(file.content)
        part.replace(target)


def fix_permissions(folder: Path) -> None:
    """Give a finished tree the same permissions whatever the umask."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def exchange(fresh: Path, place: Path) -> None:
    """Put a finished tree where the previous one stood; the previous one survives any failure before this."""
    previous = place.with_name(f".{place.name}.previous")
    shutil.rmtree(previous, ignore_errors=True)
    if place.exists():
        place.rename(previous)
    fresh.rename(place)
    shutil.rmtree(previous, ignore_errors=True)
