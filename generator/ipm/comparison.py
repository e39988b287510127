"""All the rules on one page: what each would retain, what each group would get, and how far each is from the best."""

from dataclasses import dataclass, replace
from fractions import Fraction

from generator.ipm.constraints import Impossible
from generator.ipm.decision import Decision
from generator.ipm.election import Election
from generator.ipm.model import AnyMethod
from generator.ipm.rules import RULES, STUDIED, decide_election


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One rule's result; satisfaction is the points that each group gave to what is retained."""

    method: AnyMethod
    retained: tuple[str, ...]
    cost: Fraction
    points: Fraction
    satisfaction: tuple[Fraction, ...]
    entered: tuple[str, ...]
    left: tuple[str, ...]


def compare(decision: Decision, *, studied: bool = False) -> tuple[Compared, ...]:
    """Return every rule's result beside the decision's, with the same constraints and tie order.

    Those that are only studied are added on demand; those for groups are left out above 12 voters.
    """
    found = []
    methods: list[AnyMethod] = [name for name, _ in RULES]
    methods += [name for name, _ in STUDIED if studied or name == decision.rule.method]
    for method in methods:
        try:
            found.append(compared(decision, method))
        except Impossible:
            continue
    return tuple(found)


def compared(decision: Decision, method: AnyMethod) -> Compared:
    """Return one rule's result beside the decision."""
    election = decision.election
    same = method == decision.rule.method
    other = decision if same else decide_election(election, replace(decision.rule, method=method, overflow="skip"))
    return Compared(
        method=method,
        retained=other.retained,
        cost=other.cost,
        points=election.total_points(positions_of(election, other.retained)),
        satisfaction=satisfaction(election, other.retained),
        entered=tuple(reference for reference in other.retained if reference not in decision.retained),
        left=tuple(reference for reference in decision.retained if reference not in other.retained),
    )


def positions_of(election: Election, references: tuple[str, ...]) -> list[int]:
    """Return positions for references."""
    where = {reference: index for index, reference in enumerate(election.references)}
    return [where[reference] for reference in references]


def satisfaction(election: Election, references: tuple[str, ...]) -> tuple[Fraction, ...]:
    """Return the points that each voter gave to a set, in the order of voters."""
    chosen = set(positions_of(election, references))
    return tuple(
        Fraction(sum(points for request, points in ballot.items() if request in chosen)) for ballot in election.ballots
    )
