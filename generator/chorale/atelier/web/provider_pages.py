"""Sign-in to the atelier by an account of the identity provider: departure, return, who of the team this is."""

from sqlalchemy import Connection
from starlette.responses import Response

from chorale.atelier import acts, team
from chorale.atelier.web.entry_pages import (
    inside,
    opened,
    refused_entry,
    slow_down,
    with_session,
)
from chorale.atelier.web.request import BACK, ENTRY, OPEN, AtelierRequest, AtelierRoute, see
from chorale.service import signed_links
from chorale.service.accounts import openid, people
from chorale.service.accounts.openid import (
    OpenidProvider,
    PendingSignIn,
    ProvenIdentity,
    SignInRefused,
)
from chorale.service.accounts.people import Person
from chorale.service.http_errors import unknown_page

ACCOUNT = ENTRY + "/compte"
_DEPARTURE = "__Host-chorale-depart-"


def depart(request: AtelierRequest) -> Response:
    """Lead to the identity provider; the browser keeps what it must bring back."""
    theirs, service = request.workshop.provider, request.service
    if theirs is None:
        raise unknown_page()
    now, back = service.clock(), inside(request.query.get("suite", ""))
    slow_down(request)
    waiting = openid.pending(back)
    try:
        made = see(theirs.departure(waiting, now))
    except SignInRefused as refusal:
        return refused_entry(request, refusal, back, 503)
    made.set_cookie(
        _departure(waiting.state),
        waiting.sealed(service.outbox.secret, now),
        max_age=int(openid.LASTS.total_seconds()),
        secure=True,
        httponly=True,
        samesite="lax",
        path="/",
    )
    return made


def come_back(request: AtelierRequest) -> Response:
    """Open a session for who comes back from the identity provider, in the browser that left for it."""
    theirs, service, state = (
        request.workshop.provider,
        request.service,
        request.query.get("state", ""),
    )
    if theirs is None:
        raise unknown_page()
    slow_down(request)
    kept = request.cookies.get(_departure(state), "")
    waiting = openid.kept(service.outbox.secret, kept, service.clock())
    try:
        if waiting is None or not signed_links.same(state, waiting.state):
            raise _stale()
        made = with_session(see(waiting.back), _session(request, theirs, waiting))
    except SignInRefused as refusal:
        made = refused_entry(request, refusal, waiting.back if waiting else "", 403)
    made.delete_cookie(_departure(state), secure=True, httponly=True, samesite="lax", path="/")
    return made


def _session(request: AtelierRequest, theirs: OpenidProvider, waiting: PendingSignIn) -> str:
    now = request.service.clock()
    found = theirs.identity(request.query, waiting, now)
    with request.service.store.write("access", acts.TURN) as connection:
        if not people.spend(connection, waiting.state, now, openid.LASTS):
            raise _stale()
        person = _member(connection, found, request, theirs)
        told = {"pocket": found.id_token, "what": theirs.settings.name}
        return opened(request, connection, person, "entered-account", **told)


def _member(
    connection: Connection, found: ProvenIdentity, request: AtelierRequest, theirs: OpenidProvider
) -> Person:
    """Return who of the team this is, by their number there; the first time, by their verified address."""
    now, name = request.service.clock(), theirs.settings.name
    if known := team.by_account(connection, found):
        return known
    member = team.by_address(connection, found.address) if found.address else None
    if member and team.bind(connection, member.person.id, found, now):
        acts.note(connection, member.person.id, now, "bound", what=name)
        return member.person
    raise _not_theirs(found, name, theirs.farewell(found.id_token, now), known=member is not None)


def _not_theirs(found: ProvenIdentity, name: str, farewell: str, *, known: bool) -> SignInRefused:
    if known:
        return SignInRefused(
            f"L'adresse {found.address} est liée ici à un autre compte {name}. Entrez par un lien reçu par courriel, "
            "déliez ce compte dans « Vos accès », puis recommencez.",
            "other-account",
            farewell=farewell,
        )
    if found.address:
        return SignInRefused(
            f"L'adresse {found.address}, celle de votre compte {name}, n'est pas de l'équipe. Demandez à une personne "
            "chargée de l'exploitation de l'y inscrire, ou entrez avec un autre compte.",
            "not-of-the-team",
            farewell=farewell,
        )
    return SignInRefused(
        f"{name} ne garantit pas l'adresse électronique de votre compte. Faites-la vérifier là-bas, ou demandez un "
        "lien par courriel.",
        "address-unverified",
        farewell=farewell,
    )


def _stale() -> SignInRefused:
    return SignInRefused(
        "Ce retour ne vaut plus : il a déjà servi, il vient d'un autre navigateur, ou plus de dix minutes ont passé. "
        "Recommencez.",
        "stale",
    )


def _departure(state: str) -> str:
    """Return the name of the cookie of one departure: two tabs may be under way."""
    return _DEPARTURE + "".join(sign for sign in state if sign.isascii() and sign.isalnum())[:16]


ROUTES = (
    AtelierRoute(path=ACCOUNT, handler=depart, roles=OPEN, online=True),
    AtelierRoute(path=BACK, handler=come_back, roles=OPEN, online=True),
)
