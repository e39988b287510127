"""The register of published events: what calendars already know must be cancelled or moved, never deleted."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from generator.content.agenda import Event, changed, events
from generator.content.load import Loaded
from generator.content.model import Changed, Community
from generator.content.problems import Problem
from generator.content.schema import read_list
from generator.content.sources import Unreadable, text, yaml_origin

PATH = "content/published.yml"
_FIRST = re.compile(r"-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)$")
HEAD = """\
# Les rendez-vous déjà publiés : des calendriers les suivent. Tenu par « chorale calendar publish » ; ne pas écrire ici.
"""


@dataclass(frozen=True, kw_only=True)
class Published:
    """An event as it was last published; changed is the UTC day of its file's last change."""

    key: Annotated[str, "Identifiant du rendez-vous."]
    file: Annotated[str, "Fichier qui le décrit."]
    title: Annotated[str, "Titre publié."]
    when: Annotated[str, "Jour ou instant publié."]
    where: Annotated[str, "Lieu publié."] = ""
    status: Annotated[str, "État publié."]
    changes: Annotated[int, "Nombre de changements de date, de lieu ou d'état du fichier."]
    changed: Annotated[str, "Dernier changement du fichier, en temps universel."]


def read(root: Path) -> tuple[tuple[Published, ...], list[Problem]]:
    """Return the register and its problems; an absent register is empty."""
    if not (root / PATH).is_file():
        return (), []
    try:
        origin = yaml_origin(PATH, text(root, PATH))
    except Unreadable as error:
        return (), [error.problem]
    return ((), []) if origin.node is None else read_list(Published, origin, ZoneInfo("UTC"))


def history(root: Path) -> Mapping[str, Changed]:
    """Return what the register says of each file's changes; nothing for one that cannot be read."""
    found: dict[str, Changed] = {}
    for one in read(root)[0]:
        try:
            at = datetime.strptime(one.changed, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except ValueError:
            continue
        known = found.get(one.file)
        at, times = (max(at, known.at), max(one.changes, known.times)) if known else (at, one.changes)
        found[one.file] = Changed(at=at, times=times)
    return found


def published(community: Community, known: Iterable[Published]) -> tuple[Published, ...]:
    """Return the register after this publication: every event of today, and those that were never to be lost."""
    present = {event.key: _published(community, event) for event in events(community)}
    lost = {one.key: one for one in known if one.key not in present}
    return tuple(sorted((*present.values(), *lost.values()), key=lambda one: one.key))


def _published(community: Community, event: Event) -> Published:
    past = changed(community, event)
    return Published(
        key=event.key,
        file=event.item.path,
        title=event.title,
        when=_when(event.start),
        where=", ".join(filter(None, (event.place, event.city))),
        status=event.status,
        changes=past.times,
        changed=f"{past.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    )


def _when(start: date) -> str:
    return f"{start:%Y-%m-%d %H:%M}" if isinstance(start, datetime) else start.isoformat()


def written(register: Iterable[Published]) -> str:
    """Write the register, one event a line, so that two publications merge and compare well."""
    return HEAD + "".join(f"- {{{', '.join(_pairs(one))}}}\n" for one in register)


def _pairs(one: Published) -> Iterator[str]:
    for name in ("key", "file", "title", "when", "where", "status", "changes", "changed"):
        value = getattr(one, name)
        if value != "":
            yield f"{name}: {json.dumps(value, ensure_ascii=False) if isinstance(value, str) else value}"


def check(loaded: Loaded) -> Iterator[Problem]:
    """Say what was published and is no more; and, once, what waits to enter the register."""
    if loaded.community is None:
        return
    known, problems = read(loaded.root)
    yield from problems
    if problems:
        return
    present = {event.key: event for event in events(loaded.community)}
    register_lines = yaml_origin(PATH, text(loaded.root, PATH)) if known else None
    for index, one in enumerate(known):
        if one.key not in present and one.file not in loaded.broken and register_lines is not None:
            yield Problem(register_lines.at(index, "key"), *_lost(one), "publie")
    for one in known:
        if one.key in present and (said := _silent_move(present[one.key], one)):
            yield Problem(loaded.at(present[one.key].item.path, "date"), *said, "publie")
    yield from _waiting(loaded, present, {one.key for one in known})


def _silent_move(event: Event, one: Published) -> tuple[str, str] | None:
    """Say that a meeting has another day than the one published, and that nobody is told."""
    before = one.when[:10]
    if event.kind != "rencontre" or event.status != "confirmed" or before == event.day.isoformat():
        return None
    message = f"« {one.title} », publiée pour le {before}, est maintenant le {event.day} sans le dire"
    return message, f"ajouter « status: moved » et « moved_from: {before} »"


def _lost(one: Published) -> tuple[str, str]:
    message = f"« {one.title} » ({one.when}), déjà publié, a disparu de {one.file}"
    first = _FIRST.search(one.key)
    since = "{}-{}-{} {}:{}".format(*first.groups()) if first else one.when
    return message, f"le remettre avec « status: cancelled », ou « status: moved » et « moved_from: {since} »"


def _waiting(loaded: Loaded, present: Mapping[str, Event], known: set[str]) -> Iterator[Problem]:
    waiting = [event for key, event in present.items() if key not in known]
    if waiting:
        first = waiting[0]
        count = "1 rendez-vous n'est pas" if len(waiting) == 1 else f"{len(waiting)} rendez-vous ne sont pas"
        yield Problem(
            loaded.at(first.item.path, "title"),
            f"{count} encore au registre des rendez-vous publiés (« {first.title} »)",
            "lancer « chorale calendar publish » au moment de publier",
            "publie",
            "warning",
        )
