"""How far a delivery has come: a bar on a terminal, a line now and then in a log, with rate and end time."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task
from rich.table import Column
from rich.text import Text

from generator.outputs.french import hour, number

EVERY = 30.0


@dataclass(frozen=True)
class Shown:
    """Two ways to speak: advance says how many more are done, say tells a sentence."""

    advance: Callable[[int], None]
    say: Callable[[str], None]


@contextmanager
def shown(total: int) -> Iterator[Shown]:
    """Show the progress of a delivery."""
    if sys.stderr.isatty():
        with Progress(BarColumn(20), _Where(Column(no_wrap=True)), console=Console(stderr=True)) as progress:
            task = progress.add_task("envoi", total=total)
            yield Shown(lambda count: progress.update(task, advance=count), _once(progress.console.print))
    else:
        yield Shown(_Log(total).advance, _once(lambda sentence: click.echo(sentence, err=True)))


def where(done: int, total: int, rate: float) -> str:
    """Say « 1 200 sur 20 000, 340 par seconde, fin vers 14 h 05 »."""
    said = f"{number(done)} sur {number(total)}"
    if rate <= 0 or done >= total:
        return said
    end = datetime.now().astimezone() + timedelta(seconds=(total - done) / rate)
    pace = f"{number(round(rate))} par seconde" if rate >= 1 else f"{number(round(rate * 60))} par minute"
    return f"{said}, {pace}, fin vers {hour(end)}"


class _Where(ProgressColumn):
    """Where it stands, in words."""

    def render(self, task: Task) -> Text:
        """Return the words."""
        return Text(where(int(task.completed), int(task.total or 0), task.speed or 0.0))


class _Log:
    """Writes a line at the first news, then every half minute, and at the end."""

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0
        self.began = self.told = time.monotonic()

    def advance(self, count: int) -> None:
        """Count, and write when it is time."""
        self.done += count
        now = time.monotonic()
        if count and (now - self.told >= EVERY or self.done == self.total):
            self.told = now
            click.echo(where(self.done, self.total, self.done / max(now - self.began, 0.001)), err=True)


def _once(tell: Callable[[str], object]) -> Callable[[str], None]:
    """Tell each sentence once: four lines meet the same trouble at the same time."""
    told: set[str] = set()

    def say(sentence: str) -> None:
        if sentence not in told:
            told.add(sentence)
            tell(sentence)

    return say
