"""Oppositions and indispensable requests."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

from chorale.ipm.ballots import debated, indispensable
from chorale.ipm.model import Ballot, Cycle, Envelope, Milestones

CYCLE = Cycle(
    slug="cycle-1",
    path="content/ipm/cycle-1/cycle.yml",
    number=1,
    themes={},
    envelope=Envelope(amount=Fraction(10), unit="jours-homme"),
    milestones=Milestones(
        synthesis=date(2022, 9, 8),
        opens=datetime(2022, 9, 8, 18, tzinfo=UTC),
        closes=datetime(2022, 9, 30, 18, tzinfo=UTC),
        arbitration=date(2022, 10, 13),
    ),
    ballots=(
        Ballot(
            group="snp",
            points={},
            opposition={"DE-7": "trop tôt", "DE-2": "inutile"},
            indispensable=("DE-1",),
        ),
        Ballot(
            group="epn",
            points={},
            opposition={"DE-7": "trop cher"},
            indispensable=("DE-10", "DE-1"),
        ),
    ),
)


def test_two_oppositions_put_a_request_on_the_debate_list_with_their_reasons():
    assert debated(CYCLE) == {"DE-7": {"epn": "trop cher", "snp": "trop tôt"}}
    assert list(debated(CYCLE, least=1)) == ["DE-2", "DE-7"]
    assert debated(replace(CYCLE, ballots=())) == {}


def test_indispensable_requests_name_their_groups():
    assert indispensable(CYCLE) == {"DE-1": ("epn", "snp"), "DE-10": ("epn",)}
