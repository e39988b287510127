"""Links that add an event or a feed to a calendar (Google, Outlook, webcal), without script or third party."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

from chorale.calendars import event_text
from chorale.content.event import Event
from chorale.content.model import Community

OUTLOOK = "https://outlook.live.com"
MICROSOFT_365 = "https://outlook.office.com"


@dataclass(frozen=True)
class CalendarLink:
    """A calendar's name and the address that adds to it."""

    name: str
    url: str


def add(community: Community, event: Event) -> tuple[CalendarLink, ...]:
    """Return the links that add one event; without identifier, so the .ics file stands before them on the page."""
    words = {"title": event_text.title(event), "place": _place(community, event)}
    details = f"Tous les détails : {event_text.url(community, event)}"
    words["text"] = f"À distance : {event.remote}\n{details}" if event.remote else details
    return (
        CalendarLink("Google Agenda", _google(community, event, words)),
        CalendarLink("Outlook.com", _outlook(OUTLOOK, event, words)),
        CalendarLink("Microsoft 365", _outlook(MICROSOFT_365, event, words)),
        CalendarLink("Yahoo", _yahoo(event, words)),
    )


def subscribe(address: str, title: str) -> tuple[CalendarLink, ...]:
    """Return the links that follow a feed, from its absolute https address."""
    webcal = "webcal://" + address.partition("://")[2]
    named = {"url": address, "name": title}
    return (
        CalendarLink("iPhone, Mac, Thunderbird", webcal),
        CalendarLink(
            "Google Agenda",
            "https://calendar.google.com/calendar/u/0/r?" + _query({"cid": webcal}),
        ),
        CalendarLink("Outlook.com", f"{OUTLOOK}/calendar/0/addfromweb/?" + _query(named)),
        CalendarLink("Microsoft 365", f"{MICROSOFT_365}/calendar/0/addfromweb/?" + _query(named)),
    )


def _place(community: Community, event: Event) -> str:
    return (
        (event_text.registration(community, event) or "En ligne")
        if event.online
        else event_text.place(event)
    )


def _google(community: Community, event: Event, words: Mapping[str, str]) -> str:
    values = {
        "text": words["title"],
        "dates": "/".join(_bounds(event, utc=False)),
        "ctz": str(event.start.tzinfo) if isinstance(event.start, datetime) else community.timezone,
    }
    values |= {"details": words["text"], "location": words["place"]}
    return "https://calendar.google.com/calendar/r/eventedit?" + _query(values)


def _outlook(host: str, event: Event, words: Mapping[str, str]) -> str:
    start, end = _ends(event)
    values = {"rru": "addevent", "startdt": start.isoformat(), "enddt": end.isoformat()}
    if not isinstance(event.start, datetime):
        values["allday"] = "true"
    values |= {"subject": words["title"], "location": words["place"], "body": words["text"]}
    return f"{host}/calendar/0/action/compose?" + _query(values)


def _yahoo(event: Event, words: Mapping[str, str]) -> str:
    start, end = _bounds(event, utc=True)
    whole = (
        {"et": f"{event.last:%Y%m%d}", "dur": "allday"} if event.several_days else {"dur": "allday"}
    )
    length = {"et": end} if isinstance(event.start, datetime) else whole
    values = {
        "v": "60",
        "st": start,
        **length,
        "title": words["title"],
        "in_loc": words["place"],
        "desc": words["text"],
    }
    return "https://calendar.yahoo.com/?" + _query(values)


def _ends(event: Event) -> tuple[date, date]:
    """Return the two ends; the second is the day after, for whole days."""
    if not isinstance(event.start, datetime):
        return event.start, (event.end or event.start) + timedelta(days=1)
    return event.start, event.end if isinstance(event.end, datetime) else event.start


def _bounds(event: Event, *, utc: bool) -> tuple[str, str]:
    start, end = _ends(event)
    return _compact(start, utc=utc), _compact(end, utc=utc)


def _compact(when: date, *, utc: bool) -> str:
    if not isinstance(when, datetime):
        return f"{when:%Y%m%d}"
    return f"{when.astimezone(UTC):%Y%m%dT%H%M%SZ}" if utc else f"{when:%Y%m%dT%H%M%S}"


def _query(values: Mapping[str, str]) -> str:
    return "&".join(f"{key}={quote(value, safe='')}" for key, value in values.items())
