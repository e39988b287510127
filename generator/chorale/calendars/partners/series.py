"""Series of a partner's calendar: a repetition unfolded between two days, its exceptions and replacements kept."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from dateutil.rrule import rrulestr

from chorale.calendars.partners.partner_events import PartnerEvent, UnreadableEvent, When
from chorale.calendars.partners.values import moment, parts

MOST_RULES, MOST_DATES = 5, 2_000
"""Rules of one event, and dates that it lists: beyond, it is left."""
FOREVER = date(9000, 1, 1)
_TOO_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")


def unfolded(
    master: PartnerEvent, others: Iterable[PartnerEvent], first: date, last: date
) -> Iterator[tuple[str, PartnerEvent]]:
    """Yield the dates of a series around two days, each with what tells it from the others; raises UnreadableEvent."""
    zone = master.start.tzinfo if isinstance(master.start, datetime) else None
    replacing = {_key(one.replaces, zone): one for one in oldest_first(others)}
    onward = sorted(((key, one) for key, one in replacing.items() if one.onward), key=_first)
    removed = {_key(one, zone) for one in master.removed}
    for clock in _clocks(master, master.barred, zone, first, last):
        removed.add(_key(clock, zone))
    for start in _starts(master, zone, first, last):
        key = _key(start, zone)
        if key in removed or _day(key) in removed:
            continue
        other = replacing.pop(key, None) or replacing.pop(_day(key), None)
        yield key, other or _onward(master, start, key, onward, zone)
    yield from replacing.items()  # moved here from another day


def oldest_first(others: Iterable[PartnerEvent]) -> list[PartnerEvent]:
    """Return replacements in the order in which they were told: the last word on a date is the newest."""
    return sorted(others, key=lambda one: one.revision)


def _first(pair: tuple[str, PartnerEvent]) -> str:
    return pair[0]


def alone(event: PartnerEvent) -> str:
    """Return what tells a replaced date within a series that the calendar does not hold."""
    zone = event.start.tzinfo if isinstance(event.start, datetime) else None
    return _key(event.replaces, zone)


def _key(when: When | None, zone: tzinfo | None) -> str:
    """Return what tells a date of the series: its day, or its instant on the clock of the series."""
    if not isinstance(when, datetime):
        return f"{when:%Y-%m-%d}" if when else ""
    if zone is None:
        return f"{when:%Y-%m-%d}"
    return f"{when.astimezone(UTC).astimezone(zone):%Y-%m-%dT%H:%M:%S}"


def _day(key: str) -> str:
    return key[:10]


def _starts(master: PartnerEvent, zone: tzinfo | None, first: date, last: date) -> list[When]:
    found = {_key(master.start, zone): master.start}
    for one in master.added:
        found[_key(one, zone)] = (
            one
            if isinstance(one, datetime) == isinstance(master.start, datetime)
            else (_at(master, one))
        )
    if len(found) > MOST_DATES or len(master.rules) > MOST_RULES:
        raise UnreadableEvent(master.line, "trop de dates énumérées", f"{MOST_DATES} au plus")
    for when in _clocks(master, master.rules, zone, first, last):
        found.setdefault(_key(when, zone), when)
    return [found[key] for key in sorted(found)]


def _clocks(
    master: PartnerEvent, rules: Iterable[str], zone: tzinfo | None, first: date, last: date
) -> Iterator[When]:
    begin = datetime.combine(first - timedelta(days=40), time())
    end = datetime.combine(last, time(23, 59, 59))
    for rule in rules:
        for clock in _by_rule(master, rule, zone, begin, end):
            yield clock.replace(tzinfo=zone) if zone else clock.date()


def _at(master: PartnerEvent, one: When) -> When:
    """Give an added day the hour of the series, an added instant of a series of days its day."""
    if isinstance(master.start, datetime):
        return datetime.combine(one, master.start.time(), master.start.tzinfo)
    return one.date() if isinstance(one, datetime) else one


def _by_rule(
    master: PartnerEvent, rule: str, zone: tzinfo | None, begin: datetime, end: datetime
) -> list[datetime]:
    found = parts(rule)
    if found.get("FREQ") in _TOO_OFTEN:
        raise UnreadableEvent(
            master.line, f"répétition « {found['FREQ']} »", "au plus une fois par jour"
        )
    if any("," in found.get(name, "") for name in ("BYHOUR", "BYMINUTE", "BYSECOND")):
        raise UnreadableEvent(master.line, "plusieurs heures par jour", "au plus une fois par jour")
    start = master.start
    clock = (
        start.replace(tzinfo=None)
        if isinstance(start, datetime)
        else datetime.combine(start, time())
    )
    last = _until(found["UNTIL"], zone) if "UNTIL" in found else None
    if last is not None:
        found["UNTIL"] = f"{_wall(last, zone):%Y%m%dT%H%M%S}"
    written = ";".join(
        f"{name}={value}" for name, value in found.items() if name not in ("RSCALE", "SKIP")
    )
    try:
        starts = rrulestr(written, dtstart=clock).between(begin, end, inc=True)
        return [one for one in starts if last is None or not _after(one, last, zone)]
    except (ValueError, TypeError, OverflowError, IndexError, KeyError):
        raise UnreadableEvent(master.line, f"répétition illisible « {rule[:40]} »") from None


def _until(text: str, zone: tzinfo | None) -> datetime:
    """Return when a repetition ends, whichever way it is written: an instant, or a clock on the wall of the series."""
    found = moment(text, whole="T" not in text)
    if not isinstance(found, datetime):
        return datetime.combine(found or FOREVER, time(23, 59, 59))
    if found.date() > FOREVER:
        return datetime.combine(FOREVER, time())
    if text.endswith("Z") and zone is not None:
        return found.replace(tzinfo=UTC)
    return found if zone is not None else datetime.combine(found.date(), time(23, 59, 59))


def _wall(last: datetime, zone: tzinfo | None) -> datetime:
    """Return the end of a repetition on its wall; an hour late, for a night has one hour twice."""
    if last.tzinfo is None:
        return last
    return last.astimezone(zone).replace(tzinfo=None) + timedelta(hours=1)


def _after(start: datetime, last: datetime, zone: tzinfo | None) -> bool:
    return last.tzinfo is not None and start.replace(tzinfo=zone).astimezone(UTC) > last


def _onward(
    master: PartnerEvent,
    start: When,
    key: str,
    onward: list[tuple[str, PartnerEvent]],
    zone: tzinfo | None,
) -> PartnerEvent:
    """Return one occurrence, as the last « from here on » replacement before it says."""
    model, moved = master, timedelta()
    for since, other in onward:
        if since <= key and other.replaces is not None:
            model, moved = other, _clock(other.start, zone) - _clock(other.replaces, zone)
    begin = start + moved
    return replace(
        model, start=begin, end=_end(model, begin), length=None, replaces=start, rules=()
    )


def _clock(when: When, zone: tzinfo | None) -> datetime:
    if not isinstance(when, datetime):
        return datetime.combine(when, time())
    return when.astimezone(zone).replace(tzinfo=None)


def _end(model: PartnerEvent, begin: When) -> When | None:
    """Return the end of an occurrence: as long after its start as the model's, on the clock."""
    if model.end is None or isinstance(model.end, datetime) != isinstance(begin, datetime):
        return end_of(begin, model.length)
    zone = begin.tzinfo if isinstance(begin, datetime) else None
    return begin + (_clock(model.end, zone) - _clock(model.start, zone))


def end_of(begin: When, length: timedelta | None) -> When | None:
    """Return the end of what lasts so long: elapsed time, even across a change of clocks."""
    if length is None:
        return None
    if not isinstance(begin, datetime):
        return begin + timedelta(days=length.days)
    return (begin.astimezone(UTC) + length).astimezone(begin.tzinfo)
