"""A place of its own for each test of the service."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from own_postgresql import database  # noqa: F401 - a fixture
from patience import PATIENCE
from places import Place, make_place
from running import Running, far_project

from chorale.service.questionnaire.spreadsheets import grids


@pytest.fixture(autouse=True)
def busy_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the reader of spreadsheets time: that this machine is busy does not make a file hostile."""
    monkeypatch.setattr(grids, "DEADLINE", PATIENCE)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = make_place(tmp_path)
    yield made
    made.service.store.close()


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Return a function that gives a service over a session with so many places; none outlives the test."""
    made: list[Running] = []

    def service(places: int, url: str = "") -> Running:
        made.append(Running(far_project(tmp_path, places), url))
        return made[-1]

    yield service
    for one in made:
        one.kill()
