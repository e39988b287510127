"""Bounces are read by the standard e-mail library: a report (RFC 3464) names an address and how final it is."""

import email
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.policy import compat32
from pathlib import Path

LARGEST = 2_000_000


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """A report about one address; final when the status begins with 5 and trying again is useless."""

    address: str
    status: str
    final: bool


def read(folder: Path) -> Iterator[tuple[Path, list[Bounce]]]:
    """Yield each message of a folder (or Maildir) with the bounces that it reports, none for any other mail."""
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")):
        content = file.read_bytes() if file.stat().st_size <= LARGEST else b""
        yield file, list(reports(email.message_from_bytes(content, policy=compat32)))


def reports(message: Message) -> Iterator[Bounce]:
    """Yield what a delivery report says of each recipient: failed, or delayed beyond hope."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            if not isinstance(block, Message):
                continue
            address = _address(block.get("Original-Recipient", "") or block.get("Final-Recipient", ""))
            action, status = str(block.get("Action", "")).strip().lower(), str(block.get("Status", "")).split(" ")[0]
            if address and action == "failed":
                yield Bounce(address=address, status=status, final=_final(status))


def _final(status: str) -> bool:
    """Full mailboxes, policies and sizes pass; an address, a domain or a mailbox that does not exist does not."""
    return status.startswith("5.1.") or status in ("5.0.0", "5.2.1", "5.4.4", "5.7.27")


def _address(field: str) -> str:
    return str(field).rpartition(";")[2].strip().strip("<>")
