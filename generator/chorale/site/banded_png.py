"""PNG in bands: rows that many pictures share are zipped once, and each picture zips its own rows alone.

Pillow zips whole pictures, row by row: five times the work for cards that differ by their title.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from struct import pack

QUICK, SMALL = (1, 3), (9, 0)
"""zlib's level and strategy: runs of one colour alone, for what one picture holds; its best, for what many share."""
_SIGNATURE, _ZLIB, _LAST = b"\x89PNG\r\n\x1a\n", b"\x78\x01", b"\x03\x00"
"""How a PNG begins, and a zlib stream; the empty block that ends one (RFC 1950, 1951)."""


@dataclass(frozen=True)
class Band:
    """Rows of a picture, and the same ones zipped apart from all others."""

    rows: bytes
    zipped: bytes


def band(rows: bytes, how: tuple[int, int] = QUICK) -> Band:
    """Zip rows: each a zero, by which a PNG says that a row stands as it is, then half a byte a point."""
    level, strategy = how
    zipping = zlib.compressobj(level, wbits=-zlib.MAX_WBITS, strategy=strategy)
    return Band(rows, zipping.compress(rows) + zipping.flush(zlib.Z_FULL_FLUSH))


def png(size: tuple[int, int], palette: bytes, bands: Sequence[Band]) -> bytes:
    """Return the picture of this width and height that these bands make from top to bottom; colours are RGB."""
    check = 1
    for one in bands:
        check = zlib.adler32(one.rows, check)
    chunks = {
        b"IHDR": pack(">IIBBBBB", *size, 4, 3, 0, 0, 0),  # four bits a point, colours of a palette
        b"PLTE": palette,
        b"IDAT": b"".join((_ZLIB, *(one.zipped for one in bands), _LAST, pack(">I", check))),
        b"IEND": b"",
    }
    return _SIGNATURE + b"".join(
        pack(">I", len(said)) + kind + said + pack(">I", zlib.crc32(kind + said))
        for kind, said in chunks.items()
    )
