"""The folder of content becomes one Community, with every problem met on the way and the place of every word."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from chorale.content import own_templates, pictures
from chorale.content.form_model import Form
from chorale.content.model import Article, Community, Issue, Meeting, Page, Webinar
from chorale.content.problems import Problem, Source
from chorale.content.schema import read, read_list
from chorale.content.sources import Origin, UnreadableFile, files, front_matter, text, yaml_origin
from chorale.french.suggestions import did_you_mean, slug
from chorale.ipm.model import Arbitration, Ballot, ChangeRequest, Collection, Cycle, Group, SealKey
from chorale.overrides import TemplateFolders

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


def _has_home(reading: ProjectReader) -> bool:
    if (reading.root / HOME).is_file():
        return True
    reading.note(HOME, "fichier absent : ce dossier n'est pas une communauté", "donner le bon dossier avec --project")
    return False


def _community(reading: ProjectReader, today: date) -> Community | None:
    home = reading.item(Community, HOME, today=today)
    if home is not None:
        reading.zone = _zone(reading, home.timezone)
        home = replace(home, timezone=reading.zone.key)
    _refuse_strangers(reading)
    groups = reading.items(Group, GROUPS) if (reading.root / GROUPS).is_file() else ()
    parts: dict[str, Any] = {
        "issues": _issues(reading),
        "webinars": tuple(_markdown_items(reading, Webinar, "content/webinars")),
        "meetings": tuple(_markdown_items(reading, Meeting, "content/meetings")),
        "groups": groups,
        "cycles": _cycles(reading, groups),
        "pages": tuple(_pages(reading)),
        "forms": tuple(_forms(reading)),
        "templates": _templates(reading),
    }
    return None if home is None else replace(home, **parts)


def _templates(reading: ProjectReader) -> TemplateFolders:
    found, problems = own_templates.read(reading.root)
    reading.problems.extend(problems)
    return found


def _zone(reading: ProjectReader, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        place = reading.origins[HOME].at("timezone")
        message = f"fuseau horaire inconnu « {name} »"
        reading.problems.append(Problem(place, message, "par exemple « Europe/Paris »", "valeur"))
        return reading.zone


def _refuse_strangers(reading: ProjectReader) -> None:
    """Say every file that nothing reads: a misspelt folder must not lose an event silently."""
    for entry in sorted((reading.root / "content").iterdir()):
        path = f"content/{entry.name}"
        if entry.is_dir() and entry.name not in FOLDERS and not entry.name.startswith("."):
            reading.note(path, f"dossier inconnu « {entry.name} »", did_you_mean(entry.name, FOLDERS))
    for folder, suffix in (("webinars", ".md"), ("meetings", ".md"), ("forms", ".yml")):
        for path in files(reading.root, f"content/{folder}", ""):
            if not path.endswith(suffix):
                reading.note(path, "fichier que rien ne lit ici", f"un fichier « {suffix} » est attendu")


def _slug(reading: ProjectReader, path: str, name: str) -> str:
    if not SLUG.fullmatch(name):
        clean = slug(name)
        advice = f"renommer en « {clean} »" if clean else "choisir un autre nom"
        reading.note(path, f"nom « {name} » : minuscules, chiffres et tirets seulement", advice, "nom")
    return name


def _markdown_items(reading: ProjectReader, kind: type[T], folder: str) -> Iterable[T]:
    for path in files(reading.root, folder, ".md"):
        slug = _slug(reading, path, PurePosixPath(path).stem)
        item = reading.item(kind, path, markdown=True, path=path, slug=slug)
        if item is not None:
            yield item


def _issues(reading: ProjectReader) -> tuple[Issue, ...]:
    found = []
    for folder in _subfolders(reading, "content/newsletters"):
        slug = _slug(reading, folder, PurePosixPath(folder).name)
        path = f"{folder}/issue.yml"
        if not (reading.root / path).exists():
            reading.note(path, "numéro sans fichier « issue.yml »", f"le créer avec « chorale new issue {slug} »")
            continue
        parts: dict[str, Any] = {
            "articles": tuple(_articles(reading, folder, slug)),
            "pictures": _pictures(reading, folder),
        }
        issue = reading.item(Issue, path, path=path, slug=slug, **parts)
        found.append(issue)
    return tuple(sorted(filter(None, found), key=lambda issue: (issue.date, issue.slug)))


def _articles(reading: ProjectReader, folder: str, issue: str) -> Iterable[Article]:
    for path in files(reading.root, folder, ".md"):
        slug = _slug(reading, path, PurePosixPath(path).stem)
        article = reading.item(Article, path, markdown=True, path=path, slug=slug, issue=issue)
        if article is not None:
            yield article


def _pictures(reading: ProjectReader, folder: str) -> dict[str, bytes]:
    found = {}
    for path in files(reading.root, folder, ""):
        suffix = PurePosixPath(path).suffix.lower()
        if suffix in pictures.SUFFIXES:
            data, message, advice = pictures.read(reading.root, path)
            if message:
                reading.note(path, message, advice, "image")
            else:
                found[PurePosixPath(path).name] = data
    return found


def _cycles(reading: ProjectReader, groups: tuple[Group, ...]) -> tuple[Cycle, ...]:
    found = []
    for folder in _subfolders(reading, "content/ipm"):
        slug = _slug(reading, folder, PurePosixPath(folder).name)
        path = f"{folder}/cycle.yml"
        if not (reading.root / path).exists():
            reading.note(path, "cycle sans fichier « cycle.yml »")
            continue
        parts: dict[str, Any] = {"groups": groups, "ballots": _ballots(reading, folder)}
        parts.update(_requests_and_arbitration(reading, folder))
        parts.update(_evidence(reading, folder))
        found.append(reading.item(Cycle, path, path=path, slug=slug, **parts))
    return tuple(sorted(filter(None, found), key=lambda cycle: (cycle.number, cycle.slug)))


def _ballots(reading: ProjectReader, folder: str) -> tuple[Ballot, ...]:
    paths = files(reading.root, f"{folder}/ballots", ".yml")
    found = ((path, reading.item(Ballot, path)) for path in paths)
    return tuple(replace(ballot, source=text(reading.root, path)) for path, ballot in found if ballot is not None)


def _requests_and_arbitration(reading: ProjectReader, folder: str) -> dict[str, Any]:
    requests, arbitration = f"{folder}/requests.yml", f"{folder}/arbitration.yml"
    if not (reading.root / requests).exists():
        reading.note(requests, "cycle sans fichier « requests.yml »")
        return {}
    found = (reading.root / arbitration).exists()
    return {
        "requests": reading.items(ChangeRequest, requests),
        "arbitration": reading.item(Arbitration, arbitration) if found else None,
    }


def _evidence(reading: ProjectReader, folder: str) -> dict[str, Any]:
    keys, opened, journal = (f"{folder}/{name}" for name in ("keys.yml", "collection.yml", "journal.jsonl"))
    found: dict[str, Any] = {"seals": reading.items(SealKey, keys)} if (reading.root / keys).exists() else {}
    if (reading.root / opened).exists():
        found["collection"] = reading.item(Collection, opened, journal=reading.words(journal))
    return found


def _forms(reading: ProjectReader) -> Iterable[Form]:
    for path in files(reading.root, "content/forms", ".yml"):
        form = reading.item(Form, path, path=path, slug=_slug(reading, path, PurePosixPath(path).stem))
        if form is not None:
            yield form


def _pages(reading: ProjectReader) -> Iterable[Page]:
    for path in files(reading.root, "site", ".md"):
        slug = path.removeprefix("site/").removesuffix(".md")
        page = reading.item(Page, path, markdown=True, path=path, slug=slug)
        if page is not None:
            yield page


def _subfolders(reading: ProjectReader, folder: str) -> list[str]:
    base = reading.root / folder
    if not base.is_dir():
        return []
    return [f"{folder}/{entry.name}" for entry in sorted(base.iterdir()) if entry.is_dir() and entry.name[0] != "."]
