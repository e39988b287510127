"""The letter is handed over once to each: lines break, servers refuse, programs die; the journal knows what is left."""

import email
import socket
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from places import make_place

from generator.service.delivery import deliveries, lines, sending
from generator.service.delivery.deliveries import Plan
from generator.service.delivery.lines import FolderLine, SmtpLine, Uncertain
from generator.service.delivery.mail_log import accepted
from generator.service.delivery.sending import Pace, Round
from generator.service.mail.transport import Unavailable
from generator.service.public import subscriptions
from generator.service.public.subscriber_files import Consent, imported

PLAN = Plan(issue="2026-11", digest="d" * 64)
SENDER = "lettre@chorale.example"


@pytest.fixture
def place(tmp_path):
    made = make_place(tmp_path)
    yield made
    made.service.store.close()


def people(place, count, topics=""):
    secret = place.service.outbox.secret
    rows = [f"abonne{number}@exemple{number % 3}.fr,{topics}" for number in range(count)]
    with place.service.store.write(subscriptions.LOCK) as connection:
        consent = Consent(source="essai", audiences={"fournisseurs": "F"})
        return imported(connection, secret, ["adresse,sujets", *rows], consent, place.clock())


def begin(place, plan=PLAN):
    with place.service.store.write(deliveries.LOCK) as connection:
        found = deliveries.plan(connection, plan, place.clock())
        waiting = deliveries.recipients(connection, place.service.outbox.secret, plan)
        deliveries.start(connection, found, waiting, "chorale.example", place.clock())
    return found.id


def copy(address, subscription, message_id):
    return f"To: {address}\r\nMessage-ID: {message_id}\r\n\r\n{subscription}\r\n".encode()


def counts(place, identifier):
    with place.service.store.read() as connection:
        return deliveries.counts(connection, identifier)


class Post:
    """A mail server's post room: what it took, and how it answers."""

    def __init__(self, answers=None):
        self.taken, self.answers, self.connections = [], answers or {}, 0

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        answer = self.answers.get(address)
        if isinstance(answer, list):
            answer = answer.pop(0) if answer else None
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        message = email.message_from_bytes(envelope.content, policy=default)
        self.taken.append((envelope.rcpt_tos[0], message["To"], message["Message-ID"]))
        return "250 OK"


@pytest.fixture
def server():
    """Return a way to start a server on a free port; all are stopped at the end."""
    started = []

    def start(post):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        controller = Controller(post, hostname="127.0.0.1", port=port)
        controller.start()
        started.append(controller)
        return f"smtp://127.0.0.1:{port}"

    yield start
    for controller in started:
        controller.stop(no_assert=True)


def how(line, **more):
    return Round(sender=SENDER, copy=copy, line=line, pause=lambda _: None, **more)


def test_everyone_is_written_to_once_over_a_few_lines(place, server):
    people(place, 60)
    post, identifier = Post(), begin(place)
    url = server(post)
    sending.send(place.service.store, identifier, how(lambda: SmtpLine(url), batch=7), place.clock)

    assert sorted(to for to, _, _ in post.taken) == sorted(f"abonne{n}@exemple{n % 3}.fr" for n in range(60))
    assert len({message_id for _, _, message_id in post.taken}) == 60
    assert counts(place, identifier) == {"sent": 60}
    assert deliveries.finish(place.service.store, identifier, place.clock())


def test_a_refused_address_is_not_tried_again_and_a_busy_one_is(place, server):
    people(place, 4)
    never, later = "abonne0@exemple0.fr", "abonne1@exemple1.fr"
    post, identifier = Post({never: "550 5.1.1 unknown", later: ["451 later", "451 later"]}), begin(place)
    url = server(post)
    sending.send(place.service.store, identifier, how(lambda: SmtpLine(url), lines=1), place.clock)

    assert counts(place, identifier) == {"sent": 3, "refused": 1}
    assert sorted(to for to, _, _ in post.taken) == [
        "abonne1@exemple1.fr",
        "abonne2@exemple2.fr",
        "abonne3@exemple0.fr",
    ]


def test_a_server_that_stays_busy_leaves_the_rest_to_a_later_run(place, server):
    people(place, 3)
    busy = {f"abonne{n}@exemple{n}.fr": ["451 later"] * 9 for n in range(3)}
    post, identifier = Post(busy), begin(place)
    url = server(post)
    sending.send(place.service.store, identifier, how(lambda: SmtpLine(url)), place.clock)

    assert counts(place, identifier) == {"queued": 3}
    assert not deliveries.finish(place.service.store, identifier, place.clock())


def test_an_absent_server_slows_down_then_gives_up_with_nothing_lost(place):
    people(place, 3)
    identifier, pauses = begin(place), []

    def closed():
        raise Unavailable("ConnectionRefusedError")

    rounds = Round(sender=SENDER, copy=copy, line=closed, pause=pauses.append, lines=1)
    sending.send(place.service.store, identifier, rounds, place.clock)

    assert (counts(place, identifier), pauses) == ({"queued": 3}, [1, 2, 4, 8, 16, 30])


def test_a_broken_line_leaves_one_in_doubt_and_the_log_decides(place):
    people(place, 5)
    identifier, handed = begin(place), []

    class Broken(FolderLine):
        def hand(self, _sender, to, _data, _name):
            handed.append(to)
            if len(handed) == 3:
                raise Uncertain("SMTPServerDisconnected")

    sending.send(place.service.store, identifier, how(lambda: Broken(place.folder), lines=1), place.clock)
    with place.service.store.read() as connection:
        (doubt,) = deliveries.uncertain(connection, identifier)

    assert (counts(place, identifier), len(handed), doubt.email) == ({"sent": 4, "claimed": 1}, 5, handed[2])
    log = [
        f"Nov 21 10:00:00 mx postfix/cleanup[12]: 4ABC: message-id={doubt.message_id}",
        "Nov 21 10:00:00 mx postfix/qmgr[7]: 4ABC: from=<lettre@chorale.example>, size=9, nrcpt=1 (queue active)",
    ]
    assert deliveries.reconcile(place.service.store, identifier, accepted(log[:1]).__contains__, place.clock()) == (
        0,
        1,
    )
    sending.send(place.service.store, identifier, how(lambda: FolderLine(place.folder / "lettres")), place.clock)
    assert counts(place, identifier) == {"sent": 5}


def test_a_log_tells_the_taken_from_those_cut_before_the_end():
    log = [
        "postfix/cleanup[1]: AAA: message-id=<a@x>",
        "postfix/qmgr[2]: AAA: from=<l@x>, size=10, nrcpt=1 (queue active)",
        "postfix/cleanup[1]: BBB: message-id=<b@x>",
        "postfix/smtpd[3]: lost connection after DATA (10 bytes) from localhost[127.0.0.1]",
        "postfix/cleanup[1]: AAA: message-id=<c@x>",
    ]

    assert accepted(log) == {"<a@x>"}


def test_who_left_during_the_delivery_is_not_written_to(place):
    people(place, 4)
    identifier = begin(place)
    secret = place.service.outbox.secret
    with place.service.store.write(subscriptions.LOCK) as connection:
        gone = subscriptions.by_email(connection, "abonne2@exemple2.fr")
        subscriptions.end(connection, secret, gone, "demande", place.clock())
    folder = place.folder / "lettres"
    sending.send(place.service.store, identifier, how(lambda: FolderLine(folder)), place.clock)

    assert counts(place, identifier) == {"sent": 3, "refused": 1}
    assert gone.id not in {file.stem for file in folder.glob("*.eml")}


def test_the_same_issue_is_never_sent_again_to_the_same_person(place):
    people(place, 3, topics="fournisseurs")
    first = begin(place, Plan(issue="2026-11", digest="d" * 64, topic="fournisseurs"))
    sending.send(place.service.store, first, how(lambda: FolderLine(place.folder / "a")), place.clock)
    deliveries.finish(place.service.store, first, place.clock())
    with place.service.store.write(subscriptions.LOCK) as connection:
        consent = Consent(source="essai", audiences={})
        imported(connection, place.service.outbox.secret, ["nouveau@exemple.fr"], consent, place.clock())
    second = begin(place)

    assert (second != first, counts(place, second)) == (True, {"queued": 1})


def test_finished_deliveries_keep_no_address(place):
    people(place, 3)
    identifier = begin(place)
    sending.send(place.service.store, identifier, how(lambda: FolderLine(place.folder / "a")), place.clock)
    deliveries.finish(place.service.store, identifier, place.clock())

    with place.service.store.read() as connection:
        from sqlalchemy import select

        from generator.service.public.public_tables import dispatch

        assert set(connection.execute(select(dispatch.c.email)).scalars()) == {""}


def test_a_domain_gets_no_more_than_its_pace():
    pace = Pace(30)
    waits = [
        pace.wait(address, 100.0)
        for address in ("a@orange.example", "b@ORANGE.example", "c@orange.example", "d@laposte.example")
    ]

    assert waits == [0.0, 2.0, 4.0, 0.0]


@pytest.mark.parametrize("address", ["a@b.fr\r\nBcc: x@y.fr", "é@b.fr", "a b@c.fr", "<a@b.fr>", "a@b.fr,c@d.fr"])
def test_an_address_never_breaks_its_header(address):
    with pytest.raises(ValueError, match="adresse refusée"):
        lines.header(address)


def test_an_import_keeps_the_source_and_leaves_out_who_left(place):
    people(place, 2)
    secret = place.service.outbox.secret
    with place.service.store.write(subscriptions.LOCK) as connection:
        left = subscriptions.by_email(connection, "abonne0@exemple0.fr")
        subscriptions.end(connection, secret, left, "demande", place.clock())
        from generator.service.public.public_tables import subscription

        connection.execute(subscription.delete())
        again = imported(
            connection,
            secret,
            [
                "adresse;sujets",
                "Abonne0@Exemple0.fr;",
                "neuf@exemple.fr;fournisseurs",
                "x@exemple.fr;inconnu",
                "sans-arobase;",
            ],
            Consent(source="liste reprise", audiences={"fournisseurs": "F"}),
            place.clock(),
        )
        fresh = subscriptions.by_email(connection, "neuf@exemple.fr")

    assert (again.added, again.suppressed, [line for line, _ in again.refused]) == (1, 1, [4, 5])
    assert (fresh.consent, fresh.topics, fresh.source) == ("liste reprise", "fournisseurs", "import")
