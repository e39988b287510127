"""The decision in French: one sentence for each fact, with the names of groups and themes, whatever their keys are."""

from dataclasses import replace
from fractions import Fraction
from typing import Any, get_args

import pytest

from chorale.ipm.decide import decide_election
from chorale.ipm.decision import Decision, FloorPrice, Reason
from chorale.ipm.evidence.batch import AbsentVoter, EveryCostAt, OneCostAt, OtherWeight, Variation
from chorale.ipm.formats.scenario import read
from chorale.ipm.infeasible import (
    Cause,
    FloorAboveCap,
    FloorAboveRequests,
    FloorsAboveEnvelope,
    Infeasible,
    MandatoryAboveCap,
    MandatoryAboveEnvelope,
    MandatoryExclusion,
    TooManyVoters,
)
from chorale.site.cycle import decision_sentences
from chorale.site.cycle.decision_sentences import (
    KEYS,
    Names,
    cause_sentence,
    infeasible_sentence,
    sentences,
    variation_words,
)
from chorale.site.cycle.tables import columns, rows

NAMES = Names(
    groups={"a": "Le Nord", "tour": "Le Sud", "il": "L'Est"},
    themes={"a": "Les rejets", "coûte": "Le reste"},
)


def decided(
    envelope: int,
    requests: list[dict[str, Any]],
    ballots: dict[str, dict[str, int]],
    **rule: Any,
) -> Decision:
    inputs = {
        "envelope": envelope,
        "unit": "jours",
        "rule": {"tie_break": ["reference"], **rule},
        "groups": [{"key": key} for key in ballots],
        "requests": requests,
        "ballots": ballots,
    }
    scenario = read({"format": "chorale-scenario-1", "inputs": inputs})
    return decide_election(scenario.election, scenario.rule)


def test_each_request_has_one_sentence_with_its_figures():
    requests = [
        {"reference": "A", "cost": 40},
        {"reference": "B", "cost": 50},
        {"reference": "C", "cost": 30, "requires": ["E"]},
        {"reference": "D", "cost": 60},
        {"reference": "E", "cost": 10},
    ]
    ballots = {"v1": {"A": 60, "B": 40}, "v2": {"A": 50, "C": 50}, "v3": {"D": 100}}

    assert sentences(decided(100, requests, ballots), KEYS) == {
        "A": "Retenue au tour 1, à 4/11 (≈\u00a00,364) par point\u00a0: coût 40\u00a0jours, payé par v1 ≈\u00a021,82 et v2 ≈\u00a018,18.",
        "D": "Retenue au tour 2\u00a0: coût 60\u00a0jours, pris sur ce qui restait de l'enveloppe.",
        "B": "Non retenue\u00a0: elle coûte 50\u00a0jours, il restait ≈\u00a011,52\u00a0jours à ceux qui la soutiennent "
        "(il manque ≈\u00a038,48\u00a0jours), et 0\u00a0jour dans l'enveloppe à la fin.",
        "C": "Non retenue\u00a0: elle coûte 40\u00a0jours avec E, préalable, il restait ≈\u00a015,15\u00a0jours à ceux qui la "
        "soutiennent (il manque ≈\u00a024,85\u00a0jours), et 0\u00a0jour dans l'enveloppe à la fin.",
        "E": "Non retenue\u00a0: aucun groupe ne lui a donné de points.",
    }


def test_groups_whose_keys_are_words_of_a_sentence_break_none():
    requests = [
        {"reference": "DE-01", "cost": 40, "theme": "a"},
        {"reference": "DE-02", "cost": 60, "theme": "a"},
        {"reference": "DE-03", "cost": 90, "theme": "coûte"},
    ]
    ballots = {"a": {"DE-01": 60, "DE-02": 40}, "tour": {"DE-01": 100}, "il": {"DE-03": 100}}
    decision = decided(150, requests, ballots, completion="none", bounds={"a": {"cap": 90}})

    assert sentences(decision, NAMES) == {
        "DE-01": "Retenue au tour 1, à 0,25 par point\u00a0: coût 40\u00a0jours, payé par Le Nord 15 et Le Sud 25.",
        "DE-02": "Non retenue\u00a0: le plafond du thème «\u00a0Les rejets\u00a0» serait dépassé (100\u00a0jours pour 90\u00a0jours).",
        "DE-03": "Non retenue\u00a0: elle coûte 90\u00a0jours, il restait 50\u00a0jours à ceux qui la soutiennent "
        "(il manque 40\u00a0jours), et 110\u00a0jours dans l'enveloppe à la fin.",
    }
    assert columns(decision, NAMES)[7:] == (
        "payé_Le Nord",
        "payé_L'Est",
        "payé_Le Sud",
        "explication",
    )
    assert [row[-1] for row in rows(decision, NAMES)] == list(sentences(decision, NAMES).values())


CAUSES = [
    (
        MandatoryAboveEnvelope(
            references=("DE-01", "DE-02"), cost=Fraction(1500), envelope=Fraction(10)
        ),
        "Les demandes obligatoires, préalables compris (DE-01, DE-02), coûtent 1\u202f500 : l'enveloppe n'est que de 10.",
    ),
    (
        MandatoryExclusion(first="DE-01", second="DE-02"),
        "DE-01 et DE-02 sont obligatoires (ou préalables) et s'excluent.",
    ),
    (
        MandatoryAboveCap(theme="a", cost=Fraction(22), cap=Fraction(20)),
        "Thème « Les rejets » : les demandes obligatoires coûtent 22, au-dessus du plafond de 20.",
    ),
    (
        FloorAboveCap(theme="a", floor=Fraction(22), cap=Fraction(20)),
        "Thème « Les rejets » : le plancher (22) dépasse le plafond (20).",
    ),
    (
        FloorAboveRequests(theme="b", floor=Fraction(9), cost=Fraction(5)),
        "Thème « b » : le plancher est de 9, mais ses demandes ne coûtent que 5.",
    ),
    (
        FloorsAboveEnvelope(
            themes=("a", "coûte"),
            floors=Fraction(9),
            outside=Fraction(22),
            envelope=Fraction(61, 2),
        ),
        "Les planchers des thèmes (Les rejets, Le reste) demandent 9 : avec les demandes obligatoires des autres "
        "thèmes (22), l'enveloppe de 30,5 ne suffit pas.",
    ),
    (
        TooManyVoters(most=12, voters=13),
        "L'audit des coalitions se calcule jusqu'à 12 groupes\u00a0: il y en a 13.",
    ),
]


@pytest.mark.parametrize(("cause", "sentence"), CAUSES)
def test_each_cause_of_an_impossible_decision_has_its_sentence(cause, sentence):
    assert cause_sentence(cause, NAMES) == sentence


def test_several_causes_are_told_one_after_the_other():
    (one, first), (other, second) = CAUSES[1:3]
    assert infeasible_sentence(Infeasible(one, other), NAMES) == f"{first} {second}"


VARIATIONS = [
    (EveryCostAt("low"), "tous les coûts bas"),
    (OneCostAt("DE-01", "high"), "DE-01 au coût haut"),
    (OtherWeight("a", Fraction(1, 4)), "Le Nord, poids +\u00a025\u00a0%"),
    (OtherWeight("tour", Fraction(-1, 4)), "Le Sud, poids −\u00a025\u00a0%"),
    (AbsentVoter("autre"), "sans autre"),
]


@pytest.mark.parametrize(("variation", "words"), VARIATIONS)
def test_each_variation_is_said_in_words(variation, words):
    assert variation_words(variation, NAMES) == words


def test_every_kind_of_cause_and_of_variation_is_said_above():
    assert {type(cause) for cause, _ in CAUSES} == set(get_args(Cause))
    assert {type(variation) for variation, _ in VARIATIONS} == set(get_args(Variation))


@pytest.mark.parametrize("reason", get_args(Reason))
def test_every_reason_of_a_refusal_has_its_words(reason):
    decision = decided(10, [{"reference": "A", "cost": 11}], {"v1": {"A": 100}}, method="greedy")
    refusal = replace(decision.refusals[0], reason=reason, against=("X",))
    assert decision_sentences.refused_sentence(decision, refusal, KEYS).endswith(".")


def test_what_one_would_not_expect_of_a_recommendation_is_told_with_its_amounts():
    requests = [
        {"reference": "DE-01", "cost": 40, "theme": "a"},
        {"reference": "DE-02", "cost": 60, "theme": "b"},
        {"reference": "DE-03", "cost": 50, "theme": "b", "requires": ["DE-01"]},
    ]
    made = replace(decided(200, requests, {"a": {"DE-01": 100}}), frozen=Fraction(100))
    floored = replace(
        made, floors=(FloorPrice(theme="a", floor=Fraction(90), spent=Fraction(40), points_lost=Fraction(0), entered=(), left=()),)
    )  # fmt: skip

    assert decision_sentences.caveats(floored, NAMES) == [
        "Part gelée\u00a0: 100\u00a0jours de l'enveloppe ne sont pas employés.",
        "Plancher du thème «\u00a0Les rejets\u00a0» non atteint\u00a0: 40\u00a0jours pour 90\u00a0jours, aucune autre de "
        "ses demandes, soutenue et permise, ne tenait dans ce qui restait à y dépenser.",
    ]
    assert decision_sentences.caveats(decided(10, requests, {}), NAMES) == [
        "Aucun groupe n'a répondu\u00a0: rien n'est recommandé."
    ]


def test_a_cap_that_a_prerequisite_breaks_is_told_through_it():
    requests = [
        {"reference": "DE-01", "cost": 40, "theme": "a"},
        {"reference": "DE-02", "cost": 5, "theme": "b", "requires": ["DE-01"]},
    ]
    made = decided(100, requests, {"a": {"DE-02": 100}}, bounds={"a": {"cap": 30}})
    assert sentences(made, NAMES)["DE-02"] == (
        "Non retenue\u00a0: avec DE-01, préalable, le plafond du thème «\u00a0Les rejets\u00a0» serait dépassé "
        "(40\u00a0jours pour 30\u00a0jours)."
    )
