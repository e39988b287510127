"""What lets a person into the atelier besides links: passkeys, used, added, removed; the account that is theirs."""

from starlette.responses import Response

from chorale.atelier import acts, team
from chorale.atelier.rights import EVERY_ROLE
from chorale.atelier.web import staff_emails
from chorale.atelier.web.entry_pages import (
    inside,
    opened,
    refused_entry,
    slow_down,
    with_session,
)
from chorale.atelier.web.request import (
    ENTRY,
    HOME,
    OPEN,
    AtelierRequest,
    AtelierRoute,
    page,
    see,
)
from chorale.content.text_rules import Invalid, line
from chorale.french import phrases
from chorale.service.accounts import passkeys
from chorale.service.accounts.openid import SignInRefused
from chorale.service.accounts.passkeys import NotThisKey, PasskeySite
from chorale.service.accounts.people import Person
from chorale.service.http_errors import no_login, unknown_action
from chorale.service.logs import log
from chorale.service.mail.message import OutgoingEmail

ADDRESS, KEY = HOME + "acces", ENTRY + "/cle"


def ask_key(request: AtelierRequest) -> Response:
    """Tell a script what to ask of a key of the person's choice."""
    return _options(passkeys.to_enter(_site(request)))


def enter_by_key(request: AtelierRequest) -> Response:
    """Open a session for the answer of a key."""
    slow_down(request)
    suite = request.one("suite")
    try:
        with request.service.store.write("access", acts.TURN) as connection:
            person = passkeys.entered(connection, _site(request), request.one("reponse"))
            cookie = opened(request, connection, person, "entered-key")
    except NotThisKey as wrong:
        sentence = (
            "Cette clé n'ouvre rien ici : elle a été retirée, ou sa réponse a trop tardé. Recommencez, ou demandez un "
            "lien par courriel."
        )
        return refused_entry(request, SignInRefused(sentence, f"key {wrong}"), suite, 403)
    return with_session(see(inside(suite)), cookie)


def show(request: AtelierRequest) -> Response:
    """Show what lets the person in."""
    return _access(request)


def _access(request: AtelierRequest, *, refused: str = "", status: int = 200) -> Response:
    theirs, person = request.workshop.provider, _person(request)
    with request.service.store.read() as connection:
        held = passkeys.of(connection, person.id)
        since = team.bound(connection, person.id, theirs.issuer) if theirs else None
    return page(
        request,
        "access.html",
        status=status,
        keys=held,
        full=len(held) >= passkeys.MOST,
        address=person.email,
        provider=theirs.settings.name if theirs else "",
        since=since,
        refused=refused,
        typed=request.one("nom") if refused else "",
        done=request.query.get("fait", ""),
    )


def ask_new_key(request: AtelierRequest) -> Response:
    """Tell a script what key to make."""
    person = _person(request)
    with request.service.store.read() as connection:
        held = passkeys.of(connection, person.id)
    return _options(passkeys.to_register(_site(request), person, held))


def change(request: AtelierRequest) -> Response:
    """Add a key, remove one, or part from the account of the provider."""
    operation = request.one("op")
    try:
        if operation == "ajouter":
            _add(request)
        elif operation in ("retirer", "delier"):
            _take_away(request, operation)
        else:
            raise unknown_action()
    except NotThisKey as wrong:
        log("key-refused", why=str(wrong))
        sentence = "Cette clé n'a pas pu être ajoutée : sa réponse a trop tardé ou ne se vérifie pas. Recommencez."
        return _access(request, refused=sentence, status=422)
    except ValueError as told:
        return _access(request, refused=f"{phrases.capital(str(told))}.", status=422)
    return see(f"{ADDRESS}?fait={operation}")


def _add(request: AtelierRequest) -> None:
    service, person, site = request.service, _person(request), _site(request)
    try:
        name = line(request.one("nom"), 60)
    except Invalid as wrong:
        raise ValueError(f"nom de la clé : {wrong}") from None
    if not name:
        raise ValueError(
            "donnez un nom à cette clé, pour la reconnaître : « téléphone », « poste du bureau »"
        )
    with service.store.write("access", acts.TURN) as connection:
        held = passkeys.of(connection, person.id)
        if len(held) >= passkeys.MOST:
            raise ValueError(
                f"« {name} » n'est pas ajoutée, vous avez déjà {passkeys.MOST} clés : en retirer une d'abord"
            )
        passkeys.register(connection, site, person, name, request.one("reponse"))
        acts.note(connection, person.id, site.now, "key-added")
        service.outbox.put(connection, _told(request, person, name), site.now)
    service.worker.bell.set()


def _take_away(request: AtelierRequest, operation: str) -> None:
    person, now, theirs = _person(request), request.service.clock(), request.workshop.provider
    with request.service.store.write("access", acts.TURN) as connection:
        if operation == "retirer":
            if not passkeys.remove(connection, person.id, request.one("cle")):
                raise ValueError("cette clé est déjà retirée")
            acts.note(connection, person.id, now, "key-removed")
        elif team.unbind(connection, person.id):
            name = theirs.settings.name if theirs else ""
            acts.note(connection, person.id, now, "unbound", what=name)


def _told(request: AtelierRequest, person: Person, name: str) -> OutgoingEmail:
    """Write to someone that a key was added: who did not add it must learn of it."""
    service, site = request.service, _site(request)
    return staff_emails.letter(
        service,
        "equipe-cle",
        {"communaute": service.community.name, "cle": name},
        person,
        facts=service.absolute(ADDRESS),
        key=f"atelier-key:{person.id}:{site.now.timestamp()}",
        kind="atelier-key",
        about=service.community.name,
    )


def _person(request: AtelierRequest) -> Person:
    """Return whose session this is; the route's roles guarantee that there is one."""
    if request.login is None:
        raise no_login()
    return request.login.person


def _site(request: AtelierRequest) -> PasskeySite:
    service = request.service
    return PasskeySite(
        origin=service.settings.origin,
        name=service.community.name,
        secret=service.outbox.secret,
        now=service.clock(),
    )


def _options(made: str) -> Response:
    return Response(made, media_type="application/json")


ROUTES = (
    AtelierRoute(path=KEY, handler=ask_key, roles=OPEN, online=True),
    AtelierRoute(path=KEY, handler=enter_by_key, roles=OPEN, methods=("POST",), online=True),
    AtelierRoute(path=ADDRESS, handler=show, roles=EVERY_ROLE, online=True),
    AtelierRoute(path=ADDRESS, handler=change, roles=EVERY_ROLE, methods=("POST",), online=True),
    AtelierRoute(path=ADDRESS + "/cle", handler=ask_new_key, roles=EVERY_ROLE, online=True),
)
