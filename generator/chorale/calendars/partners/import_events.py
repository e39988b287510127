"""Import of a partner's calendar: its events become content files, what cannot be imported is told."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import chain, count

from chorale.calendars.partners.occurrences import Occurrence
from chorale.content.event_model import LONGEST_MEETING, Meeting, Webinar
from chorale.content.kinds import kind_of
from chorale.french.suggestions import slug

_POSTCODE = re.compile(r"\b\d{5}\s+([^,\d][^,]*)$")
_LINK = re.compile(r"[(<]?\s*(https?://[^\s,;)>]+)\s*[)>]?")
_REMOTE = re.compile(
    r"\bvisio|\ben ligne\b|\bonline\b|\bteams\b|\bzoom\b|\bwebex\b|\bà distance\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class ImportedEventFile:
    """A content file to write: its path from the project's root, and its text."""

    path: str
    content: str


@dataclass(frozen=True, kw_only=True)
class EventLocation:
    """What a location says: where one goes, and where one follows from afar; online when one goes nowhere."""

    address: str
    link: str

    @property
    def online(self) -> bool:
        """Return whether it names no place of the world."""
        named = bool(self.address) and (
            not _REMOTE.search(self.address) or bool(_POSTCODE.search(self.address))
        )
        return not named and bool(self.address or self.link)

    @property
    def city(self) -> str:
        """Return what follows the postcode, else what follows the last comma."""
        found = _POSTCODE.search(self.address)
        return (found[1] if found else self.address.rpartition(",")[2]).strip()


def place(location: str) -> EventLocation:
    """Read a location, where people write an address, a link, or both."""
    links = _LINK.findall(location)
    address = " ".join(_LINK.sub(" ", location).split()).strip(" ,;:-")
    return EventLocation(
        address=address, link=next((link for link in links if link.startswith("https://")), "")
    )


def imported(
    found: Iterable[Occurrence], audiences: Mapping[str, str]
) -> tuple[tuple[ImportedEventFile, ...], tuple[str, ...]]:
    """Return the files to write, and why the other events are left out, in French."""
    files: dict[str, ImportedEventFile] = {}
    reasons: list[str] = []
    sessions: dict[str, list[Occurrence]] = {}
    for one in found:
        reason = _reason(one)
        if reason:
            reasons.append(f"« {one.title or 'sans titre'} », {one.day} : {reason}")
        elif place(one.location).online:
            sessions.setdefault(one.title, []).append(one)
        else:
            where = place(one.location)
            path = _free(files, Meeting, f"{one.day}-{_slug(where.city)}", _slug(one.title))
            files[path] = ImportedEventFile(path=path, content=_meeting(one, where, audiences))
    for title, group in sessions.items():
        path = _free(files, Webinar, _slug(title))
        files[path] = ImportedEventFile(path=path, content=_webinar(title, group, audiences))
    return tuple(files[path] for path in sorted(files)), tuple(reasons)


def _free(taken: Mapping[str, ImportedEventFile], type_: type, stem: str, more: str = "") -> str:
    """Return a path that no other event of this calendar has: its name, then its title, then a number."""
    files = kind_of(type_).files
    named = (stem, *([f"{stem}-{more}"] if more else ()))
    names = chain(named, (f"{named[-1]}-{rank}" for rank in count(2)))
    return next(path for name in names if (path := files.path(slug=name)) not in taken)


def _reason(one: Occurrence) -> str:
    """Say why an event is left out; an empty text when it is brought in."""
    if not one.title or not _slug(one.title):
        return "sans titre"
    if one.cancelled:
        return "annulé avant d'avoir été publié ici"
    if one.lost_zone:
        return f"fuseau horaire inconnu « {one.lost_zone} » : son heure serait fausse"
    where = place(one.location)
    if where.online:
        return _unteachable(one)
    if (one.last - one.day).days >= LONGEST_MEETING:
        return f"une rencontre dure {LONGEST_MEETING} jours au plus"
    return "" if _slug(where.city) else "lieu absent : écrire la ville dans le champ « lieu »"


def _unteachable(one: Occurrence) -> str:
    if (
        not isinstance(one.start, datetime)
        or not isinstance(one.end, datetime)
        or one.end <= one.start
    ):
        return "une séance en ligne demande une heure de début et une heure de fin"
    return "" if one.end - one.start <= timedelta(hours=24) else "une séance dure 24 heures au plus"


def _slug(words: str) -> str:
    return slug(words)[:60].strip("-")


def _link(url: str) -> bool:
    return url.startswith("https://") and " " not in url


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def _head(title: str, audiences: Mapping[str, str]) -> list[str]:
    choices = ", ".join(audiences)
    return [
        "---",
        f"title: {_quoted(title)}",
        f"# Publics concernés, au choix : {choices}",
        "audiences: []",
    ]


def _meeting(one: Occurrence, where: EventLocation, audiences: Mapping[str, str]) -> str:
    lines = _head(one.title, audiences)
    lines.append(f"date: {one.day}")
    if one.last > one.day:
        lines.append(f"until: {one.last}")
    lines.append(f"city: {_quoted(where.city)}")
    if isinstance(one.start, datetime):
        lines.append(f"start: {one.start:%H:%M}")
        if isinstance(one.end, datetime) and one.end > one.start:
            lines.append(f"end: {_end(one, one.end):%H:%M}")
    if where.address != where.city:
        lines.append(f"address: {_quoted(where.address)}")
    if where.link:
        lines.append(f"online: {_quoted(where.link)}")
    if _link(one.url):
        lines.append(f"contact: {_quoted(one.url)}")
    return _file(lines, one.description)


def _end(one: Occurrence, end: datetime) -> time:
    """Return the hour of the end on its last day, of which midnight is the last minute."""
    return end.time() if end.date() == one.last else time(23, 59)


def _webinar(title: str, group: list[Occurrence], audiences: Mapping[str, str]) -> str:
    lines = [*_head(title, audiences), "sessions:"]
    for one in group:
        minutes = int(_length(one).total_seconds()) // 60
        link = f", registration: {_quoted(one.url)}" if _link(one.url) else ""
        lines.append(
            f"  - {{start: {one.start:%Y-%m-%d %H:%M}, duration: {minutes // 60}h{minutes % 60:02}{link}}}"
        )
    return _file(lines, group[0].description)


def _length(one: Occurrence) -> timedelta:
    if isinstance(one.start, datetime) and isinstance(one.end, datetime):
        return one.end.astimezone(UTC) - one.start.astimezone(UTC)
    return timedelta()


def _file(lines: Iterable[str], description: str) -> str:
    safe = re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", description)
    return "\n".join((*lines, "---", "", safe, "")) if safe else "\n".join((*lines, "---", ""))
