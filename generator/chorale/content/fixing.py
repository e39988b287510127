"""Mending written into the files: line ends, accents, lists, addresses that have one meaning; and its difference."""

import difflib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from chorale.content.bodies import as_read
from chorale.content.kinds import KINDS
from chorale.content.source_files import UnreadableFile, files
from chorale.content.sources import front_matter
from chorale.files import File, write
from chorale.text.characters import characters


@dataclass(frozen=True)
class Mending:
    """A file whose bytes change, or whose name does."""

    path: str
    before: bytes
    after: bytes
    name: str

    @property
    def difference(self) -> str:
        """Return the lines that change, as « diff -u » shows them; line ends and names are told in words."""
        said = [f"{self.path} renommé en {self.name}\n"] if self.name != self.path else []
        before, after = _text(self.before), _text(self.after)
        if before != self.before.decode("utf-8"):
            said.append(f"{self.path} : fins de ligne, accents ou marque d'ordre des octets\n")
        lines = difflib.unified_diff(
            before.splitlines(keepends=True),
            after.splitlines(keepends=True),
            f"{self.path} (avant)",
            f"{self.name} (après)",
        )
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in (*said, *lines))


def mendings(root: Path) -> Iterator[Mending]:
    """Yield what would change in a project; a file that cannot be read is left alone, the checks tell it."""
    for path in _written(root):
        data = (root / path).read_bytes()
        try:
            after = _mended(root, path, data.decode("utf-8"))
        except UnicodeDecodeError:
            continue
        name = unicodedata.normalize("NFC", path)
        if after != data or name != path:
            yield Mending(path, data, after, name)


def mend(root: Path, found: Mending) -> None:
    """Write a mending."""
    write(root, [File(found.name, found.after)])
    if found.name != found.path:
        (root / found.path).unlink()


def _written(root: Path) -> Iterator[str]:
    """Yield the files that people write: those that a kind reads, and no link to somewhere else."""
    for folder in ("content", "site"):
        for path in files(root, folder, ""):
            suffix = PurePosixPath(path).suffix
            if suffix in (".md", ".yml") and not (root / path).is_symlink() and _known(path):
                yield path


def _known(path: str) -> bool:
    return any(kind.files.match(unicodedata.normalize("NFC", path)) is not None for kind in KINDS)


def _mended(root: Path, path: str, content: str) -> bytes:
    plain = characters(content)
    if path.endswith(".md"):
        try:
            body = front_matter(path, plain)[1]
        except UnreadableFile:
            return plain.encode("utf-8")
        head = plain[: len(plain) - len(body)]
        plain = head + as_read(root, path, body).text
    return plain.encode("utf-8")


def _text(data: bytes) -> str:
    return characters(data.decode("utf-8"))
