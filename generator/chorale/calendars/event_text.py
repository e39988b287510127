"""The words that every output says of an event: title, place, state, addresses, programme."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import assert_never
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from chorale.content import addresses
from chorale.content.event import Event
from chorale.content.event_model import Meeting
from chorale.content.model import Community
from chorale.french import dates, phrases

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
    parts = [event.place, event.address]
    if event.city and event.city.casefold() not in event.address.casefold():
        parts.append(event.city)
    return ", ".join(filter(None, parts))


def when(event: Event) -> str:
    """Return the days and hours in words, without the zone: « jeudi 6 décembre 2018, de 10 h à 11 h »."""
    return dates.period(event.start, event.end)


@cache
def zone(name: str) -> str:
    """Return « heure de Paris » for a time zone's name."""
    city = str(get_timezone_location(ZoneInfo(name), locale="fr", return_city=True))
    return f"heure d'{city}" if city[0] in "AEIOUYÉÈÂÎ" else f"heure de {city}"


def overseas(event: Event) -> str:
    """Return what the clocks of the overseas territories say when an online event begins, else nothing."""
    start = event.start
    if not event.online or not isinstance(start, datetime) or str(start.tzinfo) != "Europe/Paris":
        return ""
    hours: dict[str, list[str]] = {}
    for words, name in OVERSEAS:
        hours.setdefault(_elsewhere(start, start.astimezone(ZoneInfo(name))), []).append(words)
    said = [f"{hour} {phrases.listing(places)}" for hour, places in hours.items()]
    return f"À cette heure-là, il est {phrases.listing(said)}."


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


def partners(event: Event) -> tuple[str, ...]:
    """Return the bodies that receive or organise it."""
    return event.item.partners if isinstance(event.item, Meeting) else ()


def anchor(event: Event) -> str:
    """Return the fragment of an event in its page: one per session or milestone, none for a meeting."""
    match event.kind_facts.attendance:
        case "online":
            return "seance-" + event.key.rpartition("-")[2].lower()
        case "none":
            return event.key
        case "place":
            return ""
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
    yield from filter(None, (state(event), event.note, event.summary))
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
