"""A content file that no reader has seen, removed: its place in its letter goes with it; else nothing moves."""

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from sqlalchemy import Connection, delete

from chorale import files
from chorale.atelier import acts, drafts, project_files, team
from chorale.atelier.desk import Desk, Writer
from chorale.atelier.forms.screen_words import in_words
from chorale.atelier.renaming import published
from chorale.atelier.saving import Refused, written
from chorale.atelier.sheets import Sheet
from chorale.content.agenda import events
from chorale.content.kind_row import Kind
from chorale.content.problems import errors
from chorale.content.project import inspect
from chorale.content.writing.file_text import Writing, opened
from chorale.service.delivery import hours
from chorale.service.staff_tables import staff_comment, staff_guest, staff_review

REMOVED = frozenset({"issue", "article", "webinar", "meeting", "page"})
"""The kinds whose files may be removed: answers, deposits and decisions are kept under the names of the others."""


class NotRemoved(Exception):
    """The file stays; the text is one French sentence, with a remedy."""


def removable(desk: Desk, sheet: Sheet) -> bool:
    """Return whether a file may be removed: one that is saved, and that no reader can have seen."""
    return sheet.kind.name in REMOVED and not sheet.new and not _seen(desk, sheet.kind, sheet.path)


def _seen(desk: Desk, kind: Kind, path: str) -> bool:
    page = kind.page.format(**(kind.files.match(path) or {}))
    return published(desk, desk.project().community, page)


def remove(desk: Desk, worker: Writer, path: str) -> Kind:
    """Remove a file and return its kind; raises NotRemoved, all being as it was."""
    with desk.writing():
        desk.changed()
        kind = _allowed(desk, worker, path)
        changed, gone = dict(_without(desk, kind, path)), _gone(desk, kind, path)
        former = {one: (desk.root / one).read_bytes() for one in (*changed, *gone)}
        before = desk.project()
        known = {(one.source.path, one.message) for one in before.problems}
        for one, text in changed.items():
            project_files.write(desk.root, one, text)
        for one in gone:
            (desk.root / one).unlink()
        if kind.name == "issue":
            _emptied((desk.root / path).parent)
        loaded, problems = inspect(desk.root, desk.today)
        fresh = [one for one in errors(problems) if (one.source.path, one.message) not in known]
        told = {one.key for one in events(before.community) if one.record}
        kept = {one.key for one in events(loaded.community or before.community) if one.record}
        if fresh or told - kept:
            _put_back(desk.root, former)
            raise NotRemoved(
                f"Autre chose en dépend : {fresh[0].source.path}, {in_words(fresh[0])}."
                if fresh
                else "Des agendas le montrent déjà : l'annuler plutôt."
            )
        desk.changed()
        message = f"Supprimer {PurePosixPath(path).relative_to(PurePosixPath(path).parts[0])}"
        desk.repository.commit(former, worker.author, message)
        with desk.store.write("atelier", acts.TURN) as connection:
            _forget(connection, worker, path)
            acts.note(connection, worker.key, desk.clock(), "deleted", what=path)
    return kind


def _allowed(desk: Desk, worker: Writer, path: str) -> Kind:
    """Return the kind of a file that may be removed; raises NotRemoved."""
    kind = project_files.kind_of_path(path)
    if kind.name not in REMOVED or PurePosixPath(path).stem == "index":
        raise NotRemoved(f"Un {kind.french} ne se supprime pas : d'autres choses en dépendent.")
    if not project_files.place(desk.root, path).exists():
        raise NotRemoved("Ce contenu n'existe plus.")
    if _seen(desk, kind, path):
        raise NotRemoved(
            "Des lecteurs l'ont déjà : il ne se supprime pas. Un rendez-vous s'annule."
        )
    with desk.store.read() as connection:
        people = [one for one, _ in drafts.others(connection, worker.key, path)]
        called, sendings = team.names(connection), hours.every(connection)
    if people:
        who = called.get(people[0], people[0])
        raise NotRemoved(f"{who} en a un brouillon : lui demander de l'abandonner d'abord.")
    letter = PurePosixPath(path).parent.name
    if kind.name == "issue" and any(one.issue == letter for one in sendings):
        raise NotRemoved("Un envoi de cette lettre est prévu ou fait : elle reste.")
    return kind


def _gone(desk: Desk, kind: Kind, path: str) -> list[str]:
    """Return what goes: the file, and what stands beside a letter; raises NotRemoved while it has articles."""
    if kind.name != "issue":
        return [path]
    folder = PurePosixPath(path).parent
    beside = sorted(one for one in (desk.root / folder).iterdir() if one.is_file())
    if any(one.suffix == ".md" for one in beside):
        raise NotRemoved("Cette lettre a des articles : les supprimer d'abord.")
    return [str(folder / one.name) for one in beside]


def _without(desk: Desk, kind: Kind, path: str) -> Iterator[tuple[str, str]]:
    """Yield the letter of an article without its place in it, if it has one."""
    issue = str(PurePosixPath(path).with_name("issue.yml"))
    text = project_files.read(desk.root, issue) if kind.name == "article" else None
    if text is None:
        return
    told = opened(issue, text)
    data = told.data if isinstance(told.data, dict) else {}
    sections = data.get("sections")
    if not isinstance(sections, list):
        return
    mine = {"article": PurePosixPath(path).stem}
    others = [one for one in sections if one != mine]
    if others == sections:
        return
    made = written(issue, text, Writing(data={**data, "sections": others}, body=told.body))
    if isinstance(made, Refused):
        raise NotRemoved(made.sentence)
    yield issue, made


def _emptied(folder: Path) -> None:
    """Remove the folder of a letter, unless someone keeps something else there."""
    with contextlib.suppress(OSError):
        folder.rmdir()


def _put_back(root: Path, former: Mapping[str, bytes]) -> None:
    for path, content in former.items():
        (root / path).parent.mkdir(exist_ok=True)
        files.store(root / path, content, durable=True)


def _forget(connection: Connection, worker: Writer, path: str) -> None:
    """Erase what was said of a file that is gone, and who was to read it."""
    drafts.forget(connection, worker.key, path)
    for table in (staff_comment, staff_guest, staff_review):
        connection.execute(delete(table).where(table.c.path == path))
