"""Prepared pictures, kept by the bytes of their files: made once in this process, and on disk for the next."""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Literal

from chorale.content import pictures
from chorale.content.item_model import PreparedPicture
from chorale.content.pictures import UnreadablePicture
from chorale.content.source_files import AnswersByStamp, stays
from chorale.memoization import LATEST
from chorale.memory import recalled_bytes

PictureUse = Literal["message", "line", "page", "half", "none"]
Prepared = tuple[PreparedPicture, ...]


def _of_none(data: bytes) -> Prepared:
    pictures.verify(data)
    return ()


USES: Mapping[PictureUse, Callable[[bytes], Prepared]] = {
    "message": lambda data: (pictures.for_message(data),),
    "line": lambda data: (pictures.little(data),),
    "page": pictures.for_page,
    "half": lambda data: tuple(filter(None, [pictures.smaller(data)])),
    "none": _of_none,
}
"""What a picture is prepared for: half, for pages that show that of a message smaller; none, to know if it shows."""

_digests: AnswersByStamp[bytes] = AnswersByStamp()
_held: dict[tuple[str, PictureUse], tuple[bytes, Prepared | UnreadablePicture]] = {}


def prepared(root: Path, path: str, use: PictureUse) -> Prepared:
    """Return what is published of a picture of the project; the same bytes give the same.

    Raises OSError, and UnreadablePicture for what shows nothing or leads out of the project.
    """
    place = f"{root}/{path}"
    found = os.lstat(place)
    digest, held = _digests.get(place, found), _held.get((place, use))
    if held is None or held[0] != digest:
        data = _read(root, path)
        digest = hashlib.sha256(data).digest()
        _digests.keep(place, found, digest)
        if held is None or held[0] != digest:
            held = digest, _made(use, digest, data)
            if len(_held) >= LATEST:
                _held.clear()
            _held[place, use] = held
    if isinstance(held[1], UnreadablePicture):
        raise held[1].with_traceback(None)
    return held[1]


def smaller(data: bytes) -> PreparedPicture | None:
    """Return a picture of a message for pages that show it smaller; none when that is not worth it."""
    return next(iter(_kept("half", hashlib.sha256(data).digest(), data)), None)


def _read(root: Path, path: str) -> bytes:
    file = root / path
    if not stays(root, file):
        advice = "remplacer le lien par l'image elle-même"
        raise UnreadablePicture("lien symbolique qui sort du projet", advice)
    return file.read_bytes()


def _made(use: PictureUse, digest: bytes, data: bytes) -> Prepared | UnreadablePicture:
    """Return what is made of a picture, or why nothing is: that is asked again by the next process."""
    try:
        return _kept(use, digest, data)
    except UnreadablePicture as fault:
        return fault


def _kept(use: PictureUse, digest: bytes, data: bytes) -> Prepared:
    kept = recalled_bytes(f"{__name__}.{use}", digest, lambda: _packed(USES[use](data), data))
    return _unpacked(kept, data)


def _packed(made: Prepared, data: bytes) -> bytes:
    """Write pictures as a line of what is said of them, then their bytes; those of the file itself are left out."""
    said = [
        (one.suffix, one.width, one.height, None if one.data == data else len(one.data))
        for one in made
    ]
    own = (one.data for one in made if one.data != data)
    return b"".join((json.dumps(said).encode(), b"\n", *own))


def _unpacked(kept: bytes, data: bytes) -> Prepared:
    head, _, own = kept.partition(b"\n")
    said = json.loads(head)
    ends = accumulate((length or 0 for *_, length in said), initial=0)
    return tuple(
        PreparedPicture(suffix, data if length is None else own[begin:end], width, height)
        for (suffix, width, height, length), (begin, end) in zip(said, pairwise(ends), strict=True)
    )
