"""A partner's calendar becomes content files: read with limits against hostile files, refused with reasons."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from generator.content.problems import Problem, Source

LARGEST, LONGEST_LINE, MOST_LINES, MOST_COMPONENTS, MOST_OCCURRENCES = 1_000_000, 20_000, 20_000, 1_000, 200
DEEPEST = 8
_TOO_OFTEN = re.compile(rb"^(?:RRULE|EXRULE)[^\r\n]*FREQ=(SECONDLY|MINUTELY|HOURLY)", re.IGNORECASE | re.MULTILINE)
_STANDING = re.compile(rb"^(?:RRULE|EXRULE)[^\r\n]*INTERVAL=0*(?![0-9])", re.IGNORECASE | re.MULTILINE)
_RDATES = re.compile(rb"^(?:RDATE|EXDATE)[;:]", re.IGNORECASE | re.MULTILINE)
_POSTCODE = re.compile(r"\b\d{5}\s+([^,\d][^,]*)$")
_ADDRESS = re.compile(r"https?://|\bvisio|\ben ligne\b|\bonline\b|\bteams\b|\bzoom\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Imported:
    """A content file to write: its path from the project's root, and its text."""

    path: str
    content: str


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """One event of the partner's calendar, on one date, in the community's time zone."""

    uid: str
    title: str
    start: datetime | date
    end: datetime | date
    location: str
    description: str
    url: str
    cancelled: bool

    @property
    def day(self) -> date:
        """Return the local day on which it begins."""
        return self.start.date() if isinstance(self.start, datetime) else self.start


def refusals(name: str, data: bytes) -> tuple[Problem, ...]:
    """Return why a file is too big, too deep or too frequent to be opened at all."""
    return tuple(Problem(Source(name, line), message, hint, "import") for line, message, hint in _limits(data))


def _limits(data: bytes) -> Iterator[tuple[int, str, str]]:
    if len(data) > LARGEST:
        yield 1, f"fichier de {len(data) // 1000} ko : {LARGEST // 1000} ko au plus", "demander une période plus courte"
        return
    lines = data.split(b"\n")
    if len(lines) > MOST_LINES:
        yield 1, f"{len(lines)} lignes : {MOST_LINES} au plus", "demander une période plus courte"
    depth = components = length = 0
    for number, line in enumerate(lines, start=1):
        folded = line.startswith((b" ", b"\t"))
        length = length + len(line) if folded else len(line)
        if length > LONGEST_LINE:
            yield number, f"ligne de plus de {LONGEST_LINE} octets", "ce calendrier est abîmé"
            return
        begins = line[:6].upper() == b"BEGIN:"
        components += begins
        depth += begins - (line[:4].upper() == b"END:")
        if depth > DEEPEST or components > MOST_COMPONENTS:
            what = f"plus de {DEEPEST} niveaux" if depth > DEEPEST else f"plus de {MOST_COMPONENTS} composants"
            yield number, what, "demander une période plus courte"
            return
    if found := _TOO_OFTEN.search(data):
        yield (
            data[: found.start()].count(b"\n") + 1,
            f"répétition « {found[1].decode().upper()} »",
            "au plus une fois par jour",
        )
    if found := _STANDING.search(data):
        yield data[: found.start()].count(b"\n") + 1, "répétition qui n'avance pas (« INTERVAL=0 »)", "au moins 1"
    if len(_RDATES.findall(data)) + data.count(b",", 0) > MOST_LINES:
        yield 1, "trop de dates énumérées", "demander une période plus courte"


def occurrences(data: bytes, first: date, last: date, zone: ZoneInfo) -> tuple[Occurrence, ...]:
    """Return the events between two days, recurrences unfolded; raises ValueError with one French sentence."""
    try:
        calendars = icalendar.Calendar.from_ical(data, multiple=True)
        found = [
            _occurrence(component, zone)
            for one in calendars
            for component in recurring_ical_events.of(one, components=["VEVENT"]).between(
                first, last + timedelta(days=1)
            )
        ]
    except (KeyError, IndexError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(f"calendrier illisible ({type(error).__name__})") from None
    except ValueError as error:
        raise ValueError(f"calendrier illisible : {str(error)[:120]}") from None
    if not calendars:
        raise ValueError("aucun calendrier dans ce fichier")
    if len(found) > MOST_OCCURRENCES:
        raise ValueError(f"{len(found)} rendez-vous : {MOST_OCCURRENCES} au plus ; demander une période plus courte")
    return tuple(
        sorted((one for one in found if first <= one.day <= last), key=lambda one: (one.day, one.title, one.uid))
    )


def _occurrence(component: Any, zone: ZoneInfo) -> Occurrence:
    start = component["DTSTART"].dt
    end = component["DTEND"].dt if "DTEND" in component else start
    return Occurrence(
        uid=str(component.get("UID", "")),
        title=" ".join(str(component.get("SUMMARY", "")).split())[:150],
        start=_local(start, zone),
        end=_local(end, zone),
        location=" ".join(str(component.get("LOCATION", "")).split())[:300],
        description=str(component.get("DESCRIPTION", "")).strip()[:5_000],
        url=str(component.get("URL", "")),
        cancelled=str(component.get("STATUS", "")).upper() == "CANCELLED",
    )


def _local(when: datetime | date, zone: ZoneInfo) -> datetime | date:
    """Return an instant on the community's clock; a floating hour is already on it."""
    if not isinstance(when, datetime):
        return when
    return when.replace(tzinfo=zone) if when.tzinfo is None else when.astimezone(UTC).astimezone(zone)


def imported(found: Iterable[Occurrence], audiences: Mapping[str, str]) -> tuple[tuple[Imported, ...], tuple[str, ...]]:
    """Return the files to write, and why the other events are left out, in French."""
    files: dict[str, Imported] = {}
    reasons: list[str] = []
    sessions: dict[str, list[Occurrence]] = {}
    for one in found:
        reason = _reason(one)
        if reason:
            reasons.append(f"« {one.title or 'sans titre'} », {one.day} : {reason}")
        elif _online(one):
            sessions.setdefault(one.title, []).append(one)
        else:
            made = _meeting(one, audiences)
            files.setdefault(made.path, made)
    for title, group in sessions.items():
        made = _webinar(title, group, audiences)
        files.setdefault(made.path, made)
    return tuple(files[path] for path in sorted(files)), tuple(reasons)


def _reason(one: Occurrence) -> str:
    if not one.title or not _slug(one.title):
        return "sans titre"
    if one.cancelled:
        return "annulé avant d'avoir été publié ici"
    if _online(one):
        if not isinstance(one.start, datetime) or not isinstance(one.end, datetime) or one.end <= one.start:
            return "une séance en ligne demande une heure de début et une heure de fin"
        return "" if one.end - one.start <= timedelta(hours=24) else "une séance dure 24 heures au plus"
    return "" if city(one.location) else "lieu absent : écrire la ville dans le champ « lieu »"


def _online(one: Occurrence) -> bool:
    return bool(_ADDRESS.search(one.location))


def city(location: str) -> str:
    """Return the city of an address: what follows the postcode, else what follows the last comma."""
    found = _POSTCODE.search(location.strip())
    return (found[1] if found else location.rpartition(",")[2]).strip()


def _slug(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words.replace("œ", "oe")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def _head(title: str, audiences: Mapping[str, str]) -> list[str]:
    choices = ", ".join(audiences)
    return ["---", f"title: {_quoted(title)}", f"# Publics concernés, au choix : {choices}", "audiences: []"]


def _meeting(one: Occurrence, audiences: Mapping[str, str]) -> Imported:
    place = city(one.location)
    lines = _head(one.title, audiences)
    lines += [f"date: {one.day}", f"city: {_quoted(place)}"]
    if isinstance(one.start, datetime):
        lines.append(f"start: {one.start:%H:%M}")
        if isinstance(one.end, datetime) and one.end.date() == one.day and one.end > one.start:
            lines.append(f"end: {one.end:%H:%M}")
    if one.location != place:
        lines.append(f"address: {_quoted(one.location)}")
    if one.url.startswith("https://"):
        lines.append(f"contact: {_quoted(one.url)}")
    return Imported(path=f"content/meetings/{one.day}-{_slug(place)}.md", content=_file(lines, one.description))


def _webinar(title: str, group: Iterable[Occurrence], audiences: Mapping[str, str]) -> Imported:
    group = tuple(group)
    lines = [*_head(title, audiences), "sessions:"]
    for one in group:
        minutes = int(_length(one).total_seconds()) // 60
        link = f", registration: {_quoted(one.url)}" if one.url.startswith("https://") else ""
        lines.append(f"  - {{start: {one.start:%Y-%m-%d %H:%M}, duration: {minutes // 60}h{minutes % 60:02}{link}}}")
    return Imported(path=f"content/webinars/{_slug(title)}.md", content=_file(lines, group[0].description))


def _length(one: Occurrence) -> timedelta:
    if isinstance(one.start, datetime) and isinstance(one.end, datetime):
        return one.end.astimezone(UTC) - one.start.astimezone(UTC)
    return timedelta()


def _file(lines: Iterable[str], description: str) -> str:
    body = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]", "", description.replace("\t", " "))
    safe = re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", body)
    return "\n".join((*lines, "---", "", safe, "")) if safe else "\n".join((*lines, "---", ""))
