"""Verification of a cycle from its published files: what holds, what does not, what anyone should know besides."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from chorale.french import dates, phrases
from chorale.ipm.model import CountedDeposit, Cycle
from chorale.service import journal
from chorale.service.journal import JournalEntry
from chorale.service.questionnaire import deposits, receipts, term_sentences, terms
from chorale.service.questionnaire.emails import LETTERS
from chorale.service.questionnaire.opening import OPENING
from chorale.service.timestamps import instant

CORRECTED: Mapping[str, tuple[str, ...]] = {
    "rule": ("rule", "envelope", "themes"),
    "groups": ("groups",),
    "requests": ("requests",),
}
"""The terms that a dated correction of a cycle's file covers, by the part that it replaces."""


@dataclass(frozen=True, kw_only=True)
class VerificationResult:
    """What anyone finds: sentences that hold, sentences that do not, and what happened that is worth knowing."""

    good: tuple[str, ...]
    bad: tuple[str, ...]
    noted: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class KeptEvidence:
    """What somebody kept from before: receipts as their texts, fingerprints or heads; the text of a journal."""

    receipts: tuple[str, ...] = ()
    older: str | None = None


@dataclass
class _Findings:
    cycle: Cycle
    zone: str
    chain: list[JournalEntry]
    good: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    noted: list[str] = field(default_factory=list)

    def hold(self, fault: str, agreed: str) -> None:
        (self.bad if fault else self.good).append(fault or agreed)

    def at(self, entry: JournalEntry) -> str:
        return f"{dates.spoken(entry.instant, self.zone)} (entrée n° {entry.number})"


def verify(
    cycle: Cycle, folder: Path, kept: KeptEvidence | None = None, *, zone: str = "UTC"
) -> VerificationResult:
    """Check the published ballots against the journal, the journal against what anyone kept, and say what it tells."""
    if cycle.collection is None:
        none = "aucune réponse n'a encore été ouverte pour ce cycle (collection.yml)"
        return VerificationResult(good=(), bad=(none,))
    chain = _chain(cycle.collection.journal)
    if chain is None:
        return VerificationResult(good=(), bad=("le journal publié est illisible",))
    found = _Findings(cycle=cycle, zone=zone, chain=chain, bad=journal.faults(chain))
    whole = not found.bad
    if not chain or chain[-1].digest != cycle.collection.journal_head:
        found.bad.append("la tête du journal n'est pas celle que le cycle annonce")
    told = {str(entry.told.get("fingerprint")): entry for entry in chain if entry.kind == "deposit"}
    for item in cycle.collection.deposits:
        found.hold(_fault(item, folder, told), _agrees(item))
    shown = {item.group for item in cycle.collection.deposits}
    found.bad += [
        f"{group} : une réponse est au journal, et aucun bulletin n'en est publié"
        for group in sorted({str(entry.told.get("group")) for entry in told.values()} - shown)
    ]
    if whole:
        _interpreted(found)
    _compared(found, told, kept or KeptEvidence())
    return VerificationResult(
        good=tuple(found.good), bad=tuple(found.bad), noted=tuple(found.noted)
    )


def _interpreted(found: _Findings) -> None:
    """Say what a journal that holds together tells; one that was made up is not believed, and never crashes."""
    try:
        _terms(found)
        _instants(found)
        _people(found)
    except (KeyError, TypeError, ValueError, AttributeError):
        found.bad.append("le journal publié dit des choses qui ne se lisent pas")


def _terms(found: _Findings) -> None:
    held = terms.bound(found.chain)
    if held is None:
        found.noted.append(
            "les termes de ce cycle ne sont pas dans son journal : une version d'avant 0.5 l'a ouvert"
        )
        return
    corrected = {
        part
        for correction in found.cycle.corrections
        for name in correction.replaced
        for part in CORRECTED.get(name, ())
    }
    today = terms.unannounced(held, found.cycle) or held.said
    covered = {part: held.said[part] if part in corrected else today[part] for part in held.said}
    changed = term_sentences.changes(held.said, covered, found.zone)
    found.bad += [f"changé sans être annoncé : {sentence}" for sentence in changed]
    if not changed:
        found.good.append(
            "dates, enveloppe, règle, groupes, demandes et clés : ceux que le journal fixe, "
            f"le {found.at(held.entry)}"
        )
    found.noted += [
        f"corrigé après coup par {one.author}, le {dates.day(one.date)} : {one.reason}"
        for one in found.cycle.corrections
    ]
    for change in term_sentences.announced(found.chain, found.zone):
        where = found.at(change.entry)
        found.noted.append(
            f"annoncé à tous, le {where} : {' ; '.join(change.sentences)} ; raison : {change.reason}"
        )


def _instants(found: _Findings) -> None:
    held = terms.bound(found.chain)
    openings = [entry for entry in found.chain if entry.kind == OPENING]
    given = [entry for entry in found.chain if entry.kind == "deposit"]
    if held and openings:
        ends = held.closes + held.tolerance
        first = openings[0]
        late = (
            ""
            if first.instant >= ends
            else f", avant la clôture du {dates.spoken(ends, found.zone)}"
        )
        opened = f"réponses ouvertes le {found.at(first)}"
        found.hold(
            f"{opened}{late}" if late else "", f"{opened}, après la clôture et le retard admis"
        )
    after = [entry for entry in given if openings and entry.number > openings[0].number]
    found.bad += [f"{_named(entry)} saisi après l'ouverture des réponses" for entry in after]
    for entry in given:
        _deposit_instants(found, entry, held)
    _superseded(found, given)
    for kind, group, count in openings[-1].told.get("unsent", []) if openings else []:
        letters = phrases.plural(count, "courriel refusé", "courriels refusés")
        what = LETTERS.get(kind, kind)
        found.noted.append(f"{group} : {letters} par le serveur du destinataire ({what})")


def _deposit_instants(found: _Findings, entry: JournalEntry, held: terms.BoundTerms | None) -> None:
    told = entry.told
    if "received" not in told:  # version 0.1 had the instant of entry only
        return
    received, spoken = instant(told["received"]), dates.spoken
    if received > entry.instant:
        found.bad.append(f"{_named(entry)} reçu après avoir été saisi : {found.at(entry)}")
    if held and received >= held.closes + held.tolerance:
        found.bad.append(f"{_named(entry)} reçu après la fin du retard admis")
    elif held and received >= held.closes and not told["late"]:
        found.bad.append(f"{_named(entry)} reçu après la clôture sans être dit en retard")
    elif told["late"]:
        found.noted.append(f"{_named(entry)} reçu en retard, le {spoken(received, found.zone)}")
    if received < entry.instant:
        after = ", après la clôture" if held and entry.instant >= held.closes else ""
        found.noted.append(
            f"{_named(entry)} reçu le {spoken(received, found.zone)}, saisi le {found.at(entry)}{after} :"
            " l'instant de réception est celui que le secrétariat a constaté"
        )


def _superseded(found: _Findings, given: Sequence[JournalEntry]) -> None:
    for group in sorted({str(entry.told["group"]) for entry in given}):
        own = sorted((one for one in given if one.told["group"] == group), key=_received)
        last = own[-1]
        at = dates.spoken(instant(last.told.get("received", last.at)), found.zone)
        found.noted += [
            f"{_named(one)} remplacé par le n° {last.told['number']}, reçu le {at},"
            f" saisi le {dates.spoken(last.instant, found.zone)}"
            for one in own[:-1]
        ]


_ACTS = {
    "people": ("personne ajoutée", "personnes ajoutées"),
    "left": ("lien fermé", "liens fermés"),
    "role": ("rôle changé", "rôles changés"),
    "name": ("nom corrigé", "noms corrigés"),
    "link": ("lien refait", "liens refaits"),
}


def _people(found: _Findings) -> None:
    """Say each act on the people of a group: every member was told of it by mail."""
    for entry in found.chain:
        told = entry.told
        if entry.kind == "acceptance":
            found.noted.append(
                f"{told['group']} : accord donné à une personne, le {found.at(entry)}"
            )
        elif entry.kind in ("invitation", "roster", "revocation"):
            counts = {"left": 1, **told} if entry.kind == "revocation" else told
            said = [
                phrases.plural(int(counts[name]), *words)
                for name, words in _ACTS.items()
                if counts.get(name)
            ]
            found.noted.append(f"{told['group']} : {phrases.listing(said)}, le {found.at(entry)}")


def _named(entry: JournalEntry) -> str:
    return f"{entry.told['group']} : dépôt n° {entry.told['number']}"


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
    own = [other for other in told.values() if other.told.get("group") == item.group]
    if entry not in own:
        return f"{item.group} : le journal donne cette empreinte à un autre groupe (entrée n° {entry.number})"
    latest = max(own, key=_received)
    return (
        ""
        if latest == entry
        else f"{item.group} : un dépôt plus récent aurait dû compter (entrée n° {latest.number})"
    )


def _received(entry: JournalEntry) -> tuple[str, int]:
    return str(entry.told.get("received", entry.at)), entry.number


def _compared(found: _Findings, told: Mapping[str, JournalEntry], kept: KeptEvidence) -> None:
    """Look in the journal for what somebody kept, and for the heads that were published on the way."""
    known = {entry.digest for entry in found.chain} | set(told)
    for one in kept.receipts:
        signed = "\n" in one
        fault = (
            receipts.signed_fault(one, found.chain, told)
            if signed
            else receipts.digest_fault(one, known)
        )
        found.hold(fault, f"votre accusé {receipts.called(one)} est dans le journal")
    for fault, agreed in _heads(found):
        found.hold(fault, agreed)
    if kept.older is not None:
        fault = _diff(kept.older, found.chain)
        found.hold(fault, "le journal prolonge celui que vous aviez gardé")


def _heads(found: _Findings) -> Iterator[tuple[str, str]]:
    for head in found.cycle.heads:
        entry = found.chain[head.number - 1] if head.number <= len(found.chain) else None
        which = f"la tête publiée le {head.at} (entrée n° {head.number})"
        same = entry is not None and entry.digest == head.digest
        yield (
            "" if same else f"{which} n'est plus dans le journal : réécrit",
            f"{which} est dans le journal",
        )


def _chain(text: str) -> list[JournalEntry] | None:
    """Read a journal that anyone may have touched, None when it is not one."""
    try:
        found = journal.parsed(text)
        sound = all(isinstance(json.loads(entry.facts), dict) for entry in found)
    except (ValueError, KeyError, TypeError):
        return None
    return found if sound else None


def _diff(older: str, chain: list[JournalEntry]) -> str:
    old = _chain(older)
    if not old:
        return "le fichier que vous aviez gardé n'est pas un journal"
    return (
        ""
        if journal.continues(old, chain)
        else "le journal ne prolonge pas celui que vous aviez gardé"
    )
