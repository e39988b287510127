"""Published answers of a closed questionnaire: ballots byte for byte, fingerprints and journal."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from chorale.content import addresses
from chorale.files import File
from chorale.ipm.model import CountedDeposit, Cycle

FOLDER = "bulletins"
JOURNAL = "journal.jsonl"
KEY = "cle-des-accuses-{}.pem"


@dataclass(frozen=True, kw_only=True)
class PublishedAnswer:
    """A published ballot; receipt is the fingerprint that its group was given, empty when it was not collected here."""

    key: str
    group: str
    file: str
    sha256: str
    receipt: str = ""
    number: int = 0
    channel: str = ""
    late: bool = False
    received: str = ""
    entered: str = ""

    @property
    def name(self) -> str:
        """Return the name that the file has once downloaded."""
        return self.file.rpartition("/")[2]


def files(cycle: Cycle) -> Iterator[File]:
    """Yield each ballot byte for byte and, after a collection, its journal; from the site's root."""
    folder = addresses.page(cycle).rsplit("/", 1)[0]
    for ballot in cycle.ballots:
        if ballot.source:
            yield File.of(f"{folder}/{_name(ballot.group)}", ballot.source)
    if cycle.collection and cycle.collection.journal:
        yield File.of(f"{folder}/{JOURNAL}", cycle.collection.journal)
    for number, public in enumerate(receipt_keys(cycle), start=1):
        pem = f"-----BEGIN PUBLIC KEY-----\n{public}\n-----END PUBLIC KEY-----\n"
        yield File.of(f"{folder}/{KEY.format(number)}", pem)


def receipt_keys(cycle: Cycle) -> tuple[str, ...]:
    """Return the public keys that signed the receipts, as the journal announced them."""
    if cycle.collection is None:
        return ()
    try:
        entries = [json.loads(line) for line in cycle.collection.journal.split("\n") if line]
        return tuple(
            json.loads(entry["facts"])["public"]
            for entry in entries
            if entry.get("kind") == "receipt-key"
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return ()  # « ipm verify » says that such a journal cannot be read


def answers(cycle: Cycle) -> tuple[PublishedAnswer, ...]:
    """Return what a group needs to find its own answer again, in the order of the groups."""
    names = {group.key: group.name for group in cycle.groups}
    counted = {one.group: one for one in cycle.collection.deposits} if cycle.collection else {}
    found = []
    for ballot in sorted(cycle.ballots, key=lambda ballot: list(names).index(ballot.group)):
        if not ballot.source:
            continue
        digest = hashlib.sha256(ballot.source.encode()).hexdigest()
        answer = PublishedAnswer(
            key=ballot.group,
            group=names[ballot.group],
            file=_name(ballot.group),
            sha256=digest,
        )
        found.append(_receipted(answer, counted.get(ballot.group)))
    return tuple(found)


def _receipted(answer: PublishedAnswer, one: CountedDeposit | None) -> PublishedAnswer:
    if one is None:
        return answer
    return replace(
        answer,
        receipt=one.fingerprint,
        number=one.number,
        channel=one.channel,
        late=one.late,
        received=one.received,
        entered=one.entered,
    )


def _name(group: str) -> str:
    return f"{FOLDER}/{group}.yml"
