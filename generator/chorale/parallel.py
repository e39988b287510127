"""Parallel work: a part of a long task done by a second process, where the machine has a second core for it."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from multiprocessing.connection import Connection

from chorale import memory


@contextmanager
def meanwhile(work: Callable[[], None], *, parallel: bool) -> Iterator[None]:
    """Do a work that writes files during the block; what it raises is raised before what the block does.

    Parallel is for a process whose other threads, if any, hold nothing that the work needs: it is copied.
    The work is done before the block otherwise, and on a machine with one core.
    """
    if not (parallel and _cores() > 1):
        work()
        yield
        return
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    other = context.Process(target=_report, args=(work, sender), daemon=True)
    other.start()
    sender.close()
    try:
        yield
    except Exception:
        _finish(other, receiver)
        raise
    except BaseException:  # stopped: nobody waits for the work any more
        other.terminate()
        raise
    _finish(other, receiver)


def _cores() -> int:
    """Return how many cores this process may use, where a copy of it is safe; else one."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else 1


def _report(work: Callable[[], None], sender: Connection) -> None:
    """Do the work with a cache of its own: no connection to a database outlives a copy of its process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started both stops this one
    failed = None
    try:
        with memory.opened() if memory.is_open() else nullcontext():
            work()
    except Exception as error:  # noqa: BLE001 - whatever it is, the first process raises it
        failed = error
    with suppress(BrokenPipeError):
        sender.send(failed)


def _finish(other: multiprocessing.process.BaseProcess, receiver: Connection) -> None:
    """Wait for the end of the work; raises what it raised, or EOFError if it was stopped."""
    try:
        failed: Exception | None = receiver.recv()
    finally:
        other.join()
    if failed:
        raise failed from None
