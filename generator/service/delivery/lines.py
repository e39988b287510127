"""Lines carry encoded messages to a mail server that stays on the phone, and tell apart refused, later and unknown."""

import re
import smtplib
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, Self

from generator.service.mail.transport import Refused, Smtp, Unavailable
from generator.service.settings import Settings


class Uncertain(Exception):
    """The line broke while a message was being handed over: the server may have it, or not."""


class Line(Protocol):
    """A connection that carries messages while it is open."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *raised: object) -> None: ...

    def hand(self, sender: str, to: str, data: bytes, name: str) -> None:
        """Hand one message over; raises Refused, Unavailable or Uncertain."""
        ...


class SmtpLine(Smtp):
    """A persistent SMTP connection; the message is already encoded."""

    def hand(self, sender: str, to: str, data: bytes, name: str) -> None:  # noqa: ARG002 - a server gives its own names
        """Hand one message over; a 5xx answer is final, a 4xx may be tried again, silence is uncertain."""
        assert self.connection is not None
        try:
            self.connection.sendmail(sender, [to], data)
        except smtplib.SMTPRecipientsRefused as error:
            raise _judged(max(code for code, _ in error.recipients.values())) from error
        except smtplib.SMTPResponseException as error:
            raise _judged(error.smtp_code) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Uncertain(type(error).__name__) from error


def _judged(code: int) -> Exception:
    return Refused(str(code)) if code >= 500 else Unavailable(str(code))


class FolderLine:
    """Lays each message as a file named after its recipient: the same one twice leaves one file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def hand(self, sender: str, to: str, data: bytes, name: str) -> None:  # noqa: ARG002 - a file needs no envelope
        """Write the message aside, then give it its name."""
        part = self.folder / f".{name}.part"
        part.write_bytes(data)
        part.replace(self.folder / f"{name}.eml")


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
