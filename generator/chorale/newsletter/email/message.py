"""The MIME message of an issue: headers of a mailing, both parts, lines that every server leaves alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from email.headerregistry import Address
from email.message import EmailMessage
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from chorale.content import addresses
from chorale.content.model import Community, Issue
from chorale.newsletter.email.compose import UNSUBSCRIBE, Email
from chorale.text.mail_headers import SoundPolicy

SENT_AT = time(9)
LONGEST = 76
"""Signs of a quoted-printable line (RFC 2045)."""


class _ListPolicy(SoundPolicy):
    """Leaves List-* headers on one line: folded, a long address would become an encoded word and lose one-click."""

    def fold(self, name: str, value: Any) -> str:
        if name.startswith("List-"):
            return f"{name}: {value}{self.linesep}"
        return super().fold(name, value)


POLICY = _ListPolicy(linesep="\r\n", cte_type="7bit")


@dataclass(frozen=True)
class CopyAddress:
    """To whom a copy goes; identity makes its Message-ID, the same each time it is built."""

    to: str
    identity: str = ""


def domain(community: Community) -> str:
    """Return the domain of the sender's address."""
    return community.sender.address.rpartition("@")[2]


def list_id(community: Community) -> str:
    """Return the list's stable identifier (RFC 2919)."""
    return f"lettre.{domain(community)}"


def build(community: Community, issue: Issue, email: Email, envelope: CopyAddress) -> bytes:
    """Return the message of an issue."""
    seed = sha256(
        f"{issue.slug}\n{envelope.identity}\n{email.html}\n{email.text}".encode()
    ).hexdigest()
    message = EmailMessage(policy=POLICY)
    name, address = " ".join(community.sender.name.splitlines()), community.sender.address
    user, _, host = address.rpartition("@")
    message["From"] = Address(name, user, host)
    message["To"] = envelope.to
    message["Subject"] = " ".join(email.subject.splitlines())
    message["Date"] = datetime.combine(issue.date, SENT_AT, ZoneInfo(community.timezone))
    message["Message-ID"] = f"<{issue.slug}.{seed[:24]}@{domain(community)}>"
    for header, value in list_headers(community, issue).items():
        message[header] = value
    message.set_content(email.text, subtype="plain", charset="utf-8", cte="quoted-printable")
    message.add_alternative(email.html, subtype="html", charset="utf-8", cte="quoted-printable")
    for part in message.iter_parts():
        part.set_payload(_carried(str(part.get_payload())))
    message["Content-Language"] = "fr"
    message.set_boundary(f"=_{seed[24:56]}")
    return message.as_bytes()


def _carried(encoded: str) -> str:
    """Write quoted-printable so that no line begins with « From » or « . », which servers change (RFC 2049)."""
    return "\n".join(part for line in encoded.split("\n") for part in _lines(line))


def _lines(line: str) -> Iterator[str]:
    if line.startswith(("From ", ".")):
        line = f"={ord(line[0]):02X}{line[1:]}"
    if len(line) <= LONGEST:
        yield line
        return
    cut = LONGEST - 1
    cut -= next((back for back in (1, 2) if line[cut - back] == "="), 0)
    yield line[:cut] + "="
    yield from _lines(line[cut:])


def _sender_id(community: Community) -> str:
    """Return the name of the sender for those who count complaints: 5 to 15 letters and digits, the same for life."""
    plain = "".join(sign for sign in domain(community).lower() if sign.isalnum() and sign.isascii())
    return plain[:15].ljust(5, "0")


def list_headers(community: Community, issue: Issue) -> Mapping[str, str]:
    """Return the headers of a mailing (RFC 2369, 2919, 3834, 8058), tokens still neutral.

    Leaving by mail is offered by whoever sends and reads what comes back: the service, or the ESP.
    """
    return {
        "List-Id": f"<{list_id(community)}>",
        "List-Unsubscribe": f"<{UNSUBSCRIBE}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Archive": f"<{addresses.absolute(community, addresses.ISSUES)}>",
        "Archived-At": f"<{addresses.absolute(community, addresses.page(issue))}>",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
        "Feedback-ID": f"{issue.slug}:{urlsplit(community.url).hostname}:lettre:{_sender_id(community)}",
    }
