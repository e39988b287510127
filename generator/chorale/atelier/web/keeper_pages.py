"""A key kept by someone who is not of the team: their link sent and closed at the desk, and what they do by it."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from starlette.responses import Response

from chorale.atelier import acts, keepers, team
from chorale.atelier.desk import Writer
from chorale.atelier.keepers import Keeper
from chorale.atelier.rights import NO_ROLE
from chorale.atelier.web import key_pages, opening_pages, outside_links, staff_emails
from chorale.atelier.web.cycle_pages import ADDRESS, ONE, SECRETARIAT, written
from chorale.atelier.web.outside_links import BadPerson
from chorale.atelier.web.request import (
    HOME,
    OPEN,
    AtelierRequest,
    AtelierRoute,
    page,
    see,
)
from chorale.atelier.web.staff_emails import Outsider
from chorale.ipm.model import Cycle, SealKey
from chorale.service import signed_links
from chorale.service.http_errors import HttpError, too_many, unknown_action
from chorale.service.mail.message import OutgoingEmail
from chorale.service.questionnaire import seal_keys
from chorale.service.questionnaire.emails import cycle_name
from chorale.service.web.security import Limit

DOOR = HOME + "cle/"
USE = "cle-confiee"
STEPS = Limit(name="cle-lien", count=60, within=timedelta(minutes=10))
CLOSED = "Ce lien est fermé, ou il n’est pas entier. Demandez-en un autre au secrétariat, en répondant à son courriel."
MADE = "creer"


class KeeperRefused(Exception):
    """Nothing was sent; the text is a French sentence."""


def show(request: AtelierRequest) -> Response:
    """Show who keeps a key by a link, and to whom another is sent."""
    return _desk(request, written(request))


def _desk(request: AtelierRequest, cycle: Cycle, refused: str = "") -> Response:
    with request.service.store.read() as connection:
        found = keepers.of_cycle(connection, cycle.slug)
        names = team.names(connection)
    return page(
        request,
        "cycle_keepers.html",
        status=422 if refused else 200,
        cycle=cycle,
        keepers=[(one, _state(cycle, one), names.get(one.asked_by, "")) for one in found],
        tasks=_tasks(cycle, closed=key_pages.closed(request, cycle)),
        typed=request.one,
        refused=refused,
        done=request.query.get("fait", ""),
    )


def _state(cycle: Cycle, found: Keeper) -> str:
    if found.keeps(cycle):
        return "clé prouvée"
    return "clé remplacée depuis" if found.recipient else "clé à créer"


def _tasks(cycle: Cycle, *, closed: bool) -> dict[str, str]:
    """Return what someone may be asked to do, by the value that the form sends."""
    made = {MADE: "créer une clé"} if len(cycle.seals) < seal_keys.KEYS else {}
    lost = {
        f"remplacer {key.recipient}": f"remplacer la clé de « {key.holder} »" for key in cycle.seals
    }
    opens = {
        f"garder {key.recipient}": f"essayer, puis ouvrir avec la clé de « {key.holder} »"
        for key in cycle.seals
    }
    return opens if closed else {**made, **opens, **lost}


def steer(request: AtelierRequest) -> Response:
    """Send a link, or close one."""
    cycle, operation = written(request), request.one("op")
    if operation not in ("confier", "fermer"):
        raise unknown_action()
    try:
        act = _entrusted if operation == "confier" else _closed
        act(request, cycle)
    except KeeperRefused as why:
        return _desk(request, cycle, str(why))
    return see(f"{ADDRESS}/{cycle.slug}/gardiens?fait={operation}")


def _entrusted(request: AtelierRequest, cycle: Cycle) -> None:
    service, now = request.service, request.service.clock()
    try:
        name, address = outside_links.asked(request, "le courriel la salue par lui")
    except BadPerson as why:
        raise KeeperRefused(str(why)) from None
    key, instead = _wanted(request, cycle)
    if not key.holder:
        raise KeeperRefused("Dire la fonction de qui garde la clé, par exemple « Secours ».")
    made = Keeper(
        id=signed_links.new_id(),
        cycle=cycle.slug,
        name=name,
        holder=key.holder,
        instead=instead,
        recipient=key.recipient,
        asked_by=request.worker.key,
        asked_at=now,
    )
    with service.store.write("atelier", acts.TURN) as connection:
        keepers.entrust(connection, made)
        service.outbox.put(connection, _letter(request, cycle, made, address), now)
        what = f"cycle {cycle.number}, clé de « {key.holder} »"
        acts.note(connection, request.worker.key, now, "cycle-keeper", whom=made.id, what=what)
    service.worker.bell.set()


def _wanted(request: AtelierRequest, cycle: Cycle) -> tuple[SealKey, str]:
    """Return the key that is entrusted, without recipient while it is to be made, and the one that it replaces."""
    task, holder = request.one("tache"), " ".join(request.one("fonction").split())[:80]
    if task not in _tasks(cycle, closed=key_pages.closed(request, cycle)):
        raise KeeperRefused(
            "Choisir ce qui est demandé dans la liste : les clés ont changé entre-temps."
        )
    kind, _, recipient = task.partition(" ")
    known = {one.recipient: one for one in cycle.seals}
    if kind == MADE:
        return SealKey(holder=holder, recipient=""), ""
    if kind == "garder":
        return known[recipient], ""
    return SealKey(holder=holder or known[recipient].holder, recipient=""), recipient


def _letter(request: AtelierRequest, cycle: Cycle, found: Keeper, address: str) -> OutgoingEmail:
    told = {
        "qui": request.worker.name,
        "fonction": found.holder,
        "cycle": cycle_name(cycle),
        "Cycle": f"Cycle {cycle.number}",
    }
    return staff_emails.letter(
        request.service,
        "cycle-cle",
        told,
        Outsider(id=found.id, name=found.name, email=address),
        facts=outside_links.address(request, DOOR, USE, found.id),
        key=f"keeper:{found.id}",
        kind="keeper",
        about=cycle.slug,
    )


def _closed(request: AtelierRequest, cycle: Cycle) -> None:
    now = request.service.clock()
    with request.service.store.write("atelier", acts.TURN) as connection:
        found = keepers.by_id(connection, request.one("qui"))
        if found is None or found.cycle != cycle.slug:
            return
        keepers.close(connection, found, now)
        facts = {"whom": found.id, "what": f"cycle {cycle.number}"}
        acts.note(connection, request.worker.key, now, "cycle-keeper-closed", **facts)


@dataclass(frozen=True, kw_only=True)
class KeptKey:
    """What a link opens: who came, their cycle, and the request as the pages of keys understand it."""

    keeper: Keeper
    cycle: Cycle
    address: str
    request: AtelierRequest

    @property
    def task(self) -> str:
        """Return what there is to do: make, wait, open, or nothing."""
        closed = key_pages.closed(self.request, self.cycle)
        if self.keeper.keeps(self.cycle):
            return "open" if closed else "wait"
        return "nothing" if closed or self.keeper.recipient else "make"


def _kept(request: AtelierRequest) -> KeptKey | None:
    """Return what the link of the address opens; nothing when it is closed or forged."""
    service, word = request.service, request.parameters["word"]
    identifier = outside_links.identifier(request, USE)
    with service.store.read() as connection:
        found = keepers.by_id(connection, identifier) if identifier else None
    if found is None:
        return None
    author = Writer(
        key=found.id, name=found.holder, email=service.community.sender.address, roles=NO_ROLE
    )
    form = {**request.form, "titulaire": (found.holder,), "remplace": (found.instead,)}
    seen = replace(
        request, worker=author, form=form, parameters={**request.parameters, "slug": found.cycle}
    )
    try:
        cycle = written(seen)
    except HttpError:
        return None
    return KeptKey(keeper=found, cycle=cycle, address=DOOR + word, request=seen)


def visit(request: AtelierRequest) -> Response:
    """Show someone their one task."""
    kept = _kept(request)
    return _task(request, kept) if kept else _nothing(request)


def _nothing(request: AtelierRequest) -> Response:
    return outside_links.closed(request, CLOSED)


def _task(request: AtelierRequest, kept: KeptKey, status: int = 200, **more: Any) -> Response:
    """Show what there is to do by a link; request is that of nobody, so that no menu is shown."""
    done = request.query.get("fait", "")
    task, base = kept.task, {"keeper": kept.keeper, "done": done}
    if task == "open":
        told = opening_pages.told(kept.request, kept.cycle, more.get("refused", ()), kept.address)
    else:
        step = more.get("step", key_pages.KeyStep())
        told = key_pages.told(kept.request, kept.cycle, step, kept.address)
    return page(request, "keeper.html", status=status, task=task, **{**told, **base})


def act(request: AtelierRequest) -> Response:
    """Take one step of someone's task: a key tried, a key proven, answers opened."""
    service = request.service
    if wait := service.limits.take(STEPS, request.source, service.clock()):
        raise too_many(wait)
    kept = _kept(request)
    if kept is None:
        return _nothing(request)
    match kept.task:
        case "open":
            refused, status = opening_pages.taken(kept.request, kept.cycle)
            if refused:
                return _task(request, kept, status, refused=refused)
            return see(f"{kept.address}?fait=ouvert")
        case "make":
            return _made(request, kept)
        case _:
            raise unknown_action()


def _made(request: AtelierRequest, kept: KeptKey) -> Response:
    step = key_pages.tried(kept.request, kept.cycle)
    if not step.taken or step.key is None:
        return _task(request, kept, 422 if step.refused else 200, step=step)
    with request.service.store.write() as connection:
        keepers.proved(connection, kept.keeper, step.key.recipient)
    return see(f"{kept.address}?fait=garde")


ROUTES = (
    AtelierRoute(path=ONE + "/gardiens", handler=show, roles=SECRETARIAT, online=True),
    AtelierRoute(
        path=ONE + "/gardiens", handler=steer, roles=SECRETARIAT, methods=("POST",), online=True
    ),
    AtelierRoute(path=DOOR + "{word}", handler=visit, roles=OPEN, online=True),
    AtelierRoute(path=DOOR + "{word}", handler=act, roles=OPEN, methods=("POST",), online=True),
)
