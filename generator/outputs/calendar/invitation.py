"""A session becomes one person's calendar invitation: REQUEST to invite or move, CANCEL to take it back, or PUBLISH."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from generator.content.agenda import Event
from generator.content.model import Community
from generator.outputs import event_facts, french
from generator.outputs.calendar import ics
from generator.outputs.calendar.content_lines import block, local, parameter, text, uri, utc
from generator.outputs.calendar.timezones import vtimezone

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Who is invited, and where the invitation can be changed."""

    name: str
    email: str
    page: str


@dataclass(frozen=True, kw_only=True)
class Edition:
    """Which telling this is: sequence grows at each change that the person is told of."""

    method: Method
    sequence: int
    at: datetime


def invitation(community: Community, event: Event, guest: Guest, edition: Edition) -> str:
    """Return an iCalendar object with one event and, unless it is published, one attendee (RFC 5546 §3.2.2, §3.2.5)."""
    method = edition.method
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{ics.PRODID}",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
        *vtimezone(community.timezone),
        "BEGIN:VEVENT",
        f"UID:{text(ics.uid(community, event))}",
        f"DTSTAMP:{utc(edition.at)}",
        f"SEQUENCE:{edition.sequence}",
        *_when(event),
        f"SUMMARY:{text(french.typography(event.title))}",
        f"STATUS:{'CANCELLED' if method == 'CANCEL' else 'CONFIRMED'}",
        f"DESCRIPTION:{text(_description(community, event, guest))}",
        f"LOCATION:{text(event_facts.place(event))}",
        f"URL:{uri(event_facts.url(community, event))}",
        f"ORGANIZER;CN={parameter(community.sender.name)}:mailto:{uri(community.sender.address)}",
        *_attendee(guest, method),
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return block(lines).decode()


def _when(event: Event) -> tuple[str, ...]:
    start, end = event.start, event.end
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        raise TypeError("only sessions, which have hours, are joined by invitation")
    return f"DTSTART;TZID={start.tzinfo}:{local(start)}", f"DTEND;TZID={end.tzinfo}:{local(end)}"


def _description(community: Community, event: Event, guest: Guest) -> str:
    said = (event.note, event.summary, f"Votre inscription : {guest.page}", event_facts.url(community, event))
    return "\n".join(filter(None, said))


def _attendee(guest: Guest, method: Method) -> tuple[str, ...]:
    if method == "PUBLISH":
        return ()
    role = "ROLE=REQ-PARTICIPANT;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;RSVP=FALSE"
    return (f"ATTENDEE;CN={parameter(guest.name)};{role}:mailto:{uri(guest.email)}",)
