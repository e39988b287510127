"""The publication: prepared aside, what it will change, put online, put back."""

from starlette.responses import Response

from chorale.atelier import publication
from chorale.atelier.rights import PUBLISHERS
from chorale.atelier.web.request import (
    HOME,
    AtelierRequest,
    AtelierRoute,
    MenuLine,
    page,
    refused_page,
    see,
    told,
)
from chorale.content.problems import errors

ADDRESS = HOME + "publier"
SHOWN = 300


def show(request: AtelierRequest) -> Response:
    """Show what is online and what the next publication would change."""
    press, project = request.workshop.press, request.desk.project()
    state = press.state
    return page(
        request,
        "press.html",
        state=state,
        outdated=state.phase == "ready" and state.stamp != project.stamp,
        summary=publication.summary(state.changes),
        changes=state.changes[:SHOWN],
        more=max(0, len(state.changes) - SHOWN),
        published=press.published_at,
        past=[(name, press.replaced_at(name)) for name in press.past()],
        problems=errors(project.problems),
        done=request.query.get("fait", ""),
        refused=request.query.get("refus", ""),
    )


def act(request: AtelierRequest) -> Response:
    """Prepare, publish or put back."""
    press, operation = request.workshop.press, request.one("op")
    if operation == "preparer":
        press.prepare(request.worker.author)
        return see(ADDRESS)
    refused = press.put_back(request.one("version")) if operation == "revenir" else press.publish()
    if refused:
        return refused_page(request, "Rien n'a été publié", refused, ADDRESS, 409)
    if operation == "revenir":
        request.note("put-back", what=request.one("version"))
    else:
        request.note("published")
    return see(f"{ADDRESS}?fait={'revenu' if operation == 'revenir' else 'publie'}")


def state(request: AtelierRequest) -> Response:
    """Answer where the preparation stands, for the script that follows it."""
    found = request.workshop.press.state
    return told({"phase": found.phase, "etape": found.step})


ROUTES = (
    AtelierRoute(
        path=ADDRESS,
        handler=show,
        roles=PUBLISHERS,
    ),
    AtelierRoute(path=ADDRESS, handler=act, roles=PUBLISHERS, methods=("POST",)),
    AtelierRoute(
        path=ADDRESS + "/etat",
        handler=state,
        roles=PUBLISHERS,
    ),
)
MENU = (MenuLine(label="Publier", address=ADDRESS, roles=PUBLISHERS, rank=80),)
