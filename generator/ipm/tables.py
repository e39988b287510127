"""A decision as rows: one request a row, its verdict, its price and what each group paid."""

from generator.ipm.amounts import written
from generator.ipm.decision import Decision
from generator.ipm.sentences import sentences

Row = tuple[str, ...]


def columns(decision: Decision) -> Row:
    """Return the headings of the table."""
    groups = decision.election.voters if decision.wallets else ()
    paid = tuple(f"payé_{group}" for group in groups)
    return ("reference", "decision", "tour", "phase", "cout", "points", "prix_du_point", *paid, "explication")


def rows(decision: Decision) -> list[Row]:
    """Return one row for each request: the retained ones in order, then the others; amounts are exact text."""
    groups = decision.election.voters if decision.wallets else ()
    why = sentences(decision)
    election = decision.election
    found: list[Row] = []
    for round_ in decision.rounds:
        price = "" if round_.price is None else written(round_.price)
        paid = tuple(written(round_.payments[group]) if group in round_.payments else "" for group in groups)
        for reference in round_.requests:
            request = election.references.index(reference)
            alone = (written(election.costs[request]), written(election.total_points((request,))))
            head = (reference, "retenue", str(round_.number), round_.phase)
            shared = paid if reference == round_.wanted else ("",) * len(groups)
            found.append((*head, *alone, price, *shared, why[reference]))
    for refusal in decision.refusals:
        request = election.references.index(refusal.reference)
        alone = (written(election.costs[request]), written(election.total_points((request,))))
        found.append(
            (refusal.reference, "non retenue", "", "", *alone, "", *[""] * len(groups), why[refusal.reference])
        )
    return found
