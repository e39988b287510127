"""The group's proposal: points beside what the members' scores make, saved as a shared draft."""

from dataclasses import dataclass, field
from fractions import Fraction

from starlette.responses import Response

from generator.ipm import group_answers
from generator.ipm.group_answers import TOTAL, Tally
from generator.ipm.model import ChangeRequest
from generator.service.cycle import drafts
from generator.service.cycle.drafts import Conflict, Draft
from generator.service.cycle.questionnaire import (
    Written,
    as_form,
    by_reference,
    check_proposal,
    points_of,
    points_total,
)
from generator.service.cycle.rooms import Room, room, version_of, ways
from generator.service.cycle.schedule import refuse_unless_open
from generator.service.fields import Messages
from generator.service.refusals import malformed
from generator.service.web.pages import page
from generator.service.web.visits import Form, Visit, see_other

KNOWN = ("version", "action")
ACTIONS = ("enregistrer", "verifier", "reprendre", "vider")


def proposal(visit: Visit) -> Response:
    """Show the proposal as it was last saved; opening it creates nothing."""
    with visit.service.store.read() as connection:
        here = room(visit, connection)
        found = drafts.group_draft(connection, here.cycle.slug, here.group.key, here.secret)
        texts = drafts.group_texts(connection, here.cycle.slug, here.group.key, here.secret)
    saved = visit.query.get("enregistre") == str(found.version)
    return _proposal_page(here, Sheet(found=found, texts=texts, form=as_form(found.text), saved=saved))


def save_proposal(visit: Visit) -> Response:
    """Save the shared draft, unless a colleague saved in between; then show both."""
    person, action = visit.here.person, visit.one("action") or "enregistrer"
    if action not in ACTIONS:
        raise malformed("Action inconnue : rien n'a été enregistré.")
    with visit.service.store.write(f"group:{person.scope}:{person.group}") as connection:
        here = room(visit, connection)
        refuse_unless_open(here.planned, visit.now)
        found = drafts.group_draft(connection, person.scope, person.group, here.secret)
        texts = drafts.group_texts(connection, person.scope, person.group, here.secret)
        text, errors = check_proposal(here.asked, visit.form, known=KNOWN)
        if errors:
            return _proposal_page(here, Sheet(found=found, texts=texts, form=visit.form, errors=errors))
        text = _acted(here, action, text, texts)
        try:
            found = drafts.meet(found, version_of(visit), text)
        except Conflict as conflict:
            sheet = Sheet(found=conflict.current, texts=texts, form=visit.form, conflict=conflict)
            return _proposal_page(here, sheet)
        drafts.freeze(connection, here.asked, visit.now)
        version = drafts.save_group_draft(connection, person, found, text, visit.now)
    page_name = "verification" if action == "verifier" else "proposition"
    return see_other(f"{here.base}/{page_name}?enregistre={version}")


def preview(here: Room, text: Written) -> tuple[list[ChangeRequest], Fraction, Fraction]:
    """Return what the group's share of the envelope alone could buy, that share, and what would be left."""
    amount = group_answers.wallet(here.cycle, here.group.key)
    chosen = group_answers.affordable(here.cycle, points_of(text), amount)
    bought = [request for request in here.cycle.requests if request.reference in chosen]
    return bought, amount, amount - sum(request.cost.estimate for request in bought)


def _acted(here: Room, action: str, text: dict[str, str], texts: list[Written]) -> dict[str, str]:
    """Replace the points by the computed ones, or by nothing, when a person asked for it."""
    if action not in ("reprendre", "vider"):
        return text
    kept = {name: value for name, value in text.items() if not name.startswith("points-")}
    if action == "reprendre":
        kept |= {f"points-{tally.reference}": str(tally.points) for tally in _tallies(here, texts) if tally.points}
    return kept


def _tallies(here: Room, texts: list[Written]) -> tuple[Tally, ...]:
    return group_answers.tallies(here.asked.references, drafts.expressed(texts))


def member_comments(texts: list[Written]) -> dict[str, list[str]]:
    """Return what the members wrote on each request."""
    found: dict[str, list[str]] = {}
    for text in texts:
        for reference, words in by_reference(text, "commentaire").items():
            found.setdefault(reference, []).append(words)
    return found


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What the proposal's page shows: the saved draft, the members' answers, what was typed and its mistakes."""

    found: Draft
    texts: list[Written]
    form: Form
    errors: Messages = field(default_factory=dict)
    saved: bool = False
    conflict: Conflict | None = None


def _proposal_page(here: Room, sheet: Sheet) -> Response:
    shown = {name: values[0] for name, values in sheet.form.items() if values}
    digits = {name: value for name, value in shown.items() if name.startswith("points-") and value.strip().isdigit()}
    bought, amount, left = preview(here, sheet.found.text)
    return page(
        here.visit,
        "proposal.html",
        status=422 if sheet.errors else 409 if sheet.conflict else 200,
        room=here,
        found=sheet.found,
        form=shown,
        errors=sheet.errors,
        saved=sheet.saved,
        conflict=sheet.conflict,
        labels={field.name: field.label for field in here.asked.proposal_fields},
        tallies={tally.reference: tally for tally in _tallies(here, sheet.texts)},
        answered=len(drafts.expressed(sheet.texts)),
        comments=member_comments(sheet.texts),
        total=points_total(digits),
        whole=TOTAL,
        bought=bought,
        amount=amount,
        left=left,
    )


WAYS = ways("/proposition", ("GET", proposal), ("POST", save_proposal))
