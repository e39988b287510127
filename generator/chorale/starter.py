"""A community that builds at once: its starting content, dated from today, written aside and then put in place."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from chorale.content.json_schema import SCHEMAS, schemas
from chorale.content.problems import as_text, errors
from chorale.content.project import inspect
from chorale.files import File, data, write
from chorale.overrides import TemplateFolders
from chorale.scaffold import quoted, working_day
from chorale.text import templates

FOLDER = "init"
CONTAINER = ("Dockerfile", ".dockerignore")
TUESDAY, THURSDAY, FRIDAY = 1, 3, 4


@dataclass(frozen=True, kw_only=True)
class Starter:
    """What a new community is called, where it will be read, and which version of the program publishes it."""

    name: str
    url: str
    version: str
    today: date
    container: bool = False


class InitRefused(Exception):
    """No community was written; the text is in French."""


def files(asked: Starter) -> Iterator[File]:
    """Yield every file of a new community; a name in braces in a path is replaced, as in the texts."""
    values = _values(asked)
    folder = data("templates") / FOLDER
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = file.relative_to(folder).as_posix()
        if asked.container or name not in CONTAINER:
            text = templates.template(TemplateFolders(), f"{FOLDER}/{name}", **values)
            yield File.of(name.format(**values), text)
    for name, text in schemas().items():
        yield File.of(f"{SCHEMAS}/{name}", text)


def _values(asked: Starter) -> dict[str, Any]:
    """Return what the templates say: every date is to come, in order, and none is a public holiday."""
    synthesis = _ahead(asked.today, 3, THURSDAY)
    closes = _ahead(synthesis, 4, FRIDAY)
    return {
        "name": asked.name,
        "url": asked.url,
        "version": asked.version,
        "container": asked.container,
        "quoted": quoted,
        "today": asked.today,
        "issue": f"{asked.today:%Y-%m}",
        "webinar": f"{_ahead(asked.today, 4, TUESDAY)} 10:00",
        "meeting": _ahead(asked.today, 5, THURSDAY),
        "synthesis": synthesis,
        "closes": closes,
        "arbitration": _ahead(closes, 2, THURSDAY),
        "horizon": asked.today + timedelta(weeks=12),
    }


def _ahead(day: date, weeks: int, weekday: int) -> date:
    return working_day(day + timedelta(weeks=weeks), weekday)


def lay(target: Path, asked: Starter) -> None:
    """Write a community aside, check it, then put it in a folder that is new or holds nothing; raises InitRefused."""
    _refuse_occupied(target)
    near = next(folder for folder in target.parents if folder.is_dir())
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=near) as aside:
        fresh = Path(aside) / "fresh"
        write(fresh, files(asked))
        if found := errors(inspect(fresh, asked.today)[1]):
            raise InitRefused(as_text(found, fresh))
        target.mkdir(parents=True, exist_ok=True)
        _move(fresh, target)


def _refuse_occupied(target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise InitRefused(
            f"« {target} » est un fichier : donner un dossier vide, ou un nom nouveau"
        )
    found = (
        sorted(entry.name for entry in target.iterdir() if entry.name != ".git")
        if target.is_dir()
        else []
    )
    if found:
        raise InitRefused(
            f"« {target} » n'est pas vide (« {found[0]} ») : donner un dossier vide, ou un nom nouveau"
        )


def _move(fresh: Path, target: Path) -> None:
    """Move every entry in, all of them or none; the folder itself stays, since somebody may stand in it."""
    moved: list[Path] = []
    try:
        for entry in sorted(fresh.iterdir()):
            place = target / entry.name
            entry.rename(place)
            moved.append(place)
    except OSError:
        for place in moved:
            place.rename(fresh / place.name)
        raise
