"""Collection of spreadsheets from files, folders and mails: each is deposited whole or refused."""

import contextlib
import email
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import Message
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

from sqlalchemy import Connection

from chorale.french import dates
from chorale.ipm.model import Cycle
from chorale.service.http_errors import HttpError
from chorale.service.questionnaire import deposits, terms
from chorale.service.questionnaire.definition import Questionnaire, Written
from chorale.service.questionnaire.deposits import DepositAttempt, Receipt
from chorale.service.questionnaire.receipts import accept_deposit
from chorale.service.questionnaire.schedule import refuse_unless_open, schedule
from chorale.service.questionnaire.spreadsheets.grids import (
    Grid,
    SpreadsheetReader,
    UnreadableSpreadsheet,
    grids,
)
from chorale.service.questionnaire.spreadsheets.read_answers import answers, group_of
from chorale.service.timestamps import stamp
from chorale.service.web.request import Service

CHANNEL = "tableur"
HOW = "(« Arrivé le », ou --received)"
"""Where whoever collects says the instant of an arrival."""
_SPREADSHEETS = (".xlsx", ".xls", ".ods", ".csv", ".xlsm")
_FOREIGN = {
    "winmail.dat": "pièce jointe au format d'Outlook (winmail.dat) : demander l'envoi en texte brut ou HTML",
    ".zip": "archive ZIP : joindre le tableur lui-même",
    ".msg": "message Outlook (.msg) : l'enregistrer en .eml, ou en sortir le tableur",
}
_LEFT_BEHIND = (".", "~$", "thumbs.db", "desktop.ini")
"""How begin the names of the files that systems and office suites leave in folders."""


@dataclass(frozen=True, kw_only=True)
class ReceivedSpreadsheet:
    """A spreadsheet to read: label is only shown, its name is never used to write anywhere; mail is what brought it."""

    label: str
    data: bytes = b""
    refused: str = ""
    mail: Message | None = None

    @property
    def arrival(self) -> datetime | None:
        """Return when its mail came, as the last server wrote it on top of the others, else as the sender dated it."""
        if self.mail is None:
            return None
        received = str(next(iter(self.mail.get_all("Received", [])), "")).rpartition(";")[2]
        for written in (received, str(self.mail.get("Date", ""))):
            with contextlib.suppress(ValueError):
                found = parsedate_to_datetime(written.strip())
                return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        return None


class ArrivalAsked(ValueError):
    """Only the instant of arrival is missing, which whoever collects knows; its text is one French sentence."""


@dataclass(frozen=True, kw_only=True)
class CollectionResult:
    """What became of a piece: a receipt, or the sentences that explain why nothing changed.

    group is its name; counting is the number of its deposit that counts now: another, when this file had come before.
    """

    label: str
    group: str = ""
    receipt: Receipt | None = None
    again: bool = False
    counting: int = 0
    arrival_asked: bool = False
    problems: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """Say in one line what became of the piece."""
        given = self.receipt
        if given is None:
            group = f" (groupe {self.group})" if self.group else ""
            refused = "arrivé quand ?" if self.arrival_asked else "refusé, rien n'est changé"
            return f"{self.label} : {refused}{group}"
        known = ", déjà déposé" if self.again else ""
        if self.counting != given.number:
            known += f" ; c'est le n° {self.counting}, reçu plus tard, qui compte"
        late = ", en retard" if given.late else ""
        return f"{self.label} : groupe {self.group}, dépôt n° {given.number}{late}{known}"


def pieces(paths: tuple[Path, ...]) -> Iterator[ReceivedSpreadsheet]:
    """Yield the spreadsheets of files, folders and .eml messages, forwarded ones included."""
    for path in paths:
        if path.is_dir():
            yield from pieces(
                tuple(
                    sorted(
                        item
                        for item in path.iterdir()
                        if not item.name.lower().startswith(_LEFT_BEHIND)
                    )
                )
            )
        else:
            yield from pieces_of(path.name, path.read_bytes())


def pieces_of(name: str, data: bytes) -> Iterator[ReceivedSpreadsheet]:
    """Yield the spreadsheets of one file; its name is only read and shown."""
    if name.lower().endswith(".eml"):
        yield from _joined(name, email.message_from_bytes(data, policy=default))
        return
    refused = next((said for mark, said in _FOREIGN.items() if name.lower().endswith(mark)), "")
    yield ReceivedSpreadsheet(label=name, data=b"" if refused else data, refused=refused)


def _joined(label: str, message: Message) -> Iterator[ReceivedSpreadsheet]:
    others, found = [], False
    for part in message.walk():
        name = (part.get_filename() or "").replace("\\", "/").rpartition("/")[2].lower()
        if not name or part.is_multipart():
            continue
        refused = next((said for mark, said in _FOREIGN.items() if name.endswith(mark)), "")
        if refused or name.endswith(_SPREADSHEETS):
            found = True
            content = part.get_payload(decode=True)
            data = content if isinstance(content, bytes) and not refused else b""
            yield ReceivedSpreadsheet(
                label=f"{label} > {name}", data=data, refused=refused, mail=message
            )
        else:
            others.append(name)
    if not found:
        beside = f" ; pièces jointes : {', '.join(others)}" if others else ""
        yield ReceivedSpreadsheet(
            label=label, refused=f"ce message ne contient aucun tableur{beside}", mail=message
        )


def collect(
    service: Service,
    cycle: Cycle,
    piece: ReceivedSpreadsheet,
    received: datetime | None = None,
    reader: SpreadsheetReader | None = None,
) -> CollectionResult:
    """Deposit one spreadsheet, whole; received is the instant of arrival that the operator vouches for."""
    asked, told = Questionnaire(cycle), CollectionResult(label=piece.label)
    try:
        sheets = _sheets(piece, reader)
        with service.store.read() as connection:
            forms = terms.forms(connection, cycle.slug)
        group = group_of(sheets, asked, service.outbox.secret, forms)
        told = replace(told, group=next(one.name for one in cycle.groups if one.key == group))
        text, problems = answers(sheets, asked)
        if problems:
            return replace(told, problems=tuple(problems))
        key = hashlib.sha256(piece.data).hexdigest()
        come = _Arrival(group=group, text=text, key=key, at=received or piece.arrival)
        receipt, again, counting = _deposit(service, asked, come)
    except (UnreadableSpreadsheet, ValueError) as error:
        asks = isinstance(error, ArrivalAsked)
        return replace(told, problems=(str(error),), arrival_asked=asks)
    except HttpError as refusal:
        return replace(told, problems=(refusal.title,))
    return replace(told, receipt=receipt, again=again, counting=counting)


def _sheets(piece: ReceivedSpreadsheet, reader: SpreadsheetReader | None) -> list[Grid]:
    if piece.refused:
        raise UnreadableSpreadsheet(piece.refused)
    return grids(piece.data, reader)


@dataclass(frozen=True, kw_only=True)
class _Arrival:
    """A whole answer that came: key is its file's digest, at its instant of arrival when something says it."""

    group: str
    text: Written
    key: str
    at: datetime | None

    @property
    def dated(self) -> str:
        """Return the key of this very arrival: a group may come back to what it had sent before."""
        return f"{self.key} {stamp(self.at)}" if self.at else self.key


def _deposit(service: Service, asked: Questionnaire, come: _Arrival) -> tuple[Receipt, bool, int]:
    scope, now = asked.cycle.slug, service.clock().astimezone(UTC)
    if come.at and come.at > now:
        raise ValueError("l'arrivée constatée est à venir")
    with service.store.write(f"journal:{scope}", f"group:{scope}:{come.group}") as connection:
        first = deposits.known(connection, scope, come.group, CHANNEL, come.key)
        if first and (known := _same(connection, come, first)):
            return known, True, deposits.counting(connection, scope)[come.group].number
        _refuse_older(service, connection, scope, come)
        received = come.at or now
        state = refuse_unless_open(schedule(asked.cycle, connection), received)
        sending = DepositAttempt(
            group=come.group,
            text=come.text,
            key=come.dated if first else come.key,
            channel=CHANNEL,
            received=received,
            late=state == "late",
        )
        receipt = accept_deposit(service, connection, asked, sending, now)
        return receipt, False, deposits.counting(connection, scope)[come.group].number


def _refuse_older(service: Service, connection: Connection, scope: str, come: _Arrival) -> None:
    """Ask when a spreadsheet arrived before it takes the place of what its group sent itself, maybe since."""
    counted = deposits.counting(connection, scope).get(come.group)
    if come.at is None and counted and counted.channel != CHANNEL:
        when = dates.spoken(counted.received_at, service.community.timezone)
        raise ArrivalAsked(
            f"ce groupe a déposé en ligne le {when} (n° {counted.number}) : dire quand ce tableur est arrivé {HOW} ;"
            " le dernier arrivé compte"
        )


def _same(connection: Connection, come: _Arrival, first: Receipt) -> Receipt | None:
    """Return the deposit that this file already made; None when the group comes back to it after another answer."""
    counted = deposits.counting(connection, first.scope)[come.group]
    last = f"{come.key} {stamp(counted.received_at)}"
    if counted in (first, deposits.known(connection, first.scope, come.group, CHANNEL, last)):
        return counted
    if come.at is None:
        raise ArrivalAsked(
            f"cette réponse, déjà déposée (n° {first.number}), a été remplacée par le n° {counted.number} ;"
            f" si le groupe y revient, dire quand elle est arrivée de nouveau {HOW}"
        )
    known = deposits.known(connection, first.scope, come.group, CHANNEL, come.dated)
    return known or (first if come.at <= counted.received_at else None)
