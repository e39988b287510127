"""A constraint that cannot be kept is said with the amounts that were written, to their last decimal."""

from fractions import Fraction

from chorale.content.clash_sentences import clash_sentence, dead_end_sentence
from chorale.ipm.infeasible import ExcludedPrerequisite, MandatoryAboveEnvelope


def test_two_amounts_that_differ_by_little_are_told_apart():
    clash = MandatoryAboveEnvelope(
        references=("A",), cost=Fraction("0.0624"), envelope=Fraction("0.0621")
    )

    assert clash_sentence(clash, str) == (
        "Les demandes obligatoires, préalables compris (A), coûtent 0,0624 : "
        "l'enveloppe n'est que de 0,0621."
    )


def test_a_request_that_its_own_prerequisites_exclude_is_not_said_to_ask_for_itself():
    end = ExcludedPrerequisite(wanted="X", first="X", second="Z")

    assert dead_end_sentence(end, str) == (
        "X ne peut jamais être retenue : elle demande Z, qu'elle exclut ou qui l'exclut"
    )
