"""Each event of the logs has the name that an operator looks for, and facts that say what happened, to nobody's cost."""

import json
import threading

import pytest
from browsing import apart
from places import Place
from sqlalchemy import update
from tests.service.mail.test_outbox import Carrier, flush, letter, put

from chorale.service.accounts import people
from chorale.service.app import ROUTES
from chorale.service.mail.transport import Away, MessageRejected
from chorale.service.store import Busy
from chorale.service.tables import outbox


@pytest.fixture
def told(caplog):
    """Return a function that gives the events so far, without the identifiers and the durations."""
    caplog.set_level("INFO", "chorale.service")

    def events():
        lines = [
            json.loads(record.getMessage())
            for record in caplog.records
            if record.name == "chorale.service"
        ]
        return [
            {name: fact for name, fact in line.items() if name not in ("id", "ms")}
            for line in lines
        ]

    return events


def run_once(place: Place) -> None:
    """Start the application and stop it, as a server does."""
    asked = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]

    async def receive():
        return asked.pop(0)

    async def send(message):
        assert message["type"] in ("lifespan.startup.complete", "lifespan.shutdown.complete")

    apart(place.app({"type": "lifespan", "asgi": {"version": "3.0"}}, receive, send))


def test_an_answer_is_told_by_its_method_its_route_and_its_status(place, told):
    browser = place.browser()
    browser.get("/nulle-part?nom=Ada")
    browser.post("/participer/acces", {"code": "inconnu"})

    assert told() == [
        {"event": "answer", "method": "GET", "route": "-", "status": 404},
        {"event": "answer", "method": "POST", "route": "/participer/acces", "status": 403},
    ]


@pytest.mark.parametrize(
    ("fault", "event"),
    [
        (Busy("occupée"), {"event": "busy", "way": "/participer/acces", "why": "occupée"}),
        (
            RuntimeError("secret"),
            {"event": "fault", "way": "/participer/acces", "error": "RuntimeError"},
        ),
    ],
)
def test_what_stopped_an_answer_is_told_before_it(place, told, monkeypatch, fault, event):
    def fails(*_):
        raise fault

    monkeypatch.setattr(people, "by_secret", fails)
    place.browser().post("/participer/acces", {"code": "inconnu"})

    first, second = told()
    assert ({name: first[name] for name in event}, second["event"]) == (event, "answer")


def test_a_start_and_a_stop_are_told(place, told):
    run_once(place)

    assert told() == [{"event": "started", "ways": len(ROUTES)}, {"event": "stopped"}]


def test_what_becomes_of_a_letter_is_told_by_its_kind_never_by_its_address(place, told):
    put(place, letter("a"))
    flush(place, Carrier(a=MessageRejected("550 5.1.1 inconnu")))
    put(place, letter("b"))
    with place.service.store.write("outbox") as connection:
        connection.execute(update(outbox).where(outbox.c.key == "b").values(payload=b"illisible"))
    flush(place, Carrier())

    assert told() == [
        {"event": "mail-refused", "kind": "essai", "answer": "550 5.1.1 inconnu"},
        {"event": "mail-unreadable", "kind": "essai"},
    ]


def test_a_letter_that_must_wait_is_told_with_its_cause(place, told):
    put(place, letter("a"))

    flush(place, Carrier(a=Away("serveur:25 : pas de réponse")))

    assert told() == [
        {"event": "mail-postponed", "kind": "essai", "error": "serveur:25 : pas de réponse"}
    ]


@pytest.mark.parametrize(
    ("fault", "event"),
    [
        (Busy("occupée"), {"event": "outbox-waits"}),
        (RuntimeError("secret"), {"event": "outbox-fault", "error": "RuntimeError"}),
    ],
)
def test_the_worker_tells_what_stopped_one_of_its_rounds(place, told, monkeypatch, fault, event):
    called = threading.Event()

    def flush(*_):
        called.set()
        raise fault

    monkeypatch.setattr(place.service.outbox, "flush", flush)
    place.service.worker.start()
    assert called.wait(timeout=10)
    place.service.worker.stop()

    assert told() == [event]
