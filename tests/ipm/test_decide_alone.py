"""What a group's share of the envelope would buy by its own points, as its proposal shows it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

from chorale.ipm.decide import alone
from chorale.ipm.model import (
    ChangeRequest,
    Cost,
    Cycle,
    Envelope,
    Group,
    Milestones,
    Rule,
    ThemeBounds,
)


def request(reference: str, cost: int, **more) -> ChangeRequest:
    return ChangeRequest(
        reference=reference, title="Faire", theme="a", cost=Cost(estimate=Fraction(cost)), **more
    )


CYCLE = Cycle(
    slug="cycle-1",
    path="content/ipm/cycle-1/cycle.yml",
    number=1,
    themes={"a": "A"},
    envelope=Envelope(amount=Fraction(110), unit="jours-homme"),
    milestones=Milestones(
        synthesis=date(2030, 1, 1),
        opens=datetime(2030, 1, 1, 18, tzinfo=UTC),
        closes=datetime(2030, 1, 20, 18, tzinfo=UTC),
        arbitration=date(2030, 2, 1),
    ),
    groups=(
        Group(key="nord", name="Nord"),
        Group(key="sud", name="Sud", weight=Fraction(3)),
        Group(key="est", name="Est"),
    ),
    requests=(
        request("A", 4, mandatory=True, requires=("B",)),
        request("B", 6),
        request("C", 12),
        request("D", 5, requires=("E",)),
        request("E", 3),
        request("F", 8, excludes=("C",)),
        request("G", 30),
    ),
)


def test_a_share_is_what_is_left_once_mandatory_requests_and_what_they_require_are_paid():
    assert alone(CYCLE, "nord", {})[1] == 20
    assert alone(CYCLE, "sud", {})[1] == 60
    poor = replace(CYCLE, envelope=Envelope(amount=Fraction(9), unit="jours-homme"))
    assert alone(poor, "nord", {"C": 100}) == ((), 0)


def test_it_buys_from_the_top_with_prerequisites_and_skips_what_is_too_dear_or_excluded():
    points = {"G": 50, "C": 25, "F": 15, "D": 10}
    assert alone(CYCLE, "nord", points) == (("C", "D", "E"), 20)
    assert alone(CYCLE, "sud", points) == (("G", "C", "D", "E"), 60)


def test_equals_go_to_the_cheapest_and_a_full_theme_stays_closed():
    points = {"C": 40, "F": 40, "E": 20}
    assert alone(CYCLE, "nord", points)[0] == ("F", "E")
    capped = replace(CYCLE, rule=Rule(bounds={"a": ThemeBounds(cap=Fraction(14))}))
    assert alone(capped, "nord", points)[0] == ("E",)
