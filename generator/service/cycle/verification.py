"""What anyone can verify from the published files alone: ballots, fingerprints, journal, and their own receipts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.ipm.model import CountedDeposit, Cycle
from generator.service import journal
from generator.service.cycle import ballot_file
from generator.service.journal import Entry


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What anyone finds from the published files: sentences that hold, sentences that do not."""

    good: tuple[str, ...]
    bad: tuple[str, ...]


def verify(cycle: Cycle, folder: Path, *, receipts: tuple[str, ...] = (), older: str | None = None) -> Verdict:
    """Check the published ballots against the journal, and both against receipts that anyone kept.

    receipts are fingerprints or journal heads copied from a receipt; older is the text of a journal saved before.
    """
    good: list[str] = []
    bad: list[str] = []
    if cycle.collection is None:
        return Verdict(good=(), bad=("ce cycle n'a pas de réponses ouvertes (collection.yml)",))
    try:
        chain = journal.parsed(cycle.collection.journal)
    except (ValueError, KeyError, TypeError):
        return Verdict(good=(), bad=("le journal publié est illisible",))
    bad += journal.faults(chain)
    if not chain or chain[-1].digest != cycle.collection.journal_head:
        bad.append("la tête du journal n'est pas celle que le cycle annonce")
    told = {json.loads(entry.facts).get("fingerprint"): entry for entry in chain if entry.kind == "deposit"}
    for item in cycle.collection.deposits:
        (bad if (fault := _fault(item, folder, told)) else good).append(fault or _agrees(item))
    _receipts(receipts, {entry.digest for entry in chain} | set(told), good, bad)
    if older is not None:
        holds = journal.continues(journal.parsed(older), chain)
        verb = "prolonge" if holds else "ne prolonge pas"
        (good if holds else bad).append(f"le journal {verb} celui que vous aviez gardé")
    return Verdict(good=tuple(good), bad=tuple(bad))


def _agrees(item: CountedDeposit) -> str:
    return f"{item.group} : bulletin, empreinte et journal s'accordent ({item.fingerprint})"


def _fault(item: CountedDeposit, folder: Path, told: Mapping[str, Entry]) -> str:
    file = folder / "ballots" / f"{item.group}.yml"
    if not file.is_file():
        return f"{item.group} : bulletin absent"
    found = ballot_file.fingerprint(file.read_text(encoding="utf-8"))
    if found != item.fingerprint:
        return f"{item.group} : le bulletin publié a pour empreinte {found}, pas {item.fingerprint}"
    entry = told.get(item.fingerprint)
    if entry is None:
        return f"{item.group} : aucun dépôt du journal ne porte cette empreinte"
    latest = max((other for other in told.values() if json.loads(other.facts)["group"] == item.group), key=_number)
    return (
        "" if latest == entry else f"{item.group} : un dépôt plus récent aurait dû compter (entrée n° {latest.number})"
    )


def _number(entry: Entry) -> int:
    return entry.number


def _receipts(kept: tuple[str, ...], known: set[str], good: list[str], bad: list[str]) -> None:
    for text in kept:
        if text.lower() in known:
            good.append(f"votre accusé {text[:12]}… est dans le journal")
        else:
            why = "il a été réécrit, ou l'accusé est d'un autre cycle"
            bad.append(f"votre accusé {text[:12]}… n'est pas dans le journal : {why}")
