"""A save seen in the live preview of 1,000 guides, 300 events and 100 letters: what CPU each kind of change costs.

One thing is changed at a time, seven times over, in one preview that stays open as that of an author does; the first
rendering is not counted, it is a whole build. A publication after one change is that of an atelier, which read what was
saved and lives on between two of them, then `chorale build` over what it remembers. The atelier's comes first of all:
for some minutes after many files were removed, a disk makes folders more slowly.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from datetime import time as clock
from pathlib import Path

from benchmarks import community
from benchmarks.ratio import Measure, cpu_spent, python, run
from chorale.memory import FOLDER
from chorale.preview import Preview

ROOT = Path(__file__).resolve().parents[1]
SIZE = community.Size(guides=1000, webinars=150, meetings=150, issues=100, articles=6)
URL = "http://127.0.0.1:1/"
TIMES, AGAIN = 7, 3
Promise = tuple[str, str, float]
"""Where it is, what changes, and the seconds of CPU that a save may take."""
PROMISES: Mapping[str, Promise] = {
    "body of a guide": ("site/documentation", "body", 0.3),
    "title of a guide": ("site/documentation", "title", 2.0),
    "body of an article": ("content/newsletters", "body", 0.5),
    "title of an article": ("content/newsletters", "title", 0.5),
    "body of a webinar": ("content/webinars", "body", 0.5),
    "title of a webinar": ("content/webinars", "title", 0.5),
    "body of a meeting": ("content/meetings", "body", 0.5),
}
LARGE = community.Size(guides=3000, webinars=0, meetings=0, issues=0)
OF_THREE_THOUSAND: Mapping[str, Promise] = {
    "body of a guide among 3,000": ("site/documentation", "body", 0.3),
    "title of a guide among 3,000": ("site/documentation", "title", 2.0),
}
ILLUSTRATED = community.Size(guides=400, webinars=0, meetings=0, issues=0)
PHOTOGRAPHS = 300
BESIDE_PHOTOGRAPHS: Mapping[str, Promise] = {
    f"body of a guide beside {PHOTOGRAPHS} photographs": ("site/documentation", "body", 0.3),
}


def measure() -> Iterator[Measure]:
    """Change each thing, render, and compare with its promise; then publish after one change."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "projet"
        community.write(root, SIZE)
        yield _pressed(root, Path(name))
        yield from _saved(root, Path(name) / "montre", PROMISES)
        yield _rebuilt(root, Path(name))
        large = Path(name) / "grand"
        community.write(large, LARGE)
        yield from _saved(large, Path(name) / "grand-montre", OF_THREE_THOUSAND)
        album = Path(name) / "album"
        community.write(album, ILLUSTRATED)
        community.illustrate(album, PHOTOGRAPHS)
        yield from _saved(album, Path(name) / "album-montre", BESIDE_PHOTOGRAPHS)


def _saved(root: Path, shown: Path, promises: Mapping[str, Promise]) -> Iterator[Measure]:
    """Return the median cost of a save of each kind, in a preview that stays open."""
    shown.mkdir()
    preview = Preview(root, community.TODAY, str(root / "site"), str(shown))
    preview.render(URL)
    for what, (folder, part, promise) in promises.items():
        files = sorted((root / folder).rglob("*.md"))[-TIMES - 1 :]
        spent = [_spent(preview, file, EDITS[part]) for file in files][1:]
        bounds = f"{min(spent):.2f}–{max(spent):.2f}"
        yield Measure(
            name=f"{what}, saved / its promise",
            ours=statistics.median(spent),
            peer=promise,
            limit=1,
            note=bounds,
        )


def _spent(preview: Preview, file: Path, edit: Callable[[str], str]) -> float:
    file.write_text(edit(file.read_text(encoding="utf-8")), encoding="utf-8")
    since = time.process_time()
    preview.render(URL)
    return time.process_time() - since


EDITS: dict[str, Callable[[str], str]] = {
    "body": lambda text: text + "\nUn mot de plus.\n",
    "title": lambda text: text.replace('title: "', 'title: "Nouveau : ', 1),
}


def _rebuilt(root: Path, folder: Path) -> Measure:
    """Return the cost of a publication after one change, beside that of the first."""
    command = ("-m", "chorale", "build", "--project", str(root), "--output", str(folder / "build"))
    words = python(*command, "--today", community.TODAY.isoformat())
    whole = run(words, cwd=ROOT, env={FOLDER: str(folder / "memoire")})
    file = next((root / "content/newsletters").rglob("article-00.md"))
    file.write_text(EDITS["body"](file.read_text(encoding="utf-8")), encoding="utf-8")
    again = run(words, cwd=ROOT, env={FOLDER: str(folder / "memoire")})
    return Measure(
        name="publication after a change / the first", ours=again.cpu, peer=whole.cpu, limit=0.2
    )


def _pressed(root: Path, folder: Path) -> Measure:
    """Return the cost of an atelier's publication after one change, beside that of its first."""
    command = python("-m", "benchmarks.site_saves", str(root), str(folder / "var"))
    kept = {**os.environ, FOLDER: str(folder / "memoire-de-l-atelier")}
    told = subprocess.run(command, cwd=ROOT, env=kept, check=True, capture_output=True).stdout
    first, again = json.loads(told.splitlines()[-1])
    return Measure(
        name="publication from an atelier after a change / its first",
        ours=again,
        peer=first,
        limit=0.2,
    )


def press(root: Path, folder: Path) -> tuple[float, float]:
    """Return the CPU seconds of an atelier's first publication, and the median of the next, of one article each."""
    from chorale.atelier.desk import Desk
    from chorale.atelier.publication import Press
    from chorale.atelier.repository import Author
    from chorale.service.store import Store

    store = Store(f"sqlite:///{folder}/atelier.sqlite")
    store.prepare()
    now = datetime.combine(community.TODAY, clock(10), UTC)
    desk = Desk(root=root, folder=folder, store=store, clock=lambda: now, address=URL)
    made, author, spent = Press(desk), Author(name="Anne", email="anne@exemple.fr"), []
    for _ in range(1 + AGAIN):
        before = cpu_spent()
        thread = made.prepare(author)
        if thread is not None:
            thread.join()
        spent.append(cpu_spent() - before)
        if said := made.publish():
            raise RuntimeError(said or made.state.sentence)
        file = next((root / "content/newsletters").rglob("article-01.md"))
        file.write_text(EDITS["body"](file.read_text(encoding="utf-8")), encoding="utf-8")
        desk.changed()
        desk.project()
    return spent[0], statistics.median(spent[1:])


if __name__ == "__main__":
    print(json.dumps(press(Path(sys.argv[1]), Path(sys.argv[2]))))
