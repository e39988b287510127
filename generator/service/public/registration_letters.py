"""The letters of a sign-up: confirm, welcome, wait, an offered seat, a reminder, a change; each with its own link."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from generator.outputs import event_facts, french
from generator.outputs.calendar.invitation import Edition, Guest, Method, invitation
from generator.service import instants
from generator.service.instants import instant, stamp
from generator.service.mail.letters import Attachment, Letter
from generator.service.public import public_forms, public_letters, seats, tickets
from generator.service.public.public_letters import Link, Words
from generator.service.public.public_tables import sitting
from generator.service.public.seats import Entry, Room
from generator.service.web.visits import Service

DAY, HOUR = timedelta(hours=24), timedelta(hours=1)
AGAIN_EVERY = timedelta(minutes=10)
"""An address that asks again, or presses twice, is written to once in this time."""


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
    said: tuple[str, ...]
    button: str = "Voir mon inscription"
    link: str = ""
    after: str = ""
    method: Method | None = None
    more: int = 0


def ticket_path(service: Service, entry: Entry) -> str:
    """Return the path of a person's own sign-up page."""
    return f"/participer/mon-inscription/{tickets.ticket(service.outbox.secret, 'inscription', entry.id)}/"


def join_link(room: Room) -> str:
    """Return where one attends, nothing when it is not known yet."""
    return (room.event.session.join or "") if room.event.session else ""


def confirm(desk: Desk, entry: Entry) -> None:
    """Ask to confirm: nothing is certain before."""
    until = instants.spoken(instant(entry.expires_at), desk.service.community.timezone)
    state = (
        f"Une place vous est gardée jusqu'au {until} : confirmez avant, elle sera à vous."
        if entry.held
        else f"La séance est complète : en confirmant avant le {until}, vous entrez dans la liste d'attente."
    )
    said = Said(
        kind=f"confirm{_window(desk)}",
        subject="Confirmez votre inscription",
        said=("Vous avez demandé à vous inscrire à cette séance.", state),
        button="Confirmer mon inscription",
        after="Si vous n'avez rien demandé, ignorez ce message : votre adresse sera effacée dans deux jours.",
    )
    _put(desk, entry, said)


def confirmed(desk: Desk, entry: Entry, mark: str = "") -> None:
    """Say that the seat is theirs, with the invitation."""
    place = ", avec son adresse de connexion" if join_link(desk.room) else ""
    said = Said(
        kind=f"confirmed{mark}",
        subject="Inscription confirmée",
        said=("Votre place est confirmée.", f"L'invitation jointe met la séance dans votre agenda{place}."),
        after="Vous ne pourrez pas venir ? Libérez votre place sur la page de votre inscription.",
        method="REQUEST",
    )
    _put(desk, entry, said)


def waiting(desk: Desk, entry: Entry, mark: str = "") -> None:
    """Say which place in line is theirs."""
    place = seats.place_in_line(desk.connection, entry)
    line = f"Vous êtes en liste d'attente, en {'1re' if place == 1 else f'{place}e'} position."
    said = Said(
        kind=f"waiting{mark}",
        subject="Liste d'attente",
        said=("La séance est complète.", f"{line} Dès qu'une place se libère, un courriel vous la propose."),
        after="Vous pouvez quitter la liste d'attente sur la page de votre inscription.",
    )
    _put(desk, entry, said)


def offered(desk: Desk, entry: Entry, mark: str = "") -> None:
    """Offer a seat for a time."""
    until = instants.spoken(instant(entry.expires_at), desk.service.community.timezone)
    said = Said(
        kind=f"offered{mark}",
        subject="Une place s'est libérée",
        said=(
            f"Une place s'est libérée, elle est à vous si vous l'acceptez avant le {until}.",
            "Ensuite, elle sera proposée à la personne suivante.",
        ),
        button="Accepter la place",
    )
    _put(desk, entry, said)


def passed_over(desk: Desk, entry: Entry) -> None:
    """Say that an offer was not taken in time."""
    said = Said(
        kind="passed",
        subject="La place proposée n'est plus libre",
        said=("La place proposée n'a pas été acceptée à temps : elle est passée à la personne suivante.",),
    )
    _put(desk, entry, said)


def withdrawn(desk: Desk, entry: Entry) -> None:
    """Say goodbye, and take the event back from the calendar of whoever had a seat; entry is as it was before."""
    said = Said(
        kind="withdrawn",
        subject="Désinscription enregistrée",
        said=("Votre désinscription est enregistrée.", "Vous avez changé d'avis ? Vous pouvez demander une place."),
        button="M'inscrire de nouveau",
        link=desk.service.absolute(f"/participer/inscription/{desk.room.key}/"),
        method="CANCEL" if entry.state == "confirmed" else None,
        more=1,
    )
    _put(desk, entry, said)


def moved(desk: Desk, entry: Entry) -> None:
    """Say the new date; the invitation moves the event in calendars."""
    said = Said(
        kind="moved",
        subject="Nouvelle date",
        said=tuple(filter(None, ("La séance change de date ou d'heure.", desk.room.event.note))),
        after="Cela ne vous convient pas ? Libérez votre place sur la page de votre inscription.",
        method="REQUEST" if entry.state == "confirmed" else None,
    )
    _put(desk, entry, said)


def called_off(desk: Desk, entry: Entry) -> None:
    """Say that the session will not take place."""
    said = Said(
        kind="called-off",
        subject="Séance annulée",
        said=tuple(filter(None, ("La séance est annulée.", desk.room.event.note))),
        button="Voir les autres séances",
        link=event_facts.url(desk.service.community, desk.room.event),
        method="CANCEL" if entry.state == "confirmed" else None,
    )
    _put(desk, entry, said)


def reminder(desk: Desk, entry: Entry, *, near: bool) -> None:
    """Remind, the day before or the hour before."""
    start = desk.room.start
    today = desk.now.astimezone(start.tzinfo).date() == start.date()
    day = "aujourd'hui" if today else "demain"
    said = Said(
        kind=f"{'hour' if near else 'day'}-{stamp(start)}",
        subject=f"Rappel, {'dans une heure' if near else day}",
        said=(f"La séance commence {'dans une heure au plus' if near else f'{day} à {french.hour(start)}'}.",),
        after="Vous ne pouvez plus venir ? Libérez votre place sur la page de votre inscription.",
    )
    _put(desk, entry, said)


def again(desk: Desk, entry: Entry) -> None:
    """Tell a known address where it stands, at most once in ten minutes."""
    if entry.state == "pending":
        confirm(desk, entry)
    else:
        tell = {"waiting": waiting, "offered": offered, "confirmed": confirmed}[entry.state]
        tell(desk, entry, _window(desk))


def _window(desk: Desk) -> str:
    return f"-{int(desk.now.timestamp() // AGAIN_EVERY.total_seconds())}"


def _put(desk: Desk, entry: Entry, said: Said) -> None:
    service, words = desk.service, _words(desk, entry, said)
    told = desk.connection.execute(select(sitting.c.sequence).where(sitting.c.key == desk.room.key)).scalar() or 0
    letter = Letter(
        key=f"registration:{entry.id}:{told}.{entry.sequence + said.more}:{said.kind}",
        kind=f"registration-{said.kind.partition('-')[0]}",
        about=desk.room.key,
        addressee=entry.id,
        to=entry.email,
        subject=public_letters.subject(words),
        text=public_letters.as_text(service, words),
        html=public_letters.as_html(service, words),
        attachments=_calendar(desk, entry, said.method, told + entry.sequence + said.more) if said.method else (),
    )
    service.outbox.put(desk.connection, letter, desk.now)


def _words(desk: Desk, entry: Entry, said: Said) -> Words:
    service, event = desk.service, desk.room.event
    when = event_facts.when(event)
    own = Link(words=said.button, address=said.link or service.absolute(ticket_path(service, entry)))
    join = Link(words="Rejoindre la séance", address=join_link(desk.room))
    attends = entry.state == "confirmed" and not said.link and join.address
    return Words(
        subject=f"{said.subject} – {event.title}",
        name=entry.name if entry.confirmed_at else "",
        about=(event.title, f"{when[0].upper()}{when[1:]} ({event_facts.zone(service.community.timezone)})"),
        said=said.said,
        links=(join, own) if attends else (own,),
        after=(said.after,) if said.after else (),
    )


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
