"""What is read of a file has line feeds and plain signs; written anew, its untouched lines keep their bytes."""

import pytest

from chorale.text.characters import as_before


@pytest.mark.parametrize(
    ("former", "text", "made"),
    [
        (b"a: 1\nb: 2\n", "a: 3\nb: 2\n", b"a: 3\nb: 2\n"),
        (b"a: 1\r\nb: 2\r\n", "a: 3\nneuf: x\nb: 2\n", b"a: 3\r\nneuf: x\r\nb: 2\r\n"),
        (b"a: 1\nb: 2\r\nc: 3", "a: 1\nb: 4\nc: 3", b"a: 1\nb: 4\nc: 3"),
        (b"a: 1\r\nb: 2", "a: 1\nb: 2\nc: 3\n", b"a: 1\r\nb: 2\r\nc: 3\r\n"),
        (b"\xef\xbb\xbfa: 1\nb: 2\n", "a: 1\nb: 3\n", b"\xef\xbb\xbfa: 1\nb: 3\n"),
        (
            "a: e\u0301te\u0301\nb: 2\n".encode(),
            "a: été\nb: 3\n",
            "a: e\u0301te\u0301\nb: 3\n".encode(),
        ),
        (b"", "a: 1\n", b"a: 1\n"),
    ],
)
def test_lines_that_nobody_changed_keep_their_ends_and_the_signs_that_nobody_sees(
    former, text, made
):
    assert as_before(former, text) == made
