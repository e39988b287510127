"""Messages of the organisers to a group of registrants: to all, to the waiting list, to the absent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from chorale.service.forms.emails import TypedEmail
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


@dataclass(frozen=True, kw_only=True)
class GroupMessage(TypedEmail):
    """A message of the organisers to a group."""

    group: RegistrantGroup


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
        kind=f"organiser-{message.digest}",
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
