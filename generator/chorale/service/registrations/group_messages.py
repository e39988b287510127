"""Messages of the organisers to a group of registrants: to all, to the waiting list, to the absent."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from chorale.service.registrations import capacity, records
from chorale.service.registrations import emails as registration_emails
from chorale.service.registrations.capacity import BookableSession, RegistrationRow
from chorale.service.registrations.emails import RegistrationEmail
from chorale.service.registrations.organising import ActRefused, people
from chorale.service.web.request import Service

RegistrantGroup = Literal["living", "confirmed", "waiting", "present", "absent"]
GROUPS: tuple[RegistrantGroup, ...] = get_args(RegistrantGroup)
GROUP_NAMES: Mapping[RegistrantGroup, str] = {
    "living": "toutes les personnes inscrites ou en attente",
    "confirmed": "les personnes qui ont une place",
    "waiting": "la liste d'attente",
    "present": "les personnes présentes",
    "absent": "les personnes qui avaient une place et ne sont pas venues",
}
_MEMBERS: Mapping[RegistrantGroup, Callable[[RegistrationRow], bool]] = {
    "living": lambda row: row.state in ("confirmed", "waiting", "offered"),
    "confirmed": lambda row: row.state == "confirmed",
    "waiting": lambda row: row.state in ("waiting", "offered"),
    "present": lambda row: row.state == "confirmed" and row.attended == 1,
    "absent": lambda row: row.state == "confirmed" and row.attended == 0,
}
"""Who is of a group; an address that was never proved is of none."""

SUBJECT_MOST, BODY_MOST = 120, 5000


@dataclass(frozen=True, kw_only=True)
class GroupMessage:
    """A message of the organisers: paragraphs are separated by an empty line."""

    group: RegistrantGroup
    subject: str
    body: str

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Return the paragraphs, their lines joined."""
        blocks = self.body.replace("\r\n", "\n").split("\n\n")
        return tuple(filter(None, (" ".join(block.split()) for block in blocks)))

    @property
    def faults(self) -> tuple[str, ...]:
        """Return what forbids to send it, in words."""
        found = []
        if not self.subject.strip() or len(self.subject) > SUBJECT_MOST:
            found.append(f"L'objet est à écrire, en {SUBJECT_MOST} caractères au plus.")
        if not self.paragraphs or len(self.body) > BODY_MOST:
            found.append(f"Le texte est à écrire, en {BODY_MOST} caractères au plus.")
        return tuple(found)


def members(rows: Sequence[RegistrationRow], group: RegistrantGroup) -> list[RegistrationRow]:
    """Return who is of a group."""
    return [row for row in rows if _MEMBERS[group](row)]


def write_to(
    service: Service, session: BookableSession, message: GroupMessage, now: datetime
) -> int:
    """Write to each person of a group, once for the same words; return to how many. Raises ActRefused."""
    if message.faults:
        raise ActRefused(" ".join(message.faults))
    said = RegistrationEmail(
        kind=f"organiser-{_digest(message)}",
        subject=message.subject.strip(),
        said=message.paragraphs,
    )
    with service.store.write(capacity.lock(session)) as connection:
        context = records.registration_context(connection, service, session, now)
        chosen = members(people(connection, session.key), message.group)
        if not chosen:
            raise ActRefused("Personne n'est dans ce groupe : rien n'est envoyé.")
        for row in chosen:
            registration_emails.put(context, row, said)
        return len(chosen)


def _digest(message: GroupMessage) -> str:
    words = json.dumps([message.subject.strip(), message.paragraphs], ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()[:12]
