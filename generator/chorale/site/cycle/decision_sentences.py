"""French sentences of a decision: why each request is retained, or why not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, assert_never

from chorale.content.clash_sentences import clash_sentence
from chorale.french.amounts import Unit, unit
from chorale.french.phrases import agreed, listing, number
from chorale.ipm.decision import Decision, NotRetained, Phase, Round
from chorale.ipm.election import BallotKind, Election
from chorale.ipm.evidence.batch import (
    AbsentVoter,
    Bound,
    EveryCostAt,
    OneCostAt,
    OtherWeight,
    Variation,
)
from chorale.ipm.infeasible import Cause, Infeasible, TooManyVoters
from chorale.ipm.model import Cycle, Utility


@dataclass(frozen=True)
class Names:
    """What groups and themes are called; a key without a name stands for itself."""

    groups: Mapping[str, str] = field(default_factory=dict)
    themes: Mapping[str, str] = field(default_factory=dict)

    def group(self, key: str) -> str:
        """Return what a group is called."""
        return self.groups.get(key, key)

    def theme(self, key: str) -> str:
        """Return what a theme is called."""
        return self.themes.get(key, key)


KEYS = Names()
"""For programs and for files without names: keys stay keys."""

NOT_RETAINED = "Non retenue\u00a0: "

COUNTED: Mapping[BallotKind, str] = {
    "points": "points",
    "approval": "voix",
    "cumulative": "points",
    "scoring": "points",
    "ordinal": "points",
    "choose-1": "voix",
}
"""What ballots are counted in."""

ENDINGS: Mapping[Phase, str] = {
    "mandatory": "",
    "floor": ", sur la part réservée à son thème",
    "shares": "",
    "completion": "",
}
"""What the phase of a purchase adds to its sentence."""

PRICED: Mapping[Utility, str] = {
    "score": "par point",
    "cost": "par unité de coût",
    "cardinality": "par demande",
}

UNWANTED: Mapping[Literal["no-points", "no-weight"], str] = {
    "no-points": "aucun groupe ne lui a donné de points",
    "no-weight": "seuls des groupes de poids nul lui ont donné des points",
}

EVERY_COST: Mapping[Bound, str] = {"low": "tous les coûts bas", "high": "tous les coûts hauts"}
ONE_COST: Mapping[Bound, str] = {"low": "au coût bas", "high": "au coût haut"}


def names_of(cycle: Cycle) -> Names:
    """Return what the groups and the themes of a cycle are called."""
    return Names(groups={group.key: group.name for group in cycle.groups}, themes=cycle.themes)


def unit_of(election: Election) -> Unit:
    """Return the unit of an election, as precise as the amounts that were given in it."""
    bounds = (bound for pair in election.intervals.values() for bound in pair)
    return unit(election.unit, (election.envelope, *election.costs, *bounds))


def money(value: Fraction, decision: Decision) -> str:
    """Return an amount with its unit."""
    return unit_of(decision.election).amount(value)


def sentences(decision: Decision, names: Names) -> dict[str, str]:
    """Return the sentence of every request, retained ones first, in the order of the decision."""
    found = {
        ref: retained_sentence(decision, round_, names)
        for round_ in decision.rounds
        for ref in round_.requests
    }
    found.update(
        {
            refusal.reference: refused_sentence(decision, refusal, names)
            for refusal in decision.refusals
        }
    )
    return found


def retained_sentence(decision: Decision, round_: Round, names: Names) -> str:
    """Say at which round a request was bought, at what price and by whom."""
    if round_.phase == "mandatory":
        return f"Obligatoire\u00a0: financée avant toute priorisation, pour {money(round_.cost, decision)}."
    said = f"Retenue au tour {round_.number}"
    others = [reference for reference in round_.requests if reference != round_.wanted]
    if others:
        said += f" (lot mené par {round_.wanted}, avec {listing(others)})"
    if round_.price is not None:
        said += (
            f", à {unit_of(decision.election).price(round_.price)} {PRICED[decision.rule.utility]}"
        )
    said += f"\u00a0: coût {money(round_.cost, decision)}, {paid_words(decision, round_, names)}"
    said += ENDINGS[round_.phase]
    tied = [reference for reference in round_.tied if reference != round_.wanted]
    return said + (f" (à égalité avec {listing(tied)}, départagée)." if tied else ".")


def paid_words(decision: Decision, round_: Round, names: Names) -> str:
    """Say what paid for a purchase: groups, what was left, or its place in the ranking."""
    if round_.payments:
        counted = unit_of(decision.election)
        paid = [
            f"{names.group(key)} {counted.figure(part)}" for key, part in round_.payments.items()
        ]
        return f"payé par {listing(paid)}"
    if round_.phase == "completion":
        return "pris sur ce qui restait de l'enveloppe"
    return f"pour {number(round_.points)} {COUNTED[decision.election.kind]}"


def refused_sentence(decision: Decision, refusal: NotRetained, names: Names) -> str:
    """Say what stopped a request, with the figures that show it."""
    return f"{NOT_RETAINED}{refused_words(decision, refusal, names)}."


def refused_words(decision: Decision, refusal: NotRetained, names: Names) -> str:
    """Return the reason of a refusal in words."""
    needed, left = needed_words(decision, refusal), money(refusal.remaining, decision)
    match refusal.reason:
        case "no-points" | "no-weight":
            return UNWANTED[refusal.reason]
        case "exclusion":
            return f"incompatible avec {listing(refusal.against)}"
        case "cap":
            return cap_words(decision, refusal, names)
        case "wallets":
            return (
                f"elle coûte {needed}, il restait {money(refusal.available, decision)} à ceux qui la soutiennent "
                f"(il manque {money(refusal.missing, decision)}), et {left} dans l'enveloppe à la fin"
            )
        case "stopped":
            return f"le calcul s'est arrêté avant elle (elle coûte {needed}, il restait {left})"
        case "envelope":
            return f"elle coûte {needed}, il ne restait que {left}"
        case _:
            assert_never(refusal.reason)


def cap_words(decision: Decision, refusal: NotRetained, names: Names) -> str:
    """Say which theme is full: what it would receive, above its cap, and what a prerequisite has to do with it."""
    election, (theme,) = decision.election, refusal.against
    homes = dict(zip(election.references, election.themes, strict=False))
    brought = [name for name in refusal.bundle if homes.get(name) == theme]
    total = election.total_cost(
        place
        for place, name in enumerate(election.references)
        if homes.get(name) == theme and name in (*decision.retained, *brought)
    )
    cap = election.bounds[theme].cap if theme in election.bounds else None
    through = f"avec {listing(brought)}, {agreed(len(brought), 'préalable')}, "
    told = f"{money(total, decision)} pour {money(cap or Fraction(0), decision)}"
    return (
        f"{'' if refusal.reference in brought else through}"
        f"le plafond du thème «\u00a0{names.theme(theme)}\u00a0» serait dépassé ({told})"
    )


def drawn(decision: Decision, bounds: str = "") -> str:
    """Say what is drawn to see how firm a recommendation is: costs (between which bounds), the order of equals."""
    costs = [f"de coûts{bounds}"] if decision.election.intervals else []
    order = ["de l'ordre des ex æquo"] if decision.ties else []
    return f"tirages {listing([*costs, *order])}"


def lost_ties(decision: Decision, reference: str) -> str:
    """Say which equals the tie order retained instead of a request; empty where it lost to none."""
    lost = [one for one in decision.rounds if reference in one.tied]
    if not lost or reference in decision.retained or decision.rule.method == "optimum":
        return ""
    count, winners = len(lost), [one.wanted for one in lost]
    turns = listing([str(one.number) for one in lost])
    return (
        f"{agreed(count, 'Au tour', 'Aux tours')} {turns}, elle était à égalité avec {listing(winners)}, "
        f"que le départage a {agreed(count, 'retenue', 'retenues')}."
    )


def caveats(decision: Decision, names: Names) -> list[str]:
    """Say what one would not expect of a recommendation: no answer, a share shared out or frozen, a floor missed."""
    election = decision.election
    found = [] if election.voters else ["Aucun groupe n'a répondu\u00a0: rien n'est recommandé."]
    absent = listing([names.group(key) for key in election.absent])
    if election.voters and election.absent and not election.frozen_weight:
        count = len(election.absent)
        share = agreed(count, "sa part est partagée", "leurs parts sont partagées")
        verb = agreed(count, "n'a pas répondu", "n'ont pas répondu")
        found.append(f"{absent} {verb}\u00a0: {share} entre les autres.")
    if decision.frozen:
        found.append(
            f"Part gelée{f' ({absent}, sans réponse)' if absent else ''}\u00a0: "
            f"{money(decision.frozen, decision)} de l'enveloppe ne sont pas employés."
        )
    return found + [
        f"Plancher du thème «\u00a0{names.theme(one.theme)}\u00a0» non atteint\u00a0: "
        f"{money(one.spent, decision)} pour {money(one.floor, decision)}, "
        "aucune autre de ses demandes, soutenue et permise, ne tenait dans ce qui restait à y dépenser."
        for one in decision.floors
        if one.spent < one.floor
    ]


def needed_words(decision: Decision, refusal: NotRetained) -> str:
    """Say what a request costs, with the prerequisites that it would bring."""
    cost = money(refusal.needed, decision)
    others = [reference for reference in refusal.bundle if reference != refusal.reference]
    return cost + (f" avec {listing(others)}, {agreed(len(others), 'préalable')}" if others else "")


def infeasible_sentence(error: Infeasible, names: Names) -> str:
    """Say all that makes a decision impossible."""
    return " ".join(cause_sentence(cause, names) for cause in error.causes)


def cause_sentence(cause: Cause, names: Names) -> str:
    """Say one thing that makes a decision, or an audit, impossible."""
    if isinstance(cause, TooManyVoters):
        return f"L'audit des coalitions se calcule jusqu'à {cause.most} groupes\u00a0: il y en a {cause.voters}."
    return clash_sentence(cause, names.theme)


def variation_words(variation: Variation, names: Names) -> str:
    """Say what was otherwise when the decision was made again."""
    match variation:
        case EveryCostAt(bound):
            return EVERY_COST[bound]
        case OneCostAt(reference, bound):
            return f"{reference} {ONE_COST[bound]}"
        case OtherWeight(group, share):
            sign = "+" if share > 0 else "−"
            return f"{names.group(group)}, poids {sign}\u00a0{number(abs(share) * 100)}\u00a0%"
        case AbsentVoter(group):
            return f"sans {names.group(group)}"
        case _:
            assert_never(variation)
