"""The folder of content becomes one Community, with every problem met on the way and the place of every word."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from operator import attrgetter
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from chorale.content import mkdocs_refusals, own_templates, picture_files, snippets, unread_files
from chorale.content.bodies import covered, understood
from chorale.content.kind_row import Kind
from chorale.content.kinds import HOME, KINDS, kind_of
from chorale.content.model import Community
from chorale.content.page_register import read_pages
from chorale.content.problems import Problem, Source, errors
from chorale.content.register import read_register
from chorale.content.scalars import SCALARS, BadValue
from chorale.content.schema import read, read_list
from chorale.content.shapes import given
from chorale.content.source_files import UnreadableFile
from chorale.content.source_folder import SourceFolder
from chorale.content.sources import Origin, front_matter, yaml_origin
from chorale.french.suggestions import slug
from chorale.memoization import again

Kept = TypeVar("Kept")
PICTURED = ("issues", "webinars", "meetings")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Loaded:
    """What was read; broken names the files that could not become an item, pages what a link may name, drafts too."""

    root: Path
    community: Community | None
    problems: tuple[Problem, ...]
    origins: dict[str, Origin]
    broken: frozenset[str]
    pages: frozenset[str] = frozenset()
    drafts: frozenset[str] = frozenset()
    texts: Mapping[str, str] = field(default_factory=dict)

    def at(self, path: str, *keys: str | int) -> Source:
        """Return where a file says the value under these keys."""
        return self.origins[path].at(*keys) if path in self.origins else Source(path)

    def at_key(self, path: str, *keys: str | int) -> Source:
        """Return where a file writes the last of these keys."""
        return self.origins[path].at_key(*keys) if path in self.origins else Source(path)


@dataclass(frozen=True)
class ReadItem:
    """What was read of one file: its item, none when it cannot be, and what is told of it."""

    origin: Origin
    value: Any
    problems: tuple[Problem, ...]


@dataclass
class ProjectReader:
    """The reading of a project, as it goes."""

    folder: SourceFolder
    zone: ZoneInfo = ZoneInfo("Europe/Paris")
    problems: list[Problem] = field(default_factory=list)
    origins: dict[str, Origin] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        """Return the project's folder."""
        return self.folder.root

    def item(self, kind: Kind, path: str, known: Mapping[str, Any]) -> Any:
        """Read one file into one item; None, and its problems kept, when it cannot be."""
        named = kind.files.match(path) or {}
        try:
            content = self.folder.text(path)
            said = self._given(kind, {**known, **named, "path": path, "source": content})
            made = partial(self._made, kind, path, content, said)
            passages = snippets.passages(self.root, path, content)
            asked = (kind, content, self.folder.listing, self.zone, passages, *said.values())
            found = again(("item", self.root, path), asked, made)
        except UnreadableFile as error:
            return self._broken(path, [error.problem])
        self.origins[path], self.texts[path] = found.origin, content
        self.problems.extend(found.problems)
        if found.value is None:
            self.broken.add(path)
        return found.value

    def _made(self, kind: Kind, path: str, content: str, said: dict[str, Any]) -> "ReadItem":
        """Read a text; raises UnreadableFile. What others are made of is the very item of before, if it is the same."""
        missing: tuple[Problem, ...] = ()
        if path.endswith(".md"):
            origin, body = front_matter(path, content)
            origin, body, missing = snippets.expanded(self.root, origin, body)
            origin, body = understood(self.root, origin, body, self.folder.listing)
        else:
            origin, body = yaml_origin(path, content), ""
        said = said | ({"body": body} if "body" in given(kind.type) else {})
        known = (kind, content, self.zone, *said.values())
        made = partial(read, kind.type, origin, self.zone, **said)
        value, problems = again((kind.name, path), known, made)
        value = None if value is None else covered(self.root, path, value)
        return ReadItem(origin, value, (*missing, *problems))

    def _given(self, kind: Kind, known: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of an item that no file writes: of what is known, and of the files beside its own."""
        wanted = given(kind.type)
        beside = {name: BESIDE[name](self, known["path"]) for name in wanted & BESIDE.keys()}
        return {name: value for name, value in {**known, **beside}.items() if name in wanted}

    def items(self, kind: Kind, path: str) -> tuple[Any, ...]:
        """Read a file whose root is a list."""
        try:
            content = self.folder.text(path)
            origin = yaml_origin(path, content)
        except UnreadableFile as error:
            self._broken(path, [error.problem])
            return ()
        self.origins[path], self.texts[path] = origin, content
        values: tuple[Any, ...]
        values, problems = read_list(kind.type, origin, self.zone)
        self.problems.extend(problems)
        if errors(problems):
            self.broken.add(path)
        return values

    def words(self, path: str) -> str:
        """Read a file that is published as it is; nothing when it is absent or unreadable."""
        try:
            return self.folder.text(path) if self.folder.exists(path) else ""
        except UnreadableFile as error:
            self._broken(path, [error.problem])
            return ""

    def _broken(self, path: str, problems: Iterable[Problem]) -> None:
        self.problems.extend(problems)
        self.broken.add(path)

    def note(self, path: str, message: str, suggestion: str = "", code: str = "fichier") -> None:
        """Note a problem about a whole file or folder."""
        self.problems.append(Problem(Source(path), message, suggestion, code))


def load(root: Path, today: date, typed: Mapping[str, str] | None = None) -> Loaded:
    """Read a whole project, with what is typed in place of some of its files; bad content never raises."""
    reading = ProjectReader(SourceFolder(root, typed or {}))
    community = _community(reading, today) if _has_home(reading) else None
    return Loaded(
        root,
        community,
        tuple(sorted(reading.problems)),
        reading.origins,
        frozenset(reading.broken),
        texts=reading.texts,
    )


def _has_home(reader: ProjectReader) -> bool:
    if (reader.root / HOME).is_file():
        return True
    reader.note(
        HOME,
        "fichier absent : ce dossier n'est pas une communauté",
        "donner le bon dossier avec --project",
    )
    return False


def _community(reader: ProjectReader, today: date) -> Community | None:
    home: Community | None = reader.item(kind_of(Community), HOME, {"today": today})
    if home is not None:
        reader.zone = _zone(reader, home.timezone)
        home = replace(home, timezone=reader.zone.key)
    reader.problems.extend(unread_files.unread(reader.root))
    parts = _parts(reader, "", {"governance": home.governance} if home else {})
    if home is None:
        return None
    parts.update(picture_files.pictured(reader.root, **{name: parts[name] for name in PICTURED}))
    templates = _found(reader, own_templates.read(reader.root))
    register = _found(reader, read_register(reader.root))
    pages = _found(reader, read_pages(reader.root))
    site = _found(reader, mkdocs_refusals.of_project(reader.root))
    home = replace(home, templates=templates, register=register, published_pages=pages, site=site)
    return replace(home, **parts)


def _found(reader: ProjectReader, read: tuple[Kept, Iterable[Problem]]) -> Kept:
    reader.problems.extend(read[1])
    return read[0]


def _zone(reader: ProjectReader, name: str) -> ZoneInfo:
    try:
        zone: ZoneInfo = SCALARS[ZoneInfo].read(name)
    except BadValue as refused:
        message = f"fuseau horaire inconnu « {name} »"
        advice = refused.suggestion or "par exemple « Europe/Paris »"
        place = reader.origins[HOME].at("timezone")
        reader.problems.append(Problem(place, message, advice, "valeur"))
        return reader.zone
    return zone


def _parts(reader: ProjectReader, holder: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """Read every field that the table says a holder has; what was read before is known to what comes after."""
    found: dict[str, Any] = {}
    for kind in KINDS:
        if kind.held and kind.holder == holder:
            found[kind.field] = _held(reader, kind, {**known, **found})
    return found


def _held(reader: ProjectReader, kind: Kind, known: Mapping[str, Any]) -> Any:
    """Read what a field has: the item of a file, those of a list, or one item for each file or folder."""
    where = kind.files.fill(known)
    if not where.names:
        return _alone(reader, kind, where.text, known)
    if "/" in where.suffix:
        made = [
            _folder(reader, kind, folder, known)
            for folder in reader.folder.subfolders(where.folder)
        ]
    else:
        made = [
            _file(reader, kind, path, known)
            for path in reader.folder.files(where.folder, where.suffix)
        ]
    found = [item for item in made if item is not None]
    return tuple(sorted(found, key=attrgetter(*kind.order)) if kind.order else found)


def _alone(reader: ProjectReader, kind: Kind, path: str, known: Mapping[str, Any]) -> Any:
    """Read the only file of its kind, here: absent, it is told if it is needed."""
    if reader.folder.exists(path):
        return reader.items(kind, path) if kind.listed else reader.item(kind, path, known)
    if kind.needed:
        _absent(reader, kind, path)
    return () if kind.listed else None


def _absent(reader: ProjectReader, kind: Kind, path: str, advice: str = "") -> None:
    holder = next((one for one in KINDS if one.held and one.held == kind.holder), kind)
    reader.note(path, f"{holder.french} sans fichier « {PurePosixPath(path).name} »", advice)


def _folder(reader: ProjectReader, kind: Kind, folder: str, known: Mapping[str, Any]) -> Any:
    """Read the item of a folder, with all that the folder holds for it."""
    name = _slug(reader, folder, PurePosixPath(folder).name)
    path = folder + kind.files.suffix
    if not reader.folder.exists(path):
        return _absent(
            reader,
            kind,
            path,
            f"le créer avec « chorale new {kind.name} {name} »" if kind.new else "",
        )
    parts = _parts(reader, kind.held, {**known, kind.name: name})
    return reader.item(kind, path, {**known, **parts})


def _file(reader: ProjectReader, kind: Kind, path: str, known: Mapping[str, Any]) -> Any:
    if CONTROL.search(path):
        reader.note(
            path, "nom coupé par un retour à la ligne, ou un signe semblable", "renommer", "nom"
        )
        return None
    if kind.files.names[-1] == "slug" and ":path" not in kind.files.text:
        _slug(reader, path, PurePosixPath(path).stem)
    return reader.item(kind, path, known)


def _slug(reader: ProjectReader, path: str, name: str) -> str:
    """Say a name that would make a bad address."""
    if not SLUG.fullmatch(name):
        clean = slug(name)
        advice = f"renommer en « {clean} »" if clean else "choisir un autre nom"
        reader.note(
            path, f"nom « {name} » : minuscules, chiffres et tirets seulement", advice, "nom"
        )
    return name


BESIDE: Mapping[str, Callable[[ProjectReader, str], Any]] = {
    "journal": lambda reader, path: reader.words(
        str(PurePosixPath(path).with_name("journal.jsonl"))
    ),
}
"""What an item takes from the files beside its own, by the name of its field."""
