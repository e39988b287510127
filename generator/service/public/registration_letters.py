"""The letters of a sign-up: confirm, welcome, wait, an offered seat, a reminder, a change; each with its own link."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from generator.outputs import event_facts
from generator.outputs.calendar.invitation import Edition, Guest, Method, invitation
from generator.service import instants
from generator.service.instants import instant, stamp
from generator.service.mail.letters import Attachment, Letter
from generator.service.public import public_forms, seats, tickets
from generator.service.public.public_tables import sitting
from generator.service.public.seats import Entry, Room
from generator.service.web.visits import Service

DAY, HOUR = timedelta(hours=24), timedelta(hours=1)
_AGAIN_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Where a sign-up is handled: a session, inside one transaction, at one instant."""

    connection: Connection
    service: Service
    room: Room
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a letter says; more is what this very change adds to the person's sequence."""

    kind: str
    subject: str
    words: str
    method: Method | None = None
    link: str = ""
    after: str = ""
    more: int = 0


def ticket_path(service: Service, entry: Entry) -> str:
    """Return the path of a person's own sign-up page."""
    return f"/participer/mon-inscription/{tickets.ticket(service.outbox.secret, 'inscription', entry.id)}/"


def confirm(desk: Desk, entry: Entry, mark: str = "") -> None:
    """Ask to confirm: nothing is certain before."""
    until = instants.spoken(instant(entry.expires_at), desk.service.community.timezone)
    state = (
        f"Une place vous est gardée jusqu'au {until}."
        if entry.held
        else f"La séance est complète : en confirmant avant le {until}, vous entrez dans la liste d'attente."
    )
    words = f"Vous avez demandé à vous inscrire à cette séance. {state}\n\nConfirmez sur votre page d'inscription :"
    after = "Si vous n'avez rien demandé, ignorez ce message : votre adresse sera effacée."
    _put(desk, entry, Said(kind=f"confirm{mark}", subject="Confirmez votre inscription", words=words, after=after))


def confirmed(desk: Desk, entry: Entry, mark: str = "") -> None:
    """Say that the seat is theirs, with the invitation."""
    words = "Votre place est confirmée. L'invitation jointe la met dans votre agenda.\n\nVotre page d'inscription :"
    _put(desk, entry, Said(kind=f"confirmed{mark}", subject="Inscription confirmée", words=words, method="REQUEST"))


def waiting(desk: Desk, entry: Entry, mark: str = "") -> None:
    """Say which place in line is theirs."""
    place = seats.place_in_line(desk.connection, entry)
    words = (
        f"La séance est complète. Vous êtes en liste d'attente, en {'1re' if place == 1 else f'{place}e'} position : "
        "dès qu'une place se libère, un courriel vous la propose.\n\nVotre page d'inscription :"
    )
    _put(desk, entry, Said(kind=f"waiting{mark}", subject="Liste d'attente", words=words))


def offered(desk: Desk, entry: Entry, mark: str = "") -> None:
    """Offer a seat for a time."""
    until = instants.spoken(instant(entry.expires_at), desk.service.community.timezone)
    words = (
        f"Une place s'est libérée, elle est à vous si vous l'acceptez avant le {until}. "
        "Ensuite, elle sera proposée à la personne suivante.\n\nAcceptez sur votre page d'inscription :"
    )
    _put(desk, entry, Said(kind=f"offered{mark}", subject="Une place s'est libérée", words=words))


def passed_over(desk: Desk, entry: Entry) -> None:
    """Say that an offer was not taken in time."""
    words = (
        "La place proposée n'a pas été acceptée à temps : elle est passée à la personne suivante.\n\n"
        "Votre page d'inscription :"
    )
    _put(desk, entry, Said(kind="passed", subject="La place proposée n'est plus libre", words=words))


def withdrawn(desk: Desk, entry: Entry) -> None:
    """Say goodbye, and take the event back from the calendar of whoever had a seat; entry is as it was before."""
    words = "Votre désinscription est enregistrée. Changé d'avis ? Inscrivez-vous de nouveau :"
    method: Method | None = "CANCEL" if entry.state == "confirmed" else None
    link = desk.service.absolute(f"/participer/inscription/{desk.room.key}/")
    subject = "Désinscription enregistrée"
    _put(desk, entry, Said(kind="withdrawn", subject=subject, words=words, method=method, link=link, more=1))


def moved(desk: Desk, entry: Entry) -> None:
    """Say the new date; the invitation moves the event in calendars."""
    note = f"{desk.room.event.note}\n\n" if desk.room.event.note else ""
    words = (
        f"La séance change de date ou d'heure. {note}Si cela ne vous convient pas, libérez votre place sur votre page "
        "d'inscription :"
    )
    method: Method | None = "REQUEST" if entry.state == "confirmed" else None
    _put(desk, entry, Said(kind="moved", subject="Nouvelle date", words=words, method=method))


def called_off(desk: Desk, entry: Entry) -> None:
    """Say that the session will not take place."""
    note = f" {desk.room.event.note}" if desk.room.event.note else ""
    words = f"La séance est annulée.{note}\n\nLes autres séances :"
    method: Method | None = "CANCEL" if entry.state == "confirmed" else None
    link = event_facts.url(desk.service.community, desk.room.event)
    _put(desk, entry, Said(kind="called-off", subject="Séance annulée", words=words, method=method, link=link))


def reminder(desk: Desk, entry: Entry, *, near: bool) -> None:
    """Remind, the day before or the hour before."""
    start = "La séance commence dans moins d'une heure." if near else "La séance a lieu dans les vingt-quatre heures."
    words = f"{start}\n\nVous ne pouvez plus venir ? Libérez votre place sur votre page d'inscription :"
    kind = f"{'hour' if near else 'day'}-{stamp(desk.room.start)}"
    _put(desk, entry, Said(kind=kind, subject="Rappel", words=words))


def again(desk: Desk, entry: Entry) -> None:
    """Tell a known address where it stands, at most once in ten minutes."""
    mark = f"-{int(desk.now.timestamp() // _AGAIN_EVERY.total_seconds())}"
    tell = {"pending": confirm, "waiting": waiting, "offered": offered, "confirmed": confirmed}[entry.state]
    tell(desk, entry, mark)


def _put(desk: Desk, entry: Entry, said: Said) -> None:
    service, event = desk.service, desk.room.event
    when = event_facts.when(event)
    end = said.after
    if not end and not said.link and entry.state in ("confirmed", "waiting"):
        end = "Vous pouvez aussi vous désinscrire sur cette page."
    text = f"""Bonjour {entry.name},

{event.title}
{when[0].upper()}{when[1:]} ({event_facts.zone(service.community.timezone)})

{said.words}
{said.link or service.absolute(ticket_path(service, entry))}
{f"{chr(10)}{end}{chr(10)}" if end else ""}
{service.community.sender.name}
"""
    told = desk.connection.execute(select(sitting.c.sequence).where(sitting.c.key == desk.room.key)).scalar() or 0
    letter = Letter(
        key=f"registration:{entry.id}:{told}.{entry.sequence + said.more}:{said.kind}",
        kind=f"registration-{said.kind.partition('-')[0]}",
        about=desk.room.key,
        addressee=entry.id,
        to=entry.email,
        subject=f"{said.subject} : {event.title}",
        text=text,
        attachments=_calendar(desk, entry, said.method, told + entry.sequence + said.more) if said.method else (),
    )
    service.outbox.put(desk.connection, letter, desk.now)


def _calendar(desk: Desk, entry: Entry, method: Method, sequence: int) -> tuple[Attachment, ...]:
    if public_forms.sign_up_form(desk.service.community).invitation == "publish":
        if method == "CANCEL":
            return ()
        method = "PUBLISH"
    page = desk.service.absolute(ticket_path(desk.service, entry))
    guest = Guest(name=entry.name or entry.email, email=entry.email, page=page)
    edition = Edition(method=method, sequence=sequence, at=desk.now)
    written = invitation(desk.service.community, desk.room.event, guest, edition)
    said = {"method": method}
    return (Attachment(name="invite.ics", media_type="text/calendar", content=written, parameters=said, inline=True),)
