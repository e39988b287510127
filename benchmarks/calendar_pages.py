"""The agenda's pages: 2,000 events built by us against bare MkDocs on the very same Markdown, already on disk."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import calendar_write
from benchmarks.ratio import Measure, cpu, python, run
from generator.outputs import tables
from generator.outputs.agenda import event_pages, feeds, lists, subscription
from generator.outputs.calendar import ics
from generator.outputs.files import File, write

OUTPUTS = (lists, event_pages, subscription, tables, feeds, ics)
WEBINARS, MEETINGS = 500, 1000
CONFIG = """\
site_name: Essai
theme: {name: material, language: fr, font: false, features: [navigation.prune]}
plugins: [search: {lang: fr}]
markdown_extensions: [abbr, admonition, attr_list, def_list, footnotes, md_in_html, tables, toc]
validation: {links: {not_found: ignore, unrecognized_links: ignore}}
"""


def measure() -> Iterator[Measure]:
    """Add the cost of making pages, feeds and files to that of MkDocs, and compare with MkDocs alone."""
    community = calendar_write.generated(webinars=WEBINARS, sessions=2, meetings=MEETINGS)
    made: list[File] = []
    ours = cpu(lambda: made.extend(file for output in OUTPUTS for file in output.files(community)))()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
        write(root / "docs", made)
        (root / "docs/index.md").write_text("# Accueil\n", encoding="utf-8")
        bare = run(python("-m", "mkdocs", "build", "--quiet"), cwd=root).cpu
    pages = sum(file.path.endswith(".md") for file in made)
    yield Measure(name=f"{pages:,} pages of 2,000 events / bare MkDocs on them", ours=ours + bare, peer=bare, limit=1.3)
