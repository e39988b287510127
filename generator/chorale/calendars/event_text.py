"""The words that every output says of an event: title, place, state, addresses, programme."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never
from urllib.parse import quote
from zoneinfo import ZoneInfo

from chorale.content import addresses
from chorale.content.event import Event
from chorale.content.event_model import Meeting, Webinar
from chorale.content.model import Community
from chorale.content.series import sessions_of
from chorale.french import dates, phrases

UNKNOWN_HOUR = "heure à préciser"
MAP = "https://www.openstreetmap.org"
_POSTCODE = re.compile(r"\b\d{5}\b")
ILLUSTRATION = "Données d'illustration."
OVERSEAS = (
    ("aux Antilles", "America/Guadeloupe"),
    ("en Guyane", "America/Cayenne"),
    ("à Saint-Pierre-et-Miquelon", "America/Miquelon"),
    ("à Mayotte", "Indian/Mayotte"),
    ("à La Réunion", "Indian/Reunion"),
    ("en Nouvelle-Calédonie", "Pacific/Noumea"),
    ("à Wallis-et-Futuna", "Pacific/Wallis"),
    ("en Polynésie", "Pacific/Tahiti"),
)


def title(event: Event) -> str:
    """Return the title, with « ANNULÉ – » before it when it is cancelled."""
    return event.state_facts.prefix + event.title


def place(event: Event) -> str:
    """Return where it happens in one line; empty for a milestone, which has no place."""
    if event.online:
        return "En ligne"
    return ", ".join(filter(None, (event.place, event.address, _city_beside(event))))


def when(event: Event) -> str:
    """Return the days and hours in words, without the zone: « jeudi 6 décembre 2018, de 10 h à 11 h »."""
    words = dates.period(event.start, event.end)
    return f"{words}, {UNKNOWN_HOUR}" if event.hour_unknown else words


def clock(community: Community, event: Event) -> str:
    """Return the days and hours with their zone, on the community's clock too when the event has another."""
    words, start = when(event), event.start
    if not isinstance(start, datetime):
        return words
    told = f"{words} ({dates.clock(str(start.tzinfo))})"
    if str(start.tzinfo) == community.timezone:
        return told
    return f"{told}, soit {home_hours(community, event)} ({dates.clock(community.timezone)})"


def home_hours(community: Community, event: Event) -> str:
    """Return « de 14 h à 15 h » on the community's clock, with the day when it is another."""
    home = ZoneInfo(community.timezone)
    start, end = (
        when.astimezone(home) if isinstance(when, datetime) else None
        for when in (event.start, event.end)
    )
    if start is None:
        return ""
    words = dates.period(start, end)
    return words.removeprefix(dates.day(start)).lstrip(", ") if start.date() == event.day else words


def overseas(found: Iterable[Event]) -> list[str]:
    """Return what the clocks of the overseas territories say when events followed from afar begin, once for all."""
    said: dict[str, list[str]] = {}
    for event in found:
        start = event.start
        afar = event.online or event.remote
        if afar and isinstance(start, datetime) and str(start.tzinfo) == "Europe/Paris":
            said.setdefault(_territories(start), []).append(_beginning(start))
    return [
        f"{phrases.listing(list(dict.fromkeys(moments)))} : {hours}."
        for hours, moments in said.items()
    ]


def _beginning(start: datetime) -> str:
    return f"{dates.day(start, weekday=False)} à {dates.hour(start)}"


def _territories(start: datetime) -> str:
    hours: dict[str, list[str]] = {}
    for words, name in OVERSEAS:
        hours.setdefault(_elsewhere(start, start.astimezone(ZoneInfo(name))), []).append(words)
    return phrases.listing([f"{hour} {phrases.listing(places)}" for hour, places in hours.items()])


def _elsewhere(here: datetime, there: datetime) -> str:
    shift = there.date() - here.date()
    day = {timedelta(days=-1): " la veille", timedelta(days=1): " le lendemain"}.get(shift, "")
    return dates.hour(there) + day


def state(event: Event) -> str:
    """Return what changed, in a sentence; nothing for an event that keeps its date."""
    match event.status:
        case "cancelled":
            return "Ce rendez-vous est annulé."
        case "moved" if event.moved_from is not None:
            return f"Ce rendez-vous, prévu d'abord le {dates.period(event.moved_from, None)}, a changé de date."
        case "confirmed" | "moved":
            return ""
    assert_never(event.status)


def map_link(event: Event) -> str:
    """Return the address of a map of the place, from its coordinates or its postal address; nothing without either."""
    if event.coordinates:
        latitude, _, longitude = (part.strip() for part in event.coordinates.partition(","))
        return f"{MAP}/?mlat={latitude}&mlon={longitude}#map=17/{latitude}/{longitude}"
    if not event.address:
        return ""
    words = ", ".join(filter(None, (event.address, _city_beside(event))))
    return f"{MAP}/search?query={quote(words, safe='')}"


def _city_beside(event: Event) -> str:
    return "" if event.city.casefold() in event.address.casefold() else event.city


def postcode(event: Event) -> str:
    """Return the postal code that the address gives, nothing without one."""
    found = _POSTCODE.search(event.address)
    return found[0] if found else ""


def street(event: Event) -> str:
    """Return the address without its postal code and its city."""
    rest = event.address.replace(postcode(event), "") if postcode(event) else event.address
    parts = (part.strip() for part in rest.split(","))
    return ", ".join(part for part in parts if part and part.casefold() != event.city.casefold())


@dataclass(frozen=True)
class ProgrammeLine:
    """A moment of an event's programme, at its own hours; end is the next moment, or the event's end."""

    start: datetime
    end: datetime | None
    what: str
    who: str


def programme(event: Event) -> tuple[ProgrammeLine, ...]:
    """Return the programme of one event; a webinar writes that of its first session, and the others follow theirs."""
    item, start = event.item, event.start
    if (
        not isinstance(item, Webinar | Meeting)
        or not item.programme
        or not isinstance(start, datetime)
    ):
        return ()
    first = (item.start or start.time()) if isinstance(item, Meeting) else _first_start(item).time()
    shift = timedelta(hours=start.hour - first.hour, minutes=start.minute - first.minute)
    moments = [
        datetime.combine(one.day or start.date(), one.at, start.tzinfo) + shift
        for one in item.programme
    ]
    last = event.end if isinstance(event.end, datetime) else None
    ends = (*moments[1:], last)
    rows = zip(moments, ends, item.programme, strict=True)
    return tuple(ProgrammeLine(begun, end, one.what, one.who) for begun, end, one in rows)


def programme_words(event: Event) -> list[str]:
    """Return a line for each moment of the programme: « 10 h : Accueil (le support) »."""
    several = event.several_days
    return [
        f"{dates.day(line.start) + ', ' if several else ''}{dates.hour(line.start)} : {line.what}"
        + (f" ({line.who})" if line.who else "")
        for line in programme(event)
    ]


def speakers(event: Event) -> list[str]:
    """Return who speaks, one line each."""
    item = event.item
    return [one.words for one in item.speakers] if isinstance(item, Webinar | Meeting) else []


def _first_start(webinar: Webinar) -> datetime:
    """Return the start of the first session that has an hour: one has, since another of them asks."""
    starts = (one.session.moved_from or one.session.start for one in sessions_of(webinar))
    return min(start for start in starts if isinstance(start, datetime))


def partners(event: Event) -> tuple[str, ...]:
    """Return the bodies that receive or organise it."""
    return event.item.partners if isinstance(event.item, Meeting) else ()


def anchor(event: Event) -> str:
    """Return the fragment of an event in its page: one per date or milestone, none for a meeting held once."""
    match event.kind_facts.attendance:
        case "online":
            return "seance-" + event.key.rpartition("-")[2].lower()
        case "none":
            return event.key
        case "place":
            returns = isinstance(event.item, Meeting) and event.item.returns
            return f"seance-{event.moved_from or event.day:%Y%m%d}" if returns else ""
    assert_never(event.kind_facts.attendance)


def page(event: Event) -> str:
    """Return the Markdown path of the page that tells all about an event; milestones share one."""
    shared = event.kind_facts.attendance == "none"
    return f"agenda/{event.kind_facts.folder}/index.md" if shared else addresses.page(event.item)


def url(community: Community, event: Event) -> str:
    """Return the https address of an event, fragment included."""
    fragment = anchor(event)
    return addresses.absolute(community, page(event)) + (f"#{fragment}" if fragment else "")


def registration(community: Community, event: Event) -> str | None:
    """Return where one signs up; « interne » leads to the online service of the published site, cancelled nowhere."""
    if event.session is None or event.session.registration is None or not event.state_facts.happens:
        return None
    if event.session.registration == "interne":
        return addresses.absolute(community, addresses.sign_up(event.key).lstrip("/"))
    return event.session.registration


def description(community: Community, event: Event) -> Iterator[str]:
    """Yield the lines that a calendar shows below the title."""
    unknown = f"{UNKNOWN_HOUR.capitalize()}." if event.hour_unknown else ""
    yield from filter(None, (state(event), event.note, unknown, event.summary))
    yield from programme_words(event)
    if told := speakers(event):
        yield f"Intervenants : {' ; '.join(told)}"
    if bodies := partners(event):
        yield f"Avec : {', '.join(bodies)}"
    if link := registration(community, event):
        yield f"Inscription : {link}"
    if event.remote and event.state_facts.happens:
        yield f"À distance : {event.remote}"
    if isinstance(event.item, Meeting) and event.item.contact:
        yield f"Organisateur : {event.item.contact}"
    yield f"Tous les détails : {url(community, event)}"
    if event.illustrative:
        yield ILLUSTRATION
