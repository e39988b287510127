"""Events in the shape of OpenAgenda (its JSON, version 2), so that partners' tools read ours as they read theirs."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from chorale.calendars import event_text
from chorale.content.agenda import events
from chorale.content.event import Event
from chorale.content.event_kinds import Attendance
from chorale.content.event_model import Meeting, Status
from chorale.content.model import Community
from chorale.content.register import changed
from chorale.content.sight import sees
from chorale.files import File

PATH = "agenda/openagenda.json"
STATUSES: Mapping[Status, int] = {"confirmed": 1, "moved": 2, "cancelled": 6}
MODES: Mapping[Attendance, int] = {"place": 1, "none": 1, "online": 2}
MIXED = 3


@sees("webinars", "meetings", "cycles", "register")
def files(community: Community) -> Iterator[File]:
    """Yield all the events in one file, milestones aside: nobody attends them."""
    found = [
        _event(community, event)
        for event in events(community)
        if event.kind_facts.attendance != "none"
    ]
    data = {"total": len(found), "success": True, "events": found}
    yield File.of(PATH, json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n")


def _event(community: Community, event: Event) -> dict[str, Any]:
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
        "status": STATUSES[event.status],
        "attendanceMode": MIXED if event.remote else MODES[event.kind_facts.attendance],
        "onlineAccessLink": _afar(community, event),
        "location": _location(community, event),
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


def _location(community: Community, event: Event) -> dict[str, Any] | None:
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
