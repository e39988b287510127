"""Several processes over one PostgreSQL: nothing is lost nor doubled, limits hold, one falls or is renewed unseen."""

import os
import signal
import socket
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from crowds import request, rush
from patience import PATIENCE, until
from running import FAR_PATH, OPENER, token
from sqlalchemy import select
from tests.service.registrations.test_capacity_crowd import (
    PLACES,
    check_crowd,
    check_crowd_cut_short,
)

from chorale.service.public_tables import registration
from chorale.service.tables import outbox

pytestmark = pytest.mark.peers


class Sink:
    """A mail server that takes everything, and counts."""

    def __init__(self):
        self.taken = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.taken.append(envelope.rcpt_tos[0])
        return "250 OK"


@pytest.fixture
def sink():
    handler = Sink()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        handler.port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture
def three(door, database):
    served = door(PLACES, database.url)
    served.more = ("--workers", "3")
    return served


def children(running):
    pid = running.process.pid
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split() if one]


def alive(pids):
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_a_thousand_sign_ups_on_three_processes_fill_a_hundred_places_exactly(three):
    check_crowd(three)


def test_one_process_killed_amid_the_crowd_loses_and_doubles_nobody(three):
    def kill():
        victim = children(three)[0]
        os.kill(victim, signal.SIGKILL)
        until(lambda: victim not in children(three) and len(children(three)) == 3)

    check_crowd_cut_short(three, kill, lambda: None)


def test_three_processes_send_each_letter_once_and_share_the_ceiling(three, sink):
    three.environment["CHORALE_SMTP_URL"] = f"smtp://127.0.0.1:{sink.port}"
    three.environment["CHORALE_MAILS_PER_HOUR"] = "120"
    three.start()
    seal = token(three)
    names = [f"p{number}" for number in range(200)]
    asked = [
        request(
            three.address,
            FAR_PATH,
            {
                "name": name,
                "email": f"{name}@exemple.fr",
                "organisme": "",
                "jeton": seal,
                "site_web": "",
            },
            f"10.1.{number}.1",
        )
        for number, name in enumerate(names)
    ]
    assert Counter(rush(three.address, asked)) == {303: 200}
    until(lambda: len(sink.taken) >= 120)
    time.sleep(6)  # each process has looked for more since
    assert (len(sink.taken), len(set(sink.taken))) == (120, 120)
    three.kill()
    store = three.store()
    with store.read() as connection:
        states = Counter(connection.execute(select(outbox.c.state)).scalars())
        assert len(connection.execute(select(registration.c.id)).all()) == 200
    store.close()
    assert states == {"sent": 120, "queued": 80}


def test_a_limit_holds_over_all_processes(three):
    three.environment["CHORALE_FORMS_PER_SOURCE"] = "10"
    three.start()
    seal = token(three)
    asked = [
        request(
            three.address,
            FAR_PATH,
            {
                "name": f"q{number}",
                "email": f"q{number}@exemple.fr",
                "organisme": "",
                "jeton": seal,
                "site_web": "",
            },
            "10.2.3.4",
        )
        for number in range(40)
    ]

    assert Counter(rush(three.address, asked)) == {303: 10, 429: 30}


def test_the_processes_are_renewed_while_the_port_never_ceases_to_answer(three):
    three.start()
    until(lambda: len(children(three)) == 3)
    before, answers, stopping = children(three), Counter(), threading.Event()

    def ask():
        while not stopping.is_set():
            answers[OPENER.open(three.address + FAR_PATH, timeout=PATIENCE).status] += 1

    clients = [threading.Thread(target=ask) for _ in range(4)]
    for client in clients:
        client.start()
    os.kill(three.process.pid, signal.SIGHUP)
    until(lambda: len(children(three)) == 3 and not set(before) & set(children(three)))
    stopping.set()
    for client in clients:
        client.join()

    assert set(answers) == {200}


def test_told_to_stop_every_process_finishes_and_the_port_is_free(three):
    three.start()
    until(lambda: len(children(three)) == 3)
    mine = children(three)
    three.process.send_signal(signal.SIGTERM)

    assert three.process.wait(timeout=PATIENCE) == 0
    assert alive(mine) == []
    three.start()


def test_a_supervisor_that_is_killed_leaves_no_process_behind(three):
    three.start()
    until(lambda: len(children(three)) == 3)
    mine = children(three)
    three.kill()
    until(lambda: not alive(mine))
    three.start()
