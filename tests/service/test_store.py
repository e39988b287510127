"""The store: a write is whole or nothing, what is acknowledged is kept, one process leads over all machines."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from patience import until
from sqlalchemy import text

from chorale.service.settings import Misconfigured
from chorale.service.store import CROWD, Busy, Store


@pytest.fixture
def store(tmp_path):
    made = Store(f"sqlite:///{tmp_path / 'a.sqlite'}")
    made.prepare()
    yield made
    made.close()


def test_a_write_that_fails_leaves_nothing(store):
    def fail(connection):
        connection.execute(text("INSERT INTO migration VALUES (9999)"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), store.write() as connection:
        fail(connection)
    with store.read() as connection:
        assert (
            connection.execute(text("SELECT count(*) FROM migration WHERE number = 9999")).scalar()
            == 0
        )


def test_sqlite_keeps_what_it_acknowledges(store):
    with store.read() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_a_crowd_of_writers_is_seen_while_it_lasts(store):
    seen = []

    def write(rank):
        with store.write():
            if not seen:
                until(lambda: store.crowded)
            seen.append(rank)

    with ThreadPoolExecutor(CROWD) as pool:
        list(pool.map(write, range(CROWD)))

    assert (sorted(seen), store.crowded, store.writers) == ([*range(CROWD)], False, set())


def test_a_database_that_does_not_answer_is_said_busy():
    unreachable = Store("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(Busy), unreachable.read():
        pass


@pytest.mark.parametrize("url", ["mysql://x/y", "n'importe quoi", "sqlite://"])
def test_an_unusable_address_is_told_in_one_sentence(url):
    with pytest.raises(Misconfigured, match="CHORALE_DATABASE_URL"):
        Store(url)


@pytest.mark.peers
def test_one_machine_leads_until_it_leaves_or_its_connection_falls(database):
    here, there = Store(database.url), Store(database.url)
    with here.leading("envoi") as ours, there.leading("envoi") as theirs:
        assert (ours.held(), theirs.held(), ours.held()) == (True, False, True)
        with there.write() as connection:
            mine = text(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
            )
            connection.execute(mine)
        assert theirs.held()
        with pytest.raises(Busy):
            ours.held()
        assert not ours.held()
    with here.leading("envoi") as ours:
        assert ours.held()
    here.close()
    there.close()


@pytest.mark.peers
def test_a_leader_whose_database_was_killed_leads_again(database):
    store = Store(database.url)
    with store.leading("envoi") as ours:
        assert ours.held()
        database.kill()
        with pytest.raises(Busy):
            ours.held()
        database.start()
        assert ours.held()
    store.close()
