"""What the commands of a sending share: three subscribers, and a letter that may leave."""

import pytest
from letter_desk import approved, make_desk

PEOPLE = ("ada@exemple.fr,marins", "bob@exemple.fr", "eve@exemple.fr,gardiens")


@pytest.fixture
def desk(tmp_path, monkeypatch):
    return make_desk(tmp_path, monkeypatch, PEOPLE)


@pytest.fixture
def ready(desk):
    return approved(desk)
