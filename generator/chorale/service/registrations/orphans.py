"""Orphans: sessions that people signed up for and that are published no more, told to the organiser."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from chorale.content.agenda import events
from chorale.content.model import Community
from chorale.french import dates
from chorale.french.phrases import plural
from chorale.service.forms import definitions
from chorale.service.forms import emails as form_emails
from chorale.service.forms.emails import ButtonLink, EmailWords, OutboxAddress
from chorale.service.logs import log
from chorale.service.mail.message import OutgoingEmail
from chorale.service.public_tables import registration, sitting
from chorale.service.registrations import capacity
from chorale.service.registrations.records import LIVING
from chorale.service.timestamps import instant, stamp
from chorale.service.web.request import Service


@dataclass(frozen=True, kw_only=True)
class OrphanSession:
    """A session to come that nobody can join here any more; elsewhere tells whether the agenda still has it."""

    key: str
    title: str
    start: datetime
    people: int
    file: str
    elsewhere: bool

    @property
    def remedy(self) -> str:
        """Return what to write in the content, for people to be told."""
        if self.elsewhere:
            return "Elle n'est plus « registration: interne » : le remettre, ou écrire à ces personnes."
        where = f" dans {self.file}" if self.file else ""
        first = _first_date(self.key)
        moved = (
            f"Déplacée ? Écrire « moved_from: {first} » à sa nouvelle date{where}. "
            if first
            else ""
        )
        return f"{moved}Annulée ? La remettre{where}, avec « status: cancelled ». Puis publier."


def _first_date(key: str) -> str:
    """Return the first date of a session, which its key says for life; nothing for a meeting."""
    written = key.rpartition("-")[2]
    for form, words in (("%Y%m%dT%H%M", "%Y-%m-%d %H:%M"), ("%Y%m%d", "%Y-%m-%d")):
        try:
            return f"{datetime.strptime(written, form):{words}}"  # noqa: DTZ007 - a wall clock, as files write it
        except ValueError:
            continue
    return ""


def orphans(connection: Connection, community: Community, now: datetime) -> list[OrphanSession]:
    """Return the sessions that vanished from what is published though people expect them, soonest first."""
    known = list(capacity.bookable_sessions(community))
    expected = (registration.c.state.in_(LIVING), sitting.c.end_at > stamp(now))
    wanted = (
        select(sitting.c.key, sitting.c.title, sitting.c.start_at, func.count().label("people"))
        .join(registration, registration.c.sitting == sitting.c.key)
        .where(*expected, sitting.c.key.not_in(known))
        .group_by(sitting.c.key, sitting.c.title, sitting.c.start_at)
        .order_by(sitting.c.start_at, sitting.c.key)
    )
    present = {event.key for event in events(community)}
    files = {one.key: one.file for one in community.register}
    return [
        OrphanSession(
            key=row.key,
            title=row.title or row.key,
            start=instant(row.start_at),
            people=row.people,
            file=files.get(row.key, ""),
            elsewhere=row.key in present,
        )
        for row in connection.execute(wanted)
    ]


def tell_orphans(service: Service, now: datetime) -> None:
    """Write once of each orphan to whoever answers for sign-ups."""
    with service.store.read() as connection:
        found = orphans(connection, service.community, now)
    for orphan in found:
        with service.store.write(f"sitting:{orphan.key}") as connection:
            if service.outbox.put(connection, _letter(service, orphan), now):
                log("session-orphan", session=orphan.key, people=orphan.people)


def _letter(service: Service, orphan: OrphanSession) -> OutgoingEmail:
    contact = definitions.sign_up_form(service.community).contact
    to = OutboxAddress(
        key=f"orphan:{orphan.key}:{stamp(orphan.start)}",
        kind="orphan",
        about=orphan.key,
        addressee=orphan.key,
        address=contact,
    )
    people = plural(orphan.people, "personne l'attend", "personnes l'attendent")
    words = EmailWords(
        subject=f"Une séance a disparu du programme – {orphan.title}",
        about=(orphan.title, dates.spoken(orphan.start, service.community.timezone)),
        said=(f"Cette séance n'est plus dans ce qui est publié, et {people}.", orphan.remedy),
        links=(ButtonLink(words="Voir la page de gestion", address=service.absolute("/gestion")),),
        after=("Rien n'a été dit aux inscrits, et rien n'est effacé.",),
    )
    return form_emails.letter(service, words, to)
