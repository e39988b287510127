"""A letter sent by two machines over one PostgreSQL, through its falls and theirs: to each once, nobody missing."""

import shutil
import signal

import pytest
from own_postfix import postfix
from patience import until
from sqlalchemy import func, select
from tests.peers.test_delivery_postfix import Desk, prepared

from chorale.service.public_tables import delivery, dispatch
from chorale.service.store import Busy, Store

PEOPLE, PACE = 1000, "300"

pytestmark = pytest.mark.peers


class Machine(Desk):
    """A machine of its own folder; the base, its key and the mail server are shared."""

    def __init__(self, root, server, database):
        super().__init__(root, server.url)
        self.environment["CHORALE_DATABASE_URL"] = database.url
        self.log = ["--log", str(server.log)]

    def sends(self):
        """Begin to send, slowly enough for others to come in between."""
        return self.start("newsletter", "send", "2026-03", "--pace", PACE, *self.log)


@pytest.fixture
def machines(tmp_path, database):
    with postfix() as server:
        first = Machine(tmp_path / "une", server, database)
        prepared(first, PEOPLE)
        shutil.copytree(tmp_path / "une", tmp_path / "autre")
        yield server, first, Machine(tmp_path / "autre", server, database)


def settled(store, state="sent"):
    """Return how many are in a state; none while the database is down."""
    try:
        with store.read() as connection:
            mine = select(func.count()).where(dispatch.c.state == state)
            return connection.execute(mine).scalar_one()
    except Busy:
        return 0


def shares(store):
    """Return how many recipients each sender served."""
    with store.read() as connection:
        mine = select(func.count()).where(dispatch.c.state == "sent").group_by(dispatch.c.worker)
        return list(connection.execute(mine).scalars())


def test_a_letter_sent_by_two_machines_goes_on_through_a_fall_of_the_database_and_of_one_of_them(
    machines, database
):
    server, first, second = machines
    store = Store(database.url)
    sender, other = first.sends(), second.sends()
    until(lambda: len(shares(store)) == 2 and settled(store) >= 100)
    database.kill()
    database.start()
    until(lambda: settled(store))  # it answers again
    more = settled(store) + 100
    until(lambda: settled(store) >= more)
    alive = (sender.poll(), other.poll())
    sender.send_signal(signal.SIGKILL)
    sender.wait()
    left = (
        other.wait()
    )  # serves all but what the dead one had in hand, that only the mail server knows of
    served = shares(store)
    server.settled()
    last = second.run("newsletter", "send", "2026-03", *second.log)
    states = {state: settled(store, state) for state in ("sent", "queued", "claimed", "refused")}
    store.close()
    found = server.delivered()

    assert (alive, left, len(served)) == ((None, None), 1, 2)
    assert last.returncode == 0, last.stderr
    assert states == {"sent": PEOPLE, "queued": 0, "claimed": 0, "refused": 0}
    assert (len(found), set(found.values())) == (PEOPLE, {1})


def test_two_machines_share_the_recipients_and_the_last_one_ends_the_letter(machines, database):
    server, first, second = machines
    store = Store(database.url)
    sender = first.sends()
    until(lambda: settled(store) >= 100)
    joined = second.run("newsletter", "send", "2026-03", "--pace", PACE, *second.log)
    ended = sender.wait()
    with store.read() as connection:
        states = list(connection.execute(select(delivery.c.state)).scalars())
    served = shares(store)
    store.close()
    found = server.delivered()

    assert "les destinataires sont partagés" in joined.stderr
    assert (joined.returncode, ended, states, len(served)) == (0, 0, ["finished"], 2)
    assert (len(found), set(found.values())) == (PEOPLE, {1})
