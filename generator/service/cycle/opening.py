"""The opening: after the close, either key turns the sealed deposits into the files that were promised."""

from collections.abc import Mapping
from datetime import UTC

from sqlalchemy import Connection

from generator.ipm.model import CountedDeposit, Cycle
from generator.outputs.files import File
from generator.service import journal
from generator.service.access.seals import CannotOpen
from generator.service.cycle import deposits
from generator.service.cycle.audit import disagreements
from generator.service.cycle.deposits import Receipt
from generator.service.cycle.schedule import schedule
from generator.service.cycle.secretariat import Impossible
from generator.service.journal import Entry
from generator.service.web.visits import Service


def opened(service: Service, cycle: Cycle, secret: str) -> list[File]:
    """Return the files to write under content/ipm/<cycle>/; nothing is read before the close. Raises Impossible."""
    now = service.clock().astimezone(UTC)
    with service.store.write(f"journal:{cycle.slug}") as connection:
        if now < schedule(cycle, connection).ends:
            raise Impossible("le questionnaire n'est pas clos : rien n'est ouvert avant la clôture et le retard admis")
        counted = deposits.counting(connection, cycle.slug)
        if not counted:
            raise Impossible("aucun dépôt à ouvrir")
        ballots = _ballots(connection, counted, secret)
        chain = journal.entries(connection, cycle.slug)
        if faults := [
            *journal.faults(chain),
            *disagreements(connection, chain, deposits.receipts(connection, cycle.slug)),
        ]:
            raise Impossible(f"le journal ne tient pas : {faults[0]}")
        if not any(entry.kind == "opening" for entry in chain):
            facts = {"deposits": len(deposits.receipts(connection, cycle.slug)), "groups": len(counted)}
            chain.append(journal.append(connection, cycle.slug, now, "opening", facts))
    return [*ballots, *_evidence(counted, chain)]


def _ballots(connection: Connection, counted: Mapping[str, Receipt], secret: str) -> list[File]:
    files = []
    for group, receipt in sorted(counted.items()):
        try:
            files.append(File.of(f"ballots/{group}.yml", deposits.content(connection, receipt, secret)))
        except CannotOpen as error:
            reason = "cette clé ne l'ouvre pas, ou il ne correspond pas à son empreinte"
            raise Impossible(f"dépôt du groupe {group} : {reason}") from error
    return files


def _evidence(counted: Mapping[str, Receipt], chain: list[Entry]) -> list[File]:
    lines = [f'journal_head: "{chain[-1].digest}"\n', "deposits:\n"]
    lines += [f"  - {_flow(_counted(receipt))}\n" for _, receipt in sorted(counted.items())]
    return [File.of("collection.yml", "".join(lines)), File.of("journal.jsonl", journal.lines(chain))]


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
