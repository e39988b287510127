"""Bounces and complaints (flufl.bounce, RFC 5965) read, and judged final or transient."""

import hashlib
import mailbox
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from email.utils import parseaddr
from enum import Enum
from pathlib import Path

from flufl.bounce import all_failures

from chorale.content import text_rules

LARGEST = 2_000_000
_SYSTEM = re.compile(
    r"mailer-?daemon|postmaster|mdaemon|mail[ .]delivery|system administrator", re.IGNORECASE
)
"""Senders of a bounce."""
FINAL = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4"})
"""The recipient's address, mailbox or domain does not exist (RFC 3463, 7505); 5.1.7 and 5.1.8 accuse the sender."""
LEAVING = "Désabonnement"
_LEAVING = re.compile(rf"{LEAVING}\s+([a-z2-7]{{42}})(?![a-z2-7])")
_KEYED = re.compile(r"\+([a-z2-7]{42})@", re.IGNORECASE)
_ENVELOPE = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
"""Where a mailbox keeps the address that a mail came to."""
_REFUSED = re.compile(r"(?<![\d.])5(?:\d\d|\.\d{1,3}\.\d{1,3})(?![\d.])")
_STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?!\d|\.\d)")

_GLOBAL = {
    rb"(?im)^(content-type:[ \t]*message/)global-delivery-status\b": rb"\1delivery-status",
    rb"(?im)^(content-type:[ \t]*)message/global-headers\b": rb"\1text/rfc822-headers",
    rb"(?im)^(content-type:[ \t]*message/)global(?![\w-])": rb"\1rfc822",
}
_ESCAPED = re.compile(r"\\x\{([0-9A-Fa-f]{2,5})\}")


class BounceKind(Enum):
    """What a mail reports of an address."""

    FINAL = "final"
    PASSING = "passing"
    COMPLAINT = "complaint"
    LEAVING = "leaving"


@dataclass(frozen=True, kw_only=True)
class BounceReport:
    """What is said of one address; letter is the Message-ID of the mail that came back, empty when it did not.

    Whoever leaves by mail gives the word of a subscription, not an address; the address that a mail came to may too.
    """

    address: str
    kind: BounceKind
    letter: str = ""
    word: str = ""


@dataclass(frozen=True, kw_only=True)
class ReturnedMail:
    """One mail of the folder; a digest names it, so that it is counted once wherever it is moved."""

    digest: str
    reports: tuple[BounceReport, ...]


def read(place: Path) -> Iterator[ReturnedMail]:
    """Yield each mail of a folder, a Maildir or an mbox file, with what it reports: nothing, for most mails."""
    files = (
        [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
    )
    for file in files:
        if not file.name.startswith("."):
            for content in _mails(file):
                yield ReturnedMail(
                    digest=hashlib.sha256(content).hexdigest(), reports=reports(parsed(content))
                )


def _mails(file: Path) -> Iterator[bytes]:
    """Yield the mails of a file: one, or those of an mbox; one too large to be a report is left alone."""
    with file.open("rb") as stream:
        beginning = stream.read(5)
    if beginning == b"From ":
        box = mailbox.mbox(file, create=False)
        yield from (
            content for key in box.iterkeys() if len(content := box.get_bytes(key)) <= LARGEST
        )
    elif file.stat().st_size <= LARGEST:
        yield file.read_bytes()


def parsed(content: bytes) -> Message:
    """Return a mail, the parts of an international report (RFC 6533) under the names that the library knows."""
    for name, known in _GLOBAL.items():
        content = re.sub(name, known, content)
    return message_from_bytes(content, policy=compat32)


def reports(message: Message) -> tuple[BounceReport, ...]:
    """Return what a mail reports: somebody who leaves, a complaint, or addresses that a mail system could not reach."""
    if word := _leaving(message):
        return (BounceReport(address="", kind=BounceKind.LEAVING, word=word),)
    if feedback := _first(message, "message/feedback-report"):
        return _complaint(message, feedback)
    if not _from_a_system(message):
        return ()
    letter = _letter(message)
    failed = (address.decode("ascii").lower() for address in _failed(message))
    found = sorted({*failed, *_international(message)})
    if word := _word(message):
        return _keyed(message, word, letter, found)
    return tuple(
        BounceReport(address=one, kind=_kind(message, one), letter=letter)
        for one in found
        if "@" in one
    )


def _word(message: Message) -> str:
    """Return the word of the subscription whose letter came back, when each left from an address of its own."""
    places = (str(place) for name in _ENVELOPE for place in message.get_all(name, ()))
    words = (found[1].lower() for place in places if (found := _KEYED.search(place)))
    return next(words, "")


def _keyed(message: Message, word: str, letter: str, found: list[str]) -> tuple[BounceReport, ...]:
    """Return what came back to a subscription's own address: the worst of what is said, in any words at all."""
    kinds = [_kind(message, one) for one in found]
    if not kinds and _first(message, "message/delivery-status") is None:
        kinds = [_kind(message, "")] if _REFUSED.search(_text(message)) else []
    if not kinds:
        return ()
    kind = BounceKind.FINAL if BounceKind.FINAL in kinds else BounceKind.PASSING
    return (BounceReport(address=next(iter(found), ""), kind=kind, letter=letter, word=word),)


def _leaving(message: Message) -> str:
    """Return the word of the subscription that a mail ends: the subject that the letter itself proposed."""
    try:
        subject = str(make_header(decode_header(str(message.get("Subject", "")))))
    except (LookupError, ValueError, HeaderParseError):
        return ""
    found = _LEAVING.search(unicodedata.normalize("NFC", subject))
    return found[1] if found else ""


def refusal(address: str, answer: str, letter: str) -> BounceReport:
    """Return what a server's own refusal of a recipient reports, as if a mail had told it later."""
    found = _STATUS.search(answer)
    return BounceReport(
        address=address,
        kind=_judged(found[0] if found else "", answer),
        letter=letter,
    )


def _failed(message: Message) -> frozenset[bytes]:
    try:
        return frozenset(all_failures(message)[1])
    except Exception:  # noqa: BLE001 - a mailbox holds anything; a mail that the library cannot read reports nothing
        return frozenset()


def _international(message: Message) -> Iterator[str]:
    """Yield the addresses that a report says in UTF-8 (RFC 6533), which the library does not read."""
    for block in _blocks(message):
        kind, _, address = _utf8(block, "Final-Recipient").partition(";")
        failed = str(block.get("Action", "")).strip().lower() == "failed"
        if failed and kind.strip().lower() == "utf-8":
            yield _known_as(address)


def _utf8(block: Message, name: str) -> str:
    """Return a field as it was written, which the library takes for ASCII."""
    raw = next((str(value) for key, value in block.raw_items() if key.lower() == name.lower()), "")
    return raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _known_as(written: str) -> str:
    """Return an address as mail servers know it, its escaped letters read: café.fr is xn--caf-dma.fr."""
    address = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), written).strip()
    try:
        return text_rules.email(address).lower()
    except text_rules.Invalid:
        return address.lower()


def _from_a_system(message: Message) -> bool:
    """Tell whether a mail system writes, not a person: an absent one may well quote « 550 » and an address."""
    return _first(message, "message/delivery-status") is not None or bool(
        _SYSTEM.search(str(message.get("From", "")))
    )


def _judged(status: str, said: str) -> BounceKind:
    """Judge a status; Exchange says 5.4.1, « no answer from host », of an address that its directory does not have."""
    unlisted = status == "5.4.1" and "recipient address rejected" in said.lower()
    return BounceKind.FINAL if unlisted or status in FINAL else BounceKind.PASSING


def _kind(message: Message, address: str) -> BounceKind:
    """Judge by the remote server's own words first, then by the report's, then by the text's."""
    for block in _blocks(message):
        fields = [_utf8(block, name) for name in ("Original-Recipient", "Final-Recipient")]
        known = [_known_as(field.partition(";")[2]) for field in fields]
        if address in " ".join([*fields, *known]).lower():
            for field in ("Diagnostic-Code", "Status"):
                said = str(block.get(field, ""))
                if found := _STATUS.search(said):
                    return _judged(found[0], said)
    said = _text(message)
    found = _STATUS.search(said)
    return _judged(found[0] if found else "", said)


def _blocks(message: Message) -> Iterator[Message]:
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            yield from (block for block in part.get_payload() if isinstance(block, Message))


def _text(message: Message) -> str:
    """Return what the mail system says in words, without the mail that it sends back."""
    part = _first(message, "text/plain")
    return _content(part).decode("ascii", "replace") if part is not None else ""


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _complaint(message: Message, feedback: Message) -> tuple[BounceReport, ...]:
    """Return who complains: named by the report, or only by the letter that it sends back."""
    content = feedback.get_payload()
    fields = (
        content[0] if isinstance(content, list) and isinstance(content[0], Message) else feedback
    )
    if str(fields.get("Feedback-Type", "")).strip().lower() not in (
        "abuse",
        "opt-out",
        "fraud",
    ):
        return ()
    address = parseaddr(str(fields.get("Original-Rcpt-To", "")))[1].lower()
    keyed = _KEYED.search(str(fields.get("Original-Mail-From", "")))
    word = keyed[1].lower() if keyed else ""
    kind = BounceKind.COMPLAINT
    return (BounceReport(address=address, kind=kind, letter=_letter(message), word=word),)


def _letter(message: Message) -> str:
    """Return the Message-ID of the mail that is sent back, whole or as its headers alone."""
    whole, headers = _first(message, "message/rfc822"), _first(message, "text/rfc822-headers")
    inner = whole.get_payload(0) if whole is not None and whole.is_multipart() else None
    if inner is None and headers is not None:
        inner = message_from_bytes(_content(headers))
    return str(inner.get("Message-ID", "")).strip() if isinstance(inner, Message) else ""


def _first(message: Message, kind: str) -> Message | None:
    return next((part for part in message.walk() if part.get_content_type() == kind), None)
