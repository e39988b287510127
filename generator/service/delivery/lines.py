"""Lines carry encoded messages to a mail server that stays on the phone, and tell apart refused, later and unknown."""

import re
import smtplib
from collections.abc import Callable
from typing import Protocol, Self

from generator.service.mail.transport import Away, Folder, Smtp, judged, lay
from generator.service.settings import Settings


class Uncertain(Exception):
    """The line broke while a message was being handed over: the server may have it, or not."""


class Line(Protocol):
    """A connection that carries messages while it is open."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *raised: object) -> None: ...

    def hand(self, sender: str, to: str, data: bytes, name: str) -> None:
        """Hand one message over; raises Refused, Unavailable (of several kinds) or Uncertain."""
        ...


class SmtpLine(Smtp):
    """A persistent SMTP connection; the message is already encoded."""

    def hand(self, sender: str, to: str, data: bytes, name: str) -> None:  # noqa: ARG002 - a server gives its own names
        """Hand one message over; what it answers is judged, and only silence after the message is uncertain."""
        try:
            self._announce(sender, to, len(data))
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise Away("connexion coupée avant la remise d'un message") from error
        try:
            self._expect(self._open().data(data), smtplib.SMTPDataError, to)
        except smtplib.SMTPDataError as error:  # DATA itself was refused
            raise judged(error, to) from error
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise Uncertain("connexion coupée pendant la remise d'un message") from error

    def _announce(self, sender: str, to: str, size: int) -> None:
        server = self._open()
        options = [f"size={size}"] if server.has_extn("size") else []
        self._expect(server.mail(sender, options), lambda code, said: smtplib.SMTPSenderRefused(code, said, sender), to)
        self._expect(server.rcpt(to), lambda code, said: smtplib.SMTPRecipientsRefused({to: (code, said)}), to)

    def _expect(
        self, answer: tuple[int, bytes], refusal: Callable[[int, bytes], smtplib.SMTPException], to: str
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


class FolderLine(Folder):
    """A folder in the place of a server; the message is already encoded, the same one twice leaves one file."""

    def hand(self, sender: str, to: str, data: bytes, name: str) -> None:  # noqa: ARG002 - a file needs no envelope
        """Write the message as a file."""
        lay(self.folder, name, data)


def lines(settings: Settings, issue: str) -> Callable[[], Line]:
    """Return how to open a line: to the SMTP server, or to a folder of the issue when there is none."""
    if settings.smtp_url:
        return lambda: SmtpLine(settings.smtp_url)
    return lambda: FolderLine(settings.mail_folder / "lettres" / issue)


def header(address: str) -> bytes:
    """Return an address as the bytes of a header; raises ValueError when it could not stand there alone."""
    if not re.fullmatch(r"[!-~]+@[!-~]+", address) or set(address) & set('<>",;:()\\'):
        raise ValueError("adresse refusée")
    return address.encode("ascii")
