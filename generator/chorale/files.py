"""Files to publish and their atomic writing: trees made aside, then exchanged at once."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


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
