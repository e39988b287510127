"""Events as other programs read them: schema.org JSON-LD for search engines, OpenAgenda's JSON for partners."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from chorale.calendars import event_text
from chorale.calendars.event_text import ProgrammeLine
from chorale.content import addresses
from chorale.content.agenda import events
from chorale.content.event import Event
from chorale.content.event_kinds import Attendance
from chorale.content.event_model import Meeting, Session, Speaker, Status, Webinar
from chorale.content.model import Community
from chorale.content.register import changed
from chorale.content.sight import by_event, seen, sees
from chorale.files import File
from chorale.french.phrases import printed
from chorale.site.agenda.event_rendering import cover_of

SCHEMA = "https://schema.org"
STATUSES: Mapping[Status, str] = {
    "confirmed": "EventScheduled",
    "moved": "EventRescheduled",
    "cancelled": "EventCancelled",
}
IMAGE = "assets/images/social-card.png"

Data = dict[str, Any]


def script(data: Data | list[Data]) -> str:
    """Return the script element that carries data; nothing in it can close the element."""
    text = _written(data)
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return f'<script type="application/ld+json">{safe}</script>'


def _written(data: Data | list[Data]) -> str:
    return json.dumps(printed(data), ensure_ascii=False, separators=(",", ":"))


def graph(community: Community, found: Iterable[Event]) -> Data:
    """Return several events as one document."""
    return {"@context": SCHEMA, "@graph": [event(community, one) for one in found]}


def listing(community: Community, found: Iterable[Event]) -> Data:
    """Return a list of events by their addresses, for pages that only lead to them."""
    items = [
        {
            "@type": "ListItem",
            "position": rank,
            "name": event_text.title(one),
            "url": event_text.url(community, one),
        }
        for rank, one in enumerate(found, start=1)
    ]
    return {
        "@context": SCHEMA,
        "@type": "ItemList",
        "numberOfItems": len(items),
        "itemListElement": items,
    }


def event(community: Community, one: Event) -> Data:
    """Return an event's properties: those that search engines require, those they recommend, and its state."""
    address, cover = event_text.url(community, one), cover_of(one.item)
    data: Data = {
        "@type": "EducationEvent" if one.online else "Event",
        "@id": address,
        "name": event_text.title(one),
        "url": address,
        "startDate": one.start.isoformat(),
        "description": one.summary or one.title,
        "inLanguage": "fr",
        "isAccessibleForFree": True,
        "image": addresses.absolute(community, cover[0] if cover else IMAGE),
        "location": _location(community, one),
        "organizer": _organizer(community, one),
        **_state(one),
    }
    if (one.end is not None and one.end != one.start) or not isinstance(one.start, datetime):
        data["endDate"] = (one.end or one.start).isoformat()
    if one.audiences:
        names = [community.audiences.get(key, key) for key in one.audiences]
        data["audience"] = [{"@type": "Audience", "audienceType": name} for name in names]
    return data | _teaching(community, one)


def _state(one: Event) -> Data:
    """Return the state and the way to attend; a milestone has hours but no place where one goes."""
    data: Data = {"eventStatus": f"{SCHEMA}/{STATUSES[one.status]}"}
    if one.kind_facts.attendance != "none":
        mode = "Online" if one.online else "Mixed" if one.remote else "Offline"
        data["eventAttendanceMode"] = f"{SCHEMA}/{mode}EventAttendanceMode"
    if one.moved_from is not None:
        data["previousStartDate"] = one.moved_from.isoformat()
    return data


def _location(community: Community, one: Event) -> Data | list[Data]:
    if one.kind_facts.attendance != "place":
        return _virtual(event_text.registration(community, one) or event_text.url(community, one))
    return [_place(one), _virtual(one.remote)] if one.remote else _place(one)


def _virtual(link: str) -> Data:
    return {"@type": "VirtualLocation", "url": link}


def _place(one: Event) -> Data:
    place: Data = {"@type": "Place", "name": one.place or one.city}
    place["address"] = {"@type": "PostalAddress", "addressLocality": one.city}
    if code := event_text.postcode(one):
        place["address"]["postalCode"] = code
    if street := event_text.street(one):
        place["address"]["streetAddress"] = street
    if link := event_text.map_link(one):
        place["hasMap"] = link
    if one.coordinates:
        latitude, _, longitude = one.coordinates.partition(",")
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": latitude.strip(),
            "longitude": longitude.strip(),
        }
    return place


def _organizer(community: Community, one: Event) -> Data | list[Data]:
    home = {"@type": "Organization", "name": community.name, "url": community.url}
    partners: list[Data] = [
        {"@type": "Organization", "name": name} for name in event_text.partners(one)
    ]
    return [home, *partners] if partners else home


def _teaching(community: Community, one: Event) -> Data:
    """Return what can be signed up for, heard, followed hour by hour, seen again and read."""
    item, session = one.item, one.session
    data: Data = {}
    if link := event_text.registration(community, one):
        free: Data = {"@type": "Offer", "url": link, "price": "0", "priceCurrency": "EUR"}
        data["offers"] = free | _availability(session)
    if session is not None and session.capacity:
        data["maximumAttendeeCapacity"] = session.capacity
    if session is not None and session.replay:
        video = {"@type": "VideoObject", "name": one.title, "contentUrl": session.replay}
        data["recordedIn"] = video
    if isinstance(item, Webinar | Meeting) and item.speakers:
        data["performer"] = [_speaker(speaker) for speaker in item.speakers]
    if lines := event_text.programme(one):
        data["subEvent"] = [_moment(line) for line in lines]
    if isinstance(item, Webinar | Meeting) and item.documents:
        data["workFeatured"] = [
            {"@type": "CreativeWork", "name": link.label, "url": _document(community, link.url)}
            for link in item.documents
        ]
    return data


def _availability(session: Session | Meeting | None) -> Data:
    """Return that seats are left where their number has no limit; elsewhere only the service knows."""
    unlimited = session is not None and session.registration == "interne" and not session.capacity
    return {"availability": f"{SCHEMA}/InStock"} if unlimited else {}


def _speaker(one: Speaker) -> Data:
    """Return a person when the name is known, else the body or the function that speaks."""
    body = {"@type": "Organization", "name": one.organisation or one.role}
    if not one.name:
        return body
    person: Data = {"@type": "Person", "name": one.name, "jobTitle": one.role}
    return person | ({"worksFor": body} if one.organisation else {})


def _moment(line: ProgrammeLine) -> Data:
    data: Data = {"@type": "Event", "name": line.what, "startDate": line.start.isoformat()}
    if line.end is not None:
        data["endDate"] = line.end.isoformat()
    return data | ({"performer": {"@type": "Organization", "name": line.who}} if line.who else {})


def _document(community: Community, target: str) -> str:
    return target if target.startswith("https://") else addresses.absolute(community, target)


OPENAGENDA = "agenda/openagenda.json"
OPENAGENDA_STATUSES: Mapping[Status, int] = {"confirmed": 1, "moved": 2, "cancelled": 6}
OPENAGENDA_MODES: Mapping[Attendance, int] = {"place": 1, "none": 1, "online": 2}
MIXED = 3


@sees("announced", "cycles", "register", on_disk=True)
def openagenda_files(community: Community) -> Iterator[File]:
    """Yield all the events in one file, milestones aside: nobody attends them."""
    around = seen(community)
    found = [
        _openagenda(around, event)
        for event in events(community)
        if event.kind_facts.attendance != "none"
    ]
    listed = ",".join(found)
    yield File.of(OPENAGENDA, f'{{"total":{len(found)},"success":true,"events":[{listed}]}}\n')


@by_event
def _openagenda(community: Community, event: Event) -> str:
    return _written(_openagenda_event(community, event))


def _openagenda_event(community: Community, event: Event) -> dict[str, Any]:
    begin, end = _bounds(community, event)
    timing = {"begin": begin, "end": end}
    said: dict[str, Any] = {
        "uid": crc32(event.key.encode()),
        "slug": event.key.lower(),
        "title": {"fr": event_text.title(event)},
        "description": {"fr": (event.summary or event.title)[:200]},
        "longDescription": {"fr": "\n".join(event_text.description(community, event))},
        "dateRange": {"fr": event_text.when(event)},
        "keywords": {"fr": [event.kind_facts.label, *_audiences(community, event)]},
        "timings": [timing],
        "firstTiming": timing,
        "lastTiming": timing,
        "timezone": _zone(community, event),
        "status": OPENAGENDA_STATUSES[event.status],
        "attendanceMode": MIXED if event.remote else OPENAGENDA_MODES[event.kind_facts.attendance],
        "onlineAccessLink": _afar(community, event),
        "location": _openagenda_location(community, event),
        "registration": _registration(community, event),
        "canonicalUrl": event_text.url(community, event),
        "updatedAt": changed(community, event).at.isoformat(),
    }
    return {name: value for name, value in said.items() if value not in (None, "", [])}


def _bounds(community: Community, event: Event) -> tuple[str, str]:
    """Return two instants, which OpenAgenda asks for: a day without hour is the whole of it."""
    zone = ZoneInfo(_zone(community, event))
    start, end = event.start, event.end or event.start
    begin = start if isinstance(start, datetime) else datetime.combine(start, time(), zone)
    if not isinstance(end, datetime):
        end = _midnight_after(end, zone)
    return begin.isoformat(), end.isoformat()


def _midnight_after(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), zone)


def _zone(community: Community, event: Event) -> str:
    if isinstance(event.start, datetime):
        return str(event.start.tzinfo)
    own = event.item.timezone if isinstance(event.item, Meeting) else None
    return str(own or community.timezone)


def _audiences(community: Community, event: Event) -> list[str]:
    return [community.audiences.get(key, key) for key in event.audiences]


def _afar(community: Community, event: Event) -> str | None:
    if event.online:
        return event_text.registration(community, event) or event_text.url(community, event)
    return event.remote or None


def _openagenda_location(community: Community, event: Event) -> dict[str, Any] | None:
    if event.online:
        return None
    latitude, _, longitude = event.coordinates.partition(",")
    place: dict[str, Any] = {
        "uid": crc32(event_text.place(event).encode()),
        "name": event.place or event.city,
        "address": event.address or event.city,
        "postalCode": event_text.postcode(event),
        "city": event.city,
        "timezone": _zone(community, event),
    }
    if longitude:
        place |= {"latitude": float(latitude), "longitude": float(longitude)}
    return {name: value for name, value in place.items() if value != ""}


def _registration(community: Community, event: Event) -> list[dict[str, str]]:
    link = event_text.registration(community, event)
    contact = event.item.contact if isinstance(event.item, Meeting) else None
    return [{"type": "link", "value": value} for value in (link, contact) if value]
