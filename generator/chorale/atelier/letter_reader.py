"""Subprocess that reads a letter written elsewhere under limits of memory and time, and writes it as JSON.

Run by `importing` as « python -m … FILE NAME BYTES »: a small .docx may unpack to gigabytes.
"""

import base64
import json
import sys
from dataclasses import asdict
from pathlib import Path

from chorale.atelier import apart
from chorale.text import letter_sources
from chorale.text.letter_parts import ImportedPart
from chorale.text.letter_sources import ImportedLetter, UnreadableSource

MEMORY, SECONDS, PICTURES_MOST = 1024 * 1024 * 1024, 20, 50_000_000
DAMAGED = "Ce fichier est abîmé, ou n'est pas ce que dit son nom."
HEAVY = "Ce fichier est trop lourd à lire : le partager en plusieurs, ou retirer ses images."


def read(name: str, data: bytes) -> ImportedLetter:
    """Read a file by its name's ending, in a process of its own; raises UnreadableSource."""
    try:
        told = json.loads(apart.read(__name__, data, name, str(MEMORY)))
    except apart.Unread as why:
        raise UnreadableSource(str(why)) from None
    except (apart.TooLong, apart.TooHeavy):
        raise UnreadableSource(HEAVY) from None
    return ImportedLetter(
        parts=tuple(ImportedPart(**one) for one in told["parts"]),
        pictures={one: base64.b64decode(picture) for one, picture in told["pictures"].items()},
        doubts=tuple(told["doubts"]),
    )


def main() -> int:
    """Print the letter; a sentence and 1 for what is refused."""
    apart.bound(int(sys.argv[3]), SECONDS)
    try:
        found = letter_sources.read(sys.argv[2], Path(sys.argv[1]).read_bytes())
    except UnreadableSource as refused:
        return _refused(str(refused))
    except MemoryError:
        return _refused(HEAVY)
    except Exception:  # noqa: BLE001 - whatever a hostile file provokes becomes one sentence
        return _refused(DAMAGED)
    if sum(map(len, found.pictures.values())) > PICTURES_MOST:
        return _refused(HEAVY)
    pictures = {name: base64.b64encode(one).decode() for name, one in found.pictures.items()}
    parts = [asdict(one) for one in found.parts]
    sys.stdout.write(json.dumps({"parts": parts, "pictures": pictures, "doubts": found.doubts}))
    return 0


def _refused(sentence: str) -> int:
    sys.stdout.write(sentence)
    return 1


if __name__ == "__main__":
    sys.exit(main())
