"""Edits of a community drawn by chance: a long preview against one that begins from nothing, and builds likewise.

A build takes what it can from the publication before and from the cache; the other one has neither.
`make edits EDITS=3000` draws thousands of them.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from random import Random

from benchmarks import community
from house import TEMPLATES
from PIL import Image

from chorale import memory
from chorale.overrides import BrokenTemplate
from chorale.preview import Preview
from chorale.publish import PublicationRefused, build

URL = "http://127.0.0.1:1/"
SIZE = community.Size(guides=66, webinars=4, meetings=4, issues=2, articles=2)
LOOKS = (
    "site/home.md",
    "site/theme/partials/footer.html",
    "site/letter_article.md",
    "email/footer.mjml",
)
LINES = (
    "\nUn mot de plus.\n",
    "\n## Une section\n\n- un\n- deux\n",
    "\n| a | b |\n|---|---|\n| 1 | 2 |\n",
)
PASSAGE = "content/extraits/contact.md"
DIAGRAM = """```mermaid
graph LR
  accTitle: Le dépôt
  A[Préparer] --> B[Envoyer]
```
"""


def written(root: Path) -> None:
    """Write the community; most of its guides are short, so that a step is quick and what is deleted little linked."""
    community.write(root, SIZE)
    for file in sorted((root / "site/documentation").rglob("guide-*.md"))[6:]:
        head = file.read_text(encoding="utf-8").split("\n---\n")[0]
        file.write_text(f"{head}\n---\n\nUn **guide** court.\n", encoding="utf-8")
    (root / PASSAGE).parent.mkdir()
    (root / PASSAGE).write_text("Écrire au **support**.\n", encoding="utf-8")
    for text in pictured(root):
        taken(text.with_name("phare.png"), 40)
        with text.open("a", encoding="utf-8") as end:
            end.write(f'\n![Le phare](phare.png)\n\n--8<-- "contact.md"\n\n{DIAGRAM}')


def pictured(root: Path) -> Iterator[Path]:
    """Yield a guide and an article, which show a photograph and a diagram."""
    yield min((root / "site/documentation").rglob("guide-*.md"))
    yield min((root / "content/newsletters").rglob("article-*.md"))


def taken(place: Path, grey: int) -> None:
    """Take a photograph, wide enough to be made smaller."""
    Image.new("RGB", (1800, 90), (grey, grey, grey)).save(place)


def shown(preview: Preview) -> dict[str, str] | str:
    """Render, and return the digest of each file that a reader may ask for; why not, when the content is refused."""
    try:
        preview.render(URL)
    except (PublicationRefused, BrokenTemplate) as refused:
        return str(refused)
    return digests(Path(preview.site_dir))


def published(root: Path, output: Path) -> dict[str, str] | str:
    """Publish, and return the digest of each file; why not, when the content is refused."""
    try:
        build(root, output, community.TODAY)
    except (PublicationRefused, BrokenTemplate) as refused:
        return str(refused)
    return digests(output)


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def preview_from_nothing(root: Path) -> dict[str, str] | str:
    with tempfile.TemporaryDirectory() as folder:
        return shown(begun(root, folder))


def build_from_nothing(root: Path) -> dict[str, str] | str:
    with tempfile.TemporaryDirectory() as folder:
        return published(root, Path(folder, "build"))


def build_again(root: Path) -> dict[str, str] | str:
    """Build over the publication before, with the cache that the builds before left beside it."""
    os.environ[memory.FOLDER] = str(root.parent / "cache")
    with memory.opened():
        return published(root, root.parent / "build")


def begun(root: Path, folder: str) -> Preview:
    return Preview(root, community.TODAY, str(root / "site"), folder)


@contextmanager
def fresh_processes() -> Iterator:
    """Lend a way to ask a new process, born of one that has read no content: nothing can be remembered there."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["chorale.preview", "chorale.publish", "benchmarks.community"])
    answers = context.Queue()

    def ask(what: Callable[[Path], object], root: Path) -> dict[str, str] | str:
        process = context.Process(target=answer, args=(what, root, answers))
        process.start()
        told = answers.get(timeout=300)
        process.join()
        return told

    yield ask
    answers.close()


def answer(what: Callable[[Path], object], root: Path, answers) -> None:
    answers.put(what(root))


class Edited:
    """A community that is changed step by step; content that was refused is seldom left so."""

    def __init__(self, root: Path, chance: Random) -> None:
        self.root, self.chance = root, chance
        self.good = [snapshot(root)]

    def change(self) -> str:
        """Change one thing, or go back to an earlier state, and say which."""
        name = self.chance.choice((*EDITS, "undo"))
        if name == "undo":
            restore(self.root, self.chance.choice(self.good))
        else:
            texts = (one for one in self.root.rglob("*.md") if "templates" not in one.parts)
            EDITS[name](self.root, self.chance.choice(sorted(texts)), self.chance)
        return name

    def judged(self, *, refused: bool) -> None:
        """Note whether the content is sound as it stands."""
        if not refused:
            self.good = [*self.good[-5:], snapshot(self.root)]
        elif self.chance.random() < 0.8:
            restore(self.root, self.good[-1])


def snapshot(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def restore(root: Path, known: dict[Path, bytes]) -> None:
    for path in snapshot(root).keys() - known.keys():
        path.unlink()
    for path, content in known.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def rewritten(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")


def body(_: Path, file: Path, chance: Random) -> None:
    file.write_text(file.read_text(encoding="utf-8") + chance.choice(LINES), encoding="utf-8")


def title(_: Path, file: Path, chance: Random) -> None:
    rewritten(file, 'title: "', f'title: "{chance.choice(("Nouveau", "Autre : le", "A & B"))} ')


def audience(_: Path, file: Path, chance: Random) -> None:
    head, _, rest = file.read_text(encoding="utf-8").partition("audiences: [")
    if rest:
        key = chance.choice(community.AUDIENCES)
        file.write_text(f"{head}audiences: [{key}]{rest.partition(']')[2]}", encoding="utf-8")


def day(root: Path, _: Path, chance: Random) -> None:
    file = chance.choice(sorted((root / "content/webinars").glob("*.md")) or [_])
    rewritten(file, f"start: {community.TODAY.year + 1}", f"start: {community.TODAY.year + 2}")


def cancelled(root: Path, _: Path, chance: Random) -> None:
    file = chance.choice(sorted((root / "content/meetings").glob("*.md")) or [_])
    if "status:" not in file.read_text(encoding="utf-8"):
        rewritten(file, "city:", 'status: cancelled\nnote: "salle fermée"\ncity:')


def deleted(_: Path, file: Path, __: Random) -> None:
    file.unlink()


def renamed(_: Path, file: Path, chance: Random) -> None:
    file.rename(file.with_name(f"autre-{chance.randrange(99)}{file.suffix}"))


def added(root: Path, _: Path, chance: Random) -> None:
    name = f"guide-ajoute-{chance.randrange(99)}"
    target = chance.choice(sorted((root / "site/documentation").iterdir()))
    folder = target if target.is_dir() else target.parent
    text = f'---\ntitle: "Guide {name}"\naudiences: [travaux]\n---\n\nUn **guide** de plus.\n'
    (folder / f"{name}.md").write_text(text, encoding="utf-8")


def home(root: Path, _: Path, chance: Random) -> None:
    old, new = chance.choice(
        (
            ('name: "', 'name: "La '),
            ("Entités", "Les entités"),
            ("timezone:", 'abbreviations: {de: "un mot"}\ntimezone:'),
        )
    )
    rewritten(root / "content/community.yml", old, new)


def look(root: Path, _: Path, chance: Random) -> None:
    name = chance.choice(LOOKS)
    own = root / "templates" / name
    if own.exists():
        own.unlink()
        return
    own.parent.mkdir(parents=True, exist_ok=True)
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    own.write_text(text.replace("<p", '<p data-own=""', 1), encoding="utf-8")


def photo(root: Path, _: Path, chance: Random) -> None:
    for place in chance.sample(sorted(root.rglob("phare.png")), 1):
        taken(place, chance.randrange(250))


def diagram(root: Path, _: Path, chance: Random) -> None:
    for text in sorted(root.rglob("*.md")):
        rewritten(text, "[Envoyer", f"[Envoyer {chance.randrange(99)}, ")


def passage(root: Path, _: Path, chance: Random) -> None:
    rewritten(root / PASSAGE, "Écrire", f"Écrire {chance.randrange(99)}")


def picture(root: Path, _: Path, chance: Random) -> None:
    rewritten(root / "site/images/schema.svg", "0 0 9 9", f"0 0 {chance.randrange(9, 99)} 9")


EDITS = {
    edit.__name__: edit
    for edit in (
        body,
        title,
        audience,
        day,
        cancelled,
        deleted,
        renamed,
        added,
        home,
        look,
        picture,
        photo,
        diagram,
        passage,
    )
}


Step = tuple[int, list[str], list[str], bool]
"""How many edits before, their names, the files that differ, and whether the content was refused."""


def compared(folder: Path, count: int, seed: int) -> Iterator[Step]:
    """Yield, after each edit, what a long preview and a new one show otherwise."""
    root, site = folder / "project", folder / "shown"
    written(root)
    site.mkdir()
    preview = begun(root, str(site))
    with fresh_processes() as ask:
        yield from _steps(
            root, count, seed, lambda: (shown(preview), ask(preview_from_nothing, root))
        )


def compared_builds(folder: Path, count: int, seed: int) -> Iterator[Step]:
    """Yield, after each edit, what a build over the one before and a build from nothing publish otherwise."""
    root = folder / "project"
    written(root)
    with fresh_processes() as ask:
        yield from _steps(
            root, count, seed, lambda: (ask(build_again, root), ask(build_from_nothing, root))
        )


def _steps(root: Path, count: int, seed: int, both: Callable[[], tuple]) -> Iterator[Step]:
    edited, steps = Edited(root, Random(seed)), []
    for number in range(count):
        if number:
            steps.append(edited.change())
        mine, theirs = both()
        yield number, steps, different(mine, theirs), isinstance(theirs, str)
        edited.judged(refused=isinstance(theirs, str))


def different(mine: dict[str, str] | str, theirs: dict[str, str] | str) -> list[str]:
    if isinstance(mine, str) or isinstance(theirs, str):
        return [] if mine == theirs else [f"refused: {mine if isinstance(mine, str) else theirs}"]
    return sorted(
        path for path in mine.keys() | theirs.keys() if mine.get(path) != theirs.get(path)
    )


def main(count: int, seed: int) -> int:
    for name, way in {"preview": compared, "build": compared_builds}.items():
        folder = Path(tempfile.mkdtemp())
        refused = 0
        try:
            for number, steps, apart, no in way(folder, count, seed):
                refused += no
                if apart:
                    sys.stdout.write(
                        f"edit {number} ({steps[-6:]}), {name}: {len(apart)} files differ: {apart[:5]}\n"
                    )
                    return 1
        finally:
            shutil.rmtree(folder)
        sys.stdout.write(
            f"{count} edits, {refused} refused: each {name} is what a new one gives, to the byte\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))
