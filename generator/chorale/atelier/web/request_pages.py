"""Requests between cycles at the desk: by theme, with their state and cost; those chosen go to the next cycle."""

from starlette.responses import Response

from chorale.atelier import carrying
from chorale.atelier.creation import Unmakeable
from chorale.atelier.rights import writers
from chorale.atelier.web.request import HOME, AtelierRequest, AtelierRoute, MenuLine, page, see
from chorale.content.follow_up import cost_words
from chorale.site.collected_requests import unit_of_collected

SECRETARIAT = writers("collected")
ADDRESS = HOME + "demandes"


def listing(request: AtelierRequest) -> Response:
    """Show what waits for a cycle, and the cycles that may take it."""
    return _shown(request)


def _shown(request: AtelierRequest, refused: str = "") -> Response:
    community = request.desk.project().community
    unit = unit_of_collected(community)
    return page(
        request,
        "requests.html",
        status=422 if refused else 200,
        themes=carrying.pending(community),
        cycles=carrying.preparing(community),
        chosen=request.form.get("demande", ()),
        wanted=request.one("cycle"),
        cost_words=lambda cost: cost_words(cost, unit),
        forms=[one for one in community.forms if one.becomes == "collected"],
        refused=refused,
    )


def carry(request: AtelierRequest) -> Response:
    """Put the chosen requests in the draft of a cycle, and lead to it; nothing is written before it is saved."""
    try:
        names = request.form.get("demande", ())
        path = carrying.carry(request.desk, request.worker, request.one("cycle"), names)
    except Unmakeable as why:
        return _shown(request, str(why))
    return see(f"{HOME}fiche/{path}")


ROUTES = (
    AtelierRoute(path=ADDRESS, handler=listing, roles=SECRETARIAT),
    AtelierRoute(path=ADDRESS, handler=carry, roles=SECRETARIAT, methods=("POST",)),
)
MENU = (MenuLine(label="Demandes", address=ADDRESS, roles=SECRETARIAT, rank=39),)
