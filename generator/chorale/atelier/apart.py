"""Files that others made, read in a process of its own under limits: whatever a hostile one does, it does it there.

A reader is a module of ours with a function `answer` (the bytes of a file and words in, bytes out, or Unread) and the
sentence DAMAGED, for a file that provokes anything else.
"""

import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

_ONE = threading.Lock()
"""One at a time: each may take a core and a gigabyte."""
MEMORY, WORK, CLOCK = 1024 * 1024 * 1024, 20, 60
"""Bytes, seconds of a core, seconds on the clock."""
_UNREAD, _HEAVY = 1, 2
_RUN = f"from {__name__} import main; raise SystemExit(main())"


class TooLong(Exception):
    """The time was over before it was read."""


class TooHeavy(Exception):
    """The process died of its limits."""


class Unread(Exception):
    """What cannot be read; the text says why."""


def read(module: str, data: bytes, *words: str) -> bytes:
    """Return what a reader answers; raises TooLong, TooHeavy, Unread."""
    with _turn(), tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        source.write_bytes(data)
        command = [sys.executable, "-c", _RUN, str(MEMORY), module, str(source), *words]
        try:
            done = subprocess.run(command, capture_output=True, timeout=CLOCK, check=False)  # noqa: S603 - our own module
        except subprocess.TimeoutExpired:
            raise TooLong from None
    if done.returncode == _UNREAD:
        raise Unread(done.stdout.decode("utf-8", "replace"))
    if done.returncode:
        raise TooHeavy
    return done.stdout


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for those before; raises TooLong."""
    if not _ONE.acquire(timeout=CLOCK):
        raise TooLong
    try:
        yield
    finally:
        _ONE.release()


def main() -> int:
    """Limit this process for good, then have the reader read."""
    memory, module, source, *words = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (WORK, WORK))
    reader = import_module(module)
    try:
        answer = reader.answer(Path(source).read_bytes(), *words)
    except MemoryError:
        return _HEAVY
    except Exception as failed:  # noqa: BLE001 - whatever a hostile file provokes becomes one sentence
        if _is_full(int(memory)):
            return _HEAVY
        return _refused(str(failed) if isinstance(failed, Unread) else reader.DAMAGED)
    sys.stdout.buffer.write(answer)
    return 0


def _is_full(memory: int) -> bool:
    """Return whether little of the memory is left: libraries say many things when they get none."""
    try:
        bytearray(memory // 4)
    except MemoryError:
        return True
    return False


def _refused(sentence: str) -> int:
    sys.stdout.buffer.write(sentence.encode())
    return _UNREAD
