"""Dispatch of a request: guards, form read within limits, session found, handler called."""

import asyncio
import traceback
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from chorale.service.accounts import people
from chorale.service.accounts.people import COOKIE
from chorale.service.http_errors import (
    HttpError,
    busy,
    fault,
    forbidden,
    malformed,
    no_login,
    too_large,
    too_slow,
)
from chorale.service.logs import log
from chorale.service.store import Busy
from chorale.service.web.page_rendering import refusal_page
from chorale.service.web.request import FormData, Service, ServiceRequest, ServiceRoute
from chorale.service.web.security import guard, prefix

FIELDS_MOST = 499
BODY_SECONDS = 30
Endpoint = Callable[[Request], Awaitable[Response]]


def endpoint(service: Service, route: ServiceRoute) -> Endpoint:
    """Turn a route into what Starlette calls; handlers run in threads and may block."""

    async def answer(request: Request) -> Response:
        request.scope["chorale.way"] = route.path
        form: FormData = {}
        refused: HttpError | None = None
        if request.method == "POST":
            try:
                form = await _form(request, service, route.limit)
            except HttpError as refusal:
                refused = refusal
        visit = _visit(service, request, form)
        return await run_in_threadpool(_answer, visit, route, request.cookies.get(COOKIE), refused)

    return answer


def _visit(service: Service, request: Request, form: FormData) -> ServiceRequest:
    return ServiceRequest(
        service=service,
        method=request.method,
        path=request.url.path,
        parameters=request.path_params,
        query=dict(request.query_params),
        form=form,
        source=prefix(_address(request, service)),
        now=service.clock().astimezone(UTC),
    )


def _answer(
    request: ServiceRequest, route: ServiceRoute, cookie: str | None, refused: HttpError | None
) -> Response:
    if refused is not None:
        return refusal_page(request, refused)
    try:
        known = _with_login(request, cookie) if cookie else request
        return route.handler(_admitted(known, route))
    except HttpError as refusal:
        return refusal_page(request, refusal)
    except Busy as error:
        log("busy", way=route.path, why=str(error))
        return refusal_page(request, busy())
    except Exception as error:  # noqa: BLE001 - told to the operator by its place, to the visitor by a page
        log("fault", way=route.path, error=type(error).__name__, where=_place(error))
        return refusal_page(request, fault())


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return " > ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-6:])


def _admitted(request: ServiceRequest, route: ServiceRoute) -> ServiceRequest:
    if route.roles is None:
        return request
    if request.login is None:
        raise no_login()
    person = request.login.person
    scope = request.parameters.get("cycle", person.scope)
    if person.role not in route.roles or person.scope != scope:
        raise forbidden("Votre lien ne donne pas accès à cette page.")
    return request


def _with_login(request: ServiceRequest, cookie: str) -> ServiceRequest:
    with request.service.store.read() as connection:
        found = people.find(connection, cookie, request.now)
    if found is not None and people.stale(found, request.now):
        with request.service.store.write() as connection:
            people.touch(connection, found, request.now)
    return replace(request, login=found)


def _address(request: Request, service: Service) -> str:
    peer = request.client.host if request.client else "?"
    forwarded = request.headers.getlist("x-forwarded-for")
    if (
        peer in service.settings.proxies and forwarded
    ):  # the proxy writes last; what is before, anyone may have written
        return forwarded[-1].rpartition(",")[2].strip()
    return peer


async def _form(request: Request, service: Service, limit: int) -> FormData:
    refused = guard(request.headers, service.settings.origin)
    if refused is not None:
        raise refused
    body = await _body(request, limit)
    if request.headers.get("content-type", "").lower().startswith("multipart/"):
        pairs = await _multipart(request.headers, body)
    else:
        pairs = _urlencoded(body)
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


async def _body(request: Request, limit: int) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise too_large()
    except TimeoutError:
        raise too_slow() from None
    except ClientDisconnect:
        raise malformed("L'envoi s'est interrompu : rien n'a été enregistré.") from None
    return bytes(body)


def _urlencoded(body: bytes) -> list[tuple[str, str]]:
    if body.count(b"&") >= FIELDS_MOST:
        raise too_large()
    try:
        return parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=FIELDS_MOST,
        )
    except ValueError:
        raise malformed(
            "Le formulaire reçu n'est pas du texte lisible : rien n'a été enregistré."
        ) from None


async def _multipart(headers: Headers, body: bytes) -> list[tuple[str, str]]:
    if body.count(b"\r\nContent-Disposition") > FIELDS_MOST:
        raise too_large()

    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    try:
        form = await MultiPartParser(headers, stream(), max_files=0, max_fields=FIELDS_MOST).parse()
        return [(name, str(value)) for name, value in form.multi_items()]
    except (MultiPartException, KeyError, UnicodeDecodeError, ValueError):
        raise malformed("Le formulaire reçu est illisible : rien n'a été enregistré.") from None
