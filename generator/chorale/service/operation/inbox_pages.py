"""Inbox of a trial: the mails that the service laid as files, as their recipients would read them."""

import email
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

from starlette.responses import HTMLResponse, Response

from chorale.service.http_errors import unknown_page
from chorale.service.web.page_rendering import page
from chorale.service.web.request import ServiceRequest, ServiceRoute
from chorale.service.web.security import POLICY

INBOX = "/courriels/"
BODY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self';"
    " sandbox allow-top-navigation-by-user-activation"
)
"""What the words of a mail may do in their frame: lead the whole window to where a link goes, nothing else."""


@dataclass(frozen=True, kw_only=True)
class ReceivedMail:
    """A mail that was laid as a file, by its name."""

    name: str
    to: str
    sender: str
    subject: str
    at: datetime
    text: str
    joined: tuple[str, ...]


def show(request: ServiceRequest) -> Response:
    """List the mails, latest first."""
    return page(request, "inbox.html", mails=list(_mails(request)), inbox=INBOX)


def read(request: ServiceRequest) -> Response:
    """Show a mail: who, what, its words as a program of mail would, then as plain text."""
    mail = _received(_file(request))
    shown = page(request, "inbox_mail.html", mail=mail, inbox=INBOX)
    shown.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return shown


def body(request: ServiceRequest) -> Response:
    """Give the HTML of a mail for its frame; a link leads the whole window."""
    part = _parsed(_file(request)).get_body(("html", "plain"))
    words = part.get_content() if part is not None else ""
    html = words.replace("<head>", '<head><base target="_top">', 1)
    return HTMLResponse(html, headers={"Content-Security-Policy": BODY_POLICY})


def joined(request: ServiceRequest) -> Response:
    """Give what is joined to a mail."""
    for part in _parsed(_file(request)).iter_attachments():
        if part.get_filename() == request.parameters["part"]:
            content = part.get_content()
            kind = part.get_content_type()
            raw = content.encode() if isinstance(content, str) else content
            said = {"Content-Disposition": f'attachment; filename="{part.get_filename()}"'}
            return Response(raw, media_type=kind, headers=said)
    raise unknown_page()


def _mails(request: ServiceRequest) -> Iterator[ReceivedMail]:
    files = sorted(_laid(request), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    return (_received(file) for file in files)


def _laid(request: ServiceRequest) -> Iterator[Path]:
    """Yield the files of the service's mails, and those of the letters, a folder for each."""
    return request.service.settings.mail_folder.rglob("*.eml")


def _file(request: ServiceRequest) -> Path:
    name = request.parameters["name"]
    found = next((file for file in _laid(request) if file.stem == name), None)
    if found is None:
        raise unknown_page()
    return found


def _parsed(file: Path) -> EmailMessage:
    return email.message_from_bytes(file.read_bytes(), policy=default)


def _received(file: Path) -> ReceivedMail:
    mail = _parsed(file)
    plain = mail.get_body(("plain",))
    return ReceivedMail(
        name=file.stem,
        to=str(mail["To"]),
        sender=str(mail["From"]),
        subject=str(mail["Subject"]),
        at=parsedate_to_datetime(str(mail["Date"])),
        text=plain.get_content() if plain is not None else "",
        joined=tuple(part.get_filename() or "" for part in mail.iter_attachments()),
    )


INBOX_ROUTES = (
    ServiceRoute(path=INBOX, handler=show),
    ServiceRoute(path=f"{INBOX}{{name}}/", handler=read),
    ServiceRoute(path=f"{INBOX}{{name}}/texte.html", handler=body),
    ServiceRoute(path=f"{INBOX}{{name}}/{{part}}", handler=joined),
)
"""A real service has none of these: they show everyone's mails."""
