"""Structured data of events for search engines: schema.org JSON-LD."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from chorale.calendars import event_text
from chorale.calendars.event_text import ProgrammeLine
from chorale.content import addresses
from chorale.content.event import Event
from chorale.content.event_model import Meeting, Session, Speaker, Status, Webinar
from chorale.content.model import Community

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
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return f'<script type="application/ld+json">{safe}</script>'


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
    address = event_text.url(community, one)
    data: Data = {
        "@type": "EducationEvent" if one.online else "Event",
        "@id": address,
        "name": event_text.title(one),
        "url": address,
        "startDate": one.start.isoformat(),
        "description": one.summary or one.title,
        "inLanguage": "fr",
        "isAccessibleForFree": True,
        "image": addresses.absolute(community, IMAGE),
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
    if session is not None and session.capacity is not None:
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
