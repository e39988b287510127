"""The page of a file as it stands: its form, what is said of it, and what was just typed and refused."""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from starlette.responses import Response

from chorale.atelier import (
    drafts,
    insertions,
    letters,
    page_preview,
    reviews,
    sheets,
    shelves,
    shown_texts,
    states,
    team,
)
from chorale.atelier.forms.choices import Surroundings
from chorale.atelier.forms.entries import Entry, FormMaker, strays
from chorale.atelier.forms.folding import runs
from chorale.atelier.forms.screen_words import in_words
from chorale.atelier.mail_examples import of_sheet
from chorale.atelier.page_preview import address_of, has_email
from chorale.atelier.removing import removable
from chorale.atelier.renaming import RENAMED
from chorale.atelier.rights import spoken, writers
from chorale.atelier.sheets import ITEMS, Sheet
from chorale.atelier.web.request import AtelierRequest, page
from chorale.content.checks.fields import MODELS
from chorale.content.checks.register import PUBLISH
from chorale.content.problems import Problem


def form(request: AtelierRequest, sheet: Sheet, *, status: int = 200, **more: Any) -> Response:
    """Show a file's form, its draft if there is one, its problems and its review."""
    around = Surroundings(community=request.desk.project().community, path=sheet.path)
    shown = sheet.shown
    maker = FormMaker(around, shown)
    if sheet.kind.listed:
        entries: tuple[Entry, ...] = (maker.entry(sheet.shape, shown, ITEMS),)
    else:
        entries = maker.entries(sheet.kind.type, shown)
    problems, by_field = sheets.faults(request.desk, sheet)
    with request.desk.store.read() as connection:
        called = team.names(connection)
        others = drafts.others(connection, request.worker.key, sheet.path)
    letter = letters.letter(request.desk, sheet)
    values = {
        "sheet": sheet,
        "shown": shown_texts.remember(request.desk, sheet.base),
        "alone": shelves.alone(sheet.kind),
        "entries": entries,
        "runs": runs,
        "strays": () if sheet.kind.listed else strays(sheet.kind.type, shown),
        "problems": problems,
        "faults": by_field,
        "labels": labels(entries),
        "others": [(called.get(key, key), when) for key, when in others],
        "mine": request.worker.may_edit(sheet.kind.name),
        "needed": spoken(writers(sheet.kind.name), "ou"),
        "site_page": address_of(sheet),
        "email": has_email(sheet),
        "mail": of_sheet(sheet),
        "letter": letter,
        "findings": request.heard((*problems, *letter.findings)) if letter else [],
        "of_letter": letters.path_of(sheet) if sheet.kind.name == "article" else "",
        "states": states.choices(sheet),
        "renamed": sheet.kind.name in RENAMED and not sheet.new,
        "blocks": insertions.offered(around.community),
        "period": insertions.usual(request.desk.today),
        "model": _model(sheet, problems),
        "filled": request.one,
        "pages": insertions.found(around.community, request.one("bloc.mots"))
        if request.one("bloc.mots")
        else {},
        "saved": request.query.get("fait", ""),
        "hidden": isinstance(shown, dict) and shown.get("draft") == "true",
        "refused": "",
        "undone": None,
        "left": {},
        **_around(request, sheet, problems),
    }
    return page(request, "sheet.html", status=status, **{**values, **more})


def _around(
    request: AtelierRequest, sheet: Sheet, problems: Iterable[Problem]
) -> Mapping[str, Any]:
    """Return the sentences that a form lets go, what is told above it, and its removal and its review below."""
    return {
        "models": MODELS,
        "removable": removable(request.desk, sheet),
        "gone": letters.has_left(request.desk, sheet),
        "announced": [in_words(one) for one in problems if one.suggestion == PUBLISH],
        **_review(request, sheet),
    }


def _model(sheet: Sheet, problems: Iterable[Problem]) -> bool:
    """Tell whether the text of a new file is still that of its model, which nobody wants to keep."""
    untouched = sheet.new and sheet.writing.body == sheet.started.body
    return untouched and any(one.code == "modele" for one in problems)


BESIDE = {
    "mots": ("Commenter", "r-mots"),
    "suggestion": ("Commenter", "r-suggestion"),
    "mot": ("Demander", "r-mot"),
    "invite.nom": ("Envoyer le lien", "r-nom"),
    "invite.adresse": ("Envoyer le lien", "r-adresse"),
    "invite.mots": ("Envoyer le lien", "r-mot-dehors"),
    "etat.raison": ("Reporter dans la fiche", "e-raison"),
    "alt": ("Ajouter l'image", "i-alt"),
    "nom": ("Renommer", "n-nom"),
}
"""What is typed beside a sheet: the button that does it, where it stands."""


def left(request: AtelierRequest, sheet: Sheet) -> Mapping[str, str]:
    """Return what was typed beside a sheet when a button of the sheet itself was pressed: it is not thrown away."""
    name = PurePosixPath(sheet.path).stem
    found: dict[str, str] = {}
    for field, (button, place) in BESIDE.items():
        done = field == "etat.raison" and request.one("op") == "etat"
        if not done and request.one(field).strip() not in ("", name if field == "nom" else ""):
            found.setdefault(button, place)
    return found


def labels(entries: tuple[Entry, ...]) -> Mapping[str, str]:
    """Return the words of each field by its name, for the summary of problems."""
    found: dict[str, str] = {}
    for entry in entries:
        found[entry.name] = entry.label
        found.update(labels(entry.entries))
    return found


def undone(request: AtelierRequest, sheet: Sheet, what: str, why: str, field: str = "") -> Response:
    """Show the form again after what was asked beside it and refused: its words stay where they were typed."""
    return form(request, sheet, status=422, undone=(what, why, field))


def _review(request: AtelierRequest, sheet: Sheet) -> Mapping[str, Any]:
    """Return what the page of a sheet shows of its review."""
    with request.desk.store.read() as connection:
        found = reviews.comments(connection, sheet.path)
        asked = reviews.asked_about(connection, sheet.path)
        colleagues = team.members(connection) if request.live else []
        names = team.names(connection)
        invited = reviews.guests(connection, sheet.path, request.desk.clock())
    body = sheet.writing.body or ""
    return {
        "comments": [(one, not one.passage or one.passage in body) for one in found],
        "asked": asked,
        "asked_me": any(one.person == request.worker.key for one in asked),
        "colleagues": [one for one in colleagues if one.person.id != request.worker.key],
        "guests": invited,
        "opens": bool(request.live and page_preview.address_of(sheet)),
        "called": lambda key: names.get(
            key, request.worker.name if key == request.worker.key else key
        ),
    }
