"""MkDocs hook: lends our pages, so that plain `mkdocs build` and `mkdocs serve` work in a checkout."""

import os
import sys
from datetime import date
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import Files

from chorale import publish as chorale_publish
from chorale.site import mkdocs_adapter

ROOT = Path(__file__).resolve().parents[2]
SOURCE = str(ROOT / "generator")
sys.path[:0] = [] if SOURCE in sys.path else [SOURCE]  # the `mkdocs` command does not look here by itself

held: list[mkdocs_adapter.SiteEdition] = []


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read the content, unless a build of ours lends it."""
    edition = mkdocs_adapter.LENT.get()
    if edition is None:
        today = os.environ.get("CHORALE_TODAY") or date.today().isoformat()  # noqa: DTZ011 - the reader's own day
        try:
            edition = chorale_publish.edition(ROOT, date.fromisoformat(today))
        except chorale_publish.PublicationRefused as refused:
            raise Abort(str(refused)) from None
        config.watch.extend(str(ROOT / folder) for folder in ("content", "templates"))
    held[:] = [edition]
    return mkdocs_adapter.configure(config, edition)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated files to those of the folder."""
    return mkdocs_adapter.lend(files, config, held[0])


on_env = mkdocs_adapter.environment
on_page_markdown, on_page_content = mkdocs_adapter.without_blocks, mkdocs_adapter.with_blocks
on_post_page = mkdocs_adapter.let_go
