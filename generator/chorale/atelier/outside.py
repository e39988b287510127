"""Changes made elsewhere joined to the branch: line by line as git does, then by fields, then as a person chose."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from chorale.atelier import project_files
from chorale.atelier.project_files import NotEditable
from chorale.atelier.repository import Author, Repository
from chorale.atelier.saving import Refused, SavingConflict, chosen, united, written
from chorale.content.source_files import UnreadableFile
from chorale.content.writing.file_text import Writing, doubled, opened
from chorale.text.characters import as_before

NOBODY_YET = Author(name="Atelier", email="atelier@localhost")
"""Who joins what does not clash."""
_GONE = "0" * 40
SideChoices = Sequence[Sequence[str]]
"""For each file that clashes, « mien » or not for each of its places."""


@dataclass(frozen=True, kw_only=True)
class OutsideClash:
    """A file changed here and elsewhere, each otherwise: place by place, or whole where it cannot be opened."""

    path: str
    ours: str | None
    theirs: str | None
    conflict: SavingConflict | None = None

    @property
    def places(self) -> int:
        """Return how many choices it asks for."""
        return len(self.conflict.clashes) if self.conflict else 1


@dataclass(frozen=True, kw_only=True)
class Joining:
    """Two commits about to be one: tree is what git makes of them, mended what fields made of its conflicts."""

    ours: str
    theirs: str
    tree: str
    mended: Mapping[str, str] = field(default_factory=dict)
    clashes: tuple[OutsideClash, ...] = ()


class NotJoined(Exception):
    """The two sides cannot be joined here; the text is one French sentence."""


def joining(repository: Repository, theirs: str) -> Joining:
    """Return how what the branch and another commit say becomes one, nothing being touched; raises NotJoined."""
    ours = repository.commit_of("HEAD")
    told = repository.run(
        "merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", ours, theirs
    )
    if told.returncode not in (0, 1):
        raise NotJoined("Ce dépôt et celui de la forge n'ont pas d'histoire commune.")
    tree, *paths = told.stdout.rstrip("\0").split("\0")
    base = repository.run("merge-base", ours, theirs).stdout.strip()
    mended: dict[str, str] = {}
    clashes: list[OutsideClash] = []
    for path in paths:
        found = _file(repository, (base, ours, theirs), path)
        if isinstance(found, str):
            mended[path] = found
        else:
            clashes.append(found)
    return Joining(ours=ours, theirs=theirs, tree=tree, mended=mended, clashes=tuple(clashes))


def _file(repository: Repository, commits: Sequence[str], path: str) -> str | OutsideClash:
    """Return what a file says with both sides' changes, or where they clash."""
    base, ours, theirs = (repository.text_at(commit, path) for commit in commits)
    if ours is None and theirs is None:
        raise NotJoined(f"« {path} » a reçu deux noms différents : à réunir dans un éditeur.")
    whole = OutsideClash(path=path, ours=ours, theirs=theirs)
    if ours is None or theirs is None:
        return whole
    try:
        project_files.kind_of_path(path)
        mine, other = opened(path, ours), opened(path, theirs)
        start = opened(path, base) if base else _nothing(mine)
        if doubled(path, ours) or doubled(path, theirs):
            return whole
    except (NotEditable, UnreadableFile):
        return whole
    both = united(start, mine, other, theirs)
    if isinstance(both, SavingConflict):
        return OutsideClash(path=path, ours=ours, theirs=theirs, conflict=both)
    text = written(path, ours, both)
    return whole if isinstance(text, Refused) else text


def _nothing(like: Writing) -> Writing:
    """Return what a file said before both sides made it."""
    body = None if like.body is None else ""
    return Writing(data={} if isinstance(like.data, dict) else [], body=body)


def joined(
    repository: Repository, found: Joining, author: Author, choices: SideChoices = ()
) -> str:
    """Make the commit of both sides, with « mien » or not for each place of each clash; raises NotJoined."""
    lines = [_line(repository, found.ours, path, text) for path, text in found.mended.items()]
    for clash, told in zip(found.clashes, choices, strict=True):
        lines.append(_settled(repository, found, clash, told))
    with _own_index() as index:
        _done(repository.run("read-tree", found.tree, index=index).returncode)
        _done(
            repository.run(
                "update-index", "-z", "--index-info", told="".join(lines), index=index
            ).returncode
        )
        tree = repository.run("write-tree", index=index).stdout.strip()
    words = ("commit-tree", tree, "-p", found.ours, "-p", found.theirs)
    made = repository.run(*words, "-m", "Réunir avec la forge", author=author)
    _done(made.returncode)
    return made.stdout.strip()


def _settled(
    repository: Repository, found: Joining, clash: OutsideClash, told: Sequence[str]
) -> str:
    """Return the line of the index for a file whose clashes were chosen."""
    if clash.conflict is None or clash.ours is None:
        side = found.ours if list(told) == ["mien"] else found.theirs
        mode, oid = repository.entry(side, clash.path) or ("0", _GONE)
        return f"{mode} {oid}\t{clash.path}\0"
    text = written(clash.path, clash.ours, chosen(clash.conflict, told))
    if isinstance(text, Refused):
        raise NotJoined(f"{clash.path} : {text.sentence}")
    return _line(repository, found.ours, clash.path, text)


def _line(repository: Repository, commit: str, path: str, text: str) -> str:
    mode, _ = repository.entry(commit, path) or ("100644", "")
    told = as_before((repository.raw_at(commit, path) or "").encode(), text).decode()
    kept = repository.run("hash-object", "-w", "--no-filters", "--stdin", told=told)
    _done(kept.returncode)
    return f"{mode} {kept.stdout.strip()}\t{path}\0"


def _done(code: int) -> None:
    if code:
        raise NotJoined("git n'a pas pu réunir les deux côtés : rien n'a changé ici.")


@contextlib.contextmanager
def _own_index() -> Iterator[Path]:
    with TemporaryDirectory(prefix="chorale-") as folder:
        yield Path(folder) / "index"
