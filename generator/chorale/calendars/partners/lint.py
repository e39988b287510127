"""Lint of an iCalendar file: what clients forgive in silence is told with its line."""

from collections.abc import Iterable, Iterator

from chorale.calendars.partners import restrictions
from chorale.calendars.partners.dates import date_faults, time_zone_faults
from chorale.calendars.partners.parse import Component, Property, read
from chorale.calendars.partners.property_values import value_faults
from chorale.content.problems import Problem, Source
from chorale.french.suggestions import nearest

CalendarFault = tuple[int, str, str]
"""The line, what was found, and what is expected."""


def lint(path: str, data: bytes) -> tuple[Problem, ...]:
    """Return every fault of a calendar file, by line; path only names it in the messages."""
    components, problems = read(path, data)
    found = [
        Problem(Source(path, line), message, hint, "calendrier")
        for line, message, hint in _rules(components)
    ]
    return tuple(sorted({*problems, *found}))


def _rules(components: list[Component]) -> Iterator[CalendarFault]:
    if not components:
        yield 1, "aucun calendrier dans ce fichier", "il commence par « BEGIN:VCALENDAR »"
    for component in components:
        if component.name != "VCALENDAR":
            message = f"« {component.name[:40]} » hors d'un calendrier"
            yield component.line, message, "l'entourer de « BEGIN:VCALENDAR »"
            continue
        method = component.first("METHOD")
        for each, holder in _all(component):
            yield from _component(each, holder, method.value.strip().upper() if method else "")
        if component.closed:
            yield from _calendar(component)


def _all(component: Component) -> Iterator[tuple[Component, str]]:
    """Yield a component and all it holds, in order, however deep, each with the name of what holds it."""
    waiting = [(component, "")]
    while waiting:
        current, holder = waiting.pop()
        yield current, holder
        waiting.extend((inner, current.name) for inner in reversed(current.inner))


def _component(component: Component, holder: str, method: str) -> Iterator[CalendarFault]:
    yield from _nesting(component, holder)
    seen: dict[str, int] = {}
    for item in component.properties:
        if item.name in seen and restrictions.once(component.name, item.name):
            message = f"« {item.name} » écrit deux fois (déjà ligne {seen[item.name]})"
            yield item.line, message, "en retirer un"
        seen.setdefault(item.name, item.line)
        yield from _place(component, item)
        yield from value_faults(component.name, item)
    if component.closed:
        yield from _missing(component, method)
        yield from date_faults(component)
        if holder == "VCALENDAR" and method:
            yield from _by_method(component, method)


def _nesting(component: Component, holder: str) -> Iterator[CalendarFault]:
    name = component.name
    if not holder or name.startswith("X-"):
        return
    places = restrictions.NESTS.get(name)
    if places is None:
        near = (
            "" if name == "VCALENDAR" else nearest(name, map(str.lower, restrictions.NESTS)).upper()
        )
        hint = f"vouliez-vous dire « {near} » ?" if near else "le retirer"
        inside = f"« {name[:40]} » dans « {holder[:40]} »" if name == "VCALENDAR" else ""
        yield component.line, inside or f"composant inconnu « {name[:40]} »", hint
    elif holder not in places and holder in (*restrictions.REQUIRED, *restrictions.NESTS):
        wanted = " ou ".join(f"« {place} »" for place in sorted(places)[:4])
        yield component.line, f"« {name} » dans « {holder} »", f"sa place est dans {wanted}"


def _place(component: Component, item: Property) -> Iterator[CalendarFault]:
    """Tell a property that stands where it means nothing, or whose name is misspelt."""
    if component.name not in restrictions.REQUIRED or item.name.startswith("X-"):
        return
    places = restrictions.PLACES.get(item.name)
    if places is None:
        near = nearest(item.name, map(str.lower, restrictions.PLACES)).upper()
        if near:
            yield (
                item.line,
                f"propriété inconnue « {item.name[:40]} »",
                f"vouliez-vous dire « {near} » ?",
            )
    elif component.name not in places:
        wanted = " ou ".join(f"« {place} »" for place in sorted(places)[:4])
        yield item.line, f"« {item.name} » dans « {component.name} »", f"sa place est dans {wanted}"


def _missing(component: Component, method: str) -> Iterator[CalendarFault]:
    needed = restrictions.REQUIRED.get(component.name, ())
    if component.name == "VEVENT" and not method:
        needed = (*needed, "DTSTART")
    for name in needed:
        if not component.has(name):
            hint = f"ajouter une ligne « {name}:… »"
            yield component.line, f"« {component.name} » sans « {name} »", hint
    if component.name == "VALARM":
        yield from _alarm(component)


def _alarm(alarm: Component) -> Iterator[CalendarFault]:
    action = alarm.first("ACTION")
    name = action.value.upper() if action else ""
    for wanted in restrictions.ALARMS.get(name, ()):
        if not alarm.has(wanted):
            hint = f"ajouter une ligne « {wanted}:… »"
            yield alarm.line, f"alarme « {name} » sans « {wanted} »", hint
    if name == "AUDIO" and len(alarm.every("ATTACH")) > 1:
        yield alarm.every("ATTACH")[1].line, "deux sons pour une alarme", "n'en garder qu'un"
    if name == "DISPLAY" and (attached := alarm.first("ATTACH")):
        yield attached.line, "« ATTACH » dans une alarme « DISPLAY »", "le retirer"
    for one, other in (("DURATION", "REPEAT"), ("REPEAT", "DURATION")):
        if (item := alarm.first(one)) and not alarm.has(other):
            yield item.line, f"« {one} » sans « {other} » dans une alarme", f"ajouter « {other}:… »"


def _by_method(component: Component, method: str) -> Iterator[CalendarFault]:
    if component.name not in restrictions.STATUSES and component.name != "VFREEBUSY":
        return
    row = restrictions.METHODS.get((method, component.name))
    if row is None:
        if method in restrictions.METHOD_NAMES:
            yield (
                component.line,
                f"« METHOD:{method} » ne concerne pas « {component.name} »",
                "le retirer",
            )
        return
    needed, forbidden = row
    for name in needed:
        if not component.has(name):
            example = "ORGANIZER:mailto:…" if name == "ORGANIZER" else f"{name}:…"
            asked = f"« METHOD:{method} » demande un « {name} »"
            message = f"« {component.name} » sans « DTSTART »" if name == "DTSTART" else asked
            yield component.line, message, f"ajouter « {example} »"
    written = ((each.name, each.line) for each in component.properties)
    held = ((each.name, each.line) for each in component.inner)
    for name, line in (*written, *held):
        if name in forbidden:
            yield line, f"« METHOD:{method} » interdit « {name} »", "le retirer"
    status = component.first("STATUS")
    if method == "CANCEL" and status and status.value.upper() != "CANCELLED":
        yield (
            status.line,
            f"« METHOD:CANCEL » avec « STATUS:{status.value[:20]} »",
            "écrire « CANCELLED »",
        )


def _calendar(calendar: Component) -> Iterator[CalendarFault]:
    if not calendar.inner:
        yield calendar.line, "calendrier vide", "il contient au moins un composant"
        return
    first = calendar.inner[0].line
    for item in calendar.properties:
        if item.line > first and item.name in restrictions.PLACES:
            yield (
                item.line,
                f"« {item.name} » après le premier composant",
                "l'écrire en tête du calendrier",
            )
    yield from time_zone_faults(calendar, [component for component, _ in _all(calendar)])
    for name in restrictions.STATUSES:
        yield from _identifiers(
            [component for component in calendar.inner if component.name == name]
        )


def _identifiers(events: Iterable[Component]) -> Iterator[CalendarFault]:
    seen: dict[tuple[str, str], int] = {}
    for event in events:
        uid, again = event.first("UID"), event.first("RECURRENCE-ID")
        if uid is None:
            continue
        key = (uid.value, again.value if again else "")
        if key in seen:
            message = f"identifiant « {uid.value[:60]} » déjà employé ligne {seen[key]}"
            yield uid.line, message, "un UID par événement"
        seen.setdefault(key, uid.line)
