"""Transports carry messages: to an SMTP server by URL, or to a folder of .eml files when there is none."""

import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol, Self
from urllib.parse import unquote, urlsplit

from generator.service.settings import Settings


class Refused(Exception):
    """The server will never take this message: trying again is useless."""


class Unavailable(Exception):
    """The server did not take this message now."""


class Transport(Protocol):
    """A connection that carries messages while it is open."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *raised: object) -> None: ...

    def carry(self, message: EmailMessage, name: str) -> None:
        """Deliver one message; raises Refused or Unavailable."""
        ...


class Folder:
    """Lays each message as a file; the same name twice leaves one file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def carry(self, message: EmailMessage, name: str) -> None:
        """Write the message aside, then give it its name."""
        part = self.folder / f".{name}.part"
        part.write_bytes(message.as_bytes())
        part.replace(self.folder / f"{name}.eml")


class Smtp:
    """One SMTP connection for a batch of messages."""

    def __init__(self, url: str) -> None:
        self.parts = urlsplit(url)
        self.connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        host, secure = self.parts.hostname or "localhost", self.parts.scheme == "smtps"
        try:
            if secure:
                context = ssl.create_default_context()
                self.connection = smtplib.SMTP_SSL(host, self.parts.port or 465, timeout=20, context=context)
            else:
                self.connection = smtplib.SMTP(host, self.parts.port or 25, timeout=20)
            self._introduce(secure)
        except (OSError, smtplib.SMTPException) as error:
            raise Unavailable(type(error).__name__) from error
        return self

    def _introduce(self, secure: bool) -> None:
        assert self.connection is not None
        self.connection.ehlo()
        if not secure and self.connection.has_extn("starttls"):
            self.connection.starttls(context=ssl.create_default_context())
            self.connection.ehlo()
        if self.parts.username:
            self.connection.login(unquote(self.parts.username), unquote(self.parts.password or ""))

    def __exit__(self, *_: object) -> None:
        if self.connection is not None:
            try:
                self.connection.quit()
            except (OSError, smtplib.SMTPException):
                self.connection.close()

    def carry(self, message: EmailMessage, name: str) -> None:  # noqa: ARG002 - a server gives its own names
        """Hand one message over; a 5xx answer is final, anything else may be tried again."""
        assert self.connection is not None
        try:
            self.connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code = max(code for code, _ in error.recipients.values())
            raise (Refused if code >= 500 else Unavailable)(str(code)) from error
        except smtplib.SMTPResponseException as error:
            raise (Refused if error.smtp_code >= 500 else Unavailable)(str(error.smtp_code)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unavailable(type(error).__name__) from error


def transport(settings: Settings) -> Transport:
    """Return the transport that the settings ask for."""
    return Smtp(settings.smtp_url) if settings.smtp_url else Folder(settings.mail_folder)
