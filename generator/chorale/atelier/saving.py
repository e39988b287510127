"""Saving: what a person wants of a file, merged with what others saved meanwhile, checked, written, committed."""

from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from chorale.atelier import acts, drafts, project_files
from chorale.atelier.desk import Desk, Writer
from chorale.atelier.forms.problem_places import BODY
from chorale.atelier.repository import CommitOutcome
from chorale.content.problems import Problem, errors
from chorale.content.project import inspect_typed
from chorale.content.sources import UnreadableFile
from chorale.content.writing.file_text import Writing, opened, saved
from chorale.content.writing.layout import Unspliceable
from chorale.content.writing.merge import TextClash, merged, paragraphs
from chorale.content.writing.trees import put


@dataclass(frozen=True, kw_only=True)
class Saved:
    """The file says what was wanted; together says whether someone else's changes are in it too."""

    commit: CommitOutcome
    together: bool = False


@dataclass(frozen=True, kw_only=True)
class Refused:
    """Nothing was written: these problems, or a file that only a text editor can change."""

    problems: tuple[Problem, ...] = ()
    sentence: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class SavingConflict:
    """Nothing was written: both changed these places; merge is the rest, with the disk's own words in them."""

    clashes: tuple[TextClash, ...]
    merge: Writing
    current: str


def save(desk: Desk, worker: Writer, draft: drafts.SheetDraft) -> Saved | Refused | SavingConflict:
    """Write a draft into its file; a draft that cannot be written stays as it is."""
    with project_files.turn(desk.folder):
        desk.changed()
        try:
            current = project_files.read(desk.root, draft.path)
        except UnreadableFile as broken:
            return Refused(problems=(broken.problem,))
        settled = _settled(draft, current)
        if not isinstance(settled, Writing):
            return settled
        text = written(draft.path, current if current is not None else draft.base, settled)
        if isinstance(text, Refused):
            return text
        done = _kept(desk, worker, draft.path, text, current)
        if isinstance(done, Refused):
            return done
        with desk.store.write("atelier") as connection:
            drafts.forget(connection, draft.person, draft.path)
    return replace(done, together=settled != draft.writing)


def save_text(desk: Desk, worker: Writer, path: str, text: str, seen: str) -> Saved | Refused:
    """Write the file of a procedure (an arbitration…) whole; seen is the digest of what its person started from."""
    with project_files.turn(desk.folder):
        desk.changed()
        current = project_files.read(desk.root, path, project_files.ANY)
        if project_files.digest(current) != seen:
            return Refused(sentence="Quelqu'un d'autre l'a enregistré entre-temps.", text=text)
        return _kept(desk, worker, path, text, current)


def _kept(desk: Desk, worker: Writer, path: str, text: str, current: str | None) -> Saved | Refused:
    """Write a text that brings no error, commit it and note it; the caller has the turn."""
    before = desk.project()
    loaded, problems = inspect_typed(before.loaded, desk.today, path, text)
    if found := _forbidding(before.problems, path, problems):
        return Refused(problems=found, text=text)
    if text == current:
        return Saved(commit="unchanged")
    project_files.write(desk.root, path, text, project_files.ANY)
    desk.adopt(path, loaded, problems)
    message = _message(path, new=current is None)
    commit = desk.repository.commit([path], worker.author, message)
    with desk.store.write(acts.TURN) as connection:
        acts.note(connection, worker.key, desk.clock(), "saved", what=path)
    return Saved(commit=commit)


def _settled(draft: drafts.SheetDraft, current: str | None) -> Writing | Refused | SavingConflict:
    """Return what the file must say, with what others saved since the draft began."""
    if project_files.digest(current) == draft.on_disk:
        return draft.writing
    if current is None:
        return Refused(
            sentence="Ce fichier a été supprimé entre-temps ; votre texte est gardé dans le brouillon."
        )
    try:
        theirs = opened(draft.path, current)
        base = opened(draft.path, draft.base)
    except UnreadableFile as broken:
        return Refused(problems=(broken.problem,))
    return united(base, draft.writing, theirs, current)


def united(base: Writing, mine: Writing, theirs: Writing, current: str) -> Writing | SavingConflict:
    """Return both people's changes of a file together, or where they clash."""
    data, clashes = merged(base.data, mine.data, theirs.data)
    body = theirs.body
    if mine.body is not None and base.body is not None and theirs.body is not None:
        both = paragraphs(base.body, mine.body, theirs.body)
        body = theirs.body if both is None else both
        if both is None:
            clashes = (*clashes, TextClash(path=(BODY,), mine=mine.body, theirs=theirs.body))
    merge = Writing(data=data, body=body)
    return SavingConflict(clashes=clashes, merge=merge, current=current) if clashes else merge


def written(path: str, text: str, writing: Writing) -> str | Refused:
    """Return the file's text saying what is wanted, or why it cannot."""
    try:
        return saved(path, text, writing)
    except (Unspliceable, UnreadableFile):
        sentence = (
            "Ce fichier est écrit d'une façon que l'atelier ne sait pas modifier sans toucher au reste : "
            "il faut le changer dans un éditeur de texte. Votre saisie reste dans le brouillon."
        )
        return Refused(sentence=sentence)


def _forbidding(
    known: tuple[Problem, ...], path: str, found: tuple[Problem, ...]
) -> tuple[Problem, ...]:
    """Return the errors of the file, and those that it would bring elsewhere."""
    before = {(one.source.path, one.message) for one in known}
    return tuple(
        one
        for one in errors(found)
        if one.source.path == path or (one.source.path, one.message) not in before
    )


def _message(path: str, *, new: bool) -> str:
    name = PurePosixPath(path)
    return f"{'Créer' if new else 'Modifier'} {name.relative_to(name.parts[0])}"


def resolved(draft: drafts.SheetDraft, current: str, choices: dict[str, str]) -> Writing:
    """Return what a file must say once its person chose « mien » or not for each clash, in their order."""
    settled = _settled(draft, current)
    if not isinstance(settled, SavingConflict):
        return settled if isinstance(settled, Writing) else draft.writing
    data, body = settled.merge.data, settled.merge.body
    for rank, clash in enumerate(settled.clashes):
        if choices.get(f"choix.{rank}") != "mien":
            continue
        if clash.path == (BODY,):
            body = str(clash.mine)
        else:
            data = put(data, clash.path, clash.mine)
    return Writing(data=data, body=body)
