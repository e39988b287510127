"""A subject and a sender are read as they were written, whatever their length, accents and blanks."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

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
    read = message_from_bytes(raw, policy=default)

    assert (read["Subject"], read["From"].addresses[0].display_name) == (
        subject,
        "Élise de la Communauté des utilisateurs et utilisatrices",
    )
    assert max(map(len, raw.split(b"\r\n"))) <= 78
