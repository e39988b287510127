"""A place of its own for each test of the service."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from places import Place, make_place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = make_place(tmp_path)
    yield made
    made.service.store.close()
