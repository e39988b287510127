"""Collecting: files, folders and mails bring spreadsheets; each deposits whole, or changes nothing."""

import email
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import Message
from email.policy import default
from pathlib import Path

from generator.ipm.model import Cycle
from generator.service.cycle import deposits
from generator.service.cycle.acknowledgement import keep
from generator.service.cycle.deposits import Receipt, Sending
from generator.service.cycle.questionnaire import Questionnaire
from generator.service.cycle.schedule import refuse_unless_open, schedule
from generator.service.refusals import Refusal
from generator.service.sheets.answers import answers, group_of
from generator.service.sheets.reading import Unreadable, grids
from generator.service.web.visits import Service

_SPREADSHEETS = (".xlsx", ".xls", ".ods", ".csv", ".xlsm")
_FOREIGN = {
    "winmail.dat": "pièce jointe au format d'Outlook (winmail.dat) : demander l'envoi en texte brut ou HTML",
    ".zip": "archive ZIP : joindre le tableur lui-même",
}


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A spreadsheet to read: label is only shown, its name is never used to write anywhere."""

    label: str
    data: bytes = b""
    refused: str = ""


@dataclass(frozen=True, kw_only=True)
class Collected:
    """What became of a piece: a receipt, or the sentences that explain why nothing changed."""

    label: str
    group: str = ""
    receipt: Receipt | None = None
    again: bool = False
    problems: tuple[str, ...] = ()


def pieces(paths: tuple[Path, ...]) -> Iterator[Piece]:
    """Yield the spreadsheets of files, folders and .eml messages, forwarded ones included."""
    for path in paths:
        if path.is_dir():
            yield from pieces(tuple(sorted(item for item in path.iterdir() if not item.name.startswith("."))))
        elif path.suffix.lower() == ".eml":
            yield from _joined(path.name, email.message_from_bytes(path.read_bytes(), policy=default))
        else:
            yield Piece(label=path.name, data=path.read_bytes())


def _joined(label: str, message: Message) -> Iterator[Piece]:
    found = False
    for part in message.walk():
        name = (part.get_filename() or "").replace("\\", "/").rpartition("/")[2].lower()
        if not name or part.is_multipart():
            continue
        for mark, sentence in _FOREIGN.items():
            if name.endswith(mark):
                found = True
                yield Piece(label=f"{label} > {name}", refused=sentence)
        if name.endswith(_SPREADSHEETS):
            found = True
            content = part.get_payload(decode=True)
            yield Piece(label=f"{label} > {name}", data=content if isinstance(content, bytes) else b"")
    if not found:
        yield Piece(label=label, refused="ce message ne contient aucun tableur")


def collect(service: Service, cycle: Cycle, piece: Piece, received: datetime | None = None) -> Collected:
    """Deposit one spreadsheet, whole; received is the instant of arrival that the operator vouches for."""
    asked = Questionnaire(cycle)
    now = service.clock().astimezone(UTC)
    group = ""
    if piece.refused:
        return Collected(label=piece.label, problems=(piece.refused,))
    try:
        sheets = grids(piece.data)
        group = group_of(sheets, asked, service.outbox.secret)
        text, problems = answers(sheets, asked)
        if problems:
            return Collected(label=piece.label, group=group, problems=tuple(problems))
        receipt, again = _deposit(service, asked, _sending(piece, group, text, received or now), now)
    except (Unreadable, ValueError) as error:
        return Collected(label=piece.label, group=group, problems=(str(error),))
    except Refusal as refusal:
        return Collected(label=piece.label, group=group, problems=(refusal.title,))
    return Collected(label=piece.label, group=group, receipt=receipt, again=again)


def _sending(piece: Piece, group: str, text: dict[str, str], received: datetime) -> Sending:
    key = hashlib.sha256(piece.data).hexdigest()
    return Sending(group=group, text=text, key=key, channel="tableur", received=received, late=False)


def _deposit(service: Service, asked: Questionnaire, sending: Sending, now: datetime) -> tuple[Receipt, bool]:
    scope = asked.cycle.slug
    with service.store.write(f"journal:{scope}", f"group:{scope}:{sending.group}") as connection:
        known = deposits.known(connection, scope, sending.group, sending.channel, sending.key)
        if known is not None:
            return known, True
        state = refuse_unless_open(schedule(asked.cycle, connection), sending.received)
        receipt = keep(service, connection, asked, replace(sending, late=state == "late"), now)
    return receipt, False
