"""One message over SMTP: commands given together where the server takes it, and each no understood."""

import socket
import threading

import pytest

from chorale.service.delivery.smtp import SmtpConnection, dot_stuffed
from chorale.service.mail.transport import Closed, Dropped, MessageRejected, Unavailable

LETTER = b"To: ada@exemple.fr\r\n\r\n.Bonjour\r\n"
TOGETHER = "MAIL FROM:<de@exemple.fr>\r\nRCPT TO:<ada@exemple.fr>\r\nDATA\r\n"
GREETING = "250-essai\r\n250 PIPELINING\r\n"


class Scripted:
    """A server that answers each thing it receives by the next line of its script, and hangs up at the end."""

    def __init__(self, *script, greeting=GREETING):
        self.script, self.heard = [greeting, *script], []
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self.door.getsockname()[1]}"
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        line, _ = self.door.accept()
        with self.door, line:
            line.sendall(b"220 essai\r\n")
            for answer in self.script:
                self.heard.append(line.recv(4096).decode())
                line.sendall(answer.encode())
            line.shutdown(socket.SHUT_WR)
            while line.recv(4096):
                pass


def handed(server, count=1):
    """Hand letters over one line; return what became of each."""
    found = []
    with SmtpConnection(server.url) as line:
        for _ in range(count):
            try:
                line.hand("de@exemple.fr", "ada@exemple.fr", dot_stuffed(LETTER), "nom")
            except Unavailable as error:
                found.append((type(error), str(error)))
            except MessageRejected as error:
                found.append((MessageRejected, str(error)))
            else:
                found.append("sent")
    server.thread.join()
    return found


def test_a_letter_takes_two_exchanges_where_the_server_takes_commands_together():
    server = Scripted("250 a\r\n250 b\r\n354 c\r\n", "250 pris\r\n", "221 au revoir\r\n")

    assert handed(server) == ["sent"]
    assert server.heard[1:] == [TOGETHER, dot_stuffed(LETTER).decode(), "quit\r\n"]


def test_a_letter_is_announced_step_by_step_where_it_does_not():
    answers = ("250 a\r\n", "250 b\r\n", "354 c\r\n", "250 pris\r\n", "221 au revoir\r\n")
    server = Scripted(*answers, greeting="250 essai\r\n")

    assert handed(server) == ["sent"]
    assert server.heard[1:4] == TOGETHER.splitlines(keepends=True)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            ("250 a\r\n550 5.1.1 inconnu\r\n503 personne\r\n", "250 rset\r\n"),
            (MessageRejected, "550 5.1.1 inconnu"),
        ),
        (
            ("250 a\r\n451 4.7.1 plus tard\r\n503 personne\r\n", "250 rset\r\n"),
            (Unavailable, "451 4.7.1 plus tard"),
        ),
        (
            ("550 5.7.1 pas vous\r\n503 a\r\n503 b\r\n", "250 rset\r\n"),
            (Closed, "le serveur refuse l'expéditeur : 550 5.7.1 pas vous"),
        ),
        (
            ("250 a\r\n550 5.1.1 inconnu\r\n354 vas-y\r\n", "554 personne\r\n", "250 rset\r\n"),
            (MessageRejected, "550 5.1.1 inconnu"),
        ),
    ],
    ids=["unknown", "put off", "sender refused", "a message awaited for nobody"],
)
def test_after_a_no_the_same_line_takes_the_next_letter(script, expected):
    server = Scripted(*script, "250 a\r\n250 b\r\n354 c\r\n", "250 pris\r\n", "221 fin\r\n")

    assert handed(server, 2) == [expected, "sent"]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (("421 4.7.0 trop\r\n",), (Dropped, "421 4.7.0 trop")),
        (("250 a\r\n550 5.1.1 inconnu\r\n",), (MessageRejected, "550 5.1.1 inconnu")),
        (("250 a\r\n",), (Dropped, "connexion coupée avant la fin d'un message")),
    ],
    ids=["leaves", "refuses and leaves", "leaves without a word"],
)
def test_a_server_that_hangs_up_is_known_by_what_it_said_before(script, expected):
    assert handed(Scripted(*script)) == [expected]


def test_an_address_never_carries_a_command():
    server = Scripted("221 fin\r\n")

    with SmtpConnection(server.url) as line, pytest.raises(ValueError, match="adresse refusée"):
        line.hand("de@exemple.fr", "a@b.fr>\r\nRCPT TO:<c@d.fr", LETTER, "nom")
