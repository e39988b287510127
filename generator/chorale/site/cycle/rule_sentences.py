"""French sentences of a cycle's rule: method, completion, tie-break, absent groups."""

from collections.abc import Iterator

from chorale.french.phrases import listing, number
from chorale.ipm.model import Cycle
from chorale.site.cycle.decision_sentences import RULE_NAMES

TIES = {
    "lower-cost": "le coût le plus bas",
    "higher-cost": "le coût le plus élevé",
    "more-points": "le plus de points",
    "more-groups": "le plus de groupes",
    "reference": "l'ordre des références",
}
COMPLETIONS = {
    "none": "le reste n'est pas employé",
    "points-per-cost": "le reste finance les demandes par points rapportés au coût",
    "utilitarian": "le reste finance les demandes par total de points",
    "add1": "les parts sont augmentées d'une unité tant que l'enveloppe suffit",
    "add1-exhaustive": "les parts sont augmentées d'une unité jusqu'à ce que rien d'autre ne tienne dans l'enveloppe",
}

SHARED = {
    "equal-shares": "",
    "bounded-overspending": (
        " Un tour peut aussi aller à une demande que les parts ne paient pas tout entière, si le point y revient moins"
        " cher."
    ),
}
"""The rules that share the envelope between wallets, with what they add to the sentence of equal shares."""
PAYING = {
    "score": "la paie en proportion de ses points, sur sa propre part. Le tour va à la demande dont le point coûte le "
    "moins cher.",
    "cost": "la paie à égalité avec les autres, sur sa propre part. Le tour va à la demande que le plus grand nombre "
    "paie.",
    "cardinality": "la paie à égalité avec les autres, sur sa propre part. Le tour va à la demande qui revient le "
    "moins cher à chacun.",
}
RANKED = {
    "greedy": "leur total de points",
    "greedy-per-cost": "leur total de points rapporté au coût",
    "borda": "la somme de leurs rangs chez les groupes",
    "approvals": "leur nombre de soutiens",
}
OTHERS = {
    "phragmen": "verse peu à peu, également, de quoi payer à chaque groupe ; une demande est financée dès que ceux qui "
    "la soutiennent peuvent la payer ensemble.",
    "optimum": "retient, parmi tous les ensembles que l'enveloppe permet, celui dont le total de points est le plus "
    "élevé.",
    "nash": "retient, parmi tous les ensembles que l'enveloppe permet, celui dont le produit des satisfactions est le "
    "plus élevé.",
    "leximin": "retient, parmi tous les ensembles que l'enveloppe permet, celui qui sert le mieux le groupe le moins "
    "servi.",
}


def words(cycle: Cycle) -> dict[str, str]:
    """Say the rule in words."""
    rule = cycle.rule
    return {
        "method": RULE_NAMES[rule.method],
        "completion": COMPLETIONS[rule.completion],
        "ties": ", puis ".join(TIES[criterion] for criterion in rule.tie_break),
        "absent": "est partagée entre les autres" if rule.absent_group == "shared" else "reste gelée",
    }


def steps(cycle: Cycle) -> list[tuple[str, str]]:
    """Tell how the computation goes, step by step: what opens the sentence, then the rest of it."""
    rule, said = cycle.rule, words(cycle)
    shares = rule.method in SHARED
    first = " ; ce qui reste de l'enveloppe est partagé entre les groupes selon leur poids" if shares else ""
    found = [
        ("Les demandes obligatoires", f"sont financées d'abord{first}."),
        *_themes(cycle),
        (f"Le calcul ({said['method']})", _method(cycle)),
    ]
    if shares:
        found.append(("Quand plus aucune part ne suffit,", f"{said['completion']}."))
    found.append(("À égalité,", f"on départage par {said['ties']}. La part d'un groupe absent {said['absent']}."))
    return found


def _themes(cycle: Cycle) -> Iterator[tuple[str, str]]:
    unit = cycle.envelope.unit
    for theme, limits in cycle.rule.bounds.items():
        kept = [
            f"{words} {number(amount)} {unit}"
            for words, amount in (("reçoit au moins", limits.floor), ("ne dépasse pas", limits.cap))
            if amount is not None
        ]
        if kept:
            yield f"Le thème « {cycle.themes.get(theme, theme)} »", f"{listing(kept)}."


def _method(cycle: Cycle) -> str:
    rule = cycle.rule
    if rule.method in SHARED:
        opening = "procède par tours : chaque groupe qui a donné des points à une demande "
        return opening + PAYING[rule.utility] + SHARED[rule.method]
    if rule.method in RANKED:
        end = "est passée" if rule.overflow == "skip" else "arrête le classement"
        return f"prend les demandes selon {RANKED[rule.method]} ; celle qui ne tient plus dans l'enveloppe {end}."
    return OTHERS.get(rule.method, "suit la règle écrite dans le fichier du cycle.")
