"""Random cycles with their meeting: weights, absent groups, bounds, links, reductions and overruns in every unit."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from random import Random

from chorale.content.model import Community, Sender
from chorale.ipm.arbitration import Arbitration, Deviation, Overrun, ReducedScope
from chorale.ipm.decide import decide
from chorale.ipm.infeasible import Infeasible
from chorale.ipm.model import (
    Ballot,
    ChangeRequest,
    Cost,
    Cycle,
    Envelope,
    Group,
    Milestones,
    Rule,
    ThemeBounds,
)

UNITS = {"jours-homme": "0.5", "€": "0.01", "k€": "1", "M€": "0.005", "points": "1"}
"""Each unit with the step of its amounts."""
GROUPS = {"tour": "Nord", "a": "Le Sud", "points": "Club & Cie", "reste": "Îles"}
"""Keys that are words of the sentences: nothing may be replaced inside these."""
HELD = date(2026, 2, 12)


def community(cycle: Cycle) -> Community:
    """Return a community of one cycle, the day after its meeting."""
    return Community(
        name="Essai", url="https://exemple.test/", timezone="Europe/Paris", audiences={},
        sender=Sender(name="E", address="e@exemple.test", identity="E"), today=date(2026, 2, 13),
        groups=cycle.groups, cycles=(cycle,),
    )  # fmt: skip


def cycle(random: Random, *, settled: bool) -> Cycle:
    """Return a cycle that can be decided, with what the meeting made of it if it is settled."""
    while True:
        made = drawn(random)
        try:
            recommended = decide(made).retained
        except Infeasible:
            continue
        return replace(made, arbitration=meeting(random, made, recommended)) if settled else made


def drawn(random: Random) -> Cycle:
    name = random.choice(list(UNITS))
    step = Fraction(UNITS[name])
    names = [f"DE-{number:02d}" for number in range(1, random.randint(3, 8))]
    requests = tuple(request(random, one, names, step) for one in names)
    total = sum((one.cost.estimate for one in requests), Fraction(0))
    groups = tuple(
        Group(key=key, name=said, weight=Fraction(random.choice(("1", "1", "2", "1.5"))))
        for key, said in GROUPS.items()
    )
    answering = random.sample(groups, random.choice((2, 3, 4, 4)))
    return Cycle(
        slug="cycle-1", path="content/ipm/cycle-1/cycle.yml", number=1,
        themes={"t": "Le thème", "u": "L'autre"},
        envelope=Envelope(amount=max(step, total * random.randint(3, 8) // (10 * step) * step), unit=name),
        milestones=Milestones(
            synthesis=date(2026, 1, 5), opens=datetime(2026, 1, 5, 18, tzinfo=UTC),
            closes=datetime(2026, 1, 30, 18, tzinfo=UTC), arbitration=HELD,
        ),
        rule=rule(random, total), groups=groups, requests=requests,
        ballots=tuple(ballot(random, group.key, names) for group in answering),
    )  # fmt: skip


def request(random: Random, name: str, names: list[str], step: Fraction) -> ChangeRequest:
    estimate = random.randint(1, 60) * step
    wide = random.random() < 0.4
    earlier = [other for other in names if other < name]
    return ChangeRequest(
        reference=name, title=f"Faire {name.lower()}", theme=random.choice("tu"),
        cost=Cost(
            estimate=estimate,
            low=max(step, estimate - 5 * step) if wide else None,
            high=estimate + 7 * step if wide else None,
        ),
        mandatory=random.random() < 0.08,
        requires=(random.choice(earlier),) if earlier and random.random() < 0.15 else (),
        excludes=(random.choice(earlier),) if earlier and random.random() < 0.15 else (),
    )  # fmt: skip


def ballot(random: Random, group: str, names: list[str]) -> Ballot:
    chosen = random.sample(names, random.randint(1, min(4, len(names))))
    cuts = sorted(random.sample(range(1, 100), len(chosen) - 1))
    shares = [high - low for low, high in zip((0, *cuts), (*cuts, 100), strict=True)]
    return Ballot(group=group, points=dict(zip(chosen, shares, strict=True)))


def rule(random: Random, total: Fraction) -> Rule:
    bounds = {}
    if random.random() < 0.3:
        bounds["t"] = ThemeBounds(
            floor=total / 10 if random.random() < 0.5 else None, cap=total / 3
        )
    return Rule(
        method=random.choice(
            ("equal-shares", "equal-shares", "equal-shares", "greedy", "greedy-per-cost", "phragmen", "optimum")
        ),
        completion=random.choice(("points-per-cost", "none", "utilitarian", "add1")),
        absent_group=random.choice(("shared", "frozen")),
        overflow=random.choice(("skip", "stop")),
        bounds=bounds,
    )  # fmt: skip


def meeting(random: Random, made: Cycle, recommended: tuple[str, ...]) -> Arbitration:
    """Return a meeting that changes up to two requests, reduces one at times, and says why."""
    requests = {one.reference: one for one in made.requests}
    changed = random.sample(list(requests), random.randint(0, 2))
    retained = [name for name in recommended if name not in changed]
    retained += [name for name in changed if name not in recommended]
    small = random.sample(retained, 1) if retained and random.random() < 0.3 else []
    reduced = {
        name: ReducedScope(cost=requests[name].cost.estimate / 2, scope="La moitié")
        for name in small
    }
    cost = sum(
        (
            reduced[name].cost if name in reduced else requests[name].cost.estimate
            for name in retained
        ),
        Fraction(0),
    )
    beyond = cost - made.envelope.amount
    return Arbitration(
        date=HELD,
        retained=tuple(retained),
        deviations={
            name: Deviation(
                decision="retained" if name in retained else random.choice(("deferred", "rejected")),
                author="Nord", reason="Il le faut.",
            )
            for name in {**dict.fromkeys(changed), **dict.fromkeys(small)}
        },
        reduced=reduced,
        overrun=Overrun(amount=beyond, reason="Une avance.") if beyond > 0 else None,
    )  # fmt: skip
