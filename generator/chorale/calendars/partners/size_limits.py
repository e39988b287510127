"""Size limits of a partner's calendar: what is too big, too deep or too long to be opened at all."""

from collections.abc import Iterator

from chorale.content.problems import Problem, Source

LARGEST, MOST_LINES, MOST_COMPONENTS, DEEPEST = 12_000_000, 600_000, 60_000, 8
"""Octets, lines, components (an event and its alarm are two), and levels of components within another."""
SHORTER = "demander une période plus courte"


def refusals(name: str, data: bytes) -> tuple[Problem, ...]:
    """Return why a file is not opened."""
    return tuple(
        Problem(Source(name, line), message, hint, "import") for line, message, hint in _sizes(data)
    )


def _sizes(data: bytes) -> Iterator[tuple[int, str, str]]:
    if len(data) > LARGEST:
        yield 1, f"fichier de {len(data) // 1000} ko : {LARGEST // 1000} ko au plus", SHORTER
        return
    count = data.count(b"\n")
    if count > MOST_LINES:
        yield 1, f"{count} lignes : {MOST_LINES} au plus", SHORTER
        return
    depth = components = 0
    for number, line in enumerate(data.split(b"\n"), start=1):
        begins = line[:6].upper() == b"BEGIN:"
        components += begins
        depth += begins - (line[:4].upper() == b"END:")
        if depth > DEEPEST or components > MOST_COMPONENTS:
            deep, many = f"plus de {DEEPEST} niveaux", f"plus de {MOST_COMPONENTS} composants"
            yield number, deep if depth > DEEPEST else many, SHORTER
            return
