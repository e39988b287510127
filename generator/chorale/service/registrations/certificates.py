"""Certificates of attendance: an accessible PDF (PDF/UA) for each person noted present, the same bytes each time."""

import io
import json
import zipfile
from collections.abc import Iterable
from datetime import datetime

import jinja2
import typst

from chorale.calendars import event_text
from chorale.content.model import Community
from chorale.french import phrases
from chorale.french.suggestions import slug
from chorale.service import signed_links
from chorale.service.registrations.capacity import BookableSession, RegistrationRow
from chorale.service.web.request import Service
from chorale.text import templates

TITLE = "Attestation de présence"
TYPE = "application/pdf"
_LOOK = "certificate.typ"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def deserved(session: BookableSession, entry: RegistrationRow, now: datetime) -> bool:
    """Tell whether somebody may have theirs: the session gives some, it is over, and they were noted present."""
    return session.certificate and session.end <= now and entry.attended == 1


def earned(
    session: BookableSession, rows: Iterable[RegistrationRow], now: datetime
) -> list[RegistrationRow]:
    """Return who may have theirs."""
    return [row for row in rows if deserved(session, row, now)]


def pdf(service: Service, session: BookableSession, entry: RegistrationRow) -> bytes:
    """Return the certificate of one person."""
    community, event = service.community, session.event
    about = (event_text.clock(community, event), session.place)
    said = {
        "title": TITLE,
        "community": community.name,
        "author": community.sender.identity.rstrip("."),
        "name": entry.name or entry.email,
        "noun": session.noun,
        "event": event.title,
        "about": "\n".join(filter(None, about)),
        "reference": reference(service, entry),
    }
    set_in_french = {
        name: phrases.typography(words).replace("'", "’") for name, words in said.items()
    }
    return _printed(_source(community), json.dumps(set_in_french, ensure_ascii=False))


def _source(community: Community) -> bytes:
    loader = templates.environment(community.templates, "service").loader or jinja2.BaseLoader()
    found = loader.get_source(templates.environment(community.templates, "service"), _LOOK)
    return found[0].encode()


def _printed(source: bytes, said: str) -> bytes:
    """Print as PDF/UA-1; a name in letters that our typeface lacks is printed with those of the machine, untagged."""
    inputs = {"said": said}
    try:
        made = typst.compile(
            source, format="pdf", pdf_standards="ua-1", ignore_system_fonts=True, sys_inputs=inputs
        )
    except typst.TypstError:
        made = typst.compile(source, format="pdf", sys_inputs=inputs)
    return bytes(made)


def reference(service: Service, entry: RegistrationRow) -> str:
    """Return what tells one certificate from another: « AB12-CD34 »."""
    seal = signed_links.mac(service.outbox.secret, "attestation", entry.id).upper()
    return f"{seal[:4]}-{seal[4:8]}"


def file_name(service: Service, entry: RegistrationRow) -> str:
    """Return what the file of one person is called."""
    whose = slug(entry.name) or "presence"
    return f"attestation-{whose[:40]}-{reference(service, entry).lower()}.pdf"


def archive(service: Service, session: BookableSession, rows: Iterable[RegistrationRow]) -> bytes:
    """Return the certificates of several people, in one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for row in rows:
            info = zipfile.ZipInfo(file_name(service, row), _FIRST_DAY)
            packed.writestr(info, pdf(service, session, row), zipfile.ZIP_DEFLATED)
    return out.getvalue()
