"""Pages of a session's sign-up: its form, for one or for several, and what follows."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from starlette.responses import Response

from chorale.calendars import event_text
from chorale.french import dates, phrases
from chorale.service.forms import definitions
from chorale.service.http_errors import unknown_page
from chorale.service.registrations import capacity, parties, party_forms, sign_ups
from chorale.service.registrations.capacity import BookableSession
from chorale.service.registrations.parties import PartyRequest
from chorale.service.web.page_rendering import page
from chorale.service.web.request import ServiceRequest, ServiceRoute, see_other

PATH = "/participer/inscription/{key}/"


@dataclass(frozen=True, kw_only=True)
class SessionView:
    """What a page says of a session."""

    key: str
    title: str
    noun: str
    when: str
    where: str
    note: str
    page: str
    state: str
    approval: bool
    last_day: str
    seats: Callable[[], int | None]

    @cached_property
    def left(self) -> int | None:
        """Return how many seats are left, counted when a page says it; None when there is no limit."""
        return self.seats()


def show(request: ServiceRequest) -> Response:
    """Show the form of a session that one may still join, else why not."""
    session = _session(request)
    if not session.joinable(request.now):
        return _closed(request, session)
    form = definitions.event_form(request.service.community, session.event)
    asked = party_forms.with_colleagues(form, session)
    left, beside = _left(request, session), partial(_beside, request, session)
    return definitions.shown(request, asked, "sign_up.html", left, beside)


def _beside(request: ServiceRequest, session: BookableSession) -> dict[str, Any]:
    """Return what the form of a session shows beside its questions."""
    return {
        "session": described(request, session),
        "party": party_forms.names(session),
        "together": session.together,
    }


def _closed(request: ServiceRequest, session: BookableSession) -> Response:
    said: dict[str, Any] = {
        "session": described(request, session),
        "replay": replay(session),
    }
    return page(request, "sign_up_closed.html", status=410, **said)


def replay(session: BookableSession) -> str | None:
    """Return where a session is seen again."""
    return session.event.session.replay if session.event.session else None


def _left(request: ServiceRequest, session: BookableSession) -> int | None:
    if session.capacity is None:
        return None
    with request.service.store.read() as connection:
        return capacity.free(connection, session, request.now)


def receive(request: ServiceRequest) -> Response:
    """Take a sign-up; the answer is the same whether or not the address was known."""
    session = _session(request)
    if not session.joinable(request.now):
        return _closed(request, session)
    form = definitions.event_form(request.service.community, session.event)
    asked, judge = party_forms.with_colleagues(form, session), party_forms.judgement(session)
    beside = _beside(request, session)
    given = definitions.received(request, asked, "sign_up.html", judge, writes=True, **beside)
    if isinstance(given, Response):
        return given
    wanted = party_forms.wanted(session, given.answers)
    if not given.robot:
        mine = party_forms.own(given)
        if wanted is None:
            sign_ups.ask(request.service, session, form, mine, request.now)
        else:
            left = parties.ask(request.service, session, form, mine, wanted, request.now)
            if left is not None:
                told = _too_few(left, wanted)
                return definitions.refused(request, asked, "sign_up.html", told, **beside)
        request.service.worker.bell.set()
    return see_other(
        f"/participer/inscription/{session.key}/merci/{'?a=plusieurs' if wanted else ''}"
    )


def _too_few(left: int, wanted: PartyRequest) -> str:
    seats = f"Il reste {phrases.plural(left, 'place')}" if left else "Il ne reste aucune place"
    return (
        f"{seats}, et vous êtes {wanted.seats} : rien n'est inscrit. Retirez quelqu'un, "
        "ou demandez à inscrire qui tient, les autres en liste d'attente."
    )


def thanks(request: ServiceRequest) -> Response:
    """Say to look at one's mail: the words never depend on who asks."""
    several = request.query.get("a") == "plusieurs"
    session = described(request, _session(request))
    return page(request, "sign_up_sent.html", session=session, several=several)


def _session(request: ServiceRequest) -> BookableSession:
    found = capacity.bookable_sessions(request.service.community).get(request.parameters["key"])
    if found is None:
        raise unknown_page()
    return found


def described(request: ServiceRequest, session: BookableSession) -> SessionView:
    """Return what a page says of a session."""
    when = event_text.clock(request.service.community, session.event)
    return SessionView(
        key=session.key,
        title=session.event.title,
        when=phrases.capital(when),
        where=event_text.place(session.event),
        noun=session.noun,
        note=session.event.note,
        page=event_text.url(request.service.community, session.event),
        state=session.event.status,
        approval=session.approval,
        last_day=_last_day(session),
        seats=partial(_left, request, session),
    )


def _last_day(session: BookableSession) -> str:
    """Return the last day to sign up, in words; nothing when one may until the session begins."""
    said = session.event.session.closes if session.event.session else None
    return dates.day(said) if said else ""


ROUTES = (
    ServiceRoute(path=PATH, handler=show),
    ServiceRoute(path=PATH, handler=receive, methods=("POST",), gathers=True),
    ServiceRoute(path=f"{PATH}merci/", handler=thanks),
)
