"""Pagefind's indexer, asked through its pipe: pages go in, the files of their index come out.

Its own Python client waits a tenth of a second after each answer: minutes for a thousand pages.
"""

import gzip
import json
import os
import subprocess
import tempfile
import time
import zlib
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from threading import Thread
from typing import IO, Any

from pagefind.service import get_executable

from chorale.files import entries

FOLDER = "pagefind"
"""The folder of a site that holds its index."""
PARTS = {"PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": "2000"}
"""Small parts, of one common word at most: a phone loads those of the words that are asked, and no others."""
MODULE = "pagefind.js"
FRAGMENTS = "fragment/"
"""Where the index holds what it understood of each page: a file each."""
PATIENCE = 5.0
"""Seconds that Pagefind has to finish the files that it says are written: it says so a little before."""


class IndexFailed(Exception):
    """Pagefind did not index the site; the text is French."""


def added(path: str, html: str) -> bytes:
    """Return what adds a page to an index."""
    return _told({"type": "AddFile", "index_id": 0, "file_path": path, "file_contents": html})


def indexed(pages: Iterable[bytes], unread: Sequence[str]) -> dict[str, bytes]:
    """Return the files that readers load of an index of pages, as added makes them, by path in its folder.

    What these CSS selectors find is left out. The pages are made while the first ones are read. Raises IndexFailed.
    """
    with _started() as pagefind:
        return pagefind.files(chain([_new(unread)], pages), 0)


def indexed_but(
    known: Collection[str], pages: Iterable[bytes], unread: Sequence[str]
) -> dict[str, bytes] | None:
    """Return the files of an index, as above, but the fragments of these names, as far as pages still have them.

    Pagefind makes no file again that is there already, a quarter of its work: an empty one stands for what is known.
    Returns None if that is not what it did. Raises IndexFailed.
    """
    with tempfile.TemporaryDirectory() as name, _started() as pagefind:
        folder, nothing = Path(name), Path(name, "nothing")
        Path(name, FRAGMENTS).mkdir()
        nothing.touch()
        try:
            for one in known:
                os.link(nothing, f"{name}/{FRAGMENTS}{one}.pf_fragment")
        except OSError:  # a disk without second names
            return None
        pagefind.ask(chain([_new(unread)], pages, [_written(name)]), "WriteFiles")
        made = _whole(folder, nothing)
        module = {MODULE: pagefind.files([_new(())], 1)[MODULE]}
        return None if made is None else made | module


def _new(unread: Sequence[str]) -> bytes:
    return _told({"type": "NewIndex", "config": {"exclude_selectors": unread}})


def _written(folder: str) -> bytes:
    return _told({"type": "WriteFiles", "index_id": 0, "output_path": folder})


def _told(question: Mapping[str, Any]) -> bytes:
    return json.dumps(question).encode()


def _whole(folder: Path, nothing: Path) -> dict[str, bytes] | None:
    """Return the files of a folder once each is whole; None when they are not in time, or the empty one was written.

    Pagefind answers before its files are: those that unzip or parse are.
    """
    latest, found = time.monotonic() + PATIENCE, dict[str, bytes]()
    wanted = _names(folder, nothing.stat().st_ino)
    while len(found) < len(wanted):
        read = {one: (folder / one).read_bytes() for one in wanted if one not in found}
        found |= {one: content for one, content in read.items() if _is_whole(one, content)}
        if time.monotonic() > latest:
            return None
    return None if nothing.stat().st_size else found


def _names(folder: Path, nothing: int) -> list[str]:
    found = (entry for entry in entries(folder) if entry.inode() != nothing)
    names = (entry.path.removeprefix(f"{folder}/") for entry in found)
    return [one for one in names if _is_packed(one)]


def _is_packed(name: str) -> bool:
    """Return whether a file unzips or parses: readers load no other one but the module."""
    return ".pf_" in name or name.endswith((".json", ".pagefind"))


def _is_whole(name: str, content: bytes) -> bool:
    try:
        json.loads(content) if name.endswith(".json") else gzip.decompress(content)
    except (OSError, EOFError, ValueError, zlib.error):
        return False
    return bool(content)


@contextmanager
def _started() -> Iterator["_Pagefind"]:
    """Start the program, which ends with the block; raises IndexFailed when it is not installed."""
    program = get_executable()
    if program is None:
        raise IndexFailed(
            "Il manque le programme Pagefind, qui indexe le site : pip install 'pagefind[bin]'"
        )
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(  # noqa: S603 - the library's own program
            [str(program), "--service"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            env={**os.environ, **PARTS},
        ) as running,
    ):
        pagefind = _Pagefind(running, said)
        try:
            yield pagefind
        finally:
            pagefind.end()


@dataclass(frozen=True)
class _Pagefind:
    """The program at work: questions are put while its answers are read."""

    running: subprocess.Popen[bytes]
    said: IO[bytes]

    def files(self, questions: Iterable[bytes], index: int) -> dict[str, bytes]:
        """Return the files of an index that these questions make, by path; raises IndexFailed."""
        asked = chain(questions, [_told({"type": "GetFiles", "index_id": index})])
        answer = self.ask(asked, "GetFiles")
        return {
            one["path"]: b64decode(one["content"])
            for one in answer["files"]
            if one["path"] == MODULE or _is_packed(one["path"])
        }

    def ask(self, questions: Iterable[bytes], ending: str) -> dict[str, Any]:
        """Put all questions while the answers are read; return the one that ends them, by its type.

        Raises IndexFailed when it never comes.
        """
        questioned, answered = self.running.stdin, self.running.stdout
        assert questioned is not None
        assert answered is not None
        answers: list[dict[str, Any]] = []
        reading = Thread(target=lambda: answers.extend(_answers(answered, ending)))
        reading.start()
        with suppress(BrokenPipeError):  # it stopped: its last answer, or what it said, tells why
            for number, question in enumerate(questions):
                message = b'{"message_id":%d,"payload":%b}' % (number, question)
                questioned.write(b64encode(message) + b",")
            questioned.flush()
        reading.join()
        last = answers[-1] if answers else {}
        if last.get("type") != ending:
            raise IndexFailed(f"La recherche n'a pas pu être indexée :\n{self._why(last)}")
        return last

    def end(self) -> None:
        """Let the program stop, and wait until it has."""
        with suppress(BrokenPipeError):
            self.running.communicate()

    def _why(self, last: Mapping[str, Any]) -> str:
        self.end()
        self.said.seek(0)
        said = self.said.read().decode(errors="replace").strip()
        return last.get("message") or said or "Pagefind s'est arrêté."


def _answers(answered: IO[bytes], ending: str) -> Iterator[dict[str, Any]]:
    """Yield each answer up to the one that ends: that of this type, an error, or the end of the program."""
    rest: list[bytes] = []
    while read := answered.read1(1 << 16):  # type: ignore[attr-defined]
        *whole, last = read.split(b",")
        for part in whole:
            told: dict[str, Any] = json.loads(b64decode(b"".join((*rest, part))))["payload"]
            rest = []
            yield told
            if told["type"] in (ending, "Error"):
                return
        rest.append(last)
