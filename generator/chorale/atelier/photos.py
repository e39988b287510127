"""Pictures put beside an article: read apart under limits, made upright, small and bare, named by what they show."""

import re
from pathlib import Path, PurePosixPath

from chorale import files
from chorale.atelier import apart, project_files
from chorale.atelier.desk import Desk, Writer
from chorale.atelier.sheets import Sheet
from chorale.content.model import Article, Issue
from chorale.french import phrases
from chorale.french.suggestions import slug

UPLOAD_MOST = 20_000_000
_BEGINNINGS = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n|GIF8|RIFF....WEBP|....ftyp", re.DOTALL)
"""Those of JPEG, PNG, GIF, WebP, HEIC and AVIF: nothing else is even opened."""


class BadPicture(Exception):
    """A picture that is not taken; the text is one French sentence."""


def kept(desk: Desk, worker: Writer, sheet: Sheet, data: bytes, alt: str) -> str:
    """Write a picture beside an article and return its name; raises BadPicture."""
    if sheet.kind.type not in (Article, Issue):
        raise BadPicture("Une image se met dans un article de la lettre.")
    if not alt.strip():
        raise BadPicture("Dire en quelques mots ce que montre l'image, pour qui ne la voit pas.")
    if not data or len(data) > UPLOAD_MOST:
        raise BadPicture("Choisir une image de 20 Mo au plus.")
    kind, made = bare(data)
    return laid(desk, worker, sheet.path, (slug(alt)[:60].strip("-") or "image") + kind, made)


def laid(desk: Desk, worker: Writer, path: str, wanted: str, data: bytes) -> str:
    """Lay the bytes of a picture beside a file, under the name that is wanted or one like it; return the name.

    Raises BadPicture.
    """
    folder = project_files.place(desk.root, path).parent
    with desk.writing():
        name = _free(folder, PurePosixPath(wanted), data)
        if not (folder / name).exists():
            folder.mkdir(parents=True, exist_ok=True)
            files.store(folder / name, data, durable=True)
            desk.changed()
            picture = str(PurePosixPath(path).parent / name)
            desk.repository.commit([picture], worker.author, f"Ajouter l'image {name}")
            desk.note(worker, "pictured", what=picture)
    return name


def _free(folder: Path, wanted: PurePosixPath, data: bytes) -> str:
    """Return the first name that is free, or that holds these very bytes already."""
    stem, kind = wanted.stem, wanted.suffix
    names = [wanted.name, *(f"{stem}-{rank}{kind}" for rank in range(2, 200))]
    for name in names:
        target = folder / name
        if not target.is_symlink() and (not target.exists() or target.read_bytes() == data):
            return name
    raise BadPicture("Trop d'images portent déjà ce nom : la décrire autrement.")


def bare(data: bytes) -> tuple[str, bytes]:
    """Return the suffix and the bytes of a picture as it may be published; raises BadPicture."""
    if not _BEGINNINGS.match(data):
        raise BadPicture("Ce fichier n'est pas une image JPEG, PNG, GIF, WebP, HEIC ou AVIF.")
    try:
        answer = apart.read("chorale.atelier.photo_reader", data)
    except apart.TooLong:
        raise BadPicture("Cette image est trop longue à lire.") from None
    except apart.TooHeavy:
        raise BadPicture("Cette image est trop lourde à lire.") from None
    except apart.Unread as why:
        raise BadPicture(f"{phrases.capital(str(why))}.") from None
    kind, _, made = answer.partition(b"\n")
    return kind.decode(), made
