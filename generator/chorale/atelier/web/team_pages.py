"""The team: who has which role, given and taken back; the journal of what everyone did."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection
from starlette.responses import Response

from chorale.atelier import acts, shelves, team
from chorale.atelier.acts import JournalWords
from chorale.atelier.desk import NoContent
from chorale.atelier.rights import ROLE_DUTIES, ROLE_NAMES, STAFF_ROLES, Roles, spoken
from chorale.atelier.team import LINK_BY_HAND, Member, NoOperatorLeft
from chorale.atelier.web.entry_pages import invitation
from chorale.atelier.web.request import HOME, AtelierRequest, AtelierRoute, MenuLine, page, see
from chorale.french import dates, phrases
from chorale.service.http_errors import unknown_action
from chorale.service.mail.message import OutgoingEmail
from chorale.service.timestamps import stamp
from chorale.service.web.request import Service

OPERATORS: Roles = frozenset({"operation"})
ADDRESS, JOURNAL = HOME + "equipe", HOME + "journal"
SHOWN = 300


def show(request: AtelierRequest) -> Response:
    """Show the team."""
    return _team(request)


def _team(request: AtelierRequest, *, refused: str = "", status: int = 200) -> Response:
    with request.desk.store.read() as connection:
        found = team.members(connection)
    typed = {name: request.one(name) if refused else "" for name in ("nom", "adresse")}
    return page(
        request,
        "team.html",
        status=status,
        members=found,
        roles=[(role, ROLE_NAMES[role], ROLE_DUTIES[role]) for role in STAFF_ROLES],
        spoken=spoken,
        refused=refused,
        typed=typed,
        chosen=request.form.get("role", ()),
        done=request.query.get("fait", ""),
    )


def change(request: AtelierRequest) -> Response:
    """Invite someone, change what they may do, send them a link, or take them out of the team."""
    operation = request.one("op")
    try:
        if operation == "inviter":
            _invited(request)
        elif operation in ("roles", "lien", "retirer"):
            _changed(request, operation)
        else:
            raise unknown_action()
    except NoOperatorLeft:
        sentence = (
            "Une personne au moins garde l'exploitation : la donner d'abord à quelqu'un d'autre."
        )
        return _team(request, refused=sentence, status=409)
    except ValueError as told:
        return _team(request, refused=f"{phrases.capital(str(told))}.", status=422)
    return see(f"{ADDRESS}?fait={operation}")


def _invited(request: AtelierRequest) -> None:
    service, now = request.service, request.desk.clock()
    row = team.row(request.one("nom"), request.one("adresse"), request.form.get("role", ()))
    with service.store.write("access", acts.TURN) as connection:
        if team.by_address(connection, row.email):
            raise ValueError(
                "cette personne est déjà de l'équipe : ses rôles se changent dans la liste"
            )
        member = team.admit(connection, row, now)
        whom, what = member.person.id, spoken(row.roles)
        acts.note(connection, request.worker.key, now, "roles", whom=whom, what=what)
        _send(request, connection, member)
    service.worker.bell.set()


def _send(request: AtelierRequest, connection: Connection, member: Member) -> None:
    service, now = request.service, request.desk.clock()
    code = team.link(connection, member.person.id, now, LINK_BY_HAND)
    service.outbox.put(connection, invitation(service, member, code), now)
    acts.note(connection, request.worker.key, now, "invited", whom=member.person.id)


def _changed(request: AtelierRequest, operation: str) -> None:
    service, now, who = request.service, request.desk.clock(), request.one("qui")
    with service.store.write("access", acts.TURN) as connection:
        member = next((one for one in team.members(connection) if one.person.id == who), None)
        if member is None:
            raise ValueError("cette personne n'est plus de l'équipe")
        if operation == "lien":
            _send(request, connection, member)
        elif operation == "retirer":
            team.remove(connection, who, now)
            service.outbox.put(connection, removal(service, member, now), now)
            acts.note(connection, request.worker.key, now, "removed", whom=who)
        else:
            row = team.row(member.person.name, member.person.email, request.form.get("role", ()))
            after = team.admit(connection, row, now)
            if after.roles != member.roles:
                service.outbox.put(connection, new_roles(service, after, now), now)
            acts.note(
                connection, request.worker.key, now, "roles", whom=who, what=spoken(row.roles)
            )
    service.worker.bell.set()


def new_roles(service: Service, member: Member, now: datetime) -> OutgoingEmail:
    """Tell someone of the team what they may do from now on."""
    held = [role for role in STAFF_ROLES if role in member.roles]
    duties = "\n".join(f"- {ROLE_NAMES[role]} : {ROLE_DUTIES[role]}" for role in held)
    text = f"""Vos rôles dans l'atelier de {service.community.name} ont changé. Ils sont maintenant :

{duties}"""
    return _told(service, member, now, ("vos rôles ont changé", text))


def removal(service: Service, member: Member, now: datetime) -> OutgoingEmail:
    """Tell someone that they are of the team no more."""
    text = (
        f"Vous n'êtes plus de l'équipe de l'atelier de {service.community.name} : vos sessions sont fermées, vos liens"
        " et vos clés d'accès n'ouvrent plus rien, votre adresse en est effacée. Vos brouillons non enregistrés y"
        " restent ; ce que vous avez enregistré garde votre nom."
    )
    return _told(service, member, now, ("votre accès est fermé", text))


def _told(service: Service, member: Member, now: datetime, told: tuple[str, str]) -> OutgoingEmail:
    who, (about, text) = member.person, told
    return OutgoingEmail(
        key=f"atelier-team:{who.id}:{stamp(now)}:{about}",
        kind="atelier-team",
        about=service.community.name,
        addressee=who.id,
        to=who.email,
        subject=f"Atelier de {service.community.name} : {about}",
        text=f"""Bonjour {who.name},

{text}

Si cela vous surprend, répondez à ce message.

{service.community.sender.name}
""",
    )


def journal(request: AtelierRequest) -> Response:
    """Show what everyone did, the latest first, and whether the chain holds."""
    with request.desk.store.read() as connection:
        words = _words(request, team.names(connection))
        found, faults = acts.latest(connection, words, SHOWN)
    return page(request, "journal.html", acts=found, faults=faults)


def _words(request: AtelierRequest, people: Mapping[str, str]) -> JournalWords:
    """Return how the journal calls things: by today's titles, as identifiers while nothing can be read."""
    try:
        project = request.desk.project()
        titles = {one.slug: f"« {one.title} »" for one in project.community.issues}
    except NoContent:
        return JournalWords(people=people)
    press = request.workshop.press
    return JournalWords(
        people=people,
        file=shelves.spoken(project),
        letter=lambda slug: titles.get(slug, slug),
        version=lambda name: f"d'avant le {dates.instant(press.replaced_at(name))}",
    )


ROUTES = (
    AtelierRoute(path=ADDRESS, handler=show, roles=OPERATORS, online=True),
    AtelierRoute(path=ADDRESS, handler=change, roles=OPERATORS, methods=("POST",), online=True),
    AtelierRoute(path=JOURNAL, handler=journal, roles=OPERATORS),
)
MENU = (
    MenuLine(label="Équipe", address=ADDRESS, roles=OPERATORS, rank=90, online=True),
    MenuLine(label="Journal", address=JOURNAL, roles=OPERATORS, rank=95),
)
