"""Sign-in to the atelier by a link received by mail, which lets in once; sign-out."""

from datetime import timedelta

from starlette.responses import Response

from chorale.atelier import acts, team
from chorale.atelier.rights import EVERY_ROLE, spoken
from chorale.atelier.team import LINK_BY_MAIL, Member
from chorale.atelier.web.doors import COOKIE
from chorale.atelier.web.request import ENTRY, HOME, OPEN, AtelierRequest, AtelierRoute, page, see
from chorale.service.accounts import encryption, people
from chorale.service.http_errors import too_many
from chorale.service.mail.message import OutgoingEmail
from chorale.service.web.request import Service
from chorale.service.web.security import Limit

ASKED = Limit(name="atelier-lien", count=5, within=timedelta(minutes=15))
TRIED = Limit(name="atelier-code", count=10, within=timedelta(minutes=10))
LONGEST = 300


def entry(request: AtelierRequest) -> Response:
    """Show how to come in; nothing is read from the address, nothing is consumed."""
    return _entry(request, suite=request.query.get("suite", ""))


def _entry(request: AtelierRequest, *, suite: str, status: int = 200, **values: object) -> Response:
    told = {"asked": False, "faulty": False, **values}
    return page(request, "entry.html", status=status, suite=_inside(suite), **told)


def _inside(path: str) -> str:
    """Return an address of the atelier, its home for any other: a link of ours never leads elsewhere."""
    plain = (
        path.startswith(HOME) and "\\" not in path and len(path) < LONGEST and path.isprintable()
    )
    return path if plain and "//" not in path else HOME


def ask(request: AtelierRequest) -> Response:
    """Send a link to an address of the team; the answer is the same for any address."""
    service, address = request.service, request.one("adresse")[:LONGEST].strip()
    for source in (request.source, address.casefold()):
        if wait := service.limits.take(ASKED, source, service.clock()):
            raise too_many(wait)
    with service.store.write("access") as connection:
        if member := team.by_address(connection, address):
            code = team.link(connection, member.person.id, service.clock(), LINK_BY_MAIL)
            letter = invitation(service, member, code, hours=True)
            service.outbox.put(connection, letter, service.clock())
    service.worker.bell.set()
    return _entry(request, suite=request.one("suite"), asked=True)


def enter(request: AtelierRequest) -> Response:
    """Open a session for the code of a link, sent by a human's click; the code is burnt."""
    service = request.service
    now, code = service.clock(), "".join(request.one("code").rpartition("#")[2].split()).upper()
    if wait := service.limits.take(TRIED, request.source, now):
        raise too_many(wait)
    with service.store.write("access", acts.TURN) as connection:
        person = team.used(connection, code, now) if 0 < len(code) < LONGEST else None
        if person is None:
            cookie = ""
        else:
            cookie = people.enter(connection, person, "", now)
            acts.note(connection, person.id, now, "entered")
    if not cookie:
        return _entry(request, suite=request.one("suite"), faulty=True, status=403)
    return with_session(see(_inside(request.one("suite"))), cookie)


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
    """Close the session."""
    with request.desk.store.write(acts.TURN) as connection:
        if request.login is not None:
            people.leave(connection, request.login)
            acts.note(connection, request.worker.key, request.desk.clock(), "left")
    return with_session(see(ENTRY), "")


def invitation(
    service: Service, member: Member, code: str, *, hours: bool = False
) -> OutgoingEmail:
    """Write the letter that carries a link; hours for one that was asked for, days for one that is sent first."""
    who, community = member.person, service.community
    lasts = "une heure" if hours else "sept jours"
    text = f"""Bonjour {who.name},

Voici votre lien pour entrer dans l'atelier de {community.name} :
{service.absolute(ENTRY)}#{code}

Il sert une fois, pendant {lasts}. Ne le transférez pas ; ensuite, l'atelier en envoie un autre à qui le demande.
Vos rôles : {spoken(member.roles) or "aucun"}.

Si vous n'attendiez pas ce message, il n'y a rien à faire.

{community.sender.name}
"""
    return OutgoingEmail(
        key=f"atelier-link:{encryption.digest(code)}",
        kind="atelier-link",
        about=community.name,
        addressee=who.id,
        to=who.email,
        subject=f"Votre lien pour l'atelier de {community.name}",
        text=text,
    )


ROUTES = (
    AtelierRoute(path=ENTRY, handler=entry, roles=OPEN, online=True),
    AtelierRoute(path=ENTRY, handler=enter, roles=OPEN, methods=("POST",), online=True),
    AtelierRoute(path=ENTRY + "/lien", handler=ask, roles=OPEN, methods=("POST",), online=True),
    AtelierRoute(
        path=HOME + "sortir", handler=leave, roles=EVERY_ROLE, methods=("POST",), online=True
    ),
)
