"""Mails of the atelier in its community's words: to its team, and to people who come in by a link of their own."""

from collections.abc import Mapping
from dataclasses import dataclass

from chorale.content.mail_model import as_text
from chorale.content.mail_texts import worded
from chorale.service.accounts.people import Person
from chorale.service.mail.message import OutgoingEmail
from chorale.service.web.request import Service


@dataclass(frozen=True, kw_only=True)
class Outsider:
    """Someone who is not of the team; the id, that of their link, is kept after the address is erased."""

    id: str
    name: str
    email: str


def letter(  # noqa: PLR0913 - what is said, to whom, then what tells this mail from others
    service: Service,
    model: str,
    told: Mapping[str, str],
    to: Person | Outsider,
    *,
    facts: str,
    key: str,
    kind: str,
    about: str,
    not_after: str = "",
) -> OutgoingEmail:
    """Write a mail to someone; facts stand between its words."""
    community = service.community
    words = worded(model, community.mails, told)
    return OutgoingEmail(
        key=key,
        kind=kind,
        about=about,
        addressee=to.id,
        to=to.email,
        subject=words.subject,
        text=as_text(words, to.name, community.sender.name, facts=facts),
        not_after=not_after,
    )
