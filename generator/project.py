"""A project on disk, read and checked: the only way in for whoever needs the community."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from generator.content import checks
from generator.content.load import Loaded, load
from generator.content.problems import Problem
from generator.outputs import urls


def inspect(root: Path, today: date) -> tuple[Loaded, tuple[Problem, ...]]:
    """Return what was read and every problem, sorted by place; bad content never raises."""
    with _uncollected():
        loaded = load(root, today)
        pages = set(urls.pages(loaded.community)) if loaded.community else set()
        pages.update(filter(None, map(urls.page_of, (*loaded.origins, *loaded.broken))))
        return loaded, checks.check(loaded, pages)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Suspend the garbage collector: a reading keeps all that it makes, walking it again costs a third."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
