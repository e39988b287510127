"""Building: everything that `chorale build` does, against MkDocs alone on the very pages that we lend it.

What "the same" means. Our pages are a function of the content: they are written to a folder once, with every file that
we lend to MkDocs, and `mkdocs build` reads them there with the options of mkdocs.yml: the same menu, Markdown
extensions, plugins, pruned navigation and validation. What is ours is taken away: the hook, the templates, the French
spacing. The peer makes as many pages from the same Markdown, with Material's own templates; it does not read the
content, check it, render pages from it, write letters, follow links or list digests: we do, within the same time.
MkDocs with our templates, which cost it far less than Material's, is shown beside: what remains is our own work.

"As people leave it" is the same folder with Material's defaults: the navigation found from the folders and written in
full on every page, and the tags plugin, each audience a tag. "As people set it" adds what Material's own documentation
advises to large sites: tabs, sections, a pruned navigation. Zensical builds the first folder with its own templates.
"""

import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from benchmarks import community
from benchmarks.ratio import Measure, Usage, median, python, run
from chorale import publish as chorale_publish
from chorale.memory import FOLDER
from chorale.site import zensical_adapter
from chorale.site.pages_plugin import SiteEdition
from chorale.text.dialect import EXTENSIONS

ROOT = Path(__file__).resolve().parents[1]
SIZE = community.Size(guides=600, webinars=150, meetings=150, issues=10, articles=9)
AUDIENCES = re.compile(rb"\A(---\n(?:.*\n)*?)audiences: ", re.MULTILINE)
ROUNDS = 3
ADVISED = ("navigation.tabs", "navigation.sections", "navigation.prune")


def measure() -> Iterator[Measure]:
    """Run ours and the peers in turn, then Material with its full navigation once: it is far from its target."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        rounds = [
            (ours(folder), mkdocs(folder / "bare"), mkdocs(folder / "dressed"))
            for _ in range(ROUNDS)
        ]
        full, pruned = mkdocs(folder / "full"), mkdocs(folder / "pruned")
        peer = zensical(folder / "bare")
    mine = [used.cpu for used, _, _ in rounds]
    yield median(
        f"build of {SIZE.pages:,} pages / mkdocs build",
        mine,
        [used.cpu for _, used, _ in rounds],
        1.1,
    )
    memory = [[used.memory / 1024 for used in side] for side in zip(*rounds, strict=True)]
    yield median("its peak memory / that of mkdocs build", memory[0], memory[1], 1.5, "MiB")
    yield median("the same / Material, full navigation and tags", mine, [full.cpu], 0.3)
    yield median("the same / Material, tabs, sections, tags, pruned", mine, [pruned.cpu], 0.5)
    yield median("the same / Zensical", mine, [peer.cpu], 0.5)
    yield median(
        "the same / mkdocs build with our own templates",
        mine,
        [used.cpu for _, _, used in rounds],
    )


def ours(folder: Path) -> Usage:
    """Run the whole program, without the cache of earlier runs."""
    project, output = str(folder / "ours"), str(folder / "ours" / "build")
    command = ("-m", "chorale", "build", "--project", project, "--output", output)
    return run(python(*command, "--today", community.TODAY.isoformat()), cwd=ROOT, env={FOLDER: ""})


def mkdocs(folder: Path) -> Usage:
    """Run MkDocs in a folder that holds mkdocs.yml; our Markdown extension must be found when it is asked for."""
    return run(
        python("-m", "mkdocs", "build", "--quiet"),
        cwd=folder,
        env={"PYTHONPATH": str(ROOT / "generator")},
    )


def zensical(folder: Path) -> Usage:
    """Run Zensical on the same mkdocs.yml."""
    return run(python("-m", "zensical", "build", "--clean"), cwd=folder)


def prepare(folder: Path, size: community.Size = SIZE) -> SiteEdition:
    """Write a community of a size, and its pages as three MkDocs projects; return what it publishes."""
    community.write(folder / "ours", size)
    edition = chorale_publish.edition(folder / "ours", community.TODAY)
    files = {file.path: file.content for file in edition.files}
    by_hand = folder / "ours" / "site"
    files.update(
        {path.relative_to(by_hand).as_posix(): path.read_bytes() for path in by_hand.rglob("*.*")}
    )
    plain = bare(edition)
    _lay(folder / "bare", plain, files)
    _lay(folder / "dressed", dressed(edition), files)
    tagged = {path: AUDIENCES.sub(rb"\1tags: ", content) for path, content in files.items()}
    _lay(folder / "full", full(plain), tagged)
    _lay(folder / "pruned", full(plain, ADVISED), tagged)
    return edition


def bare(edition: SiteEdition) -> dict[str, Any]:
    """Return our options for MkDocs without our hook, our templates and our spacing of French."""
    settings = zensical_adapter.settings(edition)
    del settings["theme"]["custom_dir"]
    settings["markdown_extensions"] = [one for one in EXTENSIONS if not one.startswith("chorale.")]
    return settings | {"docs_dir": "pages", "site_dir": "site"}


def dressed(edition: SiteEdition) -> dict[str, Any]:
    """Return our options without our hook, but with our templates, far lighter than Material's."""
    return zensical_adapter.settings(edition) | {"docs_dir": "pages", "site_dir": "site"}


def full(plain: dict[str, Any], features: Sequence[str] = ()) -> dict[str, Any]:
    """Return the same options with the navigation left to itself, and tags; with features of the theme, if any."""
    left = {key: value for key, value in plain.items() if key not in {"nav", "theme", "plugins"}}
    theme = {key: value for key, value in plain["theme"].items() if key != "features"}
    if features:
        theme["features"] = [*features]
    return left | {"theme": theme, "plugins": [*plain["plugins"], "tags"]}


def _lay(folder: Path, settings: dict[str, Any], files: dict[str, bytes]) -> None:
    for path, content in files.items():
        target = folder / "pages" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    (folder / "mkdocs.yml").write_text(
        yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8"
    )
