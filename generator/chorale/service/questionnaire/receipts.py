"""Receipts of deposits: signed with the service's Ed25519 key, verified offline."""

import base64
import binascii
import email
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from email.policy import default
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)
from sqlalchemy import Connection, func, select, update

from chorale.service import journal
from chorale.service.http_errors import HttpError
from chorale.service.mail.message import Attachment
from chorale.service.questionnaire import deposits, group_keys, roster
from chorale.service.questionnaire import emails as questionnaire_emails
from chorale.service.questionnaire.definition import Questionnaire
from chorale.service.questionnaire.deposits import DepositAttempt, Receipt
from chorale.service.questionnaire.emails import DepositSent
from chorale.service.questionnaire.schedule import schedule
from chorale.service.tables import outbox
from chorale.service.timestamps import instant, stamp
from chorale.service.web.request import Service

FORMAT = "chorale-accuse-1"
KIND = "receipt-key"
_LAST = "signature: "


class Signer:
    """Signs receipts with a key drawn from the service's secret: there is no second key to keep."""

    def __init__(self, secret: str) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(
            hashlib.sha256(f"receipts:{secret}".encode()).digest()
        )
        der = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.public = base64.b64encode(der).decode()

    def signed(self, given: Receipt) -> str:
        """Return a receipt as a text file: one fact a line, the signature of all of them on the last."""
        covered = f"{FORMAT}\n" + "".join(
            f"{name}: {fact}\n" for name, fact in self._facts(given).items()
        )
        return f"{covered}{_LAST}{base64.b64encode(self._key.sign(covered.encode())).decode()}\n"

    def _facts(self, given: Receipt) -> Mapping[str, str | int]:
        return {
            "cycle": given.scope,
            "groupe": given.group,
            "depot": given.number,
            "recu": stamp(given.received_at),
            "canal": given.channel,
            "retard": "oui" if given.late else "non",
            "empreinte": given.fingerprint,
            "journal": given.journal_digest,
            "cle": self.public,
        }

    def announce(self, connection: Connection, chain: str, now: datetime) -> None:
        """Tell the journal which key signs, once; its lock is held, as for any entry."""
        if self.public not in publics(journal.entries(connection, chain))[-1:]:
            journal.append(connection, chain, now, KIND, {"public": self.public})


def verified(document: str, known: Iterable[str]) -> dict[str, str] | None:
    """Return the facts of a signed receipt, or None when no known key signed exactly this; mail's CRLF are forgiven."""
    text = document.replace("\r\n", "\n").rstrip("\n")
    covered, _, signature = text.rpartition(f"\n{_LAST}")
    covered += "\n"
    try:
        bits = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return None
    exact = base64.b64encode(bits).decode() == signature and covered.startswith(f"{FORMAT}\n")
    if not exact or not any(_by(public, bits, covered) for public in known):
        return None
    pairs = (line.partition(": ") for line in covered.splitlines()[1:])
    return {name: fact for name, _, fact in pairs}


def _by(public: str, signature: bytes, covered: str) -> bool:
    try:
        key = load_der_public_key(base64.b64decode(public, validate=True))
        if not isinstance(key, Ed25519PublicKey):
            return False
        key.verify(signature, covered.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def publics(chain: Iterable[journal.JournalEntry]) -> list[str]:
    """Return the public keys that a journal announced, oldest first."""
    return [str(json.loads(entry.facts).get("public", "")) for entry in chain if entry.kind == KIND]


def pem(public: str) -> str:
    """Return a public key as a PEM file, for openssl."""
    return f"-----BEGIN PUBLIC KEY-----\n{public}\n-----END PUBLIC KEY-----\n"


EXACT = "application/octet-stream"
"""Mail programs rewrite the line ends of texts; a signed file must arrive byte for byte."""


def signer(service: Service) -> Signer:
    """Return what signs the receipts of a service."""
    return Signer(service.outbox.secret)


def accept_deposit(
    service: Service,
    connection: Connection,
    asked: Questionnaire,
    sending: DepositAttempt,
    now: datetime,
) -> Receipt:
    """Keep a checked, whole answer and put its receipts in the outbox; the caller's transaction makes it one act.

    Receipts go to every registered member of the group, never to the sender of a file, nor to a newcomer whom nobody
    has accepted: they say the answer.
    """
    if journal.tells(connection, asked.cycle.slug, "opening"):
        raise HttpError(
            status=403,
            title="Les réponses sont déjà ouvertes",
            sentence="Rien n'a été déposé : après l'ouverture des réponses, aucune ne peut plus entrer.",
        )
    signing = signer(service)
    signing.announce(connection, asked.cycle.slug, now)
    given, ballot = deposits.deposit(connection, asked, sending, now)
    files = {
        questionnaire_emails.receipt_file(given): signing.signed(given),
        questionnaire_emails.ballot_file(given): ballot,
    }
    joined = tuple(
        Attachment(name=name, media_type=EXACT, content=content) for name, content in files.items()
    )
    told = DepositSent(text=sending.text, closes=schedule(asked.cycle, connection).closes)
    members = roster.members(connection, given.scope, given.group)
    holders = group_keys.holders(connection, members)
    due, dropped = _braked(connection, given, [person.id for person in holders], now)
    for person in holders:
        letter = questionnaire_emails.receipt(service, asked, person, given, told)
        if dropped:
            letter = questionnaire_emails.with_note(letter, dropped)
        service.outbox.put(connection, replace(letter, attachments=joined), now, due)
    return given


BRAKE, WITHIN = 6, timedelta(hours=1)
"""Deposits of a group whose receipts leave at once; beyond, they are gathered: a flooded mailbox is not read."""


def _braked(
    connection: Connection, given: Receipt, holders: Sequence[str], now: datetime
) -> tuple[datetime | None, str]:
    """Return when the receipts of a deposit leave, and what they say of those that they replace before they left."""
    recent = [
        one
        for one in deposits.receipts(connection, given.scope, given.group)
        if now - one.entered_at < WITHIN
    ]
    if len(recent) <= BRAKE:
        return None, ""
    waiting = (
        (outbox.c.about == given.scope)
        & (outbox.c.kind == "receipt")
        & outbox.c.addressee.in_(holders)
        & (outbox.c.state == "queued")
        & (outbox.c.due_at > stamp(now))
    )
    first = connection.execute(select(func.min(outbox.c.due_at)).where(waiting)).scalar()
    connection.execute(update(outbox).where(waiting).values(state="cancelled", payload=None))
    gathered = (
        f"Votre groupe a fait {len(recent)} dépôts en une heure : cet accusé est celui du dernier."
    )
    where = "Les accusés signés des autres sont sur la page du groupe."
    return instant(first) if first else now + WITHIN, f"{gathered} {where}"


def receipt_text(written: str) -> str:
    """Return what verify() takes for a receipt: a digest as it is, a file's text, or what a mail (.eml) has joined."""
    file = Path(written)
    if not (file.suffix or "/" in written) or not file.is_file():
        return "".join(written.split())
    if file.suffix.lower() != ".eml":
        return file.read_text(encoding="utf-8", errors="replace") + "\n"
    message = email.message_from_bytes(file.read_bytes(), policy=default)
    parts = (part.get_payload(decode=True) for part in message.walk() if not part.is_multipart())
    texts = (part.decode("utf-8", "replace") for part in parts if isinstance(part, bytes))
    return next((text for text in texts if text.startswith(FORMAT)), "\n")


def called(kept: str) -> str:
    """Return what to call what somebody kept."""
    return "signé" if "\n" in kept else f"{kept[:12]}…"


def digest_fault(kept: str, known: set[str]) -> str:
    """Say why a fingerprint or a head that somebody kept is not one of a journal's, or nothing."""
    if kept.lower() in known:
        return ""
    why = "il a été réécrit, ou l'accusé est d'un autre cycle"
    return f"votre accusé {called(kept)} n'est pas dans le journal : {why}"


def signed_fault(
    document: str, chain: Sequence[journal.JournalEntry], told: Mapping[str, journal.JournalEntry]
) -> str:
    """Say why a signed receipt is not one of a journal's, or nothing."""
    facts = verified(document, publics(chain))
    if facts is None:
        return "votre accusé signé a été changé, ou il ne vient pas de ce service : sa signature ne tient pas"
    entry = told.get(facts["empreinte"])
    if entry is None or entry.digest != facts["journal"]:
        return f"votre accusé signé (dépôt n° {facts['depot']}, {facts['groupe']}) n'est pas dans le journal : réécrit"
    return ""
