"""Transports of emails: SMTP by URL, or a folder of .eml files."""

import re
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol, Self
from urllib.parse import unquote, urlsplit

from chorale.files import make_private, store
from chorale.french.os_errors import refusal, words
from chorale.service.settings import Settings

PATIENCE = 20
ANSWER = 120
"""Seconds given to a server for a whole message: those that look for viruses are slow (RFC 5321 lets them take 600)."""
UNSET = {
    530: "le serveur demande une connexion chiffrée ou un compte",
    534: "le serveur ne prend pas cette façon de s'identifier",
    535: "le serveur ne reconnaît pas le compte ou son mot de passe",
    538: "le serveur ne prend un mot de passe que sur une connexion chiffrée",
}
"""Answers to whoever does not present themselves as the server asks, and what is then to be mended in its address."""
STARTTLS = "starttls=always"
"""What an address ends with, after « ? », to have STARTTLS on this very machine too, and nothing in clear elsewhere."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""What does not leave the machine needs no secret; a mail server of Debian shows a certificate that nobody signed."""


class MessageRejected(Exception):
    """The server will never take this message: trying again is useless."""


class Unavailable(Exception):
    """The server did not take this message now; the text is its answer, or one French sentence."""


class Rejected(Unavailable):
    """The server says never, but not because of this recipient: of the sender, the content, or its own rules."""


class Dropped(Unavailable):
    """The server ends the conversation, or cannot serve anyone for now: no recipient is at fault."""


class Broken(Dropped):
    """The line ended in the middle: what was not handed over yet may leave by another."""


class Away(Dropped):
    """The server cannot be reached."""


class Closed(Unavailable):
    """Nothing can be sent as things are set: waiting is useless, somebody must change something."""


class Transport(Protocol):
    """A connection that carries messages while it is open."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *raised: object) -> None: ...

    def carry(self, message: EmailMessage, name: str) -> None:
        """Deliver one message; raises MessageRejected or Unavailable."""
        ...


def opened(folder: Path) -> None:
    """Make a folder that only its owner reads; raises Closed."""
    try:
        make_private(folder)
    except OSError as error:
        raise Closed(refusal(error, folder)) from error


def lay(folder: Path, name: str, content: bytes) -> None:
    """Write a message as a file; raises Closed when the disk does not take it."""
    try:
        store(folder / f"{name}.eml", content, private=True)
    except OSError as error:
        raise Closed(refusal(error, folder)) from error


class Folder:
    """Lays each message as a file; the same name twice leaves one file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Self:
        opened(self.folder)
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def carry(self, message: EmailMessage, name: str) -> None:
        """Write the message as a file."""
        lay(self.folder, name, message.as_bytes())


class Smtp:
    """One SMTP connection for a batch of messages."""

    def __init__(self, url: str) -> None:
        self.parts = urlsplit(url)
        self.connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        host, secure = self.parts.hostname or "localhost", self.parts.scheme == "smtps"
        port = self.parts.port or (465 if secure else 25)
        try:
            if secure:
                context = ssl.create_default_context()
                self.connection = smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=context)
            else:
                self.connection = smtplib.SMTP(host, port, timeout=PATIENCE)
            self._introduce(host, secure=secure)
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            raise _explained(error, f"{host}:{port}") from error
        return self

    def _introduce(self, host: str, *, secure: bool) -> None:
        """Speak in secret to any other machine when it can, and when asked; a password never goes in clear."""
        assert self.connection is not None
        self.connection.ehlo_or_helo_if_needed()
        asked, offered = STARTTLS in self.parts.query, self.connection.has_extn("starttls")
        if asked and not (secure or offered):
            raise Closed(f"{host} n'offre pas STARTTLS, que l'adresse demande ({STARTTLS})")
        if not secure and offered and (asked or host not in LOOPBACK):
            self.connection.starttls(context=_context(host))
            self.connection.ehlo_or_helo_if_needed()
            secure = True
        if self.parts.username:
            if not secure and host not in LOOPBACK:
                raise Closed(
                    f"{host} n'offre pas de chiffrement : le mot de passe passerait en clair (essayer smtps://)"
                )
            self.connection.login(unquote(self.parts.username), unquote(self.parts.password or ""))

    def __exit__(self, *_: object) -> None:
        if self.connection is not None:
            try:
                self.connection.quit()
            except (OSError, smtplib.SMTPException):
                self._hang_up()

    def _hang_up(self) -> None:
        if self.connection is not None:
            self.connection.close()

    def carry(self, message: EmailMessage, name: str) -> None:  # noqa: ARG002 - a server gives its own names
        """Hand one message over; only an answer about the recipient is final, anything else may be tried again."""
        assert self.connection is not None
        try:
            if self.connection.sock:
                self.connection.sock.settimeout(ANSWER)
            self.connection.send_message(message)
        except smtplib.SMTPNotSupportedError as error:
            raise MessageRejected("le serveur ne prend pas d'adresse accentuée") from error
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
            if self.connection.sock is None:  # smtplib hangs up after a 421
                raise Broken(str(judged(error, str(message["To"])))) from error
            raise judged(error, str(message["To"])) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Broken(_sentence(error)) from error


def _context(host: str) -> ssl.SSLContext:
    """Return how to speak in secret: to another machine, only under a certificate that somebody signed."""
    context = ssl.create_default_context()
    if host in LOOPBACK:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def judged(error: smtplib.SMTPException, address: str) -> MessageRejected | Unavailable:
    """Return what an answer means; the address is taken out of it, for answers are kept longer than addresses."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
    else:
        assert isinstance(error, smtplib.SMTPResponseException)
        code, said = error.smtp_code, _bytes(error.smtp_error)
    words = " ".join(said.decode("utf-8", "replace").split())
    answer = f"{code} {re.sub(re.escape(address), '…', words, flags=re.IGNORECASE)}"[:160]
    if code < 200:
        return Dropped(
            "la réponse n'est pas celle d'un serveur de courriel : revoir l'adresse et le port"
        )
    if code in UNSET:
        return Closed(f"{UNSET[code]} (CHORALE_SMTP_URL à revoir) : {answer}")
    of_sender = isinstance(error, smtplib.SMTPSenderRefused)
    if code < 500:
        of_server = code == 421 or of_sender or words.startswith("4.3.")
        return Dropped(answer) if of_server else Unavailable(answer)
    if of_sender:
        what = "un message de cette taille" if code == 552 else "l'expéditeur"
        return Closed(f"le serveur refuse {what} : {answer}")
    personal = isinstance(error, smtplib.SMTPRecipientsRefused) and _of_recipient(code, words)
    return MessageRejected(answer) if personal else Rejected(answer)


def _of_recipient(code: int, words: str) -> bool:
    """Tell whether a refusal is of this recipient; many servers give no enhanced code, and 5.7 is of any policy."""
    enhanced = re.match(r"5\.(\d+)\.", words)
    return enhanced[1] in ("1", "2") if enhanced else code in (550, 551, 553)


def _bytes(said: bytes | str) -> bytes:
    return said.encode() if isinstance(said, str) else said


def _explained(error: OSError, where: str) -> Unavailable:
    """Say why a server cannot be spoken to, and whether waiting may help."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Closed(
            f"{where} refuse l'identification ({error.smtp_code}) : revoir compte et mot de passe"
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        return Closed(f"certificat de {where} refusé : {error.verify_message}")
    if isinstance(error, ssl.SSLError):
        return Closed(f"{where} ne parle pas TLS comme attendu (smtps:// ou smtp:// ?)")
    if isinstance(error, smtplib.SMTPNotSupportedError) or type(error) is smtplib.SMTPException:
        return Closed(
            f"{where} n'offre pas d'identification : ôter compte et mot de passe de l'adresse"
        )
    return Away(f"{where} : {_sentence(error)}")


def _sentence(error: OSError) -> str:
    """Return a failure of the network in French."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = " ".join(_bytes(error.smtp_error).decode("utf-8", "replace").split())
        return f"{error.smtp_code} {said}"[:160].strip()
    if isinstance(error, smtplib.SMTPException):
        return "connexion coupée"
    return words(error)


def transport(settings: Settings) -> Transport:
    """Return the transport that the settings ask for."""
    return Smtp(settings.smtp_url) if settings.smtp_url else Folder(settings.mail_folder)
