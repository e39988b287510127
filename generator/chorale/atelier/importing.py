"""Import: a letter written elsewhere is read, set aside, then becomes draft articles with their pictures."""

import re
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from pathlib import PurePosixPath

from chorale import scaffold
from chorale.atelier import creation, drafts, photos, project_files, saving, set_asides, sheets
from chorale.atelier.creation import Unmakeable
from chorale.atelier.desk import Desk, Writer
from chorale.atelier.saving import Saved
from chorale.content.kinds import kind_of
from chorale.content.model import Issue
from chorale.content.writing.file_text import Writing, opened
from chorale.files import File
from chorale.scaffold import NewItemPlace
from chorale.text.letter_parts import ImportedLetter, ImportedPart

KIND = "letter"
_PICTURE = re.compile(r"!\[([^\]]*)\]\((image-\d+\.[\w+.-]+)\)")


@dataclass(frozen=True, kw_only=True)
class SetAside:
    """What was read, set aside for its person until they say what becomes of it."""

    name: str
    letter: ImportedLetter


@dataclass(frozen=True, kw_only=True)
class ImportedArticle:
    """A draft that was made: where, and what to look at there."""

    path: str
    title: str
    doubts: tuple[str, ...]


def set_aside(desk: Desk, worker: Writer, letter: ImportedLetter) -> SetAside:
    """Keep what was read for a day, for this person only."""
    told = {
        "parts": [asdict(one) for one in letter.parts],
        "pictures": sorted(letter.pictures),
        "doubts": letter.doubts,
    }
    name = set_asides.keep(desk, worker, KIND, letter.pictures, told)
    return SetAside(name=name, letter=letter)


def taken_up(desk: Desk, worker: Writer, name: str) -> SetAside | None:
    """Return what a person set aside; None when it is gone, or another's."""
    told = set_asides.taken_up(desk, worker, KIND, name)
    if told is None:
        return None
    place = set_asides.folder(desk, name)
    pictures = {one: (place / one).read_bytes() for one in told["pictures"]}
    parts = tuple(ImportedPart(**one) for one in told["parts"])
    letter = ImportedLetter(parts=parts, pictures=pictures, doubts=tuple(told["doubts"]))
    return SetAside(name=name, letter=letter)


def joined(parts: tuple[ImportedPart, ...], begin: Collection[int]) -> list[ImportedPart]:
    """Return the articles: a part that begins none goes, under its title, into the one before; nothing is dropped."""
    made: list[ImportedPart] = []
    for rank, one in enumerate(parts):
        if rank in begin or not made:
            made.append(one)
        else:
            words = f"{made[-1].markdown.rstrip()}\n\n## {one.title}\n\n{one.markdown}"
            made[-1] = replace(made[-1], markdown=words)
    return made


def new_letter(desk: Desk, worker: Writer, month: str) -> str:
    """Make the letter of a month, still a draft for readers, and return its name; raises Unmakeable."""
    path, text = creation.made(desk, kind_of(Issue), {"month": month})
    made = saving.save(
        desk, worker, drafts.begun(worker.key, path, text, opened(path, text), desk.clock())
    )
    if not isinstance(made, Saved):
        raise Unmakeable("Cette lettre ne se fait pas ainsi : la créer d'abord, puis importer.")
    return PurePosixPath(path).parent.name


def articles(
    desk: Desk, worker: Writer, found: SetAside, issue: str, begin: Collection[int]
) -> list[ImportedArticle]:
    """Make the drafts of a letter's articles, with their pictures, and forget what was set aside."""
    place = NewItemPlace(community=desk.project().community, today=desk.today)
    made = [
        _article(desk, worker, scaffold.article(place, issue, part.title), part, found.letter)
        for part in joined(found.letter.parts, begin)
    ]
    set_asides.forget(desk, found.name)
    return made


def _article(
    desk: Desk,
    worker: Writer,
    model: File,
    part: ImportedPart,
    letter: ImportedLetter,
) -> ImportedArticle:
    path = free(desk, worker, model.path)
    text = model.content.decode()
    data = opened(path, text).data
    if part.summary and isinstance(data, dict):
        data = {**data, "summary": " ".join(part.summary.split())}
    writing = Writing(data=data, body=part.markdown)
    draft = drafts.begun(worker.key, path, text, writing, desk.clock())
    with desk.store.write("atelier") as connection:
        drafts.keep(connection, draft)
    doubts = _with_pictures(desk, worker, path, letter) if _PICTURE.search(part.markdown) else []
    return ImportedArticle(path=path, title=part.title, doubts=tuple(doubts))


def free(desk: Desk, worker: Writer, path: str) -> str:
    """Return a path that no file and no draft of the person has."""
    stem = path.removesuffix(".md")
    with desk.store.read() as connection:
        for rank in range(1, 200):
            wanted = path if rank == 1 else f"{stem}-{rank}.md"
            taken = project_files.place(desk.root, wanted).exists()
            if not taken and drafts.find(connection, worker.key, wanted) is None:
                return wanted
    raise project_files.NotEditable(path)


def _with_pictures(desk: Desk, worker: Writer, path: str, letter: ImportedLetter) -> list[str]:
    """Put the pictures of an article beside it under names of their own; return what did not come."""
    sheet = sheets.sheet(desk, worker, path)
    doubts: list[str] = []
    renamed: dict[str, str] = {}
    body = sheet.writing.body or ""
    for alt, name in dict.fromkeys(_PICTURE.findall(body)):
        try:
            renamed[name] = photos.kept(desk, worker, sheet, letter.pictures.get(name, b""), alt)
        except photos.BadPicture as refused:
            doubts.append(f"image « {alt} » laissée : {str(refused)[:1].lower()}{str(refused)[1:]}")
    body = _PICTURE.sub(
        lambda found: f"![{found[1]}]({renamed[found[2]]})" if found[2] in renamed else "", body
    )
    sheets.kept(desk, worker, sheet, Writing(data=sheet.writing.data, body=body))
    return doubts
