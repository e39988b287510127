"""The operator's page: registrations, subscribers, deliveries and mails at a glance, read-only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, select
from starlette.responses import Response

from chorale.calendars import event_text
from chorale.french.dates import spoken
from chorale.service.delivery import records as delivery_records
from chorale.service.fields import Question
from chorale.service.form_pages import results_page
from chorale.service.forms import answers, definitions
from chorale.service.http_errors import HttpError, unknown_page
from chorale.service.mail.outbox_watch import plan
from chorale.service.operation import exports
from chorale.service.public_tables import delivery
from chorale.service.registrations import capacity as registration_capacity
from chorale.service.registrations import files as registration_files
from chorale.service.registrations.capacity import BookableSession
from chorale.service.registrations.orphans import orphans
from chorale.service.subscriptions import files as subscription_files
from chorale.service.subscriptions import records as subscription_records
from chorale.service.tables import journal, outbox
from chorale.service.timestamps import instant, stamp
from chorale.service.web.page_rendering import page
from chorale.service.web.request import ServiceRequest, ServiceRoute

OPERATORS = frozenset({"operator"})
MAIL_STATES = {
    "queued": "à envoyer",
    "sending": "en cours",
    "sent": "envoyés",
    "failed": "en échec",
    "cancelled": "annulés ou périmés",
}
SUBSCRIBED = {"active": "actifs", "pending": "à confirmer", "ended": "terminés"}
DELIVERY_STATES = {"planned": "prévu", "running": "en cours", "finished": "terminé"}


@dataclass(frozen=True, kw_only=True)
class SessionSummary:
    """A session and who comes."""

    key: str
    title: str
    when: str
    over: bool
    capacity: int | None
    counts: dict[str, int]

    @property
    def beyond(self) -> int:
        """Return how many seats were promised beyond a capacity that was lowered since."""
        given = self.counts.get("confirmed", 0) + self.counts.get("offered", 0)
        return 0 if self.capacity is None else max(0, given - self.capacity)


@dataclass(frozen=True, kw_only=True)
class DeliverySummary:
    """A delivery and where it stands."""

    issue: str
    topic: str
    state: str
    when: str
    counts: dict[str, int]


def show(request: ServiceRequest) -> Response:
    """Show where everything stands."""
    service = request.service
    with service.store.read() as connection:
        values: dict[str, Any] = {
            "lines": _lines(request, connection),
            "orphans": orphans(connection, service.community, request.now),
            "forms": [form for form in service.community.forms if form.serves == "answers"],
            "totals": answers.totals(connection),
            "subscribed": subscription_records.counts(connection),
            "topics": subscription_records.topics(connection, service.community.audiences),
            "sent": _deliveries(request, connection),
            "mails": _mails(request, connection),
            "failures": _failures(connection),
            "plan": plan(connection, service.settings.mails_per_hour, request.now),
            "purged": _last_purge(request, connection),
            "taken": exports.latest(connection),
        }
    return page(
        request,
        "management.html",
        mail_states=MAIL_STATES,
        subscribed_states=SUBSCRIBED,
        **values,
    )


def _lines(request: ServiceRequest, connection: Connection) -> list[SessionSummary]:
    counts = registration_capacity.counts(connection)
    sessions = registration_capacity.bookable_sessions(request.service.community).values()
    lines = [_line(request, session, dict(counts.get(session.key, {}))) for session in sessions]
    coming = [line for line in lines if not line.over]
    return coming + [line for line in reversed(lines) if line.over and line.counts]


def _line(
    request: ServiceRequest, session: BookableSession, counts: dict[str, int]
) -> SessionSummary:
    when = event_text.when(session.event)
    return SessionSummary(
        key=session.key,
        title=event_text.title(session.event),
        when=when,
        over=session.end < request.now,
        capacity=session.capacity,
        counts=counts,
    )


def _deliveries(request: ServiceRequest, connection: Connection) -> list[DeliverySummary]:
    wanted = (
        select(delivery).where(delivery.c.total > 0).order_by(delivery.c.due_at.desc()).limit(10)
    )
    zone = request.service.community.timezone
    return [
        DeliverySummary(
            issue=row.issue,
            topic=request.service.community.audiences.get(row.topic, "tous"),
            state=DELIVERY_STATES[row.state],
            when=spoken(instant(row.started_at or row.due_at), zone),
            counts=delivery_records.counts(connection, row.id),
        )
        for row in connection.execute(wanted)
    ]


def _mails(request: ServiceRequest, connection: Connection) -> dict[str, int]:
    recent = outbox.c.created_at > stamp(request.now - timedelta(days=7))
    counted = select(outbox.c.state, func.count()).where(recent).group_by(outbox.c.state)
    return {row[0]: row[1] for row in connection.execute(counted)}


def _last_purge(request: ServiceRequest, connection: Connection) -> str:
    """Return when the retention was last applied: a day without it is a fault to be seen."""
    runs = and_(journal.c.chain == answers.CHAIN, journal.c.kind == "purge")
    last = connection.execute(select(func.max(journal.c.at)).where(runs)).scalar()
    return spoken(instant(last), request.service.community.timezone) if last else ""


def _failures(connection: Connection) -> Sequence[object]:
    failed = and_(
        outbox.c.last_error.is_not(None), outbox.c.state.in_(("failed", "queued", "sending"))
    )
    columns = (
        outbox.c.kind,
        outbox.c.about,
        outbox.c.last_error,
        outbox.c.attempts,
        outbox.c.created_at,
    )
    return connection.execute(
        select(*columns).where(failed).order_by(outbox.c.created_at.desc()).limit(20)
    ).all()


def sign_ups(request: ServiceRequest) -> Response:
    """Give the sign-ups of a session as a file."""
    community, key = request.service.community, request.parameters["key"]
    session = registration_capacity.bookable_sessions(community).get(key)
    with request.service.store.read() as connection:
        lost = [one.key for one in orphans(connection, community, request.now)]
        if session is None and key not in lost:
            raise unknown_page()
        form = (
            definitions.event_form(community, session.event)
            if session
            else definitions.sign_up_form(community)
        )
        found = registration_files.rows(connection, key, definitions.fields(form, community))
    return _file(request, f"inscriptions-{key}", found)


def subscribers(request: ServiceRequest) -> Response:
    """Give the subscriptions as a file, with the proof of each consent."""
    with request.service.store.read() as connection:
        try:
            found = subscription_files.table(connection)
        except subscription_files.TooLarge as error:
            raise HttpError(status=413, title="Fichier trop grand", sentence=f"{error}.") from None
    return _file(request, "abonnements", found)


def results(request: ServiceRequest) -> Response:
    """Show the counts of a form before they are public."""
    return results_page(
        request, definitions.named(request.service.community, request.parameters["form"])
    )


def given(request: ServiceRequest) -> Response:
    """Give the answers to a form as a file."""
    community = request.service.community
    form = definitions.named(community, request.parameters["form"])
    fields: tuple[Question, ...] = definitions.fields(form, community)
    with request.service.store.read() as connection:
        found = answers.contents(connection, form)
    return _file(request, f"reponses-{form.slug}", registration_files.answer_rows(found, fields))


def _file(request: ServiceRequest, name: str, table: Any) -> Response:
    kind = request.parameters["kind"]
    if kind not in registration_files.TYPES:
        raise unknown_page()
    exports.note(request.service.store, name, request.here.person.id, len(table), request.now)
    zone = request.service.community.timezone
    content = registration_files.encoded(table, kind, name, zone)
    file = name + registration_files.ENDINGS[kind]
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return Response(content, media_type=registration_files.TYPES[kind], headers=headers)


ROUTES = (
    ServiceRoute(path="/gestion", handler=show, roles=OPERATORS),
    ServiceRoute(path="/gestion/inscriptions/{key}.{kind}", handler=sign_ups, roles=OPERATORS),
    ServiceRoute(path="/gestion/abonnements.{kind}", handler=subscribers, roles=OPERATORS),
    ServiceRoute(path="/gestion/formulaires/{form}/", handler=results, roles=OPERATORS),
    ServiceRoute(path="/gestion/formulaires/{form}.{kind}", handler=given, roles=OPERATORS),
)
