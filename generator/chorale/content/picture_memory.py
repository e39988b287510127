"""Prepared pictures, kept by the bytes of their files: made once in this process, and on disk for the next."""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from functools import partial
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Literal

from chorale.content import pictures
from chorale.content.item_model import PreparedPicture
from chorale.content.pictures import UnreadablePicture
from chorale.content.source_files import AnswersByStamp, stays
from chorale.memoization import LATEST
from chorale.memory import recalled_bytes

PictureUse = Literal["message", "line", "page", "none"]
Prepared = tuple[PreparedPicture, ...]


def _of_none(data: bytes) -> Prepared:
    pictures.verify(data)
    return ()


USES: Mapping[PictureUse, Callable[[bytes], Prepared]] = {
    "message": lambda data: (pictures.for_message(data),),
    "line": lambda data: (pictures.little(data),),
    "page": pictures.for_page,
    "none": _of_none,
}
"""What a picture is prepared for; none asks only whether it shows anything."""

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

    def packed() -> bytes:
        made = pictures.smaller(data)
        return _packed((made,) if made else (), data)

    digest = hashlib.sha256(data).digest()
    return next(iter(_unpacked(recalled_bytes(f"{__name__}.smaller", digest, packed), data)), None)


def _read(root: Path, path: str) -> bytes:
    file = root / path
    if not stays(root, file):
        advice = "remplacer le lien par l'image elle-même"
        raise UnreadablePicture("lien symbolique qui sort du projet", advice)
    return file.read_bytes()


def _made(use: PictureUse, digest: bytes, data: bytes) -> Prepared | UnreadablePicture:
    """Return what is made of a picture, or why nothing is: that is asked again by the next process."""
    make = partial(_packed_for, use, data)
    try:
        return _unpacked(recalled_bytes(f"{__name__}.{use}", digest, make), data)
    except UnreadablePicture as fault:
        return fault


def _packed_for(use: PictureUse, data: bytes) -> bytes:
    return _packed(USES[use](data), data)


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
