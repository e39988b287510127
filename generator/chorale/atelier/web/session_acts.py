"""What organisers do to the sign-ups of a session: added, corrected, moved, cancelled, accepted or refused."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from starlette.responses import Response

from chorale.atelier.acts import ActKind
from chorale.atelier.web.request import AtelierRequest, see
from chorale.atelier.web.session_pages import (
    ADDRESS,
    ONE,
    desk_session,
    desk_sessions,
    noted,
    route,
    shown,
)
from chorale.service.http_errors import unknown_action
from chorale.service.registrations import answering, organising
from chorale.service.registrations.capacity import BookableSession
from chorale.service.registrations.organising import ActRefused

_DONE: Mapping[str, ActKind] = {
    "inscrire": "registered",
    "corriger": "corrected",
    "deplacer": "moved",
    "annuler": "unregistered",
    "placer": "seated",
    "accepter": "seated",
    "refuser": "refused",
    "renvoyer": "reminded",
}
"""The buttons of a session's page, and what the journal says of each."""


def change(request: AtelierRequest) -> Response:
    """Do what a button asks, and come back to the same part of the list."""
    session, operation = desk_session(request), request.one("op")
    if not operation:
        return shown(request, session)
    if operation not in _DONE:
        raise unknown_action()
    try:
        count = _ACTS[operation](request, session)
    except ActRefused as told:
        return shown(request, session, refused=str(told), status=422)
    chosen = request.form.get("choix", ())
    noted(request, session, _DONE[operation], f" ({count})" if chosen else "")
    kept = {name: request.query.get(name, "") for name in ("q", "etat", "page")}
    said = {"combien": str(count), "sur": str(len(chosen))} if chosen else {}
    kept = {"fait": operation, **kept, "qui": request.one("qui"), **said}
    return see(f"{ADDRESS}/{session.key}?{urlencode({k: v for k, v in kept.items() if v})}")


def _add(request: AtelierRequest, session: BookableSession) -> int:
    name, address = request.one("nom"), request.one("adresse")
    organising.add(request.service, session, name, address, request.desk.clock())
    return 1


def _correct(request: AtelierRequest, session: BookableSession) -> int:
    said = (request.one("qui"), request.one("nom"), request.one("adresse"))
    organising.correct(request.service, session, *said, request.desk.clock())
    return 1


def _move(request: AtelierRequest, session: BookableSession) -> int:
    target = desk_sessions(request).get(request.one("vers"))
    if target is None:
        raise ActRefused("Choisir la séance où va cette inscription.")
    organising.move(request.service, session, request.one("qui"), target, request.desk.clock())
    return 1


def _cancel(request: AtelierRequest, session: BookableSession) -> int:
    organising.cancel(request.service, session, request.one("qui"), request.desk.clock())
    return 1


def _seat(request: AtelierRequest, session: BookableSession) -> int:
    organising.seat(request.service, session, request.one("qui"), request.desk.clock())
    return 1


def _accept(request: AtelierRequest, session: BookableSession) -> int:
    chosen = request.form.get("choix", ())
    return answering.accept(request.service, session, chosen, request.desk.clock())


def _refuse(request: AtelierRequest, session: BookableSession) -> int:
    one, word = request.one("qui"), request.one("mot")
    chosen = (one,) if one else request.form.get("choix", ())
    return answering.refuse(request.service, session, chosen, word, request.desk.clock())


def _send_again(request: AtelierRequest, session: BookableSession) -> int:
    organising.send_again(request.service, session, request.one("qui"), request.desk.clock())
    return 1


_ACTS: Mapping[str, Callable[[AtelierRequest, BookableSession], int]] = {
    "inscrire": _add,
    "corriger": _correct,
    "deplacer": _move,
    "annuler": _cancel,
    "placer": _seat,
    "accepter": _accept,
    "refuser": _refuse,
    "renvoyer": _send_again,
}

ROUTES = (route(ONE, change, "POST"),)
