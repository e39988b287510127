"""What the files of a decision say of it to other programs."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from house import GOLDEN

from chorale.content.load import load
from chorale.ipm.decide import decide
from chorale.site.cycle.downloads import cycle_meta, money_meta


@pytest.mark.parametrize(
    ("unit", "meta"),
    [
        ("€", {"currency": "EUR"}),
        ("euros", {"currency": "EUR"}),
        ("CHF", {"currency": "CHF"}),
        ("jours-homme", {"comment": "#1: montants : jours-homme."}),
        ("M€", {"comment": "#1: montants : M€."}),
        ("", {}),
    ],
)
def test_only_a_currency_is_told_as_one(unit, meta):
    assert money_meta(unit) == meta


def test_a_comment_says_what_the_format_of_pabulib_has_no_place_for():
    community = load(GOLDEN, date(2026, 11, 21)).community
    cycle = next(one for one in community.cycles if one.slug == "cycle-1")
    links = "des prérequis, exclusions, obligations et montants par thème n'ont pas de place dans ce format"
    expected = {
        "description": "Cycle 1 du Conseil (données d'illustration)",
        "instance": "2026",
        "rule": "unknown",
        "date_begin": "05.01.2026",
        "date_end": "30.01.2026",
        "comment": f"#1: montants : jours-homme. #2: règle : parts égales. #3: {links}.",
    }
    assert cycle_meta(cycle, decide(cycle)) == expected
    heavier = replace(
        cycle,
        groups=tuple(
            replace(one, weight=Fraction(5, 2) if one.key == "sud" else Fraction(1))
            for one in cycle.groups
        ),
    )
    assert cycle_meta(heavier, decide(heavier))["comment"] == (
        f"{expected['comment']} #4: poids : nord 1, ouest 1, sud 2,5."
    )
