"""Progress and account of a sending, and chorale newsletter sendings: every sending with its recipients' fate."""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task
from rich.table import Column
from rich.text import Text

from chorale.cli.options import project_option, say, tell, today_option
from chorale.cli.service_context import errors_in_words, prepared
from chorale.french.dates import hour, local_hour, spoken
from chorale.french.phrases import agreed, number, plural
from chorale.service.delivery import hours
from chorale.service.delivery import records as delivery_records
from chorale.service.delivery.records import LEFT, Delivery
from chorale.service.timestamps import instant

MOST = 5


def account(counts: Mapping[str, int], why: Mapping[str, int]) -> str:
    """Say how many recipients met each fate."""
    left = why.get(LEFT, 0)
    fates = {
        "envoyé": counts.get("sent", 0),
        "refusé": counts.get("refused", 0) - left,
        "abandonné": counts.get("abandoned", 0),
        "désabonné entre-temps": left,
        "à reprendre": counts.get("queued", 0),
        "en doute": counts.get("claimed", 0),
    }
    plurals = {
        "envoyé": "envoyés",
        "refusé": "refusés",
        "abandonné": "abandonnés",
        "désabonné entre-temps": "désabonnés entre-temps",
    }
    said = (plural(count, word, plurals.get(word, word)) for word, count in fates.items() if count)
    return ", ".join(said) or "personne à servir"


def reasons(why: Mapping[str, int]) -> Iterator[str]:
    """Say the server's most frequent answers."""
    answers = [(answer, count) for answer, count in why.items() if answer != LEFT]
    for answer, count in answers[:MOST]:
        yield f"{plural(count, 'destinataire')} : {answer}"


def resumed(counts: Mapping[str, int]) -> str:
    """Say what a sending that was begun does when it goes on: who was served, who is left."""
    served = sum(counts.get(state, 0) for state in ("sent", "refused", "abandoned"))
    left = counts.get("queued", 0) + counts.get("claimed", 0)
    done = (
        f"{plural(served, 'destinataire')} déjà {agreed(served, 'servi')}"
        if served
        else "personne n'est servi"
    )
    return f"reprise : {done}, {left} à servir"


SHARED = "cette lettre part déjà par un autre envoi, ici ou sur une autre machine : les destinataires sont partagés"


def left_to_others(slug: str, count: int) -> str:
    """Say that another sender goes on with what is left."""
    return f"{slug} : fini ici ; un autre envoi continue, {plural(count, 'message')} en main"


def put_off(moment: datetime, zone: str) -> str:
    """Say when those whom their server put off are tried again."""
    return (
        f"des destinataires sont remis à plus tard par leur serveur ; prochain essai à {local_hour(moment, zone)} "
        "(Ctrl+C arrête ; la même commande finira)"
    )


def doubtful(count: int) -> str:
    """Say what to do when only the mail server knows."""
    return (
        f"{plural(count, 'envoi interrompu', 'envois interrompus')} : seul le serveur sait s'ils sont partis. Relancer "
        "avec « --log /var/log/mail.log » (le journal doit couvrir l'interruption), ou sans journal choisir "
        "« --in-doubt sent » (les tenir pour partis) ou « --in-doubt again » (les refaire)"
    )


EVERY = 30.0


@dataclass(frozen=True)
class SendProgress:
    """Two ways to speak: advance says how many more are done, say tells a sentence."""

    advance: Callable[[int], None]
    say: Callable[[str], None]


@contextmanager
def shown(total: int, zone: str) -> Iterator[SendProgress]:
    """Show the progress of a delivery, its end by the clocks of a zone."""
    if sys.stderr.isatty():
        with Progress(BarColumn(20), _Where(zone), console=Console(stderr=True)) as progress:
            task = progress.add_task("envoi", total=total)
            yield SendProgress(
                lambda count: progress.update(task, advance=count),
                _once(progress.console.print),
            )
    else:
        yield SendProgress(_Log(total, zone).advance, _once(say))


def where(done: int, total: int, rate: float, now: datetime) -> str:
    """Say « 1 200 sur 20 000, 340 par seconde, fin vers 14 h 05 »."""
    said = f"{number(done)} sur {number(total)}"
    if round(rate * 60) < 1 or done >= total:  # a server that puts all off says nothing of the end
        return said
    end = now + timedelta(seconds=(total - done) / rate)
    pace = (
        f"{number(round(rate))} par seconde"
        if rate >= 1
        else f"{number(round(rate * 60))} par minute"
    )
    return f"{said}, {pace}, fin vers {hour(end)}"


class _Where(ProgressColumn):
    """Where it stands, in words."""

    def __init__(self, zone: str) -> None:
        super().__init__(Column(no_wrap=True))
        self.zone = ZoneInfo(zone)

    def render(self, task: Task) -> Text:
        """Return the words."""
        done, total, rate = int(task.completed), int(task.total or 0), task.speed or 0.0
        return Text(where(done, total, rate, datetime.now(self.zone)))


class _Log:
    """Writes a line at the first news, then every half minute, and at the end."""

    def __init__(self, total: int, zone: str) -> None:
        self.total, self.done, self.zone = total, 0, ZoneInfo(zone)
        self.began = self.told = time.monotonic()

    def advance(self, count: int) -> None:
        """Count, and write when it is time."""
        self.done += count
        now = time.monotonic()
        if count and (now - self.told >= EVERY or self.done == self.total):
            self.told = now
            rate = self.done / max(now - self.began, 0.001)
            say(where(self.done, self.total, rate, datetime.now(self.zone)))


def _once(said: Callable[[str], object]) -> Callable[[str], None]:
    """Tell each sentence once: four lines meet the same trouble at the same time."""
    told: set[str] = set()

    def say(sentence: str) -> None:
        if sentence not in told:
            told.add(sentence)
            said(sentence)

    return say


@click.command()
@project_option
@today_option
def sendings(project: Path, today: date) -> None:
    """Print one line for each, in the order of their hours."""
    from chorale.content.load import load

    community = load(project, today).community
    zone = community.timezone if community else "Europe/Paris"
    with errors_in_words():
        _, store = prepared(project)
        with store.read() as connection:
            known = [
                (
                    one,
                    delivery_records.counts(connection, one.id),
                    delivery_records.refusals(connection, one.id),
                )
                for one in hours.every(connection)
            ]
    for one, counts, why in known:
        fate = f" ; {account(counts, why)}" if counts else ""
        tell(f"{_name(one)} : {_state(one, zone)}{fate}")
    if not known:
        tell("aucun envoi prévu ni fait")


def _name(found: Delivery) -> str:
    return f"{found.issue} ({found.topic})" if found.topic else found.issue


def _state(found: Delivery, zone: str) -> str:
    match found.state:
        case "planned":
            return f"prévu le {spoken(instant(found.due_at), zone)}{_until(found, zone)}"
        case "running":
            began = spoken(instant(found.started_at), zone)
            return f"commencé le {began}, pas fini{_until(found, zone)}"
        case _:
            return f"fini le {spoken(instant(found.finished_at), zone)}"


def _until(found: Delivery, zone: str) -> str:
    return f", au plus tard le {spoken(instant(found.not_after), zone)}" if found.not_after else ""


def too_late(found: Delivery) -> str:
    """Say why a letter no longer leaves by itself, and what to write."""
    acts = "l’envoyer sans --due, lui donner une autre heure (--at) ou l’annuler (--cancel)"
    return f"{hours.why_late(str(found.not_after))} ; {acts}"
