"""PNG in bands: rows that many pictures share are zipped once, and each picture zips its own rows alone.

Pillow zips whole pictures, row by row: five times the work for cards that differ by their title.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from struct import pack

QUICK, SMALL = (1, 3), (9, 0)
"""zlib's level and strategy: runs of one colour alone, for what one picture holds; its best, for what many share."""
_SIGNATURE, _ZLIB, _LAST = b"\x89PNG\r\n\x1a\n", b"\x78\x01", b"\x03\x00"
"""How a PNG begins, and a zlib stream; the empty block that ends one (RFC 1950, 1951)."""

_PRIME = 65_521
"""Adler-32 counts up to it."""


@dataclass(frozen=True)
class Band:
    """Rows of a picture zipped apart from all others, and how many bytes they are, with their checksum (Adler-32)."""

    zipped: bytes
    size: int
    check: int


def band(rows: bytes, how: tuple[int, int] = QUICK) -> Band:
    """Zip rows: each a zero, by which a PNG says that a row stands as it is, then half a byte a point."""
    level, strategy = how
    zipping = zlib.compressobj(level, wbits=-zlib.MAX_WBITS, strategy=strategy)
    zipped = zipping.compress(rows) + zipping.flush(zlib.Z_FULL_FLUSH)
    return Band(zipped, len(rows), zlib.adler32(rows))


def _joined(above: Band, below: Band) -> Band:
    """Return two bands as one; the checksum of both follows from theirs (RFC 1950)."""
    (low, high), (more, last) = (divmod(one.check, 1 << 16)[::-1] for one in (above, below))
    first, second = low + more - 1, high + last + below.size * (low - 1)
    check = second % _PRIME << 16 | first % _PRIME
    return Band(above.zipped + below.zipped, above.size + below.size, check)


def png(size: tuple[int, int], palette: bytes, bands: Sequence[Band]) -> bytes:
    """Return the picture of this width and height that these bands make from top to bottom; colours are RGB."""
    whole = reduce(_joined, bands)
    chunks = {
        b"IHDR": pack(">IIBBBBB", *size, 4, 3, 0, 0, 0),  # four bits a point, colours of a palette
        b"PLTE": palette,
        b"IDAT": _ZLIB + whole.zipped + _LAST + pack(">I", whole.check),
        b"IEND": b"",
    }
    return _SIGNATURE + b"".join(
        pack(">I", len(said)) + kind + said + pack(">I", zlib.crc32(kind + said))
        for kind, said in chunks.items()
    )
