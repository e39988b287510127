"""MkDocs adapter: our pages lent to MkDocs in this process, its refusals told in French."""

import gc
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Literal

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

from chorale.files import data
from chorale.former_publication import NONE, FormerPublication
from chorale.site import finished_pages, page_pictures
from chorale.site.finished_pages import FinishedPages
from chorale.site.mkdocs_words import listening, sentences
from chorale.site.pages_plugin import PagesPlugin, SiteEdition
from chorale.text.templates import blamed

SETTINGS = data("site/mkdocs.yml")


class SiteBuildFailed(Exception):
    """The site builder met faults; the text is French, one line each."""


def forget_previews() -> None:
    """Drop the plugins that MkDocs keeps between two previews, with the pages they showed."""
    kept: Any = MkDocsConfig.plugins
    kept.plugin_cache.clear()


def build_site(
    project: Path, edition: SiteEdition, site_dir: Path, before: FormerPublication = NONE
) -> Mapping[str, str]:
    """Build the whole site into a folder and return the digests of its pages; raises SiteBuildFailed.

    The same edition gives the same bytes. Of the site built before, in another folder, the pages that would be the
    same are taken.
    """
    finished = _finished(project, edition, site_dir, before)
    if not finished.standing:
        gc.collect()  # what MkDocs held of the pages, in circles, serves again
    return finished.digests


def _finished(
    project: Path, edition: SiteEdition, site_dir: Path, before: FormerPublication
) -> FinishedPages:
    with (
        pages_folder(project) as docs_dir,
        _dated(edition.community.today),
        listening() as faults,
    ):
        try:
            forget_previews()
            pictures = page_pictures.of_project(project)
            by_hand = finished_pages.by_hand(Path(docs_dir), pictures)
            asked = finished_pages.questions(edition.community, edition.files, by_hand)
            finished = finished_pages.laid(asked, before, site_dir)
            standing = frozenset(finished.standing) or None
            plugin = PagesPlugin(edition, standing=standing, finished=finished)
            config = configured(edition, docs_dir, str(site_dir), plugin=plugin)
            render(config, edition, dirty=standing is not None)
        except MkDocsException as error:
            faults.append(str(error))
    if faults:
        raise SiteBuildFailed("\n".join(sentences(faults)))
    return finished


def configured(
    edition: SiteEdition,
    docs_dir: str,
    site_dir: str,
    command: Literal["build", "serve"] = "build",
    plugin: PagesPlugin | None = None,
) -> MkDocsConfig:
    """Return the settings of every community's site, with an edition to lend; MkDocs has them still to be completed."""
    os.environ.setdefault(
        "NO_MKDOCS_2_WARNING", "true"
    )  # Material's word to those who maintain themes
    config = load_config(str(SETTINGS), site_dir=site_dir, docs_dir=docs_dir, strict=False)
    config.plugins["chorale"] = plugin or PagesPlugin(edition)
    config.plugins.on_startup(command=command, dirty=command == "serve")
    return config


def render(config: MkDocsConfig, edition: SiteEdition, **how: Any) -> None:
    """Let MkDocs build; raises BrokenTemplate when a community's own theme is at fault."""
    try:
        build(config, **how)
    except Exception as error:
        if broken := blamed(edition.community.templates, error):
            raise broken from error
        raise


@contextmanager
def pages_folder(project: Path) -> Iterator[str]:
    """Lend the folder of hand-written pages; an empty one when a project has none, which is left as it is."""
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
