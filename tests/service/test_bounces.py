"""Reports of failure are read as mail servers write them; other mails are left alone."""

import email

import pytest

from generator.service.delivery.bounces import Bounce, read, reports

REPORT = """\
From: MAILER-DAEMON@mx.example
To: lettre@chorale.example
Subject: {subject}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=utf-8

{words}
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Mon, 16 Nov 2026 12:00:00 +0100

{recipients}
--B
Content-Type: message/rfc822

Subject: Lettre
To: x@exemple.fr

corps
--B--
"""


def report(recipients):
    return email.message_from_string(
        REPORT.format(subject="Undelivered Mail", words="I'm sorry.", recipients=recipients)
    )


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (
            "Final-Recipient: rfc822; Ada@Exemple.fr\nOriginal-Recipient: rfc822;ada@exemple.fr\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 unknown user",
            [Bounce(address="ada@exemple.fr", status="5.1.1", final=True)],
        ),
        ("Final-Recipient: rfc822; ada@exemple.fr\nAction: failed\nStatus: 5.2.2 (mailbox full)", [Bounce(address="ada@exemple.fr", status="5.2.2", final=False)]),
        ("Final-Recipient: rfc822; <ada@exemple.fr>\nAction: Failed\nStatus: 5.1.10", [Bounce(address="ada@exemple.fr", status="5.1.10", final=True)]),
        ("Final-Recipient: rfc822; ada@exemple.fr\nAction: failed\nStatus: 5.7.1", [Bounce(address="ada@exemple.fr", status="5.7.1", final=False)]),
        ("Final-Recipient: rfc822; ada@exemple.fr\nAction: delayed\nStatus: 4.4.1", []),
        ("Final-Recipient: rfc822; ada@exemple.fr\nAction: delivered\nStatus: 2.0.0", []),
        (
            "Final-Recipient: rfc822; a@exemple.fr\nAction: failed\nStatus: 5.1.1\n\nFinal-Recipient: rfc822; b@exemple.fr\nAction: failed\nStatus: 5.2.2",
            [Bounce(address="a@exemple.fr", status="5.1.1", final=True), Bounce(address="b@exemple.fr", status="5.2.2", final=False)],
        ),
    ],
)  # fmt: skip
def test_a_report_names_each_address_and_how_final_it_is(block, expected):
    assert list(reports(report(block))) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Subject: Absence\nAuto-Submitted: auto-replied\n\nJe suis absente, a@exemple.fr est en 5.1.1",
        "Content-Type: multipart/report; boundary=B\n\n--B\nContent-Type: message/delivery-status\n\nrien",
        "Content-Type: message/delivery-status\n\nAction: failed\n\n\nStatus: 5",
        "Content-Type: multipart/report\n\n\x00\xff",
    ],
)
def test_other_mails_and_broken_reports_end_no_subscription(text):
    assert list(reports(email.message_from_string(text))) == []


def test_a_maildir_is_read_whole_and_large_files_are_left_alone(tmp_path):
    (tmp_path / "new").mkdir()
    block = "Final-Recipient: rfc822; ada@exemple.fr\nAction: failed\nStatus: 5.1.1"
    (tmp_path / "new/1.eml").write_text(report(block).as_string())
    (tmp_path / "2.eml").write_text("Subject: bonjour\n\n")
    (tmp_path / "3.eml").write_bytes(report(block).as_bytes() + b"x" * 2_100_000)

    assert [(path.name, len(found)) for path, found in read(tmp_path)] == [("2.eml", 0), ("3.eml", 0), ("1.eml", 1)]
