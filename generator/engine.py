"""The site builder at arm's length: MkDocs receives our pages, in this process, and says in French what it refuses."""

import logging
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.structure.files import File as MkDocsFile
from mkdocs.structure.files import Files

from generator.content.model import Community
from generator.outputs import navigation
from generator.outputs.files import File

PROGRAM = Path(__file__).resolve().parents[1]
CONFIGURATION = PROGRAM / "mkdocs.yml"
TYPOGRAPHY = "generator.outputs.typography"
THEME = "templates/site/theme"


@dataclass(frozen=True, kw_only=True)
class Edition:
    """A community, and every file of its site that the hand-written pages do not already give."""

    community: Community
    files: tuple[File, ...]


class Refused(Exception):
    """The site builder met faults; the text is French, one line each."""


LENT: ContextVar[Edition | None] = ContextVar("LENT", default=None)
"""The edition that a build of ours lends to the hook, so that content is read once."""


class LentFile(MkDocsFile):
    """A generated file; in a live preview it is rendered again only when its bytes changed."""

    rendered: dict[str, bytes] = {}

    def is_modified(self) -> bool:
        """Return whether the published file is missing or older than these bytes."""
        known = self.rendered.get(self.abs_dest_path)
        return known != self.content_bytes or not os.path.isfile(self.abs_dest_path)


def configure(config: MkDocsConfig, edition: Edition) -> MkDocsConfig:
    """Give MkDocs what depends on the community: name, address, menu, what to watch."""
    community = edition.community
    config.site_name = community.name
    config.site_description = community.description
    if not (config.site_url or "").startswith("http://"):  # a live preview has its own address
        config.site_url = community.url
    config.nav = navigation.tree(community, edition.files)
    config.extra.update(navigation.extra(community, edition.files))
    if TYPOGRAPHY not in config.markdown_extensions:
        config.markdown_extensions.append(TYPOGRAPHY)
    return config


def lend(files: Files, config: MkDocsConfig, edition: Edition) -> Files:
    """Add our files to MkDocs' own, and leave out the parts of Material that our theme replaces."""
    for file in list(files):
        if "material" in Path(file.src_dir or "").parts and file.src_uri.startswith("assets/"):
            files.remove(file)
    for made in edition.files:
        if files.get_file_from_path(made.path) is None:
            files.append(LentFile.generated(config, made.path, content=made.content))
    return files


def remember(files: Files) -> None:
    """Note what a finished preview shows, for the next one."""
    for file in files:
        if isinstance(file, LentFile):
            LentFile.rendered[file.abs_dest_path] = file.content_bytes


def build_site(project: Path, edition: Edition, site_dir: Path) -> None:
    """Build the whole site into a folder; raises Refused. The same edition gives the same bytes."""
    with _pages_folder(project) as docs_dir, _dated(edition.community.today), _listening() as faults, lent(edition):
        try:
            build(load_config(str(CONFIGURATION), site_dir=str(site_dir), docs_dir=docs_dir, strict=False))
        except MkDocsException as error:
            faults.append(str(error))
    if faults:
        raise Refused("\n".join(dict.fromkeys(map(french, faults))))


@contextmanager
def lent(edition: Edition | None) -> Iterator[None]:
    """Lend an edition to the hook for the time of a build."""
    token = LENT.set(edition)
    try:
        yield
    finally:
        LENT.reset(token)


@contextmanager
def _pages_folder(project: Path) -> Iterator[str]:
    if (project / "site").is_dir():
        yield str(project / "site")
        return
    with tempfile.TemporaryDirectory() as empty:
        yield empty


@contextmanager
def _dated(today: date) -> Iterator[None]:
    """Date the build itself: MkDocs stamps its map of the site with this variable."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(int(datetime.combine(today, time(), UTC).timestamp()))
    try:
        yield
    finally:
        os.environ.pop("SOURCE_DATE_EPOCH")
        if before is not None:
            os.environ["SOURCE_DATE_EPOCH"] = before


class _Ear(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


@contextmanager
def _listening() -> Iterator[list[str]]:
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
        re.compile(r"Doc file '(.+?)' contains a link '(.+?)', but (?:the doc|there is no such anchor)"),
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


def options(config: MkDocsConfig) -> dict[str, Any]:
    """Return what another builder needs to know of a configured site, as plain data."""
    return {"site_name": config.site_name, "nav": config.nav, "extra": dict(config.extra)}
