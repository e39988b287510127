"""Opening of the sealed answers after the close, group by group: ballots byte for byte, evidence to verify them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from chorale.files import File
from chorale.ipm.model import CountedDeposit, Cycle
from chorale.service import journal
from chorale.service.accounts.encryption import CannotOpen
from chorale.service.journal import JournalEntry
from chorale.service.questionnaire import deposits, term_sentences, terms
from chorale.service.questionnaire.deposits import Receipt, disagreements
from chorale.service.questionnaire.schedule import schedule
from chorale.service.questionnaire.secretariat import SecretariatError
from chorale.service.web.request import Service

OPENING = "opening"


@dataclass(frozen=True, kw_only=True)
class OpenedAnswers:
    """The files to write under content/ipm/<cycle>/, and a sentence for each group whose answer did not open."""

    files: tuple[File, ...]
    failures: tuple[str, ...] = ()


Opener = Callable[[Connection, Receipt], str]
"""How the text of a deposit is come by; raises CannotOpen."""


def opened(service: Service, cycle: Cycle, secret: str) -> OpenedAnswers:
    """Open every answer that this key opens; nothing is read before the close, and no group holds the others.

    Raises SecretariatError.
    """
    return _opened(
        service, cycle, lambda connection, given: deposits.content(connection, given, secret)
    )


def taken(service: Service, cycle: Cycle, texts: Mapping[str, str]) -> OpenedAnswers:
    """Take the answers that a key opened elsewhere, by group: each must be what was deposited, byte for byte.

    Raises SecretariatError.
    """
    return _opened(
        service, cycle, lambda _, given: deposits.verified(given, texts.get(given.group, ""))
    )


def sealed(service: Service, cycle: Cycle) -> dict[str, tuple[str, str]]:
    """Return, by group, the sealed answer that counts and its fingerprint, for who holds a key; none before the close.

    Raises SecretariatError.
    """
    with service.store.read() as connection:
        _require_closed(service, cycle, connection)
        counted = deposits.counting(connection, cycle.slug)
        return {
            group: (deposits.sealed_content(connection, given.id), given.fingerprint)
            for group, given in sorted(counted.items())
        }


def _require_closed(service: Service, cycle: Cycle, connection: Connection) -> None:
    if service.clock().astimezone(UTC) < schedule(cycle, connection).ends:
        raise SecretariatError(
            "le questionnaire n'est pas clos : rien n'est ouvert avant la clôture et le retard admis"
        )


def _opened(service: Service, cycle: Cycle, opener: Opener) -> OpenedAnswers:
    now = service.clock().astimezone(UTC)
    with service.store.write(f"journal:{cycle.slug}") as connection:
        _require_closed(service, cycle, connection)
        counted = deposits.counting(connection, cycle.slug)
        if not counted:
            raise SecretariatError("aucun dépôt à ouvrir")
        chain = journal.entries(connection, cycle.slug)
        _require_sound(service, cycle, chain)
        ballots, failures = _ballots(connection, chain, counted, opener)
        if not ballots:
            raise SecretariatError(" ; ".join(failures))
        known = _opened_before(chain)
        if not known.issuperset(ballots):
            facts = {
                **_facts(connection, cycle.slug, counted),
                "opened": sorted({*known, *ballots}),
            }
            chain.append(journal.append(connection, cycle.slug, now, OPENING, facts))
    written = [File.of(f"ballots/{group}.yml", text) for group, text in ballots.items()]
    shown = {group: counted[group] for group in counted if group in {*ballots, *known}}
    return OpenedAnswers(files=(*written, *_evidence(shown, chain)), failures=tuple(failures))


def _require_sound(service: Service, cycle: Cycle, chain: list[JournalEntry]) -> None:
    if faults := journal.faults(chain):
        raise SecretariatError(f"le journal ne tient pas : {faults[0]}")
    held = terms.bound(chain)
    if held and (today := terms.unannounced(held, cycle)):
        changed = term_sentences.changes(held.said, today, service.community.timezone)
        raise SecretariatError(
            f"les fichiers du cycle ont changé sans que ce soit annoncé : {' ; '.join(changed)} ;"
            f" les rétablir, ou « chorale secretariat amend {cycle.slug} --reason … »"
        )


def _ballots(
    connection: Connection,
    chain: list[JournalEntry],
    counted: Mapping[str, Receipt],
    opener: Opener,
) -> tuple[dict[str, str], list[str]]:
    texts, failures = {}, []
    stored = deposits.receipts(connection, next(iter(counted.values())).scope)
    faulty = disagreements(connection, chain, stored)
    failures += [sentence for group, sentence in faulty if group not in counted]
    for group, receipt in sorted(counted.items()):
        if own := [sentence for named, sentence in faulty if named == group]:
            failures += own
            continue
        try:
            texts[group] = opener(connection, receipt)
        except CannotOpen:
            reason = "cette clé ne l'ouvre pas, ou il ne correspond pas à son empreinte"
            failures.append(f"dépôt du groupe {group} : {reason}")
    return texts, failures


def _opened_before(chain: Iterable[JournalEntry]) -> frozenset[str]:
    """Return the groups that were opened already; until version 0.4 an opening was of all that had answered."""
    answered, found = set[str](), frozenset[str]()
    for entry in chain:
        if entry.kind == "deposit":
            answered.add(entry.told["group"])
        elif entry.kind == OPENING:
            found = frozenset(entry.told.get("opened", answered))
    return found


def _facts(connection: Connection, scope: str, counted: Mapping[str, Receipt]) -> dict[str, Any]:
    return {
        "format": 2,
        "deposits": len(deposits.receipts(connection, scope)),
        "groups": len(counted),
        "unsent": [list(one) for one in deposits.unsent(connection, scope)],
    }


def strangers(folder: Path, found: Sequence[File]) -> list[str]:
    """Say which ballots of a cycle's folder no deposit gave, or hold something else."""
    (evidence,) = (entry.content.decode() for entry in found if entry.path == "collection.yml")
    other = [
        f"« {entry.path} » existe déjà avec un autre contenu : le retirer d'abord, il n'est pas écrasé"
        for entry in found
        if entry.path.startswith("ballots/")
        and (folder / entry.path).exists()
        and (folder / entry.path).read_bytes() != entry.content
    ]
    return other + [
        f"« ballots/{one.name} » ne vient d'aucun dépôt : le retirer d'abord"
        for one in sorted((folder / "ballots").glob("*.yml"))
        if f"{{group: {one.stem}," not in evidence
    ]


def evidence(service: Service, cycle: Cycle) -> list[File]:
    """Return the evidence of a cycle already opened, with what its journal says now."""
    shown = {item.group for item in cycle.collection.deposits} if cycle.collection else set()
    with service.store.read() as connection:
        counted = deposits.counting(connection, cycle.slug)
        chain = journal.entries(connection, cycle.slug)
    return _evidence({group: counted[group] for group in counted if group in shown}, chain)


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
        entered=f"{receipt.entered_at:%Y-%m-%d %H:%M:%S} UTC" if receipt.vouched else "",
        channel=receipt.channel,
        late=receipt.late,
        fingerprint=receipt.fingerprint,
    )


def _flow(item: CountedDeposit) -> str:
    late = "true" if item.late else "false"
    entered = f'entered: "{item.entered}", ' if item.entered else ""
    return (
        f'{{group: {item.group}, number: {item.number}, received: "{item.received}", {entered}channel: {item.channel}, '
        f'late: {late}, fingerprint: "{item.fingerprint}"}}'
    )
