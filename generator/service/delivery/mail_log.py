"""The mail server's own log says which messages it took: a Message-ID whose queue file became active (Postfix)."""

import gzip
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

_SEEN = re.compile(r"/cleanup\[\d+\]: ([0-9A-Za-z]+): message-id=(<[^>]+>)")
_ACTIVE = re.compile(r"/qmgr\[\d+\]: ([0-9A-Za-z]+): from=<[^>]*>, size=\d+, nrcpt=\d+ \(queue active\)")


def accepted(lines: Iterable[str]) -> set[str]:
    """Return the Message-IDs that the server took charge of.

    A message whose sender hung up before the final dot also has a cleanup line, but never becomes active: both are
    needed. Queue names may be used again, so the last Message-ID seen under a name is the one.
    """
    names: dict[str, str] = {}
    found: set[str] = set()
    for line in lines:
        if seen := _SEEN.search(line):
            names[seen[1]] = seen[2]
        elif (active := _ACTIVE.search(line)) and active[1] in names:
            found.add(names[active[1]])
    return found


def read(files: Iterable[Path]) -> Iterator[str]:
    """Yield the lines of log files, compressed or not, in the order given."""
    for file in files:
        with gzip.open(file, "rt", errors="replace") if file.suffix == ".gz" else file.open(errors="replace") as stream:
            yield from stream
