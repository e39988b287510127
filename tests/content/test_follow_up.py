"""The life of a retained request, and its criteria, in words."""

from datetime import date
from fractions import Fraction

import pytest

from chorale.content.follow_up import criteria_words, outcome_words, summary
from chorale.french.amounts import unit
from chorale.ipm.model import ChangeRequest, Cost, Criteria, FollowUp

CAME = FollowUp(planned="version de juin", delivered=date(2026, 3, 1), cost=Fraction("17.5"))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (CAME, "livrée le 1er mars 2026, coût réel 17,5 jours (prévue : version de juin)"),
        (FollowUp(delivered=date(2026, 3, 1)), "livrée le 1er mars 2026"),
        (FollowUp(planned="version de juin"), "prévue : version de juin"),
        (FollowUp(cost=Fraction(3)), "commencée, coût réel 3 jours"),
    ],
)
def test_what_became_of_a_request(found, said):
    assert outcome_words(found, unit("jours")).replace("\u00a0", " ") == said


def test_criteria_are_said_on_their_scale():
    found = Criteria(value=4, risk=1, regulatory=True)

    assert (
        criteria_words(found)
        == "valeur 4 sur 5, risque à ne pas faire 1 sur 5, obligation réglementaire"
    )


def test_the_summary_counts_what_came_what_is_promised_and_what_waits():
    outcomes = (CAME, CAME, FollowUp(planned="juin"), None)
    retained = [
        ChangeRequest(
            reference=str(place), title="", theme="", cost=Cost(estimate=Fraction(1)), outcome=one
        )
        for place, one in enumerate(outcomes)
    ]

    assert (
        summary(retained).replace("\u00a0", " ")
        == "Sur 4 demandes retenues : 2 livrées, 1 prévue et 1 sans date."
    )
