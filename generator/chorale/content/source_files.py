"""Files of a project as text: decoded, within their bounds, read again once they changed, listed in stable order."""

import os
import re
import stat
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar

from chorale.content.problems import Problem, Source
from chorale.memoization import LATEST
from chorale.text.characters import characters

_Answer = TypeVar("_Answer")
LARGEST = 1_000_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\ufffe\uffff]")
"""Signs that YAML refuses, or takes for the end of a line."""
_BREAKS = "\x0b\x0c\x85\u2028\u2029"
"""Those that part lines where they were copied."""
_CONFLICT = re.compile(r"^(?:<{7} \S|>{7} \S|\|{7} \S|={7}$(?=[\s\S]*^>{7} ))", re.MULTILINE)


class UnreadableFile(Exception):
    """Carries the one problem that stops the reading of a file."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def text(root: Path, path: str, largest: int = LARGEST) -> str:
    """Read a content file as strict text; raises UnreadableFile for whatever an editor should not have saved."""
    place = f"{root}/{path}"
    try:
        found = os.lstat(place)
        kept = _read.get(place, found)
        if kept is not None and found.st_size <= largest:
            return kept
        content = _decoded(path, _bytes(root, path, found, largest))
    except OSError:
        raise unreadable(
            path,
            "lecture impossible",
            "mettre ici un fichier de texte, que l'on ait le droit de lire",
        ) from None
    _read.keep(place, found, content)
    return content


SETTLED = 2
"""Seconds after which a change shows in the stamp of a file: some disks write their clock once in two seconds."""


class AnswersByStamp(Generic[_Answer]):
    """What was made of each file whose next change will show in its stamp, until it does."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[tuple[int, ...], _Answer]] = {}

    def get(self, place: str, found: os.stat_result) -> _Answer | None:
        """Return what was made of a file, None if it is not known to be the same; found is its own state, no link's."""
        stamp, kept = self._known.get(place, ((), None))
        return kept if stamp == _stamp(found) else None

    def keep(self, place: str, found: os.stat_result, made: _Answer) -> None:
        """Keep what was made of a file, given the state that it had before it was read."""
        if stat.S_ISREG(found.st_mode) and _settled(found):
            if len(self._known) >= LATEST:
                self._known.clear()
            self._known[place] = _stamp(found), made


_read: AnswersByStamp[str] = AnswersByStamp()


def _stamp(found: os.stat_result) -> tuple[int, ...]:
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev


def _settled(found: os.stat_result) -> bool:
    return max(found.st_mtime, found.st_ctime) < time.time() - SETTLED


def stays(root: Path, file: Path) -> bool:
    """Return whether a file of the project is still in it, links followed; those in a circle raise nothing."""
    return Path(os.path.realpath(file)).is_relative_to(root.resolve())


def _bytes(root: Path, path: str, found: os.stat_result, largest: int) -> bytes:
    file = root / path
    if stat.S_ISLNK(found.st_mode):
        if not stays(root, file):
            raise unreadable(
                path,
                "lien symbolique qui sort du projet",
                "remplacer le lien par le fichier lui-même",
            )
        if not file.is_file():
            raise unreadable(
                path,
                "lien symbolique qui ne mène à rien",
                "remplacer le lien par le fichier lui-même",
            )
        found = file.stat()
    if found.st_size > largest:
        size = f"fichier de {found.st_size // 1000} ko : {largest // 1000} ko au plus"
        raise unreadable(path, size, "le découper")
    return file.read_bytes()


@lru_cache(maxsize=LATEST)
def _decoded(path: str, data: bytes) -> str:
    if b"\x00" in data:
        raise unreadable(path, "fichier binaire", "un fichier de contenu est du texte UTF-8")
    try:
        content = characters(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        place = position(path, data[: error.start].decode("utf-8", "replace"))
        raise UnreadableFile(
            Problem(place, "octet illisible en UTF-8", "enregistrer en « UTF-8 »", "encodage")
        ) from None
    if conflict := _CONFLICT.search(content):
        place = position(path, content[: conflict.start()])
        raise UnreadableFile(
            Problem(
                place,
                "conflit de versions laissé dans le fichier (« <<<<<<< », « ======= », « >>>>>>> »)",
                "garder le bon texte et retirer ces lignes",
                "conflit",
            )
        )
    if strange := _CONTROL.search(content):
        place = position(path, content[: strange.start()])
        raise UnreadableFile(
            Problem(
                place,
                f"caractère invisible U+{ord(strange[0]):04X}",
                "le remplacer par un retour à la ligne"
                if strange[0] in _BREAKS
                else "le supprimer",
                "caractere",
            )
        )
    return content


def position(path: str, before: str) -> Source:
    """Return the place after what is before it in a text."""
    return Source(path, before.count("\n") + 1, len(before) - before.rfind("\n"))


def unreadable(path: str, message: str, suggestion: str = "") -> UnreadableFile:
    """Return what stops the reading of a whole file."""
    return UnreadableFile(Problem(Source(path), message, suggestion, "fichier"))


def files(root: Path, folder: str, suffix: str) -> Iterator[str]:
    """Yield the project paths of a folder's files, at any depth, in stable order; hidden ones are left out."""
    base = str(root / folder)
    found = (folder + path[len(base) :] for path in _walk(base) if path.endswith(suffix))
    yield from sorted(found, key=lambda path: path.split("/"))


def _walk(folder: str) -> Iterator[str]:
    """Yield files and links, never a pipe or a device; a linked folder is not entered. Paths stay text for speed."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path)
        elif entry.is_symlink() or entry.is_file():
            yield entry.path
