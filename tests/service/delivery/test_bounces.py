"""Mails that come back, as servers write them: Postfix, Exchange, Gmail, Orange, La Poste, qmail; others are left alone."""

import email
import random

import pytest

from chorale.service.delivery.bounces import BounceKind, BounceReport, parsed, read, reports

LETTER = "<2026-03.d1.s1@chorale.example>"
DSN = """\
Return-Path: <>
From: {sender}
To: lettre@chorale.example
Subject: {subject}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=utf-8

{words}

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; {server}
Arrival-Date: Mon, 16 Nov 2026 12:00:00 +0100

{recipients}

--B
Content-Type: {returned}

From: lettre@chorale.example
Message-ID: <2026-03.d1.s1@chorale.example>
Subject: La lettre de mars

--B--
"""


def dsn(recipients, sender="MAILER-DAEMON@mx.chorale.example (Mail Delivery System)", **more):
    values = {
        "subject": "Undelivered Mail Returned to Sender",
        "words": "I'm sorry.",
        "server": "mx.chorale.example",
    }
    values |= {"returned": "text/rfc822-headers", **more}
    return DSN.format(sender=sender, recipients=recipients, **values)


def told(text):
    return [(one.address, one.kind.value) for one in reports(email.message_from_string(text))]


POSTFIX_UNKNOWN = dsn(
    "Final-Recipient: rfc822; Ada@Exemple.fr\nOriginal-Recipient: rfc822;ada@exemple.fr\nAction: failed\nStatus: 5.1.1\n"
    "Remote-MTA: dns; mx.exemple.fr\n"
    "Diagnostic-Code: smtp; 550 5.1.1 <ada@exemple.fr>: Recipient address rejected: User unknown in virtual mailbox table"
)
OFFICE_365 = dsn(
    "Final-Recipient: rfc822;ada@exemple.fr\nAction: failed\nStatus: 5.1.10\n"
    "Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ada@exemple.fr not found by SMTP address lookup",
    sender="MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@exemple.onmicrosoft.example",
    subject="Non remis : La lettre de mars",
    words="Votre message à ada@exemple.fr n'a pas pu être remis.",
)
GMAIL_FULL = dsn(
    "Final-Recipient: rfc822; ada@gmail.example\nAction: failed\nStatus: 4.2.2\n"
    "Diagnostic-Code: smtp; 452-4.2.2 The recipient's inbox is out of storage space. Please direct the\n"
    " 452-4.2.2 recipient to the storage page",
    sender="Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
    returned="message/rfc822",
)
GMAIL_GONE = dsn(
    "Final-Recipient: rfc822; ada@gmail.example\nAction: failed\nStatus: 5.1.1\n"
    "Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist."
)
ORANGE_GONE = dsn(
    "Final-Recipient: rfc822; ada@orange.example\nAction: failed\nStatus: 5.1.1\n"
    "Diagnostic-Code: smtp; 550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR_416 [416]"
)
ORANGE_REFUSES = dsn(
    "Final-Recipient: rfc822; ada@orange.example\nAction: failed\nStatus: 5.0.0\n"
    "Diagnostic-Code: smtp; 550 5.2.0 Mail rejete. Mail rejected. OFR_506 [506]"
)
LA_POSTE_GONE = dsn(
    "Final-Recipient: rfc822; ada@laposte.example\nAction: failed\nStatus: 5.0.0\n"
    "Diagnostic-Code: smtp; 550 5.1.1 <ada@laposte.example>: Recipient address rejected: unknown user"
)
POLICY = dsn(
    "Final-Recipient: rfc822; ada@exemple.fr\nAction: failed\nStatus: 5.7.26\n"
    "Diagnostic-Code: smtp; 550-5.7.26 This mail has been blocked because the sender is unauthenticated."
)
SENDER_ACCUSED = dsn(
    "Final-Recipient: rfc822; ada@exemple.fr\nAction: failed\nStatus: 5.1.8 (bad sender's address)"
)
NO_STATUS = dsn(
    "Final-Recipient: rfc822; ada@exemple.fr\nAction: failed\nStatus: 5.0.0\n"
    "Diagnostic-Code: smtp; 554 rejected by mx[5.1.1.3]"
)
NO_DOMAIN = dsn(
    "Final-Recipient: rfc822; ada@exemple.fr\nAction: failed\nStatus: 5.4.4\nDiagnostic-Code: X-Postfix; Host not found"
)
LOOP = dsn(
    "Final-Recipient: rfc822; ada@exemple.fr\nAction: failed\nStatus: 5.4.6\n"
    "Diagnostic-Code: X-Postfix; mail forwarding loop for ada@exemple.fr"
)
TWO = dsn(
    "Final-Recipient: rfc822; a@exemple.fr\nAction: failed\nStatus: 5.1.1\n\n"
    "Final-Recipient: rfc822; b@exemple.fr\nAction: failed\nStatus: 5.2.2"
)
QMAIL = """\
Return-Path: <>
From: MAILER-DAEMON@mx.exemple.fr
To: lettre@chorale.example
Subject: failure notice

Hi. This is the qmail-send program at mx.exemple.fr.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ada@exemple.fr>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Message-ID: <2026-03.d1.s1@chorale.example>
"""
EXIM = """\
Return-path: <>
X-Failed-Recipients: ada@exemple.fr
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.exemple.fr>
To: lettre@chorale.example
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ada@exemple.fr
    SMTP error from remote mail server after RCPT TO:<ada@exemple.fr>:
    550 mailbox unavailable
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(POSTFIX_UNKNOWN, [("ada@exemple.fr", "final")], id="postfix"),
        pytest.param(OFFICE_365, [("ada@exemple.fr", "final")], id="office365"),
        pytest.param(GMAIL_FULL, [("ada@gmail.example", "passing")], id="gmail-full"),
        pytest.param(GMAIL_GONE, [("ada@gmail.example", "final")], id="gmail-gone"),
        pytest.param(ORANGE_GONE, [("ada@orange.example", "final")], id="orange-gone"),
        pytest.param(ORANGE_REFUSES, [("ada@orange.example", "passing")], id="orange-refuses"),
        pytest.param(LA_POSTE_GONE, [("ada@laposte.example", "final")], id="la-poste-gone"),
        pytest.param(POLICY, [("ada@exemple.fr", "passing")], id="policy"),
        pytest.param(SENDER_ACCUSED, [("ada@exemple.fr", "passing")], id="sender-accused"),
        pytest.param(NO_STATUS, [("ada@exemple.fr", "passing")], id="no-status"),
        pytest.param(NO_DOMAIN, [("ada@exemple.fr", "final")], id="no-domain"),
        pytest.param(LOOP, [("ada@exemple.fr", "passing")], id="loop"),
        pytest.param(TWO, [("a@exemple.fr", "final"), ("b@exemple.fr", "passing")], id="two"),
        pytest.param(QMAIL, [("ada@exemple.fr", "final")], id="qmail"),
        pytest.param(EXIM, [("ada@exemple.fr", "passing")], id="exim"),
    ],
)
def test_a_report_names_each_address_and_how_final_it_is(text, expected):
    assert told(text) == expected


ABSENT = """\
Return-Path: <>
From: Ada Lovelace <ada@exemple.fr>
To: lettre@chorale.example
Subject: Absence du bureau : La lettre de mars
Auto-Submitted: auto-replied

Je suis absente. 550 5.1.1 User unknown: <bob@exemple.fr>
"""
READ = """\
From: Ada Lovelace <ada@exemple.fr>
To: lettre@chorale.example
Subject: Lu : La lettre de mars
Content-Type: multipart/report; report-type=disposition-notification; boundary="B"

--B
Content-Type: text/plain

Votre message a été lu.
--B
Content-Type: message/disposition-notification

Final-Recipient: rfc822; ada@exemple.fr
Disposition: manual-action/MDN-sent-manually; displayed
--B--
"""
DELAYED = dsn(
    "Final-Recipient: rfc822; ada@exemple.fr\nAction: delayed\nStatus: 4.4.1\nDiagnostic-Code: smtp; 421 busy"
)
DELIVERED = dsn("Final-Recipient: rfc822; ada@exemple.fr\nAction: relayed\nStatus: 2.0.0")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ABSENT, id="out-of-office"),
        pytest.param(READ, id="read-receipt"),
        pytest.param(DELAYED, id="delayed"),
        pytest.param(DELIVERED, id="delivered"),
        pytest.param("", id="empty"),
        pytest.param("Subject: bonjour\n\nBonjour, je voudrais me désabonner.", id="a-person"),
        pytest.param("Content-Type: multipart/report; boundary=B\n\n--B\nContent-Type: message/delivery-status\n\nrien", id="broken"),
        pytest.param("Content-Type: message/delivery-status\n\nAction: failed\n\n\nStatus: 5", id="nobody"),
    ],
)  # fmt: skip
def test_other_mails_report_nothing(text):
    assert told(text) == []


ARF = """\
From: <abusedesk@exemple.fr>
To: <abuse@chorale.example>
Subject: FW: La lettre de mars
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="B"

--B
Content-Type: text/plain; charset="US-ASCII"

This is an email abuse report.

--B
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
{recipient}
--B
Content-Type: message/rfc822

From: <lettre@chorale.example>
Message-ID: <2026-03.d1.s1@chorale.example>
To: <redacted>

corps
--B--
"""


@pytest.mark.parametrize(
    ("kind", "recipient", "expected"),
    [
        ("abuse", "Original-Rcpt-To: <Ada@exemple.fr>\n", [("ada@exemple.fr", LETTER)]),
        ("abuse", "", [("", LETTER)]),
        ("opt-out", "Original-Rcpt-To: ada@exemple.fr\n", [("ada@exemple.fr", LETTER)]),
        ("not-spam", "Original-Rcpt-To: ada@exemple.fr\n", []),
        ("auth-failure", "", []),
    ],
)
def test_a_complaint_names_who_complains_or_only_the_letter(kind, recipient, expected):
    found = reports(email.message_from_string(ARF.format(kind=kind, recipient=recipient)))

    assert [(one.address, one.letter) for one in found] == expected
    assert {one.kind for one in found} <= {BounceKind.COMPLAINT}


def test_the_letter_that_came_back_is_known_by_its_message_id_whole_or_by_its_headers():
    whole, headers = (dsn("Final-Recipient: rfc822; a@b.fr\nAction: failed\nStatus: 5.1.1", returned=kind) for kind in ("message/rfc822", "text/rfc822-headers"))  # fmt: skip
    expected = (BounceReport(address="a@b.fr", kind=BounceKind.FINAL, letter=LETTER),)

    assert reports(email.message_from_string(whole)) == expected
    assert reports(email.message_from_string(headers)) == expected


EXCHANGE_UNLISTED = dsn(
    "Final-Recipient: rfc822; ada@exemple.fr\nAction: failed\nStatus: 5.4.1\n"
    "Diagnostic-Code: smtp; 550 5.4.1 Recipient address rejected: Access denied."
)
NO_ANSWER = dsn(
    "Final-Recipient: rfc822; ada@exemple.fr\nAction: failed\nStatus: 5.4.1\n"
    "Diagnostic-Code: smtp; 550 5.4.1 no answer from host"
)
INTERNATIONAL = dsn("Final-Recipient: utf-8; ada@exemple.fr\nAction: failed\nStatus: 5.1.1")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param(EXCHANGE_UNLISTED, BounceKind.FINAL, id="Exchange does not list the address"),
        pytest.param(NO_ANSWER, BounceKind.PASSING, id="the host did not answer"),
        pytest.param(INTERNATIONAL, BounceKind.FINAL, id="an address said in UTF-8 (RFC 6533)"),
    ],
)
def test_a_status_is_read_with_its_words(text, kind):
    found = reports(email.message_from_string(text))

    assert [(one.address, one.kind) for one in found] == [("ada@exemple.fr", kind)]


@pytest.mark.parametrize(
    "written",
    [
        "utf-8; ada@xn--caf-dma.fr",
        "utf-8; ada@café.fr",
        "UTF-8;Ada@caf\\x{E9}.fr",
    ],
)
def test_an_international_report_is_read_under_its_own_names(written):
    mail = (
        dsn(f"Final-Recipient: {written}\nAction: failed\nStatus: 5.1.1")
        .replace("message/delivery-status", "message/global-delivery-status")
        .replace("text/rfc822-headers", "message/global-headers")
    )
    found = reports(parsed(mail.encode()))

    assert [(one.address, one.kind, one.letter) for one in found] == [
        ("ada@xn--caf-dma.fr", BounceKind.FINAL, LETTER)
    ]


def test_mails_are_read_from_files_a_maildir_and_an_mbox_and_large_ones_are_left_alone(
    tmp_path,
):
    (tmp_path / "new").mkdir()
    (tmp_path / "new/1").write_text(POSTFIX_UNKNOWN)
    (tmp_path / "2.eml").write_text("Subject: bonjour\n\n")
    (tmp_path / "3.eml").write_text(POSTFIX_UNKNOWN + "x" * 2_100_000)
    (tmp_path / "4.mbox").write_text(
        "".join(
            f"From - Mon Nov 16 12:00:00 2026\n{text}\n\n" for text in (QMAIL, ABSENT, GMAIL_FULL)
        )
    )
    (tmp_path / ".caché").write_text(POSTFIX_UNKNOWN)

    found = [[one.address for one in mail.reports] for mail in read(tmp_path)]

    assert found == [[], ["ada@exemple.fr"], [], ["ada@gmail.example"], ["ada@exemple.fr"]]
    assert [len(mail.reports) for mail in read(tmp_path / "4.mbox")] == [1, 0, 1]


def test_no_mail_however_broken_stops_the_reading():
    chance = random.Random(7)
    for text in (
        POSTFIX_UNKNOWN,
        OFFICE_365,
        QMAIL,
        EXIM,
        ARF.format(kind="abuse", recipient=""),
    ):
        for _ in range(60):
            broken = bytearray(text.encode())
            for _ in range(chance.randrange(1, 30)):
                place = chance.randrange(len(broken))
                broken[place : place + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
            assert isinstance(reports(email.message_from_bytes(bytes(broken))), tuple)
