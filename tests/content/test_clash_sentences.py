"""A constraint that cannot be kept is said with the amounts that were written, to their last decimal."""

from fractions import Fraction

from chorale.content.clash_sentences import clash_sentence
from chorale.ipm.infeasible import MandatoryAboveEnvelope


def test_two_amounts_that_differ_by_little_are_told_apart():
    clash = MandatoryAboveEnvelope(
        references=("A",), cost=Fraction("0.0624"), envelope=Fraction("0.0621")
    )

    assert clash_sentence(clash, str) == (
        "Les demandes obligatoires, préalables compris (A), coûtent 0,0624 : "
        "l'enveloppe n'est que de 0,0621."
    )
