"""A subject and a sender are read as they were written, whatever their length, accents and blanks."""

import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest

from chorale.text.mail_headers import SoundPolicy


@pytest.mark.parametrize(
    "subject",
    [
        "Inscription",
        "Confirmez – Été à l’œuvre : déposer, suivre, réessayer et célébrer l’achèvement des façades",
        "é" * 200,
        "Sans accent mais si long qu'une seule ligne de soixante-dix-huit signes n'y suffirait pas du tout",
    ],
)
def test_headers_are_read_as_they_were_written(subject):
    mail = EmailMessage(policy=SoundPolicy(linesep="\r\n"))
    mail["From"] = "Élise de la Communauté des utilisateurs et utilisatrices <elise@exemple.fr>"
    mail["Subject"] = subject
    raw = mail.as_bytes()
    read = {
        name: str(make_header(decode_header(value.replace("\r\n", ""))))
        for name, value in message_from_bytes(raw).items()
    }

    assert read == {
        "From": "Élise de la Communauté des utilisateurs et utilisatrices <elise@exemple.fr>",
        "Subject": subject,
    }
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert max(map(len, re.findall(rb"=\?\S+\?=", raw))) <= 75
