"""What comes back ends dead subscriptions once, leaves the others three chances, and says so in numbers."""

import sqlite3
from email import message_from_bytes, message_from_string
from email.message import EmailMessage
from email.policy import default
from urllib.parse import unquote

import pytest
from faulty_smtp import FaultyServer
from letter_desk import ISSUE, approved, make_desk
from tests.service.delivery.test_bounces import ABSENT, ARF, GMAIL_FULL, POSTFIX_UNKNOWN, QMAIL

from chorale.cli.service_context import prepared, secret_of
from chorale.service.delivery.bounce_effects import return_path

ADA, BOB = "ada@exemple.fr", "bob@exemple.fr"


@pytest.fixture
def desk(tmp_path, monkeypatch):
    return make_desk(tmp_path, monkeypatch, (ADA, BOB))


def lay(desk, name, text):
    folder = desk.project / "retours"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    return str(folder)


def states(desk):
    return dict(desk.rows("SELECT email, state FROM subscription"))


def test_a_folder_is_told_in_numbers_and_a_second_reading_changes_nothing(desk):
    lay(desk, "1.eml", POSTFIX_UNKNOWN)
    lay(desk, "2.eml", ABSENT)
    lay(desk, "3.eml", GMAIL_FULL)
    folder = lay(
        desk,
        "4.eml",
        QMAIL.replace(ADA, BOB).replace("(#5.1.1)", "(#4.2.2)").replace("2026-03.d1", "2026-02.d0"),
    )

    assert desk.run("bounces", folder) == (
        0,
        "4 messages lus, 3 de retour.\nAbonnements terminés : 1 adresse inexistante.\n"
        "Sans suite : 1 refus passager noté, 1 adresse non abonnée.\n",
    )
    assert states(desk) == {ADA: "ended", BOB: "active"}
    assert desk.run("bounces", folder) == (
        0,
        "4 messages lus, 3 de retour.\nAbonnements terminés : aucun.\n"
        "Sans suite : 1 adresse non abonnée, 2 avis déjà comptés.\n",
    )
    assert desk.rows("SELECT email, bounces FROM subscription ORDER BY email") == [
        (ADA, 1),
        (BOB, 1),
    ]


def test_who_writes_to_leave_is_unsubscribed_whatever_address_writes(desk):
    assert approved(desk).run("send", ISSUE)[0] == 0
    letter = next(
        one
        for one in (message_from_bytes(file.read_bytes()) for file in desk.letters())
        if one["To"] == ADA
    )
    _, offered = letter["List-Unsubscribe"].split(",")
    address, _, subject = offered.strip(" \r\n<>").removeprefix("mailto:").partition("?subject=")
    mail = EmailMessage(policy=default)
    mail["From"], mail["To"], mail["Subject"] = "ada@autre.example", address, unquote(subject)
    folder = lay(desk, "1.eml", mail.as_string())
    lay(desk, "2.eml", "Subject: =?utf-8?q?D=C3=A9sabonnement?= " + "a" * 42 + "\n\nfaux\n")
    lay(desk, "3.eml", "Subject: =?rot-13?q?x?=\n\n\n")

    assert desk.run("bounces", folder) == (
        0,
        "3 messages lus, 2 de retour.\nAbonnements terminés : 1 demande par courriel.\n"
        "Sans suite : 1 adresse non abonnée.\n",
    )
    assert (address, states(desk)) == ("lettre@phare.example", {ADA: "ended", BOB: "active"})


def test_a_rehearsal_says_the_same_and_changes_nothing(desk):
    folder = lay(desk, "1.eml", POSTFIX_UNKNOWN)

    said = "1 message lu, 1 de retour.\nAbonnements à terminer : 1 adresse inexistante.\nRien n’est changé.\n"
    assert desk.run("bounces", folder, "--dry-run") == (0, said)
    assert desk.run("bounces", folder, "--dry-run") == (0, said)
    assert (states(desk)[ADA], desk.rows("SELECT count(*) FROM returned")) == ("active", [(0,)])


def full(issue):
    return GMAIL_FULL.replace("ada@gmail.example", ADA).replace("2026-03.d1", issue)


def test_three_letters_refused_end_a_subscription_but_one_letter_refused_three_times_does_not(
    desk,
):
    for name in ("1.eml", "2.eml", "3.eml"):
        folder = lay(desk, name, full("2026-01.d1") + name)
    assert desk.run("bounces", folder)[0] == 0
    assert (states(desk)[ADA], desk.rows("SELECT max(bounces) FROM subscription")) == (
        "active",
        [(1,)],
    )

    lay(desk, "4.eml", full("2026-02.d1"))
    lay(desk, "5.eml", full("2026-03.d1"))
    assert "1 troisième refus passager" in desk.run("bounces", folder)[1]
    assert states(desk)[ADA] == "ended"


def test_refusals_half_a_year_apart_are_not_added_up(desk):
    for issue in ("2026-01.d1", "2026-02.d1", "2026-03.d1"):
        assert desk.run("bounces", lay(desk, f"{issue}.eml", full(issue)))[0] == 0
        with sqlite3.connect(desk.project / "var/chorale.sqlite") as base:
            base.execute(
                "UPDATE subscription SET bounced_at = '2020-01-01T00:00:00.000000Z' WHERE bounces > 0"
            )
    assert (states(desk)[ADA], desk.rows("SELECT max(bounces) FROM subscription")) == (
        "active",
        [(1,)],
    )


def test_a_complaint_that_hides_the_address_ends_the_subscription_of_the_letter_that_came_back(
    desk,
):
    approved(desk)
    assert desk.run("send", ISSUE)[0] == 0
    (copy,) = [file for file in desk.letters() if f"To: {BOB}" in file.read_text()]
    message_id = message_from_string(copy.read_text())["Message-ID"]
    folder = lay(
        desk,
        "1.eml",
        ARF.format(kind="abuse", recipient="").replace(
            "<2026-03.d1.s1@chorale.example>", message_id
        ),
    )

    assert (
        "Abonnements terminés : 1 plainte pour courriel indésirable."
        in desk.run("bounces", folder)[1]
    )
    assert states(desk) == {ADA: "active", BOB: "ended"}
    assert desk.rows("SELECT reason FROM suppression") == [("plainte",)]


def test_who_bounced_is_not_written_to_again_even_when_imported_anew(desk):
    desk.run("bounces", lay(desk, "1.eml", POSTFIX_UNKNOWN))
    code, said = desk.run(
        "subscribers", "import", str(desk.project / "abonnes.csv"), "--consent", "de nouveau"
    )

    assert (code, said) == (
        0,
        "0 ajouté, 1 déjà connu, 0 refusé, 1 à ne plus solliciter, laissés de côté\n",
    )
    approved(desk)
    assert "1 destinataire" in desk.run("send", ISSUE, "--dry-run")[1]


@pytest.mark.peers
def test_on_postgresql_too_a_letter_is_sent_and_what_comes_back_counts_once(
    tmp_path, monkeypatch, database
):
    desk = approved(make_desk(tmp_path, monkeypatch, (ADA, BOB), database.url))
    folder = lay(desk, "1.eml", POSTFIX_UNKNOWN)

    assert desk.run("send", ISSUE) == (0, f"2 sur 2\n{ISSUE} : 2 envoyés\n")
    assert "1 adresse inexistante" in desk.run("bounces", folder, "--dry-run")[1]
    assert "1 adresse inexistante" in desk.run("bounces", folder)[1]
    assert "1 avis déjà compté" in desk.run("bounces", folder)[1]
    assert desk.run("subscribers", "status")[1].startswith(
        "abonnements : 1 en cours, 0 à confirmer, 1 finis"
    )


SAYS_NOTHING = """\
Return-Path: <>
Delivered-To: {word}
From: Postmaster <postmaster@vieux.example>
Subject: Courrier non remis

Votre message n'a pas pu être remis (550).
"""


def keyed(desk):
    """Return the address that a letter of each person leaves from."""
    settings, store = prepared(desk.project)
    path = return_path(settings.bounces, "", secret_of(settings, store))
    rows = desk.rows("SELECT email, id FROM subscription")
    store.close()
    return {email: path(identifier) for email, identifier in rows}


def test_a_letter_that_leaves_from_an_address_of_its_own_is_known_whatever_comes_back(
    desk, monkeypatch
):
    monkeypatch.setenv("CHORALE_BOUNCES", "retours@phare.example")
    assert approved(desk).run("send", ISSUE)[0] == 0
    words = keyed(desk)
    upper = words[BOB].replace("retours+", "Retours+").upper()
    lay(
        desk,
        "1.eml",
        POSTFIX_UNKNOWN.replace("2026-03.d1", "autre").replace(
            "To: lettre@chorale.example", f"To: {words[BOB]}"
        ),
    )
    lay(desk, "2.eml", SAYS_NOTHING.format(word=words[ADA]))
    lay(desk, "3.eml", SAYS_NOTHING.format(word="retours+" + "a" * 42 + "@phare.example"))
    folder = lay(desk, "4.eml", ABSENT.replace("To: lettre@chorale.example", f"To: {upper}"))

    assert desk.run("bounces", folder) == (
        0,
        "4 messages lus, 3 de retour.\nAbonnements terminés : 1 adresse inexistante.\n"
        "Sans suite : 1 refus passager noté, 1 adresse non abonnée.\n",
    )
    assert states(desk) == {ADA: "active", BOB: "ended"}


def test_each_letter_is_sent_from_the_address_of_its_subscription(desk, monkeypatch):
    monkeypatch.setenv("CHORALE_BOUNCES", "retours@phare.example")
    approved(desk)
    server = FaultyServer()
    with server as url:
        monkeypatch.setenv("CHORALE_SMTP_URL", url)
        assert desk.run("send", ISSUE)[0] == 0
        assert sorted(server.senders) == sorted(keyed(desk).values())


def test_a_complaint_names_its_subscription_by_the_address_that_the_letter_left_from(
    desk, monkeypatch
):
    monkeypatch.setenv("CHORALE_BOUNCES", "retours@phare.example")
    named = f"Original-Mail-From: <{keyed(desk)[BOB]}>\n"
    hidden = ARF.format(kind="abuse", recipient=named)
    folder = lay(desk, "1.eml", hidden.replace("2026-03.d1", "autre"))

    assert (
        desk.run("bounces", folder)[1].splitlines()[1]
        == "Abonnements terminés : 1 plainte pour courriel indésirable."
    )
