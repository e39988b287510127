"""Pagefind's indexer, asked through its pipe: pages go in, the files of their index come out; nothing is on disk.

Its own Python client waits a tenth of a second after each answer: minutes for a thousand pages.
"""

import json
import os
import subprocess
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from threading import Thread
from typing import IO, Any

from pagefind.service import get_executable

PARTS = {"PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": "2000"}
"""Small parts, of one common word at most: a phone loads those of the words that are asked, and no others."""


class IndexFailed(Exception):
    """Pagefind did not index the site; the text is French."""


def added(path: str, html: str) -> bytes:
    """Return what adds a page to an index."""
    return _told({"type": "AddFile", "index_id": 0, "file_path": path, "file_contents": html})


def indexed(pages: Iterable[bytes], unread: Sequence[str]) -> dict[str, bytes]:
    """Return the files of the index of pages, as added makes them, without what these CSS selectors find, by path.

    The pages are made while the first ones are read. Raises IndexFailed.
    """
    program = get_executable()
    if program is None:
        raise IndexFailed(
            "Il manque le programme Pagefind, qui indexe le site : pip install 'pagefind[bin]'"
        )
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(  # noqa: S603 - the library's own program
            [str(program), "--service"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            env={**os.environ, **PARTS},
        ) as running:
            answers = _asked(running, _questions(pages, unread))
        said.seek(0)
        return _files(answers, said.read().decode(errors="replace"))


def _questions(pages: Iterable[bytes], unread: Sequence[str]) -> Iterator[bytes]:
    yield _told({"type": "NewIndex", "config": {"exclude_selectors": unread}})
    yield from pages
    yield _told({"type": "GetFiles", "index_id": 0})


def _told(question: Mapping[str, Any]) -> bytes:
    return json.dumps(question).encode()


def _asked(running: subprocess.Popen[bytes], questions: Iterable[bytes]) -> list[dict[str, Any]]:
    """Put all questions while the answers are read; the program stops when no more can come."""
    questioned, answered = running.stdin, running.stdout
    assert questioned is not None
    assert answered is not None
    answers: list[dict[str, Any]] = []
    reading = Thread(target=lambda: answers.extend(_answers(answered)))
    reading.start()
    with suppress(BrokenPipeError):  # it stopped: its last answer, or what it said, tells why
        for number, question in enumerate(questions):
            message = b'{"message_id":%d,"payload":%b}' % (number, question)
            questioned.write(b64encode(message) + b",")
        questioned.flush()
    reading.join()
    with suppress(BrokenPipeError):
        questioned.close()
    return answers


def _answers(answered: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Yield each answer up to the one that ends: the files, an error, or the end of the program."""
    rest: list[bytes] = []
    while read := answered.read1(1 << 16):  # type: ignore[attr-defined]
        *whole, last = read.split(b",")
        for part in whole:
            told: dict[str, Any] = json.loads(b64decode(b"".join((*rest, part))))["payload"]
            rest = []
            yield told
            if told["type"] in ("GetFiles", "Error"):
                return
        rest.append(last)


def _files(answers: Sequence[dict[str, Any]], said: str) -> dict[str, bytes]:
    last = answers[-1] if answers else {}
    if last.get("type") != "GetFiles":
        why = last.get("message") or said.strip() or "Pagefind s'est arrêté."
        raise IndexFailed(f"La recherche n'a pas pu être indexée :\n{why}")
    return {one["path"]: b64decode(one["content"]) for one in last["files"]}
