"""Pages of a group on a cycle: members' scores, shared proposal."""

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import Connection
from starlette.responses import Response

from chorale.ipm import ballots as ipm_ballots
from chorale.ipm import decide
from chorale.ipm.ballots import TOTAL, ScoreTally
from chorale.ipm.model import ChangeRequest
from chorale.service.accounts.encryption import digest
from chorale.service.http_errors import malformed
from chorale.service.questionnaire import drafts, terms
from chorale.service.questionnaire.definition import (
    NO_OPINION,
    SCALE,
    Questionnaire,
    Written,
    by_reference,
    check_proposal,
    check_scores,
    points_of,
    points_total,
)
from chorale.service.questionnaire.draft_merge import DraftForm, kept, untouched
from chorale.service.questionnaire.drafts import Draft
from chorale.service.questionnaire.group_context import (
    SHOWN_GROUP,
    GroupContext,
    cycle_routes,
    open_group_context,
    writing_locks,
)
from chorale.service.questionnaire.schedule import refuse_unless_open
from chorale.service.web.page_rendering import page
from chorale.service.web.request import ServiceRequest, see_other


def scores(request: ServiceRequest) -> Response:
    """Show a member's scores."""
    with request.service.store.read() as connection:
        here = open_group_context(request, connection)
        found = drafts.own_scores(connection, here.person, here.secret)
    return _scores_page(
        here,
        found,
        untouched(found),
        saved=request.query.get("enregistre") == str(found.version),
    )


def save_scores(request: ServiceRequest) -> Response:
    """Save a member's scores; they enter the group's proposal at once."""
    with request.service.store.write(*writing_locks(request)) as connection:
        here = open_group_context(request, connection)
        refuse_unless_open(here.planned, request.now)
        terms.bind(connection, here.cycle, request.now)
        found = drafts.own_scores(connection, here.person, here.secret)
        outcome = _kept_scores(connection, here, found)
    if isinstance(outcome, DraftForm):
        return _scores_page(here, found, outcome)
    return see_other(f"{here.base}/notes?{outcome}")


def _kept_scores(connection: Connection, context: GroupContext, found: Draft) -> str | DraftForm:
    text, errors = check_scores(context.asked, context.request.form, ("version", "vu", SHOWN_GROUP))

    def save(over: Draft, text: Written) -> int:
        terms.require_bound(connection, context.cycle)
        return drafts.save_scores(connection, context.person, over, text, context.request.now)

    return kept(context.request, text, errors, found, save)


def _scores_page(
    context: GroupContext, found: Draft, typed: DraftForm, *, saved: bool = False
) -> Response:
    return page(
        context.request,
        "scores.html",
        status=typed.status,
        context=context,
        found=found,
        typed=typed,
        form=typed.values,
        errors=typed.errors,
        saved=saved,
        labels={field.name: field.label for field in context.asked.score_fields},
        scale=SCALE,
        no_opinion=NO_OPINION,
        themes=shuffled(context.asked, context.person.id),
    )


def shuffled(asked: Questionnaire, seed: str) -> list[tuple[str, list[ChangeRequest]]]:
    """Return themes with their requests, in an order of one's own inside each: none is always first for everybody."""
    return [
        (name, sorted(items, key=lambda item: digest(seed + item.reference)))
        for name, items in asked.themes
    ]


@dataclass(frozen=True, kw_only=True)
class ProposalView:
    """The saved draft, what the members said, and how many they are."""

    found: Draft
    texts: list[Written]
    members: int


def sheet_of(connection: Connection, context: GroupContext) -> ProposalView:
    """Return the sheet as it was last saved."""
    scope, group = context.cycle.slug, context.group.key
    return ProposalView(
        found=drafts.group_draft(connection, scope, group, context.secret),
        texts=[
            one.text
            for one in drafts.member_drafts(connection, scope, group, context.secret).values()
        ],
        members=len(context.people.members),
    )


def tallies(context: GroupContext, texts: list[Written]) -> tuple[ScoreTally, ...]:
    """Return what the members' scores make of each request."""
    return ipm_ballots.tallies(context.asked.references, drafts.expressed(texts))


def preview(context: GroupContext, text: Written) -> tuple[list[ChangeRequest], Fraction, Fraction]:
    """Return what the group's share of the envelope alone could buy, that share, and what would be left."""
    chosen, amount = decide.alone(context.cycle, context.group.key, points_of(text))
    bought = [request for request in context.cycle.requests if request.reference in chosen]
    return bought, amount, amount - sum(request.cost.estimate for request in bought)


def member_comments(texts: list[Written]) -> dict[str, list[str]]:
    """Return what the members wrote on each request."""
    found: dict[str, list[str]] = {}
    for text in texts:
        for reference, words in by_reference(text, "commentaire").items():
            found.setdefault(reference, []).append(words)
    return found


def sheet_page(
    context: GroupContext, sheet: ProposalView, typed: DraftForm, *, saved: bool = False
) -> Response:
    """Answer with the page of the proposal, as it was typed."""
    points = {name: value for name, value in typed.values.items() if name.startswith("points-")}
    digits = {name: value for name, value in points.items() if value.strip().isdigit()}
    counted = {tally.reference: tally for tally in tallies(context, sheet.texts)}
    bought, amount, left = preview(context, sheet.found.text)
    return page(
        context.request,
        "proposal.html",
        status=typed.status,
        context=context,
        sheet=sheet,
        typed=typed,
        form=typed.values,
        errors=typed.errors,
        saved=saved,
        labels={asked.name: asked.label for asked in context.asked.proposal_fields},
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


KNOWN = ("version", "vu", "action", SHOWN_GROUP)
ACTIONS = ("enregistrer", "verifier", "reprendre", "vider")


def proposal(request: ServiceRequest) -> Response:
    """Show the proposal as it was last saved; opening it creates nothing."""
    with request.service.store.read() as connection:
        here = open_group_context(request, connection)
        sheet = sheet_of(connection, here)
    saved = request.query.get("enregistre") == str(sheet.found.version)
    return sheet_page(here, sheet, untouched(sheet.found), saved=saved)


def save_proposal(request: ServiceRequest) -> Response:
    """Save the shared draft, unless a colleague saved in between; then show both."""
    action = request.one("action") or "enregistrer"
    if action not in ACTIONS:
        raise malformed("Action inconnue : rien n'a été enregistré.")
    with request.service.store.write(*writing_locks(request)) as connection:
        here = open_group_context(request, connection)
        refuse_unless_open(here.planned, request.now)
        terms.bind(connection, here.cycle, request.now)
        sheet = sheet_of(connection, here)
        outcome = _kept_proposal(connection, here, sheet, action)
    if isinstance(outcome, DraftForm):
        return sheet_page(here, sheet, outcome)
    page_name = "verification" if action == "verifier" else "proposition"
    return see_other(f"{here.base}/{page_name}?{outcome}")


def _kept_proposal(
    connection: Connection, context: GroupContext, sheet: ProposalView, action: str
) -> str | DraftForm:
    text, errors = check_proposal(context.asked, context.request.form, known=KNOWN)
    if not errors:
        text = _acted(context, action, text, sheet)

    def save(over: Draft, text: Written) -> int:
        terms.require_bound(connection, context.cycle)
        return drafts.save_group_draft(connection, context.person, over, text, context.request.now)

    return kept(context.request, text, errors, sheet.found, save)


def show_share(request: ServiceRequest) -> Response:
    """Show what the group's share could buy with the points as they are typed; nothing is saved."""
    with request.service.store.read() as connection:
        here = open_group_context(request, connection)
    text, _ = check_proposal(here.asked, request.form, known=KNOWN)
    bought, amount, left = preview(here, text)
    return page(request, "share.html", context=here, bought=bought, amount=amount, left=left)


def _acted(
    context: GroupContext, action: str, text: dict[str, str], sheet: ProposalView
) -> dict[str, str]:
    """Replace the points by the computed ones, or by nothing, when a person asked for it."""
    if action not in ("reprendre", "vider"):
        return text
    kept = {name: value for name, value in text.items() if not name.startswith("points-")}
    if action == "reprendre":
        kept |= {
            f"points-{tally.reference}": str(tally.points)
            for tally in tallies(context, sheet.texts)
            if tally.points
        }
    return kept


ROUTES = (
    *cycle_routes("/notes", ("GET", scores), ("POST", save_scores)),
    *cycle_routes("/proposition", ("GET", proposal), ("POST", save_proposal)),
    *cycle_routes("/apercu", ("POST", show_share)),
)
