"""Saving: what a person wants of a file, merged with what others saved meanwhile, checked, written, committed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from chorale.atelier import drafts, project_files
from chorale.atelier.desk import Desk, Writer
from chorale.atelier.forms.problem_places import BODY
from chorale.atelier.repository import CommitOutcome
from chorale.content.problems import Problem, errors
from chorale.content.project import inspect, inspect_typed
from chorale.content.source_files import UnreadableFile
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
    with desk.writing():
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
        outcome = _put(desk, worker, draft.path, current, text)
        if isinstance(outcome, Refused):
            return outcome
        with desk.store.write("atelier") as connection:
            drafts.forget(connection, draft.person, draft.path)
    return Saved(commit=outcome.commit, together=settled != draft.writing)


def amend(
    desk: Desk, worker: Writer, path: str, change: Callable[[Writing], Writing]
) -> Saved | Refused:
    """Change a file at once, as it is on the disk: what anyone has typed of it stays their draft, to be merged."""
    with desk.writing():
        desk.changed()
        try:
            current = project_files.read(desk.root, path)
            if current is None:
                return Refused(sentence=f"« {path} » n'existe plus.")
            text = written(path, current, change(opened(path, current)))
        except UnreadableFile as broken:
            return Refused(problems=(broken.problem,))
        return text if isinstance(text, Refused) else _put(desk, worker, path, current, text)


def save_text(desk: Desk, worker: Writer, path: str, text: str, seen: str) -> Saved | Refused:
    """Write the file of a procedure (an arbitration…) whole; seen is the digest of what its person started from."""
    with desk.writing():
        desk.changed()
        current = project_files.read(desk.root, path, project_files.ANY)
        if project_files.digest(current) != seen:
            return Refused(sentence="Quelqu'un d'autre l'a enregistré entre-temps.", text=text)
        return _put(desk, worker, path, current, text)


def save_together(
    desk: Desk, worker: Writer, made: Callable[[], Mapping[str, str] | Refused], message: str
) -> Saved | Refused:
    """Write several files that hold only together, in one commit; made says their texts while nobody else writes."""
    with desk.writing():
        desk.changed()
        texts = made()
        if isinstance(texts, Refused):
            return texts
        _, problems = inspect(desk.root, desk.today, texts)
        known = desk.project().problems
        found = {one for path in texts for one in _forbidding(known, path, problems)}
        if found:
            return Refused(problems=tuple(sorted(found)))
        for path, text in texts.items():
            project_files.write(desk.root, path, text, project_files.ANY)
            desk.note(worker, "saved", what=path)
        desk.changed()
        return Saved(commit=desk.repository.commit([*texts], worker.author, message))


def _put(desk: Desk, worker: Writer, path: str, current: str | None, text: str) -> Saved | Refused:
    """Check the whole with a file's new text, write it, commit it, note it; the caller has the turn."""
    before = desk.project()
    loaded, problems = inspect_typed(before.loaded, desk.today, path, text)
    if found := _forbidding(before.problems, path, problems):
        return Refused(problems=found, text=text)
    if text == current:
        return Saved(commit="unchanged")
    project_files.write(desk.root, path, text, project_files.ANY)
    desk.adopt(path, loaded, problems)
    commit = desk.repository.commit([path], worker.author, _message(path, new=current is None))
    desk.note(worker, "saved", what=path)
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


def resolved(draft: drafts.SheetDraft, current: str, choices: Mapping[str, str]) -> Writing:
    """Return what a file must say once its person chose « mien » or not for each clash, in their order."""
    settled = _settled(draft, current)
    if isinstance(settled, SavingConflict):
        told = [choices.get(f"choix.{rank}", "") for rank in range(len(settled.clashes))]
        return chosen(settled, told)
    return settled if isinstance(settled, Writing) else draft.writing


def chosen(conflict: SavingConflict, choices: Sequence[str]) -> Writing:
    """Return what a file must say once « mien » or not is chosen for each clash, in their order."""
    data, body = conflict.merge.data, conflict.merge.body
    for clash, choice in zip(conflict.clashes, choices, strict=True):
        if choice != "mien":
            continue
        if clash.path == (BODY,):
            body = str(clash.mine)
        else:
            data = put(data, clash.path, clash.mine)
    return Writing(data=data, body=body)
