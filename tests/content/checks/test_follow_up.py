"""What became of a request is told only where it can be true; criteria have five levels."""

import shutil
from datetime import date

import pytest
from house import GOLDEN

from chorale.content.checks.follow_up import collected, follow_up
from chorale.content.follow_up import as_of
from chorale.content.load import load
from chorale.ipm.model import FollowUp

ARBITRATION = "content/ipm/cycle-1/arbitration.yml"
REQUESTS = "content/ipm/cycle-1/requests.yml"
AFTER = date(2026, 3, 5)
RETAINED, DEFERRED = "cost: {estimate: 15}", "cost: {estimate: 45}"


def told(tmp_path, cost, more):
    shutil.copytree(GOLDEN / "content", tmp_path / "content")
    text = (tmp_path / REQUESTS).read_text(encoding="utf-8")
    assert cost in text
    (tmp_path / REQUESTS).write_text(text.replace(cost, f"{cost}\n  {more}", 1), encoding="utf-8")
    return [problem.sentence for problem in follow_up(load(tmp_path, AFTER))]


@pytest.mark.parametrize(
    ("cost", "more", "expected"),
    [
        (RETAINED, "outcome: {planned: juin}", []),
        (RETAINED, "outcome: {planned: juin, delivered: 2026-03-05, cost: 17.5}", []),
        (RETAINED, "criteria: {value: 1, urgency: 5, risk: 3, regulatory: oui}", []),
        (
            RETAINED,
            "outcome: {}",
            ["DE-04 : suite vide ; écrire « planned », « delivered » ou « cost »"],
        ),
        (
            DEFERRED,
            "outcome: {planned: juin}",
            ["DE-02 : une suite, alors que la réunion ne l'a pas retenue ; retirer « outcome »"],
        ),
        (
            RETAINED,
            "outcome: {delivered: 2026-03-06}",
            ["DE-04 : livrée un jour à venir ; écrire la promesse dans « planned »"],
        ),
        (
            RETAINED,
            "outcome: {delivered: 2026-02-11}",
            ["DE-04 : livrée avant la réunion qui l'a retenue ; corriger la date"],
        ),
        (
            RETAINED,
            "outcome: {planned: juin, cost: 0}",
            ["DE-04 : coût réel nul ; un montant positif, ou retirer « cost »"],
        ),
        (
            RETAINED,
            "continues: cycle-1/DE-01",
            [
                "DE-04 : reprend « cycle-1/DE-01 », qui n'est ni d'un cycle antérieur ni recueillie ; "
                "attendu : requests/une-corne-de-brume"
            ],
        ),
        (
            RETAINED,
            "criteria: {value: 0, urgency: 6}",
            ["DE-04 : valeur de 0 ; de 1 à 5", "DE-04 : urgence de 6 ; de 1 à 5"],
        ),
    ],
)
def test_what_is_planted_is_told(tmp_path, cost, more, expected):
    assert told(tmp_path, cost, more) == expected


def test_nothing_becomes_of_a_request_before_an_arbitration(tmp_path):
    shutil.copytree(GOLDEN / "content", tmp_path / "content")
    (tmp_path / ARBITRATION).unlink()
    text = (tmp_path / REQUESTS).read_text(encoding="utf-8")
    planted = text.replace(RETAINED, f"{RETAINED}\n  outcome: {{planned: juin}}")
    (tmp_path / REQUESTS).write_text(planted, encoding="utf-8")

    assert [problem.sentence for problem in follow_up(load(tmp_path, AFTER))] == [
        "DE-04 : une suite avant que l'arbitrage ne soit rendu ; attendre la décision"
    ]


def test_a_site_built_as_of_an_earlier_day_knows_nothing_of_what_came_later(tmp_path):
    sentences = told(tmp_path, RETAINED, "outcome: {planned: juin, delivered: 2026-03-05}")
    (cycle,) = load(tmp_path, AFTER).community.cycles
    days = (date(2026, 2, 11), date(2026, 3, 4), AFTER)

    assert sentences == []
    assert [as_of(cycle, day).requests[3].outcome for day in days] == [
        None,
        FollowUp(planned="juin"),
        FollowUp(planned="juin", delivered=AFTER),
    ]


def test_what_is_wrong_in_a_collected_request_is_told_at_its_place(tmp_path):
    shutil.copytree(GOLDEN / "content", tmp_path / "content")
    path = tmp_path / "content/requests/une-corne-de-brume.md"
    text = path.read_text(encoding="utf-8")
    text = text.replace("high: 30", "high: 10").replace("date: 2026-02-20", "date: 2026-02-01")
    text = text.replace("origin:", "closed: {date: 2026-01-02, reason: Doublon}\norigin:")
    path.write_text(text, encoding="utf-8")
    requests = tmp_path / REQUESTS
    taking = f"{RETAINED}\n  continues: requests/une-corne-de-brume"
    requests.write_text(
        requests.read_text(encoding="utf-8").replace(RETAINED, taking), encoding="utf-8"
    )
    problems = list(collected(load(tmp_path, AFTER)))

    assert [(one.source.line, one.message) for one in problems] == [
        (8, "Installer une corne de brume : la borne haute est sous l'estimation"),
        (10, "discutée avant d'être arrivée"),
        (6, "close avant d'être arrivée"),
        (6, "close, alors que le cycle 1 la reprend"),
    ]
    assert list(follow_up(load(tmp_path, AFTER))) == []


def test_what_happened_to_a_collected_request_is_of_no_day_to_come(tmp_path):
    shutil.copytree(GOLDEN / "content", tmp_path / "content")
    path = tmp_path / "content/requests/une-corne-de-brume.md"
    text = path.read_text(encoding="utf-8").replace("date: 2026-02-20", "date: 2027-02-20")
    closed = "closed: {date: 2027-03-01, reason: Doublon}\norigin:"
    path.write_text(text.replace("origin:", closed), encoding="utf-8")

    assert [(one.severity, one.sentence) for one in collected(load(tmp_path, AFTER))] == [
        ("warning", "le 2027-02-20 est à venir ; corriger la date"),
        ("warning", "le 2027-03-01 est à venir ; corriger la date"),
    ]
