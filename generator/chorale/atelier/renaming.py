"""A content file renamed: its former address leads to the new one, what names it follows; else nothing moves."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from sqlalchemy import Connection, Table, select, update

from chorale import files
from chorale.atelier import acts, project_files
from chorale.atelier.desk import Desk, Writer
from chorale.atelier.forms.screen_words import in_words
from chorale.atelier.saving import Refused, written
from chorale.content import addresses, source_files
from chorale.content.agenda import events
from chorale.content.model import Community, Page
from chorale.content.problems import Problem, errors
from chorale.content.project import inspect
from chorale.content.source_files import UnreadableFile
from chorale.content.writing.file_text import Writing, opened
from chorale.content.writing.trees import Tree
from chorale.french.suggestions import slug
from chorale.scaffold import named
from chorale.service.staff_tables import atelier_draft, staff_comment, staff_guest, staff_review
from chorale.text.references import written_links

RENAMED = frozenset({"page", "article", "webinar", "meeting"})
"""The kinds whose files can be renamed: answers, deposits and sendings are kept under the names of the others."""
_DATED = frozenset({"webinar", "meeting"})
_OWN = ("mkdocs.yml",)


class NotRenamed(Exception):
    """The file keeps its name; the text is one French sentence, with a remedy."""


@dataclass(frozen=True, kw_only=True)
class Renaming:
    """A file and its page, before and after."""

    old: str
    new: str
    old_page: str
    new_page: str

    def target(self, target: str, start: str) -> str | None:
        """Return what a link must say now, from the page where it stands; None when it leads elsewhere."""
        path, mark, part = target.partition("#")
        folder = posixpath.dirname(start)
        if not path or posixpath.normpath(posixpath.join(folder, unquote(path))) != self.old_page:
            return None
        return (addresses.relative(self.new_page, start) if folder else self.new_page) + mark + part

    def words(self, text: str, start: str = "") -> str:
        """Return a text whose links follow."""
        made, done = "", 0
        for link in written_links(text):
            if (fresh := self.target(link.target, start)) is not None:
                made, done = made + text[done : link.begin] + fresh, link.end
        return made + text[done:]

    def tree(self, told: Tree, article: str = "") -> Tree:
        """Return what a file says, the pages, articles and links that it names being the new ones."""
        if isinstance(told, list):
            return [self.tree(one, article) for one in told]
        if isinstance(told, dict):
            named = {key: self.tree(value, article) for key, value in told.items()}
            if article and named.get("article") == article:
                named["article"] = PurePosixPath(self.new).stem
            return named
        return self.target(told, "") or self.words(told)


def rename(desk: Desk, worker: Writer, path: str, name: str) -> str:
    """Give a file another name, and return its path; raises NotRenamed, all being as it was."""
    with desk.writing():
        desk.changed()
        before = desk.project()
        found = _wanted(desk, before.community, path, named(name) if slug(name) else "")
        changed = dict(_changed(desk, found))
        former = {one: _bytes(desk, one) for one in (found.old, *changed)}
        for one, text in changed.items():
            project_files.write(desk.root, one, text, after=found.old if one == found.new else "")
        project_files.place(desk.root, found.old).unlink()
        if why := _lost(desk, found, before.community, before.problems):
            _put_back(desk, former)
            raise NotRenamed(why)
        desk.changed()
        message = f"Renommer {found.old} en {PurePosixPath(found.new).name}"
        desk.repository.commit([found.old, *changed], worker.author, message)
        with desk.store.write("atelier", acts.TURN) as connection:
            _follow(connection, found)
            acts.note(connection, worker.key, desk.clock(), "renamed", what=found.new)
    return found.new


def _wanted(desk: Desk, home: Community, path: str, name: str) -> Renaming:
    kind = project_files.kind_of_path(path)
    if kind.name not in RENAMED:
        raise NotRenamed(f"Un {kind.french} garde son nom : d'autres choses sont rangées dessous.")
    if PurePosixPath(path).stem == "index":
        raise NotRenamed("La page d'accueil d'une rubrique garde son nom : changer son titre.")
    new = str(PurePosixPath(path).with_name(f"{name}.md"))
    if not name or new == path:
        raise NotRenamed("Écrire un autre nom : des lettres, des chiffres, des tirets.")
    if project_files.read(desk.root, path) is None:
        raise NotRenamed("Ce contenu n'existe pas encore : l'enregistrer d'abord.")
    if project_files.place(desk.root, new).exists():
        raise NotRenamed(f"« {new} » existe déjà : choisir un autre nom.")
    pages = [kind.page.format(**(kind.files.match(one) or {})) for one in (path, new)]
    found = Renaming(old=path, new=new, old_page=pages[0], new_page=pages[1])
    if kind.name in _DATED and published(desk, home, found.old_page):
        raise NotRenamed(
            "Son adresse est déjà publiée, et des agendas y mènent : changer son titre plutôt que son nom."
        )
    for own in _OWN:
        place = desk.root / own
        if place.is_file() and found.old_page in place.read_text(encoding="utf-8"):
            raise NotRenamed(
                f"« {own} » nomme « {found.old_page} » dans son menu : l'y changer d'abord, à la main."
            )
    return found


def published(desk: Desk, home: Community, page: str) -> bool:
    """Return whether readers may know the address of a page."""
    address = addresses.address(page)
    online = any(
        one.endswith(f"{address}index.html") for one in files.manifest(desk.root / "build") or ()
    )
    return online or any(one.address == address for one in home.published_pages)


def _changed(desk: Desk, found: Renaming) -> Iterator[tuple[str, str]]:
    """Yield each file that says something else once renamed, with its text: the file itself first."""
    paths = [one for part in ("content", "site") for one in source_files.files(desk.root, part, "")]
    stem = PurePosixPath(found.old).stem
    for path in sorted(paths, key=lambda one: one != found.old):
        if not path.endswith((".md", ".yml")):
            continue
        try:
            text = project_files.read(desk.root, path) or ""
            if path != found.old and stem not in text:
                continue
            made = _text(desk, found, path, text)
        except (project_files.NotEditable, UnreadableFile):
            continue
        if path == found.old:
            yield found.new, made
        elif made != text:
            yield path, made


def _text(desk: Desk, found: Renaming, path: str, text: str) -> str:
    kind, told = project_files.kind_of_path(path), opened(path, text)
    beside = posixpath.dirname(path) + "/"
    article = PurePosixPath(found.old).stem if found.old.startswith(beside) else ""
    data: Any = found.tree(told.data, article if kind.name == "issue" else "")
    start = kind.page.format(**(kind.files.match(path) or {})) if kind.type is Page else ""
    body = None if told.body is None else found.words(told.body, start)
    if path == found.old:
        known = published(desk, desk.project().community, found.old_page)
        data = _addressed(data, found, published=known)
    made = written(path, text, Writing(data=data, body=body))
    if isinstance(made, Refused):
        raise NotRenamed(f"{path} : {made.sentence}")
    return made


def _addressed(data: dict[str, Tree], found: Renaming, *, published: bool) -> dict[str, Tree]:
    """Return a header with the former address if readers know it, and without the one that is now its own."""
    old, new = (addresses.address(one).strip("/") for one in (found.old_page, found.new_page))
    told = data.get("aliases", [])
    kept = [one for one in told if one not in (new, old)] if isinstance(told, list) else []
    fresh: list[Tree] = [*kept, old] if published else kept
    rest = {key: value for key, value in data.items() if key != "aliases"}
    return {**data, "aliases": fresh} if fresh else rest


def _lost(desk: Desk, found: Renaming, before: Community, known: tuple[Problem, ...]) -> str:
    """Return what would be lost or wrong, in one sentence; nothing when all is well."""
    loaded, problems = inspect(desk.root, desk.today)
    after = loaded.community or before
    said = {(one.source.path, one.message) for one in known}
    fresh = (
        one
        for one in errors(problems)
        if not said & {(one.source.path, one.message), (found.old, one.message)}
    )
    if fault := next(fresh, None):
        return f"Ce nom mettrait une faute : {fault.source.path}, {in_words(fault)}"
    told, now = ({one.key for one in events(home) if one.record} for home in (before, after))
    if told - now:
        return "Les agendas y perdraient un rendez-vous, qui ressemble à un autre : changer son titre d'abord."
    return ""


def _bytes(desk: Desk, path: str) -> bytes | None:
    place = project_files.place(desk.root, path)
    return place.read_bytes() if place.exists() else None


def _put_back(desk: Desk, former: Mapping[str, bytes | None]) -> None:
    for path, content in former.items():
        place = project_files.place(desk.root, path)
        if content is None:
            place.unlink()
        else:
            files.store(place, content, durable=True)
    desk.changed()


def _follow(connection: Connection, found: Renaming) -> None:
    """Move drafts, comments and requests to the new path; who already has something there keeps it."""
    for table in (staff_comment, staff_guest):
        connection.execute(update(table).where(table.c.path == found.old).values(path=found.new))
    for table in (atelier_draft, staff_review):
        _move(connection, table, found)


def _move(connection: Connection, table: Table, found: Renaming) -> None:
    taken = select(table.c.person).where(table.c.path == found.new)
    mine = (table.c.path == found.old) & table.c.person.not_in(taken.scalar_subquery())
    connection.execute(update(table).where(mine).values(path=found.new))
