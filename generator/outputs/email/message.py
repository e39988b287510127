"""An email as RFC 5322 bytes: headers that lists understand, two parts in quoted-printable, the same each time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import formataddr
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from generator.content.model import Community, Issue
from generator.outputs import urls
from generator.outputs.email.email import UNSUBSCRIBE, Email

SENT_AT = time(9)


class _ListPolicy(EmailPolicy):
    """Leaves List-* headers on one line: folded, a long address would become an encoded word and lose one-click."""

    def fold(self, name: str, value: Any) -> str:
        if name.startswith("List-"):
            return f"{name}: {value}{self.linesep}"
        if name == "From":
            return _from(value.addresses[0], self.linesep)
        if name == "Subject":
            return _subject(str(value), self.linesep)
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii", "surrogateescape")


def _from(address: Any, linesep: str) -> str:
    """Write the sender on one line, or two: the standard library would leave the first one empty."""
    name, mail = formataddr((address.display_name, address.addr_spec)).rsplit(" ", 1)
    whole = f"From: {name} {mail}"
    return (whole if len(whole) <= 78 else f"From: {name}{linesep} {mail}") + linesep


def _subject(text: str, linesep: str) -> str:
    """Write a subject as it is when it fits on a line, else wholly in encoded words (RFC 2047).

    Folded by the standard library, a long word begins an empty first line, and blanks between encoded words are lost.
    """
    whole = f"Subject: {text}"
    if len(whole) <= 78 and text.isascii() and "=?" not in text and text == " ".join(text.split()):
        return whole + linesep
    return f"Subject: {Header(text, 'utf-8', header_name='Subject').encode(linesep=linesep)}{linesep}"


POLICY = _ListPolicy(linesep="\r\n", cte_type="7bit")


@dataclass(frozen=True)
class Envelope:
    """To whom a copy goes; identity makes its Message-ID, the same each time it is built."""

    to: str
    identity: str = ""


def domain(community: Community) -> str:
    """Return the domain of the sender's address."""
    return community.sender.address.rpartition("@")[2]


def list_id(community: Community) -> str:
    """Return the list's stable identifier (RFC 2919)."""
    return f"lettre.{domain(community)}"


def build(community: Community, issue: Issue, email: Email, envelope: Envelope) -> bytes:
    """Return the message of an issue; a header holding a line break raises ValueError."""
    seed = sha256(f"{issue.slug}\n{envelope.identity}\n{email.html}\n{email.text}".encode()).hexdigest()
    message = EmailMessage(policy=POLICY)
    name, address = community.sender.name, community.sender.address
    user, _, host = address.rpartition("@")
    message["From"] = Address(name, user, host)
    message["To"] = envelope.to
    message["Subject"] = email.subject
    message["Date"] = datetime.combine(issue.date, SENT_AT, ZoneInfo(community.timezone))
    message["Message-ID"] = f"<{issue.slug}.{seed[:24]}@{domain(community)}>"
    for header, value in list_headers(community, issue).items():
        message[header] = value
    message.set_content(email.text, subtype="plain", charset="utf-8", cte="quoted-printable")
    message.add_alternative(email.html, subtype="html", charset="utf-8", cte="quoted-printable")
    message["Content-Language"] = "fr"
    message.set_boundary(f"=_{seed[24:56]}")
    return message.as_bytes()


def list_headers(community: Community, issue: Issue) -> Mapping[str, str]:
    """Return the headers of a mailing (RFC 2369, 2919, 3834, 8058), tokens still neutral."""
    mail = f"mailto:{community.sender.address}?subject={quote('Désabonnement')}"
    return {
        "List-Id": f"<{list_id(community)}>",
        "List-Unsubscribe": f"<{UNSUBSCRIBE}>, <{mail}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Archive": f"<{urls.absolute(community, urls.ISSUES)}>",
        "Archived-At": f"<{urls.absolute(community, urls.page(issue))}>",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
        "Feedback-ID": f"{issue.slug}:lettre:{urlsplit(community.url).hostname}",
    }
