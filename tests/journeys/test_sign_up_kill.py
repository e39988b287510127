"""The service is killed under sign-ups: whoever was told « consultez votre messagerie » is in the database, with a letter."""

import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib

import pytest
from patience import PATIENCE, until
from running import FAR_KEY, FAR_PATH, OPENER, token

from chorale.service.public_tables import registration
from chorale.service.tables import outbox

PLACES, KILLS, CLIENTS = 40, 2, 4


def send(running, name, seal):
    """Send a sign-up; return its status, None when nobody answered."""
    form = {
        "name": name,
        "email": f"{name}@exemple.fr",
        "organisme": "",
        "jeton": seal,
        "site_web": "",
    }
    asked = urllib.request.Request(
        running.address + FAR_PATH, urllib.parse.urlencode(form).encode()
    )
    asked.add_header("X-Forwarded-For", f"10.0.{zlib.crc32(name.encode()) % 250}.{len(name)}")
    asked.add_header("Origin", running.address)
    try:
        return OPENER.open(asked, timeout=PATIENCE).status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def more(told, count):
    """Wait until so many more were told yes."""
    goal = len(told) + count
    until(lambda: len(told) >= goal)


def check(running, kill=None, revive=None, allowed=frozenset({303, None})):
    """Sign up without end while something is killed; kill and revive default to the service itself."""
    running.start()
    seal = token(running)
    told, statuses, stopping = [], set(), threading.Event()

    def client(number):
        count = 0
        while not stopping.is_set():
            name = f"c{number}n{count}"
            status = send(running, name, seal)
            statuses.add(status)
            if status == 303:
                told.append(name)
                count += 1
            else:
                time.sleep(0.4)  # asks again, the same

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for _ in range(KILLS):
        more(told, 30)
        (kill or running.kill)()
        (revive or running.start)()
    more(told, 10)
    stopping.set()
    for thread in threads:
        thread.join()
    running.kill()

    store = running.store()
    with store.read() as connection:
        rows = connection.execute(registration.select().order_by(registration.c.number)).all()
        letters = {row.addressee for row in connection.execute(outbox.select())}
    store.close()
    assert statuses <= allowed
    assert {row.name for row in rows} >= set(told)
    assert len({row.name for row in rows}) == len(rows)
    assert [row.held for row in rows] == [1] * min(PLACES, len(rows)) + [0] * max(
        0, len(rows) - PLACES
    )
    assert {row.id for row in rows} == letters
    assert {row.sitting for row in rows} == {FAR_KEY}


def test_kill_9_loses_no_sign_up_that_was_acknowledged(door):
    check(door(PLACES))


@pytest.mark.peers
def test_kill_9_loses_no_acknowledged_sign_up_on_postgresql(door, database):
    check(door(PLACES, database.url))


@pytest.mark.peers
def test_kill_9_of_the_database_loses_no_acknowledged_sign_up_and_says_to_come_back(door, database):
    served = door(PLACES, database.url)

    check(served, database.kill, database.start, frozenset({303, 503, None}))
