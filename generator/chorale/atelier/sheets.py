"""A file on the desk: what it says now, what its person typed since, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from chorale.atelier import drafts, project_files, shelves, shown_texts
from chorale.atelier.desk import Desk, Writer
from chorale.atelier.forms.answers import Sent, answer
from chorale.atelier.forms.problem_places import BODY, placed
from chorale.atelier.forms.shaped import normal, restored
from chorale.atelier.saving import Refused, written
from chorale.content.checks.references import UNCITED
from chorale.content.checks.register import PUBLISH
from chorale.content.kind_row import Kind
from chorale.content.problems import Problem
from chorale.content.project import inspect_typed
from chorale.content.shapes import Many, Record, Shape, keys
from chorale.content.writing.file_text import Writing, opened
from chorale.content.writing.trees import Tree

ITEMS = "liste"
"""The name of the list that some files are."""

TITLES = frozenset({"title", "name"})
"""The keys by which a file calls itself."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A file as a person works on it: current is what the disk says, None for a file still to be made.

    called is its name where it says no title of its own; shown_first what its page showed, when that is no more so.
    """

    kind: Kind
    path: str
    current: str | None
    draft: drafts.SheetDraft | None = None
    called: str = ""
    shown_first: str | None = None

    @property
    def base(self) -> str:
        """Return the text from which the person's changes start."""
        if self.draft:
            return self.draft.base
        return self.shown_first if self.shown_first is not None else self.current or ""

    @property
    def on_disk(self) -> str:
        """Return the digest of the file from which the person's changes start."""
        return project_files.digest(self.current if self.shown_first is None else self.shown_first)

    @property
    def new(self) -> bool:
        """Return whether the file is still to be made."""
        return self.current is None

    @property
    def outdated(self) -> bool:
        """Return whether someone saved the file since the draft began."""
        return self.draft is not None and project_files.digest(self.current) != self.draft.on_disk

    @property
    def shape(self) -> Shape:
        """Return what the file holds."""
        return Many(Record(self.kind.type)) if self.kind.listed else Record(self.kind.type)

    @cached_property
    def started(self) -> Writing:
        """Return what the base says."""
        return opened(self.path, self.base)

    @property
    def writing(self) -> Writing:
        """Return what the person wants of the file."""
        return self.draft.writing if self.draft else self.started

    @property
    def shown(self) -> Tree:
        """Return what the form shows of the keys."""
        return normal(self.shape, self.writing.data)

    @property
    def title(self) -> str:
        """Return what the file is called on the screen."""
        return titled(self.writing.data, self.called)

    def told(self, sent: Sent) -> Tree:
        """Return what a form's answer says of the keys, in their normal form."""
        return normal(self.shape, answer(self.shape, sent, ITEMS if self.kind.listed else ""))

    def wanted(self, told: Tree, sent: Sent) -> Writing:
        """Return what is wanted of the file, the letters kept of all that did not change."""
        data = restored(self.started.data, normal(self.shape, self.started.data), told)
        return Writing(data=data, body=self._body(sent))

    def _body(self, sent: Sent) -> str | None:
        if self.started.body is None:
            return None
        body = (
            next(iter(sent.get(BODY, ())), self.writing.body or "")
            .replace("\r\n", "\n")
            .replace("\r", "\n")
        )
        former = self.started.body.rstrip("\n")
        end = self.started.body[len(former) :] if former else "\n"
        return body.rstrip("\n") + end if body.strip() else ""


def titled(data: Tree, otherwise: str) -> str:
    """Return the title that a file's keys say; many files say none."""
    title = data.get("title") or data.get("name") if isinstance(data, dict) else ""
    return title if isinstance(title, str) and title else otherwise


def sheet(desk: Desk, worker: Writer, path: str) -> Sheet:
    """Return a file on a person's desk; raises NotEditable, UnreadableFile."""
    kind = project_files.kind_of_path(path)
    with desk.store.read() as connection:
        draft = drafts.find(connection, worker.key, path)
    current = project_files.read(desk.root, path)
    if current is None and draft is None:
        raise project_files.NotEditable(path)
    if draft is not None and current is not None and _was_saved(draft, current):
        with desk.store.write("atelier") as connection:
            drafts.forget(connection, worker.key, path)
        draft = None
    found = Sheet(
        kind=kind, path=path, current=current, draft=draft, called=_called(desk, kind, path)
    )
    opened(path, found.base)
    return found


def _called(desk: Desk, kind: Kind, path: str) -> str:
    titled = not kind.listed and not TITLES.isdisjoint(keys(kind.type))
    return path.rpartition("/")[2] if titled else shelves.titles(desk.project())(path)


def _was_saved(draft: drafts.SheetDraft, current: str) -> bool:
    """Return whether the file already says what its draft wants: a save was cut short between the two."""
    moved = project_files.digest(current) != draft.on_disk
    return moved and opened(draft.path, current) == draft.writing


def as_shown(desk: Desk, found: Sheet, name: str) -> Sheet:
    """Return a sheet as the page that was sent showed it, by the name of its text: others may have saved since."""
    if found.current is None or name in ("", project_files.digest(found.base)):
        return found
    text = shown_texts.recall(desk, name)
    return found if text is None else replace(found, draft=None, shown_first=text)


def kept(desk: Desk, worker: Writer, found: Sheet, writing: Writing) -> Sheet:
    """Keep what was typed as the person's draft; what says the same as the file makes none.

    A page that closes sends once more what its button has just sent: said again, it stays the same version, and what
    was saved meanwhile is no draft.
    """
    if writing == (found.draft.writing if found.draft else found.started):
        return found
    if found.draft is None and writing == _said(found):
        return replace(found, shown_first=None)
    draft = drafts.SheetDraft(
        person=worker.key,
        path=found.path,
        version=0,
        base=found.base,
        on_disk=found.on_disk,
        writing=writing,
        saved_at=desk.clock(),
    )
    with desk.store.write("atelier") as connection:
        made = drafts.keep(connection, draft)
    return replace(found, draft=made)


def _said(found: Sheet) -> Writing | None:
    """Return what the file says now."""
    return None if found.current is None else opened(found.path, found.current)


def typed(found: Sheet) -> str:
    """Return the text of the file as it would be saved; that of the base when it cannot be."""
    made = written(found.path, found.base, found.writing)
    return found.base if isinstance(made, Refused) else made


def faults(desk: Desk, found: Sheet) -> tuple[tuple[Problem, ...], Mapping[str, list[str]]]:
    """Return the problems of a file as it is typed, and by field what is wrong: not what a publication will do."""
    text = typed(found)
    if text == found.current:
        problems: tuple[Problem, ...] = desk.project().problems
    else:
        problems = inspect_typed(desk.project().loaded, desk.today, found.path, text)[1]
    mine = tuple(
        one
        for one in problems
        if one.source.path == found.path and not (found.new and one.message == UNCITED)
    )  # a new article takes its place in its letter when it is saved
    faulty = [one for one in mine if one.suggestion != PUBLISH]
    return mine, placed(found.path, text, faulty, ITEMS if found.kind.listed else "")
