"""Dates of a calendar component held against each other: starts and ends, repetitions, alarms, time zones."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from chorale.calendars.partners.parse import Component, Property
from chorale.calendars.partners.values import (
    WEEKDAYS,
    PropertyDate,
    day_or_instant,
    days_or_instants,
    duration,
    moment,
    parts,
    rule_faults,
)

DateFault = tuple[int, str, str]
_ENDS = {"VEVENT": "DTEND", "VTODO": "DUE", "VFREEBUSY": "DTEND"}


def date_faults(component: Component) -> Iterator[DateFault]:
    """Yield what the dates of a component say against each other."""
    if component.name in _ENDS:
        yield from _ends(component, _ENDS[component.name])
    if component.name in ("STANDARD", "DAYLIGHT"):
        yield from _observance(component)
    if component.name in ("VEVENT", "VTODO"):
        yield from _alarms(component)
    start = component.first("DTSTART")
    found = day_or_instant(start) if start else None
    if found is not None and found.at is not None:
        yield from _repetitions(component, found)
    elif (
        component.name in _ENDS
        and start is None
        and (rule := component.first("RRULE"))
        and not component.has("DTSTART")
    ):
        yield rule.line, "répétition sans « DTSTART »", "ajouter « DTSTART:… »"


def _ends(component: Component, name: str) -> Iterator[DateFault]:
    start, end, length = (component.first(one) for one in ("DTSTART", name, "DURATION"))
    if end is not None and length is not None:
        yield (
            max(end.line, length.line),
            f"« {name} » et « DURATION » ensemble",
            "n'en garder qu'un",
        )
    if component.name == "VTODO" and length is not None and not component.has("DTSTART"):
        yield length.line, "« DURATION » sans « DTSTART »", "ajouter « DTSTART:… »"
    if start is None:
        return
    first = day_or_instant(start)
    if first.at is None:
        return
    if length is not None and first.whole and _clocked(length):
        yield length.line, "une durée en heures après un jour entier", "une durée en jours, « P1D »"
    if end is not None:
        last = day_or_instant(end)
        if last.at is not None:
            yield from _in_order(end, first, last)


def _clocked(length: Property) -> bool:
    found = duration(length.value)
    return found is not None and "T" in length.value


def _in_order(end: Property, first: PropertyDate, last: PropertyDate) -> Iterator[DateFault]:
    if first.whole != last.whole:
        message = f"« {end.name} » et « DTSTART » ne sont pas de même nature"
        yield end.line, message, "deux jours, ou deux instants"
    elif first.floating != last.floating and not (first.whole or last.whole):
        message = f"« {end.name} » et « DTSTART » : l'un a un fuseau, l'autre non"
        yield end.line, message, "leur donner le même fuseau"
    elif (first.zone, first.utc) == (last.zone, last.utc) and last.at == first.at:
        what = "le jour où" if first.whole else "à l'instant où"
        yield (
            end.line,
            f"l'événement finit {what} il commence",
            f"retirer « {end.name} », ou l'écrire plus tard",
        )
    elif (first.zone, first.utc) == (last.zone, last.utc) and f"{last.at}" < f"{first.at}":
        remedy = f"corriger « DTSTART » ou « {end.name} »"
        yield end.line, "l'événement finit avant d'avoir commencé", remedy


def _repetitions(component: Component, start: PropertyDate) -> Iterator[DateFault]:
    rules = component.every("RRULE")
    if len(rules) > 1:
        message = f"« RRULE » écrit deux fois (déjà ligne {rules[0].line})"
        yield rules[1].line, message, "une seule répétition par événement"
    for rule in rules:
        yield from _rule(component, rule, start)
    for name in ("EXDATE", "RDATE", "RECURRENCE-ID"):
        for item in component.every(name):
            if item.kind == "PERIOD":
                continue
            for one in days_or_instants(item):
                if fault := _unlike(name, one, start):
                    yield item.line, *fault
                    break


def _unlike(name: str, one: PropertyDate, start: PropertyDate) -> tuple[str, str] | None:
    """Say how a date added or taken out is of another nature than the first: it would add or take out nothing."""
    if one.at is None or name == "RECURRENCE-ID":
        return None
    if one.whole != start.whole:
        what, than = ("un jour", "un instant") if one.whole else ("un instant", "un jour")
        return f"« {name} » est {what}, « DTSTART » {than}", "leur donner la même nature"
    if one.floating != start.floating:
        what, than = (
            ("sans fuseau", "en a un") if one.floating else ("avec un fuseau", "n'en a pas")
        )
        return f"« {name} » est {what}, « DTSTART » {than}", "les écrire de la même façon"
    return None


def _rule(component: Component, rule: Property, start: PropertyDate) -> Iterator[DateFault]:
    found = parts(rule.value)
    yield from _until(component, rule, start, found.get("UNTIL", ""))
    if start.whole and any(name in found for name in ("BYSECOND", "BYMINUTE", "BYHOUR")):
        message = "une heure dans la répétition d'un jour entier"
        yield rule.line, message, "retirer « BYHOUR », « BYMINUTE », « BYSECOND »"
    days = found.get("BYDAY", "").split(",")
    if (
        found.get("FREQ") == "WEEKLY"
        and days != [""]
        and start.at
        and not any(rule_faults(rule.value))
    ):
        day = WEEKDAYS[start.at.weekday()]
        if day not in days:
            message = f"« DTSTART » tombe un « {day} », la répétition les « {found['BYDAY'][:20]} »"
            yield rule.line, message, "commencer un jour de la répétition"


def _until(
    component: Component, rule: Property, start: PropertyDate, until: str
) -> Iterator[DateFault]:
    last = moment(until, whole="T" not in until) if until else None
    if last is None or start.at is None:
        return
    local = start.floating and component.name not in ("STANDARD", "DAYLIGHT")
    if isinstance(last, datetime) == start.whole:
        wanted = "un jour, « 20261206 »" if start.whole else "un instant, « 20261206T090000Z »"
        than = "un jour" if start.whole else "un instant"
        yield (
            rule.line,
            f"« UNTIL={until} » alors que « DTSTART » est {than}",
            f"attendu : {wanted}",
        )
    elif isinstance(last, datetime) and not local and until[-1] != "Z":
        yield (
            rule.line,
            f"« UNTIL={until} » en heure locale",
            "l'écrire en temps universel, avec « Z »",
        )
    elif isinstance(last, datetime) and local and until[-1] == "Z":
        message = f"« UNTIL={until} » en temps universel, « DTSTART » sans fuseau"
        yield rule.line, message, "retirer le « Z »"
    elif f"{last:%Y%m%d}" < f"{start.at:%Y%m%d}":
        message = f"la répétition finit (« UNTIL={until} ») avant de commencer"
        yield rule.line, message, "corriger « UNTIL »"


def _observance(component: Component) -> Iterator[DateFault]:
    """A change of clocks is told in the local time just before it."""
    start = component.first("DTSTART")
    found = day_or_instant(start) if start else None
    if start and found and found.at is not None and not found.floating:
        yield (
            start.line,
            f"« DTSTART » d'un « {component.name} » n'est pas une heure locale",
            "ni « Z », ni fuseau",
        )


def _alarms(component: Component) -> Iterator[DateFault]:
    end = "DTEND" if component.name == "VEVENT" else "DUE"
    for alarm in component.inner:
        trigger = alarm.first("TRIGGER") if alarm.name == "VALARM" else None
        if trigger is None or trigger.kind == "DATE-TIME":
            continue
        if trigger.parameter("RELATED").upper() == "END":
            if not component.has(end) and not component.has("DURATION"):
                yield (
                    trigger.line,
                    "alarme comptée d'une fin qui n'est pas écrite",
                    f"ajouter « {end}:… »",
                )
        elif (
            component.name == "VTODO"
            and not component.has("DTSTART")
            and duration(trigger.value) is not None
        ):
            yield (
                trigger.line,
                "alarme comptée d'un début qui n'est pas écrit",
                "ajouter « DTSTART:… »",
            )


def time_zone_faults(calendar: Component, everything: Iterable[Component]) -> Iterator[DateFault]:
    """Yield the zones that are named and not described, described twice, or not described at all."""
    zones = [component for component in calendar.inner if component.name == "VTIMEZONE"]
    known = Counter(item.value for zone in zones for item in zone.every("TZID")[:1])
    met: set[str] = set()
    for zone in zones:
        if zone.closed and not any(inner.name in ("STANDARD", "DAYLIGHT") for inner in zone.inner):
            yield zone.line, "fuseau horaire sans « STANDARD » ni « DAYLIGHT »", "le décrire"
        name = zone.first("TZID")
        if name and name.value in met:
            yield name.line, f"fuseau « {name.value[:40]} » décrit deux fois", "en retirer un"
        met.update({name.value} if name else ())
    for component in everything:
        for item in component.properties:
            name_used = item.parameter("TZID")
            if name_used and not known[name_used] and not name_used.startswith("/"):
                known[name_used] += 1
                message = f"fuseau « {name_used} » sans son « VTIMEZONE »"
                yield item.line, message, "ajouter le composant qui le décrit"
    yield from _overrides(calendar)


def _overrides(calendar: Component) -> Iterator[DateFault]:
    """Tell a date replaced in a series of days by an instant, or the other way round."""
    natures: dict[str, bool] = {}
    for event in calendar.inner:
        start, uid = event.first("DTSTART"), event.first("UID")
        if event.first("RRULE") and start and uid and event.name == "VEVENT":
            natures[uid.value] = day_or_instant(start).whole
    for event in calendar.inner:
        again, uid = event.first("RECURRENCE-ID"), event.first("UID")
        if again is None or uid is None or natures.get(uid.value) is None:
            continue
        found = day_or_instant(again)
        if found.at is not None and found.whole != natures[uid.value]:
            what = "un jour" if found.whole else "un instant"
            yield (
                again.line,
                f"« RECURRENCE-ID » est {what}, la série non",
                "leur donner la même nature",
            )
