"""Context of a group's request on a cycle: person, group key, questionnaire, schedule; its routes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from chorale.ipm.model import Cycle, Group
from chorale.service import journal
from chorale.service.accounts.people import Person
from chorale.service.http_errors import HttpError, unknown_page
from chorale.service.journal import JournalEntry
from chorale.service.questionnaire import group_keys, roster, schedule, terms
from chorale.service.questionnaire.definition import Questionnaire
from chorale.service.questionnaire.group_keys import GroupPeople
from chorale.service.questionnaire.schedule import Schedule
from chorale.service.web.request import LARGE, Handler, Service, ServiceRequest, ServiceRoute

MEMBERS = frozenset({"member", "referent"})
REFERENT = frozenset({"referent"})
BASE = "/participer/ipm/{cycle}"
SHOWN_GROUP = "groupe"
"""The field by which a page says whose it is: the link of another group may be opened beside it."""


@dataclass(frozen=True, kw_only=True)
class GroupContext:
    """What a page asks of the database of its cycle and group, asked once; chain is what the journal says of both.

    secret is the group's key, known for the time of one answer.
    """

    request: ServiceRequest
    person: Person
    group: Group
    asked: Questionnaire
    planned: Schedule
    chain: Sequence[JournalEntry]
    people: GroupPeople
    secret: str

    @property
    def cycle(self) -> Cycle:
        """Return the cycle."""
        return self.asked.cycle

    @property
    def state(self) -> schedule.State:
        """Return whether answers are taken, at the instant of the request."""
        return self.planned.state(self.request.now)

    @property
    def base(self) -> str:
        """Return the path under which this context's pages stand."""
        return BASE.replace("{cycle}", self.cycle.slug)


def cycle_of(service: Service, slug: str) -> Cycle:
    """Return a cycle by its slug; raises the 404 Refusal."""
    found = next((cycle for cycle in service.community.cycles if cycle.slug == slug), None)
    if found is None:
        raise unknown_page()
    return found


def open_group_context(request: ServiceRequest, connection: Connection) -> GroupContext:
    """Gather the context of whoever is signed in; the route has already checked role and cycle."""
    here = request.here
    cycle = cycle_of(request.service, request.parameters["cycle"])
    group = next((item for item in cycle.groups if item.key == here.person.group), None)
    if group is None:
        raise unknown_page()
    if request.method == "POST" and request.one(SHOWN_GROUP) not in ("", group.key):
        raise _another_group(cycle, request.one(SHOWN_GROUP), group)
    chain = journal.entries(connection, cycle.slug, (*roster.STATING, *terms.SETTLING))
    people = group_keys.people_of(connection, chain, cycle.slug, group.key)
    if here.person not in people.members:
        raise unknown_page()
    return GroupContext(
        request=request,
        person=here.person,
        group=group,
        asked=Questionnaire(cycle),
        planned=schedule.schedule_by(chain, cycle),
        chain=chain,
        people=people,
        secret=group_keys.secret_of(people, here.person, here.pocket),
    )


def _another_group(cycle: Cycle, shown: str, group: Group) -> HttpError:
    """Return the 409 answer to a page of one group sent once the link of another was opened in the same browser."""
    named = next((one.name for one in cycle.groups if one.key == shown), shown[:60])
    return HttpError(
        status=409,
        title="Un autre groupe est ouvert",
        sentence=f"Cette page est celle du groupe {named}, et ce navigateur a ouvert depuis le lien d'un autre,"
        f" {group.name}. Rien n'est changé. Ouvrez de nouveau le lien du groupe {named} dans un autre onglet, puis"
        " envoyez celle-ci.",
    )


def writing_locks(request: ServiceRequest) -> tuple[str, ...]:
    """Return the locks under which a draft is saved: the journal's too as long as nothing binds the cycle."""
    person = request.here.person
    own = f"group:{person.scope}:{person.group}"
    if request.service.store.is_sqlite:  # one writer at a time, whatever is named
        return (own,)
    with request.service.store.read() as connection:
        held = journal.tells(connection, person.scope, terms.BINDING)
    return (own,) if held else (f"journal:{person.scope}", own)


def version_of(request: ServiceRequest) -> int:
    """Return the version of the draft that a form was shown with; 0 when it says nothing sensible."""
    written = request.one("version")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 9 else 0


def cycle_routes(
    path: str, *pairs: tuple[str, Handler], roles: frozenset[str] = MEMBERS
) -> tuple[ServiceRoute, ...]:
    """Return the routes of one path under a cycle: (method, handler) pairs."""
    return tuple(
        ServiceRoute(path=BASE + path, handler=handler, methods=(method,), roles=roles, limit=LARGE)
        for method, handler in pairs
    )
