"""The sign-ups of a session a page at a time: those of one state or all, in the order in which they are answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chorale.service.registrations.capacity import RegistrationRow

MOST = 50
"""Sign-ups on a page: a telephone shows some, and a search finds the others."""


@dataclass(frozen=True, kw_only=True)
class RegistrantPage:
    """What a page of the list shows by state; totals count all that was found, whatever the state that is looked at."""

    groups: Mapping[str, Sequence[RegistrationRow]]
    totals: Mapping[str, int]
    state: str
    page: int
    pages: int
    first: int
    count: int

    @property
    def last(self) -> int:
        """Return the rank of the last sign-up of the page among those of the list."""
        return self.first + sum(map(len, self.groups.values())) - 1


def cut(
    rows: Sequence[RegistrationRow], order: Sequence[str], state: str, page: str
) -> RegistrantPage:
    """Return a page of the sign-ups; an address that names no state or no page shows the first of all."""
    by_state = {one: [row for row in rows if row.state == one] for one in order}
    state = state if by_state.get(state) else ""
    sorted_ = [row for one in order for row in by_state[one] if state in ("", one)]
    pages = max(1, -(-len(sorted_) // MOST))
    number = min(pages, max(1, int(page))) if page.isascii() and page.isdigit() else 1
    start = (number - 1) * MOST
    mine = sorted_[start : start + MOST]
    return RegistrantPage(
        groups={one: found for one in order if (found := [r for r in mine if r.state == one])},
        totals={one: len(found) for one, found in by_state.items() if found},
        state=state,
        page=number,
        pages=pages,
        first=start + 1,
        count=len(sorted_),
    )
