"""A project's folder as it is read: files, and what is typed and not saved yet in place of some of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path

from chorale.content import source_files
from chorale.memoization import again


@dataclass(frozen=True)
class SourceFolder:
    """The files under a root; typed texts stand for those of their paths, be they there or not."""

    root: Path
    typed: Mapping[str, str] = field(default_factory=dict)

    def exists(self, path: str) -> bool:
        """Return whether there is something at a path, readable or not."""
        return path in self.typed or (self.root / path).exists()

    def text(self, path: str) -> str:
        """Return the text of a file; raises UnreadableFile."""
        return self.typed[path] if path in self.typed else source_files.text(self.root, path)

    def files(self, folder: str, suffix: str) -> list[str]:
        """Return the paths of a folder's files, at any depth, in stable order."""
        found = list(source_files.files(self.root, folder, suffix))
        new = {path for path in self._under(folder) if path.endswith(suffix)}
        return sorted(new.union(found), key=lambda path: path.split("/")) if new else found

    @cached_property
    def listing(self) -> str:
        """Return the paths of all files that pages may name, a line each: the same text while none comes or goes."""
        paths = chain.from_iterable(
            source_files.files(self.root, part, "") for part in ("content", "site")
        )
        said = "\n".join(paths)
        return again(("listing", self.root), (said,), lambda: said)

    def subfolders(self, folder: str) -> list[str]:
        """Return the folders right under another one that hold something, in order; hidden ones are left out."""
        base = self.root / folder
        entries = base.iterdir() if base.is_dir() else ()
        found = {entry.name for entry in entries if entry.is_dir() and _holds(entry)}
        inside = (path.removeprefix(f"{folder}/") for path in self._under(folder))
        found.update(path.partition("/")[0] for path in inside if "/" in path)
        return [f"{folder}/{name}" for name in sorted(found) if name[0] != "."]

    def _under(self, folder: str) -> set[str]:
        return {path for path in self.typed if path.startswith(f"{folder}/")}


def _holds(folder: Path) -> bool:
    """Return whether a folder holds a file, or what stands in the place of one: without its files it is nothing."""
    return any(one.name[0] != "." and (one.suffix or one.is_file()) for one in folder.rglob("*"))


def stands(path: Path) -> bool:
    """Return whether a file is there; no system holds a name that is too long, nor looks for it."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
