"""Why no set of requests can satisfy the constraints: each clash is one French sentence that names what clashes."""

from collections.abc import Iterator

from generator.ipm.amounts import shown
from generator.ipm.constraints import Constraints, positions


def clashes(constraints: Constraints) -> tuple[str, ...]:
    """Return, in French, each reason why no set of requests can satisfy the constraints; empty when one can."""
    election = constraints.election
    if not election.mandatory and not election.bounds:
        return ()
    names, mandatory = election.references, constraints.mandatory()
    found: list[str] = []
    cost = election.total_cost(positions(mandatory))
    if cost > election.envelope:
        found.append(
            f"Les demandes obligatoires, préalables compris ({', '.join(names[m] for m in positions(mandatory))}), "
            f"coûtent {shown(cost)} : l'enveloppe n'est que de {shown(election.envelope)}."
        )
    for first, second in sorted(election.excludes):
        if mandatory >> first & 1 and mandatory >> second & 1:
            found.append(f"{names[first]} et {names[second]} sont obligatoires (ou préalables) et s'excluent.")
    for theme in sorted(election.bounds):
        found.extend(theme_clashes(constraints, theme))
    floors = {theme: bounds.floor for theme, bounds in sorted(election.bounds.items()) if bounds.floor}
    outside = election.total_cost(m for m in positions(mandatory) if election.themes[m] not in floors)
    if floors and sum(floors.values()) + outside > election.envelope:
        found.append(
            f"Les planchers des thèmes ({', '.join(floors)}) demandent {shown(sum(floors.values(), outside * 0))} : "
            f"avec les demandes obligatoires des autres thèmes ({shown(outside)}), "
            f"l'enveloppe de {shown(election.envelope)} ne suffit pas."
        )
    return tuple(found)


def theme_clashes(constraints: Constraints, theme: str) -> Iterator[str]:
    """Yield what makes a theme's floor and cap impossible."""
    election, bounds = constraints.election, constraints.election.bounds[theme]
    members = constraints.theme(theme)
    if bounds.cap is not None:
        forced = election.total_cost(positions(constraints.mandatory() & members))
        if forced > bounds.cap:
            yield (
                f"Thème « {theme} » : les demandes obligatoires coûtent {shown(forced)}, "
                f"au-dessus du plafond de {shown(bounds.cap)}."
            )
        if bounds.floor is not None and bounds.floor > bounds.cap:
            yield f"Thème « {theme} » : le plancher ({shown(bounds.floor)}) dépasse le plafond ({shown(bounds.cap)})."
    total = election.total_cost(positions(members))
    if bounds.floor is not None and bounds.floor > total:
        yield (
            f"Thème « {theme} » : le plancher est de {shown(bounds.floor)}, "
            f"mais ses demandes ne coûtent que {shown(total)}."
        )
