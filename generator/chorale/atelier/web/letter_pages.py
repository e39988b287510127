"""The departure of a letter: approved, tried on colleagues, sent now or later, followed; the list's growth."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from starlette.responses import Response

from chorale.atelier import acts, approving, growth, mailing, sendings, team
from chorale.atelier.approving import NotApproved, Outgoing
from chorale.atelier.rights import APPROVERS, EVERY_ROLE, PUBLISHERS, Roles
from chorale.atelier.team import Member
from chorale.atelier.web.request import (
    HOME,
    AtelierRequest,
    AtelierRoute,
    MenuLine,
    page,
    see,
    told,
)
from chorale.content import addresses
from chorale.french import dates
from chorale.french.phrases import plural, typography
from chorale.newsletter.review import approval
from chorale.service.delivery import hours
from chorale.service.delivery import records as delivery_records
from chorale.service.delivery.records import LOCK, Delivery, DeliveryPlan
from chorale.service.delivery.round import AlreadySending, NotRehearsed
from chorale.service.http_errors import unknown_action, unknown_page
from chorale.service.subscriptions import records as subscription_records
from chorale.service.timestamps import instant

REHEARSERS: Roles = frozenset({"approval", "editing"})
ADDRESS, LIST = HOME + "lettre/{issue}", HOME + "abonnes"
SHOWN = 200


def _letter(request: AtelierRequest) -> Outgoing:
    found = approving.outgoing(request.desk, request.parameters["issue"])
    if found is None:
        raise unknown_page()
    return found


def _here(request: AtelierRequest) -> str:
    return f"{HOME}lettre/{request.parameters['issue']}"


def show(request: AtelierRequest) -> Response:
    """Show where a letter stands, and what may be done with it."""
    return _shown(request)


def _shown(request: AtelierRequest, *, refused: str = "", status: int = 200) -> Response:
    letter = _letter(request)
    online = _online(request, letter) if request.live else {"service": False, "could": ()}
    return page(
        request,
        "letter.html",
        status=status,
        hour=dates.clock(request.desk.project().community.timezone),
        letter=letter,
        issue=letter.issue,
        problems=request.heard(letter.problems),
        approves=bool(request.worker.roles & APPROVERS),
        rehearses=bool(request.worker.roles & REHEARSERS),
        mine=any(one.by == request.worker.name for one in letter.standing),
        refused=refused,
        typed=request.one,
        tried_on=request.form.get("qui", ()) if refused else (request.worker.key,),
        done=request.query.get("fait", ""),
        early=approval.early(letter.issue, _today(request, letter)) if request.live else "",
        **online,
    )


def _online(request: AtelierRequest, letter: Outgoing) -> dict[str, object]:
    """Return what only the service knows: who would receive it, what was sent."""
    topic = request.query.get("sujet", "")
    topic = topic if topic in letter.community.audiences else ""
    now = request.service.clock()
    with request.service.store.read() as connection:
        count, first = mailing.audience(connection, _plan(letter, topic), SHOWN)
        sent = sendings.states(connection, letter.issue.slug)
        left = sendings.departures(connection, sent, now)
        colleagues = team.members(connection)
    sent = sendings.looked_at(request.service, sent)
    return {
        "service": True,
        "topic": topic,
        "audiences": letter.community.audiences,
        "count": count,
        "addresses": first,
        "sendings": [
            (one, sendings.counted(one, left.get(one.delivery.id, sendings.NONE_LEFT)))
            for one in sent
        ],
        "busy": sendings.moving(sent, now),
        "phase": sendings.phase(sent, now),
        "colleagues": colleagues,
        "could": _could(letter, colleagues),
        "instant": instant,
        "by_files": not request.service.settings.smtp_url,
    }


def _could(letter: Outgoing, colleagues: list[Member]) -> list[str]:
    """Return who may give the approval that a letter waits for."""
    given = {one.by for one in letter.standing}
    able = [one.person.name for one in colleagues if one.roles & APPROVERS]
    return [name for name in able if name not in given]


def _today(request: AtelierRequest, letter: Outgoing) -> date:
    return request.service.clock().astimezone(ZoneInfo(letter.community.timezone)).date()


def _plan(letter: Outgoing, topic: str) -> DeliveryPlan:
    return DeliveryPlan(issue=letter.issue.slug, digest=letter.digest, topic=topic)


def approve(request: AtelierRequest) -> Response:
    """Approve exactly the message that the page showed."""
    name = request.parameters["issue"]
    try:
        approving.approve(request.desk, request.worker, name, request.one("empreinte"))
    except NotApproved as why:
        return _shown(request, refused=str(why), status=409)
    return see(f"{_here(request)}?fait=approuve")


def rehearse(request: AtelierRequest) -> Response:
    """Send the message to oneself or to colleagues; nothing is written down but that it was tried."""
    letter, service = _letter(request), request.service
    with service.store.read() as connection:
        known = {one.person.id: one.person.email for one in team.members(connection)}
    chosen = [known[who] for who in request.form.get("qui", ()) if who in known]
    if not chosen:
        return _shown(request, refused="Choisir au moins une personne.", status=422)
    try:
        mailing.round_of(service, letter).rehearse(chosen)
    except NotRehearsed as why:
        return _shown(request, refused=f"L'essai n'est pas parti : {why}.", status=502)
    request.note("rehearsed", what=letter.issue.slug)
    return see(f"{_here(request)}?fait=essai")


def send(request: AtelierRequest) -> Response:
    """Plan a sending, cancel it, suspend it, let it go on, or settle what is in doubt."""
    operation = request.one("op")
    refused = _planned(request) if operation == "envoyer" else _steered(request, operation)
    if refused:
        return _shown(request, refused=refused, status=409)
    if request.workshop.postman:
        request.workshop.postman.bell.set()
    return see(f"{_here(request)}?fait={operation}#envois")


def _planned(request: AtelierRequest) -> str:
    """Plan what the page showed: these words, to as many people; return why not, or nothing."""
    request.desk.changed()
    letter, now = _letter(request), request.service.clock()
    if letter.missing or letter.refusal:
        return "La lettre n'est pas approuvée telle qu'elle est."
    if letter.digest != request.one("empreinte"):
        return "La lettre a changé depuis que cette page s'est affichée : relisez-la."
    try:
        due = _moment(request, letter.community.timezone, now)
    except ValueError as wrong:
        return str(wrong)
    day = due.astimezone(ZoneInfo(letter.community.timezone)).date()
    if request.one("tot") != "oui" and (soon := approval.early(letter.issue, day)):
        return f"{soon[0].upper()}{soon[1:]} : choisir un autre jour, ou cocher « Avant sa date »."
    return _booked(request, letter, due, now)


def _moment(request: AtelierRequest, zone: str, now: datetime) -> datetime:
    """Return when to send; raises ValueError with one sentence."""
    if request.one("quand") != "plus-tard":
        return now
    try:
        due = datetime.fromisoformat(request.one("moment")).replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        raise ValueError("Donner le jour et l'heure de l'envoi.") from None
    if due <= now:
        raise ValueError("Cette heure est passée.")
    return due


def _booked(request: AtelierRequest, letter: Outgoing, due: datetime, now: datetime) -> str:
    topic = request.one("sujet")
    with request.service.store.write(LOCK, acts.TURN) as connection:
        wanted = _plan(letter, topic)
        count, _ = mailing.audience(connection, wanted, 0)
        if str(count) != request.one("compte"):
            many = plural(count, "destinataire")
            return f"La liste a changé : {many} à présent. Vérifier, puis envoyer."
        standing = delivery_records.unfinished(connection, wanted)
        if standing is not None and standing.state == "running":
            return "Cet envoi a déjà commencé."
        mailing.plan(connection, request.worker, wanted, due)
        acts.note(connection, request.worker.key, now, "planned", what=letter.issue.slug)
    return ""


def _steered(request: AtelierRequest, operation: str) -> str:
    service, name = request.service, request.parameters["issue"]
    with service.store.read() as connection:
        known = sendings.states(connection, name)
    one = next((one for one in known if one.delivery.id == request.one("envoi")), None)
    if one is None or one.delivery.state == "finished":
        return "Cet envoi est fini, ou n'existe plus."
    if operation in ("partis", "refaire"):
        try:
            mailing.settle_doubts(service, one, sent=operation == "partis")
        except AlreadySending:
            return "Un envoi est en cours : attendre qu'il finisse ou le suspendre."
        request.note("settled", what=name)
        return ""
    return _moved(request, operation, one.delivery)


def _moved(request: AtelierRequest, operation: str, delivery: Delivery) -> str:
    service, name = request.service, request.parameters["issue"]
    with service.store.write(LOCK, acts.TURN) as connection:
        if operation == "annuler":
            wanted = DeliveryPlan(
                issue=delivery.issue, digest=delivery.digest, topic=delivery.topic
            )
            if not delivery_records.cancel(connection, wanted):
                return "Cet envoi a commencé : il se suspend, il ne s'annule plus."
            acts.note(connection, request.worker.key, service.clock(), "cancelled", what=name)
        elif operation in ("suspendre", "reprendre"):
            paused = operation == "suspendre"
            hours.pause(connection, delivery.id, paused=paused)
            kind: acts.ActKind = "paused" if paused else "resumed"
            acts.note(connection, request.worker.key, service.clock(), kind, what=name)
        else:
            raise unknown_action()
    return ""


def state(request: AtelierRequest) -> Response:
    """Answer where the sendings stand, for the script that follows them."""
    now = request.service.clock()
    with request.service.store.read() as connection:
        found = sendings.states(connection, request.parameters["issue"])
        left = sendings.departures(connection, found, now)
    found = sendings.looked_at(request.service, found)
    phase, one = sendings.phase(found, now), sendings.moving(found, now)
    if one is None:
        return told({"phase": phase, "etape": ""})
    lines = sendings.counted(one, left.get(one.delivery.id, sendings.NONE_LEFT))
    step, *lines = (typography(one) for one in (one.step, *lines))
    return told({"phase": phase, "etape": step, "lignes": lines})


def subscribers(request: AtelierRequest) -> Response:
    """Show how many receive the letter, by topic, and how that changed month after month."""
    service = request.service
    with service.store.read() as connection:
        counts = subscription_records.counts(connection)
        topics = subscription_records.topics(connection, service.community.audiences)
        months = growth.months(connection, request.desk.clock())
    form = addresses.subscribing(service.community)
    return page(
        request,
        "subscribers.html",
        form=form,
        form_address=addresses.absolute(service.community, addresses.page(form)) if form else "",
        counts=counts,
        topics=topics,
        months=months,
        plot=growth.plot(months),
        imports=bool(request.worker.roles & PUBLISHERS),
    )


ROUTES = (
    AtelierRoute(path=ADDRESS, handler=show, roles=EVERY_ROLE),
    AtelierRoute(path=ADDRESS + "/approuver", handler=approve, roles=APPROVERS, methods=("POST",)),
    AtelierRoute(
        path=ADDRESS + "/essai", handler=rehearse, roles=REHEARSERS, methods=("POST",), online=True
    ),
    AtelierRoute(
        path=ADDRESS + "/envoi", handler=send, roles=APPROVERS, methods=("POST",), online=True
    ),
    AtelierRoute(path=ADDRESS + "/etat", handler=state, roles=EVERY_ROLE, online=True),
    AtelierRoute(path=LIST, handler=subscribers, roles=EVERY_ROLE, online=True),
)
MENU = (MenuLine(label="Abonnés", address=LIST, roles=EVERY_ROLE, rank=40, online=True),)
