"""Writes that share a commit: nobody is told before it, a failure takes back its own part, a lost commit is everybody's."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from patience import until
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from chorale.service.store import Busy, Store, Unwritable

NUMBERS = text("SELECT number FROM migration WHERE number > 9000 ORDER BY number")
INSERT = text("INSERT INTO migration VALUES (:number)")


@pytest.fixture
def store(tmp_path):
    made = Store(f"sqlite:///{tmp_path / 'a.sqlite'}")
    made.prepare()
    yield made
    made.close()


@pytest.fixture
def commits(store):
    """Count the commits that reach the disk."""
    seen = []
    event.listen(store.engine, "commit", lambda _: seen.append(1))
    return seen


def kept(store):
    with store.read() as connection:
        return list(connection.execute(NUMBERS).scalars())


def crowd(store, numbers, act=lambda _number, _connection: None, locks=()):
    """Have the first hold its turn until all others wait; return what became of each, in their order."""
    held, line = threading.Event(), store.line_of(locks)

    def write(number):
        with store.write(*locks) as connection:
            held.set()
            until(lambda: len(line.waiting) == len(numbers) - 1 or number != numbers[0])
            connection.execute(INSERT, {"number": number})
            act(number, connection)
        return number

    def told(number):
        try:
            return write(number)
        except (ZeroDivisionError, Unwritable, Busy) as error:
            return type(error)

    with ThreadPoolExecutor(len(numbers)) as pool:
        first = pool.submit(told, numbers[0])
        held.wait()
        others = [pool.submit(told, number) for number in numbers[1:]]
        return [done.result() for done in (first, *others)]


def test_writers_who_wait_share_one_commit(store, commits, monkeypatch):
    monkeypatch.setattr("chorale.service.group_commit.LONGEST", 60)

    assert crowd(store, [9001, 9002, 9003]) == [9001, 9002, 9003]
    assert (len(commits), store.line.batch) == (1, None)
    assert kept(store) == [9001, 9002, 9003]


def test_a_writer_who_fails_takes_back_its_own_part_alone(store):
    def fail(number, _connection):
        if number == 9002:
            raise ZeroDivisionError

    assert crowd(store, [9001, 9002, 9003], fail) == [9001, ZeroDivisionError, 9003]
    assert kept(store) == [9001, 9003]


def test_the_first_who_fails_takes_nobody_along(store):
    def fail(number, _connection):
        if number == 9001:
            raise ZeroDivisionError

    assert crowd(store, [9001, 9002], fail) == [ZeroDivisionError, 9002]
    assert kept(store) == [9002]


def test_a_commit_that_is_refused_is_told_to_all_whose_writes_it_held(store, monkeypatch):
    monkeypatch.setattr("chorale.service.group_commit.LONGEST", 60)

    def full(_connection):
        raise OperationalError("COMMIT", None, Exception("database or disk is full"))

    event.listen(store.engine, "commit", full)
    outcome = crowd(store, [9001, 9002, 9003])
    event.remove(store.engine, "commit", full)

    assert outcome == [Unwritable] * 3
    assert kept(store) == []


def test_a_disk_that_takes_back_everything_is_told_to_all(store, monkeypatch):
    monkeypatch.setattr("chorale.service.group_commit.LONGEST", 60)

    def lost(number, connection):
        if number == 9002:
            connection.connection.driver_connection.execute("ROLLBACK")
            raise OperationalError("INSERT", None, Exception("database or disk is full"))

    assert crowd(store, [9001, 9002], lost) == [Unwritable, Unwritable]
    assert kept(store) == []


def test_who_waits_for_one_that_gave_up_commits_alone(store):
    store.line.waiting.add(-1)  # somebody who will never come

    with store.write() as connection:
        connection.execute(INSERT, {"number": 9001})

    assert kept(store) == [9001]
