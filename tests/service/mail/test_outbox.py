"""The outbox: a letter exists when its cause does, leaves once, waits when it must, and is never lost unseen."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from places import make_place
from sqlalchemy import select, text

from chorale.cli.command_group import group
from chorale.service.accounts import encryption
from chorale.service.mail import outbox as mail_outbox
from chorale.service.mail.message import OutgoingEmail
from chorale.service.mail.outbox import LEASE, RETRIES, STALE, UNREADABLE, Outbox
from chorale.service.mail.outbox_watch import plan
from chorale.service.mail.transport import Away, Broken, Folder, MessageRejected, Rejected
from chorale.service.tables import outbox
from chorale.service.timestamps import stamp

service = group("service")


def letter(name, to="ada@exemple.fr"):
    return OutgoingEmail(
        key=name, kind="essai", about="essai", addressee="x", to=to, subject=name, text="corps"
    )


def put(place, *letters):
    with place.service.store.write("outbox") as connection:
        return [place.service.outbox.put(connection, one, place.clock()) for one in letters]


def rows(place, *columns):
    with place.service.store.read() as connection:
        chosen = [outbox.c[name] for name in columns]
        return [tuple(row) for row in connection.execute(select(*chosen).order_by(outbox.c.key))]


class Carrier:
    """A transport that answers by subject, and takes the others."""

    def __init__(self, **answers):
        self.answers, self.taken = answers, []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def carry(self, message, _name):
        if answer := self.answers.get(message["Subject"]):
            raise answer
        self.taken.append((message["Subject"], message["Message-ID"]))


def flush(place, carrier):
    return place.service.outbox.flush(place.service.store, carrier, place.clock)


class Instants:
    """Time that passes by waiting only."""

    def __init__(self):
        self.now = 0.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


def test_a_crowd_that_waits_for_answers_passes_before_letters_and_never_stops_them(
    place, monkeypatch
):
    instants = Instants()
    monkeypatch.setattr(mail_outbox, "time", instants)
    put(place, letter("a"), letter("b"))
    carrier = Carrier()
    place.service.store.writers |= {-1, -2, -3}
    flush(place, carrier)

    assert sorted(subject for subject, _ in carrier.taken) == ["a", "b"]
    assert round(instants.now, 1) == 1.0


def test_a_letter_falls_with_its_cause_and_the_same_key_is_one_letter(place):
    def cause_that_fails(connection):
        place.service.outbox.put(connection, letter("a"), place.clock())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), place.service.store.write("outbox") as connection:
        cause_that_fails(connection)
    assert rows(place, "key") == []
    assert put(place, letter("a"), letter("a")) == [True, False]
    assert flush(place, carrier := Carrier()) == 1
    assert put(place, letter("a")) == [False]
    assert (flush(place, carrier), len(carrier.taken)) == (0, 1)


def test_a_server_away_is_tried_again_later_and_later_then_the_letter_is_kept_for_the_operator(
    place,
):
    put(place, letter("a"))
    for delay in RETRIES:
        assert flush(place, Carrier(a=Away("serveur:25 : pas de réponse"))) == 0
        place.clock.now += delay - timedelta(seconds=1)
        assert flush(place, carrier := Carrier()) == 0
        assert carrier.taken == []
        place.clock.now += timedelta(seconds=1)
    assert flush(place, Carrier(a=Away("serveur:25 : pas de réponse"))) == 0

    assert rows(place, "state", "last_error") == [("failed", "serveur:25 : pas de réponse")]
    assert rows(place, "payload") != [(None,)]


def test_only_the_recipient_s_own_refusal_is_final(place):
    put(place, letter("a"), letter("b"))
    assert (
        flush(
            place,
            Carrier(a=MessageRejected("550 5.1.1 …"), b=Rejected("554 5.7.1 Relay access denied")),
        )
        == 0
    )

    assert rows(place, "key", "state", "last_error") == [
        ("a", "failed", "550 5.1.1 …"),
        ("b", "queued", "554 5.7.1 Relay access denied"),
    ]


class Weary(Carrier):
    """A server that ends each conversation after some letters."""

    def __init__(self, most):
        super().__init__()
        self.most = most

    def __enter__(self):
        self.left = self.most
        return self

    def carry(self, message, name):
        if not self.left:
            raise Broken("421 assez pour aujourd'hui")
        self.left -= 1
        super().carry(message, name)


def test_a_server_that_hangs_up_after_seven_letters_puts_off_only_the_one_in_hand(place):
    put(place, *(letter(f"{number:02}") for number in range(20)))
    carrier = Weary(7)

    assert flush(place, carrier) == 18
    assert Counter(rows(place, "state", "attempts")) == {("sent", 0): 18, ("queued", 1): 2}
    place.clock.advance(minutes=2)
    assert flush(place, carrier) == 2
    assert sorted(subject for subject, _ in carrier.taken) == [f"{one:02}" for one in range(20)]


def test_a_server_that_hangs_up_at_once_is_left_alone_after_three_lines(place):
    put(place, *(letter(name) for name in "abcdef"))

    assert flush(place, Weary(0)) == 0
    assert set(rows(place, "state", "attempts", "last_error")) == {
        ("queued", 1, "421 assez pour aujourd'hui")
    }


def test_a_letter_at_which_the_server_hangs_up_holds_up_no_other(place):
    put(place, *(letter(name) for name in "abc"))
    carrier = Carrier(a=Broken("connexion coupée"))

    assert flush(place, carrier) == 2
    assert rows(place, "key", "state", "attempts") == [
        ("a", "queued", 1),
        ("b", "sent", 0),
        ("c", "sent", 0),
    ]


def test_a_letter_that_cannot_be_read_or_written_holds_up_no_other(place):
    other = Outbox(
        encryption.new_secret(),
        place.service.community.sender,
        100,
    )
    with place.service.store.write("outbox") as connection:
        other.put(connection, letter("a"), place.clock())
    put(place, letter("b", to="x@y.fr\r\nBcc: z@y.fr"), letter("c"))

    assert (flush(place, carrier := Carrier()), [subject for subject, _ in carrier.taken]) == (
        1,
        ["c"],
    )
    assert rows(place, "key", "state", "last_error") == [
        ("a", "failed", UNREADABLE),
        ("b", "failed", UNREADABLE),
        ("c", "sent", None),
    ]


def test_no_more_than_the_ceiling_leaves_in_an_hour(place):
    box = place.service.outbox
    box.ceiling = 3
    put(place, *(letter(f"l{number}") for number in range(5)))

    assert (flush(place, Carrier()), flush(place, Carrier())) == (3, 0)
    place.clock.advance(minutes=59)
    assert flush(place, Carrier()) == 0
    place.clock.advance(minutes=2)
    assert flush(place, Carrier()) == 2


KILLED = """
import os, signal, sys
from pathlib import Path
from places import make_place
from chorale.service.mail.transport import Folder

root, url, limit = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
place = make_place(root, url)

class Doomed(Folder):
    def carry(self, message, name):
        super().carry(message, name)
        if len(list(self.folder.glob("*.eml"))) >= limit:
            os.kill(os.getpid(), signal.SIGKILL)

place.service.outbox.flush(place.service.store, Doomed(root / "boite"), place.clock)
"""


def killed_then_finished(tmp_path, url):
    place = make_place(tmp_path, url)
    put(place, *(letter(f"l{number:02}") for number in range(12)))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    for limit in (3, 7):
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(tmp_path), url, str(limit)],
            check=False,
            env=environment,
        )
        assert done.returncode == -signal.SIGKILL
        place.clock.now += LEASE + timedelta(seconds=1)
        with place.service.store.write("outbox") as connection:
            connection.execute(
                text(
                    "UPDATE outbox SET lease_until = '2026-01-01T00:00:00.000000Z' WHERE state = 'sending'"
                )
            )
    place.service.outbox.flush(place.service.store, Folder(tmp_path / "boite"), place.clock)

    assert rows(place, "state") == [("sent",)] * 12
    assert len(list((tmp_path / "boite").glob("*.eml"))) == 12
    place.service.store.close()


def test_a_worker_killed_twice_in_the_middle_leaves_each_letter_once_on_sqlite(tmp_path):
    killed_then_finished(tmp_path, f"sqlite:///{tmp_path / 'essai.sqlite'}")


@pytest.mark.peers
def test_a_worker_killed_twice_in_the_middle_leaves_each_letter_once_on_postgresql(
    tmp_path, database
):
    killed_then_finished(tmp_path, database.url)


def test_the_operator_sees_what_failed_and_sends_it_again(place, monkeypatch):
    for name in ("CHORALE_SMTP_URL", "CHORALE_VAR", "CHORALE_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CHORALE_DATABASE_URL", place.service.settings.database_url)
    root = place.folder.parent
    put(place, letter("a"), letter("b"))
    for _ in range(len(RETRIES) + 1):
        flush(
            place,
            Carrier(a=Away("serveur:25 : pas de réponse"), b=MessageRejected("550 5.1.1 …")),
        )
        place.clock.now += max(RETRIES)

    def mails(*words):
        outcome = CliRunner().invoke(
            service, ["mails", *words, "--project", str(root)], catch_exceptions=False
        )
        return outcome.output.replace("\u00a0", " ")

    told = "essai, abandonné : 550 5.1.1 … (1 courriel)\nessai, abandonné : serveur:25 : pas de réponse (1 courriel)\n"
    assert mails() == told
    assert mails("--retry") == told + "1 courriel remis en file ; le service les enverra\n"
    place.clock.now += timedelta(days=3650)
    assert flush(place, carrier := Carrier()) == 1
    assert [subject for subject, _ in carrier.taken] == ["a"]
    assert mails() == "essai, abandonné : 550 5.1.1 … (1 courriel)\n"


def kind(name, of, **more):
    return replace(letter(name), kind=of, **more)


def test_what_somebody_awaits_leaves_before_news_and_news_before_reminders(place):
    put(
        place,
        kind("rappel", "registration-day"),
        kind("nouvelle", "registration-moved"),
        kind("accuse", "receipt"),
    )
    carrier = Carrier()
    flush(place, carrier)

    assert [subject for subject, _ in carrier.taken] == ["accuse", "nouvelle", "rappel"]


def test_reminders_leave_room_under_the_ceiling_for_what_is_awaited(place):
    place.service.outbox.ceiling = 20
    put(place, *(kind(f"r{number:02}", "registration-day") for number in range(30)))
    carrier = Carrier()

    assert flush(place, carrier) == 18
    put(place, *(kind(f"a{number}", "receipt") for number in range(5)))
    assert flush(place, carrier) == 2
    place.clock.advance(minutes=61)
    assert flush(place, carrier) == 3 + 12
    assert sorted(subject for subject, _ in carrier.taken[18:23]) == ["a0", "a1", "a2", "a3", "a4"]


def test_a_letter_that_is_no_longer_true_never_leaves(place):
    late = stamp(place.clock() + timedelta(minutes=10))
    put(place, kind("vrai", "essai"), kind("rappel", "registration-hour", not_after=late))
    flush(place, Carrier(rappel=Away("serveur:25 : pas de réponse")))
    place.clock.advance(minutes=11)
    carrier = Carrier()
    flush(place, carrier)

    assert carrier.taken == []
    assert rows(place, "key", "state", "payload", "last_error") == [
        ("rappel", "cancelled", None, STALE),
        ("vrai", "sent", None, None),
    ]


def test_a_slow_relay_does_not_make_a_letter_of_its_own_batch_false(place):
    late = stamp(place.clock() + timedelta(minutes=1))
    put(place, kind("a", "essai"))
    place.clock.advance(seconds=1)
    put(place, kind("b", "essai", not_after=late))

    class Slow(Carrier):
        def carry(self, message, name):
            super().carry(message, name)
            place.clock.advance(seconds=90)

    carrier = Slow()
    flush(place, carrier)

    assert [subject for subject, _ in carrier.taken] == ["a"]
    assert rows(place, "key", "state") == [("a", "sent"), ("b", "cancelled")]


def test_the_ceiling_is_planned_and_told(place):
    place.service.outbox.ceiling = 10
    put(place, *(kind(f"{number:02}", "receipt") for number in range(35)))
    flush(place, Carrier())
    with place.service.store.read() as connection:
        planned = plan(connection, 10, place.clock())

    assert (planned.sent, planned.waiting) == (10, 25)
    assert planned.done == place.clock() + timedelta(hours=3)


def test_nothing_waits_under_the_ceiling(place):
    put(place, letter("a"))
    with place.service.store.read() as connection:
        planned = plan(connection, 10, place.clock())

    assert (planned.waiting, planned.done) == (1, None)


def test_a_letter_that_is_put_off_again_and_again_is_late_all_the_same(place):
    put(place, letter("a"))
    told = []
    for minutes in (0, 1, 5, 15):
        place.clock.advance(minutes=minutes)
        flush(place, Carrier(a=Away("serveur:25 : pas de réponse")))
        told.append(json.loads(place.browser().get("/healthz").text)["mail"])

    assert told == ["ok", "ok", "ok", "late"]


def test_lateness_is_told_by_kind(place):
    put(place, kind("a", "registration-day"), kind("b", "registration-day"), kind("c", "receipt"))
    place.clock.advance(minutes=16)
    health = json.loads(place.browser().get("/healthz").text)

    assert health == {
        "status": "ok",
        "mail": "late",
        "content": "ok",
        "late": {"receipt": 1, "registration-day": 2},
    }
