"""Emails of a registration: confirmation, welcome, waiting list, offered seat, farewell."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select

from chorale.calendars import event_text
from chorale.calendars.ics import Guest, InvitationRevision, ItipMethod, invitation
from chorale.content.mail_model import MailWording
from chorale.content.mail_texts import worded
from chorale.french import dates, phrases
from chorale.service import signed_links
from chorale.service.forms import definitions
from chorale.service.forms import emails as form_emails
from chorale.service.forms.emails import ButtonLink, EmailWords, OutboxAddress
from chorale.service.mail.message import Attachment, OutgoingEmail
from chorale.service.mail.outbox import recall
from chorale.service.public_tables import sitting
from chorale.service.registrations import capacity
from chorale.service.registrations.capacity import BookableSession, RegistrationRow
from chorale.service.timestamps import instant, stamp
from chorale.service.web.request import Service

DAY, HOUR = timedelta(hours=24), timedelta(hours=1)
AGAIN_EVERY = timedelta(minutes=10)
"""An address that asks again, or presses twice, is written to once in this time."""


@dataclass(frozen=True, kw_only=True)
class RegistrationContext:
    """Where a sign-up is handled: a session, inside one transaction, at one instant; sitting once it was counted."""

    connection: Connection
    service: Service
    session: BookableSession
    now: datetime
    sitting: RegistrationRow | None = None


@dataclass(frozen=True, kw_only=True)
class RegistrationEmail:
    """What a letter says; more is what this very change adds to the person's sequence, not_after when it turns false.

    Unless it says otherwise, a letter about a session is of no use once the session is over.
    """

    kind: str
    words: MailWording
    link: str = ""
    method: ItipMethod | None = None
    more: int = 0
    not_after: str = ""
    certificate: bool = False
    greeted: str = ""


CERTIFICATE = "Télécharger mon attestation de présence"


def ticket_path(service: Service, entry: RegistrationRow) -> str:
    """Return the path of a person's own sign-up page."""
    return f"/participer/mon-inscription/{signed_links.ticket(service.outbox.secret, 'inscription', entry.id)}/"


def session_words(context: RegistrationContext, name: str, **values: str) -> MailWording:
    """Return the words of a mail about the session, the community's own where it wrote some."""
    community, event = context.service.community, context.session.event
    known = {
        "seance": context.session.noun,
        "titre": event.title,
        "quand": event_text.clock(community, event),
        "lieu": "" if event.online else event_text.place(event),
    }
    return worded(name, community.mails, known | values)


def confirmation(context: RegistrationContext, entry: RegistrationRow) -> OutgoingEmail:
    """Return the letter that asks to confirm: nothing is certain before."""
    until = dates.spoken(instant(entry.expires_at), context.service.community.timezone)
    name = (
        "demande-a-confirmer"
        if context.session.approval
        else "inscription-a-confirmer"
        if entry.held
        else "attente-a-confirmer"
    )
    words = session_words(context, name, limite=until)
    return _letter(
        context, entry, RegistrationEmail(kind=f"confirm{_window(context)}", words=words)
    )


def brought(context: RegistrationContext, entry: RegistrationRow, asker: str) -> None:
    """Ask somebody whom another signed up; who asked is named by the address that they proved, and by no other word."""
    until = dates.spoken(instant(entry.expires_at), context.service.community.timezone)
    if context.session.approval:
        state = f"En confirmant avant le {until}, vous transmettez votre demande à l'organisation."
    elif entry.held:
        state = f"Une place vous est gardée jusqu'au {until} : confirmez avant, elle sera à vous."
    else:
        state = (
            f"Tout est pris : en confirmant avant le {until}, vous entrez dans la liste d'attente."
        )
    words = session_words(context, "inscription-par-un-collegue", par=asker, place=state)
    put(context, entry, RegistrationEmail(kind=f"brought{_window(context)}", words=words))


def confirmed(context: RegistrationContext, entry: RegistrationRow, mark: str = "") -> None:
    """Say that the seat is theirs, with the invitation."""
    place = ", avec son adresse de connexion" if context.session.join else ""
    words = session_words(context, "inscription-confirmee", connexion=place)
    said = RegistrationEmail(kind=f"confirmed{mark}", words=words, method="REQUEST")
    put(context, entry, said)


def waiting(context: RegistrationContext, entry: RegistrationRow, mark: str = "") -> None:
    """Say which place in line is theirs, or that the organisers will tell."""
    if context.session.approval:
        words = session_words(context, "demande-transmise")
    else:
        place = capacity.place_in_line(context.connection, entry)
        rank = "1re" if place == 1 else f"{place}e"
        words = session_words(context, "liste-d-attente", rang=rank)
    put(context, entry, RegistrationEmail(kind=f"waiting{mark}", words=words))


def offered(context: RegistrationContext, entry: RegistrationRow, mark: str = "") -> None:
    """Offer a seat for a time."""
    until = dates.spoken(instant(entry.expires_at), context.service.community.timezone)
    said = RegistrationEmail(
        kind=f"offered{mark}",
        words=session_words(context, "place-proposee", limite=until),
        not_after=entry.expires_at,
    )
    put(context, entry, said)


def passed_over(context: RegistrationContext, entry: RegistrationRow) -> None:
    """Say that an offer was not taken in time."""
    said = RegistrationEmail(kind="passed", words=session_words(context, "place-passee"))
    put(context, entry, said)


def withdrawn(context: RegistrationContext, entry: RegistrationRow) -> None:
    """Say goodbye, and take the event back from the calendar of whoever had a seat; entry is as it was before."""
    said = RegistrationEmail(
        kind="withdrawn",
        words=session_words(context, "desinscription"),
        link=context.service.absolute(f"/participer/inscription/{context.session.key}/"),
        method="CANCEL" if entry.state == "confirmed" else None,
        more=1,
    )
    put(context, entry, said)


def again(context: RegistrationContext, entry: RegistrationRow) -> None:
    """Tell a known address where it stands, at most once in ten minutes."""
    if entry.state == "pending":
        context.service.outbox.put(context.connection, confirmation(context, entry), context.now)
    elif entry.proposed:
        corrected(context, entry)
    else:
        tell = {"waiting": waiting, "offered": offered, "confirmed": confirmed}[entry.state]
        tell(context, entry, _window(context))


def corrected(context: RegistrationContext, entry: RegistrationRow) -> None:
    """Ask whoever holds the address whether what was just sent replaces what they said before."""
    mark = hashlib.sha256(entry.proposed.encode()).hexdigest()[:8]
    words = session_words(context, "renseignements-changes")
    put(context, entry, RegistrationEmail(kind=f"corrected{_window(context)}-{mark}", words=words))


def _window(context: RegistrationContext) -> str:
    return f"-{int(context.now.timestamp() // AGAIN_EVERY.total_seconds())}"


DENIED = ("registration-day", "registration-hour", "registration-offered")
DENIES = ("withdrawn", "called-off", "moved")
"""A reminder or an offer that still waits is false once one left, or the session was called off or moved."""


def put(context: RegistrationContext, entry: RegistrationRow, said: RegistrationEmail) -> bool:
    """Write a letter to a person, once a number of the session and of the person; tell whether it is new."""
    if said.kind in DENIES:
        recall(context.connection, entry.id, DENIED)
    letter = _letter(context, entry, said)
    return context.service.outbox.put(context.connection, letter, context.now)


def _letter(
    context: RegistrationContext, entry: RegistrationRow, said: RegistrationEmail
) -> OutgoingEmail:
    told = max(_kept(context), context.session.revision)
    sequence = entry.sequence + said.more
    to = OutboxAddress(
        key=f"registration:{entry.id}:{told}.{sequence}:{said.kind}",
        kind=f"registration-{said.kind.partition('-')[0]}",
        about=context.session.key,
        addressee=entry.id,
        address=entry.email,
        not_after=said.not_after or stamp(max(context.session.end, context.session.start + HOUR)),
    )
    attached = _calendar(context, entry, said.method, told + sequence) if said.method else ()
    return form_emails.letter(context.service, _words(context, entry, said), to, attached)


def _kept(context: RegistrationContext) -> int:
    """Return the sequence that the session has in the database."""
    if context.sitting is not None:
        return int(context.sitting.sequence)
    return context.connection.execute(_SEQUENCE, {"key": context.session.key}).scalar() or 0


_SEQUENCE = select(sitting.c.sequence).where(sitting.c.key == bindparam("key"))


def _words(
    context: RegistrationContext, entry: RegistrationRow, said: RegistrationEmail
) -> EmailWords:
    service = context.service
    own = ButtonLink(
        words=said.words.button, address=said.link or service.absolute(ticket_path(service, entry))
    )
    join = ButtonLink(words=f"Rejoindre la {context.session.noun}", address=context.session.join)
    certificate = service.absolute(f"{ticket_path(service, entry)}attestation.pdf")
    first = (ButtonLink(words=CERTIFICATE, address=certificate),) if said.certificate else ()
    attends = entry.state == "confirmed" and not said.link and context.now < context.session.end
    return EmailWords(
        subject=said.words.subject,
        name=entry.name if entry.confirmed_at else "",
        greeted=said.greeted,
        about=about(context),
        said=said.words.said,
        links=(*((join,) if attends and join.address else ()), *first, own),
        after=(said.words.after,) if said.words.after else (),
    )


def about(context: RegistrationContext) -> tuple[str, ...]:
    """Return the lines that say which session a letter is about."""
    event = context.session.event
    when = event_text.clock(context.service.community, event)
    place = () if event.online else (event_text.place(event),)
    return event.title, phrases.capital(when), *place


def _calendar(
    context: RegistrationContext, entry: RegistrationRow, method: ItipMethod, sequence: int
) -> tuple[Attachment, ...]:
    if definitions.sign_up_form(context.service.community).invitation == "publish":
        if method == "CANCEL":
            return ()
        method = "PUBLISH"
    page = context.service.absolute(ticket_path(context.service, entry))
    guest = Guest(name=entry.name or entry.email, email=entry.email, page=page)
    edition = InvitationRevision(method=method, sequence=sequence, at=context.now)
    written = invitation(context.service.community, context.session.event, guest, edition)
    said = {"method": method}
    return (
        Attachment(
            name="invite.ics",
            media_type="text/calendar",
            content=written,
            parameters=said,
            inline=True,
        ),
    )
