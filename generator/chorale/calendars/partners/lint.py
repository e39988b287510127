"""Lint of an iCalendar file: what clients forgive in silence is told with its line."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from chorale.calendars.partners.parse import Component, Property, read
from chorale.content.problems import Problem, Source

REQUIRED = {
    "VCALENDAR": ("PRODID", "VERSION"),
    "VEVENT": ("UID", "DTSTAMP", "DTSTART"),
    "VTIMEZONE": ("TZID",),
    "STANDARD": ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"),
    "DAYLIGHT": ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"),
    "VALARM": ("ACTION", "TRIGGER"),
}
ONCE = {
    "VCALENDAR": {
        "PRODID", "VERSION", "CALSCALE", "METHOD", "UID", "LAST-MODIFIED", "URL", "REFRESH-INTERVAL", "SOURCE", "COLOR",
    },
    "VEVENT": {
        "UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS", "SEQUENCE",
        "TRANSP", "CLASS", "CREATED", "LAST-MODIFIED", "GEO", "ORGANIZER", "PRIORITY", "URL", "RECURRENCE-ID", "COLOR",
    },
    "VTIMEZONE": {"TZID", "LAST-MODIFIED", "TZURL"},
    "VALARM": {"ACTION", "TRIGGER", "DURATION", "REPEAT"},
}  # fmt: skip
VALUES = {"REFRESH-INTERVAL": "DURATION", "SOURCE": "URI", "CONFERENCE": "URI"}
STATUSES = ("TENTATIVE", "CONFIRMED", "CANCELLED")
CHOICES = {
    "VERSION": ("2.0",), "CALSCALE": ("GREGORIAN",), "STATUS": STATUSES, "TRANSP": ("OPAQUE", "TRANSPARENT"),
}  # fmt: skip
TEXTS = {
    "SUMMARY",
    "DESCRIPTION",
    "LOCATION",
    "COMMENT",
    "CONTACT",
    "NAME",
    "UID",
    "PRODID",
    "TZID",
    "TZNAME",
}
INSTANTS = {"DTSTART", "DTEND", "DTSTAMP", "LAST-MODIFIED", "CREATED", "RECURRENCE-ID"}
UTC_ONLY = {"DTSTAMP", "LAST-MODIFIED", "CREATED"}
PATTERNS = {
    "SEQUENCE": (re.compile(r"\d{1,9}"), "un entier positif ou nul"),
    "PRIORITY": (re.compile(r"\d"), "un chiffre de 0 à 9"),
    "GEO": (re.compile(r"[+-]?\d{1,2}(\.\d+)?;[+-]?\d{1,3}(\.\d+)?"), "« latitude;longitude »"),
    "DURATION": (
        re.compile(r"[+-]?P(\d+W|\d+D(T(\d+H)?(\d+M)?(\d+S)?)?|T(\d+H)?(\d+M)?(\d+S)?)"), "une durée comme « PT1H »",
    ),
    "TZOFFSETFROM": (re.compile(r"[+-]\d{4}(\d\d)?"), "un décalage comme « +0100 »"),
    "TZOFFSETTO": (re.compile(r"[+-]\d{4}(\d\d)?"), "un décalage comme « +0100 »"),
}  # fmt: skip
PATTERNS["REFRESH-INTERVAL"] = PATTERNS["DURATION"]
_ESCAPED = re.compile(r"\\(.|$)", re.DOTALL)
_RAW = re.compile(r"(?<!\\)(?:\\\\)*([,;])")


def lint(path: str, data: bytes) -> tuple[Problem, ...]:
    """Return every fault of a calendar file, by line; path only names it in the messages."""
    components, problems = read(path, data)
    found = [
        Problem(Source(path, line), message, hint, "calendrier")
        for line, message, hint in _rules(components)
    ]
    return tuple(sorted({*problems, *found}))


CalendarFault = tuple[int, str, str]


def _rules(components: list[Component]) -> Iterator[CalendarFault]:
    if not components:
        yield 1, "aucun calendrier dans ce fichier", "il commence par « BEGIN:VCALENDAR »"
    for component in components:
        if component.name != "VCALENDAR":
            yield (
                component.line,
                f"« {component.name} » hors d'un calendrier",
                "l'entourer de « BEGIN:VCALENDAR »",
            )
            continue
        everything = list(_all(component))
        for each in everything:
            yield from _component(each)
        if component.closed:
            yield from _calendar(component, everything)


def _all(component: Component) -> Iterator[Component]:
    """Yield a component and all it holds, in order, however deep."""
    waiting = [component]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(current.inner))


def _component(component: Component) -> Iterator[CalendarFault]:
    seen: dict[str, int] = {}
    for item in component.properties:
        if item.name in seen and item.name in ONCE.get(component.name, ()):
            yield (
                item.line,
                f"« {item.name} » écrit deux fois (déjà ligne {seen[item.name]})",
                "en retirer un",
            )
        seen.setdefault(item.name, item.line)
        yield from _property(item)
    if not component.closed:
        return
    for name in REQUIRED.get(component.name, ()):
        if not component.has(name):
            yield (
                component.line,
                f"« {component.name} » sans « {name} »",
                f"ajouter une ligne « {name}:… »",
            )
    if component.name == "VEVENT":
        yield from _event(component)


def _property(item: Property) -> Iterator[CalendarFault]:
    if item.name in VALUES and item.parameters.get("VALUE", "").upper() != VALUES[item.name]:
        wanted = f"écrire « {item.name};VALUE={VALUES[item.name]}:… »"
        yield item.line, f"« {item.name} » sans « VALUE={VALUES[item.name]} »", wanted
    if item.name in CHOICES and item.value.upper() not in CHOICES[item.name]:
        yield (
            item.line,
            f"« {item.name}:{item.value[:40]} »",
            "attendu : " + ", ".join(CHOICES[item.name]),
        )
    if item.name in PATTERNS:
        pattern, wanted = PATTERNS[item.name]
        if not pattern.fullmatch(item.value) or item.value[-1:] in "PT":
            yield item.line, f"« {item.name}:{item.value[:40]} »", f"attendu : {wanted}"
    if item.name in TEXTS:
        yield from _text(item)
    if item.name in INSTANTS:
        yield from _instant(item)


def _text(item: Property) -> Iterator[CalendarFault]:
    for found in _ESCAPED.finditer(item.value):
        if found[1] not in ("\\", ";", ",", "n", "N"):
            yield (
                item.line,
                f"« \\{found[1]} » dans « {item.name} »",
                "seuls « \\\\ », « \\, », « \\; » et « \\n » existent",
            )
            return
    if raw := _RAW.search(_ESCAPED.sub("", item.value)):
        yield (
            item.line,
            f"« {raw[1]} » non protégé dans « {item.name} »",
            f"écrire « \\{raw[1]} »",
        )


def _instant(item: Property) -> Iterator[CalendarFault]:
    if moment(item) is None:
        yield (
            item.line,
            f"« {item.name}:{item.value[:40]} » n'est pas une date qui existe",
            "par exemple « 20261206T100000 »",
        )
    elif item.name in UTC_ONLY and not item.value.endswith("Z"):
        yield (
            item.line,
            f"« {item.name} » en heure locale",
            "l'écrire en temps universel, avec « Z »",
        )
    elif "TZID" in item.parameters and item.value.endswith("Z"):
        yield item.line, f"« {item.name} » a un fuseau et un « Z »", "garder l'un des deux"


def moment(item: Property) -> datetime | date | None:
    """Return the day or the wall-clock instant of a date property; None when it cannot be read."""
    whole = item.parameters.get("VALUE", "").upper() == "DATE"
    pattern = r"\d{8}" if whole else r"\d{8}T\d{6}Z?"
    if not re.fullmatch(pattern, item.value):
        return None
    try:
        read_as = "%Y%m%d" if whole else "%Y%m%dT%H%M%S"
        found = datetime.strptime(item.value.rstrip("Z"), read_as)  # noqa: DTZ007 - the wall clock, zone aside
    except ValueError:
        return None
    return found.date() if whole else found


def _event(event: Component) -> Iterator[CalendarFault]:
    start, end, length = event.first("DTSTART"), event.first("DTEND"), event.first("DURATION")
    if end is not None and length is not None:
        yield (
            max(end.line, length.line),
            "« DTEND » et « DURATION » ensemble",
            "n'en garder qu'un",
        )
    if start is None or end is None:
        return
    first, last = moment(start), moment(end)
    if first is None or last is None:
        return
    if isinstance(first, datetime) != isinstance(last, datetime):
        yield (
            end.line,
            "« DTEND » et « DTSTART » ne sont pas de même nature",
            "deux jours, ou deux instants",
        )
    elif start.parameters.get("TZID") == end.parameters.get("TZID") and _before(last, first):
        yield (
            end.line,
            "l'événement finit avant d'avoir commencé",
            "corriger « DTSTART » ou « DTEND »",
        )


def _before(last: datetime | date, first: datetime | date) -> bool:
    return f"{last:%Y%m%d%H%M%S}" <= f"{first:%Y%m%d%H%M%S}"


def _calendar(calendar: Component, everything: list[Component]) -> Iterator[CalendarFault]:
    if not calendar.inner:
        yield calendar.line, "calendrier vide", "il contient au moins un composant"
    yield from _time_zones(calendar, everything)
    events = [component for component in calendar.inner if component.name == "VEVENT"]
    yield from _identifiers(events)
    method = calendar.first("METHOD")
    if method is None or method.value.upper() != "PUBLISH":
        return
    for event in events:
        if event.closed and not event.has("ORGANIZER"):
            yield (
                event.line,
                "« METHOD:PUBLISH » demande un « ORGANIZER »",
                "ajouter « ORGANIZER:mailto:… »",
            )
        if attendee := event.first("ATTENDEE"):
            yield attendee.line, "« METHOD:PUBLISH » interdit « ATTENDEE »", "le retirer"


def _time_zones(calendar: Component, everything: Iterable[Component]) -> Iterator[CalendarFault]:
    zones = [component for component in calendar.inner if component.name == "VTIMEZONE"]
    known = {item.value for zone in zones for item in zone.every("TZID")}
    for zone in zones:
        if zone.closed and not any(inner.name in ("STANDARD", "DAYLIGHT") for inner in zone.inner):
            yield zone.line, "fuseau horaire sans « STANDARD » ni « DAYLIGHT »", "le décrire"
    for component in everything:
        for item in component.properties:
            name = item.parameters.get("TZID", "").strip('"')
            if name and name not in known:
                known.add(name)
                yield (
                    item.line,
                    f"fuseau « {name} » sans son « VTIMEZONE »",
                    "ajouter le composant qui le décrit",
                )


def _identifiers(events: Iterable[Component]) -> Iterator[CalendarFault]:
    seen: dict[tuple[str, str], int] = {}
    for event in events:
        uid, again = event.first("UID"), event.first("RECURRENCE-ID")
        if uid is None:
            continue
        key = (uid.value, again.value if again else "")
        if key in seen:
            yield (
                uid.line,
                f"identifiant « {uid.value[:60]} » déjà employé ligne {seen[key]}",
                "un UID par événement",
            )
        seen.setdefault(key, uid.line)
