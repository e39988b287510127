"""Opening of the sealed answers after the close, and verification of what was published."""

import email
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.policy import default
from pathlib import Path

from sqlalchemy import Connection

from chorale.files import File
from chorale.ipm.model import CountedDeposit, Cycle
from chorale.service import journal
from chorale.service.accounts.encryption import CannotOpen
from chorale.service.journal import JournalEntry
from chorale.service.questionnaire import deposits
from chorale.service.questionnaire import receipts as questionnaire_receipts
from chorale.service.questionnaire.deposits import Receipt, disagreements
from chorale.service.questionnaire.schedule import schedule
from chorale.service.questionnaire.secretariat import SecretariatError
from chorale.service.web.request import Service


def opened(service: Service, cycle: Cycle, secret: str) -> list[File]:
    """Return the files to write under content/ipm/<cycle>/; nothing is read before the close.

    Raises SecretariatError.
    """
    now = service.clock().astimezone(UTC)
    with service.store.write(f"journal:{cycle.slug}") as connection:
        if now < schedule(cycle, connection).ends:
            raise SecretariatError(
                "le questionnaire n'est pas clos : rien n'est ouvert avant la clôture et le retard admis"
            )
        counted = deposits.counting(connection, cycle.slug)
        if not counted:
            raise SecretariatError("aucun dépôt à ouvrir")
        ballots = _ballots(connection, counted, secret)
        chain = journal.entries(connection, cycle.slug)
        if faults := [
            *journal.faults(chain),
            *disagreements(connection, chain, deposits.receipts(connection, cycle.slug)),
        ]:
            raise SecretariatError(f"le journal ne tient pas : {faults[0]}")
        if not any(entry.kind == "opening" for entry in chain):
            facts = {
                "deposits": len(deposits.receipts(connection, cycle.slug)),
                "groups": len(counted),
            }
            chain.append(journal.append(connection, cycle.slug, now, "opening", facts))
    return [*ballots, *_evidence(counted, chain)]


def _ballots(connection: Connection, counted: Mapping[str, Receipt], secret: str) -> list[File]:
    files = []
    for group, receipt in sorted(counted.items()):
        try:
            files.append(
                File.of(f"ballots/{group}.yml", deposits.content(connection, receipt, secret))
            )
        except CannotOpen as error:
            reason = "cette clé ne l'ouvre pas, ou il ne correspond pas à son empreinte"
            raise SecretariatError(f"dépôt du groupe {group} : {reason}") from error
    return files


def _evidence(counted: Mapping[str, Receipt], chain: list[JournalEntry]) -> list[File]:
    lines = [f'journal_head: "{chain[-1].digest}"\n', "deposits:\n"]
    lines += [f"  - {_flow(_counted(receipt))}\n" for _, receipt in sorted(counted.items())]
    return [
        File.of("collection.yml", "".join(lines)),
        File.of("journal.jsonl", journal.lines(chain)),
    ]


def _counted(receipt: Receipt) -> CountedDeposit:
    return CountedDeposit(
        group=receipt.group,
        number=receipt.number,
        received=f"{receipt.received_at:%Y-%m-%d %H:%M:%S} UTC",
        channel=receipt.channel,
        late=receipt.late,
        fingerprint=receipt.fingerprint,
    )


def _flow(item: CountedDeposit) -> str:
    late = "true" if item.late else "false"
    return (
        f'{{group: {item.group}, number: {item.number}, received: "{item.received}", channel: {item.channel}, '
        f'late: {late}, fingerprint: "{item.fingerprint}"}}'
    )


@dataclass(frozen=True, kw_only=True)
class VerificationResult:
    """What anyone finds from the published files: sentences that hold, sentences that do not."""

    good: tuple[str, ...]
    bad: tuple[str, ...]


def verify(
    cycle: Cycle, folder: Path, *, receipts: tuple[str, ...] = (), older: str | None = None
) -> VerificationResult:
    """Check the published ballots against the journal, and both against receipts that anyone kept.

    receipts are the texts of signed receipts, or fingerprints and journal heads copied from one; older is the text of
    a journal saved before.
    """
    good: list[str] = []
    bad: list[str] = []
    if cycle.collection is None:
        return VerificationResult(
            good=(),
            bad=("aucune réponse n'a encore été ouverte pour ce cycle (collection.yml)",),
        )
    chain = _chain(cycle.collection.journal)
    if chain is None:
        return VerificationResult(good=(), bad=("le journal publié est illisible",))
    bad += journal.faults(chain)
    if not chain or chain[-1].digest != cycle.collection.journal_head:
        bad.append("la tête du journal n'est pas celle que le cycle annonce")
    told = {
        str(json.loads(entry.facts).get("fingerprint")): entry
        for entry in chain
        if entry.kind == "deposit"
    }
    for item in cycle.collection.deposits:
        (bad if (fault := _fault(item, folder, told)) else good).append(fault or _agrees(item))
    known = {entry.digest for entry in chain} | set(told)
    for kept in receipts:
        fault = _signed_fault(kept, chain, told) if "\n" in kept else _digest_fault(kept, known)
        (bad if fault else good).append(
            fault or f"votre accusé {_called(kept)} est dans le journal"
        )
    if older is not None:
        (bad if (fault := _diff(older, chain)) else good).append(
            fault or "le journal prolonge celui que vous aviez gardé"
        )
    return VerificationResult(good=tuple(good), bad=tuple(bad))


def _agrees(item: CountedDeposit) -> str:
    return f"{item.group} : bulletin, empreinte et journal s'accordent ({item.fingerprint})"


def _fault(item: CountedDeposit, folder: Path, told: Mapping[str, JournalEntry]) -> str:
    file = folder / "ballots" / f"{item.group}.yml"
    if not file.is_file():
        return f"{item.group} : bulletin absent"
    found = deposits.fingerprint(file.read_text(encoding="utf-8"))
    if found != item.fingerprint:
        return f"{item.group} : le bulletin publié a pour empreinte {found}, pas {item.fingerprint}"
    entry = told.get(item.fingerprint)
    if entry is None:
        return f"{item.group} : aucun dépôt du journal ne porte cette empreinte"
    own = [other for other in told.values() if json.loads(other.facts).get("group") == item.group]
    if entry not in own:
        return f"{item.group} : le journal donne cette empreinte à un autre groupe (entrée n° {entry.number})"
    latest = max(own, key=_received)
    return (
        ""
        if latest == entry
        else f"{item.group} : un dépôt plus récent aurait dû compter (entrée n° {latest.number})"
    )


def _received(entry: JournalEntry) -> tuple[str, int]:
    facts = json.loads(entry.facts)
    return str(facts.get("received", "")), entry.number


def receipt_text(written: str) -> str:
    """Return what verify() takes for a receipt: a digest as it is, a file's text, or what a mail (.eml) has joined."""
    file = Path(written)
    if not (file.suffix or "/" in written) or not file.is_file():
        return written.strip()
    if file.suffix.lower() != ".eml":
        return file.read_text(encoding="utf-8", errors="replace") + "\n"
    message = email.message_from_bytes(file.read_bytes(), policy=default)
    parts = (part.get_payload(decode=True) for part in message.walk() if not part.is_multipart())
    texts = (part.decode("utf-8", "replace") for part in parts if isinstance(part, bytes))
    return next((text for text in texts if text.startswith(questionnaire_receipts.FORMAT)), "\n")


def _chain(text: str) -> list[JournalEntry] | None:
    """Read a journal that anyone may have touched, None when it is not one."""
    try:
        found = journal.parsed(text)
        sound = all(isinstance(json.loads(entry.facts), dict) for entry in found)
    except (ValueError, KeyError, TypeError):
        return None
    return found if sound else None


def _called(kept: str) -> str:
    return "signé" if "\n" in kept else f"{kept[:12]}…"


def _digest_fault(kept: str, known: set[str]) -> str:
    if kept.lower() in known:
        return ""
    why = "il a été réécrit, ou l'accusé est d'un autre cycle"
    return f"votre accusé {_called(kept)} n'est pas dans le journal : {why}"


def _signed_fault(
    document: str, chain: list[JournalEntry], told: Mapping[str, JournalEntry]
) -> str:
    facts = questionnaire_receipts.verified(document, questionnaire_receipts.publics(chain))
    if facts is None:
        return "votre accusé signé a été changé, ou il ne vient pas de ce service : sa signature ne tient pas"
    entry = told.get(facts["empreinte"])
    if entry is None or entry.digest != facts["journal"]:
        return f"votre accusé signé (dépôt n° {facts['depot']}, {facts['groupe']}) n'est pas dans le journal : réécrit"
    return ""


def _diff(older: str, chain: list[JournalEntry]) -> str:
    old = _chain(older)
    if not old:
        return "le fichier que vous aviez gardé n'est pas un journal"
    return (
        ""
        if journal.continues(old, chain)
        else "le journal ne prolonge pas celui que vous aviez gardé"
    )
