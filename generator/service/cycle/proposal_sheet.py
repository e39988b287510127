"""A proposal as its page shows it: points beside the members' scores, what colleagues changed, what the share buys."""

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import Connection
from starlette.responses import Response

from generator.ipm import group_answers
from generator.ipm.group_answers import TOTAL, Tally
from generator.ipm.model import ChangeRequest
from generator.service.access import people
from generator.service.cycle import drafts
from generator.service.cycle.drafts import Draft
from generator.service.cycle.merging import Typed
from generator.service.cycle.questionnaire import Written, by_reference, points_of, points_total
from generator.service.cycle.rooms import Room
from generator.service.web.pages import page


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The saved draft, what the members said, and how many they are."""

    found: Draft
    texts: list[Written]
    members: int


def sheet_of(connection: Connection, here: Room) -> Sheet:
    """Return the sheet as it was last saved."""
    scope, group = here.cycle.slug, here.group.key
    return Sheet(
        found=drafts.group_draft(connection, scope, group, here.secret),
        texts=drafts.group_texts(connection, scope, group, here.secret),
        members=len(people.of_scope(connection, scope, group)),
    )


def tallies(here: Room, texts: list[Written]) -> tuple[Tally, ...]:
    """Return what the members' scores make of each request."""
    return group_answers.tallies(here.asked.references, drafts.expressed(texts))


def preview(here: Room, text: Written) -> tuple[list[ChangeRequest], Fraction, Fraction]:
    """Return what the group's share of the envelope alone could buy, that share, and what would be left."""
    amount = group_answers.wallet(here.cycle, here.group.key)
    chosen = group_answers.affordable(here.cycle, points_of(text), amount)
    bought = [request for request in here.cycle.requests if request.reference in chosen]
    return bought, amount, amount - sum(request.cost.estimate for request in bought)


def member_comments(texts: list[Written]) -> dict[str, list[str]]:
    """Return what the members wrote on each request."""
    found: dict[str, list[str]] = {}
    for text in texts:
        for reference, words in by_reference(text, "commentaire").items():
            found.setdefault(reference, []).append(words)
    return found


def sheet_page(here: Room, sheet: Sheet, typed: Typed, *, saved: bool = False) -> Response:
    """Answer with the page of the proposal, as it was typed."""
    points = {name: value for name, value in typed.values.items() if name.startswith("points-")}
    digits = {name: value for name, value in points.items() if value.strip().isdigit()}
    counted = {tally.reference: tally for tally in tallies(here, sheet.texts)}
    bought, amount, left = preview(here, sheet.found.text)
    return page(
        here.visit,
        "proposal.html",
        status=typed.status,
        room=here,
        sheet=sheet,
        typed=typed,
        form=typed.values,
        errors=typed.errors,
        saved=saved,
        labels={asked.name: asked.label for asked in here.asked.proposal_fields},
        tallies=counted,
        answered=len(drafts.expressed(sheet.texts)),
        comments=member_comments(sheet.texts),
        total=points_total(digits),
        whole=TOTAL,
        scale=_scale([*map(int, digits.values()), *(tally.points for tally in counted.values())]),
        bought=bought,
        amount=amount,
        left=left,
    )


def _scale(points: list[int]) -> int:
    """Return the points that a whole bar stands for: the next ten above the largest, 100 at most."""
    largest = max(points, default=0)
    return min(TOTAL, max(10, -(-largest // 10) * 10))
