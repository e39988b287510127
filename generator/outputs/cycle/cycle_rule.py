"""The rule of a cycle in words, as it was written before the vote."""

from generator.ipm.model import Cycle
from generator.ipm.sentences import RULE_NAMES

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


def words(cycle: Cycle) -> dict[str, str]:
    """Say the rule in words."""
    rule = cycle.rule
    return {
        "method": RULE_NAMES[rule.method],
        "completion": COMPLETIONS[rule.completion],
        "ties": ", puis ".join(TIES[criterion] for criterion in rule.tie_break),
        "absent": "est partagée entre les autres" if rule.absent_group == "shared" else "reste gelée",
    }
