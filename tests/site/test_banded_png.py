"""PNG in bands: independent readers see the very picture that was cut, however it was."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from chorale.site.banded_png import QUICK, SMALL, band, png

PALETTE = bytes(range(48))


def picture(width: int, rows: list[list[int]]) -> Image.Image:
    made = Image.new("P", (width, len(rows)))
    made.putpalette(PALETTE)
    made.putdata([colour for row in rows for colour in row])
    return made


def packed(rows: list[list[int]]) -> bytes:
    return b"".join(
        b"\0" + bytes(16 * one + other for one, other in zip(row[::2], row[1::2], strict=True))
        for row in rows
    )


@st.composite
def drawn(draw) -> list[list[int]]:
    width = 2 * draw(st.integers(1, 5))
    row = st.lists(st.integers(0, 15), min_size=width, max_size=width)
    return draw(st.lists(row, min_size=3, max_size=9))


@given(drawn(), st.data())
def test_bands_make_the_picture_that_was_cut(rows: list[list[int]], data: st.DataObject):
    cuts = sorted(data.draw(st.sets(st.integers(1, len(rows) - 1), min_size=1)))
    bands = [
        band(packed(rows[top:bottom]), data.draw(st.sampled_from([QUICK, SMALL])))
        for top, bottom in zip([0, *cuts], [*cuts, len(rows)], strict=True)
    ]
    whole = picture(len(rows[0]), rows)

    read = Image.open(io.BytesIO(png(whole.size, PALETTE, bands)))
    read.load()

    assert (read.mode, read.size) == ("P", whole.size)
    assert read.convert("RGB").tobytes() == whole.convert("RGB").tobytes()


def test_what_is_written_is_checked_by_those_who_read_it():
    made = bytearray(png((2, 2), PALETTE, [band(packed([[1, 2], [3, 4]]))]))
    made[-20] ^= 1

    with pytest.raises((SyntaxError, OSError), match=r"broken|IDAT"):
        Image.open(io.BytesIO(bytes(made))).load()
