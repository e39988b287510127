"""Random elections small enough to try every subset, with links, caps, weights, and random rules."""

from fractions import Fraction
from random import Random

from elections import election

from chorale.ipm.constraints import Constraints
from chorale.ipm.infeasible import clashes
from chorale.ipm.model import Rule, ThemeBounds

THEMES = ("a", "b")


def drawn(
    random: Random,
    *,
    requests: int = 6,
    voters: int = 4,
    linked: bool = True,
    weighted: bool = True,
):
    """Draw an election small enough to try every subset."""
    names = [f"R{number}" for number in range(1, random.randint(2, requests) + 1)]
    costs = {
        name: Fraction(
            random.randint(0 if random.random() < 0.1 else 1, 12), random.choice((1, 1, 2))
        )
        for name in names
    }
    ballots = [
        {name: random.randint(1, 5) for name in names if random.random() < 0.6}
        for _ in range(random.randint(1, voters))
    ]
    requires, excludes, mandatory, bounds = {}, [], [], {}
    if linked:
        for name in names:
            if random.random() < 0.25:
                requires[name] = random.sample([other for other in names if other != name], 1)
        if random.random() < 0.4:
            excludes = [tuple(random.sample(names, 2))]
        mandatory = [name for name in names if random.random() < 0.08]
        if random.random() < 0.3:
            bounds = {"a": ThemeBounds(cap=Fraction(random.randint(3, 20)))}
    return election(
        max(1, sum(costs.values()) * random.randint(2, 9) // 10),
        costs,
        ballots,
        requires=requires,
        excludes=excludes,
        mandatory=mandatory,
        bounds=bounds,
        themes={name: random.choice(THEMES) for name in names},
        weights=[random.choice((1, 1, 2, Fraction(1, 2))) if weighted else 1 for _ in ballots],
    )


def drawn_rule(random: Random, **given) -> Rule:
    ties = random.sample(
        ("lower-cost", "higher-cost", "more-points", "more-groups", "reference"), 2
    )
    return Rule(
        **{
            "utility": random.choice(("score", "cost", "cardinality")),
            "completion": "none",
            "tie_break": tuple(ties),
        }
        | given
    )


def possible(given, rule) -> bool:
    return not clashes(Constraints(given, rule))
