"""Evidence of a decision printed as lines and as JSON: audit, comparison, sweep, counterfactuals."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from chorale.french.phrases import agreed, listing, number, runs
from chorale.ipm.amounts import written
from chorale.ipm.decision import Decision
from chorale.ipm.evidence.alternatives import Compared, compare, sweep
from chorale.ipm.evidence.audit import Audit, Claim, audit
from chorale.ipm.evidence.counterfactual import HORIZON, Changes, changes, moves_points
from chorale.ipm.evidence.robustness import Firmness, Robustness, robustness
from chorale.site.cycle.decision_sentences import KEYS, Names, money, sentences, variation_words
from chorale.site.cycle.rule_sentences import RULE_NAMES

TextAndData = tuple[list[str], Any]
FIRMNESS: Mapping[Firmness, str] = {
    "assured": "assurées",
    "contestable": "discutables",
    "out": "hors de portée",
}


def comparison(decision: Decision, names: Names, *, studied: bool) -> TextAndData:
    """Return every rule beside the decision's."""
    found = compare(decision, studied=studied)
    groups = decision.election.voters if len(decision.election.voters) <= 12 else ()
    lines = [f"Règle du cycle : {RULE_NAMES[decision.rule.method]}.", ""]
    for rule in found:
        lines.append(
            f"{RULE_NAMES[rule.method]} : {len(rule.retained)} demandes, {money(rule.cost, decision)}, "
            f"{number(rule.points)} points"
        )
        if groups:
            served = zip(map(names.group, groups), rule.satisfaction, strict=True)
            lines.append(
                f"  points servis : {', '.join(f'{group} {number(points)}' for group, points in served)}"
            )
        lines.append(f"  {difference(rule)}")
    return lines, [compared_data(rule, groups) for rule in found]


def difference(rule: Compared) -> str:
    """Say what enters and leaves."""
    parts = [f"entrent {listing(rule.entered)}"] if rule.entered else []
    parts += [f"sortent {listing(rule.left)}"] if rule.left else []
    return " ; ".join(parts) or "mêmes demandes que la recommandation"


def compared_data(rule: Compared, groups: Sequence[str]) -> dict[str, Any]:
    """Return one rule's result as data."""
    return {
        "rule": rule.method,
        "retained": list(rule.retained),
        "cost": written(rule.cost),
        "points": written(rule.points),
        "satisfaction": {
            group: written(points) for group, points in zip(groups, rule.satisfaction, strict=False)
        },
        "entered": list(rule.entered),
        "left": list(rule.left),
    }


def envelopes(
    decision: Decision, low: Fraction | None, high: Fraction | None, steps: int
) -> TextAndData:
    """Return what each envelope would retain, then each request's intervals."""
    found = sweep(decision, low, high, steps=steps)
    lines, before = ["Enveloppe : ce qui change", ""], frozenset[str]()
    for point in found.points:
        now = frozenset(point.retained)
        if now != before:
            entered = [name for name in decision.election.references if name in now - before]
            left = [name for name in decision.election.references if name in before - now]
            changed = [f"+ {', '.join(entered)}"] if entered else []
            changed += [f"− {', '.join(left)}"] if left else []
            lines.append(f"  {money(point.envelope, decision)} : {' ; '.join(changed)}")
        before = now
    lines += ["", "Retenue pour quelles enveloppes, parmi celles essayées"]
    lines += [f"  {name} : {spans(runs)}" for name, runs in found.intervals.items()]
    data = {
        "points": [
            {
                "envelope": written(point.envelope),
                "retained": list(point.retained),
                "cost": written(point.cost),
                "points": written(point.points),
            }
            for point in found.points
        ],
        "intervals": {
            name: [[written(a), written(b)] for a, b in runs]
            for name, runs in found.intervals.items()
        },
    }
    return lines, data


def spans(runs: Sequence[tuple[Fraction, Fraction]]) -> str:
    """Return intervals in words."""
    return (
        " ; ".join(number(a) if a == b else f"{number(a)} à {number(b)}" for a, b in runs)
        or "aucune"
    )


def certificates(decision: Decision, draws: int, names: Names) -> TextAndData:
    """Return the audit and the robustness."""
    found, firm = audit(decision), robustness(decision, draws=draws)
    lines = [*audit_lines(decision, found, names), "", *firm_lines(decision, firm, names)]
    return lines, {"audit": audit_data(found), "robustness": firm_data(firm)}


def audit_lines(decision: Decision, found: Audit, names: Names) -> list[str]:
    """Say what the audit proves."""
    lines = [f"{found.coalitions} coalitions de groupes vérifiées."]
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
    prices = "existent" if found.priceable else "n'existent pas"
    lines += [
        f"Prix : des portefeuilles égaux qui expliquent le résultat {prices}.",
        "",
        "Satisfaction",
    ]
    lines += [
        f"  {names.group(one.group)} : {number(one.gets)} points servis sur {number(one.ideal)} possibles "
        f"avec toute l'enveloppe, {number(one.alone)} avec sa seule part"
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
        "priceable": found.priceable,
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
    lines = [f"Solidité : {number(Fraction(firm.draws))} tirages des coûts (graine {firm.seed})"]
    for kind, name in FIRMNESS.items():
        members = [reference for reference, found in firm.firmness.items() if found == kind]
        shares = ", ".join(
            f"{ref} ({number(firm.probability[ref] * 100, places=1)} %)" for ref in members
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


def explanations(
    decision: Decision, references: Sequence[str], titles: Mapping[str, str], names: Names
) -> TextAndData:
    """Return each request's sentence, and for the refused ones the smallest changes; data hold keys, not names."""
    why, keyed = sentences(decision, names), sentences(decision, KEYS)
    refused = [
        refusal.reference for refusal in decision.refusals if refusal.reference in references
    ]
    found = {one.reference: one for one in changes(decision, refused)}
    lines, data = [], []
    for reference in references:
        title = titles.get(reference, "")
        lines.append(f"{reference}{' — ' + title if title else ''}")
        lines.append(f"  {why[reference]}")
        if reference in found:
            lines += [f"  {line}" for line in change_lines(decision, found[reference], names)]
        data.append(
            {
                "reference": reference,
                "why": keyed[reference],
                "changes": change_data(found.get(reference)),
            }
        )
    return lines, data


def change_lines(decision: Decision, one: Changes, names: Names) -> list[str]:
    """Say each change alone that would retain a request."""
    index = decision.election.references.index(one.reference)
    most = money(decision.election.envelope * HORIZON, decision)
    lines = [f"Aucune enveloppe jusqu'à {most} ne la retiendrait."]
    if one.envelopes:
        lines = [
            f"Serait retenue avec une enveloppe {runs(one.envelopes)} (montants essayés jusqu'à {most})."
        ]
    if one.cost is not None:
        now = number(decision.election.costs[index])
        lines.append(
            f"Serait retenue si elle coûtait {money(one.cost, decision)} au lieu de {now}."
        )
    if one.groups:
        pairs = [(names.group(group), *points) for group, points in one.groups.items()]
        moves = [f"{group} {number(then)} au lieu de {number(now)}" for group, now, then in pairs]
        opening = "Serait retenue si un seul groupe lui donnait plus de points, pris sur ses autres demandes"
        lines.append(f"{opening} : {' ; ou '.join(moves)}.")
    elif moves_points(decision.election):
        lines.append("Aucun groupe, seul, ne la ferait retenir par ses points.")
    if one.everyone is not None:
        more = f"{number(one.everyone)} {agreed(one.everyone, 'point')} de plus"
        lines.append(
            f"Serait retenue si chaque groupe lui donnait {more}, pris sur ses autres demandes."
        )
    return lines


def change_data(one: Changes | None) -> dict[str, Any] | None:
    """Return the changes as data."""
    if one is None:
        return None
    return {
        "envelope": None if one.envelope is None else written(one.envelope),
        "envelopes": [[written(low), written(high)] for low, high in one.envelopes],
        "cost": None if one.cost is None else written(one.cost),
        "groups": {
            group: [written(now), written(then)] for group, (now, then) in one.groups.items()
        },
        "everyone": None if one.everyone is None else written(one.everyone),
    }
