"""Checks on dates before they are announced: clock changes, holidays, overlaps, links of past sessions."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

from chorale.content.agenda import events
from chorale.content.checks.bodies import DAY, misdated
from chorale.content.checks.kept import of_parts
from chorale.content.event import Event
from chorale.content.load import Loaded
from chorale.content.model import Community
from chorale.content.problems import Problem, Source
from chorale.french.dates import holidays
from chorale.french.suggestions import slug

_COORDINATES = re.compile(r"-?\d{1,2}(\.\d+)?, *-?\d{1,3}(\.\d+)?")
_POST_CODE = re.compile(r"\b\d{5}\b|\((?:\d{2,5}|2[AB])\)")
_NOWHERE = frozenset(
    {"visio", "visioconference", "en-visio", "en-visioconference", "a-distance", "distance", "distanciel",
     "en-ligne", "en-distanciel", "webinaire", "teams", "zoom", "webex", "internet", "online"}
)  # fmt: skip
"""What is written for the city of a meeting that has none."""
_FAR, _DAWN = 3, 6
"""Years ahead that nobody plans, and the hour before which nobody meets."""
Keys = tuple[str | int, ...]
Placed = tuple[tuple[Event, Keys], ...]
AgendaCheck = Callable[[Loaded, Community, Placed], Iterator[Problem]]


@of_parts("webinars", "meetings", "register")
def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield what the agenda's rules find; the events are placed once for all of them."""
    if loaded.community is None:
        return
    placed = tuple(_placed(loaded.community))
    for rule in RULES:
        yield from rule(loaded, loaded.community, placed)


def _placed(community: Community) -> Iterator[tuple[Event, Keys]]:
    """Yield every session and meeting with the keys that lead to it in its file."""
    for event in events(community):
        if event.session is not None:
            yield event, event.keys


def _start(loaded: Loaded, event: Event, keys: Keys) -> Source:
    clock = event.online or (isinstance(event.start, datetime) and not event.keys)
    last = "start" if clock else "date"
    return loaded.at(event.item.path, *keys, last)


def clocks(loaded: Loaded, community: Community, placed: Placed) -> Iterator[Problem]:
    """No event begins in the hour that the clocks skip; one in the hour they repeat is ambiguous, one at night odd."""
    for event, keys in placed:
        start = event.start
        if not isinstance(start, datetime):
            continue
        back = start.astimezone(UTC).astimezone(start.tzinfo)
        place = _start(loaded, event, keys)
        if back.replace(tzinfo=None) != start.replace(tzinfo=None):
            yield Problem(
                place,
                f"le {start:%Y-%m-%d}, {start:%H:%M} n'existe pas : changement d'heure",
                f"écrire « {back:%H:%M} » ou une autre heure",
                "horaire",
            )
        elif start.replace(fold=1).utcoffset() != start.replace(fold=0).utcoffset():
            yield Problem(
                place,
                f"le {start:%Y-%m-%d}, {start:%H:%M} a lieu deux fois : changement d'heure",
                "choisir une autre heure",
                "horaire",
                "warning",
            )
        elif start.hour < _DAWN and _to_come(event, community):
            advice = f"vérifier l'heure : « {start.hour + 12}:{start:%M} » est l'après-midi"
            yield Problem(place, f"à {start:%H:%M}, la nuit", advice, "horaire", "warning")


def _to_come(event: Event, community: Community) -> bool:
    return event.state_facts.happens and not event.over(community.today)


def days(loaded: Loaded, community: Community, placed: Placed) -> Iterator[Problem]:
    """An event to come on a public holiday, or years ahead, is perhaps a slip."""
    for event, keys in placed:
        name = holidays(event.day.year).get(event.day)
        if event.day.year > community.today.year + _FAR and _to_come(event, community):
            said, place = f"le {event.day}, dans plus de {_FAR} ans", _start(loaded, event, keys)
            yield Problem(place, said, "vérifier l'année", "date", "warning")
        if name and _to_come(event, community):
            yield Problem(
                _start(loaded, event, keys),
                f"le {event.day} est un jour férié ({name})",
                "vérifier la date",
                "ferie",
                "warning",
            )


def weekdays(loaded: Loaded, _: Community, placed: Placed) -> Iterator[Problem]:
    """A weekday written in the reason of a change is that of its date."""
    for event, keys in placed:
        for found in DAY.finditer(event.note):
            fault = misdated(found, (event.day.year, event.day.year - 1, event.day.year + 1))
            if fault:
                yield Problem(loaded.at(event.item.path, *keys, "note"), *fault, "jour")


def overlaps(loaded: Loaded, community: Community, placed: Placed) -> Iterator[Problem]:
    """Two webinars for one audience at one time: somebody will miss one."""
    timed = [
        (event, keys)
        for event, keys in placed
        if event.online and event.state_facts.happens and not event.over(community.today)
    ]
    for index, (event, keys) in enumerate(timed):
        for other, _ in reversed(timed[max(0, index - 20) : index]):
            shared = [
                key for key in event.audiences if key in other.audiences and event.key != other.key
            ]
            if (
                shared
                and isinstance(other.end, datetime)
                and isinstance(event.start, datetime)
                and event.start < other.end
            ):
                name = community.audiences.get(shared[0], shared[0])
                yield Problem(
                    _start(loaded, event, keys),
                    f"en même temps que « {other.title} », pour le même public ({name})",
                    "décaler l'une des deux séances",
                    "chevauchement",
                    "warning",
                )
                break


def links(loaded: Loaded, community: Community, placed: Placed) -> Iterator[Problem]:
    """A past session no longer asks for sign-ups; after a while it offers its recording."""
    delay, today = community.replay_days, community.today
    for event, keys in placed:
        session = event.session
        if session and session.replay and event.day > today:
            place = loaded.at(event.item.path, *keys, "replay")
            told = f"enregistrement d'une séance à venir ({event.day})"
            remedy = "corriger la date, ou retirer « replay »"
            yield Problem(place, told, remedy, "enregistrement", "warning")
        if session is None or not event.over(today):
            continue
        if session.registration not in (None, "", "interne"):  # those who came are on its desk
            yield Problem(
                loaded.at(event.item.path, *keys, "registration"),
                f"lien d'inscription d'une séance passée ({event.day})",
                "retirer « registration »",
                "inscription",
                "warning",
            )
        if delay is not None and event.online and _waits(event, today, delay):
            yield Problem(
                _start(loaded, event, keys),
                f"séance du {event.day} sans enregistrement après {delay} jours",
                "ajouter « replay: https://… »",
                "enregistrement",
                "warning",
            )


def _waits(event: Event, today: date, delay: int) -> bool:
    recorded = event.session is not None and event.session.replay is not None
    return not recorded and event.state_facts.happens and today - event.day > timedelta(days=delay)


def addresses(loaded: Loaded, community: Community, placed: Placed) -> Iterator[Problem]:
    """A meeting to come says where one meets; a city has its name alone; coordinates can be read."""
    for event, _ in placed:
        if (
            event.kind_facts.attendance == "place"
            and not event.over(community.today)
            and event.state_facts.happens
            and not event.address
        ):
            yield Problem(
                loaded.at(event.item.path, "city"),
                f"rencontre à {event.city} sans adresse",
                "ajouter « address: » dès qu'elle est connue",
                "lieu",
                "warning",
            )
    for meeting in community.meetings:
        if slug(meeting.city) in _NOWHERE:
            yield Problem(
                loaded.at(meeting.path, "city"),
                f"« {meeting.city} » n'est pas une ville",
                "en faire un webinaire ; ou écrire la ville, et l'adresse de connexion dans « online »",
                "lieu",
                "warning",
            )
        if (bare := _POST_CODE.sub("", meeting.city).strip()) and bare != meeting.city:
            yield Problem(
                loaded.at(meeting.path, "city"),
                f"code postal dans « {meeting.city} », qui en ferait une autre ville que « {bare} »",
                f"écrire « {bare} », et le code postal dans « address »",
                "lieu",
                "warning",
            )
        if meeting.coordinates and not _on_earth(meeting.coordinates):
            yield Problem(
                loaded.at(meeting.path, "coordinates"),
                f"coordonnées « {meeting.coordinates} »",
                "écrire « latitude, longitude », par exemple « 47.9029, 1.9093 »",
                "lieu",
            )


def _on_earth(words: str) -> bool:
    if not _COORDINATES.fullmatch(words):
        return False
    latitude, _, longitude = words.partition(",")
    return abs(float(latitude)) <= 90 and abs(float(longitude)) <= 180


def online(loaded: Loaded, _: Community, placed: Placed) -> Iterator[Problem]:
    """Where one attends and the recording are https addresses."""
    for event, keys in placed:
        session = event.session
        given = {"join": session.join, "replay": session.replay} if session else {}
        words = {"join": "adresse de connexion", "replay": "enregistrement"}
        for key, address in given.items():
            if address is not None and not address.startswith("https://"):
                found = f"{words[key]} « {address} »"
                yield Problem(
                    loaded.at(event.item.path, *keys, key),
                    found,
                    "une adresse « https://… » est attendue",
                    "adresse",
                )


RULES: tuple[AgendaCheck, ...] = (clocks, days, weekdays, overlaps, links, addresses, online)
CHECKS = (check,)
