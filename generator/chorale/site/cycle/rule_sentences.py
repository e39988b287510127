"""French sentences of a cycle's rule: method, completion, tie-break, absent groups."""

from collections.abc import Iterator, Mapping

from chorale.french.amounts import unit
from chorale.french.phrases import listing
from chorale.ipm.decide import WALLETS
from chorale.ipm.model import (
    AbsentGroup,
    Completion,
    Cycle,
    Method,
    Overflow,
    TieBreak,
    Utility,
)

RULE_NAMES: Mapping[Method, str] = {
    "equal-shares": "parts égales",
    "phragmen": "Phragmén séquentielle",
    "greedy": "classement par points",
    "greedy-per-cost": "classement par points rapportés au coût",
    "borda": "classement par somme des rangs (Borda)",
    "approvals": "classement par nombre de soutiens",
    "optimum": "total de points le plus élevé",
}
"""The rules by name."""

TIES: Mapping[TieBreak, str] = {
    "lower-cost": "le coût le plus bas",
    "higher-cost": "le coût le plus élevé",
    "more-points": "le plus de points",
    "more-groups": "le plus de groupes",
    "reference": "l'ordre des références",
}
COMPLETIONS: Mapping[Completion, str] = {
    "none": "le reste n'est pas employé",
    "points-per-cost": "le reste finance les demandes par points rapportés au coût",
    "utilitarian": "le reste finance les demandes par total de points",
    "add1": "les parts sont augmentées d'une unité tant que l'enveloppe suffit",
    "add1-exhaustive": "les parts sont augmentées d'une unité jusqu'à ce que rien d'autre ne tienne dans l'enveloppe",
}
ABSENT: Mapping[AbsentGroup, str] = {
    "shared": "est partagée entre les autres",
    "frozen": "reste gelée",
}
PAYING: Mapping[Utility, str] = {
    "score": "la paie en proportion de ses points{weight}, sur sa propre part. Le tour va à la demande dont le point "
    "coûte le moins cher.",
    "cost": "la paie {evenly}, sur sa propre part. Le tour va à la demande que le plus grand nombre "
    "paie.",
    "cardinality": "la paie {evenly}, sur sa propre part. Le tour va à la demande qui revient le "
    "moins cher à chacun.",
}
TOO_DEAR: Mapping[Overflow, str] = {"skip": "est passée", "stop": "arrête le classement"}

_SHARING = "procède par tours : chaque groupe qui a donné des points à une demande {paying}"
_BY = "prend les demandes selon "
_CUT = " ; celle qui ne tient plus dans l'enveloppe {too_dear}."
_BEST = "retient, parmi tous les ensembles que l'enveloppe permet, celui "

METHODS: Mapping[Method, str] = {
    "equal-shares": _SHARING,
    "phragmen": "verse peu à peu, également, de quoi payer à chaque groupe ; une demande est financée dès que ceux qui "
    "la soutiennent peuvent la payer ensemble.",
    "greedy": _BY + "leur total de points" + _CUT,
    "greedy-per-cost": _BY + "leur total de points rapporté au coût" + _CUT,
    "borda": _BY + "la somme de leurs rangs chez les groupes" + _CUT,
    "approvals": _BY + "leur nombre de soutiens" + _CUT,
    "optimum": _BEST + "dont le total de points est le plus élevé.",
}
"""How each rule goes, after « Le calcul »."""


def words(cycle: Cycle) -> dict[str, str]:
    """Say the rule in words."""
    rule = cycle.rule
    return {
        "method": RULE_NAMES[rule.method],
        "completion": COMPLETIONS[rule.completion],
        "ties": ", puis ".join(TIES[criterion] for criterion in rule.tie_break),
        "absent": ABSENT[rule.absent_group],
    }


def steps(cycle: Cycle) -> list[tuple[str, str]]:
    """Tell how the computation goes, step by step: what opens the sentence, then the rest of it."""
    rule, said = cycle.rule, words(cycle)
    shares = rule.method in WALLETS
    first = (
        " ; ce qui reste de l'enveloppe est partagé entre les groupes selon leur poids"
        if shares
        else ""
    )
    found = [
        ("Les demandes obligatoires", f"sont financées d'abord{first}."),
        *_themes(cycle),
        (f"Le calcul ({said['method']})", _method(cycle)),
    ]
    if shares:
        found.append(("Quand plus aucune part ne suffit,", f"{said['completion']}."))
    found.append(
        (
            "À égalité,",
            f"on départage par {said['ties']}. La part d'un groupe absent {said['absent']}.",
        )
    )
    return found


def how(cycle: Cycle) -> str:
    """Say in a line or two how the computation goes."""
    return f"Le calcul ({RULE_NAMES[cycle.rule.method]}) {_method(cycle)}"


def _themes(cycle: Cycle) -> Iterator[tuple[str, str]]:
    amounts = (amount for one in cycle.rule.bounds.values() for amount in (one.floor, one.cap))
    counted = unit(cycle.envelope.unit, [amount for amount in amounts if amount is not None])
    for theme, limits in cycle.rule.bounds.items():
        kept = [
            f"{words} {counted.amount(amount)}"
            for words, amount in (
                ("reçoit au moins", limits.floor),
                ("ne dépasse pas", limits.cap),
            )
            if amount is not None
        ]
        if kept:
            yield f"Le thème « {cycle.themes.get(theme, theme)} »", f"{listing(kept)}."


def _method(cycle: Cycle) -> str:
    rule = cycle.rule
    weighed = len({group.weight for group in cycle.groups}) > 1
    paying = PAYING[rule.utility].format(
        weight=" et de son poids" if weighed else "",
        evenly="à proportion de son poids" if weighed else "à égalité avec les autres",
    )
    return METHODS[rule.method].format(paying=paying, too_dear=TOO_DEAR[rule.overflow])
