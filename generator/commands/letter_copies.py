"""One encoded message, spliced for each recipient: their address, their Message-ID, their links."""

import re
from datetime import datetime
from email.utils import format_datetime

from generator.content.model import Community, Issue
from generator.service.delivery.lines import header
from generator.service.delivery.sending import Copy
from generator.service.public import subscription_pages, tickets
from generator.service.settings import Misconfigured

NAMES = ("message_id", "unsubscribe_url", "preferences_url")
_TO = b"%%recipient%%"  # an address may hold an « & », which a link may not


def copies(community: Community, issue: Issue, base: str, secret: str, when: datetime) -> Copy:
    """Encode an issue once, dated of its sending; return what makes each recipient's copy, with links of their own."""
    from generator.outputs.email import email, message, personal

    built = message.build(community, issue, email.compose(community, issue), message.Envelope(community.sender.address))
    head, blank, body = built.partition(b"\r\n\r\n")
    head = re.sub(rb"(?m)^To: [^\r\n]*", b"To: " + _TO, head)
    head = re.sub(rb"(?m)^Date: [^\r\n]*", f"Date: {format_datetime(when)}".encode("ascii"), head)
    head = re.sub(rb"(?m)^Message-ID:\s+<[^\r\n]*>", b"Message-ID: <%%message_id%%>", head)
    cut = personal.compiled(head + blank + body, NAMES)

    def copy(address: str, subscription: str, message_id: str) -> bytes:
        links = {
            "unsubscribe_url": base + subscription_pages.leave_path(secret, subscription),
            "preferences_url": base + subscription_pages.own_path(secret, subscription),
        }
        made = cut.copy({"message_id": message_id.strip("<>"), **links})
        return made.replace(_TO, header(address), 1)

    try:
        copy("essai@exemple.fr", tickets.new_id(), "<essai@exemple.fr>")
    except ValueError:
        raise Misconfigured(f"CHORALE_BASE_URL : « {base} » ne peut pas servir dans un lien de la lettre") from None
    return copy
