"""Lends our pages to MkDocs, so that plain `mkdocs build` and `mkdocs serve` work in the checkout."""

import os
import sys
from datetime import date
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import Files

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [] if str(ROOT) in sys.path else [str(ROOT)]  # the `mkdocs` command does not look here by itself

from generator import build, engine  # noqa: E402 - found through the line above

held: list[engine.Edition] = []


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read the content, unless a build of ours lends it."""
    edition = engine.LENT.get()
    if edition is None:
        today = os.environ.get("CHORALE_TODAY") or date.today().isoformat()  # noqa: DTZ011 - the reader's own day
        try:
            edition = build.edition(ROOT, date.fromisoformat(today))
        except build.Refused as refused:
            raise Abort(str(refused)) from None
        config.watch.extend(str(ROOT / folder) for folder in ("content", "templates"))
    held[:] = [edition]
    return engine.configure(config, edition)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated files to those of the folder."""
    return engine.lend(files, config, held[0])


on_env = engine.environment
on_page_markdown, on_page_content = engine.without_blocks, engine.with_blocks
on_post_page = engine.let_go
