"""The guide's nginx before two machines of two processes over one PostgreSQL: visitors see none of their falls."""

import os
import re
import signal
import threading
import time
from collections import Counter

import pytest
from patience import until
from running import FAR_PATH
from sqlalchemy import func, select
from tests.peers.test_nginx import FORM, NAME, Front
from tests.peers.test_workers import children

from chorale.service.public_tables import registration

pytestmark = pytest.mark.peers


@pytest.fixture
def machines(door, database):
    """Start two machines, each of two processes, over the same database, key and publication."""
    made = [door(1000, database.url) for _ in range(2)]
    for one in made:
        one.more = ("--workers", "2")
        one.environment |= {
            "CHORALE_BASE_URL": f"https://{NAME}",
            "CHORALE_FORMS_PER_SOURCE": "10000",
        }
        one.start()
    return made


class Visitors:
    """People who read and sign up without cease through a front, until told to stop."""

    def __init__(self, front):
        self.front, self.stopping = front, threading.Event()
        self.read, self.sent = Counter(), {}
        self.seal = re.search(r'name="jeton" value="([^"]*)"', front.ask(FAR_PATH)[2])[1]
        time.sleep(3.1)  # nobody fills a form in less than three seconds
        self.people = [threading.Thread(target=self._reader) for _ in range(2)]
        self.people += [threading.Thread(target=self._writer, args=(one,)) for one in "abc"]
        for one in self.people:
            one.start()

    def _reader(self):
        while not self.stopping.is_set():
            self.read[self.front.ask(FAR_PATH)[0]] += 1

    def _writer(self, letter):
        turn = 0
        while not self.stopping.is_set():
            turn += 1
            name = f"{letter}{turn}"
            form = f"name={name}&email={name}%40exemple.fr&organisme=&jeton={self.seal}&site_web="
            self.sent[name] = self.front.ask(FAR_PATH, "POST", form, **FORM)[0]

    def more(self, number):
        """Wait until so many more were answered."""
        wanted = len(self.sent) + number
        until(lambda: len(self.sent) >= wanted)

    def leave(self):
        self.stopping.set()
        for one in self.people:
            one.join()


def test_processes_and_machines_fall_and_come_back_and_nobody_who_was_answered_is_lost(
    machines, tmp_path
):
    first, second = machines
    front = Front(tmp_path, first, second)
    with front.open():
        visitors = Visitors(front)
        visitors.more(3)
        os.kill(children(first)[0], signal.SIGKILL)  # a process falls
        visitors.more(3)
        victims = children(second)
        second.kill()  # a machine falls, its processes with it
        for one in victims:
            os.kill(one, signal.SIGKILL)
        visitors.more(6)
        second.start()
        first.process.send_signal(signal.SIGTERM)  # the other is stopped, to be changed
        assert first.process.wait(timeout=60) == 0
        visitors.more(6)
        first.start()
        first.process.send_signal(signal.SIGHUP)  # and renewed while it answers
        visitors.more(6)
        visitors.leave()
    store = first.store()
    with store.read() as connection:
        kept = Counter(connection.execute(select(registration.c.name)).scalars())
        assert connection.execute(select(func.max(registration.c.number))).scalar() >= len(kept)
    store.close()

    cut = [name for name, status in visitors.sent.items() if status != 303]
    assert {visitors.sent[name] for name in cut} <= {503}
    assert len(cut) <= 9  # what was in hand of three people who write: two falls, and a stop
    assert set(kept.values()) == {1}
    assert {name for name, status in visitors.sent.items() if status == 303} <= set(kept)
    assert set(visitors.read) == {200}  # a question is asked again of the other machine
