"""A cycle followed by the secretariat: time line, groups, alarms; people changed, close moved, a change announced."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response

from chorale.atelier import closing
from chorale.atelier.acts import ActKind
from chorale.atelier.cycle_steps import CycleStand, steps, tasks
from chorale.atelier.rights import PUBLISHERS, Roles
from chorale.atelier.web import cycle_online
from chorale.atelier.web.request import HOME, AtelierRequest, AtelierRoute, page, see
from chorale.content.text_rules import Invalid, email, line
from chorale.ipm.model import Cycle, Group
from chorale.service import journal
from chorale.service.http_errors import unknown_action, unknown_page
from chorale.service.operation import collection
from chorale.service.questionnaire import membership, participants, secretariat, term_sentences
from chorale.service.questionnaire.participants import Participant
from chorale.service.questionnaire.roster import ParticipantRow
from chorale.service.questionnaire.schedule import State
from chorale.service.questionnaire.secretariat import LossRefused, SecretariatError
from chorale.service.questionnaire.spreadsheets import workbook

SECRETARIAT: Roles = frozenset({"secretariat"})
ADDRESS = HOME + "cycles"
ONE = ADDRESS + "/{slug}"
STATES = {"coming": "à venir", "open": "ouvert", "late": "clos, retard admis", "closed": "clos"}
ROLES = {"referent": "référent", "member": "membre"}


def cycle_of(request: AtelierRequest) -> Cycle:
    """Return the cycle of the address, as the service follows it."""
    found = cycle_online.followed(request, request.parameters["slug"])
    if found is None:
        raise unknown_page()
    return found


def written(request: AtelierRequest) -> Cycle:
    """Return the cycle of the address as its files say it now, published or not."""
    known, slug = request.desk.project().community.cycles, request.parameters["slug"]
    return next((one for one in known if one.slug == slug), None) or cycle_of(request)


def show(request: AtelierRequest) -> Response:
    """Show where a cycle stands, never what a group answers."""
    return _shown(request, written(request))


def _shown(
    request: AtelierRequest, cycle: Cycle, error: SecretariatError | None = None
) -> Response:
    service, now = request.service, request.desk.clock()
    on_disk = written(request)
    state = collection.state(service, on_disk)
    stage, followed = state.planned.state(now), cycle_online.followed(request, cycle.slug)
    with service.store.read() as connection:
        here = participants.present(connection, cycle)
        gone = participants.former(connection, cycle)
        chain = journal.entries(connection, cycle.slug)
    return page(
        request,
        "cycle.html",
        status=422 if error else 200,
        cycle=cycle,
        state=STATES[stage],
        running=stage != "closed",
        begun=stage != "coming",
        followed=followed,
        tasks=tasks(on_disk, _stand(request, on_disk, stage, here)),
        publishes=bool(request.worker.roles & PUBLISHERS),
        seals=on_disk.seals,
        steps=steps(cycle, state.planned, now, chain),
        groups=[
            (one, [who for who in here if who.person.group == one.group])
            for one in secretariat.standings(service, cycle)
        ],
        gone=gone,
        alarms=[*participants.alarms(cycle, here), *state.faults] if followed else [],
        unannounced=state.unannounced,
        lines=state.lines,
        opened=bool(on_disk.ballots),
        announced=term_sentences.announced(chain, service.community.timezone),
        roles=ROLES,
        refused=str(error) if error else "",
        again=_again(request) if isinstance(error, LossRefused) else [],
        typed=defaultdict(str, _again(request) if error else ()),
        done=request.query.get("fait", ""),
        lost=request.query.get("perdu", ""),
    )


@dataclass(frozen=True, kw_only=True)
class CycleWait:
    """What waits in a cycle for its secretariat: the task that is due, if one is, and its alarms."""

    cycle: Cycle
    task: str
    alarms: tuple[str, ...]


def awaited(request: AtelierRequest) -> CycleWait | None:
    """Return what waits in the latest cycle, for who keeps it."""
    cycles = request.desk.project().community.cycles
    cycle = max(cycles, key=lambda one: one.number, default=None)
    if cycle is None or not request.live or not request.worker.roles & SECRETARIAT:
        return None
    state = collection.state(request.service, cycle)
    with request.service.store.read() as connection:
        here = participants.present(connection, cycle)
    stage = state.planned.state(request.desk.clock())
    due = [one.label for one in tasks(cycle, _stand(request, cycle, stage, here)) if one.due]
    followed = cycle_online.followed(request, cycle.slug)
    told = (*participants.alarms(cycle, here), *state.faults) if followed else ()
    return CycleWait(cycle=cycle, task=next(iter(due), ""), alarms=told) if due or told else None


def _stand(
    request: AtelierRequest, cycle: Cycle, stage: State, here: Sequence[Participant]
) -> CycleStand:
    followed = cycle_online.followed(request, cycle.slug)
    same = followed and (followed.seals, len(followed.requests))
    return CycleStand(
        state=stage,
        today=request.desk.today,
        followed=same == (cycle.seals, len(cycle.requests)),
        invited={one.person.group for one in here} >= {one.key for one in cycle.groups},
        shown=cycle_online.shown(request, cycle),
        told=cycle_online.told(request, cycle),
    )


def _again(request: AtelierRequest) -> list[tuple[str, str]]:
    """Return what was sent, to be sent again by whoever accepts the loss."""
    return [(name, value) for name, values in request.form.items() for value in values]


def change(request: AtelierRequest) -> Response:
    """Replace, move, correct or send away a person, give a fresh link, move the close, announce a change."""
    cycle, operation = cycle_of(request), request.one("op")
    if operation not in _ACTS:
        raise unknown_action()
    act, kind = _ACTS[operation]
    try:
        more, lost = act(request, cycle)
    except SecretariatError as error:
        return _shown(request, cycle, error)
    note(request, cycle, kind, more)
    return see(f"{ADDRESS}/{cycle.slug}?fait={operation}{'&perdu=oui' if lost else ''}")


def note(request: AtelierRequest, cycle: Cycle, kind: ActKind, more: str = "") -> None:
    """Write an act in the journal, which names the cycle and the group, never a person; have the mails leave."""
    request.note(kind, what=f"cycle {cycle.number}{', ' if more else ''}{more}")
    request.service.worker.bell.set()


def _person(request: AtelierRequest, cycle: Cycle) -> Participant:
    with request.service.store.read() as connection:
        here = participants.present(connection, cycle)
    found = next((one for one in here if one.person.id == request.one("qui")), None)
    if found is None:
        raise SecretariatError("cette personne n'a plus de lien : quelqu'un l'a changé entre-temps")
    return found


def _row(request: AtelierRequest, group: str, role: str, role_word: str = "") -> ParticipantRow:
    try:
        name, address = line(request.one("nom"), 80), email(request.one("adresse"))
    except Invalid as invalid:
        raise SecretariatError(f"« {request.one('adresse')} » : {invalid}") from None
    if not name:
        raise SecretariatError("le nom est à écrire")
    return ParticipantRow(group=group, role=role, name=name, email=address, role_word=role_word)


def _replace(request: AtelierRequest, cycle: Cycle) -> tuple[str, bool]:
    person = _person(request, cycle).person
    row = _row(request, person.group, person.role)
    anyway = request.one("malgre") == "oui"
    done = membership.replace(request.service, cycle, person, row, anyway=anyway)
    return f"groupe {person.group}", bool(done.lost)


def _correct(request: AtelierRequest, cycle: Cycle) -> tuple[str, bool]:
    """Change the name, the role or the group of a person; their address is how a file knows them."""
    person = _person(request, cycle).person
    group, role = request.one("groupe"), request.one("role")
    if group not in {one.key for one in cycle.groups} or role not in ROLES:
        raise SecretariatError("choisir un groupe et un rôle de la liste")
    name = line(request.one("nom"), 80)
    if not name:
        raise SecretariatError("le nom est à écrire")
    word = person.role_word if role == person.role else ROLES[role]
    row = ParticipantRow(group=group, role=role, name=name, email=person.email, role_word=word)
    anyway = request.one("malgre") == "oui"
    done = membership.invite(request.service, cycle, [row], anyway=anyway)
    where = f"groupe {person.group}" + (f" vers {group}" if group != person.group else "")
    return where, bool(done.lost)


def _revoke(request: AtelierRequest, cycle: Cycle) -> tuple[str, bool]:
    person, anyway = _person(request, cycle).person, request.one("malgre") == "oui"
    membership.revoke(request.service, cycle, person.email, person.group, anyway=anyway)
    return f"groupe {person.group}", False


def _renew(request: AtelierRequest, cycle: Cycle) -> tuple[str, bool]:
    person, anyway = _person(request, cycle).person, request.one("malgre") == "oui"
    done = membership.renew(request.service, cycle, person.email, person.group, anyway=anyway)
    return f"groupe {person.group}", bool(done.lost)


def _extend(request: AtelierRequest, cycle: Cycle) -> tuple[str, bool]:
    until = local_moment(request.one("jusqu-au"))
    if until is None:
        raise SecretariatError("dire la date et l'heure de la nouvelle clôture")
    moved = secretariat.extend(request.service, cycle, until, request.one("raison"))
    return closing.follow(request.desk, request.worker, cycle, moved.closes)


def local_moment(typed: str) -> datetime | None:
    """Return what a field of date and hour says, without zone; None when it says nothing."""
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=None)
    except ValueError:
        return None


def _close(request: AtelierRequest, cycle: Cycle) -> tuple[str, bool]:
    closed = secretariat.close(request.service, cycle, request.one("raison"))
    return closing.follow(request.desk, request.worker, cycle, closed.closes)


def _amend(request: AtelierRequest, _: Cycle) -> tuple[str, bool]:
    secretariat.amend(request.service, written(request), request.one("raison"))
    return "", False


_CycleAct = Callable[[AtelierRequest, Cycle], tuple[str, bool]]
_ACTS: Mapping[str, tuple[_CycleAct, ActKind]] = {
    "remplacer": (_replace, "cycle-replaced"),
    "corriger": (_correct, "cycle-corrected"),
    "fermer": (_revoke, "cycle-revoked"),
    "renouveler": (_renew, "cycle-renewed"),
    "reporter": (_extend, "cycle-extended"),
    "clore": (_close, "cycle-closed"),
    "annoncer": (_amend, "cycle-amended"),
}
"""The buttons of a cycle's page, with the kind of each in the journal; True beside what was done: a draft is lost, or
the cycle's file could not take the new close."""


def questionnaire(request: AtelierRequest) -> Response:
    """Give the spreadsheet of a group."""
    cycle = cycle_of(request)
    group: Group | None = next(
        (one for one in cycle.groups if one.key == request.parameters["group"]), None
    )
    if group is None:
        raise unknown_page()
    content = workbook.of_group(request.service, cycle, group)
    note(request, cycle, "cycle-questionnaire", f"groupe {group.key}")
    headers = {"Content-Disposition": f'attachment; filename="{cycle.slug}-{group.key}.xlsx"'}
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(content, media_type=kind, headers=headers)


ROUTES = (
    AtelierRoute(path=ONE, handler=show, roles=SECRETARIAT, online=True),
    AtelierRoute(path=ONE, handler=change, roles=SECRETARIAT, methods=("POST",), online=True),
    AtelierRoute(
        path=ONE + "/questionnaire-{group}.xlsx",
        handler=questionnaire,
        roles=SECRETARIAT,
        online=True,
    ),
)
