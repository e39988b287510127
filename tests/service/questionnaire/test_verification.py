"""Verification says all that it knows: instants, replaced receipts, heads published on the way, letters refused."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from places import PARIS
from sheets import filled
from small_cycle import KEYS, Circle, deposit, make_circle
from sqlalchemy import update

from chorale.content.load import load
from chorale.files import write
from chorale.ipm.model import JournalHead
from chorale.service.questionnaire import secretariat
from chorale.service.questionnaire.opening import opened
from chorale.service.questionnaire.spreadsheets import collect
from chorale.service.questionnaire.spreadsheets.collect import ReceivedSpreadsheet
from chorale.service.questionnaire.verification import verify
from chorale.service.tables import outbox


@pytest.fixture
def circle(tmp_path: Path) -> Circle:
    return make_circle(tmp_path)


def at(circle: Circle, text: str) -> None:
    circle.place.clock.now = datetime.fromisoformat(text).replace(tzinfo=PARIS)


def published(circle: Circle):
    """Open, write, load again; return the cycle and its folder."""
    at(circle, "2026-12-12 12:00")
    service = circle.place.service
    folder = service.settings.root / "content/ipm/cycle-9"
    write(folder, opened(service, service.community.cycles[0], KEYS[0]).files)
    return load(service.settings.root, circle.place.clock().date()).community.cycles[0], folder


def noted(circle: Circle) -> list[str]:
    cycle, folder = published(circle)
    verdict = verify(cycle, folder, zone="Europe/Paris")
    assert verdict.bad == ()
    return [one.replace("\u00a0", " ").replace("\u202f", " ") for one in verdict.noted]


def sheet(circle: Circle, received: str) -> None:
    service = circle.place.service
    piece = ReceivedSpreadsheet(label="x", data=filled(circle))
    arrival = datetime.fromisoformat(received).replace(tzinfo=PARIS)
    collect.collect(service, service.community.cycles[0], piece, arrival)


def test_a_sheet_entered_after_the_close_but_dated_before_is_shown_as_such_to_all_and_to_its_group(
    circle,
):
    deposit(circle.enter("snp-referent"))
    at(circle, "2026-12-11 18:30")
    sheet(circle, "2026-12-11 17:55")
    said = "vendredi 11 décembre 2026 à 18 h 30 (heure de Paris)"
    page = circle.enter("snp-member").get("/participer/ipm/cycle-9/").words.replace("\u00a0", " ")
    assert "saisi le le vendredi" not in page
    assert "après la clôture" in page
    mails = [mail for mail in circle.place.post() if "n°\u00a02" in mail["subject"]]
    assert len(mails) == 2
    assert all("Saisi au journal le" in mail.get_body().get_content() for mail in mails)
    assert noted(circle) == [
        f"snp : dépôt n° 2 reçu le vendredi 11 décembre 2026 à 17 h 55 (heure de Paris), saisi le {said} (entrée n° 4),"
        " après la clôture : l'instant de réception est celui que le secrétariat a constaté",
        "snp : dépôt n° 1 remplacé par le n° 2, reçu le vendredi 11 décembre 2026 à 17 h 55 (heure de Paris),"
        f" saisi le {said}",
    ]


def test_letters_that_a_server_refused_are_told_to_whoever_verifies(circle):
    deposit(circle.enter("snp-referent"))
    with circle.place.service.store.write() as connection:
        connection.execute(update(outbox).where(outbox.c.kind == "receipt").values(state="failed"))
    assert noted(circle) == [
        "snp : 2 courriels refusés par le serveur du destinataire (accusé de réception)"
    ]


def test_a_head_published_on_the_way_contradicts_a_journal_made_up_later(circle):
    deposit(circle.enter("snp-referent"))
    service = circle.place.service
    head = secretariat.head(service, service.community.cycles[0])
    cycle, folder = published(circle)
    kept = verify(replace(cycle, heads=(head,)), folder)
    assert (kept.bad, "la tête publiée le 2026-11-16 11:00:00 UTC" in kept.good[-1]) == ((), True)
    for number, digest in ((head.number, "0" * 64), (99, head.digest), (1, head.digest)):
        other = JournalHead(number=number, at=head.at, digest=digest)
        verdict = verify(replace(cycle, heads=(other,)), folder)
        assert [one.rpartition(" : ")[2] for one in verdict.bad] == ["réécrit"]


def test_an_answer_of_the_journal_that_is_not_published_is_missed(circle):
    for group in ("snp", "epn"):
        deposit(circle.enter(f"{group}-referent"))
    cycle, folder = published(circle)
    counted = tuple(one for one in cycle.collection.deposits if one.group == "snp")
    fewer = replace(cycle, collection=replace(cycle.collection, deposits=counted))
    assert verify(fewer, folder).bad == (
        "epn : une réponse est au journal, et aucun bulletin n'en est publié",
    )


def test_a_rule_changed_after_the_opening_of_the_answers_is_missed(circle):
    deposit(circle.enter("snp-referent"))
    cycle, folder = published(circle)
    other = replace(cycle, rule=replace(cycle.rule, method="borda"))
    (sentence,) = verify(other, folder).bad
    assert sentence.replace("\u00a0", " ") == (
        "changé sans être annoncé : règle, méthode : « parts égales » devient « rangs (Borda) »"
    )
