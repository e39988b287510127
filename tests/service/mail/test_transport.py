"""Mail servers refuse in many ways: each becomes one French sentence, and only a recipient's own refusal is final."""

import smtplib
import socket
import ssl
import subprocess
import threading
from datetime import timedelta
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from faulty_smtp import FaultyServer

from chorale.service.delivery.smtp import SmtpConnection, Uncertain, dot_stuffed
from chorale.service.mail.outbox import LEASE
from chorale.service.mail.transport import (
    Away,
    Broken,
    Closed,
    Dropped,
    MessageRejected,
    Rejected,
    Smtp,
    Unavailable,
    judged,
)

LETTER = b"To: ada@exemple.fr\r\nSubject: x\r\n\r\ncorps\r\n"


class Room:
    """A server's post room that answers as told."""

    def __init__(self, **answers):
        self.answers, self.taken = answers, []

    async def handle_MAIL(self, _server, _session, envelope, address, _options):  # noqa: N802
        envelope.mail_from = address
        return self.answers.get("mail", "250 OK")

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        envelope.rcpt_tos.append(address)
        return self.answers.get("rcpt", "250 OK")

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.taken.append(envelope.rcpt_tos)
        return self.answers.get("data", "250 OK")


@pytest.fixture(scope="module")
def secret(tmp_path_factory):
    """Return the settings of a server whose certificate nobody signed."""
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "cert.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "1",
        "-subj",
        "/CN=127.0.0.2",
    ]
    subprocess.run(
        [*command, "-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


@pytest.fixture
def server():
    """Return a way to start a server on a free port."""
    started = []

    def start(room, host="127.0.0.1", **settings):
        with socket.socket() as free:
            free.bind((host, 0))
            port = free.getsockname()[1]
        controller = Controller(room, hostname=host, port=port, **settings)
        controller.start()
        started.append(controller)
        return f"{host}:{port}"

    yield start
    for controller in started:
        controller.stop(no_assert=True)


def hand(url):
    with SmtpConnection(url) as line:
        line.hand("lettre@chorale.example", "ada@exemple.fr", dot_stuffed(LETTER), "x")


@pytest.mark.parametrize(
    ("answers", "kind", "said"),
    [
        (
            {"rcpt": "550 5.1.1 <Ada@exemple.fr>: unknown user"},
            MessageRejected,
            "550 5.1.1 <…>: unknown user",
        ),
        ({"rcpt": "552 5.2.2 mailbox full"}, MessageRejected, "552 5.2.2 mailbox full"),
        ({"rcpt": "554 5.7.1 Relay access denied"}, Rejected, "554 5.7.1 Relay access denied"),
        ({"rcpt": "550 no such user"}, MessageRejected, "550 no such user"),
        (
            {"rcpt": "530 5.7.0 STARTTLS first"},
            Closed,
            "le serveur demande une connexion chiffrée ou un compte (CHORALE_SMTP_URL à revoir) : "
            "530 5.7.0 STARTTLS first",
        ),
        (
            {"mail": "535 5.7.8 Authentication failed"},
            Closed,
            "le serveur ne reconnaît pas le compte ou son mot de passe (CHORALE_SMTP_URL à revoir) : "
            "535 5.7.8 Authentication failed",
        ),
        ({"rcpt": "451 4.7.1 greylisted"}, Unavailable, "451 4.7.1 greylisted"),
        (
            {"mail": "553 5.1.8 sender refused"},
            Closed,
            "le serveur refuse l'expéditeur : 553 5.1.8 sender refused",
        ),
        (
            {"mail": "452 4.3.1 Insufficient system storage"},
            Dropped,
            "452 4.3.1 Insufficient system storage",
        ),
        ({"data": "554 5.7.1 spam"}, Rejected, "554 5.7.1 spam"),
        ({"data": "421 4.7.0 slow down"}, Dropped, "421 4.7.0 slow down"),
    ],
)
def test_only_a_refusal_of_the_recipient_is_final(server, answers, kind, said):
    url = f"smtp://{server(Room(**answers))}"
    with pytest.raises((MessageRejected, Unavailable)) as caught:
        hand(url)

    assert (type(caught.value), str(caught.value)) == (kind, said)


def test_a_server_that_is_not_there_is_said_so(server):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(
        Away, match=f"^127.0.0.1:{port} : connexion refusée, rien n'écoute à cette adresse$"
    ):
        hand(f"smtp://127.0.0.1:{port}")
    with pytest.raises(Away, match=r"^courriel\.invalid:25 : nom de machine inconnu$"):
        hand("smtp://courriel.invalid")


def test_a_certificate_that_nobody_signed_is_refused_away_from_this_machine_only(server, secret):
    room = Room()
    near, far = (
        server(room, tls_context=secret),
        server(room, host="127.0.0.2", tls_context=secret),
    )
    hand(f"smtp://{near}")
    with pytest.raises(Closed, match=f"^certificat de {far} refusé : "):
        hand(f"smtp://{far}")
    with pytest.raises(Closed, match=r"ne parle pas TLS comme attendu \(smtps:// ou smtp:// \?\)$"):
        hand(f"smtps://{near}")

    assert room.taken == [["ada@exemple.fr"]]


def test_on_this_machine_too_what_is_said_is_secret_when_it_is_asked(server, secret):
    room = Room()
    strict = server(room, tls_context=secret, require_starttls=True)
    plain = server(Room())
    with pytest.raises(
        Closed, match=r"^le serveur demande une connexion chiffrée ou un compte .* : 530 "
    ):
        hand(f"smtp://{strict}")
    hand(f"smtp://{strict}?starttls=always")
    with pytest.raises(
        Closed, match=r"n'offre pas STARTTLS, que l'adresse demande \(starttls=always\)$"
    ):
        hand(f"smtp://{plain}?starttls=always")

    assert room.taken == [["ada@exemple.fr"]]


def test_a_line_cut_before_a_long_message_has_left_leaves_no_doubt():
    heavy = dot_stuffed(LETTER + b"x\r\n" * 3_000_000)
    with (
        FaultyServer("body") as url,
        SmtpConnection(url) as line,
        pytest.raises(Dropped, match=r"^connexion coupée avant la fin d'un message$"),
    ):
        line.hand("lettre@chorale.example", "ada@exemple.fr", heavy, "x")


def test_an_accented_address_that_the_server_does_not_take_is_refused_for_what_it_is():
    message = EmailMessage()
    message["From"], message["To"] = "lettre@chorale.example", "adà@exemple.fr"
    with (
        FaultyServer() as url,
        Smtp(url) as line,
        pytest.raises(MessageRejected, match=r"^le serveur ne prend pas d'adresse accentuée$"),
    ):
        line.carry(message, "x")


def check(_server, _session, _envelope, _mechanism, given):
    return AuthResult(success=given.password == b"bon", handled=False)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_password_is_checked_and_never_goes_in_clear(server):
    asks = {"authenticator": check, "auth_require_tls": False, "auth_required": True}
    room = Room()
    near, far = server(room, **asks), server(room, host="127.0.0.2", **asks)
    hand(f"smtp://compte:bon@{near}")
    with pytest.raises(
        Closed,
        match=f"^{near} refuse l'identification \\(535\\) : revoir compte et mot de passe$",
    ):
        hand(f"smtp://compte:faux@{near}")
    with pytest.raises(
        Closed,
        match=r"^127\.0\.0\.2 n'offre pas de chiffrement : le mot de passe passerait en clair",
    ):
        hand(f"smtp://compte:bon@{far}")
    plain = server(Room(), auth_exclude_mechanism=["LOGIN", "PLAIN"])
    with pytest.raises(
        Closed,
        match=f"^{plain} n'offre pas d'identification : ôter compte et mot de passe de l'adresse$",
    ):
        hand(f"smtp://compte:bon@{plain}")

    assert room.taken == [["ada@exemple.fr"]]


@pytest.mark.parametrize(("lines", "kind"), [(1, Dropped), (2, Dropped), (4, Uncertain)])
def test_a_server_that_hangs_up_leaves_a_doubt_only_once_it_may_have_the_message(lines, kind):
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        line, _ = listener.accept()
        line.sendall(b"220 x\r\n")
        file = line.makefile("rb")
        for answer in (b"250 x\r\n", b"250 x\r\n", b"250 x\r\n", b"354 x\r\n")[:lines]:
            file.readline()
            line.sendall(answer)
        while lines == 4 and file.readline() != b".\r\n":
            pass
        file.close()
        line.close()

    thread = threading.Thread(target=serve)
    thread.start()
    with pytest.raises((Dropped, Uncertain)) as caught:
        hand(f"smtp://127.0.0.1:{listener.getsockname()[1]}")
    thread.join()
    listener.close()
    assert type(caught.value) is kind


def test_an_answer_is_cut_and_keeps_no_address():
    error = smtplib.SMTPRecipientsRefused(
        {"ada@exemple.fr": (550, b"5.1.1 ADA@exemple.fr " + b"x" * 400)}
    )
    said = str(judged(error, "ada@exemple.fr"))

    assert ("exemple" in said, len(said)) == (False, 160)


def test_a_letter_of_the_outbox_is_put_off_when_the_sender_is_refused(server):
    built = EmailMessage()
    built["From"], built["To"] = "lettre@chorale.example", "ada@exemple.fr"
    url = f"smtp://{server(Room(mail='550 5.7.1 not allowed'))}"
    with Smtp(url) as line, pytest.raises(Closed, match=r"550 5\.7\.1 not allowed$"):
        line.carry(built, "x")


@pytest.mark.parametrize(
    "fault",
    [
        FaultyServer(at="MAIL", says="421 too many messages", then="closes"),
        FaultyServer(at="RCPT", says="421 too many messages", then="closes"),
        FaultyServer(at="end", says="", then="closes"),
    ],
    ids=["mail", "rcpt", "silent"],
)
def test_a_line_that_ends_under_a_letter_of_the_outbox_says_nothing_of_the_others(fault):
    built = EmailMessage()
    built["From"], built["To"] = "lettre@chorale.example", "ada@exemple.fr"
    with fault as url, Smtp(url) as line, pytest.raises(Broken):
        line.carry(built, "x")


def test_a_server_that_looks_for_viruses_has_two_minutes_for_a_letter_of_the_outbox():
    built = EmailMessage()
    built["From"], built["To"] = "lettre@chorale.example", "ada@exemple.fr"
    with FaultyServer() as url, Smtp(url) as line:
        line.carry(built, "x")
        assert line.connection.sock.gettimeout() == 120
    assert timedelta(seconds=120) < LEASE  # another worker never sends it meanwhile
