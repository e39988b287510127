"""A cost reduced in a meeting is read as people type it; one with two meanings is asked again, never guessed."""

from fractions import Fraction

import pytest

from chorale.atelier.arbitrating import MeetingSheet, RequestVerdict


@pytest.mark.parametrize(
    ("typed", "cost"),
    [("12,5", "25/2"), ("1 200", "1200"), ("1\u202f200,50", "2401/2"), ("40 jours", "40")],
)
def test_a_reduced_cost_is_read_as_it_is_typed(typed, cost):
    reduced = RequestVerdict(fate="reduced", cost=typed, scope="La moitié").reduced
    assert reduced is not None
    assert reduced.cost == Fraction(cost)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1.200", "le coût « 1.200 » se lit de deux façons, écrire « 1200 », ou « 1.2 »"),
        ("beaucoup", "dire son coût réduit, et ce qui est fait"),
    ],
)
def test_a_cost_of_two_meanings_is_asked_again(typed, said):
    verdict = RequestVerdict(fate="reduced", cost=typed, scope="La moitié")
    sheet = MeetingSheet(date="2026-02-12", verdicts={"DE-01": verdict})
    assert sheet.faults() == [f"DE-01 en partie : {said}."]
