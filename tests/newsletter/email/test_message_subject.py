"""A subject of any length and any letters reads back as it was written, in two decoders, on short lines."""

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from small_letter import full, only

from chorale.newsletter.email import compose
from chorale.newsletter.email import message as email_message

MADE = full()
LETTER = compose.compose(MADE, only(MADE))

SUBJECTS = (
    "Lettre de novembre 2026",
    "a" * 80,
    "x" * 75 + " é " + "y" * 60,
    "a é " * 30 + "b",
    "La lettre de décembre\u00a0: factures de travaux, notifications, rattachements et votre avis sur la communauté",
    "«\u00a0Facture\u00a0» " * 8 + "!",
    "deux  blancs " * 8 + "fin",
    "🎉" * 40,
)


def subject_lines(subject):
    """Return the lines of the header as sent, and the subject as two readers of the standard library decode it."""
    raw = email_message.build(
        MADE,
        only(MADE),
        replace(LETTER, subject=subject),
        email_message.CopyAddress("a@b.example"),
    )
    header = re.search(rb"^Subject: .*?(?=\r\n\S)", raw, re.DOTALL | re.MULTILINE)[0]
    encoded = message_from_bytes(raw)["Subject"].replace("\r\n", "")
    read = message_from_bytes(raw, policy=policy.default)["Subject"]
    return header.split(b"\r\n"), read, str(make_header(decode_header(encoded)))


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_of_any_length_reads_back_as_it_was_written(subject):
    lines, read, decoded = subject_lines(subject)
    assert (read, decoded) == (subject, subject)
    assert max(map(len, lines)) <= 78


def test_a_subject_written_on_two_lines_is_one():
    lines, read, _ = subject_lines("Lettre de mars\nBcc: a@b.example")

    assert (lines, read) == (
        [b"Subject: Lettre de mars Bcc: a@b.example"],
        "Lettre de mars Bcc: a@b.example",
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(alphabet='aéœ€—’\u00a0🎉:,?=_("', min_size=1, max_size=90),
        min_size=1,
        max_size=6,
    ).map(" ".join)
)
def test_words_and_accents_in_any_order_read_back(subject):
    assume("=?" not in subject and subject.strip() == subject)
    lines, read, decoded = subject_lines(subject)
    assert (read, decoded) == (subject, subject)
    assert max(map(len, lines)) <= 78


def test_a_short_plain_subject_is_left_readable_in_the_message():
    assert subject_lines("Lettre de novembre 2026")[0] == [b"Subject: Lettre de novembre 2026"]
