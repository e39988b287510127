"""The forge on the screen: what waits there and here, an exchange asked for, a choice between both sides."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from chorale.atelier import forge
from chorale.atelier.forge import Forge, ForgeState
from chorale.atelier.forms.labels import LABELS
from chorale.atelier.forms.problem_places import BODY
from chorale.atelier.outside import Joining, NotJoined, OutsideClash, SideChoices
from chorale.atelier.project_files import NotEditable, kind_of_path
from chorale.atelier.rights import EVERY_ROLE, PUBLISHERS, spoken, writers
from chorale.atelier.web.request import (
    HOME,
    AtelierRequest,
    AtelierRoute,
    page,
    see,
)
from chorale.service.http_errors import forbidden, unknown_action, unknown_page

ADDRESS = HOME + "forge"


def summary(request: AtelierRequest) -> Mapping[str, Any] | None:
    """Return what the home page says of the forge; None when there is none."""
    known = forge.found(request.desk)
    if known is None:
        return None
    return {"name": known.remote, "state": forge.state(request.desk), "waiting": known.waiting}


def show(request: AtelierRequest) -> Response:
    """Show where the exchanges stand, and what is to be chosen."""
    return _shown(request)


def _shown(request: AtelierRequest, refused: str = "") -> Response:
    known = forge.found(request.desk)
    both = forge.clashing(known) if known else None
    same = both is not None and _versions(both) == _seen(request)
    return page(
        request,
        "forge.html",
        status=409 if refused else 200,
        refused=refused,
        chosen=request.one if same else lambda _: "",
        forge=known,
        why=request.desk.repository.trouble,
        state=forge.state(request.desk),
        waiting=known.waiting if known else 0,
        opens=bool(request.worker.roles & PUBLISHERS),
        both=both,
        rows=_rows(both) if both else [],
        needed=_missing(request, both) if both else "",
        done=request.query.get("fait", ""),
    )


def _rows(both: Joining) -> list[tuple[OutsideClash, list[tuple[str, Any, Any]]]]:
    """Return each file with the places to choose: what each is called, what it says here and there."""
    return [(one, _places(one)) for one in both.clashes]


def _places(one: OutsideClash) -> list[tuple[str, Any, Any]]:
    if one.conflict is None:
        return [("Tout le fichier", one.ours, one.theirs)]
    return [(_called(place.path), place.mine, place.theirs) for place in one.conflict.clashes]


def _called(path: tuple[str | int, ...]) -> str:
    if path == (BODY,):
        return "Texte"
    words = (LABELS.get(step, step) if isinstance(step, str) else str(step + 1) for step in path)
    return " › ".join(words) or "Liste entière"


def _missing(request: AtelierRequest, both: Joining) -> str:
    """Return the roles of which one is needed to choose; nothing when the person has them all."""
    for one in both.clashes:
        try:
            wanted = writers(kind_of_path(one.path).name)
        except NotEditable:
            wanted = PUBLISHERS
        if not request.worker.roles & wanted:
            return spoken(wanted, "ou")
    return ""


def act(request: AtelierRequest) -> Response:
    """Open or close the exchanges, make one, or join both sides as chosen."""
    known, operation = forge.found(request.desk), request.one("op")
    if known is None:
        raise unknown_page()
    if operation in ("ouvrir", "fermer"):
        return _opened(request, known, open_=operation == "ouvrir")
    if operation == "reunir":
        return _joined(request, known)
    if operation != "echanger":
        raise unknown_action()
    return _exchanged(request, known)


def _opened(request: AtelierRequest, known: Forge, *, open_: bool) -> Response:
    if not request.worker.roles & PUBLISHERS:
        raise forbidden(f"Il y faut le rôle {spoken(PUBLISHERS, 'ou')}.")
    forge.keep(request.desk, ForgeState(open=open_))
    request.note("forge-opened" if open_ else "forge-closed", what=known.remote)
    return _exchanged(request, known) if open_ else see(ADDRESS)


def _exchanged(request: AtelierRequest, known: Forge) -> Response:
    now = forge.exchange(request.desk, known)
    return see(f"{ADDRESS}?fait={now.how}#etat")


def _joined(request: AtelierRequest, known: Forge) -> Response:
    both = forge.clashing(known)
    if both is None:
        return see(ADDRESS)
    if missing := _missing(request, both):
        raise forbidden(f"Il y faut le rôle {missing}.")
    choices = [
        [request.one(f"choix.{rank}.{place}") for place in range(clash.places)]
        for rank, clash in enumerate(both.clashes)
    ]
    if refused := _unsettled(request, known, both, choices):
        return _shown(request, refused)
    request.note("joined", what=known.remote)
    return _exchanged(request, known)


def _versions(both: Joining) -> tuple[str, str]:
    return both.ours, both.theirs


def _seen(request: AtelierRequest) -> tuple[str, str]:
    """Return the versions of both sides between which the page asked to choose."""
    return request.one("ici"), request.one("la-bas")


def _unsettled(request: AtelierRequest, known: Forge, both: Joining, choices: SideChoices) -> str:
    """Join both sides; return why not, or nothing."""
    if _versions(both) != _seen(request):
        return "Quelque chose a été enregistré entre-temps : relire les choix."
    if not all(choice in ("mien", "leur") for told in choices for choice in told):
        return "Choisir un côté pour chaque place."
    try:
        forge.settle(request.desk, known, request.worker.author, both, choices)
    except NotJoined as why:
        return str(why)
    return ""


ROUTES = (
    AtelierRoute(path=ADDRESS, handler=show, roles=EVERY_ROLE),
    AtelierRoute(path=ADDRESS, handler=act, roles=EVERY_ROLE, methods=("POST",)),
)
