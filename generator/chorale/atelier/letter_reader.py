"""A letter written elsewhere, read apart: a small .docx may unpack to gigabytes. The other process runs `answer`."""

import base64
import json
from dataclasses import asdict

from chorale.atelier import apart
from chorale.text import letter_sources
from chorale.text.letter_parts import ImportedLetter, ImportedPart, UnreadableSource

PICTURES_MOST = 50_000_000
DAMAGED = "Ce fichier est abîmé, ou n'est pas ce que dit son nom."
HEAVY = "Ce fichier est trop lourd à lire : le partager en plusieurs, ou retirer ses images."


def read(name: str, data: bytes) -> ImportedLetter:
    """Read a file by its name's ending, in a process of its own; raises UnreadableSource."""
    try:
        told = json.loads(apart.read(__name__, data, name))
    except apart.Unread as why:
        raise UnreadableSource(str(why)) from None
    except (apart.TooLong, apart.TooHeavy):
        raise UnreadableSource(HEAVY) from None
    return ImportedLetter(
        parts=tuple(ImportedPart(**one) for one in told["parts"]),
        pictures={one: base64.b64decode(picture) for one, picture in told["pictures"].items()},
        doubts=tuple(told["doubts"]),
    )


def answer(data: bytes, name: str) -> bytes:
    """Return a letter as JSON."""
    try:
        found = letter_sources.read(name, data)
    except UnreadableSource as refused:
        raise apart.Unread(str(refused)) from None
    if sum(map(len, found.pictures.values())) > PICTURES_MOST:
        raise apart.Unread(HEAVY)
    pictures = {name: base64.b64encode(one).decode() for name, one in found.pictures.items()}
    parts = [asdict(one) for one in found.parts]
    return json.dumps({"parts": parts, "pictures": pictures, "doubts": found.doubts}).encode()
