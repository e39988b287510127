"""Limits against hostile calendars, measured on the bytes before any reader opens them."""

import re
from collections.abc import Iterator
from itertools import islice

from generator.content.problems import Problem, Source

LARGEST, LONGEST_LINE, MOST_LINES, MOST_COMPONENTS = 1_000_000, 20_000, 20_000, 1_000
DEEPEST = 8
_FOLD = re.compile(rb"\r?\n[ \t]")
_RULE = re.compile(rb"^(?:RRULE|EXRULE)[^\r\n]*", re.IGNORECASE | re.MULTILINE)
_DATES = re.compile(rb"^(?:RDATE|EXDATE)[;:][^\r\n]*", re.IGNORECASE | re.MULTILINE)
_TOO_OFTEN = re.compile(rb"FREQ=(SECONDLY|MINUTELY|HOURLY)", re.IGNORECASE)
_HOURS = re.compile(rb"(BY(?:SECOND|MINUTE|HOUR))=[^;]*,", re.IGNORECASE)
_STANDING = re.compile(rb"INTERVAL=0*(?![0-9])", re.IGNORECASE)
SHORTER = "demander une période plus courte"

Fault = tuple[int, str, str]


def refusals(name: str, data: bytes) -> tuple[Problem, ...]:
    """Return why a file is too big, too deep or too frequent to be opened at all."""
    faults = list(_sizes(data)) or list(_repetitions(data))
    return tuple(Problem(Source(name, line), message, hint, "import") for line, message, hint in faults)


def _sizes(data: bytes) -> Iterator[Fault]:
    if len(data) > LARGEST:
        yield 1, f"fichier de {len(data) // 1000} ko : {LARGEST // 1000} ko au plus", SHORTER
        return
    lines = data.split(b"\n")
    if len(lines) > MOST_LINES:
        yield 1, f"{len(lines)} lignes : {MOST_LINES} au plus", SHORTER
    depth = components = length = 0
    for number, line in enumerate(lines, start=1):
        folded = line.startswith((b" ", b"\t"))
        length = length + len(line) if folded else len(line)
        if length > LONGEST_LINE:
            yield number, f"ligne de plus de {LONGEST_LINE} octets", "ce calendrier est abîmé"
            return
        begins = line[:6].upper() == b"BEGIN:"
        components += begins
        depth += begins - (line[:4].upper() == b"END:")
        if depth > DEEPEST or components > MOST_COMPONENTS:
            what = f"plus de {DEEPEST} niveaux" if depth > DEEPEST else f"plus de {MOST_COMPONENTS} composants"
            yield number, what, SHORTER
            return


def _repetitions(data: bytes) -> Iterator[Fault]:
    """Yield what repeats too often or never ends; folded lines are read whole, a fold hides nothing."""
    unfolded = _FOLD.sub(b"", data)
    for rule in _RULE.finditer(unfolded):
        line = _line(data, unfolded, rule.start())
        if found := _TOO_OFTEN.search(rule[0]):
            yield line, f"répétition « {found[1].decode().upper()} »", "au plus une fois par jour"
        if found := _HOURS.search(rule[0]):
            yield line, f"plusieurs heures par jour (« {found[1].decode().upper()} »)", "au plus une fois par jour"
        if _STANDING.search(rule[0]):
            yield line, "répétition qui n'avance pas (« INTERVAL=0 »)", "au moins 1"
    if sum(dates[0].count(b",") + 1 for dates in _DATES.finditer(unfolded)) > MOST_LINES:
        yield 1, "trop de dates énumérées", SHORTER


def _line(data: bytes, unfolded: bytes, offset: int) -> int:
    """Return the number of the physical line that a place of the unfolded text comes from."""
    logical = unfolded.count(b"\n", 0, offset)
    first = (
        number for number, line in enumerate(data.split(b"\n"), start=1) if number == 1 or line[:1] not in (b" ", b"\t")
    )
    return next(islice(first, logical, None), 1)
