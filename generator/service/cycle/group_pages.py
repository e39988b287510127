"""A group's home on a cycle, and its members' scores."""

from typing import Any

from starlette.responses import Response

from generator.ipm.model import ChangeRequest
from generator.service.access import people
from generator.service.access.seals import digest
from generator.service.cycle import deposits, drafts
from generator.service.cycle.cycle_letters import LIMIT
from generator.service.cycle.drafts import Conflict, Draft
from generator.service.cycle.questionnaire import NO_OPINION, SCALE, Questionnaire, Written, as_form, check_scores
from generator.service.cycle.rooms import Room, room, version_of, ways
from generator.service.cycle.schedule import refuse_unless_open
from generator.service.fields import Messages
from generator.service.web.pages import page
from generator.service.web.visits import Form, Visit, see_other


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
    return _scores_page(here, found, as_form(found.text), {}, saved=visit.query.get("enregistre") == str(found.version))


def save_scores(visit: Visit) -> Response:
    """Save a member's scores; they enter the group's proposal at once."""
    person = visit.here.person
    with visit.service.store.write(f"group:{person.scope}:{person.group}") as connection:
        here = room(visit, connection)
        refuse_unless_open(here.planned, visit.now)
        found = drafts.own_scores(connection, here.person, here.secret)
        text, errors = check_scores(here.asked, visit.form, ("version",))
        if not errors:
            try:
                found = drafts.meet(found, version_of(visit), text)
            except Conflict as conflict:
                return _scores_page(here, conflict.current, visit.form, {}, conflict=conflict)
            drafts.freeze(connection, here.asked, visit.now)
            version = drafts.save_scores(connection, here.person, found, text, visit.now)
            return see_other(f"{here.base}/notes?enregistre={version}")
    return _scores_page(here, found, visit.form, errors)


def _scores_page(here: Room, found: Draft, form: Form, errors: Messages, **said: Any) -> Response:
    conflict: Conflict | None = said.get("conflict")
    return page(
        here.visit,
        "scores.html",
        status=422 if errors else 409 if conflict else 200,
        room=here,
        found=found,
        form_text={name: values[0] for name, values in form.items() if values},
        errors=errors,
        saved=said.get("saved", False),
        conflict=conflict,
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


def answered_count(text: Written) -> int:
    """Return how many requests have a score or « sans avis »."""
    return sum(name.startswith("note-") for name in text)


WAYS = (
    *ways("/", ("GET", home)),
    *ways("/notes", ("GET", scores), ("POST", save_scores)),
)
