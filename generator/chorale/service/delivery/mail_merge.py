"""Mail merge: an encoded message cut once at its tokens, each recipient's copy joined from the pieces."""

import quopri
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import partial
from urllib.parse import quote

from chorale.content.model import Community, Issue
from chorale.service import signed_links
from chorale.service.delivery import bounces
from chorale.service.delivery.sending import Copy
from chorale.service.delivery.smtp import dot_stuffed, header
from chorale.service.settings import Misconfigured
from chorale.service.subscriptions import pages as subscription_pages

_TOKEN = re.compile(rb"%%([a-z_]+)%%")
_SAFE = re.compile(r"[!#-%'-;=?-~]{1,900}")


@dataclass(frozen=True)
class MergeTemplate:
    """An encoded message cut at its tokens: a piece, the name of a value, a piece, and so on.

    encoded tells, for each value, whether it stands in a quoted-printable body.
    """

    pieces: tuple[bytes, ...]
    names: tuple[str, ...]
    encoded: tuple[bool, ...]

    def copy(self, values: Mapping[str, str], checked: Mapping[str, bytes] = {}) -> bytes:
        """Return one recipient's message, as DATA carries it.

        A missing value raises KeyError. A value stands in a header, in a text and in an attribute: one with a blank,
        a double quote, an ampersand or an angle bracket raises ValueError. What is checked stands in headers only.
        """
        plain, quoted = dict(checked), dict[str, bytes]()
        for name, value in values.items():
            if not _SAFE.fullmatch(value):
                raise ValueError(f"valeur refusée pour « {name} »")
            plain[name] = value.encode("ascii")
            quoted[name] = _quoted(value)
        parts: list[bytes] = [self.pieces[0]]
        for name, encoded, piece in zip(self.names, self.encoded, self.pieces[1:], strict=True):
            parts += ((quoted if encoded else plain)[name], piece)
        return b"".join(parts)


def compiled(message: bytes, names: Sequence[str]) -> MergeTemplate:
    """Cut a message at the tokens of these names; a token that a soft line break had cut is made whole first.

    Its dots are doubled here, once for everybody: on each copy it would cost more than all the rest.
    """
    head, blank, body = message.partition(b"\r\n\r\n")
    known = {name.encode() for name in names}
    whole = dot_stuffed(head + blank + _rejoined(body, known))
    pieces, found, encoded = [], [], []
    start = 0
    for match in _TOKEN.finditer(whole):
        if match[1] in known:
            pieces.append(whole[start : match.start()])
            found.append(match[1].decode())
            encoded.append(match.start() > len(head))
            start = match.end()
    return MergeTemplate((*pieces, whole[start:]), tuple(found), tuple(encoded))


def _rejoined(body: bytes, known: set[bytes]) -> bytes:
    """Give each token a line of its own in the encoding, so that a value of any length keeps lines under 998.

    What follows begins a line: neither with « . » nor with « From », which some mail servers change.
    """
    for name in known:
        token = b"%%" + name + b"%%"
        loose = rb"(?:=\r\n)?".join(re.escape(bytes([letter])) for letter in token)
        body = re.sub(loose + rb"(\.|F(?=rom ))?", partial(_own_line, token), body)
    return body


def _own_line(token: bytes, found: re.Match[bytes]) -> bytes:
    return b"=\r\n" + token + b"=\r\n" + (b"=%02X" % found[1][0] if found[1] else b"")


def _quoted(value: str) -> bytes:
    """Return a value in quoted-printable, on lines of its own whose first dot is doubled."""
    lines = quopri.encodestring(value.encode("ascii")).split(b"=\n")
    return b"=\r\n".join(b"." + line if line.startswith(b".") else line for line in lines)


def _leaving_by_mail(head: bytes, sender: str) -> bytes:
    """Offer an address to write to beside the link: the subject says who leaves, whatever address writes."""
    subject = quote(f"{bounces.LEAVING} ")
    mail = f"<mailto:{sender}?subject={subject}%%leave_word%%>".encode("ascii")
    return re.sub(
        rb"(?m)^List-Unsubscribe: <[^>\r\n]*>", lambda link: link[0] + b",\r\n " + mail, head
    )


NAMES = ("message_id", "unsubscribe_url", "preferences_url", "leave_word", "recipient")


def copies(community: Community, issue: Issue, base: str, secret: str, when: datetime) -> Copy:
    """Encode an issue once, dated of its sending; return what makes each recipient's copy, with links of their own."""
    from chorale.newsletter.email import compose
    from chorale.newsletter.email import message as email_message

    built = email_message.build(
        community,
        issue,
        compose.compose(community, issue),
        email_message.CopyAddress(community.sender.address),
    )
    head, blank, body = built.partition(b"\r\n\r\n")
    head = re.sub(rb"(?m)^To: [^\r\n]*", b"To: %%recipient%%", head)
    head = re.sub(rb"(?m)^Date: [^\r\n]*", f"Date: {format_datetime(when)}".encode("ascii"), head)
    head = re.sub(rb"(?m)^Message-ID:\s+<[^\r\n]*>", b"Message-ID: <%%message_id%%>", head)
    head = _leaving_by_mail(head, community.sender.address)
    cut = compiled(head + blank + body, NAMES)

    def copy(address: str, subscription: str, message_id: str) -> bytes:
        ticket = subscription_pages.ticket(secret, subscription)
        links = {
            "unsubscribe_url": base + subscription_pages.LEAVE.format(ticket=ticket),
            "preferences_url": base + subscription_pages.OWN.format(ticket=ticket),
            "leave_word": ticket,
        }
        to = {"recipient": header(address)}  # it may hold an « & », which a link may not
        return cut.copy({"message_id": message_id.strip("<>"), **links}, to)

    try:
        copy("essai@exemple.fr", signed_links.new_id(), "<essai@exemple.fr>")
    except ValueError:
        raise Misconfigured(
            f"CHORALE_BASE_URL : « {base} » ne peut pas servir dans un lien de la lettre"
        ) from None
    return copy
