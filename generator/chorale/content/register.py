"""Register of published events: what calendars were last told of each, the only memory of their revisions."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from chorale.content.agenda import events
from chorale.content.event import Event
from chorale.content.event_kinds import STATE_FACTS
from chorale.content.model import Community
from chorale.content.problems import Problem, Source
from chorale.content.published_events import Changed, Published
from chorale.content.schema import read_list
from chorale.content.source_files import UnreadableFile, text
from chorale.content.sources import Origin, yaml_origin

R = TypeVar("R")
PATH = "content/published.yml"
KEY = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
HEAD = """\
# Les rendez-vous déjà publiés : des calendriers les suivent. Tenu par « chorale calendar publish » ; ne pas écrire ici.
"""
_JSON = json.JSONEncoder(ensure_ascii=False)
LARGEST = 20_000_000
"""Bytes: some fifty thousand events."""


def read_lines(
    kind: type[R], root: Path, path: str, quick: Callable[[str], tuple[R, ...] | None]
) -> tuple[tuple[R, ...], list[Problem], Origin | None]:
    """Return a register and its problems, and where it was read when it is not as we write it; absent, it is empty.

    quick reads the lines as we write them, ten times faster than YAML, and answers None for any other.
    """
    if not (root / path).is_file():
        return (), [], None
    try:
        content = text(root, path, LARGEST)
        if (found := quick(content)) is not None:
            return found, [], None
        origin = yaml_origin(path, content)
    except UnreadableFile as error:
        return (), [error.problem], None
    if origin.node is None:
        return (), [], None
    return (*read_list(kind, origin, ZoneInfo("UTC")), origin)


def read_register(root: Path) -> tuple[tuple[Published, ...], list[Problem]]:
    """Return the register of events and its problems."""
    found, problems, origin = read_lines(Published, root, PATH, _lines)
    if origin is not None:
        for rank, one in enumerate(found):
            problems += _faults(origin, rank, one)
    return found, problems


@lru_cache(maxsize=4)
def _lines(content: str) -> tuple[Published, ...] | None:
    """Read the lines as we write them, each a mapping that JSON knows too; None when any is not sound, or is older."""
    lines = [line for line in content.splitlines() if line and not line.startswith("#")]
    try:
        found = tuple(Published(**json.loads(line.removeprefix("- "))) for line in lines)
        for one in found:
            _ = one.at
            if not KEY.fullmatch(one.key) or one.status not in STATE_FACTS or not _typed(one):
                return None
    except (ValueError, TypeError):
        return None
    return found


def _typed(one: Published) -> bool:
    return all(
        isinstance(value, int if name == "changes" else str) for name, value in vars(one).items()
    )


def _faults(origin: Origin, rank: int, one: Published) -> Iterator[Problem]:
    """A line written by hand has an identifier that makes an address, and an instant."""
    again = "reprendre la version précédente du registre, puis lancer « chorale calendar publish »"
    if not KEY.fullmatch(one.key):
        message = f"identifiant « {one.key} » : lettres, chiffres et tirets seulement"
        yield Problem(origin.at(rank, "key"), message, again, "publie")
    try:
        _ = one.at
    except ValueError:
        message = f"instant « {one.changed} » illisible"
        yield Problem(origin.at(rank, "changed"), message, again, "publie")


def place(root: Path, one: Published) -> Source:
    """Return the line of the register that says an event."""
    word = json.dumps(one.key, ensure_ascii=False)
    lines = text(root, PATH, LARGEST).splitlines()
    rank = next((rank for rank, line in enumerate(lines, 1) if word in line), 1)
    return Source(PATH, rank, 1 + max(0, lines[rank - 1].find(word)))


def uid(community: Community, event: Event) -> str:
    """Return the identifier that follows an event for life (RFC 7986 §5.3): as published, wherever the site goes."""
    if event.record is not None and event.record.uid:
        return event.record.uid
    return f"{event.key}@{community.calendar_domain or _host(community.url)}"


@lru_cache(maxsize=64)
def _host(url: str) -> str:
    return urlsplit(url).hostname or "localhost"


def changed(community: Community, event: Event) -> Changed:
    """Return the last change that calendars are told of; what the register does not know yet is of today."""
    line = event.record
    if line is None:
        return Changed(at=_midnight(community.today))
    if not event.revised:
        return Changed(at=line.at, times=line.changes)
    at = max(_midnight(community.today), line.at)
    return Changed(at=at, times=line.changes + bool(event.differences))


@lru_cache(maxsize=64)
def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def published(community: Community) -> tuple[Published, ...]:
    """Return the register after this publication: every event of today, and those that were never to be lost."""
    present = {event.key: line_of(community, event) for event in events(community)}
    lost = {one.key: one for one in community.register if one.key not in present}
    return tuple(sorted((*present.values(), *lost.values()), key=lambda one: one.key))


def line_of(community: Community, event: Event) -> Published:
    """Return what the register will say of an event once it is published as it is today."""
    past = changed(community, event)
    return Published(
        key=event.key,
        named=event.name if event.name != event.key else "",
        uid=uid(community, event),
        file=event.item.path,
        title=event.title,
        status=event.status,
        words=event.words,
        changes=past.times,
        changed=f"{past.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        before=_before(community, event),
        **event.facts,
    )


def _before(community: Community, event: Event) -> str:
    """Return when an event was to be before, each date after the day that it was last told: old letters say it."""
    line = event.record
    if line is None or line.when == event.facts["when"]:
        return line.before if line else ""
    return ";".join(filter(None, (line.before, f"{community.today}={line.when}")))


def written(register: Iterable[Published]) -> str:
    """Write the register, one event a line, so that two publications merge and compare well."""
    kept = ({name: value for name, value in vars(one).items() if value != ""} for one in register)
    return HEAD + "".join(f"- {_JSON.encode(line)}\n" for line in kept)
