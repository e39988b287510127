"""Messages of the organisers to a group of registrants: to all, to the waiting list, to the absent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, get_args

from chorale.calendars import event_text
from chorale.content.event import Event
from chorale.content.mail_model import MailWording
from chorale.service.forms import definitions, sent_messages
from chorale.service.forms.emails import TypedEmail
from chorale.service.forms.sent_messages import SentMessage
from chorale.service.registrations import capacity, certificates, records
from chorale.service.registrations import emails as registration_emails
from chorale.service.registrations.capacity import BookableSession, RegistrationRow
from chorale.service.registrations.emails import RegistrationEmail
from chorale.service.registrations.organising import ActRefused, people
from chorale.service.timestamps import stamp
from chorale.service.web.request import Service

RegistrantGroup = Literal["living", "confirmed", "waiting", "present", "absent"]
GROUPS: tuple[RegistrantGroup, ...] = get_args(RegistrantGroup)
GROUP_NAMES: Mapping[RegistrantGroup, str] = {
    "living": "toutes les personnes inscrites ou en attente",
    "confirmed": "les personnes qui ont une place",
    "waiting": "la liste d'attente, ou les demandes sans réponse",
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
TOLD_WITHIN = timedelta(days=3)
"""How long after a session a message of the organisers is still worth sending."""


@dataclass(frozen=True, kw_only=True)
class GroupMessage(TypedEmail):
    """A message of the organisers to a group."""

    group: RegistrantGroup


def afterwards(service: Service, session: BookableSession, event: Event) -> GroupMessage:
    """Return the message to complete once a session is over: its recording, its documents, a form for opinions.

    event is the session as its file says it today: a recording is sent without waiting for a publication.
    """
    community, noun = service.community, session.noun
    replay = event.session.replay if event.session else None
    opinion = service.absolute(f"/participer/formulaires/{community.sign_ups.satisfaction}/")
    told = (
        f"La {noun} a eu lieu : merci de votre intérêt.",
        f"Pour la revoir : {replay}" if replay else "",
        f"Le programme et les documents : {event_text.url(community, session.event)}",
        "Votre présence a été notée ? Votre attestation est au bas de ce message."
        if session.certificate
        else "",
        f"Votre avis nous aide : {opinion}" if _heard(service) else "",
    )
    subject = f"Revoir la {noun}" if replay else f"Après la {noun}"
    return GroupMessage(group="confirmed", subject=subject, body="\n\n".join(filter(None, told)))


def _heard(service: Service) -> bool:
    """Tell whether opinions are asked for, by a form that can be answered now."""
    community, now = service.community, service.clock()
    known = {form.slug: definitions.state(form, community, now) for form in community.forms}
    return known.get(community.sign_ups.satisfaction) == "open"


def members(rows: Sequence[RegistrationRow], group: RegistrantGroup) -> list[RegistrationRow]:
    """Return who is of a group."""
    return [row for row in rows if _MEMBERS[group](row)]


def write_to(
    service: Service, session: BookableSession, message: GroupMessage, person: str, now: datetime
) -> int:
    """Write to each of a group, once for the same words, and keep them; return to how many. Raises ActRefused."""
    if message.faults:
        raise ActRefused(" ".join(message.faults))
    words = MailWording(
        subject=f"{message.subject.strip()} – {session.event.title}",
        said=message.paragraphs,
        button="Voir mon inscription",
    )
    said = RegistrationEmail(
        kind=f"organiser-{message.digest}",
        words=words,
        greeted=message.greeting,
        not_after=stamp(max(now, session.end) + TOLD_WITHIN),
    )
    with service.store.write(capacity.lock(session)) as connection:
        context = records.registration_context(connection, service, session, now)
        chosen = members(people(connection, session.key), message.group)
        if not chosen:
            raise ActRefused("Personne n'est dans ce groupe : rien n'est envoyé.")
        told = tuple(
            row.id
            for row in chosen
            if registration_emails.put(
                context,
                row,
                replace(said, certificate=certificates.deserved(session, row, now)),
            )
        )
        if not told:
            raise ActRefused("Ce message leur est déjà parti : rien n'est envoyé deux fois.")
        kept = SentMessage(
            at=now,
            person=person,
            audience=message.group,
            people=told,
            mark=said.kind,
            words=message,
        )
        sent_messages.keep_to_session(connection, session.key, kept)
        return len(told)
