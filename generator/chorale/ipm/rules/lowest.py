"""Purchase at the lowest price (or the earliest instant), with all that is tied, of prices that never fall."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import inf

from chorale.ipm.constraints import Bundle, Constraints

SLACK = 1 + 1e-9
"""A float price steers the search; anything this close is compared exactly."""


def lowest(
    constraints: Constraints,
    bundles: Iterable[Bundle],
    bounds: dict[int, float],
    price: Callable[[Bundle], Fraction | None],
) -> tuple[Fraction, Bundle, tuple[int, ...]] | None:
    """Return the lowest price, its bundle, and the equals that the tie order separated; None where none has a price.

    An earlier price bounds the new one from below: `bounds`, by set of requests, keeps what is learnt.
    """
    best: tuple[Fraction, Bundle] | None = None
    tied: list[int] = []
    ceiling = inf
    for bound, bundle in sorted(
        [(bounds.get(bundle.mask, 0.0), bundle) for bundle in bundles], key=lambda pair: pair[0]
    ):
        if bound > ceiling:
            break
        level = price(bundle)
        bounds[bundle.mask] = inf if level is None else float(level) / SLACK
        if level is None:
            continue
        if best is None or level < best[0]:
            best, tied, ceiling = (level, bundle), [], float(level) * SLACK
        elif level > best[0]:
            continue
        elif constraints.rank(bundle) < constraints.rank(best[1]):
            best = level, bundle
        tied.append(bundle.wanted)
    return best and (*best, tuple(sorted(tied)) if len(tied) > 1 else ())
