"""The group's proposal: points beside what the members' scores make, saved as a shared draft."""

from sqlalchemy import Connection
from starlette.responses import Response

from generator.service.cycle import drafts
from generator.service.cycle.drafts import Draft
from generator.service.cycle.merging import Typed, kept, untouched
from generator.service.cycle.proposal_sheet import Sheet, preview, sheet_of, sheet_page, tallies
from generator.service.cycle.questionnaire import check_proposal
from generator.service.cycle.rooms import Room, room, ways
from generator.service.cycle.schedule import refuse_unless_open
from generator.service.refusals import malformed
from generator.service.web.pages import page
from generator.service.web.visits import Visit, see_other

KNOWN = ("version", "vu", "action")
ACTIONS = ("enregistrer", "verifier", "reprendre", "vider")


def proposal(visit: Visit) -> Response:
    """Show the proposal as it was last saved; opening it creates nothing."""
    with visit.service.store.read() as connection:
        here = room(visit, connection)
        sheet = sheet_of(connection, here)
    saved = visit.query.get("enregistre") == str(sheet.found.version)
    return sheet_page(here, sheet, untouched(sheet.found), saved=saved)


def save_proposal(visit: Visit) -> Response:
    """Save the shared draft, unless a colleague saved in between; then show both."""
    person, action = visit.here.person, visit.one("action") or "enregistrer"
    if action not in ACTIONS:
        raise malformed("Action inconnue : rien n'a été enregistré.")
    with visit.service.store.write(f"group:{person.scope}:{person.group}") as connection:
        here = room(visit, connection)
        refuse_unless_open(here.planned, visit.now)
        sheet = sheet_of(connection, here)
        outcome = _kept(connection, here, sheet, action)
    if isinstance(outcome, Typed):
        return sheet_page(here, sheet, outcome)
    page_name = "verification" if action == "verifier" else "proposition"
    return see_other(f"{here.base}/{page_name}?enregistre={outcome}")


def _kept(connection: Connection, here: Room, sheet: Sheet, action: str) -> int | Typed:
    text, errors = check_proposal(here.asked, here.visit.form, known=KNOWN)
    if not errors:
        text = _acted(here, action, text, sheet)

    def save(over: Draft) -> int:
        drafts.freeze(connection, here.asked, here.visit.now)
        return drafts.save_group_draft(connection, here.person, over, text, here.visit.now)

    return kept(here.visit, text, errors, sheet.found, save)


def show_share(visit: Visit) -> Response:
    """Show what the group's share could buy with the points as they are typed; nothing is saved."""
    with visit.service.store.read() as connection:
        here = room(visit, connection)
    text, _ = check_proposal(here.asked, visit.form, known=KNOWN)
    bought, amount, left = preview(here, text)
    return page(visit, "share.html", room=here, bought=bought, amount=amount, left=left)


def _acted(here: Room, action: str, text: dict[str, str], sheet: Sheet) -> dict[str, str]:
    """Replace the points by the computed ones, or by nothing, when a person asked for it."""
    if action not in ("reprendre", "vider"):
        return text
    kept = {name: value for name, value in text.items() if not name.startswith("points-")}
    if action == "reprendre":
        kept |= {f"points-{tally.reference}": str(tally.points) for tally in tallies(here, sheet.texts) if tally.points}
    return kept


WAYS = (
    *ways("/proposition", ("GET", proposal), ("POST", save_proposal)),
    *ways("/apercu", ("POST", show_share)),
)
