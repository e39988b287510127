"""The promises of the service over PostgreSQL: the same assertions, deposits at once, nothing readable on its disk."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import small_cycle
from cluster import cluster, emptied
from releases import RELEASES, upgraded
from small_cycle import ANSWER, BASE, deposit, make_circle, save
from sqlalchemy import text
from tests.journeys.test_releases import finished
from tests.service.accounts import test_people as test_access
from tests.service.questionnaire import test_deposits as test_answers
from tests.service.questionnaire import test_opening as test_trust
from tests.service.test_app_defence import deposits_at_once

pytestmark = pytest.mark.peers
CANARY = "canari-7f3a"


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    with cluster() as url:
        yield url


def test_the_same_assertions_hold_on_postgresql(tmp_path, postgresql, monkeypatch):
    """Run the tests of access, answers and trust over PostgreSQL: the fixtures take their database from here."""
    plain = small_cycle.make_place
    count = iter(range(1000))

    def over_postgresql(root, url="", files=None):
        return plain(root, url or emptied(postgresql, f"essai{next(count)}"), files)

    monkeypatch.setattr(small_cycle, "make_place", over_postgresql)
    for module in (test_access, test_answers, test_trust):
        for name, test in vars(module).items():
            arguments = (
                test.__code__.co_varnames[: test.__code__.co_argcount]
                if name.startswith("test_")
                else ()
            )
            if name.startswith("test_") and arguments == ("circle",):
                circle = small_cycle.make_circle(tmp_path / name)
                test(circle)
                circle.place.service.store.close()


def test_deposits_at_the_same_instant_are_all_kept_in_one_chain_on_postgresql(tmp_path, postgresql):
    circle = make_circle(tmp_path, emptied(postgresql, "ensemble"))
    deposits_at_once(circle)
    circle.place.service.store.close()


def test_a_database_that_was_made_without_encoding_keeps_accents(tmp_path, postgresql):
    circle = make_circle(tmp_path, emptied(postgresql, "ascii", "SQL_ASCII"))
    with circle.place.service.store.write("essai") as connection:
        connection.execute(text("CREATE TABLE essai (mot TEXT)"))
        connection.execute(text("INSERT INTO essai VALUES ('été')"))
    with circle.place.service.store.read() as connection:
        assert connection.execute(text("SELECT mot FROM essai")).scalars().all() == ["été"]
    circle.place.service.store.close()


def found_in(folder: Path, word: str) -> list[str]:
    """Return the files of a cluster, its write-ahead log included, that hold a word."""
    found = []
    for file in folder.rglob("*"):
        with contextlib.suppress(OSError):  # PostgreSQL makes and removes files meanwhile
            if file.is_file() and word.encode() in file.read_bytes():
                found.append(file.name)
    return found


def test_what_a_draft_and_a_deposit_say_is_nowhere_in_the_files_of_postgresql(tmp_path, postgresql):
    circle = make_circle(tmp_path, emptied(postgresql, "canari"))
    referent = circle.enter("snp-referent")
    referent.post(f"{BASE}/notes", {"version": "0", "note-DE-01": "5", "commentaire-DE-01": CANARY})
    deposit(referent, ANSWER | {"commentaire-DE-01": CANARY, "opposition-DE-08": CANARY})
    save(referent, ANSWER | {"commentaire-DE-02": CANARY})
    store = circle.place.service.store
    with store.read() as connection:
        data = Path(connection.execute(text("SHOW data_directory")).scalar())
    assert found_in(data, CANARY) == []
    with store.write() as connection:
        connection.execute(text("CREATE TABLE clair (mot TEXT)"))
        connection.execute(text("INSERT INTO clair VALUES ('temoin-7f3a')"))
    assert found_in(data, "temoin-7f3a") != []  # what is written in clear is found: the search sees
    store.close()


@pytest.mark.parametrize("name", RELEASES)
def test_a_cycle_begun_under_a_released_version_is_finished_on_postgresql(
    name, tmp_path, postgresql
):
    url = emptied(postgresql, f"version{RELEASES.index(name)}")
    release = upgraded(name, tmp_path, url)
    finished(release)
    release.circle.place.service.store.close()
