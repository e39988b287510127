"""Certificates of a decision printed as lines and as JSON: audit of the coalitions, robustness."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from chorale.cli.ipm_report import TextAndData
from chorale.french.phrases import agreed, listing, number
from chorale.ipm.amounts import written
from chorale.ipm.decision import Decision
from chorale.ipm.evidence.audit import Audit, Claim, audit
from chorale.ipm.evidence.robustness import Firmness, Robustness, robustness
from chorale.site.cycle.decision_sentences import (
    KEYS,
    Names,
    caveats,
    drawn,
    money,
    variation_words,
)
from chorale.site.cycle.evidence import checked

FIRMNESS: Mapping[Firmness, str] = {
    "assured": "assurées",
    "contestable": "discutables",
    "out": "hors de portée",
}


def certificates(decision: Decision, draws: int, names: Names) -> TextAndData:
    """Return the audit and the robustness."""
    found, firm = audit(decision), robustness(decision, draws=draws)
    if not decision.election.voters:
        return caveats(decision, names), {"audit": audit_data(found), "robustness": firm_data(firm)}
    lines = [*audit_lines(decision, found, names), "", *firm_lines(decision, firm, names)]
    return lines, {"audit": audit_data(found), "robustness": firm_data(firm)}


def audit_lines(decision: Decision, found: Audit, names: Names) -> list[str]:
    """Say what the audit proves."""
    lines = [f"{checked(found.coalitions)}."]
    if not found.representation:
        lines.append(
            "Représentation : aucune n'aurait pu obtenir davantage avec sa part (justification étendue)."
        )
    lines += [
        f"Représentation : {claim_line(decision, claim, names)}" for claim in found.representation
    ]
    if not found.core:
        lines.append(
            "Cœur : aucune n'a un projet, payé par sa part, que tous ses membres préfèrent."
        )
    lines += [f"Cœur : {claim_line(decision, claim, names)}" for claim in found.core]
    if found.pareto is None:
        lines.append(
            "Pareto : rien ne serait meilleur pour un groupe sans être pire pour un autre."
        )
    else:
        lines.append(f"Proposition à examiner : {claim_line(decision, found.pareto, names)}")
    lines += ["", "Satisfaction"]
    lines += [
        f"  {names.group(one.group)} : {number(one.gets)} {agreed(one.gets, 'point servi', 'points servis')} "
        f"sur {number(one.ideal)} possibles avec toute l'enveloppe, {number(one.alone)} avec sa seule part"
        for one in found.satisfaction
    ]
    return lines


def claim_line(decision: Decision, claim: Claim, names: Names) -> str:
    """Say what a coalition could have bought."""
    groups = [names.group(group) for group in claim.groups]
    moves = ", ".join(
        f"{group} {number(old)} → {number(new)}"
        for group, old, new in zip(groups, claim.gets, claim.would_get, strict=True)
    )
    return f"{listing(groups)}, avec {money(claim.share, decision)} : {listing(claim.requests)} ({moves})."


def claim_data(claim: Claim) -> dict[str, Any]:
    """Return a claim as data."""
    return {
        "groups": list(claim.groups),
        "share": written(claim.share),
        "requests": list(claim.requests),
        "gets": list(map(written, claim.gets)),
        "would_get": list(map(written, claim.would_get)),
    }


def audit_data(found: Audit) -> dict[str, Any]:
    """Return the audit as data."""
    return {
        "coalitions": found.coalitions,
        "representation": list(map(claim_data, found.representation)),
        "representation_up_to_one": list(map(claim_data, found.representation_up_to_one)),
        "core": list(map(claim_data, found.core)),
        "pareto": None if found.pareto is None else claim_data(found.pareto),
        "satisfaction": [
            {
                "group": one.group,
                "gets": written(one.gets),
                "ideal": written(one.ideal),
                "alone": written(one.alone),
            }
            for one in found.satisfaction
        ],
    }


def firm_lines(decision: Decision, firm: Robustness, names: Names) -> list[str]:
    """Say how firmly each request is retained."""
    tries = f"{number(Fraction(firm.draws))} {drawn(decision)} (graine {firm.seed})"
    lines = [f"Solidité : {tries if firm.draws > 1 else 'aucun coût incertain, aucune égalité'}"]
    for kind, name in FIRMNESS.items():
        members = [reference for reference, found in firm.firmness.items() if found == kind]
        shares = ", ".join(
            f"{ref} ({number(firm.probability[ref] * 100, places=1)} %{within(firm, ref)})"
            for ref in members
        )
        lines.append(f"  {name} : {shares or 'aucune'}")
    lines.append(
        f"  aux coûts hauts, les demandes retenues coûteraient {money(firm.highest_cost, decision)}"
    )
    for title, variants in (
        ("Poids", firm.weights),
        ("Groupe absent", firm.removed),
        ("Coûts extrêmes", firm.corners),
    ):
        moved = [one for one in variants if one.entered or one.left]
        lines.append(f"{title} : {counted(len(moved), len(variants))}")
        for one in moved:
            parts = [f"entrent {listing(one.entered)}"] if one.entered else []
            parts += [f"sortent {listing(one.left)}"] if one.left else []
            lines.append(f"  {variation_words(one.variation, names)} : {' ; '.join(parts)}")
    return lines


def within(firm: Robustness, reference: str) -> str:
    """Say how far a probability may be from the true one: the draws are many, not all."""
    margin = firm.margin[reference]
    return f" ± {number(margin * 100, places=1)}" if margin else ""


def counted(moved: int, tried: int) -> str:
    """Say how many variations change the recommendation."""
    if not tried:
        return "aucune variation à essayer"
    if not moved:
        return f"aucune des {tried} variations ne change la recommandation"
    return f"{moved} {agreed(moved, 'variation')} sur {tried} {agreed(moved, 'change', 'changent')} la recommandation"


def firm_data(firm: Robustness) -> dict[str, Any]:
    """Return the robustness as data."""
    variants = {"corners": firm.corners, "weights": firm.weights, "removed": firm.removed}
    return {
        "draws": firm.draws,
        "seed": firm.seed,
        "probability": {name: written(share) for name, share in firm.probability.items()},
        "margin": {name: written(share) for name, share in firm.margin.items()},
        "firmness": dict(firm.firmness),
        "highest_cost": written(firm.highest_cost),
        "overrun": written(firm.overrun),
        **{
            kind: [
                {
                    "name": variation_words(one.variation, KEYS),
                    "entered": list(one.entered),
                    "left": list(one.left),
                }
                for one in found
            ]
            for kind, found in variants.items()
        },
    }
