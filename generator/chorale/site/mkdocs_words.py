"""What MkDocs warns of, heard while it builds and said in French."""

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


def sentences(faults: Iterable[str]) -> list[str]:
    """Say each warning of MkDocs once, in French."""
    return list(dict.fromkeys(map(french, faults)))


PARTIAL = "A 'dirty' build is being performed"
"""Its word of caution where some pages stand already: here, those that show anything of a change are built."""


class _Ear(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.getMessage().startswith(PARTIAL):
            self.heard.append(record.getMessage())


@contextmanager
def listening() -> Iterator[list[str]]:
    """Keep MkDocs silent, and its warnings in a list."""
    logger, ear = logging.getLogger("mkdocs"), _Ear()
    level, propagate = logger.level, logger.propagate
    logger.addHandler(ear)
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    try:
        yield ear.heard
    finally:
        logger.removeHandler(ear)
        logger.setLevel(level)
        logger.propagate = propagate


_FRENCH: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"Doc file '(.+?)' contains a link '(.+?)', but the target .*is not found"),
        r"{} : le lien « \2 » ne mène à aucune page ni aucun fichier",
    ),
    (
        re.compile(
            r"Doc file '(.+?)' contains a link '(.+?)', but (?:the doc|there is no such anchor)"
        ),
        r"{} : le lien « \2 » mène à une section qui n'existe pas",
    ),
    (
        re.compile(r"Doc file '(.+?)' contains an (?:absolute|unrecognized relative) link '(.+?)'"),
        r"{} : écrire le lien « \2 » comme un chemin relatif vers un fichier « .md »",
    ),
)


def french(warning: str) -> str:
    """Say a warning of MkDocs in French; one that is not known is quoted."""
    for pattern, sentence in _FRENCH:
        if found := pattern.search(warning):
            return found.expand(sentence.replace("{}", r"site/\1"))
    return f"MkDocs signale : {warning}"
