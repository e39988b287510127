"""Mails and files of a cycle: people invited from a list, late groups reminded, spreadsheets received by mail."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from starlette.responses import Response

from chorale.atelier.web.cycle_pages import ADDRESS, ONE, SECRETARIAT, cycle_of, local_moment, note
from chorale.atelier.web.request import AtelierRequest, AtelierRoute, page, see
from chorale.content.text_rules import line
from chorale.french.phrases import plural
from chorale.ipm.model import Cycle
from chorale.service.accounts.people import Person
from chorale.service.mail.message import OutgoingEmail
from chorale.service.questionnaire import (
    emails,
    membership,
    participants,
    roster,
    roster_table,
    secretariat,
)
from chorale.service.questionnaire.emails import ReminderReason
from chorale.service.questionnaire.roster import ParticipantRow, RosterPlan
from chorale.service.questionnaire.schedule import State, schedule
from chorale.service.questionnaire.secretariat import LossRefused, SecretariatError
from chorale.service.questionnaire.spreadsheets import collect, grids, replies
from chorale.service.questionnaire.spreadsheets.collect import (
    CollectionResult,
    ReceivedSpreadsheet,
)
from chorale.text import csv_files

CODE = "(code personnel)"


@dataclass(frozen=True, kw_only=True)
class _TypedList:
    """What was typed of a list of people, what it says once read, and why nothing was done; loss may be accepted."""

    text: str
    listed: Sequence[ParticipantRow] = ()
    faults: Sequence[str] = ()
    loss: bool = False


def invite(request: AtelierRequest) -> Response:
    """Read a list of people, show what it changes, then do it."""
    cycle = cycle_of(request)
    typed = (
        _read(request, cycle) if request.method == "POST" else _TypedList(text=roster_table.HEADING)
    )
    if typed.faults or request.one("op") != "envoyer":
        return _invite(request, cycle, typed)
    try:
        anyway = request.one("malgre") == "oui"
        done = membership.invite(request.service, cycle, [*typed.listed], anyway=anyway)
    except SecretariatError as error:
        loss = isinstance(error, LossRefused)
        return _invite(request, cycle, replace(typed, faults=[str(error)], loss=loss))
    count = len(done.plan.of("new", "moved"))
    note(request, cycle, "cycle-invited", plural(count, "lien envoyé", "liens envoyés"))
    return see(f"{ADDRESS}/{cycle.slug}?fait=inviter{'&perdu=oui' if done.lost else ''}")


def _read(request: AtelierRequest, cycle: Cycle) -> _TypedList:
    text = roster_table.pasted(request.one("liste").replace("\r\n", "\n"))
    if data := request.files.get("fichier", b""):
        try:
            text = _as_text(data)
        except csv_files.UnreadableTable as error:
            return _TypedList(text=text, faults=[str(error)])
    elif empty := _empty(request):
        return _TypedList(text=text, faults=[empty])
    listed, faults = roster.read(text.encode(), cycle, grids.tables)
    return _TypedList(text=text, listed=() if faults else listed, faults=faults)


def _as_text(data: bytes) -> str:
    """Return a spreadsheet as the lines that a person can correct in the page."""
    rows = roster_table.headed(grids.tables(data)).to_numpy().tolist()
    filled = [[str(cell) for cell in row] for row in rows if any(map(str, row))]
    return csv_files.data(filled[0], filled[1:]).replace("\r\n", "\n") if filled else ""


def _invite(request: AtelierRequest, cycle: Cycle, typed: _TypedList) -> Response:
    plan = membership.plan(request.service, cycle, typed.listed) if typed.listed else None
    return page(
        request,
        "cycle_invite.html",
        status=422 if typed.faults else 200,
        cycle=cycle,
        stage=_stage(request, cycle),
        typed=typed,
        plan=plan,
        called=_called(cycle),
        letter=_invitation(request, cycle, plan) if plan else None,
        letters=len(plan.of("new", "moved")) if plan else 0,
        several=_several(cycle, plan) if plan else [],
    )


def _several(cycle: Cycle, plan: RosterPlan) -> list[str]:
    """Say which groups would have several referents: asked before they are written to, not after."""
    found = ((group, plan.referents(group.key)) for group in cycle.groups)
    return [participants.several(group, names) for group, names in found if len(names) > 1]


def _stage(request: AtelierRequest, cycle: Cycle) -> State:
    with request.service.store.read() as connection:
        return schedule(cycle, connection).state(request.desk.clock())


def _called(cycle: Cycle) -> dict[str, str]:
    return {group.key: group.name for group in cycle.groups}


def _invitation(request: AtelierRequest, cycle: Cycle, plan: RosterPlan) -> OutgoingEmail | None:
    """Return the letter that the first new person will receive, their code aside."""
    fresh = plan.of("new", "moved")
    if not fresh:
        return None
    who = {"id": "", "scope": cycle.slug, "recipient": "", **fresh[0].row.__dict__}
    with request.service.store.read() as connection:
        planned = schedule(cycle, connection)
    return emails.invitation(request.service, cycle, Person(**who), CODE, planned)


def remind(request: AtelierRequest) -> Response:
    """Show exactly who is late, then write to those who stay ticked."""
    cycle, service = cycle_of(request), request.service
    refused, milestone = "", f"{request.desk.clock():%Y-%m-%d}"
    if request.method == "POST":
        chosen = frozenset(request.form.get("qui", ()))
        try:
            done = secretariat.remind(service, cycle, milestone, chosen)
        except SecretariatError as error:
            refused = str(error)
        else:
            note(request, cycle, "cycle-reminded", plural(len(done), "personne"))
            return see(f"{ADDRESS}/{cycle.slug}?fait=relancer&perdu={'' if done else 'personne'}")
    late = secretariat.to_remind(service, cycle)
    return page(
        request,
        "cycle_remind.html",
        status=422 if refused else 200,
        cycle=cycle,
        stage=_stage(request, cycle),
        late=late,
        called=_called(cycle),
        today=secretariat.reminded(service, cycle, milestone),
        letter=_reminder(request, cycle, *late[0]) if late else None,
        refused=refused,
        ticked=request.form.get("qui") if request.method == "POST" else None,
    )


def _reminder(
    request: AtelierRequest, cycle: Cycle, person: Person, drafted: bool
) -> OutgoingEmail:
    with request.service.store.read() as connection:
        planned = schedule(cycle, connection)
    why = ReminderReason(milestone="", drafted=drafted)
    return emails.reminder(request.service, cycle, person, planned, why)


def deposits(request: AtelierRequest) -> Response:
    """Take a spreadsheet, or the mail that brought it: deposited whole, or refused with its reasons."""
    cycle, refused = cycle_of(request), ""
    outcomes = list[tuple[CollectionResult, str]]()
    if request.method == "POST":
        data = request.files.get("fichier", b"")
        typed = request.one("recu")
        if not data:
            refused = _empty(request) or "Choisir un tableur, ou le courriel qui l'apporte."
        elif typed and local_moment(typed) is None:
            refused = "La date d'arrivée ne se lit pas."
        else:
            outcomes, refused = _collected(request, cycle, data)
    bad = refused or any(one.receipt is None for one, _ in outcomes)
    return page(
        request,
        "cycle_deposits.html",
        status=422 if bad else 200,
        cycle=cycle,
        stage=_stage(request, cycle),
        outcomes=outcomes,
        refused=refused,
        received=request.one("recu"),
    )


def _empty(request: AtelierRequest) -> str:
    """Say that the file which was given holds nothing; nothing when none was given."""
    name = line(request.file_names.get("fichier", "")[-120:], 120)
    return f"« {name} » est vide : le prendre là où il a été rempli." if name else ""


def _collected(
    request: AtelierRequest, cycle: Cycle, data: bytes
) -> tuple[list[tuple[CollectionResult, str]], str]:
    """Return what became of each spreadsheet of a file, with the reply to send for one that is refused."""
    name = line(request.file_names.get("fichier", "")[-120:], 120) or "fichier"
    local = local_moment(request.one("recu"))
    try:
        arrival = secretariat.instant_of(request.service, local) if local else None
    except SecretariatError as error:
        return [], str(error)
    found = []
    for piece in collect.pieces_of(name, data):
        outcome = collect.collect(request.service, cycle, piece, arrival)
        found.append((outcome, _reply(request, cycle, piece, outcome)))
        if outcome.receipt and not outcome.again:
            more = f"groupe {outcome.group}, dépôt n° {outcome.receipt.number}"
            note(request, cycle, "cycle-collected", more)
    return found, ""


def _reply(
    request: AtelierRequest, cycle: Cycle, piece: ReceivedSpreadsheet, outcome: CollectionResult
) -> str:
    written = replies.reply(request.service, cycle, piece, outcome)
    return str(written.get_content()) if written else ""


ROUTES = (
    AtelierRoute(
        path=ONE + "/inviter",
        handler=invite,
        roles=SECRETARIAT,
        methods=("GET", "POST"),
        online=True,
        files=1,
    ),
    AtelierRoute(
        path=ONE + "/relancer",
        handler=remind,
        roles=SECRETARIAT,
        methods=("GET", "POST"),
        online=True,
    ),
    AtelierRoute(
        path=ONE + "/depots",
        handler=deposits,
        roles=SECRETARIAT,
        methods=("GET", "POST"),
        online=True,
        files=1,
    ),
)
