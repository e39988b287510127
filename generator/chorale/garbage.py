"""Garbage collection, suspended during work that keeps what it makes: walking all that is kept costs a third."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Collect nothing until the end; what is in no circle is let go all the same."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def set_aside() -> None:
    """Have the next collections leave alone what lives as long as the process: they walked it again and again."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
