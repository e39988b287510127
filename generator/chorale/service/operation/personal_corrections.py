"""What somebody corrects of themselves on their own page: a sign-up, an answer to a form, the topics of the letter."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select, update

from chorale.content.form_model import Form
from chorale.service.fields import Messages, Question, as_sent, check_all
from chorale.service.forms import definitions
from chorale.service.forms.answers import email_key
from chorale.service.http_errors import unknown_action
from chorale.service.public_tables import answer, registration
from chorale.service.registrations import capacity, own_pages
from chorale.service.registrations import records as registration_records
from chorale.service.subscriptions import records as subscription_records
from chorale.service.subscriptions.records import LOCK
from chorale.service.web.request import FormData, ServiceRequest

KNOWN = ("action", "quoi")


@dataclass(frozen=True, kw_only=True)
class OpenCorrection:
    """What is being corrected: the sign-up or the answer of an id, its questions, what was written, what is wrong."""

    id: str
    fields: Sequence[Question]
    written: FormData
    errors: Messages = field(default_factory=dict)


def opened(request: ServiceRequest, email: str, identifier: str) -> OpenCorrection | None:
    """Return the questions of what somebody asks to correct, None when it is not theirs or can be no more."""
    service = request.service
    with service.store.read() as connection:
        entry = _mine(connection, registration, email, identifier)
        given = _mine(connection, answer, email, identifier)
    if entry is not None:
        session = capacity.bookable_sessions(service.community).get(entry.sitting)
        if session is None or entry.state not in registration_records.LIVING:
            return None
        form = definitions.event_form(service.community, session.event)
        return OpenCorrection(
            id=identifier,
            fields=own_pages.about_oneself(service.community, form),
            written=own_pages.written(entry),
        )
    form_ = _form_of(request, given)
    if given is None or form_ is None:
        return None
    written = {name: as_sent(value) for name, value in json.loads(given.content).items()}
    asked = own_pages.about_oneself(service.community, form_)
    return OpenCorrection(id=identifier, fields=asked, written=written)


def correct(request: ServiceRequest, email: str, identifier: str) -> OpenCorrection | None:
    """Keep what was corrected; return what is still to mend, None when it is done."""
    service, found = request.service, opened(request, email, identifier)
    if found is None:
        raise unknown_action()
    said, messages = check_all(found.fields, request.form, KNOWN)
    if messages:
        return OpenCorrection(
            id=identifier, fields=found.fields, written=request.form, errors=messages
        )
    with service.store.read() as connection:
        entry = _mine(connection, registration, email, identifier)
        given = _mine(connection, answer, email, identifier)
    form = _form_of(request, given)
    if entry is not None:
        session = capacity.bookable_sessions(service.community)[entry.sitting]
        asked = definitions.event_form(service.community, session.event)
        registration_records.correct(service, session, identifier, asked, said)
    elif given is not None and form is not None:
        with service.store.write(f"form:{form.slug}") as connection:
            content = json.dumps(
                {**json.loads(given.content), **said}, ensure_ascii=False, sort_keys=True
            )
            values = {"content": content, "definition": definitions.definition(form)}
            connection.execute(update(answer).where(answer.c.id == identifier).values(**values))
    return None


def choose_topics(request: ServiceRequest, email: str) -> None:
    """Keep the topics that a subscriber chooses; none is every issue."""
    chosen = request.form.get("topics", ())
    with request.service.store.write(LOCK) as connection:
        found = subscription_records.by_email(connection, email)
        if found is None or found.state != "active":
            raise unknown_action()
        subscription_records.choose(connection, found, request.service.community.audiences, chosen)


def _form_of(request: ServiceRequest, given: Row[Any] | None) -> Form | None:
    forms = request.service.community.forms
    return next((one for one in forms if given is not None and one.slug == given.form), None)


def _mine(connection: Connection, table: Any, email: str, identifier: str) -> Row[Any] | None:
    mine = (table.c.id == identifier) & (table.c.email_key == email_key(email))
    return connection.execute(select(table).where(mine)).first()
