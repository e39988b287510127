"""A partner's calendar between two days: occurrences on the community's clock, and what cannot be read, by line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby
from typing import Literal

from chorale.calendars.partners.encodings import PACKED
from chorale.calendars.partners.parse import Component, Property, read
from chorale.calendars.partners.partner_events import (
    PRIVACY,
    PartnerEvent,
    UnreadableEvent,
    When,
    damaged_words,
    hides,
    read_event,
)
from chorale.calendars.partners.series import alone, end_of, oldest_first, unfolded
from chorale.calendars.partners.time_zones import TimeZoneBook, on_clock
from chorale.calendars.partners.values import plain

RowVerdict = Literal["pris", "mis à jour", "inchangé", "laissé", "douteux"]
ANSWERS = ("REPLY", "COUNTER", "REFRESH", "DECLINECOUNTER")


@dataclass(frozen=True, kw_only=True, order=True)
class ImportRow:
    """A line of the table of an import: what became of an event, why, and the line of the calendar where it stands."""

    line: int
    day: str = ""
    title: str = ""
    verdict: RowVerdict
    why: str = ""
    path: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Occurrence:
    """One event on one date, in the community's time zone; end is None when unknown, the day after for whole days.

    key tells the date within its series, and is empty for an event that happens once.
    """

    event: PartnerEvent
    start: When
    end: When | None
    cancelled: bool
    key: str = ""

    @property
    def day(self) -> date:
        """Return the local day on which it begins."""
        return self.start.date() if isinstance(self.start, datetime) else self.start

    @property
    def last(self) -> date:
        """Return the last local day on which it goes on: an end is not part of it."""
        if self.end is None:
            return self.day
        step = timedelta(microseconds=1) if isinstance(self.end, datetime) else timedelta(days=1)
        end = self.end - step
        return max(self.day, end.date() if isinstance(end, datetime) else end)


@dataclass(kw_only=True)
class PartnerCalendar:
    """What was read of a file; series holds the identifiers of those that repeat."""

    name: str = ""
    named: bool = False
    found: list[Occurrence] = field(default_factory=list)
    left: list[ImportRow] = field(default_factory=list)
    calendars: int = 0
    packed: bool = False
    past: int = 0
    beyond: int = 0
    series: set[str] = field(default_factory=set)


@dataclass(frozen=True, kw_only=True)
class ImportPeriod:
    """The days that an import looks at, the community's clock, and how many dates of one series it takes."""

    first: date
    last: date
    zone: tzinfo
    most: int = 60


def read_calendar(data: bytes, period: ImportPeriod) -> PartnerCalendar:
    """Read a whole file, event by event: one that cannot be read never stops the others."""
    components, faults = read("", data)
    calendar = PartnerCalendar(packed=any(fault.message == PACKED for fault in faults[:1]))
    for component in components:
        if component.name == "VCALENDAR":
            calendar.calendars += 1
            _one_calendar(calendar, component, period)
        else:
            why = "hors d'un calendrier : l'entourer de « BEGIN:VCALENDAR »"
            calendar.left.append(ImportRow(line=component.line, verdict="laissé", why=why))
    return calendar


def _one_calendar(calendar: PartnerCalendar, component: Component, period: ImportPeriod) -> None:
    name, calendar.named = _name(component)
    calendar.name = calendar.name or name
    method = _first(component, "METHOD").strip().upper()
    described = [one for one in component.inner if one.name == "VTIMEZONE"]
    zones = TimeZoneBook(described)
    said = _first(component, "X-WR-TIMEZONE").strip()
    floating = zones.zone(said) if said else period.zone
    groups: dict[str, list[PartnerEvent]] = {}
    for one in component.inner:
        if one.name != "VEVENT" or method in ANSWERS:
            calendar.left += _not_an_event(one, method)
            continue
        try:
            event = read_event(one, zones, floating)
        except UnreadableEvent as error:
            why = f"{error.message} ; {error.hint}" if error.hint else error.message
            row = ImportRow(line=error.line, title=_title(one), verdict="laissé", why=why)
            calendar.left.append(row)
            continue
        if method == "CANCEL":
            event = replace(event, status="CANCELLED")
        groups.setdefault(
            event.uid or f"sans-uid:{event.title}:{event.start.isoformat()}", []
        ).append(event)
    for uid, events in groups.items():
        _one_group(calendar, uid, events, period)


def _not_an_event(component: Component, method: str) -> Iterator[ImportRow]:
    words = {
        "VTODO": "une tâche",
        "VJOURNAL": "une note de journal",
        "VFREEBUSY": "des disponibilités",
    }
    what = words.get(component.name, f"« {component.name[:30]} »")
    if component.name == "VEVENT":
        what = f"une réponse (« METHOD:{method} »)"
    if component.name != "VTIMEZONE":
        why = f"{what}, pas un rendez-vous"
        yield ImportRow(line=component.line, title=_title(component), verdict="laissé", why=why)


def _title(component: Component) -> str:
    return (
        "rendez-vous privé"
        if any(hides(_first(component, name)) for name in PRIVACY)
        else _first(component, "SUMMARY")[:60]
    )


def _first(component: Component, name: str) -> str:
    item: Property | None = component.first(name)
    return plain(item.value) if item else ""


def _name(component: Component) -> tuple[str, bool]:
    """Return the name of a calendar, and whether it says one itself."""
    said = " ".join((_first(component, "NAME") or _first(component, "X-WR-CALNAME")).split())
    product = _first(component, "PRODID").split("//")
    maker = next((word.strip() for word in product if word.strip("- +")), "")
    return (said or maker)[:80], bool(said)


def _one_group(
    calendar: PartnerCalendar, uid: str, events: list[PartnerEvent], period: ImportPeriod
) -> None:
    """Read all that a calendar says under one identifier: an event, a series with its exceptions, or a muddle."""
    told = [one for one in events if one.replaces is None]
    masters = _latest(told)
    calendar.left += _superseded(told, masters)
    told_again = oldest_first(one for one in events if one.replaces is not None)
    others = [*{alone(one): one for one in told_again}.values()]
    if len(masters) > 1:
        for one in masters:
            line = next(other.line for other in masters if other is not one)
            why = f"même identifiant (UID) que le rendez-vous de la ligne {line} : demander lequel est le bon"
            calendar.left.append(_row(one, why, "douteux"))
        return
    master = masters[0] if masters else None
    if master is not None and (why := _refused(master)):
        calendar.left.append(_row(master, why))
        return
    refused = {one.line: _row(one, why) for one in others if (why := _refused(one))}
    calendar.left += refused.values()
    if master is None:
        found = [_on(one, uid, period.zone, alone(one)) for one in others]
    else:
        found = _unfolded(calendar, uid, master, others, period)
    found = [one for one in found if one.event.line not in refused] if refused else found
    calendar.found += [one for one in found if period.first <= one.last and one.day <= period.last]
    if master is None or not (master.rules or master.added):
        calendar.past += sum(one.last < period.first for one in found)
        calendar.beyond += sum(one.day > period.last for one in found)


def _unfolded(
    calendar: PartnerCalendar,
    uid: str,
    master: PartnerEvent,
    others: list[PartnerEvent],
    period: ImportPeriod,
) -> list[Occurrence]:
    if not (master.rules or master.added):
        return [
            _on(master, uid, period.zone, ""),
            *(_on(one, uid, period.zone, alone(one)) for one in others),
        ]
    calendar.series.add(uid)
    try:
        dates = unfolded(master, others, period.first, period.last)
        made = [_on(one, uid, period.zone, key) for key, one in dates]
    except UnreadableEvent as error:
        why = f"{error.message} ; {error.hint}" if error.hint else error.message
        calendar.left.append(_row(master, why))
        return []
    inside = [one for one in made if period.first <= one.last and one.day <= period.last]
    if len(inside) > period.most:
        why = (
            f"{len(inside)} dates du {period.first} au {period.last}, {period.most} au plus pour une série : "
            f"rapprocher « --until », ou « --most {len(inside)} »"
        )
        calendar.left.append(_row(master, why))
        return []
    return inside


def _latest(masters: list[PartnerEvent]) -> list[PartnerEvent]:
    """Return the last telling of an event told several times, or all that cannot be told apart."""
    if len(masters) < 2:
        return masters
    newest = max(one.revision for one in masters)
    kept = [one for one in masters if one.revision == newest]
    said = {(one.title, one.start, one.end, one.status): one for one in reversed(kept)}
    return sorted(said.values(), key=lambda one: one.line)


def _superseded(told: list[PartnerEvent], kept: list[PartnerEvent]) -> Iterator[ImportRow]:
    """Yield what the same calendar says otherwise, and more recently, of the same event."""
    for one in told:
        newer = next((other for other in kept if other.revision > one.revision), None)
        if newer and (one.title, one.start, one.end) != (newer.title, newer.start, newer.end):
            yield _row(one, f"version plus ancienne que celle de la ligne {newer.line}")


def _refused(event: PartnerEvent) -> str:
    """Say why an event may not enter here, whatever its dates."""
    if event.private:
        return "privé chez le partenaire (« CLASS ») : rien n'en est écrit"
    if piece := damaged_words(event):
        return f"texte abîmé chez le partenaire (« {piece} ») : demander un export en UTF-8"
    return ""


def _on(event: PartnerEvent, uid: str, zone: tzinfo, key: str) -> Occurrence:
    end = event.end if event.end is not None else end_of(event.start, event.length)
    if end is not None and isinstance(end, datetime) != isinstance(event.start, datetime):
        end = None
    return Occurrence(
        event=event if event.uid == uid else replace(event, uid=uid),
        start=on_clock(event.start, zone),
        end=on_clock(end, zone) if end is not None else None,
        cancelled=event.status == "CANCELLED",
        key=key,
    )


def _row(event: PartnerEvent, why: str, verdict: RowVerdict = "laissé") -> ImportRow:
    start = event.start.date() if isinstance(event.start, datetime) else event.start
    title = "rendez-vous privé" if event.private else event.title[:60]
    return ImportRow(
        line=event.line,
        day="" if event.private else start.isoformat(),
        title=title,
        verdict=verdict,
        why=why,
    )


def lines(rows: Iterable[ImportRow]) -> Iterator[str]:
    """Yield the table of an import, a line each, in the order of the calendar; dates of one fate share a line."""
    shown = sorted(row for row in rows if row.verdict != "inchangé")
    width = max((len(row.verdict) for row in shown), default=0)
    for (line, title, verdict, why, path), same in groupby(shown, key=_fate):
        days = [row.day for row in same]
        when = f"{days[0]} et {len(days) - 1} autres dates" if len(days) > 1 else days[0]
        what = " ".join(filter(None, (when, f"« {title} »" if title else "")))
        told = " : ".join(filter(None, (what, why)))
        place = f"l. {line}" if line else ""
        yield f"{verdict:<{width}}  {place:<8}  {told}" + (f" → {path}" if path else "")


def _fate(row: ImportRow) -> tuple[int, str, str, str, str]:
    return row.line, row.title, row.verdict, row.why, row.path
