"""What mail servers and webmails read of a message: its sender, its lines, the name that counts complaints."""

import quopri
import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_letter import community, full, issue, only, with_body

from chorale.content.model import Sender
from chorale.newsletter.email import compose
from chorale.newsletter.email import message as email_message
from chorale.newsletter.email.message import CopyAddress


def built(made, email=None):
    email = email or compose.compose(made, only(made))
    return email_message.build(made, only(made), email, CopyAddress("lectrice@essai.example"))


def from_header(name):
    sender = Sender(name=name, address="lettre@essai.example", identity="Agence d'essai, Paris.")
    raw = built(community(issue(), sender=sender))
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii")
    header = re.search(r"(?m)^From:.*(?:\r\n[ \t].*)*", head)[0]
    phrase, mail = parseaddr(message_from_bytes(raw)["From"])
    assert (str(make_header(decode_header(phrase))), mail) == (name, "lettre@essai.example")
    return header.rstrip("\r").split("\r\n")


def test_a_short_sender_is_written_on_one_line():
    assert from_header("Communauté d'essai") == [
        "From: =?utf-8?q?Communaut=C3=A9_d=27essai?= <lettre@essai.example>"
    ]
    assert from_header("Essai, la lettre") == ['From: "Essai, la lettre" <lettre@essai.example>']


@pytest.mark.parametrize(
    "name",
    [
        "Communauté des utilisateurs de la facturation électronique des établissements publics à caractère administratif",
        "é" * 200,
        "Direction interministérielle « du numérique », pôle des échanges dématérialisés et de l'État plateforme",
    ],
)
def test_no_encoded_word_of_a_long_sender_is_over_75_signs(name):
    lines = from_header(name)
    words = re.findall(r"=\?[^ ]+\?=", " ".join(lines))
    assert words
    assert [word for word in words if len(word) > 75] == []
    assert [line for line in lines if len(line) > 78] == []


PIECES = st.sampled_from(
    ["From ", ".", "From here", "é", "a" * 30, " ", "=", "\n", "\n.", "\nFrom "]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_no_line_begins_as_a_mail_server_would_change_it(text):
    made = full()
    sent = replace(compose.compose(made, only(made)), text=text.strip() + "\n")
    raw = built(made, sent)

    body = raw.partition(b"\r\n\r\n")[2].split(b"\r\n")
    assert [line for line in body if line.startswith((b"From ", b"."))] == []
    assert max(map(len, body)) <= 76
    part = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    assert part.get_content().replace("\r\n", "\n") == sent.text


def test_a_long_line_is_never_cut_inside_a_sign():
    line = "." + "=C3=A9" * 12 + "=A9="
    made = email_message._carried(line)
    assert quopri.decodestring(made.encode()) == quopri.decodestring(line.encode())
    assert made.split("\n") == ["=2E" + "=C3=A9" * 12 + "=", "=A9="]


def test_complaints_are_counted_by_letter_community_kind_and_sender():
    read = message_from_bytes(built(with_body("Un mot.")), policy=policy.default)
    assert read["Feedback-ID"] == "2026-11:essai.example:lettre:essaiexample"
    sender, *rest = reversed(read["Feedback-ID"].split(":"))
    assert 5 <= len(sender) <= 15
    assert len(rest) == 3
