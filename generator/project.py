"""A project on disk, read and checked: the only way in for whoever needs the community."""

from datetime import date
from pathlib import Path

from generator.content import checks
from generator.content.load import Loaded, load
from generator.content.problems import Problem
from generator.outputs import urls


def inspect(root: Path, today: date) -> tuple[Loaded, tuple[Problem, ...]]:
    """Return what was read and every problem, sorted by place; bad content never raises."""
    loaded = load(root, today)
    pages = set(urls.pages(loaded.community)) if loaded.community else set()
    pages.update(filter(None, map(urls.page_of, (*loaded.origins, *loaded.broken))))
    return loaded, checks.check(loaded, pages)
