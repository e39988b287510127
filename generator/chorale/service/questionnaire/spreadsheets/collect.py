"""Collection of spreadsheets from files, folders and mails: each is deposited whole or refused."""

import email
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import Message
from email.policy import default
from pathlib import Path

from chorale.ipm.model import Cycle
from chorale.service.http_errors import HttpError
from chorale.service.questionnaire import deposits
from chorale.service.questionnaire.definition import Questionnaire
from chorale.service.questionnaire.deposits import DepositAttempt, Receipt
from chorale.service.questionnaire.receipts import accept_deposit
from chorale.service.questionnaire.schedule import refuse_unless_open, schedule
from chorale.service.questionnaire.spreadsheets.grids import UnreadableSpreadsheet, grids
from chorale.service.questionnaire.spreadsheets.read_answers import answers, group_of
from chorale.service.web.request import Service

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
    """A spreadsheet to read: label is only shown, its name is never used to write anywhere."""

    label: str
    data: bytes = b""
    refused: str = ""


@dataclass(frozen=True, kw_only=True)
class CollectionResult:
    """What became of a piece: a receipt, or the sentences that explain why nothing changed.

    counting is the number of the group's deposit that counts now: another one, when this file had already come before.
    """

    label: str
    group: str = ""
    receipt: Receipt | None = None
    again: bool = False
    counting: int = 0
    problems: tuple[str, ...] = ()


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
        elif path.suffix.lower() == ".eml":
            yield from _joined(
                path.name, email.message_from_bytes(path.read_bytes(), policy=default)
            )
        else:
            refused = next(
                (said for mark, said in _FOREIGN.items() if path.name.lower().endswith(mark)),
                "",
            )
            yield ReceivedSpreadsheet(
                label=path.name, data=b"" if refused else path.read_bytes(), refused=refused
            )


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
            yield ReceivedSpreadsheet(label=f"{label} > {name}", data=data, refused=refused)
        else:
            others.append(name)
    if not found:
        beside = f" ; pièces jointes : {', '.join(others)}" if others else ""
        yield ReceivedSpreadsheet(
            label=label, refused=f"ce message ne contient aucun tableur{beside}"
        )


def collect(
    service: Service, cycle: Cycle, piece: ReceivedSpreadsheet, received: datetime | None = None
) -> CollectionResult:
    """Deposit one spreadsheet, whole; received is the instant of arrival that the operator vouches for."""
    asked = Questionnaire(cycle)
    now = service.clock().astimezone(UTC)
    group = ""
    if piece.refused:
        return CollectionResult(label=piece.label, problems=(piece.refused,))
    try:
        sheets = grids(piece.data)
        group = group_of(sheets, asked, service.outbox.secret)
        text, problems = answers(sheets, asked)
        if problems:
            return CollectionResult(label=piece.label, group=group, problems=tuple(problems))
        receipt, again, counting = _deposit(
            service, asked, _sending(piece, group, text, received or now), now
        )
    except (UnreadableSpreadsheet, ValueError) as error:
        return CollectionResult(label=piece.label, group=group, problems=(str(error),))
    except HttpError as refusal:
        return CollectionResult(label=piece.label, group=group, problems=(refusal.title,))
    return CollectionResult(
        label=piece.label, group=group, receipt=receipt, again=again, counting=counting
    )


def _sending(
    piece: ReceivedSpreadsheet, group: str, text: dict[str, str], received: datetime
) -> DepositAttempt:
    key = hashlib.sha256(piece.data).hexdigest()
    return DepositAttempt(
        group=group, text=text, key=key, channel="tableur", received=received, late=False
    )


def _deposit(
    service: Service, asked: Questionnaire, sending: DepositAttempt, now: datetime
) -> tuple[Receipt, bool, int]:
    scope = asked.cycle.slug
    with service.store.write(f"journal:{scope}", f"group:{scope}:{sending.group}") as connection:
        known = deposits.known(connection, scope, sending.group, sending.channel, sending.key)
        if known is not None:
            return known, True, deposits.counting(connection, scope)[sending.group].number
        state = refuse_unless_open(schedule(asked.cycle, connection), sending.received)
        receipt = accept_deposit(
            service, connection, asked, replace(sending, late=state == "late"), now
        )
        return receipt, False, deposits.counting(connection, scope)[sending.group].number
