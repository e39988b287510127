"""Pabulib .pb file of an election (http://pabulib.org/format)."""

import csv
from collections.abc import Mapping, Sequence
from fractions import Fraction
from io import StringIO

from chorale.ipm.amounts import written
from chorale.ipm.election import Election

WITH_POINTS = ("cumulative", "scoring")
"""The kinds of ballots that give points."""

FIRST = ("description", "country", "unit", "district", "subunit", "instance")
COUNTS = ("num_projects", "num_votes", "budget", "vote_type", "rule", "date_begin", "date_end")
LAST = ("language", "currency", "fully_funded", "experimental", "comment", "acknowledgments")
"""The keys of META in the order of the format's own checker, others between the last two."""


def pabulib_text(
    election: Election,
    meta: Mapping[str, str],
    names: Mapping[str, str],
    selected: Sequence[str] = (),
) -> str:
    """Return the `.pb` text of an election; points of groups become a cumulative file."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerows([["META"], ["key", "value"], *described(election, meta)])
    columns = ["project_id", "cost", "votes", "score", "name", "category", "selected"]
    pointed = kind_of(election) in WITH_POINTS
    if not pointed:
        columns.remove("score")
    writer.writerows([["PROJECTS"], columns])
    for index, reference in enumerate(election.references):
        given = [election.ballots[voter][index] for voter in election.followers[index]]
        cells = [reference, written(election.costs[index]), len(given)]
        cells += [written(sum(map(Fraction, given), Fraction(0)))] if pointed else []
        theme = election.themes[index] if election.themes else ""
        writer.writerow([*cells, names.get(reference, ""), theme, int(reference in selected)])
    writer.writerows([["VOTES"], ["voter_id", "vote", *(["points"] if pointed else [])]])
    for voter, ballot in zip(election.voters, election.ballots, strict=True):
        ordered = sorted(ballot, key=lambda request: (-ballot[request], request))
        chosen = ",".join(election.references[request] for request in ordered)
        points = ",".join(written(Fraction(ballot[request])) for request in ordered)
        writer.writerow([voter, chosen, *([points] if pointed else [])])
    return out.getvalue()


def kind_of(election: Election) -> str:
    """Return the vote type of a file."""
    return "cumulative" if election.kind == "points" else election.kind


def described(election: Election, meta: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what META says, in its order: what is known of the election, and all that is given."""
    length = max((len(given) for given in election.ballots), default=0)
    found = {
        **meta,
        "num_projects": str(len(election.references)),
        "num_votes": str(len(election.voters)),
        "budget": written(election.envelope),
        "vote_type": kind_of(election),
    }
    if election.kind == "ordinal":
        found.setdefault("max_length", str(length))
    if kind_of(election) == "cumulative":
        totals = (sum(map(Fraction, given.values()), Fraction(0)) for given in election.ballots)
        found.setdefault("max_sum_points", written(max(totals, default=Fraction(0))))
    middle = [key for key in found if key not in {*FIRST, *COUNTS, *LAST}]
    return [(key, found[key]) for key in (*FIRST, *COUNTS, *middle, *LAST) if key in found]
