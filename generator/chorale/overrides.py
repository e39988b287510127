"""The templates of a community: each file of its own « templates/ » replaces the program's file of the same path."""

import filecmp
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from chorale.files import data, entries

FOLDER = "templates"
PARTS = ("site", "email", "service", "atelier", "new", "shared")
"""What a community may give a look of its own."""


class BrokenTemplate(Exception):
    """A community's own template cannot be rendered; the text is one French sentence, with its place."""


@dataclass(frozen=True)
class TemplateFolders:
    """Where templates are looked for: the community's own folder, if any, with the files that it held when it was read.

    The names and what all the files held are part of the value: what is remembered for one state never serves another.
    """

    own: Path | None = None
    names: frozenset[str] = frozenset()
    state: str = ""

    def folders(self, part: str) -> tuple[Path, ...]:
        """Return the folders of a part (site, email…), the community's first."""
        shipped = data(FOLDER) / part
        if self.own is None or not any(name.startswith(f"{part}/") for name in self.names):
            return (shipped,)
        return (self.own / part, shipped)

    def file(self, name: str) -> Path:
        """Return the file of a template or of an asset, by its path in « templates/ »."""
        return self.own / name if self.own and name in self.names else data(FOLDER) / name

    def files(self, part: str) -> dict[str, Path]:
        """Return every file of a part by its path in it, sorted."""
        found = {name: data(FOLDER) / part / name for name in listed(data(FOLDER) / part)}
        mine = (name.removeprefix(f"{part}/") for name in self.names if name.startswith(f"{part}/"))
        return dict(
            sorted({**found, **{name: self.file(f"{part}/{name}") for name in mine}}.items())
        )


def of_project(root: Path) -> TemplateFolders:
    """Return the templates of a project; a copy of the program's, or its own checkout, replaces nothing."""
    own = root / FOLDER
    if not own.is_dir() or own.samefile(data(FOLDER)):
        return _folders(None, frozenset(), _state())
    names = frozenset(name for name in listed(own) if not _copied(own, name))
    return _folders(own, names, _state(own))


_folders = lru_cache(maxsize=8)(TemplateFolders)
"""The very templates of the last reading while they are the same."""


def _state(own: Path | None = None) -> str:
    """Return a digest of what the templates are: the program's, and a community's own."""
    stamps = tuple(
        (file, found.st_mtime_ns, found.st_size)
        for folder in filter(None, (data(FOLDER), own))
        for file, found in sorted(_stats(str(folder)))
    )
    return _content(stamps)


def _stats(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    for entry in entries(folder):
        if not entry.is_dir():
            with suppress(OSError):  # a link to nothing
                yield entry.path, entry.stat()


@lru_cache(maxsize=4)
def _content(stamps: tuple[tuple[str, int, int], ...]) -> str:
    made = sha256()
    for file, *_ in stamps:
        with suppress(OSError):  # who needs this file says so
            made.update(f"{file}\0".encode("utf-8", "surrogateescape") + Path(file).read_bytes())
    return made.hexdigest()


def _copied(own: Path, name: str) -> bool:
    """Tell whether a file says what the program's says: a whole checkout of the same version may stand there."""
    model = data(FOLDER) / name
    return model.is_file() and filecmp.cmp(own / name, model, shallow=False)


def shipped() -> frozenset[str]:
    """Return the path of every template that a community may replace."""
    return frozenset(
        name for name in listed(data(FOLDER)) if name.partition("/")[0] in PARTS or "/" not in name
    )


def listed(folder: Path) -> Iterator[str]:
    """Yield the path of every file of a folder, hidden ones aside; a link to a folder is not followed."""
    start, folders = len(str(folder)) + 1, [str(folder)]
    while folders:
        with suppress(OSError), os.scandir(folders.pop()) as found:
            for entry in found:
                if entry.name.startswith("."):
                    continue
                if entry.is_file():
                    yield entry.path[start:].replace(os.sep, "/")
                elif entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
