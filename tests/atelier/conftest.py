"""A bench of its own for each test of the atelier."""

import pytest
from atelier_desk import make_bench


@pytest.fixture
def bench(tmp_path):
    made = make_bench(tmp_path)
    yield made
    made.store.close()
