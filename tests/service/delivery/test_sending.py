"""The letter is handed over once to each: lines break, servers refuse, programs die; the journal knows what is left."""

import email
import socket
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from faulty_smtp import FaultyServer
from places import make_place
from sqlalchemy import event, select, update

from chorale.service.delivery import doubts, sending, smtp
from chorale.service.delivery import records as delivery_records
from chorale.service.delivery.pace import DomainRateLimit, shared
from chorale.service.delivery.records import DeliveryPlan
from chorale.service.delivery.round import AlreadySending, SendRound, enlisted
from chorale.service.delivery.sending import SendingPolicy
from chorale.service.delivery.smtp import (
    FolderConnection,
    SmtpConnection,
    Uncertain,
    accepted,
    dot_stuffed,
)
from chorale.service.mail import transport
from chorale.service.mail.transport import Away, Closed, Dropped, Rejected
from chorale.service.public_tables import dispatch, subscription
from chorale.service.subscriptions import records as subscription_records
from chorale.service.subscriptions.imports import Consent, imported

PLAN = DeliveryPlan(issue="2026-11", digest="d" * 64)
SENDER = "lettre@chorale.example"


@pytest.fixture
def place(tmp_path):
    made = make_place(tmp_path)
    yield made
    made.service.store.close()


def people(place, count, topics=""):
    secret = place.service.outbox.secret
    rows = [f"abonne{number}@exemple{number % 3}.fr,{topics}" for number in range(count)]
    consent = Consent(source="essai", audiences={"fournisseurs": "F"})
    raw = "\n".join(["adresse,sujets", *rows]).encode()
    return imported(place.service.store, secret, raw, consent, place.clock())


def begin(place, plan=PLAN):
    with place.service.store.write(delivery_records.LOCK) as connection:
        found = delivery_records.plan(connection, plan, place.clock())
        waiting = delivery_records.recipients(connection, place.service.outbox.secret, plan)
        delivery_records.start(connection, found, waiting, "chorale.example", place.clock())
    return found.id


def copy(address, subscription, message_id):
    return dot_stuffed(
        f"To: {address}\r\nMessage-ID: {message_id}\r\n\r\n{subscription}\r\n".encode()
    )


def counts(place, identifier):
    with place.service.store.read() as connection:
        return delivery_records.counts(connection, identifier)


def reasons(place, identifier):
    with place.service.store.read() as connection:
        return delivery_records.refusals(connection, identifier)


class Post:
    """A mail server's post room: what it took, and how it answers."""

    def __init__(self, answers=None, mail=None, data=None):
        self.taken, self.answers, self.mail, self.data = [], answers or {}, mail, data

    async def handle_MAIL(self, _server, _session, envelope, address, _options):  # noqa: N802
        envelope.mail_from = address
        return self.mail or "250 OK"

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        answer = self.answers.get(address)
        if isinstance(answer, list):
            answer = answer.pop(0) if answer else None
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        if self.data:
            return self.data
        message = email.message_from_bytes(envelope.content, policy=default)
        self.taken.append((envelope.rcpt_tos[0], message["To"], message["Message-ID"]))
        return "250 OK"


async def offered(_server, session, _envelope, hostname, responses):
    """Greet as a server that takes several commands at once."""
    session.host_name = hostname
    return ["250-PIPELINING", *responses]


@pytest.fixture(params=[False, True], ids=["one command at a time", "pipelining"])
def server(request):
    """Return a way to start a server on a free port; all are stopped at the end."""
    started = []

    def start(post):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        if request.param:
            post.handle_EHLO = offered
        controller = Controller(post, hostname="127.0.0.1", port=port)
        controller.start()
        started.append(controller)
        return f"smtp://127.0.0.1:{port}"

    yield start
    for controller in started:
        controller.stop(no_assert=True)


def how(place, line, **more):
    """Return how to send where waiting moves the clock."""
    return SendingPolicy(sender=lambda _: SENDER, copy=copy, line=line, pause=waits(place), **more)


def waits(place):
    return lambda seconds: place.clock.advance(seconds=seconds)


def test_everyone_is_written_to_once_over_a_few_lines(place, server):
    people(place, 60)
    post, identifier = Post(), begin(place)
    url = server(post)
    sending.send(
        place.service.store,
        identifier,
        how(place, lambda: SmtpConnection(url), batch=7),
        place.clock,
    )

    assert sorted(to for to, _, _ in post.taken) == sorted(
        f"abonne{n}@exemple{n % 3}.fr" for n in range(60)
    )
    assert len({message_id for _, _, message_id in post.taken}) == 60
    assert counts(place, identifier) == {"sent": 60}
    assert delivery_records.finish(place.service.store, identifier, place.clock())


@pytest.mark.peers
def test_on_postgresql_too_everyone_is_written_to_once_and_a_busy_one_again(
    tmp_path, server, database
):
    place = make_place(tmp_path, database.url)
    people(place, 60)
    post, identifier = (
        Post({"abonne1@exemple1.fr": ["451 later"], "abonne2@exemple2.fr": "550 5.1.1 unknown"}),
        begin(place),
    )
    url = server(post)
    sending.send(
        place.service.store,
        identifier,
        how(place, lambda: SmtpConnection(url), batch=7),
        place.clock,
    )

    assert (counts(place, identifier), len(set(post.taken)), len(post.taken)) == (
        {"sent": 59, "refused": 1},
        59,
        59,
    )
    assert delivery_records.finish(place.service.store, identifier, place.clock())
    place.service.store.close()


def test_on_sqlite_one_sends_at_a_time(place):
    with (
        enlisted(place.service.settings, place.service.store),
        pytest.raises(AlreadySending) as refused,
    ):
        enlisted(place.service.settings, place.service.store).__enter__()

    assert str(refused.value) == "un envoi est déjà en cours"


@pytest.fixture
def machines(tmp_path, database):
    """Return two machines over one database, with what sends from each."""
    first = make_place(tmp_path / "un", database.url)
    second = make_place(tmp_path / "deux", database.url, key_of=first)
    yield first, second
    for place in (first, second):
        place.service.store.close()


def from_machine(place, url, lead, **more):
    line = lambda: SmtpConnection(url)  # noqa: E731
    return how(
        place, line, lines=1, batch=10, worker=lead.name, held=lead.held, retried=False, **more
    )


@pytest.mark.peers
def test_two_machines_share_the_recipients_of_a_letter(machines, server):
    first, second = machines
    people(first, 60)
    post, identifier, states = Post(), begin(first), []
    url = server(post)
    with ExitStack() as kept:
        ours, theirs = (
            kept.enter_context(enlisted(one.service.settings, one.service.store))
            for one in machines
        )

        def other(_):
            """Let the other machine send what is left, while this one has ten in hand."""
            if not states:
                states.append(counts(first, identifier))
                once = from_machine(second, url, theirs)
                sending.send(second.service.store, identifier, once, second.clock)
                states.append(counts(first, identifier))

        def copied(*about):
            other(about)
            return copy(*about)

        mine = replace(from_machine(first, url, ours), copy=copied)
        sending.send(first.service.store, identifier, mine, first.clock)

    assert states == [{"claimed": 10, "queued": 50}, {"claimed": 10, "sent": 50}]
    assert counts(second, identifier) == {"sent": 60}
    assert (len(post.taken), len(set(post.taken))) == (60, 60)


@pytest.mark.peers
def test_what_a_dead_sender_had_in_hand_is_in_doubt_and_what_a_living_one_has_is_not(machines):
    first, second = machines
    people(first, 20)
    identifier = begin(first)
    store, now = first.service.store, first.clock()

    def known():
        with store.read() as connection:
            return (
                len(doubts.uncertain(store, connection, identifier)),
                doubts.in_hand(store, connection, identifier),
            )

    with enlisted(first.service.settings, store) as living:
        with enlisted(second.service.settings, second.service.store) as dying:
            for lead in (living, dying):
                turn = delivery_records.LineTurn(worker=lead.name, count=5)
                last = delivery_records.claim(store, identifier, turn, now)
            both = known()
        one = known()
        settled = doubts.reconcile(store, identifier, {last[0].message_id}.__contains__, now)
        late = delivery_records.SendResult(subscription=last[0].subscription, state="refused")
        turn = delivery_records.LineTurn(worker=dying.name, results=[late])
        delivery_records.record_results(store, identifier, turn, now)

    assert (both, one, settled) == ((0, 10), (5, 5), (1, 4))
    assert counts(first, identifier) == {"claimed": 5, "sent": 1, "queued": 14}
    assert known() == (5, 0)


@pytest.mark.peers
def test_another_state_of_a_letter_that_is_leaving_is_refused(machines):
    first, second = machines
    people(first, 10)
    identifier = begin(first)
    store = second.service.store
    other = SendRound(
        community=None,
        issue=None,
        settings=second.service.settings,
        store=store,
        secret=second.service.outbox.secret,
        digest="e" * 64,
        copy=copy,
        clock=second.clock,
    )
    with enlisted(first.service.settings, first.service.store) as lead:
        turn = delivery_records.LineTurn(worker=lead.name, count=5)
        delivery_records.claim(first.service.store, identifier, turn, first.clock())
        with store.read() as connection:
            found = delivery_records.unfinished(connection, PLAN)
        with pytest.raises(AlreadySending) as refused:
            other.enrol(found, replace(PLAN, digest=other.digest))

    assert str(refused.value) == (
        "cette lettre part d'une autre machine, dans un autre état que celui d'ici ; y mettre le même contenu, "
        "ou attendre que cet envoi finisse"
    )
    with store.read() as connection:
        assert delivery_records.unfinished(connection, PLAN).digest == PLAN.digest


@pytest.mark.peers
def test_a_pace_is_kept_by_two_machines_together(machines):
    paces = [shared(60, place.service.store) for place in machines]
    waits = [pace.wait(f"a{n}@exemple.fr", 0) for n in range(3) for pace in paces]
    others = [pace.wait("a@autre.fr", 0) for pace in paces]

    assert [round(wait) for wait in waits] == [0, 1, 2, 3, 4, 5]
    assert [round(wait) for wait in others] == [0, 1]


def test_a_refused_address_is_not_tried_again_and_a_busy_one_is(place, server):
    people(place, 4)
    never, later = "abonne0@exemple0.fr", "abonne1@exemple1.fr"
    post, identifier = (
        Post({never: "550 5.1.1 unknown", later: ["451 later", "451 later"]}),
        begin(place),
    )
    url = server(post)
    sending.send(
        place.service.store,
        identifier,
        how(place, lambda: SmtpConnection(url), lines=1),
        place.clock,
    )

    assert counts(place, identifier) == {"sent": 3, "refused": 1}
    assert sorted(to for to, _, _ in post.taken) == [
        "abonne1@exemple1.fr",
        "abonne2@exemple2.fr",
        "abonne3@exemple0.fr",
    ]


def test_who_is_put_off_six_times_is_given_up_and_the_sending_ends(place, server):
    people(place, 3)
    busy = {f"abonne{n}@exemple{n}.fr": ["451 later"] * 9 for n in range(3)}
    post, identifier = Post(busy), begin(place)
    url, began = server(post), place.clock()
    sending.send(
        place.service.store,
        identifier,
        how(place, lambda: SmtpConnection(url), lines=1),
        place.clock,
    )

    assert counts(place, identifier) == {"abandoned": 3}
    assert reasons(place, identifier) == {"abandonné après 6 essais : 451 later": 3}
    assert place.clock() - began == sum(sending.RETRIES, timedelta())
    assert delivery_records.finish(place.service.store, identifier, place.clock())


def test_a_timer_leaves_those_put_off_to_its_next_run_which_waits_for_their_hour(place, server):
    people(place, 3)
    post, identifier = Post({"abonne1@exemple1.fr": ["451 later"]}), begin(place)
    url = server(post)
    rounds = how(place, lambda: SmtpConnection(url), lines=1, retried=False)

    def run():
        sending.send(place.service.store, identifier, rounds, place.clock)
        return counts(place, identifier)

    first, early = run(), run()
    place.clock.advance(seconds=31)
    assert (first, early, run()) == (
        {"sent": 2, "queued": 1},
        {"sent": 2, "queued": 1},
        {"sent": 3},
    )


def test_an_absent_server_slows_down_then_gives_up_with_nothing_lost(place):
    people(place, 3)
    identifier, pauses = begin(place), []

    def closed():
        raise Away("127.0.0.1:25 : connexion refusée")

    rounds = SendingPolicy(
        sender=lambda _: SENDER, copy=copy, line=closed, pause=pauses.append, lines=1
    )
    sending.send(place.service.store, identifier, rounds, place.clock)

    assert (counts(place, identifier), pauses) == ({"queued": 3}, [1, 2, 4, 8, 16, 30])


class Answers(FolderConnection):
    """A line whose server answers by a plan: one answer for each message handed, then takes everything."""

    def __init__(self, folder, plan):
        super().__init__(folder)
        self.plan, self.asked = plan, []

    def hand(self, sender, to, data, name):
        self.asked.append(to)
        if self.plan and (answer := self.plan.pop(0)):
            raise answer
        super().hand(sender, to, data, name)


def test_a_slow_server_is_seen_to_move_every_two_seconds_and_nobody_is_written_to_twice(place):
    people(place, 8)
    identifier, told, spent = begin(place), [], [0.0]

    class Slow(Answers):
        def hand(self, sender, to, data, name):
            spent[0] += 0.75
            super().hand(sender, to, data, name)

    line = Slow(place.folder / "lettres", [])
    rounds = how(place, lambda: line, lines=1, told=told.append, timer=lambda: spent[0])
    sending.send(place.service.store, identifier, rounds, place.clock)

    assert (counts(place, identifier), told) == ({"sent": 8}, [3, 3, 2])
    assert sorted(line.asked) == [f"abonne{number}@exemple{number % 3}.fr" for number in range(8)]


def test_a_server_that_is_full_is_left_and_asked_again_and_nobody_pays_for_it(place):
    people(place, 6)
    identifier, told = begin(place), []
    full = Dropped("452 4.3.1 Insufficient system storage")
    line = Answers(place.folder / "lettres", [None, full, full, None, full])
    rounds = how(place, lambda: line, lines=1, trouble=told.append)
    sending.send(place.service.store, identifier, rounds, place.clock)

    assert counts(place, identifier) == {"sent": 6}
    assert told == [str(full)] * 3


def test_a_line_ended_after_seven_messages_is_opened_again_and_costs_nobody(place):
    people(place, 20)
    identifier, opened = begin(place), []

    def line():
        opened.append(1)
        return Answers(place.folder / "lettres", [None] * 7 + [Dropped("421 too many messages")])

    sending.send(place.service.store, identifier, how(place, line, lines=1), place.clock)

    with place.service.store.read() as connection:
        tried = connection.execute(select(dispatch.c.attempts)).scalars().all()
    assert (counts(place, identifier), len(opened), set(tried)) == ({"sent": 20}, 3, {0})


def test_a_recipient_for_whom_the_server_hangs_up_each_time_holds_nobody_up(place):
    people(place, 6)
    identifier = begin(place)

    class Hanging(FolderConnection):
        def hand(self, sender, to, data, name):
            if to.startswith("abonne0"):
                raise Dropped("421 4.3.2 closing")
            super().hand(sender, to, data, name)

    line = how(place, lambda: Hanging(place.folder / "lettres"), lines=1)
    sending.send(place.service.store, identifier, line, place.clock)

    assert counts(place, identifier) == {"sent": 5, "abandoned": 1}


def test_what_somebody_must_mend_stops_everything_at_once_and_refuses_nobody(place):
    people(place, 40)
    identifier, told = begin(place), []
    line = Answers(place.folder / "lettres", [None, Closed("disque plein")])
    rounds = SendingPolicy(
        sender=lambda _: SENDER, copy=copy, line=lambda: line, lines=1, trouble=told.append
    )
    sending.send(place.service.store, identifier, rounds, place.clock)

    assert (counts(place, identifier), told, len(line.asked)) == (
        {"sent": 1, "queued": 39},
        ["disque plein"],
        2,
    )


def test_a_server_that_rejects_everything_loses_no_recipient(place):
    people(place, 4)
    identifier = begin(place)
    never = Rejected("554 5.7.1 Relay access denied")
    line = Answers(place.folder / "lettres", [never] * 500)
    sending.send(place.service.store, identifier, how(place, lambda: line, lines=1), place.clock)

    assert counts(place, identifier) == {"queued": 4}
    with place.service.store.read() as connection:
        assert delivery_records.refusals(connection, identifier) == {
            "554 5.7.1 Relay access denied": 4
        }


def test_one_message_always_rejected_by_a_server_that_takes_the_others_is_refused_in_the_end(
    place,
):
    people(place, 3)
    identifier = begin(place)

    class Picky(FolderConnection):
        def hand(self, sender, to, data, name):
            if to.startswith("abonne1"):
                raise Rejected("554 5.6.0 content")
            super().hand(sender, to, data, name)

    sending.send(
        place.service.store,
        identifier,
        how(place, lambda: Picky(place.folder / "lettres"), lines=1),
        place.clock,
    )

    assert counts(place, identifier) == {"sent": 2, "refused": 1}


FAR = {f"abonne{n}@exemple{n % 3}.fr" for n in range(40)}
TENTH = {f"abonne{n}@exemple{n % 3}.fr": "550 no such user here" for n in range(0, 40, 10)}


@pytest.mark.parametrize(
    ("post", "ended", "said"),
    [
        pytest.param(
            {"rcpt": TENTH}, {"sent": 36, "refused": 4}, set(), id="one in ten is unknown"
        ),
        pytest.param(
            {"rcpt": {who: ["451 4.7.1 greylisted"] for who in FAR}},
            {"sent": 40},
            set(),
            id="everyone is greylisted once",
        ),
        pytest.param(
            {"data": "552 5.3.4 message too big"},
            {"queued": 40},
            {
                "le serveur refuse chacun de la même façon ; rien n'est perdu : 552 5.3.4 message too big"
            },
            id="the message is too big for everyone",
        ),
        pytest.param(
            {"rcpt": dict.fromkeys(FAR, "554 5.7.1 Relay access denied")},
            {"queued": 40},
            {
                "le serveur refuse chacun de la même façon ; rien n'est perdu : "
                "554 5.7.1 Relay access denied"
            },
            id="the server relays for nobody",
        ),
        pytest.param(
            {"mail": "530 5.7.0 Must issue a STARTTLS command first"},
            {"queued": 40},
            {
                "le serveur demande une connexion chiffrée ou un compte (CHORALE_SMTP_URL à revoir) : "
                "530 5.7.0 Must issue a STARTTLS command first"
            },
            id="the server wants TLS",
        ),
        pytest.param(
            {"mail": "550 5.7.1 sender not allowed"},
            {"queued": 40},
            {"le serveur refuse l'expéditeur : 550 5.7.1 sender not allowed"},
            id="the sender is refused",
        ),
    ],
)
def test_a_faulty_server_ends_the_sending_with_its_reason_and_serves_each_once(
    place, server, post, ended, said
):
    people(place, 40)
    room, identifier, told = (
        Post(post.get("rcpt"), post.get("mail"), post.get("data")),
        begin(place),
        [],
    )
    url = server(room)
    rounds = how(place, lambda: SmtpConnection(url), lines=1, trouble=told.append)
    sending.send(place.service.store, identifier, rounds, place.clock)

    assert (counts(place, identifier), set(told)) == (ended, said)
    assert len(room.taken) == len(set(room.taken)) == ended.get("sent", 0)


CUT, SILENT = (
    "connexion coupée avant la fin d'un message",
    "le serveur n'a pas répondu après un message",
)
SIZE = "le serveur prend 0 Ko par message, et la lettre en fait 1"


@pytest.mark.parametrize(
    ("server", "ended", "told"),
    [
        pytest.param(
            FaultyServer("banner", "554 no mail service here", "closes"),
            {"sent": 6},
            {"{where} : 554 no mail service here"},
            id="the greeting is a refusal",
        ),
        pytest.param(
            FaultyServer("EHLO", "502 what?", times=99), {"sent": 6}, set(), id="an old server"
        ),
        pytest.param(
            FaultyServer("MAIL", "HTTP/1.1 400 Bad Request"),
            {"sent": 6},
            {"la réponse n'est pas celle d'un serveur de courriel : revoir l'adresse et le port"},
            id="no mail server",
        ),
        pytest.param(
            FaultyServer("MAIL", "552 5.3.4 message size exceeds limit", times=99),
            {"queued": 6},
            {"le serveur refuse un message de cette taille : 552 5.3.4 message size exceeds limit"},
            id="the announced size is refused",
        ),
        pytest.param(
            FaultyServer(offers="SIZE 50"), {"queued": 6}, {SIZE}, id="the size is known too large"
        ),
        pytest.param(
            FaultyServer("MAIL", "", "is silent"), {"sent": 6}, {CUT}, id="silent before a message"
        ),
        pytest.param(
            FaultyServer("RCPT", "550 5.1.1 unknown", "closes"),
            {"sent": 5, "refused": 1},
            {CUT},
            id="refused and cut at once",
        ),
        pytest.param(
            FaultyServer("RCPT", "553 5.6.7 SMTPUTF8 is required", times=1),
            {"sent": 6},
            set(),
            id="SMTPUTF8 is wanted once",
        ),
        pytest.param(
            FaultyServer("DATA", "451 4.7.1 try later"), {"sent": 6}, set(), id="later at DATA"
        ),
        pytest.param(
            FaultyServer("DATA", "554 5.5.1 no valid recipients", "closes"),
            {"sent": 6},
            {CUT},
            id="refused at DATA and cut",
        ),
        pytest.param(
            FaultyServer("body", times=2),
            {"sent": 4, "claimed": 2},
            {SILENT},
            id="cut inside two messages, small enough to be wholly on their way",
        ),
        pytest.param(
            FaultyServer("end", "550 5.7.1 spam", "closes"),
            {"sent": 6},
            {CUT},
            id="refused after all",
        ),
        pytest.param(
            FaultyServer("end", "250 taken", "closes", takes=True, times=6),
            {"sent": 6},
            {CUT},
            id="one message a line",
        ),
        pytest.param(
            FaultyServer("end", "", "closes", takes=True),
            {"sent": 5, "claimed": 1},
            {SILENT},
            id="taken, and cut before saying so",
        ),
        pytest.param(
            FaultyServer("end", "", "is silent"),
            {"sent": 5, "claimed": 1},
            {SILENT},
            id="silent after a message",
        ),
        pytest.param(
            FaultyServer("end", "", "is silent", times=99),
            {"claimed": 3, "queued": 3},
            {SILENT},
            id="silent after every message",
        ),
    ],
)
def test_a_line_that_breaks_anywhere_costs_nobody_a_letter_and_gives_nobody_two(
    place, monkeypatch, server, ended, told
):
    monkeypatch.setattr(transport, "PATIENCE", 0.4)
    monkeypatch.setattr(smtp, "ANSWER", 0.4)
    people(place, 6)
    identifier, troubles = begin(place), []
    server = replace(server, taken=[])
    with server as url:

        def run():
            rounds = how(place, lambda: SmtpConnection(url), lines=1, trouble=troubles.append)
            sending.send(place.service.store, identifier, rounds, place.clock)

        run()
        where = url.removeprefix("smtp://")
        assert (counts(place, identifier), set(troubles)) == (
            ended,
            {one.format(where=where) for one in told},
        )
        server.times, server.offers = 0, ""
        known = server.taken.__contains__
        doubts.reconcile(place.service.store, identifier, known, place.clock())
        run()

    final = counts(place, identifier)
    assert (sum(final.values()), len(server.taken)) == (6, final["sent"])
    assert len(set(server.taken)) == len(server.taken) == 6 - final.get("refused", 0)
    assert delivery_records.finish(place.service.store, identifier, place.clock())


def test_a_sending_stopped_for_all_serves_everyone_once_the_server_is_set_right(place, server):
    people(place, 12)
    room, identifier = Post(dict.fromkeys(FAR, "554 5.7.1 Relay access denied")), begin(place)
    url = server(room)
    sending.send(
        place.service.store, identifier, how(place, lambda: SmtpConnection(url)), place.clock
    )
    room.answers = {}
    sending.send(
        place.service.store, identifier, how(place, lambda: SmtpConnection(url)), place.clock
    )

    assert counts(place, identifier) == {"sent": 12}


def test_an_interruption_finishes_the_message_in_hand_and_gives_the_others_back(place):
    people(place, 30)
    identifier = begin(place)
    rounds = how(place, lambda: Stopping(place.folder / "lettres"), lines=1)

    class Stopping(FolderConnection):
        def hand(self, sender, to, data, name):
            super().hand(sender, to, data, name)
            if len(list(self.folder.glob("*.eml"))) == 7:
                rounds.stop.set()

    sending.send(place.service.store, identifier, rounds, place.clock)

    assert counts(place, identifier) == {"sent": 7, "queued": 23}


def test_a_broken_line_leaves_one_in_doubt_and_the_log_decides(place):
    people(place, 5)
    identifier, handed = begin(place), []

    class Broken(FolderConnection):
        def hand(self, _sender, to, _data, _name):
            handed.append(to)
            if len(handed) == 3:
                raise Uncertain("SMTPServerDisconnected")

    sending.send(
        place.service.store,
        identifier,
        how(place, lambda: Broken(place.folder), lines=1),
        place.clock,
    )
    with place.service.store.read() as connection:
        (doubt,) = doubts.uncertain(place.service.store, connection, identifier)

    assert (counts(place, identifier), len(handed), doubt.email) == (
        {"sent": 4, "claimed": 1},
        5,
        handed[2],
    )
    log = [
        f"Nov 21 10:00:00 mx postfix/cleanup[12]: 4ABC: message-id={doubt.message_id}",
        "Nov 21 10:00:00 mx postfix/qmgr[7]: 4ABC: from=<lettre@chorale.example>, size=9, nrcpt=1 (queue active)",
    ]
    assert doubts.reconcile(
        place.service.store, identifier, accepted(log[:1]).__contains__, place.clock()
    ) == (
        0,
        1,
    )
    sending.send(
        place.service.store,
        identifier,
        how(place, lambda: FolderConnection(place.folder / "lettres")),
        place.clock,
    )
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


def test_a_message_that_waits_in_the_server_s_queue_was_taken():
    log = [
        "postfix/cleanup[1]: AAA: message-id=<a@x>",
        "postfix/cleanup[1]: BBB: message-id=<b@x>",
    ]
    queue = [
        '{"queue_name": "incoming", "queue_id": "BBB", "arrival_time": 1794300000, "message_size": 9}'
    ]

    assert (accepted(log), accepted([*log, *queue])) == (set(), {"<b@x>"})


def test_who_left_during_the_delivery_is_not_written_to(place):
    people(place, 4)
    identifier = begin(place)
    secret = place.service.outbox.secret
    with place.service.store.write(subscription_records.LOCK) as connection:
        gone = subscription_records.by_email(connection, "abonne2@exemple2.fr")
        subscription_records.end(connection, secret, gone, "demande", place.clock())
    folder = place.folder / "lettres"
    sending.send(
        place.service.store, identifier, how(place, lambda: FolderConnection(folder)), place.clock
    )

    assert counts(place, identifier) == {"sent": 3, "refused": 1}
    assert gone.id not in {file.stem for file in folder.glob("*.eml")}


def test_the_same_issue_is_never_sent_again_to_the_same_person(place):
    people(place, 3, topics="fournisseurs")
    first = begin(place, DeliveryPlan(issue="2026-11", digest="d" * 64, topic="fournisseurs"))
    sending.send(
        place.service.store,
        first,
        how(place, lambda: FolderConnection(place.folder / "a")),
        place.clock,
    )
    delivery_records.finish(place.service.store, first, place.clock())
    consent = Consent(source="essai", audiences={})
    secret, store = place.service.outbox.secret, place.service.store
    imported(store, secret, b"nouveau@exemple.fr", consent, place.clock())
    second = begin(place)

    assert (second != first, counts(place, second)) == (True, {"queued": 1})


def test_finished_deliveries_keep_no_address(place):
    people(place, 3)
    identifier = begin(place)
    sending.send(
        place.service.store,
        identifier,
        how(place, lambda: FolderConnection(place.folder / "a")),
        place.clock,
    )
    delivery_records.finish(place.service.store, identifier, place.clock())

    with place.service.store.read() as connection:
        assert set(connection.execute(select(dispatch.c.email)).scalars()) == {""}


def test_a_domain_gets_no_more_than_its_pace():
    pace = DomainRateLimit(30)
    waits = [
        pace.wait(address, 100.0)
        for address in (
            "a@orange.example",
            "b@ORANGE.example",
            "c@orange.example",
            "d@laposte.example",
        )
    ]

    assert waits == [0.0, 2.0, 4.0, 0.0]


@pytest.mark.parametrize(
    "address", ["a@b.fr\r\nBcc: x@y.fr", "é@b.fr", "a b@c.fr", "<a@b.fr>", "a@b.fr,c@d.fr"]
)
def test_an_address_never_breaks_its_header(address):
    with pytest.raises(ValueError, match="adresse refusée"):
        smtp.header(address)


@pytest.mark.parametrize(
    ("message", "carried"),
    [
        (b"A: 1\r\n\r\nun mot\r\n", b"A: 1\r\n\r\nun mot\r\n.\r\n"),
        (b"A: 1\r\n\r\n.\r\n..\r\n1.\r\n", b"A: 1\r\n\r\n..\r\n...\r\n1.\r\n.\r\n"),
        (b".A: 1\r\n\r\nun mot.", b"..A: 1\r\n\r\nun mot.\r\n.\r\n"),
    ],
)
def test_a_line_that_begins_with_a_dot_never_ends_a_message(message, carried):
    assert dot_stuffed(message) == carried
    assert dot_stuffed(smtp.as_written(carried)) == carried


def test_more_people_who_left_than_a_batch_holds_do_not_end_a_sending(place, server):
    people(place, 30)
    delivery, post = begin(place), Post()
    first = select(dispatch.c.subscription).where(dispatch.c.rank < 25)
    with place.service.store.write() as connection:
        connection.execute(
            update(subscription).where(subscription.c.id.in_(first)).values(state="ended")
        )
    url = server(post)
    line = how(place, lambda: SmtpConnection(url), lines=1)
    sending.send(place.service.store, delivery, line, place.clock)

    assert counts(place, delivery) == {"refused": 25, "sent": 5}
    assert len(post.taken) == 5


def test_an_import_keeps_the_source_and_leaves_out_who_left(place):
    people(place, 2)
    secret = place.service.outbox.secret
    with place.service.store.write(subscription_records.LOCK) as connection:
        left = subscription_records.by_email(connection, "abonne0@exemple0.fr")
        subscription_records.end(connection, secret, left, "demande", place.clock())
        connection.execute(subscription.delete())
    again = imported(
        place.service.store,
        secret,
        b"adresse;sujets\nAbonne0@Exemple0.fr;\nneuf@exemple.fr;fournisseurs\nx@exemple.fr;inconnu\nsans-arobase;\n",
        Consent(source="liste reprise", audiences={"fournisseurs": "F"}),
        place.clock(),
    )
    with place.service.store.read() as connection:
        fresh = subscription_records.by_email(connection, "neuf@exemple.fr")

    assert (again.added, again.suppressed, [line for line, *_ in again.refused]) == (
        1,
        1,
        [4, 5],
    )
    assert (fresh.consent, fresh.topics, fresh.source) == (
        "liste reprise",
        "fournisseurs",
        "import",
    )


def test_a_turn_is_written_by_as_many_statements_as_there_are_answers_by_the_key_of_each(place):
    """However many wait, what is written of twenty goes straight to their rows."""
    people(place, 60)
    store, identifier, seen = place.service.store, begin(place), []

    def turn(*results):
        return delivery_records.LineTurn(worker="w", count=20, results=results)

    rows = delivery_records.claim(store, identifier, turn(), place.clock())
    results = [
        delivery_records.SendResult(
            subscription=row.subscription, state="sent" if rank else "refused", answer="250"
        )
        for rank, row in enumerate(rows)
    ]
    event.listen(
        store.engine, "before_cursor_execute", lambda *said: seen.append((said[2], said[3]))
    )
    delivery_records.claim(store, identifier, turn(*results), place.clock())
    updates = [(said, values) for said, values in seen if said.startswith("UPDATE")]
    with store.read() as connection:
        plans = [
            connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", values).one().detail
            for said, values in updates
        ]

    key = "SEARCH dispatch USING INDEX sqlite_autoindex_dispatch_1 (delivery=? AND subscription=?)"
    assert plans == [key] * 3
    assert counts(place, identifier) == {"claimed": 20, "queued": 20, "refused": 1, "sent": 19}
