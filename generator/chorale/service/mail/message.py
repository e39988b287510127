"""An email of the service as a value, and its MIME message."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

from chorale.content.model import Sender
from chorale.french import phrases
from chorale.text.mail_headers import SoundPolicy

POLICY = SoundPolicy(linesep="\r\n")


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A text file joined to a letter; parameters complete its media type (method=REQUEST).

    inline also offers it beside the text, where mail programs look for an invitation.
    """

    name: str
    media_type: str
    content: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    inline: bool = False


@dataclass(frozen=True, kw_only=True)
class OutgoingEmail:
    """What is said, to whom; key forbids saying it twice, addressee is an id kept after the address is erased.

    not_after is the stamp of the instant after which it is not true any more; nothing, it always is.
    """

    key: str
    kind: str
    about: str
    addressee: str
    to: str
    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    not_after: str = ""

    def packed(self) -> str:
        """Write the letter as JSON, to be sealed."""
        attachments = [vars(item) for item in self.attachments]
        return json.dumps({**vars(self), "attachments": attachments}, ensure_ascii=False)

    @classmethod
    def unpacked(cls, text: str) -> "OutgoingEmail":
        """Read what packed() wrote."""
        values = json.loads(text)
        values["attachments"] = tuple(Attachment(**item) for item in values["attachments"])
        return cls(**values)


def message(email: OutgoingEmail, sender: Sender, identifier: str, when: datetime) -> EmailMessage:
    """Build the MIME message, in printed French; the same letter, identifier and instant give the same headers."""
    built = EmailMessage(policy=POLICY)
    built["From"] = formataddr((sender.name, sender.address))
    built["To"] = email.to
    built["Subject"] = phrases.typography(email.subject)
    built["Date"] = format_datetime(when)
    built["Message-ID"] = f"<{identifier}@{sender.address.rpartition('@')[2]}>"
    built["Auto-Submitted"] = "auto-generated"
    for name, value in email.headers.items():
        built[name] = value
    built.set_content(phrases.letter(email.text), cte="quoted-printable")
    if email.html:
        built.add_alternative(email.html, subtype="html", cte="quoted-printable")
    for item in (item for item in email.attachments if item.inline):
        subtype = item.media_type.partition("/")[2]
        built.add_alternative(
            item.content, subtype=subtype, cte="base64", params=dict(item.parameters)
        )
    for item in email.attachments:
        kind, _, subtype = item.media_type.partition("/")
        params = dict(item.parameters)
        if kind == "text":
            built.add_attachment(
                item.content, subtype=subtype, filename=item.name, params=params, cte="base64"
            )
        else:
            data = item.content.encode()
            built.add_attachment(
                data, maintype=kind, subtype=subtype, filename=item.name, params=params
            )
    return built
