"""Scaffolding of new content: files with guidance in their comments, from templates/new."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, get_args

from chorale.content.collected import CollectedRequest
from chorale.content.event_kinds import STATE_FACTS
from chorale.content.event_model import DayOrInstant, Meeting, Session, Speaker, Webinar
from chorale.content.json_schema import SCHEMAS
from chorale.content.kind_row import Kind
from chorale.content.kinds import kind_of
from chorale.content.mail_models import MODELS
from chorale.content.mail_texts import MailText
from chorale.content.model import Article, ArticleKind, Community, Issue
from chorale.content.series import sessions_of
from chorale.files import File
from chorale.french.dates import clock, holidays, month, span
from chorale.french.suggestions import slug
from chorale.ipm.model import ChangeRequest, Cycle
from chorale.text import templates

AHEAD = timedelta(days=28)
LONGEST = 80
"""Signs of a file's name; its address is read aloud, and a system refuses 255 bytes."""


@dataclass(frozen=True, kw_only=True)
class NewItemPlace:
    """Where new content goes, and what it may name."""

    community: Community
    today: date


def named(title: str) -> str:
    """Return a file name from words: « Bien démarrer » gives bien-demarrer; a long title, its first words.

    A list has the name « index » already.
    """
    whole = slug(title)
    if len(whole) > LONGEST:
        whole = whole[: LONGEST + 1].rpartition("-")[0] or whole[:LONGEST]
    return "index-1" if whole == "index" else whole or "sans-titre"


def webinar(place: NewItemPlace, title: str = "", model: Webinar | None = None) -> File:
    """Return a new webinar, from last time's when a model is given: all that stays the same, one session to come.

    Without a title of its own it keeps the model's, and its file is named after its first day.
    """
    last = _last(model) if model else None
    start = _next(place.today, last.start if last else None)
    name = named(title) if title or model is None else f"{_undated(model.slug)}-{start:%Y-%m-%d}"
    values = {
        "title": quoted(title or (model.title if model else "")),
        "audiences": model.audiences if model else (),
        "summary": quoted(model.summary if model else ""),
        "session": ", ".join(_session(start, last)),
        "start": f"{start:%Y-%m-%d %H:%M}",
        "zone": clock(place.community.timezone),
        "speakers": [_speaker(one) for one in model.speakers] if model else [],
        "documents": [(quoted(link.url), quoted(link.label)) for link in model.documents]
        if model
        else [],
        "illustrative": model.illustrative if model else False,
        "body": model.body.strip()
        if model
        else "Au programme :\n\n- Premier thème\n- Deuxième thème",
        "choices": ", ".join(place.community.audiences),
    }
    return _file(place, kind_of(Webinar), values, slug=name)


def _last(model: Webinar) -> Session | None:
    """Return the latest session that was held or will be: one that was cancelled is no example."""
    found = [placed.session for placed in sessions_of(model)]
    kept = [session for session in found if STATE_FACTS[session.status].happens] or found
    return max(kept, key=lambda session: str(session.start), default=None)


def _speaker(one: Speaker) -> str:
    said = {key: value for key, value in vars(one).items() if value}
    return "{" + ", ".join(f"{key}: {quoted(value)}" for key, value in said.items()) + "}"


def _session(start: datetime, last: Session | None) -> Iterator[str]:
    """Yield what a session says: as long as last time, and with as many places when one signs up on this site."""
    yield f"start: {start:%Y-%m-%d %H:%M}"
    yield f"duration: {re.sub(r'[^0-9hmin]', '', span(last.duration)) if last and last.duration else '1h'}"
    if last and last.registration == "interne":
        yield "registration: interne"
        if last.capacity:
            yield f"capacity: {last.capacity}"


def _undated(name: str) -> str:
    return re.sub(r"-\d{4}-\d\d-\d\d$", "", name)


def _next(today: date, before: DayOrInstant | None) -> datetime:
    """Return a working day at least four weeks ahead, with the weekday and the hour of last time."""
    day = working_day(today + AHEAD, before.weekday() if before else 1)
    return datetime.combine(day, before.time() if isinstance(before, datetime) else time(10))


def working_day(first: date, weekday: int) -> date:
    """Return the first such weekday from a day on (Monday is 0) that is no public holiday."""
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    while day in holidays(day.year):
        day += timedelta(days=7)
    return day


def meeting(place: NewItemPlace, day: date, city: str) -> File:
    """Return a new meeting in a city."""
    title = f"Rencontre à {city}"
    values = {
        "title": quoted(title),
        "city": quoted(city),
        "date": day,
        "choices": ", ".join(place.community.audiences),
    }
    return _file(place, kind_of(Meeting), values, slug=f"{day}-{named(city)}")


def issue(place: NewItemPlace, first: date) -> File:
    """Return a new issue of the newsletter for the month that begins on this day."""
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    name = f"{first:%Y-%m}"
    title = quoted(f"Lettre d'information {place.community.name} — {month(first)}")
    values = {"title": title, "date": first, "first": first, "last": last, "slug": name}
    return _file(place, kind_of(Issue), values, slug=name)


def article(place: NewItemPlace, issue_name: str, title: str) -> File:
    """Return a new article in the folder of an issue."""
    kinds = get_args(ArticleKind)
    values = {
        "title": quoted(title),
        "kinds": kinds,
        "choices": ", ".join(place.community.audiences),
    }
    return _file(place, kind_of(Article), values, issue=issue_name, slug=named(title))


def mail(place: NewItemPlace, name: str) -> File:
    """Return a community's own words for a mail, to begin with those of the program."""
    model = MODELS[name]
    values = {
        "title": model.title,
        "when": model.when,
        "names": model.names,
        "subject": quoted(model.words.subject),
        "said": [quoted(one) for one in model.words.said],
        "button": quoted(model.words.button) if model.words.button else "",
        "after": quoted(model.words.after) if model.words.after else "",
    }
    return _file(place, kind_of(MailText), values, slug=name)


def request(place: NewItemPlace, cycle: Cycle, title: str) -> File:
    """Return the lines to add at the end of a cycle's requests.yml."""
    values = {
        "reference": following([request.reference for request in cycle.requests]),
        "title": quoted(title),
        "theme": next(iter(cycle.themes), ""),
        "choices": ", ".join(cycle.themes),
    }
    return _file(place, kind_of(ChangeRequest), values, cycle=cycle.slug)


def collected(place: NewItemPlace, title: str) -> File:
    """Return a request collected today, its theme that of the latest cycle until another is written."""
    latest = max(place.community.cycles, key=lambda one: one.number, default=None)
    themes = list(latest.themes.values()) if latest else []
    values = {
        "title": quoted(title),
        "received": place.today,
        "theme": quoted(themes[0] if themes else "Évolutions diverses"),
        "choices": ", ".join(themes),
    }
    return _file(place, kind_of(CollectedRequest), values, slug=named(title))


def following(references: Sequence[str]) -> str:
    """Return the reference after the greatest one: DE-26 gives DE-27."""
    numbered = [found for name in references if (found := re.fullmatch(r"(.*?)(\d+)", name))]
    if not numbered:
        return "DE-01"
    last = max(numbered, key=lambda found: int(found[2]))
    return f"{last[1]}{int(last[2]) + 1:0{len(last[2])}}"


def _file(place: NewItemPlace, kind: Kind, values: Mapping[str, Any], **names: str) -> File:
    """Return what completes a kind's template, at the place that its names say."""
    path = kind.files.path(**names)
    schema = "../" * path.count("/") + f"{SCHEMAS}/{kind.name}.json"
    return File.of(
        path,
        templates.template(place.community.templates, f"new/{kind.new}", **values, schema=schema),
    )


def quoted(text: str) -> str:
    """Return text as a YAML double-quoted scalar; JSON's is one."""
    return json.dumps(text, ensure_ascii=False)
