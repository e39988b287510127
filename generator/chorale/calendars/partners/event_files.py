"""New content files of a partner's events: a meeting each, or a webinar with its sessions."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, count

from chorale.calendars.partners.event_facts import EventFacts
from chorale.content.event_model import Meeting, Webinar
from chorale.content.followed import PartnerSource
from chorale.content.kinds import kind_of
from chorale.content.writing.rendering import quoted
from chorale.french.suggestions import slug

_PLAIN = ("date", "until", "start", "end", "duration", "draft", "status", "moved_from")
WHOSE = "# Suivi chez le partenaire : ce que vous changez ici reste à vous, l'import suivant ne l'écrase pas."


def meeting_paths(one: EventFacts) -> Iterable[str]:
    """Yield the paths that a new meeting may have, the best first: day and city, then title, then a number."""
    stem = f"{one.says['date']}-{short(one.says['city'])}"
    longer = f"{stem}-{short(one.title)}"
    names = chain((stem, longer), (f"{longer}-{rank}" for rank in count(2)))
    return (kind_of(Meeting).files.path(slug=name) for name in names)


def webinar_path(title: str) -> str:
    """Return the path of the webinar of a title."""
    return kind_of(Webinar).files.path(slug=short(title))


def short(words: str) -> str:
    """Return the part of an address that words make."""
    return slug(words)[:60].strip("-")


def meeting_text(one: EventFacts, source: PartnerSource, audiences: Mapping[str, str]) -> str:
    """Write a new meeting."""
    head = [*_head(one, audiences), *(_pair(name, value) for name, value in one.says.items())]
    return _file([*head, _source(source), WHOSE], one.body)


def webinar_text(
    sessions: Sequence[tuple[EventFacts, PartnerSource]], audiences: Mapping[str, str]
) -> str:
    """Write a new webinar with its sessions, in order; it is a draft while none is sure."""
    first, source = sessions[0]
    head = _head(first, audiences)
    if all("draft" in one.says for one, _ in sessions):
        head.append("draft: true")
    head += [_source(source), WHOSE, "sessions:"]
    for one, where in sessions:
        pairs = [_pair(name, value) for name, value in one.says.items()]
        own = [] if where == source else [_source(where)]
        head.append(f"  - {{{', '.join([*pairs, *own])}}}")
    return _file(head, first.body)


def _head(one: EventFacts, audiences: Mapping[str, str]) -> list[str]:
    return [
        "---",
        f"title: {quoted(one.title)}",
        f"# Publics concernés, au choix : {', '.join(audiences)}",
        f"audiences: [{', '.join(one.audiences)}]",
    ]


def _source(source: PartnerSource) -> str:
    return f"source: {{calendar: {quoted(source.calendar)}, uid: {quoted(source.uid)}}}"


def _pair(name: str, value: str) -> str:
    return f"{name}: {value if name in _PLAIN else quoted(value)}"


def _file(lines: Iterable[str], body: str) -> str:
    return "\n".join((*lines, "---", "", body, "")) if body else "\n".join((*lines, "---", ""))


def digest(body: str) -> str:
    """Return what tells a body from another, short."""
    return hashlib.sha256(body.strip().encode("utf-8", "replace")).hexdigest()[:16]
