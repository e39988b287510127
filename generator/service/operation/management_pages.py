"""The operator's page: sign-ups, subscribers, deliveries, mails and results at a glance; nothing here can break."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, select
from starlette.responses import Response

from generator.outputs import event_facts
from generator.outputs.tables import table
from generator.service.delivery import deliveries
from generator.service.fields import Field
from generator.service.instants import instant, spoken, stamp
from generator.service.public import answers, public_forms, registration_files, seats, subscriptions
from generator.service.public.form_pages import results_page
from generator.service.public.public_tables import delivery
from generator.service.public.seats import Room
from generator.service.refusals import unknown_page
from generator.service.tables import outbox
from generator.service.web.pages import page
from generator.service.web.visits import Visit, Way

OPERATORS = frozenset({"operator"})
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MAIL_STATES = {
    "queued": "à envoyer",
    "sending": "en cours",
    "sent": "envoyés",
    "failed": "en échec",
    "cancelled": "annulés",
}
SUBSCRIBED = {"active": "actifs", "pending": "à confirmer", "ended": "terminés"}
DELIVERY_STATES = {"planned": "prévu", "running": "en cours", "finished": "terminé"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A session and who comes."""

    key: str
    title: str
    when: str
    over: bool
    capacity: int | None
    counts: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A delivery and where it stands."""

    issue: str
    topic: str
    state: str
    when: str
    counts: dict[str, int]


def show(visit: Visit) -> Response:
    """Show where everything stands."""
    service = visit.service
    with service.store.read() as connection:
        values: dict[str, Any] = {
            "lines": _lines(visit, connection),
            "forms": [form for form in service.community.forms if form.serves == "answers"],
            "totals": answers.totals(connection),
            "subscribed": subscriptions.counts(connection),
            "sent": _deliveries(visit, connection),
            "mails": _mails(visit, connection),
            "failures": _failures(connection),
        }
    return page(visit, "management.html", mail_states=MAIL_STATES, subscribed_states=SUBSCRIBED, **values)


def _lines(visit: Visit, connection: Connection) -> list[Line]:
    counts = seats.counts(connection)
    rooms = seats.rooms(visit.service.community).values()
    lines = [_line(visit, room, dict(counts.get(room.key, {}))) for room in rooms]
    return sorted((line for line in lines if line.counts or not line.over), key=lambda line: line.over)


def _line(visit: Visit, room: Room, counts: dict[str, int]) -> Line:
    when = event_facts.when(room.event)
    return Line(
        key=room.key,
        title=event_facts.title(room.event),
        when=when,
        over=room.end < visit.now,
        capacity=room.capacity,
        counts=counts,
    )


def _deliveries(visit: Visit, connection: Connection) -> list[Sent]:
    wanted = select(delivery).where(delivery.c.total > 0).order_by(delivery.c.due_at.desc()).limit(10)
    zone = visit.service.community.timezone
    return [
        Sent(
            issue=row.issue,
            topic=visit.service.community.audiences.get(row.topic, "tous"),
            state=DELIVERY_STATES[row.state],
            when=spoken(instant(row.started_at or row.due_at), zone),
            counts=deliveries.counts(connection, row.id),
        )
        for row in connection.execute(wanted)
    ]


def _mails(visit: Visit, connection: Connection) -> dict[str, int]:
    recent = outbox.c.created_at > stamp(visit.now - timedelta(days=7))
    counted = select(outbox.c.state, func.count()).where(recent).group_by(outbox.c.state)
    return {row[0]: row[1] for row in connection.execute(counted)}


def _failures(connection: Connection) -> Sequence[object]:
    failed = and_(outbox.c.last_error.is_not(None), outbox.c.state.in_(("failed", "queued", "sending")))
    columns = (outbox.c.kind, outbox.c.about, outbox.c.last_error, outbox.c.attempts, outbox.c.created_at)
    return connection.execute(select(*columns).where(failed).order_by(outbox.c.created_at.desc()).limit(20)).all()


def sign_ups(visit: Visit) -> Response:
    """Give the sign-ups of a session as a file."""
    room = seats.rooms(visit.service.community).get(visit.parameters["key"])
    if room is None:
        raise unknown_page()
    community = visit.service.community
    fields = public_forms.fields(public_forms.sign_up_form(community), community)
    with visit.service.store.read() as connection:
        found = registration_files.rows(connection, room.key, fields)
    return _file(visit, f"inscriptions-{room.key}", found)


def results(visit: Visit) -> Response:
    """Show the counts of a form before they are public."""
    return results_page(visit, public_forms.named(visit.service.community, visit.parameters["form"]))


def given(visit: Visit) -> Response:
    """Give the answers to a form as a file."""
    community = visit.service.community
    form = public_forms.named(community, visit.parameters["form"])
    fields: tuple[Field, ...] = public_forms.fields(form, community)
    with visit.service.store.read() as connection:
        found = answers.contents(connection, form)
    return _file(visit, f"reponses-{form.slug}", registration_files.answer_rows(found, fields))


def _file(visit: Visit, name: str, rows: Sequence[Sequence[str]]) -> Response:
    kind = visit.parameters["kind"]
    if kind not in TYPES:
        raise unknown_page()
    content = table(rows[0], rows[1:]).encode("utf-8-sig") if kind == "csv" else registration_files.workbook(rows, name)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return Response(content, media_type=TYPES[kind], headers=headers)


WAYS = (
    Way(path="/gestion", handler=show, roles=OPERATORS),
    Way(path="/gestion/inscriptions/{key}.{kind}", handler=sign_ups, roles=OPERATORS),
    Way(path="/gestion/formulaires/{form}/", handler=results, roles=OPERATORS),
    Way(path="/gestion/formulaires/{form}.{kind}", handler=given, roles=OPERATORS),
)
