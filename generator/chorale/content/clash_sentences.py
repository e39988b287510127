"""French sentences of constraints that cannot be kept: those that clash, and what they forbid for good."""

from collections.abc import Callable
from fractions import Fraction
from typing import assert_never

from chorale.french.phrases import agreed, listing, number
from chorale.ipm.infeasible import (
    Clash,
    DeadEnd,
    ExcludedPrerequisite,
    FloorAboveCap,
    FloorAboveRequests,
    FloorOutOfReach,
    FloorsAboveEnvelope,
    MandatoryAboveCap,
    MandatoryAboveEnvelope,
    MandatoryExclusion,
    PrerequisiteAboveCap,
)

ThemeName = Callable[[str], str]
"""What a theme is called, by its key."""


def _given(amount: Fraction) -> str:
    """Return an amount with all the decimals that it was written with: content has six at most."""
    return number(amount, places=6)


def clash_sentence(clash: Clash, theme: ThemeName) -> str:
    """Say one thing that makes a decision impossible."""
    match clash:
        case MandatoryAboveEnvelope(references=references, cost=cost, envelope=envelope):
            return (
                f"Les demandes obligatoires, préalables compris ({', '.join(references)}), "
                f"coûtent {_given(cost)} : l'enveloppe n'est que de {_given(envelope)}."
            )
        case MandatoryExclusion(first=first, second=second):
            return f"{first} et {second} sont obligatoires (ou préalables) et s'excluent."
        case MandatoryAboveCap() | FloorAboveCap() | FloorAboveRequests():
            return f"Thème « {theme(clash.theme)} » : {theme_words(clash)}."
        case FloorsAboveEnvelope(floors=floors, outside=outside, envelope=envelope):
            return (
                f"Les planchers des thèmes ({', '.join(map(theme, clash.themes))}) demandent {_given(floors)} : "
                f"avec les demandes obligatoires des autres thèmes ({_given(outside)}), "
                f"l'enveloppe de {_given(envelope)} ne suffit pas."
            )
        case _:
            assert_never(clash)


def theme_words(clash: MandatoryAboveCap | FloorAboveCap | FloorAboveRequests) -> str:
    """Say what makes the bounds of one theme impossible."""
    match clash:
        case MandatoryAboveCap(cost=cost, cap=cap):
            return f"les demandes obligatoires coûtent {_given(cost)}, au-dessus du plafond de {_given(cap)}"
        case FloorAboveCap(floor=floor, cap=cap):
            return f"le plancher ({_given(floor)}) dépasse le plafond ({_given(cap)})"
        case FloorAboveRequests(floor=floor, cost=cost):
            return f"le plancher est de {_given(floor)}, mais ses demandes ne coûtent que {_given(cost)}"
        case _:
            assert_never(clash)


def dead_end_sentence(end: DeadEnd, theme: ThemeName) -> str:
    """Say, without capital nor full stop, what the constraints forbid for good."""
    match end:
        case FloorOutOfReach(floor=floor, reach=reach, asked=asked):
            some = "les demandes soutenues" if asked else "les demandes"
            return (
                f"le plancher du thème « {theme(end.theme)} » est de {_given(floor)}, mais {some} "
                f"n'y font pas plus de {_given(reach)} sans dépasser son plafond ou l'enveloppe"
            )
        case PrerequisiteAboveCap(wanted=wanted, bundle=bundle, cost=cost, cap=cap):
            brings = "elle" if bundle == (wanted,) else listing(bundle)
            return (
                f"{wanted} ne peut jamais être retenue : {brings} {agreed(len(bundle), 'coûte', 'coûtent')} "
                f"{_given(cost)} au thème « {theme(end.theme)} », dont le plafond est de {_given(cap)}"
            )
        case ExcludedPrerequisite(wanted=wanted, first=first, second=second):
            never = f"{wanted} ne peut jamais être retenue : elle demande"
            if wanted in (first, second):
                return f"{never} {second if wanted == first else first}, qu'elle exclut ou qui l'exclut"
            return f"{never} {first} et {second}, qui s'excluent"
        case _:
            assert_never(end)
