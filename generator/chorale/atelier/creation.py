"""New content: a first text to complete, from the program's models or after an older one."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import Any

from chorale import scaffold
from chorale.atelier import copies, project_files
from chorale.atelier.desk import Desk
from chorale.atelier.saving import Refused, written
from chorale.content.checks.fields import NEW_EDITO, NEW_PREHEADER
from chorale.content.kind_row import Kind
from chorale.content.mail_models import MODELS
from chorale.content.model import Issue
from chorale.content.writing.file_text import Writing, opened
from chorale.content.writing.trees import Tree
from chorale.french.dates import month
from chorale.french.phrases import MONTHS
from chorale.scaffold import NewItemPlace, named, quoted

Wishes = Mapping[str, str]

FRESH = frozenset({"webinar", "meeting", "issue", "article", "collected", "page", "mail"})
"""The kinds that have a first text of their own; of the others, a new one is made after another."""


class Unmakeable(Exception):
    """What was asked makes no file; the text is one French sentence."""


def made(desk: Desk, kind: Kind, asked: Wishes) -> tuple[str, str]:
    """Return the path and the first text of new content; raises Unmakeable."""
    place = NewItemPlace(community=desk.project().community, today=desk.today)
    model = asked.get("model", "")
    if model:
        path, text = _after(desk, place, kind, model, asked)
    else:
        path, text = _fresh(place, kind, asked)
    try:
        if project_files.place(desk.root, path).exists():
            raise Unmakeable(
                f"« {path} » existe déjà : choisir un autre nom, ou modifier celui-là."
            )
    except project_files.NotEditable:
        raise Unmakeable(f"« {path} » n'est pas un nom de fichier possible.") from None
    return path, text


def _fresh(place: NewItemPlace, kind: Kind, asked: Wishes) -> tuple[str, str]:
    match kind.name:
        case "webinar":
            found = scaffold.webinar(place, _needed(asked, "title", "un titre"))
        case "meeting":
            found = scaffold.meeting(place, _day(asked), _needed(asked, "city", "une ville"))
        case "issue":
            found = scaffold.issue(place, _month(asked))
        case "article":
            issue = _needed(asked, "issue", "une lettre")
            if not any(one.slug == issue for one in place.community.issues):
                raise Unmakeable("Choisir une lettre qui existe.")
            found = scaffold.article(place, issue, _needed(asked, "title", "un titre"))
        case "collected":
            found = scaffold.collected(place, _needed(asked, "title", "un titre"))
        case "page":
            return _page(kind, asked)
        case "mail":
            if asked.get("mail", "") not in MODELS:
                raise Unmakeable("Choisir un courriel de la liste.")
            found = scaffold.mail(place, asked["mail"])
        case _:
            raise Unmakeable(
                f"Un nouveau {kind.french} se fait à partir d'un autre : le choisir dans la liste."
            )
    return found.path, found.content.decode()


def _page(kind: Kind, asked: Wishes) -> tuple[str, str]:
    title = _needed(asked, "title", "un titre")
    folder = "/".join(
        filter(None, (named(part) if part else "" for part in asked.get("folder", "").split("/")))
    )
    path = kind.files.path(slug=f"{folder}/{named(title)}" if folder else named(title))
    return path, f"---\ntitle: {quoted(title)}\n---\n\n# {title}\n"


def _after(
    desk: Desk, place: NewItemPlace, kind: Kind, model: str, asked: Wishes
) -> tuple[str, str]:
    """Return a file like another one: all that stays the same, its dates put forward."""
    if not kind.files.holds(model) or (text := project_files.read(desk.root, model)) is None:
        raise Unmakeable("Choisir un modèle dans la liste.")
    if kind.name == "webinar":
        known = next((one for one in place.community.webinars if one.path == model), None)
        if known is None:
            raise Unmakeable("Ce webinaire est à corriger avant de servir de modèle.")
        found = scaffold.webinar(place, asked.get("title", "").strip(), known)
        return found.path, found.content.decode()
    data, body = opened(model, text).data, opened(model, text).body
    assert isinstance(data, dict)
    copies.leave_behind(kind.name, data)
    path = _renamed(place, kind, model, asked, data)
    if kind.name == "page":
        body = copies.retitled(body, str(data["title"]))
    wanted = written(model, text, Writing(data=data, body=body))
    if isinstance(wanted, Refused):
        raise Unmakeable(wanted.sentence)
    return path, wanted


def _renamed(
    place: NewItemPlace, kind: Kind, model: str, asked: Wishes, data: dict[str, Any]
) -> str:
    """Give a copy its own title and dates, and return its path."""
    names = dict(kind.files.match(model) or {})
    match kind.name:
        case "issue":
            first = _month(asked)
            names["slug"] = f"{first:%Y-%m}"
            _next_issue(place, data, first)
        case "meeting":
            day, city = _day(asked), asked.get("city", "").strip() or str(data.get("city", ""))
            data["date"] = day.isoformat()
            copies.elsewhere(data, city)
            names["slug"] = f"{day}-{named(city)}"
        case _:
            title = _needed(asked, "title", "un titre")
            data["title"] = title
            folder = str(PurePosixPath(names["slug"]).parent)
            names["slug"] = named(title) if folder == "." else f"{folder}/{named(title)}"
            names |= {"issue": asked["issue"]} if asked.get("issue") and "issue" in names else {}
    return kind.files.path(**names)


def _next_issue(place: NewItemPlace, data: dict[str, Any], first: date) -> None:
    """Make of a letter the next one: the same sections, its own month and cycle; what is said anew is to be written."""
    title, told = str(data.get("title", "")), str(data.get("date", ""))
    data |= {
        "title": _retitled(title, told, first)
        or f"Lettre d'information {place.community.name} — {month(first)}",
        "date": first.isoformat(),
        "preheader": NEW_PREHEADER,
        "draft": "true",
    }
    data.pop("subject", None)
    sections = data.get("sections", [])
    data["sections"] = [
        _next_section(place, one, first)
        for one in sections
        if isinstance(one, dict) and "article" not in one
    ]


def _next_section(place: NewItemPlace, section: dict[str, Any], first: date) -> Tree:
    last = _following(first) - timedelta(days=1)
    cycles = [one.slug for one in sorted(place.community.cycles, key=lambda one: one.number)]
    for period in section.values():
        if isinstance(period, dict) and {"from", "to"} <= period.keys():
            period |= {"from": first.isoformat(), "to": last.isoformat()}
    if "edito" in section:
        section["edito"] = NEW_EDITO
    if "ipm" in section and cycles:
        section["ipm"] = cycles[-1]
    return section


def _retitled(title: str, told: str, first: date) -> str:
    """Return the title of a letter with the month of the next one; nothing when it names no month."""
    try:
        before = month(date.fromisoformat(told))
    except ValueError:
        return ""
    return title.replace(before, month(first)) if before in title else ""


def next_month(desk: Desk) -> date:
    """Return the month that a new letter is probably for: the first, from the end of this one, without any."""
    known = {one.slug for one in desk.project().community.issues}
    first = (desk.today + timedelta(days=10)).replace(day=1)
    while f"{first:%Y-%m}" in known:
        first = _following(first)
    return first


def _following(first: date) -> date:
    """Return the first day of the month after one, from its first."""
    return (first + timedelta(days=31)).replace(day=1)


def _needed(asked: Wishes, name: str, what: str) -> str:
    value = asked.get(name, "").strip()
    if not value:
        raise Unmakeable(f"Il manque {what}.")
    return value


def _day(asked: Wishes) -> date:
    try:
        return date.fromisoformat(asked.get("date", ""))
    except ValueError:
        raise Unmakeable("Il manque un jour, par exemple 2026-12-10.") from None


def _month(asked: Wishes) -> date:
    """Return the first day of a month: 2026-12 as browsers send it, 12/2026 or « décembre 2026 » as people type it."""
    typed = asked.get("month", "").strip().casefold()
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})|(\d{1,2})[/. -]+(\d{4})", typed):
        year, rank = int(found[1] or found[4]), int(found[2] or found[3])
    elif found := re.fullmatch(r"(\S+)\s+(\d{4})", typed):
        known = found[1] in MONTHS
        year, rank = int(found[2]), MONTHS.index(found[1]) + 1 if known else 0
    else:
        year, rank = 0, 0
    try:
        return date(year, rank, 1)
    except ValueError:
        raise Unmakeable("Il manque un mois, par exemple 2026-12.") from None


def last(desk: Desk) -> Issue | None:
    """Return the latest letter: the next one is like it."""
    return max(desk.project().community.issues, key=lambda one: one.date, default=None)
