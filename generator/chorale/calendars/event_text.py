"""The words that every output says of an event: title, place, state, addresses, programme."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import assert_never
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from chorale.content import addresses
from chorale.content.agenda import Event, EventKind
from chorale.content.model import Community, Meeting, Status
from chorale.french import dates, phrases
from chorale.french.nouns import of
from chorale.ipm.model import Governance

STATES: Mapping[Status, str] = {"confirmed": "Confirmé", "cancelled": "Annulé", "moved": "Déplacé"}
CANCELLED = "ANNULÉ – "
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


def kind_name(kind: EventKind, governance: Governance) -> str:
    """Return what an event of a kind is called; a milestone is one of the body that sets priorities."""
    return {"webinaire": "Webinaire", "rencontre": "Rencontre", "ipm": f"Jalon {of(governance.name)}"}[kind]


def title(event: Event) -> str:
    """Return the title, with « ANNULÉ – » before it when it is cancelled."""
    return CANCELLED + event.title if event.status == "cancelled" else event.title


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
    return span(event.start, event.end)


def span(start: datetime | date, end: datetime | date | None) -> str:
    """Return days or hours from start to end in words; a whole-day end is included."""
    if not isinstance(start, datetime):
        return dates.day(start) if end in (None, start) else _days(start, end or start)
    if not isinstance(end, datetime) or end == start:
        return dates.instant(start)
    if end.date() == start.date():
        return f"{dates.day(start)}, de {dates.hour(start)} à {dates.hour(end)}"
    return f"du {dates.instant(start)} au {dates.instant(end)}"


def _days(first: date, last: date) -> str:
    return f"du {dates.day(first, year=first.year != last.year)} au {dates.day(last)}"


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
    return (
        f"À cette heure-là, il est {phrases.listing([f'{hour} {phrases.listing(at)}' for hour, at in hours.items()])}."
    )


def _elsewhere(here: datetime, there: datetime) -> str:
    shift = there.date() - here.date()
    day = {timedelta(days=-1): " la veille", timedelta(days=1): " le lendemain"}.get(shift, "")
    return dates.hour(there) + day


def state(event: Event) -> str:
    """Return what changed, in a sentence; nothing for an event that keeps its date."""
    if event.status == "cancelled":
        return "Ce rendez-vous est annulé."
    if event.moved_from is not None:
        return f"Ce rendez-vous, prévu d'abord le {span(event.moved_from, None)}, a changé de date."
    return ""


def partners(event: Event) -> tuple[str, ...]:
    """Return the bodies that receive or organise it."""
    return event.item.partners if isinstance(event.item, Meeting) else ()


def anchor(event: Event) -> str:
    """Return the fragment of an event in its page: one per session or milestone, none for a meeting."""
    match event.kind:
        case "webinaire":
            return "seance-" + event.key.rpartition("-")[2].lower()
        case "ipm":
            return event.key
        case "rencontre":
            return ""
        case _:
            assert_never(event.kind)


def page(event: Event) -> str:
    """Return the Markdown path of the page that tells all about an event; milestones share one."""
    return "agenda/ipm/index.md" if event.kind == "ipm" else addresses.page(event.item)


def url(community: Community, event: Event) -> str:
    """Return the https address of an event, fragment included."""
    fragment = anchor(event)
    return addresses.absolute(community, page(event)) + (f"#{fragment}" if fragment else "")


def registration(community: Community, event: Event) -> str | None:
    """Return where one signs up; « interne » leads to the online service of the published site, cancelled nowhere."""
    if event.session is None or event.session.registration is None or event.status == "cancelled":
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
    if event.remote and event.status != "cancelled":
        yield f"À distance : {event.remote}"
    if isinstance(event.item, Meeting) and event.item.contact:
        yield f"Organisateur : {event.item.contact}"
    yield f"Tous les détails : {url(community, event)}"
    if event.illustrative:
        yield ILLUSTRATION
