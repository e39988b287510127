"""Pabulib .pb file of an election (http://pabulib.org/format)."""

import csv
from collections.abc import Mapping, Sequence
from fractions import Fraction
from io import StringIO

from chorale.ipm.amounts import written
from chorale.ipm.election import Election

WITH_POINTS = ("cumulative", "scoring")
"""The kinds of ballots that give points."""


def pabulib_text(
    election: Election,
    meta: Mapping[str, str],
    names: Mapping[str, str],
    selected: Sequence[str] = (),
) -> str:
    """Return the `.pb` text of an election; points of groups become a cumulative file."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    kind = "cumulative" if election.kind == "points" else election.kind
    length = max((len(given) for given in election.ballots), default=0)
    described = {
        **meta,
        "num_projects": str(len(election.references)),
        "num_votes": str(len(election.voters)),
        "budget": written(election.envelope),
        "vote_type": kind,
        **({"max_length": meta.get("max_length", str(length))} if kind == "ordinal" else {}),
    }
    writer.writerows([["META"], ["key", "value"], *described.items()])
    writer.writerows([["PROJECTS"], ["project_id", "cost", "name", "category", "selected"]])
    for index, reference in enumerate(election.references):
        theme = election.themes[index] if election.themes else ""
        writer.writerow(
            [
                reference,
                written(election.costs[index]),
                names.get(reference, ""),
                theme,
                int(reference in selected),
            ]
        )
    writer.writerows(
        [["VOTES"], ["voter_id", "vote", *(["points"] if kind in WITH_POINTS else [])]]
    )
    for voter, given in zip(election.voters, election.ballots, strict=True):
        ordered = sorted(given, key=lambda request: (-given[request], request))
        chosen = ",".join(election.references[request] for request in ordered)
        points = ",".join(written(Fraction(given[request])) for request in ordered)
        writer.writerow([voter, chosen, *([points] if kind in WITH_POINTS else [])])
    return out.getvalue()
