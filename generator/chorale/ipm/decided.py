"""What is decided of a cycle: the recommendation until the meeting, then what the meeting made of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Literal

from chorale.ipm.amounts import natural
from chorale.ipm.arbitration import Arbitration, ArbitrationDecision, Deviation, ReducedScope
from chorale.ipm.decision import Decision
from chorale.ipm.model import (
    ChangeRequest,
    Cycle,
)

Fate = Literal[ArbitrationDecision, "refused"]
"""What becomes of a request; refused is what nothing more precise was said of."""


@dataclass(frozen=True, kw_only=True)
class Departure:
    """A request that the meeting treated otherwise than recommended: entered, left, or retained for less."""

    request: ChangeRequest
    recommended: bool
    fate: Fate
    deviation: Deviation | None
    reduced: ReducedScope | None


@dataclass(frozen=True, kw_only=True)
class Decided:
    """The one answer to « what is decided »; without an arbitration, it is the recommendation."""

    cycle: Cycle
    recommendation: Decision
    arbitration: Arbitration | None = None

    @property
    def settled(self) -> bool:
        """Tell whether the meeting has decided."""
        return self.arbitration is not None

    @cached_property
    def requests(self) -> Mapping[str, ChangeRequest]:
        """Return the requests of the cycle, by reference."""
        return {request.reference: request for request in self.cycle.requests}

    @cached_property
    def retained(self) -> tuple[str, ...]:
        """Return what is retained: in the order of the recommendation, then what the meeting added, in its order."""
        if self.arbitration is None:
            return self.recommendation.retained
        recommended, chosen = self.recommendation.retained, dict.fromkeys(self.arbitration.retained)
        kept = [name for name in recommended if name in chosen]
        return (*kept, *(name for name in chosen if name not in recommended))

    @property
    def reduced(self) -> Mapping[str, ReducedScope]:
        """Return what is retained for less than it asked."""
        return self.arbitration.reduced if self.arbitration else {}

    def cost_of(self, reference: str) -> Fraction:
        """Return what a request costs as it is decided: as estimated, or as the meeting reduced it."""
        reduced = self.reduced.get(reference)
        return reduced.cost if reduced else self.requests[reference].cost.estimate

    def highest_cost_of(self, reference: str) -> Fraction:
        """Return the most that a request may cost; nothing more is known of one whose scope the meeting reduced."""
        high = self.requests[reference].cost.high
        return self.cost_of(reference) if high is None or reference in self.reduced else high

    @cached_property
    def cost(self) -> Fraction:
        """Return what is retained costs together."""
        return sum(map(self.cost_of, self.retained), Fraction(0))

    @cached_property
    def highest_cost(self) -> Fraction:
        """Return what it costs together if each request costs the most of its estimate."""
        return sum(map(self.highest_cost_of, self.retained), Fraction(0))

    @property
    def remaining(self) -> Fraction:
        """Return what is left of the envelope, below zero where the meeting went beyond it."""
        return self.cycle.envelope.amount - self.cost

    @property
    def overrun(self) -> Fraction:
        """Return by how much the envelope is exceeded, nothing if it is not."""
        return max(Fraction(0), -self.remaining)

    def fate(self, reference: str) -> Fate:
        """Return what becomes of a request."""
        if reference in self.retained:
            return "retained"
        said = self.arbitration.deviations.get(reference) if self.arbitration else None
        return said.decision if said and said.decision != "retained" else "refused"

    @cached_property
    def departures(self) -> tuple[Departure, ...]:
        """Return where the meeting departed from the recommendation, in the order of references."""
        found = {*self.retained}.symmetric_difference(self.recommendation.retained)
        found |= self.reduced.keys() & {*self.retained}
        return tuple(self._departure(name) for name in sorted(found, key=natural))

    def _departure(self, reference: str) -> Departure:
        deviations = self.arbitration.deviations if self.arbitration else {}
        return Departure(
            request=self.requests[reference],
            recommended=reference in self.recommendation.retained,
            fate=self.fate(reference),
            deviation=deviations.get(reference),
            reduced=self.reduced.get(reference),
        )

    @cached_property
    def as_decision(self) -> Decision:
        """Return the recommendation with what is decided in its place, for what judges a set: audits, exports."""
        if self.arbitration is None:
            return self.recommendation
        election = self.recommendation.election
        costs = tuple(
            self.cost_of(name) if name in self.reduced else cost
            for name, cost in zip(election.references, election.costs, strict=True)
        )
        return replace(
            self.recommendation,
            election=election if costs == election.costs else replace(election, costs=costs),
            retained=self.retained,
            cost=self.cost,
            remaining=self.remaining,
        )

    def points(self, group: str, references: Iterable[str]) -> Fraction:
        """Return the points that a group gave to requests; what was paid before any vote counts for nobody."""
        election = self.recommendation.election
        ballot = election.ballots[election.voters.index(group)]
        names = set(references) - self.imposed
        given = (value for place, value in ballot.items() if election.references[place] in names)
        return sum(map(Fraction, given), Fraction(0))

    @cached_property
    def imposed(self) -> frozenset[str]:
        """Return the requests that were paid before any vote: mandatory ones and what they require."""
        return frozenset(
            name
            for round_ in self.recommendation.rounds
            if round_.phase == "mandatory"
            for name in round_.requests
        )
