"""SMTP connections kept open for many messages; refused, later and unknown told apart."""

import gzip
import re
import smtplib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol, Self

from chorale.content.text_rules import is_email
from chorale.service.mail.transport import Dropped, Folder, Smtp, judged, lay
from chorale.service.settings import Settings


class Uncertain(Exception):
    """The line broke while a message was being handed over: the server may have it, or not."""


class MailConnection(Protocol):
    """A connection that carries messages while it is open."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *raised: object) -> None: ...

    def hand(self, sender: str, to: str, data: bytes, name: str) -> None:
        """Hand one message over; raises Refused, Unavailable (of several kinds) or Uncertain."""
        ...


class SmtpConnection(Smtp):
    """A persistent SMTP connection; the message is already encoded."""

    def hand(self, sender: str, to: str, data: bytes, name: str) -> None:  # noqa: ARG002 - a server gives its own names
        """Hand one message over; what it answers is judged, and only silence after the message is uncertain."""
        try:
            self._announce(sender, to, len(data))
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise Dropped("connexion coupée avant la remise d'un message") from error
        try:
            self._expect(self._told(data), smtplib.SMTPDataError, to)
        except smtplib.SMTPDataError as error:  # DATA itself was refused
            raise judged(error, to) from error
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise Uncertain("connexion coupée pendant la remise d'un message") from error

    def _announce(self, sender: str, to: str, size: int) -> None:
        server = self._open()
        options = [f"size={size}"] if server.has_extn("size") else []
        self._expect(
            server.mail(sender, options),
            lambda code, said: smtplib.SMTPSenderRefused(code, said, sender),
            to,
        )
        self._expect(
            server.rcpt(to),
            lambda code, said: smtplib.SMTPRecipientsRefused({to: (code, said)}),
            to,
        )

    def _told(self, data: bytes) -> tuple[int, bytes]:
        """Do what SMTP.data does: its search for lines that begin with a dot costs half of what a message does."""
        server = self._open()
        server.putcmd("data")
        code, said = server.getreply()
        if code != 354:
            raise smtplib.SMTPDataError(code, said)
        server.send(dot_stuffed(data))
        return server.getreply()

    def _expect(
        self,
        answer: tuple[int, bytes],
        refusal: Callable[[int, bytes], smtplib.SMTPException],
        to: str,
    ) -> None:
        """Go on after a yes; after a no, be ready for the next message."""
        code, said = answer
        if code in (250, 251):
            return
        if code == 421:
            self._hang_up()
        else:
            self._open().rset()
        raise judged(refusal(code, said), to)

    def _open(self) -> smtplib.SMTP:
        assert self.connection is not None
        return self.connection


def dot_stuffed(message: bytes) -> bytes:
    """Return a message of whole lines as DATA carries it: a dot more where a line begins with one, a dot at the end."""
    first = b"." if message.startswith(b".") else b""
    end = b".\r\n" if message.endswith(b"\r\n") else b"\r\n.\r\n"
    return first + message.replace(b"\n.", b"\n..") + end


class FolderConnection(Folder):
    """A folder in the place of a server; the message is already encoded, the same one twice leaves one file."""

    def hand(self, sender: str, to: str, data: bytes, name: str) -> None:  # noqa: ARG002 - a file needs no envelope
        """Write the message as a file."""
        lay(self.folder, name, data)


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
