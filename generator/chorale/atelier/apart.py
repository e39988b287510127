"""Files that others made, read in a process of its own under limits: whatever a hostile one does, it does it there."""

import resource
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

_ONE = threading.Lock()
"""One at a time: each may take a core and a gigabyte."""
SECONDS = 60
"""On the clock; each reader says its limit of work and of memory itself."""


class TooLong(Exception):
    """The time was over before it was read."""


class TooHeavy(Exception):
    """The process died of its limits."""


class Unread(Exception):
    """What cannot be read; the text says why, as the reader wrote it."""


def read(module: str, data: bytes, *words: str) -> bytes:
    """Have a module of ours read a file and return what it writes; raises TooLong, TooHeavy, Unread."""
    with _ONE, tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        source.write_bytes(data)
        command = [sys.executable, "-m", module, str(source), *words]
        try:
            answer = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own module
        except subprocess.TimeoutExpired:
            raise TooLong from None
    if answer.returncode == 1:
        raise Unread(answer.stdout.decode("utf-8", "replace"))
    if answer.returncode:
        raise TooHeavy
    return answer.stdout


def bound(memory: int, seconds: int) -> None:
    """Limit this process for good."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
