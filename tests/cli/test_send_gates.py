"""A rehearsal of a sending says each refusal that the sending itself would, and sends, notes, settles nothing."""

import fcntl
import re
import sqlite3

import pytest
from letter_desk import ISSUE

from chorale.newsletter.review import online

UNAPPROVED = (
    f"ce message n’est pas approuvé : le relire, puis « chorale newsletter approve {ISSUE} --by … »"
)


def rehearsed(desk, *words):
    """Return the code, how many people, and the refusals that a rehearsal says."""
    code, said = desk.run("send", *words, "--dry-run")
    first = next(line for line in said.splitlines() if line.startswith(f"{ISSUE} : "))
    refusals = re.findall("^l’envoi serait refusé : (.*)$", said, re.MULTILINE)
    return code, first.partition(", par ")[0].removeprefix(f"{ISSUE} : "), refusals


def refused(desk, *words):
    """Return the code and the last sentence of the sending itself."""
    code, said = desk.run("send", *words)
    return code, said.splitlines()[-1].removeprefix("Error: ")


def change(desk, statement):
    with sqlite3.connect(desk.project / "var/chorale.sqlite") as base:
        base.execute(statement)


def test_what_nothing_stops_is_said_alone(ready):
    assert rehearsed(ready, ISSUE) == (0, "3 destinataires", [])
    assert rehearsed(ready, ISSUE, "--at", "2099-01-01 09:00") == (0, "3 destinataires", [])
    assert ready.rows("SELECT * FROM delivery") == []


def test_each_refusal_is_said_and_not_the_first_alone(desk, monkeypatch):
    (desk.project / "content/newsletters" / ISSUE / "issue.yml").write_text(
        "title: Lettre de loin\ndate: 2098-12-24\npreheader: Ce que la lettre de ce jour-là dira à ses lecteurs.\n"
        "sections:\n  - article: la-lampe-est-reparee\n"
    )
    page = f"https://phare.example/lettres/{ISSUE}/"
    monkeypatch.setattr(online, "ask_server", lambda url: 404 if url == page else 200)
    early = (
        "cette lettre est datée du mercredi 24 décembre 2098 ; elle partirait 3 jours avant ;"
        " --at « 2098-12-24 09:00 », ou --early pour la laisser partir plus tôt"
    )
    offline = (
        f"la lettre mène à 1 adresse que le site ne montre pas : {page} ;"
        " publier le site (« chorale build », puis le mettre en ligne) avant d’envoyer"
    )

    code, _, found = rehearsed(desk, ISSUE, "--at", "2098-12-21 09:00")
    assert (code, found) == (1, [UNAPPROVED, early])  # its pages have until the hour
    assert rehearsed(desk, ISSUE, "--early")[2] == [UNAPPROVED, offline]


def test_an_hour_that_is_past_is_refused(ready):
    past = "--at : cette heure est passée ; sans --at, l’envoi part tout de suite"

    assert rehearsed(ready, ISSUE, "--at", "2020-01-01 09:00") == (1, "3 destinataires", [past])


def test_an_hour_for_what_has_begun_is_refused_and_changes_nothing(ready):
    ready.run("send", ISSUE)
    change(ready, "UPDATE delivery SET state = 'running', not_after = NULL")
    change(ready, "UPDATE dispatch SET state = 'queued'")
    words = (ISSUE, "--at", "2099-01-01 09:00")
    begun = "cet envoi a commencé : relancer sans --at pour le finir"

    assert rehearsed(ready, *words) == (1, "3 destinataires", [begun])
    assert refused(ready, *words) == (1, begun)
    assert ready.rows("SELECT not_after FROM delivery") == [(None,)]


def test_what_another_sends_and_what_is_in_doubt_are_said(ready, monkeypatch):
    ready.run("send", ISSUE)
    change(ready, "UPDATE delivery SET state = 'running'")
    change(ready, "UPDATE dispatch SET state = 'claimed'")
    monkeypatch.setenv("CHORALE_SMTP_URL", "smtp://127.0.0.1:1")
    code, doubt = refused(ready, ISSUE)

    assert (code, doubt.startswith("3 envois interrompus : seul le serveur sait")) == (1, True)
    assert rehearsed(ready, ISSUE) == (1, "3 destinataires", [doubt])
    assert rehearsed(ready, ISSUE, "--in-doubt", "again") == (0, "3 destinataires", [])
    with (ready.project / "var/envoi.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert rehearsed(ready, ISSUE)[2] == ["un envoi est déjà en cours", doubt]


def test_a_rehearsal_of_what_is_due_sends_nothing(ready):
    ready.run("send", ISSUE, "--at", "2099-01-01 09:00")
    assert ready.run("send", "--due", "--dry-run") == (0, "")
    change(ready, "UPDATE delivery SET due_at = '2020-01-01T08:00:00.000000Z'")

    assert rehearsed(ready, "--due") == (0, "3 destinataires", [])
    next((ready.project / "content/newsletters" / ISSUE).glob("approvals.*")).unlink()
    assert rehearsed(ready, "--due") == (1, "3 destinataires", [UNAPPROVED])
    assert (ready.letters(), ready.rows("SELECT state FROM delivery")) == ([], [("planned",)])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--test", "moi@exemple.fr", "--dry-run"), "--test et --dry-run"),
        (("--due", "--test", "moi@exemple.fr"), "--test et --due"),
        (("--due", "--cancel"), "--cancel et --due"),
        (("--due", "--topic", "marins"), "--due et --topic"),
        (("--cancel", "--at", "2099-01-01 09:00"), "--cancel et --at"),
    ],
)
def test_two_options_that_ask_two_things_are_refused(ready, words, said):
    end = f"Error: {said} demandent deux choses : n’en garder qu’une"

    assert ready.run("send", ISSUE, *words)[1].splitlines()[-1] == end
    assert (ready.letters(), ready.rows("SELECT * FROM delivery")) == ([], [])
