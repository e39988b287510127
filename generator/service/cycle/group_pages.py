"""A group's home on a cycle, and its members' scores."""

from sqlalchemy import Connection
from starlette.responses import Response

from generator.ipm.model import ChangeRequest
from generator.service.access import people
from generator.service.access.seals import digest
from generator.service.cycle import deposits, drafts
from generator.service.cycle.cycle_letters import LIMIT
from generator.service.cycle.drafts import Draft
from generator.service.cycle.merging import Typed, kept, untouched
from generator.service.cycle.questionnaire import NO_OPINION, SCALE, Questionnaire, check_scores
from generator.service.cycle.rooms import Room, room, ways
from generator.service.cycle.schedule import refuse_unless_open
from generator.service.web.pages import page
from generator.service.web.visits import Visit, see_other


def home(visit: Visit) -> Response:
    """Say where the group stands: dates, who scored, draft, deposits."""
    with visit.service.store.read() as connection:
        here = room(visit, connection)
        scope, group = here.cycle.slug, here.group.key
        return page(
            visit,
            "group_home.html",
            room=here,
            scores=drafts.own_scores(connection, here.person, here.secret),
            answered=len(drafts.expressed(drafts.group_texts(connection, scope, group, here.secret))),
            draft=drafts.group_draft(connection, scope, group, here.secret),
            receipts=deposits.receipts(connection, scope, group),
            counted=deposits.counting(connection, scope).get(group),
            colleagues=people.of_scope(connection, scope, group),
            limit=LIMIT,
        )


def scores(visit: Visit) -> Response:
    """Show a member's scores."""
    with visit.service.store.read() as connection:
        here = room(visit, connection)
        found = drafts.own_scores(connection, here.person, here.secret)
    return _scores_page(here, found, untouched(found), saved=visit.query.get("enregistre") == str(found.version))


def save_scores(visit: Visit) -> Response:
    """Save a member's scores; they enter the group's proposal at once."""
    person = visit.here.person
    with visit.service.store.write(f"group:{person.scope}:{person.group}") as connection:
        here = room(visit, connection)
        refuse_unless_open(here.planned, visit.now)
        found = drafts.own_scores(connection, here.person, here.secret)
        outcome = _kept(connection, here, found)
    if isinstance(outcome, Typed):
        return _scores_page(here, found, outcome)
    return see_other(f"{here.base}/notes?enregistre={outcome}")


def _kept(connection: Connection, here: Room, found: Draft) -> int | Typed:
    text, errors = check_scores(here.asked, here.visit.form, ("version", "vu"))

    def save(over: Draft) -> int:
        drafts.freeze(connection, here.asked, here.visit.now)
        return drafts.save_scores(connection, here.person, over, text, here.visit.now)

    return kept(here.visit, text, errors, found, save)


def _scores_page(here: Room, found: Draft, typed: Typed, *, saved: bool = False) -> Response:
    return page(
        here.visit,
        "scores.html",
        status=typed.status,
        room=here,
        found=found,
        typed=typed,
        form=typed.values,
        errors=typed.errors,
        saved=saved,
        labels={field.name: field.label for field in here.asked.score_fields},
        scale=SCALE,
        no_opinion=NO_OPINION,
        themes=shuffled(here.asked, here.person.id),
    )


def shuffled(asked: Questionnaire, seed: str) -> list[tuple[str, list[ChangeRequest]]]:
    """Return themes with their requests, in an order of one's own inside each: none is always first for everybody."""
    return [
        (
            name,
            sorted(
                (item for item in asked.offered if item.theme == key), key=lambda item: digest(seed + item.reference)
            ),
        )
        for key, name in asked.cycle.themes.items()
    ]


WAYS = (
    *ways("/", ("GET", home)),
    *ways("/notes", ("GET", scores), ("POST", save_scores)),
)
