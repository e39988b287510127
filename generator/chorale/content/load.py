"""Loader of the content folder: files become one Community, with every problem and the place of every node."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from chorale.content import pictures
from chorale.content.form_model import Form
from chorale.content.model import Article, Community, Issue, Meeting, Page, Webinar
from chorale.content.problems import Problem, Source
from chorale.content.schema import read, read_list
from chorale.content.sources import Origin, UnreadableFile, files, front_matter, text, yaml_origin
from chorale.french.suggestions import did_you_mean, slug
from chorale.ipm.model import UNNAMED, Arbitration, Ballot, ChangeRequest, Collection, Cycle, Governance, Group, SealKey

T = TypeVar("T")
HOME = "content/community.yml"
GROUPS = "content/ipm/groups.yml"
FOLDERS = ("newsletters", "webinars", "meetings", "ipm", "forms")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Loaded:
    """What was read; broken names the files that could not become an item, pages what a link may name."""

    root: Path
    community: Community | None
    problems: tuple[Problem, ...]
    origins: dict[str, Origin]
    broken: frozenset[str]
    pages: frozenset[str] = frozenset()

    def at(self, path: str, *keys: str | int) -> Source:
        """Return where a file says the value under these keys."""
        return self.origins[path].at(*keys) if path in self.origins else Source(path)

    def at_key(self, path: str, *keys: str | int) -> Source:
        """Return where a file writes the last of these keys."""
        return self.origins[path].at_key(*keys) if path in self.origins else Source(path)


@dataclass
class ProjectReader:
    """The reading of a project, as it goes."""

    root: Path
    zone: ZoneInfo = ZoneInfo("Europe/Paris")
    problems: list[Problem] = field(default_factory=list)
    origins: dict[str, Origin] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)

    def item(self, kind: type[T], path: str, /, *, markdown: bool = False, **given: Any) -> T | None:
        """Read one file into one dataclass; None, and its problems kept, when it cannot be."""
        try:
            content = text(self.root, path)
            if markdown:
                origin, given["body"] = front_matter(path, content)
            else:
                origin = yaml_origin(path, content)
        except UnreadableFile as error:
            self._broken(path, [error.problem])
            return None
        self.origins[path] = origin
        value, problems = read(kind, origin, self.zone, **given)
        if problems:
            self._broken(path, problems)
        return value

    def items(self, kind: type[T], path: str, /) -> tuple[T, ...]:
        """Read a file whose root is a list."""
        try:
            origin = yaml_origin(path, text(self.root, path))
        except UnreadableFile as error:
            self._broken(path, [error.problem])
            return ()
        self.origins[path] = origin
        values, problems = read_list(kind, origin, self.zone)
        if problems:
            self._broken(path, problems)
        return values

    def words(self, path: str) -> str:
        """Read a file that is published as it is; nothing when it is absent or unreadable."""
        try:
            return text(self.root, path) if (self.root / path).exists() else ""
        except UnreadableFile as error:
            self._broken(path, [error.problem])
            return ""

    def _broken(self, path: str, problems: Iterable[Problem]) -> None:
        self.problems.extend(problems)
        self.broken.add(path)

    def note(self, path: str, message: str, suggestion: str = "", code: str = "fichier") -> None:
        """Note a problem about a whole file or folder."""
        self.problems.append(Problem(Source(path), message, suggestion, code))


def load(root: Path, today: date) -> Loaded:
    """Read a whole project; bad content never raises."""
    reading = ProjectReader(root)
    community = _community(reading, today) if _has_home(reading) else None
    return Loaded(root, community, tuple(sorted(reading.problems)), reading.origins, frozenset(reading.broken))


def _has_home(reader: ProjectReader) -> bool:
    if (reader.root / HOME).is_file():
        return True
    reader.note(HOME, "fichier absent : ce dossier n'est pas une communauté", "donner le bon dossier avec --project")
    return False


def _community(reader: ProjectReader, today: date) -> Community | None:
    home = reader.item(Community, HOME, today=today)
    if home is not None:
        reader.zone = _zone(reader, home.timezone)
        home = replace(home, timezone=reader.zone.key)
    _refuse_strangers(reader)
    groups = reader.items(Group, GROUPS) if (reader.root / GROUPS).is_file() else ()
    parts: dict[str, Any] = {
        "issues": _issues(reader),
        "webinars": tuple(_markdown_items(reader, Webinar, "content/webinars")),
        "meetings": tuple(_markdown_items(reader, Meeting, "content/meetings")),
        "groups": groups,
        "cycles": _cycles(reader, groups, home.governance if home else UNNAMED),
        "pages": tuple(_pages(reader)),
        "forms": tuple(_forms(reader)),
    }
    return None if home is None else replace(home, **parts)


def _zone(reader: ProjectReader, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        place = reader.origins[HOME].at("timezone")
        message = f"fuseau horaire inconnu « {name} »"
        reader.problems.append(Problem(place, message, "par exemple « Europe/Paris »", "valeur"))
        return reader.zone


def _refuse_strangers(reader: ProjectReader) -> None:
    """Say every file that nothing reads: a misspelt folder must not lose an event silently."""
    for entry in sorted((reader.root / "content").iterdir()):
        path = f"content/{entry.name}"
        if entry.is_dir() and entry.name not in FOLDERS and not entry.name.startswith("."):
            reader.note(path, f"dossier inconnu « {entry.name} »", did_you_mean(entry.name, FOLDERS))
    for folder, suffix in (("webinars", ".md"), ("meetings", ".md"), ("forms", ".yml")):
        for path in files(reader.root, f"content/{folder}", ""):
            if not path.endswith(suffix):
                reader.note(path, "fichier que rien ne lit ici", f"un fichier « {suffix} » est attendu")


def _slug(reader: ProjectReader, path: str, name: str) -> str:
    if not SLUG.fullmatch(name):
        clean = slug(name)
        advice = f"renommer en « {clean} »" if clean else "choisir un autre nom"
        reader.note(path, f"nom « {name} » : minuscules, chiffres et tirets seulement", advice, "nom")
    return name


def _markdown_items(reader: ProjectReader, kind: type[T], folder: str) -> Iterable[T]:
    for path in files(reader.root, folder, ".md"):
        slug = _slug(reader, path, PurePosixPath(path).stem)
        item = reader.item(kind, path, markdown=True, path=path, slug=slug)
        if item is not None:
            yield item


def _issues(reader: ProjectReader) -> tuple[Issue, ...]:
    found = []
    for folder in _subfolders(reader, "content/newsletters"):
        slug = _slug(reader, folder, PurePosixPath(folder).name)
        path = f"{folder}/issue.yml"
        if not (reader.root / path).exists():
            reader.note(path, "numéro sans fichier « issue.yml »", f"le créer avec « chorale new issue {slug} »")
            continue
        parts: dict[str, Any] = {
            "articles": tuple(_articles(reader, folder, slug)),
            "pictures": _pictures(reader, folder),
        }
        issue = reader.item(Issue, path, path=path, slug=slug, **parts)
        found.append(issue)
    return tuple(sorted(filter(None, found), key=lambda issue: (issue.date, issue.slug)))


def _articles(reader: ProjectReader, folder: str, issue: str) -> Iterable[Article]:
    for path in files(reader.root, folder, ".md"):
        slug = _slug(reader, path, PurePosixPath(path).stem)
        article = reader.item(Article, path, markdown=True, path=path, slug=slug, issue=issue)
        if article is not None:
            yield article


def _pictures(reader: ProjectReader, folder: str) -> dict[str, bytes]:
    found = {}
    for path in files(reader.root, folder, ""):
        suffix = PurePosixPath(path).suffix.lower()
        if suffix in pictures.SUFFIXES:
            data, message, advice = pictures.read(reader.root, path)
            if message:
                reader.note(path, message, advice, "image")
            else:
                found[PurePosixPath(path).name] = data
    return found


def _cycles(reader: ProjectReader, groups: tuple[Group, ...], governance: Governance) -> tuple[Cycle, ...]:
    found = []
    for folder in _subfolders(reader, "content/ipm"):
        slug = _slug(reader, folder, PurePosixPath(folder).name)
        path = f"{folder}/cycle.yml"
        if not (reader.root / path).exists():
            reader.note(path, "cycle sans fichier « cycle.yml »")
            continue
        parts: dict[str, Any] = {"governance": governance, "groups": groups, "ballots": _ballots(reader, folder)}
        parts.update(_requests_and_arbitration(reader, folder))
        parts.update(_evidence(reader, folder))
        found.append(reader.item(Cycle, path, path=path, slug=slug, **parts))
    return tuple(sorted(filter(None, found), key=lambda cycle: (cycle.number, cycle.slug)))


def _ballots(reader: ProjectReader, folder: str) -> tuple[Ballot, ...]:
    paths = files(reader.root, f"{folder}/ballots", ".yml")
    found = ((path, reader.item(Ballot, path)) for path in paths)
    return tuple(replace(ballot, source=text(reader.root, path)) for path, ballot in found if ballot is not None)


def _requests_and_arbitration(reader: ProjectReader, folder: str) -> dict[str, Any]:
    requests, arbitration = f"{folder}/requests.yml", f"{folder}/arbitration.yml"
    if not (reader.root / requests).exists():
        reader.note(requests, "cycle sans fichier « requests.yml »")
        return {}
    found = (reader.root / arbitration).exists()
    return {
        "requests": reader.items(ChangeRequest, requests),
        "arbitration": reader.item(Arbitration, arbitration) if found else None,
    }


def _evidence(reader: ProjectReader, folder: str) -> dict[str, Any]:
    keys, opened, journal = (f"{folder}/{name}" for name in ("keys.yml", "collection.yml", "journal.jsonl"))
    found: dict[str, Any] = {"seals": reader.items(SealKey, keys)} if (reader.root / keys).exists() else {}
    if (reader.root / opened).exists():
        found["collection"] = reader.item(Collection, opened, journal=reader.words(journal))
    return found


def _forms(reader: ProjectReader) -> Iterable[Form]:
    for path in files(reader.root, "content/forms", ".yml"):
        form = reader.item(Form, path, path=path, slug=_slug(reader, path, PurePosixPath(path).stem))
        if form is not None:
            yield form


def _pages(reader: ProjectReader) -> Iterable[Page]:
    for path in files(reader.root, "site", ".md"):
        slug = path.removeprefix("site/").removesuffix(".md")
        page = reader.item(Page, path, markdown=True, path=path, slug=slug)
        if page is not None:
            yield page


def _subfolders(reader: ProjectReader, folder: str) -> list[str]:
    base = reader.root / folder
    if not base.is_dir():
        return []
    return [f"{folder}/{entry.name}" for entry in sorted(base.iterdir()) if entry.is_dir() and entry.name[0] != "."]
