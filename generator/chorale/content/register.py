"""Register of published events and history of their changes, from the register or from git."""

import json
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, get_args
from zoneinfo import ZoneInfo

from chorale.content.agenda import Dated, Event, changed, events
from chorale.content.kinds import kind_of
from chorale.content.load import Loaded
from chorale.content.model import Changed, Community
from chorale.content.problems import Problem
from chorale.content.schema import read_list
from chorale.content.sources import UnreadableFile, text, yaml_origin
from chorale.french.phrases import plural

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


def read_register(root: Path) -> tuple[tuple[Published, ...], list[Problem]]:
    """Return the register and its problems; an absent register is empty."""
    if not (root / PATH).is_file():
        return (), []
    try:
        origin = yaml_origin(PATH, text(root, PATH))
    except UnreadableFile as error:
        return (), [error.problem]
    return ((), []) if origin.node is None else read_list(Published, origin, ZoneInfo("UTC"))


def history(root: Path) -> Mapping[str, Changed]:
    """Return what the register says of each file's changes; nothing for one that cannot be read."""
    found: dict[str, Changed] = {}
    for one in read_register(root)[0]:
        try:
            at = datetime.strptime(one.changed, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except ValueError:
            continue
        known = found.get(one.file)
        at, times = (
            (max(at, known.at), max(one.changes, known.times)) if known else (at, one.changes)
        )
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
    """Say what was published and is no more; and, once, what waits to enter the register, what is invented aside."""
    if loaded.community is None:
        return
    known, problems = read_register(loaded.root)
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
    message = (
        f"« {one.title} », publiée pour le {before}, est maintenant le {event.day} sans le dire"
    )
    return message, f"ajouter « status: moved » et « moved_from: {before} »"


def _lost(one: Published) -> tuple[str, str]:
    message = f"« {one.title} » ({one.when}), déjà publié, a disparu de {one.file}"
    first = _FIRST.search(one.key)
    since = "{}-{}-{} {}:{}".format(*first.groups()) if first else one.when
    return (
        message,
        f"le remettre avec « status: cancelled », ou « status: moved » et « moved_from: {since} »",
    )


def _waiting(loaded: Loaded, present: Mapping[str, Event], known: set[str]) -> Iterator[Problem]:
    waiting = [
        event for key, event in present.items() if key not in known and not event.item.illustrative
    ]
    if waiting:
        first = waiting[0]
        count = plural(len(waiting), "rendez-vous n'est pas", "rendez-vous ne sont pas")
        yield Problem(
            loaded.at(first.item.path, "title"),
            f"{count} encore au registre des rendez-vous publiés (« {first.title} »)",
            "lancer « chorale calendar publish » au moment de publier",
            "publie",
            "warning",
        )


FOLDERS = tuple(kind_of(kind).files.folder for kind in get_args(Dated))
_PATCH = (
    "-U0",
    "--no-renames",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)
_LOG = (
    "log",
    "--no-merges",
    "--reverse",
    "--no-show-signature",
    "--format=%x00%ct",
    "-p",
    *_PATCH,
)
_EDITS = ("diff", "HEAD", *_PATCH)
_STATED = ("status", "moved_from", "place", "address", "online", "until", "end")
_GIVEN = ("start", "date", "duration", "city", "opens", "closes", "synthesis", "arbitration")
_KEYS = "|".join((*_STATED, *_GIVEN))
_ALONE = re.compile(rf"[-+]\s*(?:-\s+)?({_KEYS}):\s*(.*)")
_INSIDE = re.compile(rf"\b({_KEYS}):\s*(\"[^\"]*\"|'[^']*'|[^,}}]*)")
"""What calendars show, alone on its line or among others: given, it matters when it goes; stated, when it comes too."""

DatedFacts = set[tuple[str, str]]


@dataclass
class FileHistory:
    """What was read so far of one file: its last change (seconds, UTC) and the number that mattered."""

    seconds: int
    times: int = 0


@dataclass
class GitPatches:
    """A reading of git's patches, oldest first; a file's first patch creates it and counts for nothing."""

    files: dict[str, FileHistory] = field(default_factory=dict)

    def read(self, text: str, seconds: int) -> None:
        """Read the patch of one commit."""
        path, gone, come = "", DatedFacts(), DatedFacts()
        for line in text.splitlines():
            if line.startswith("diff --git "):
                self._end(path, _matter(gone, come), seconds)
                path, gone, come = line.rpartition(" b/")[2], DatedFacts(), DatedFacts()
            elif line.startswith(("-", "+")) and not line.startswith(("---", "+++")):
                (gone if line[0] == "-" else come).update(_facts(line))
        self._end(path, _matter(gone, come), seconds)

    def _end(self, path: str, matters: bool, seconds: int) -> None:
        known = self.files.get(path)
        if known is None:
            self.files[path] = FileHistory(seconds)
        else:
            known.seconds = max(known.seconds, seconds)
            known.times += matters


def _facts(line: str) -> Iterator[tuple[str, str]]:
    alone = _ALONE.fullmatch(line)
    found = [alone.groups()] if alone else _INSIDE.findall(line)
    return ((key, value.strip()) for key, value in found)


def _matter(gone: DatedFacts, come: DatedFacts) -> bool:
    """Return whether a patch changes a date, a place or a state; a line written again with the same ones does not."""
    return bool(gone - come) or any(key in _STATED for key, _ in come - gone)


def last_changes(root: Path, today: date) -> Mapping[str, Changed]:
    """Return the history of every content file that has one; edits not yet committed are today's.

    A folder without git, or a clone without its past, falls back on the register of published events.
    A number of changes never falls below the register's: calendars would ignore the next change.
    """
    midnight = datetime.combine(today, time(), UTC)
    kept = history(root)
    found = _committed(root, midnight)
    if found is None:
        return kept
    return {
        path: Changed(
            at=change.at, times=max(change.times, kept[path].times if path in kept else 0)
        )
        for path, change in found.items()
    }


def _committed(root: Path, midnight: datetime) -> dict[str, Changed] | None:
    """Read the whole past in one run of git, and what is not committed in another; None without a whole past."""
    if not _has_past(root):
        return None
    log = _git(root, (*_LOG, "--", *FOLDERS))
    if log is None:
        return None
    patches = GitPatches()
    for commit in log.split("\0")[1:]:
        seconds, _, patch = commit.partition("\n")
        patches.read(patch, int(seconds))
    patches.read(_git(root, (*_EDITS, "--", *FOLDERS)) or "", int(midnight.timestamp()))
    patches.files.pop("", None)
    return {
        path: Changed(at=datetime.fromtimestamp(memory.seconds, UTC), times=memory.times)
        for path, memory in patches.files.items()
    }


def _has_past(root: Path) -> bool:
    """Return whether the project is a whole repository: a shallow clone forgets, a folder inside another has no say."""
    return (root / ".git").exists() and not (root / ".git" / "shallow").exists()


def _git(root: Path, command: Iterable[str]) -> str | None:
    """Return git's output; None when git is absent or refuses."""
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command, and git wherever it is
            ("git", "-c", "core.quotepath=false", *command),  # noqa: S607
            cwd=root,
            capture_output=True,
            check=True,
            timeout=60,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace")
