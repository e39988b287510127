"""After the close each ballot is published byte for byte, beside the fingerprint that its group was given."""

import hashlib
from dataclasses import replace
from datetime import date
from fractions import Fraction

from chorale.content.model import Community, Sender
from chorale.ipm.model import (
    Ballot,
    ChangeRequest,
    Collection,
    Cost,
    CountedDeposit,
    Cycle,
    Envelope,
    Group,
)
from chorale.ipm.model import Milestones as Dates
from chorale.service.timestamps import instant
from chorale.site.cycle import pages as cycle_pages
from chorale.site.cycle import published_answers

TEXT = "# le sel\ngroup: nord\npoints: {DE-01: 100}\n"
DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()
NORTH = Group(key="nord", name="Nord")
CYCLE = Cycle(
    slug="cycle-1",
    path="content/ipm/cycle-1/cycle.yml",
    number=1,
    themes={"t": "Thème"},
    envelope=Envelope(amount=Fraction(10), unit="jours"),
    milestones=Dates(
        synthesis=date(2030, 1, 1),
        opens=instant("2030-01-01T09:00:00.000000Z"),
        closes=instant("2030-01-20T18:00:00.000000Z"),
        arbitration=date(2030, 2, 1),
    ),
    groups=(NORTH,),
    requests=(
        ChangeRequest(reference="DE-01", title="Faire", theme="t", cost=Cost(estimate=Fraction(5))),
    ),
    ballots=(Ballot(group="nord", points={"DE-01": 100}, source=TEXT),),
)
DEPOSIT = CountedDeposit(
    group="nord", number=2, received="2030-01-12T10:00:00Z", channel="web", fingerprint=DIGEST
)
COLLECTED = replace(
    CYCLE, collection=Collection(journal_head="abc", deposits=(DEPOSIT,), journal='{"n": 1}\n')
)


def made(cycle, day):
    community = Community(
        name="Essai",
        url="https://exemple.test/",
        timezone="Europe/Paris",
        audiences={},
        sender=Sender(name="a", address="a@exemple.test", identity="a"),
        today=date.fromisoformat(day),
        cycles=(cycle,),
    )
    return {file.path: file.content for file in cycle_pages.files(community)}


def test_nothing_of_an_answer_is_published_before_the_close():
    assert sorted(made(COLLECTED, "2030-01-19")) == ["ipm/cycle-1/index.md"]
    assert sorted(made(CYCLE, "2030-01-20")) == ["ipm/cycle-1/index.md"]


def test_answers_that_were_opened_are_published_on_the_very_evening_of_the_close():
    files = made(COLLECTED, "2030-01-20")
    assert files["ipm/cycle-1/bulletins/nord.yml"] == TEXT.encode()
    assert b"R\xc3\xa9ponses closes" in files["ipm/cycle-1/index.md"]


def test_a_page_built_before_the_close_carries_the_instant_and_what_to_say_then():
    page = made(CYCLE, "2030-01-20")["ipm/cycle-1/index.md"].decode()
    assert page.count('data-turns="2030-01-20T18:00:00+00:00"') == 3
    assert 'data-then="Réponses closes, arbitrage à venir"' in page.replace("\u00a0", " ")
    assert "data-turns" not in made(COLLECTED, "2030-01-21")["ipm/cycle-1/index.md"].decode()


def test_after_the_close_the_ballot_is_published_byte_for_byte():
    files = made(COLLECTED, "2030-01-21")

    assert files["ipm/cycle-1/bulletins/nord.yml"] == TEXT.encode()
    assert files["ipm/cycle-1/journal.jsonl"] == b'{"n": 1}\n'


def test_the_page_shows_the_fingerprint_the_deposit_and_the_head_of_the_journal():
    page = made(COLLECTED, "2030-01-21")["ipm/cycle-1/preuves/index.md"].decode()

    assert DIGEST in page
    assert "n°\u00a02, en ligne" in page
    assert '<code class="hash">abc</code>' in page
    assert "chorale ipm verify cycle-1" in page
    assert "différent de l'accusé" not in page


def test_a_ballot_changed_after_its_receipt_is_shown_as_such():
    page = made(
        replace(COLLECTED, ballots=(replace(CYCLE.ballots[0], source=TEXT + "\n"),)),
        "2030-01-21",
    )

    assert "différent de l’accusé" in page["ipm/cycle-1/preuves/index.md"].decode()


def test_answers_written_by_hand_are_published_without_receipt():
    assert published_answers.answers(CYCLE) == (
        published_answers.PublishedAnswer(
            key="nord", group="Nord", file="bulletins/nord.yml", sha256=DIGEST
        ),
    )
