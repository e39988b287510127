"""Sign-in to the atelier by a link received by mail, which lets in once; sign-out, at the provider too."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection
from starlette.responses import Response

from chorale.atelier import acts, team
from chorale.atelier.acts import ActKind
from chorale.atelier.rights import EVERY_ROLE, spoken
from chorale.atelier.team import LINK_BY_MAIL, Member
from chorale.atelier.web import staff_emails
from chorale.atelier.web.doors import COOKIE, NOBODY
from chorale.atelier.web.request import ENTRY, HOME, OPEN, AtelierRequest, AtelierRoute, page, see
from chorale.service.accounts import encryption, openid, people
from chorale.service.accounts.openid import SignInRefused
from chorale.service.accounts.people import Person
from chorale.service.http_errors import too_many
from chorale.service.logs import log
from chorale.service.mail.message import OutgoingEmail
from chorale.service.web.request import Service
from chorale.service.web.security import Limit

ASKED = Limit(name="atelier-lien", count=5, within=timedelta(minutes=15))
ASKED_THERE = Limit(name="atelier-lien-reseau", count=60, within=timedelta(minutes=15))
"""How many links one address is sent, and one network asks for: a whole team often comes out by a single one."""
TRIED = Limit(name="atelier-code", count=10, within=timedelta(minutes=10))
COME = Limit(name="atelier-porte", count=60, within=openid.LASTS)
"""More than for codes, which are guessed: a whole office comes in by one address in the morning."""
LONGEST = 300


def entry(request: AtelierRequest) -> Response:
    """Show how to come in; nothing is read from the address, nothing is consumed."""
    return entry_page(request, suite=request.query.get("suite", ""))


def entry_page(
    request: AtelierRequest, *, suite: str, status: int = 200, **values: object
) -> Response:
    """Show the door: what was asked, what is refused, and each way in."""
    provider = request.workshop.provider
    told = {"asked": False, "faulty": False, "refused": "", "farewell": "", **values}
    told["provider"] = provider.settings.name if provider else ""
    return page(request, "entry.html", status=status, suite=inside(suite), **told)


def inside(path: str) -> str:
    """Return an address of the atelier, its home for any other: a link of ours never leads elsewhere."""
    plain = (
        path.startswith(HOME) and "\\" not in path and len(path) < LONGEST and path.isprintable()
    )
    return path if plain and "//" not in path else HOME


def ask(request: AtelierRequest) -> Response:
    """Send a link to an address of the team; the answer is the same for any address."""
    service, address = request.service, request.one("adresse")[:LONGEST].strip()
    for limit, source in ((ASKED_THERE, request.source), (ASKED, address.casefold())):
        if wait := service.limits.take(limit, source, service.clock()):
            raise too_many(wait)
    with service.store.write("access") as connection:
        if member := team.by_address(connection, address):
            code = team.link(connection, member.person.id, service.clock(), LINK_BY_MAIL)
            letter = invitation(service, member, code, hours=True)
            service.outbox.put(connection, letter, service.clock())
    service.worker.bell.set()
    return entry_page(request, suite=request.one("suite"), asked=True)


def enter(request: AtelierRequest) -> Response:
    """Open a session for the code of a link, sent by a human's click; the code is burnt.

    A network is kept out by its wrong codes alone: a whole team comes in by one in the morning.
    """
    slow_down(request)
    service = request.service
    now, code = service.clock(), "".join(request.one("code").rpartition("#")[2].split()).upper()
    with service.store.write("access", acts.TURN) as connection:
        person = team.used(connection, code, now) if 0 < len(code) < LONGEST else None
        cookie = opened(request, connection, person, "entered") if person else ""
    if not cookie:
        if wait := service.limits.take(TRIED, request.source, now):
            raise too_many(wait)
        return entry_page(request, suite=request.one("suite"), faulty=True, status=403)
    return with_session(see(inside(request.one("suite"))), cookie)


def opened(
    request: AtelierRequest,
    connection: Connection,
    person: Person,
    kind: ActKind,
    *,
    pocket: str = "",
    **facts: str,
) -> str:
    """Open a session, tell it to the journal, return its cookie. The caller's transaction holds TURN."""
    now = request.service.clock()
    acts.note(connection, person.id, now, kind, **facts)
    return people.enter(connection, person, pocket, now)


def with_session(response: Response, value: str) -> Response:
    """Give the browser its session, or take it back when value is empty.

    Lax, for the links of mails lead to pages of the atelier; no page changes anything without a form of ours.
    """
    age = None if value else 0
    response.set_cookie(
        COOKIE, value, max_age=age, secure=True, httponly=True, samesite="lax", path="/"
    )
    return response


def leave(request: AtelierRequest) -> Response:
    """Close the session, then the one of the provider that opened it, or say that it stays open there."""
    with request.desk.store.write(acts.TURN) as connection:
        if request.login is not None:
            people.leave(connection, request.login)
            acts.note(connection, request.worker.key, request.desk.clock(), "left")
    provider, id_token = request.workshop.provider, request.login.pocket if request.login else ""
    if provider is None or not id_token:
        return with_session(see(ENTRY), "")
    farewell = provider.farewell(id_token, request.desk.clock())
    gone = replace(request, worker=NOBODY, login=None, menu=())
    return with_session(
        page(gone, "left.html", farewell=farewell, provider=provider.settings.name), ""
    )


def invitation(
    service: Service, member: Member, code: str, *, hours: bool = False
) -> OutgoingEmail:
    """Write the letter that carries a link; hours for one that was asked for, days for one that is sent first."""
    about, roles = service.community.name, spoken(member.roles) or "aucun"
    return staff_emails.letter(
        service,
        "equipe-lien",
        {"communaute": about, "duree": "une heure" if hours else "sept jours"},
        member.person,
        facts=f"{service.absolute(ENTRY)}#{code}\n\nVos rôles : {roles}.",
        key=f"atelier-link:{encryption.digest(code)}",
        kind="atelier-link",
        about=about,
    )


def refused_entry(
    request: AtelierRequest, refusal: SignInRefused, suite: str, status: int
) -> Response:
    """Show the door, with why no session was opened; the reason is logged, without who."""
    log("sign-in-refused", why=refusal.why)
    told = {"refused": refusal.sentence, "farewell": refusal.farewell}
    return entry_page(request, suite=suite, status=status, **told)


def slow_down(request: AtelierRequest) -> None:
    """Refuse an entry after too many of one source. Raises HttpError."""
    if wait := request.service.limits.take(COME, request.source, request.service.clock()):
        raise too_many(wait)


ROUTES = (
    AtelierRoute(path=ENTRY, handler=entry, roles=OPEN, online=True),
    AtelierRoute(path=ENTRY, handler=enter, roles=OPEN, methods=("POST",), online=True),
    AtelierRoute(path=ENTRY + "/lien", handler=ask, roles=OPEN, methods=("POST",), online=True),
    AtelierRoute(
        path=HOME + "sortir", handler=leave, roles=EVERY_ROLE, methods=("POST",), online=True
    ),
)
