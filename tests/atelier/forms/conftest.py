"""The miniature community around a form."""

import pytest
from golden_tree import GOLDEN, TODAY

from chorale.atelier.forms.choices import Surroundings
from chorale.content.load import load


@pytest.fixture
def golden():
    return Surroundings(
        community=load(GOLDEN, TODAY).community, path="content/newsletters/2026-03/issue.yml"
    )
