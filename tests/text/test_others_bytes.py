"""Bytes that Windows, Word, mail programs and others wrote are read with their accents, whatever they say of them."""

import pytest

from chorale.text import others_bytes
from chorale.text.letter_sources import read

WORDS = "L’été à Brest – 12 €"
PAGE = "<meta http-equiv=Content-Type content='text/html; charset={}'><p>" + WORDS + "</p>"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (WORDS.encode(), ""),
        (WORDS.encode(), "us-ascii"),
        (WORDS.encode(), "iso-8859-1"),
        (WORDS.encode("utf-8-sig"), "windows-1252"),
        (WORDS.encode("utf-16"), ""),
        (WORDS.encode("utf-16-le"), "utf-16-le"),
        (WORDS.encode("cp1252"), ""),
        (WORDS.encode("cp1252"), "iso-8859-1"),
        (WORDS.encode("cp1252"), "x-unknown"),
        *((WORDS.encode("cp1252"), no_letters) for no_letters in ("base64", "undefined", "a\0b")),
        (WORDS.encode("iso-8859-15", "replace").replace(b"?", b"\x92", 1), "windows-1252"),
        (WORDS.encode("mac-roman"), "macintosh"),
    ],
)
def test_a_text_is_read_by_its_mark_then_as_utf_8_then_by_its_name(data, said):
    told = others_bytes.decoded(data, said)
    assert told.replace("\xa4", "€").replace("?", "–") == WORDS


@pytest.mark.parametrize("said", ["windows-1252", "iso-8859-1", "utf-8"])
def test_a_page_saved_by_word_says_its_letters(said):
    found = read("lettre.htm", PAGE.format(said).encode("cp1252"))
    assert [(one.title, one.markdown) for one in found.parts] == [(WORDS, f"{WORDS}\n")]


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize(
    ("said", "letters"),
    [
        ("; charset=iso-8859-1", "cp1252"),
        ("; charset=us-ascii", "utf-8"),
        ("; charset=x-unknown", "cp1252"),
        ("", "utf-8"),
    ],
)
def test_a_mail_keeps_the_signs_of_windows_that_it_calls_latin(kind, said, letters):
    head = (
        "Subject: [EXTERNE] RE: L=?iso-8859-1?Q?=92=E9t=E9?=\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/{kind}{said}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    found = read("lettre.eml", b"\xef\xbb\xbf" + head.encode() + WORDS.encode(letters))
    assert [(one.title, one.markdown) for one in found.parts] == [("L’été", f"{WORDS}\n")]
