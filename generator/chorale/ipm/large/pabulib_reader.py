"""Pabulib .pb files read (http://pabulib.org/format)."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import StringIO
from typing import cast, get_args

from chorale.ipm.amounts import amount, natural, written
from chorale.ipm.election import BallotKind, Election, Points
from chorale.ipm.formats.faults import FilePart, Malformed, PabulibFault, Where, at
from chorale.ipm.formats.pabulib import WITH_POINTS
from chorale.ipm.large.crowd import CrowdElection

TABLES = ("META", "PROJECTS", "VOTES")
KINDS = tuple(kind for kind in get_args(BallotKind) if kind != "points")
PabulibRow = tuple[int, dict[str, str]]
"""A line number and the cells by column."""


@dataclass(frozen=True, kw_only=True)
class PabulibFile:
    """What a file says: the election, its META keys, and the projects marked as officially selected."""

    election: Election
    meta: Mapping[str, str]
    selected: tuple[str, ...]
    names: Mapping[str, str]


def read_pabulib(text: str) -> PabulibFile:
    """Read the text of a `.pb` file; raise Malformed at the first fault."""
    tables = tabulated(text)
    meta = {row["key"]: row["value"] for _, row in keyed(tables["META"], ("key", "value"))}
    kind = vote_type(meta)
    projects = list(keyed(tables["PROJECTS"], ("project_id", "cost")))
    if not projects:
        raise Malformed(PabulibFault.NO_PROJECT, at(FilePart.TABLE, "PROJECTS"))
    projects.sort(key=lambda project: natural(project[1]["project_id"]))
    position = {row["project_id"]: index for index, (_, row) in enumerate(projects)}
    columns = ("voter_id", "vote", "points") if kind in WITH_POINTS else ("voter_id", "vote")
    votes = list(keyed(tables["VOTES"], columns))
    counted(meta, "num_projects", len(projects), PabulibFault.OTHER_PROJECT_COUNT)
    counted(meta, "num_votes", len(votes), PabulibFault.OTHER_VOTE_COUNT)
    votes.sort(key=lambda vote: natural(vote[1]["voter_id"]))
    length = ranking_length(meta, votes)
    election = CrowdElection(
        references=tuple(position),
        costs=tuple(
            money(row["cost"], at(FilePart.PROJECT_COST, line, row["project_id"]))
            for line, row in projects
        ),
        envelope=envelope(meta),
        unit=meta.get("currency", ""),
        voters=tuple(row["voter_id"] for _, row in votes),
        weights=(Fraction(1),) * len(votes),
        ballots=tuple(ballot(line, row, kind, position, length) for line, row in votes),
        kind=kind,
        themes=tuple(row.get("category", "") for _, row in projects),
    )
    # Indexed as it is read: whatever is decided from this file, again and again, starts from there.
    _ = election.followers, election.levels
    if kind == "cumulative" and "max_sum_points" in meta:
        summed(
            election,
            votes,
            money(meta["max_sum_points"], at(FilePart.META_KEY, "max_sum_points")),
        )
    return PabulibFile(
        election=election,
        meta=meta,
        selected=tuple(
            row["project_id"] for _, row in projects if row.get("selected") in ("1", "2", "True")
        ),
        names={row["project_id"]: row.get("name", "") for _, row in projects},
    )


def tabulated(text: str) -> dict[str, list[tuple[int, list[str]]]]:
    """Split a file into its tables; every row keeps its line number."""
    tables: dict[str, list[tuple[int, list[str]]]] = {}
    reader = csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";")
    current = None
    try:
        for cells in reader:
            name = cells[0].strip() if cells else ""
            if (
                name in TABLES
                and not any(cell.strip() for cell in cells[1:])
                and name not in tables
            ):
                current = tables.setdefault(name, [])
            elif any(cell.strip() for cell in cells):
                if current is None:
                    raise Malformed(PabulibFault.NOT_META_FIRST, at(FilePart.LINE, reader.line_num))
                current.append((reader.line_num, cells))
    except csv.Error as error:
        raise Malformed(
            PabulibFault.UNREADABLE_LINE, at(FilePart.LINE, reader.line_num), error=error
        ) from None
    for name in TABLES:
        if not tables.get(name):
            raise Malformed(PabulibFault.NO_TABLE, at(FilePart.TABLE, name))
    return tables


def keyed(rows: Sequence[tuple[int, list[str]]], needed: Sequence[str]) -> Iterator[PabulibRow]:
    """Yield each row by column name, the first column being unique."""
    line, header = rows[0][0], [cell.strip() for cell in rows[0][1]]
    for column in needed:
        if column not in header:
            raise Malformed(PabulibFault.NO_COLUMN, at(FilePart.LINE, line), column=column)
    width, seen = len(header), set()
    for line, cells in rows[1:]:
        if (
            len(cells) > width
            and needed[0] == "project_id"
            and any(cell.strip() for cell in cells[width:])
        ):
            raise Malformed(
                PabulibFault.TOO_MANY_CELLS,
                at(FilePart.LINE, line),
                found=len(cells),
                expected=width,
            )
        row = {column: cell.strip() for column, cell in zip(header, cells, strict=False)}
        key = row.get(needed[0], "")
        if not key or key in seen:
            fault = PabulibFault.SAME_KEY if key else PabulibFault.EMPTY_KEY
            raise Malformed(fault, at(FilePart.LINE, line), column=needed[0], key=key)
        seen.add(key)
        missing = next((column for column in needed if column not in row), None)
        if missing:
            raise Malformed(PabulibFault.EMPTY_CELL, at(FilePart.LINE, line), column=missing)
        yield line, row


def vote_type(meta: Mapping[str, str]) -> BallotKind:
    """Return the kind of ballots."""
    kind = meta.get("vote_type")
    if kind is None:
        raise Malformed(
            PabulibFault.NO_VOTE_TYPE, at(FilePart.META_KEY, "vote_type"), expected=KINDS
        )
    if kind not in KINDS:
        place = at(FilePart.META_KEY, "vote_type")
        raise Malformed(PabulibFault.UNKNOWN_VOTE_TYPE, place, found=kind, expected=KINDS)
    return cast(BallotKind, kind)


def envelope(meta: Mapping[str, str]) -> Fraction:
    """Return the budget, above zero."""
    place = at(FilePart.META_KEY, "budget")
    if "budget" not in meta:
        raise Malformed(PabulibFault.NO_BUDGET, place)
    budget = money(meta["budget"], place)
    if budget == 0:
        raise Malformed(PabulibFault.ZERO_BUDGET, place)
    return budget


def money(text: str, where: Where) -> Fraction:
    """Read an amount that is not negative."""
    try:
        value = amount(text)
    except ValueError:
        fault = PabulibFault.NOT_DECIMAL if text else PabulibFault.EMPTY_AMOUNT
        raise Malformed(fault, where, found=text) from None
    if value < 0:
        raise Malformed(PabulibFault.NEGATIVE, where, found=text)
    return value


def counted(meta: Mapping[str, str], key: str, found: int, fault: PabulibFault) -> None:
    """Check a number announced in META: a truncated file is not an election."""
    if key in meta and meta[key] != str(found):
        raise Malformed(fault, at(FilePart.META_KEY, key), announced=meta[key], found=found)


def ranking_length(meta: Mapping[str, str], votes: Sequence[PabulibRow]) -> int:
    """Return how many places a ranking has: what META says, or the longest ballot."""
    if meta.get("max_length", "").isdecimal():
        return int(meta["max_length"])
    return max((row["vote"].count(",") + 1 for _, row in votes), default=0)


def ballot(
    line: int,
    row: Mapping[str, str],
    kind: BallotKind,
    position: Mapping[str, int],
    length: int,
) -> dict[int, Points]:
    """Return one voter's points by project: 1 for an approval, the places below for a ranking."""
    chosen = [choice.strip() for choice in row["vote"].split(",") if choice.strip()]
    place = at(FilePart.LINE, line)
    for index, choice in enumerate(chosen):
        if choice not in position:
            raise Malformed(PabulibFault.UNKNOWN_PROJECT, place, found=choice)
        if choice in chosen[:index]:
            raise Malformed(PabulibFault.SAME_PROJECT, place, found=choice)
    if kind == "choose-1" and len(chosen) > 1:
        raise Malformed(PabulibFault.MORE_THAN_ONE, place, found=len(chosen))
    if kind == "ordinal" and len(chosen) > length:
        raise Malformed(PabulibFault.MORE_THAN_RANKS, place, found=len(chosen), most=length)
    values: list[Points]
    if kind in WITH_POINTS:
        values = given_points(line, row["points"], len(chosen))
    elif kind == "ordinal":
        values = [length - place for place in range(len(chosen))]
    else:
        values = [1] * len(chosen)
    return {position[choice]: value for choice, value in zip(chosen, values, strict=True) if value}


def given_points(line: int, text: str, expected: int) -> list[Points]:
    """Read the points of a vote, one for each project."""
    values = [
        money(value, at(FilePart.VOTE_POINTS, line)) for value in text.split(",") if value.strip()
    ]
    if len(values) != expected:
        place = at(FilePart.LINE, line)
        raise Malformed(PabulibFault.OTHER_POINT_COUNT, place, projects=expected, found=len(values))
    return [int(value) if value.denominator == 1 else value for value in values]


def summed(election: Election, votes: Sequence[PabulibRow], most: Fraction) -> None:
    """Check that no cumulative ballot gives more than its points."""
    for (line, _), given in zip(votes, election.ballots, strict=True):
        total = sum(given.values())
        if total > most:
            found = written(Fraction(total))
            raise Malformed(
                PabulibFault.TOO_MANY_POINTS,
                at(FilePart.LINE, line),
                found=found,
                most=written(most),
            )
