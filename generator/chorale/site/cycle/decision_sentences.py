"""French sentences of a decision: why each request is retained, or why not."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from chorale.french.phrases import agreed, listing, number
from chorale.ipm.decision import Decision, NotRetained, Round
from chorale.ipm.election import BallotKind
from chorale.ipm.model import Utility

RULE_NAMES: Mapping[str, str] = {
    "equal-shares": "parts égales",
    "bounded-overspending": "parts égales avec dépassement borné",
    "phragmen": "Phragmén séquentielle",
    "greedy": "classement par points",
    "greedy-per-cost": "classement par points rapportés au coût",
    "borda": "classement par somme des rangs (Borda)",
    "approvals": "classement par nombre de soutiens",
    "optimum": "total de points le plus élevé",
    "nash": "produit des satisfactions le plus élevé (Nash)",
    "leximin": "satisfaction du groupe le moins servi (leximin)",
}

STUDY_NAMES: Mapping[str, str] = {
    "maximin-support": "soutien maximin",
    "cstv-ewt": "transfert de soutiens, éliminations, par excédent",
    "cstv-ewtc": "transfert de soutiens, éliminations, par soutien rapporté au coût",
    "cstv-ewts": "transfert de soutiens, éliminations, par soutien",
    "cstv-mt": "transfert minimal de soutiens, par excédent",
    "cstv-mtc": "transfert minimal de soutiens, par soutien rapporté au coût",
    "cstv-mts": "transfert minimal de soutiens, par soutien",
}

VOICES: Mapping[BallotKind, str] = {"approval": "voix", "choose-1": "voix"}
"""What ballots that give no points are counted in."""

PRICED: Mapping[Utility, str] = {"score": "par point", "cost": "par unité de coût", "cardinality": "par demande"}


def rule_name(method: str) -> str:
    """Return the French name of a rule, one that is only studied too."""
    return RULE_NAMES.get(method) or STUDY_NAMES[method]


def money(value: Fraction, decision: Decision) -> str:
    """Return an amount with its unit."""
    unit = decision.election.unit
    return number(value) + (f"\u00a0{unit}" if unit else "")


def retained_sentence(decision: Decision, round_: Round) -> str:
    """Say at which round a request was bought, at what price and by whom."""
    opening = f"Retenue au tour {round_.number}"
    if len(round_.requests) > 1:
        others = [reference for reference in round_.requests if reference != round_.wanted]
        opening += f" (lot mené par {round_.wanted}, avec {listing(others)})"
    cost = money(round_.cost, decision)
    if round_.phase == "mandatory":
        return f"Obligatoire\u00a0: financée avant toute priorisation, pour {cost}."
    if round_.price is not None:
        opening += f", à {number(round_.price, places=3)} {PRICED[decision.rule.utility]}"
    if round_.payments:
        paid = [f"{group} {number(amount)}" for group, amount in round_.payments.items()]
        opening += f"\u00a0: coût {cost}, payé par {listing(paid)}"
    elif round_.phase == "completion":
        opening += f"\u00a0: coût {cost}, pris sur ce qui restait de l'enveloppe"
    else:
        opening += f"\u00a0: coût {cost}, pour {number(round_.points)} {VOICES.get(decision.election.kind, 'points')}"
    if round_.phase == "floor":
        opening += ", sur la part réservée à son thème"
    if round_.tied:
        opening += f" (à égalité avec {listing([ref for ref in round_.tied if ref != round_.wanted])}, départagée)"
    return opening + "."


def refused_sentence(decision: Decision, refusal: NotRetained) -> str:
    """Say what stopped a request, with the figures that show it."""
    needed = money(refusal.needed, decision)
    if len(refusal.bundle) > 1:
        others = [reference for reference in refusal.bundle if reference != refusal.reference]
        needed += f" avec {listing(others)}, {agreed(len(others), 'préalable')}"
    left = money(refusal.remaining, decision)
    if refusal.reason == "no-points":
        return "Non retenue\u00a0: aucun groupe ne lui a donné de points."
    if refusal.reason == "exclusion":
        return f"Non retenue\u00a0: incompatible avec {listing(refusal.against)}."
    if refusal.reason == "cap":
        return f"Non retenue\u00a0: le plafond du thème «\u00a0{listing(refusal.against)}\u00a0» serait dépassé."
    if refusal.reason == "wallets":
        return (
            f"Non retenue\u00a0: elle coûte {needed}, il restait {money(refusal.available, decision)} à ceux qui la "
            f"soutiennent (il manque {money(refusal.missing, decision)}), et {left} dans l'enveloppe à la fin."
        )
    if refusal.reason == "stopped":
        return f"Non retenue\u00a0: le classement s'est arrêté avant elle (elle coûte {needed}, il restait {left})."
    return f"Non retenue\u00a0: elle coûte {needed}, il ne restait que {left}."


def sentences(decision: Decision) -> dict[str, str]:
    """Return the sentence of every request, retained ones first, in the order of the decision."""
    found = {ref: retained_sentence(decision, round_) for round_ in decision.rounds for ref in round_.requests}
    found.update({refusal.reference: refused_sentence(decision, refusal) for refusal in decision.refusals})
    return found


def runs(found: Sequence[tuple[Fraction, Fraction]]) -> str:
    """Say runs of amounts: « de 1 230 à 1 254 ou de 1 278 »."""
    words = [f"de {number(low)}" if low == high else f"de {number(low)} à {number(high)}" for low, high in found]
    return listing(words, "ou")
