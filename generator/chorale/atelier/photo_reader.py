"""One picture made upright, small and bare: what `apart` runs for `photos`."""

from chorale.atelier.apart import Unread
from chorale.content.pictures import UnreadablePicture, for_page

DAMAGED = "ce fichier n'est pas une image lisible"


def answer(data: bytes) -> bytes:
    """Return the suffix, a newline, then the bytes of a picture as it may be published."""
    try:
        made = for_page(data)[0]
    except UnreadablePicture as refused:
        raise Unread(f"{refused} ; {refused.advice}") from None
    return made.suffix.encode() + b"\n" + made.data
