"""The atelier as an ASGI application, or as routes of the service: who is let in, refusals in words."""

import contextlib
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from chorale.atelier.desk import Desk, NoContent, OtherBranch
from chorale.atelier.forge import Courier
from chorale.atelier.mailing import Postman
from chorale.atelier.page_preview import Frames
from chorale.atelier.project_files import NotEditable, kind_of_path
from chorale.atelier.publication import Press
from chorale.atelier.rights import Roles, spoken, writers
from chorale.atelier.web.doors import NOBODY, Caller, Doorkeeper, StaffDoor
from chorale.atelier.web.pages import MENU, ROUTES
from chorale.atelier.web.request import (
    ENTRY,
    HOME,
    OPEN,
    AtelierRequest,
    AtelierRoute,
    MenuLine,
    Workshop,
    page,
    refused_page,
    see,
    told,
    typed,
)
from chorale.content.source_files import UnreadableFile
from chorale.french import os_errors
from chorale.service.http_errors import (
    HttpError,
    busy,
    fault,
    forbidden,
    not_allowed,
    someone_else,
    unknown_page,
    unwritable,
)
from chorale.service.logs import log
from chorale.service.store import Busy, Unwritable
from chorale.service.web.dispatch import Endpoint, address_of, place
from chorale.service.web.form_reading import SentForm, read_form
from chorale.service.web.request import Service
from chorale.service.web.security import SecurityMiddleware, prefix

FIELDS_MOST = 6000
APART = 4
"""Files of others that wait to be read, or are; the rest wait without a thread."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def application(desk: Desk, door: Doorkeeper) -> ASGIApp:
    """Make the application over a desk, for one's own machine."""
    workshop = Workshop(desk=desk, frames=Frames(desk), press=Press(desk))
    front = AtelierRoute(path="/", handler=lambda _: see(HOME), roles=OPEN)
    routes = [*_routes(workshop, door), Route("/", _endpoint(workshop, door, front))]
    strange = _endpoint(workshop, door, AtelierRoute(path="-", handler=_unknown, roles=OPEN))

    async def not_found(request: Request, _: Exception) -> Response:
        return await strange(request)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        threading.Thread(target=workshop.frames.warm, daemon=True).start()
        with Courier(desk):
            yield

    return SecurityMiddleware(
        Starlette(
            routes=routes,
            exception_handlers={404: not_found, 405: not_found},
            lifespan=lifespan,
        )
    )


class StaffRoom:
    """The atelier over a service (its database, its mails, its sessions): routes, and the postman beside them."""

    def __init__(self, serving: Callable[[], Service]) -> None:
        service = serving()
        settings = service.settings
        desk = Desk(
            root=settings.root,
            folder=settings.folder,
            store=service.store,
            clock=lambda: service.clock().astimezone(ZoneInfo(serving().community.timezone)),
            address=settings.base_url,
            branch=settings.branch,
        )
        self.postman, self.courier = Postman(desk, serving), Courier(desk)
        workshop = Workshop(
            desk=desk, frames=Frames(desk), press=Press(desk), serving=serving, postman=self.postman
        )
        self.routes = _routes(workshop, StaffDoor(service.store, service.clock))

    def start(self) -> None:
        """Begin to send what is due, and to exchange with the forge."""
        self.postman.start()
        self.courier.start()

    def stop(self) -> None:
        """Finish the messages and the exchange in hand, then stop."""
        self.postman.stop()
        self.courier.stop()


def _routes(workshop: Workshop, door: Doorkeeper) -> list[Route]:
    slow = CapacityLimiter(APART)
    return [
        Route(one.path, _endpoint(workshop, door, one, slow), methods=list(one.methods))
        for one in ROUTES
        if workshop.serving or not one.online
    ]


def _endpoint(
    workshop: Workshop, door: Doorkeeper, route: AtelierRoute, slow: CapacityLimiter | None = None
) -> Endpoint:
    """Turn a route into what Starlette calls; handlers run in threads, those that read apart in a few of their own."""
    limiter = slow if route.apart else None

    async def answer(request: Request) -> Response:
        request.scope["chorale.way"] = route.path
        service = workshop.serving() if workshop.serving else None
        origin = service.settings.origin if service else workshop.desk.address
        if turned := door.turned_away(request):
            return turned
        sent, refused = SentForm({}), None
        if request.method == "POST":
            try:
                sent = await _form(request, origin, route)
            except HttpError as refusal:
                refused = refusal
        visit = AtelierRequest(
            workshop=workshop,
            live=service,
            cookies=request.cookies,
            worker=NOBODY,
            method=request.method,
            path=request.url.path,
            parameters=request.path_params,
            query=dict(request.query_params),
            form=sent.fields,
            files=sent.files,
            file_names=sent.file_names,
            source=prefix(address_of(request, service)) if service else "",
            wants_json="application/json" in request.headers.get("accept", ""),
        )
        return await to_thread.run_sync(_answer, visit, route, refused, door, limiter=limiter)

    return answer


async def _form(request: Request, origin: str, route: AtelierRoute) -> SentForm:
    """Read a form that says that it comes from our own pages: no cookie tells them from others on one's own machine."""
    if not {"origin", "sec-fetch-site"} & set(request.headers.keys()):
        raise not_allowed()
    return await read_form(request, origin, route.limit, fields=FIELDS_MOST, files=route.files)


def _answer(
    request: AtelierRequest,
    route: AtelierRoute,
    refused: HttpError | None,
    door: Doorkeeper,
) -> Response:
    try:
        caller = door.caller(request.cookies)
        menu = _menu(request, caller)
        request = replace(request, worker=caller.worker, login=caller.login, menu=menu)
        made = _made(request, route, refused)
    except (Busy, Unwritable) as error:
        log("busy", way=route.path, why=str(error))
        made = _refusal(request, busy() if isinstance(error, Busy) else unwritable())
    except OtherBranch as why:
        sentence = f"{why} Ce qui était en brouillon y reste."
        made = refused_page(request, "Rien n'est enregistré", sentence, HOME, 409)
    except OSError as error:  # a folder that the service may read only, a full disk: the draft stands in the database
        log("unwritable", way=route.path, why=type(error).__name__)
        sentence = f"Le projet ne s'écrit pas ({os_errors.refusal(error)}). Ce qui était en brouillon y reste."
        made = refused_page(request, "Rien n'est écrit", sentence, HOME, 503)
    except Exception as error:  # noqa: BLE001 - told to the operator by its place, to the person by a page
        log("fault", way=route.path, error=type(error).__name__, where=place(error))
        made = _refusal(request, fault())
    made.headers.setdefault("Content-Security-Policy", POLICY)
    return made


def _menu(request: AtelierRequest, caller: Caller) -> list[MenuLine]:
    """Return the lines of the menu that lead somewhere for this person."""
    here = [one for one in MENU if request.workshop.serving or not one.online]
    return sorted(
        (one for one in here if caller.worker.roles & one.roles), key=lambda one: one.rank
    )


def _made(request: AtelierRequest, route: AtelierRoute, refused: HttpError | None) -> Response:
    """Return what a route answers, or the refusal in words."""
    try:
        if refused:
            return _refusal(request, refused)
        return _admitted(request, route) or _question(request) or route.handler(request)
    except NotEditable:
        return _refusal(request, unknown_page())
    except UnreadableFile as broken:
        sentence = f"{broken.problem.source} : {broken.problem.sentence}. À corriger dans un éditeur de texte."
        status = 409 if request.method == "POST" else 422  # what was typed is kept in the page
        return refused_page(request, "Fichier illisible", sentence, HOME, status)
    except NoContent as broken_all:
        values = {"problems": broken_all.problems, "typed": typed(request)}
        return page(request, "broken.html", status=422, **values)
    except HttpError as refusal:
        return _refusal(request, refusal)


def _admitted(request: AtelierRequest, route: AtelierRoute) -> Response | None:
    """Let in who may ask; return the sign-in page for who has no session. Raises HttpError for who may not."""
    if route.roles == OPEN:
        return None
    if not request.worker.key:
        return _sign_in(request)
    if request.one("par") not in ("", request.worker.key):
        raise someone_else()
    if not request.worker.roles & route.roles:
        raise _reserved(route.roles)
    if route.edits:
        named = request.parameters.get("kind")
        kind = named or kind_of_path(request.parameters["path"]).name
        if not request.worker.may_edit(kind):
            raise _reserved(writers(kind))
    return None


def _question(request: AtelierRequest) -> Response | None:
    """Ask before what a button loses: the address that it sends to says the question, until a script has asked it."""
    query = dict(request.query)
    question = query.pop("question", "")
    if request.method != "POST" or not question:
        return None
    address = f"{request.path}?{urlencode(query)}" if query else request.path
    return page(request, "question.html", question=question, address=address)


def _reserved(roles: Roles) -> HttpError:
    return forbidden(
        f"Il y faut le rôle {spoken(roles, 'ou')}. Une personne chargée de l'exploitation peut vous le donner."
    )


def _sign_in(request: AtelierRequest) -> Response:
    """Lead to the door; what was typed in a form waits in the page, to be sent again once inside."""
    if request.wants_json:
        return told({"session": False}, 401)
    if request.method == "POST":
        return page(request, "again.html", status=401, kept=request.form, files=request.file_names)
    return see(f"{ENTRY}?suite={quote(request.path)}")


def _refusal(request: AtelierRequest, refusal: HttpError) -> Response:
    made = refused_page(request, refusal.title, refusal.sentence, HOME, refusal.status)
    made.headers.update(refusal.headers)
    return made


def _unknown(_: AtelierRequest) -> Response:
    raise unknown_page()
