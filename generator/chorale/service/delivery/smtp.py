"""SMTP connections kept open for many messages; refused, later and unknown told apart."""

import gzip
import re
import smtplib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol, Self

from chorale.content.text_rules import is_email
from chorale.service.mail.transport import (
    ANSWER,
    PATIENCE,
    Closed,
    Dropped,
    Folder,
    MessageRejected,
    Smtp,
    Unavailable,
    judged,
    lay,
)
from chorale.service.settings import Settings


class Uncertain(Exception):
    """The line broke while a message was being handed over: the server may have it, or not."""


class MailConnection(Protocol):
    """A connection that carries messages while it is open."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *raised: object) -> None: ...

    def hand(self, sender: str, to: str, data: bytes, name: str) -> None:
        """Hand one message over, as DATA carries it; raises Refused, Unavailable (of several kinds) or Uncertain."""
        ...


Refusal = Callable[[int, bytes], smtplib.SMTPException]
_YES, _BYE = (2, 2, 3), 421
"""The first figure of each yes to MAIL, RCPT and DATA, and the answer of a server that leaves."""


def _went_well(answers: Sequence[tuple[int, bytes]]) -> bool:
    return all(code // 100 == yes for (code, _), yes in zip(answers, _YES, strict=False))


class SmtpConnection(Smtp):
    """A persistent SMTP connection; the message is already encoded, dots and end included."""

    def hand(self, sender: str, to: str, data: bytes, name: str) -> None:  # noqa: ARG002 - a server gives its own names
        """Hand one message over: until its last line has left, nobody has it; then only silence leaves a doubt."""
        try:
            self._announce(sender, to, len(data))
            self._open().send(data)
        except OSError as error:  # of which all of smtplib's are
            raise Dropped("connexion coupée avant la fin d'un message") from error
        try:
            answer = self._answered()
        except OSError as error:
            raise Uncertain("le serveur n'a pas répondu après un message") from error
        if answer[0] // 100 != _YES[0]:
            raise self._refused(smtplib.SMTPDataError(*answer), answer[0], to)

    def _announce(self, sender: str, to: str, size: int) -> None:
        server = self._open()
        most = server.esmtp_features.get("size", "")
        if most.isdigit() and 0 < int(most) < size:
            kept, asked = int(most) // 1000, -(-size // 1000)
            raise Closed(f"le serveur prend {kept} Ko par message, et la lettre en fait {asked}")
        options = f" SIZE={size}" if server.has_extn("size") else ""
        answers = self._asked((f"MAIL FROM:<{sender}>{options}", f"RCPT TO:<{to}>", "DATA"))
        refusals: tuple[Refusal, ...] = (
            lambda code, said: smtplib.SMTPSenderRefused(code, said, sender),
            lambda code, said: smtplib.SMTPRecipientsRefused({to: (code, said)}),
            smtplib.SMTPDataError,
        )
        for place, ((code, said), refusal) in enumerate(zip(answers, refusals, strict=False)):
            if code // 100 != _YES[place]:
                if place == 1 and len(answers) > 2 and answers[2][0] // 100 == _YES[2]:
                    self._nothing()
                raise self._refused(refusal(code, said), code, to)

    def _asked(self, commands: Sequence[str]) -> list[tuple[int, bytes]]:
        """Give commands and return the answers: all at once where the server takes it (RFC 2920), else up to a no."""
        if any("\r" in command or "\n" in command for command in commands):
            raise ValueError("adresse refusée")
        server, answers = self._open(), list[tuple[int, bytes]]()
        together = server.has_extn("pipelining")
        if together:
            server.send("".join(f"{command}\r\n" for command in commands))
        for place, command in enumerate(commands):
            if not together:
                server.putcmd(command)
            try:
                answers.append(server.getreply())
            except OSError:
                if _went_well(answers):
                    raise
                break  # what it said before it hung up is its reason
            if answers[-1][0] == _BYE or not (together or answers[-1][0] // 100 == _YES[place]):
                break
        return answers

    def _nothing(self) -> None:
        """Send no message to a server that took nobody and waits for one all the same (RFC 2920, 3.1)."""
        with suppress(OSError):
            self._open().send(b".\r\n")
            self._open().getreply()

    def _answered(self) -> tuple[int, bytes]:
        """Wait for what the server makes of a whole message."""
        server = self._open()
        assert server.sock is not None
        server.sock.settimeout(ANSWER)
        answer = server.getreply()
        server.sock.settimeout(PATIENCE)
        return answer

    def _refused(
        self, error: smtplib.SMTPException, code: int, to: str
    ) -> MessageRejected | Unavailable:
        """Be ready for the next message; return what a no means: what was said holds, even if the line ends."""
        if code == _BYE:
            self._hang_up()
        else:
            with suppress(OSError):
                self._open().rset()
        return judged(error, to)

    def _open(self) -> smtplib.SMTP:
        assert self.connection is not None
        return self.connection


def dot_stuffed(message: bytes) -> bytes:
    """Return a message of whole lines as DATA carries it: a dot more where a line begins with one, a dot at the end."""
    first = b"." if message.startswith(b".") else b""
    end = b".\r\n" if message.endswith(b"\r\n") else b"\r\n.\r\n"
    return first + message.replace(b"\n.", b"\n..") + end


def as_written(carried: bytes) -> bytes:
    """Return a message of whole lines from what DATA carries."""
    return carried.removeprefix(b".").removesuffix(b".\r\n").replace(b"\n..", b"\n.")


class FolderConnection(Folder):
    """A folder in the place of a server; the message is already encoded, the same one twice leaves one file."""

    def hand(self, sender: str, to: str, data: bytes, name: str) -> None:  # noqa: ARG002 - a file needs no envelope
        """Write the message as a file."""
        lay(self.folder, name, as_written(data))


def lines(settings: Settings, issue: str) -> Callable[[], MailConnection]:
    """Return how to open a line: to the SMTP server, or to a folder of the issue when there is none."""
    if settings.smtp_url:
        return lambda: SmtpConnection(settings.smtp_url)
    return lambda: FolderConnection(settings.mail_folder / "lettres" / issue)


def header(address: str) -> bytes:
    """Return an address as the bytes of a header; raises ValueError when it could not stand there alone."""
    if not is_email(address):
        raise ValueError("adresse refusée")
    return address.encode("ascii")


_SEEN = re.compile(r"/cleanup\[\d+\]: ([0-9A-Za-z]+): message-id=(<[^>]+>)")
_QUEUED = re.compile(r'"queue_id":\s*"([0-9A-Za-z]+)"')
_ACTIVE = re.compile(
    r"/qmgr\[\d+\]: ([0-9A-Za-z]+): from=<[^>]*>, size=\d+, nrcpt=\d+ \(queue active\)"
)
"""The line by which Postfix tells that it took a message."""


def accepted(lines: Iterable[str]) -> set[str]:
    """Return the Message-IDs that the server took charge of.

    A message whose sender hung up before the final dot also has a cleanup line, but never becomes active: both are
    needed. Queue names may be used again, so the last Message-ID seen under a name is the one. Beyond what the server
    makes active at once, messages wait in its queue: « postqueue -j », given after the log, names them.
    """
    names: dict[str, str] = {}
    found: set[str] = set()
    for line in lines:
        if seen := _SEEN.search(line):
            names[seen[1]] = seen[2]
        elif (active := _ACTIVE.search(line) or _QUEUED.search(line)) and active[1] in names:
            found.add(names[active[1]])
    return found


def read(files: Iterable[Path]) -> Iterator[str]:
    """Yield the lines of log files, compressed or not, in the order given."""
    for file in files:
        with (
            gzip.open(file, "rt", errors="replace")
            if file.suffix == ".gz"
            else file.open(errors="replace") as stream
        ):
            yield from stream
