"""Content files of a partner's events: written new, read once, changed at their place, saved at the end."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path

from chorale.calendars.partners.event_facts import EventFacts
from chorale.content.event_model import Meeting, Webinar
from chorale.content.followed import FollowedEvent, PartnerSource
from chorale.content.kinds import kind_of
from chorale.content.source_files import UnreadableFile, text
from chorale.content.writing.file_text import Writing, opened, saved
from chorale.content.writing.layout import Unspliceable
from chorale.content.writing.rendering import quoted
from chorale.content.writing.trees import Tree
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


@dataclass(kw_only=True)
class ContentFiles:
    """The content files of events, as they are and as an import will leave them."""

    root: Path
    period: tuple[str, str]
    made: dict[str, str] = field(default_factory=dict)
    sources: dict[tuple[str, str], str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    _read: dict[str, Writing | None] = field(default_factory=dict)
    _folders: dict[str, frozenset[str]] = field(default_factory=dict)

    def holds(self, path: str) -> bool:
        """Return whether a file is there, or will be; a folder is listed once, for nothing is written meanwhile."""
        if path in self.made:
            return True
        folder, _, name = path.rpartition("/")
        if folder not in self._folders:
            inside = (self.root / folder).glob("*")
            self._folders[folder] = frozenset(one.name for one in inside if one.is_file())
        return name in self._folders[folder]

    def text(self, path: str) -> str:
        """Return a file as it will be."""
        return self.made[path] if path in self.made else text(self.root, path)

    def writing(self, path: str) -> Writing | None:
        """Return what a file says; None when it is absent or unreadable."""
        if path not in self._read:
            try:
                there = self.holds(path)
                self._read[path] = opened(path, self.text(path)) if there else None
            except UnreadableFile:
                self._read[path] = None
        return self._read[path]

    def says(self, path: str) -> Mapping[str, Tree] | None:
        """Return the values of a file's keys; an unreadable file says nothing."""
        if not self.holds(path):
            return None
        found = self.writing(path)
        return found.data if found is not None and isinstance(found.data, dict) else {}

    def put(self, path: str, content: str, title: str = "") -> None:
        """Give a file its new text."""
        self.made[path] = content
        self._read.pop(path, None)
        if title:
            self.titles[path] = title

    def title(self, path: str) -> str | None:
        """Return the title of a file; None when it is absent."""
        if path in self.titles:
            return self.titles[path]
        found = self.says(path)
        return None if found is None else f"{found.get('title', '')}"

    def where(self, known: FollowedEvent) -> str:
        """Return the file of a followed event, renamed or not; nothing when it was removed."""
        if known.file and self.holds(known.file):
            return known.file
        return self.sources.get((known.calendar, known.uid), "")

    def is_draft(self, path: str) -> bool:
        """Return whether a file is a draft."""
        return (self.says(path) or {}).get("draft") in ("true", "oui")

    def session(self, path: str, start: str) -> int | None:
        """Return the rank of the session that first began then."""
        sessions = (self.says(path) or {}).get("sessions")
        for rank, one in enumerate(sessions if isinstance(sessions, list) else ()):
            if isinstance(one, dict) and start in (
                one.get("moved_from") or one.get("start"),
                one.get("start"),
            ):
                return rank
        return None

    def save(self, path: str, data: Mapping[str, Tree], body: str | None = None) -> bool:
        """Write other values into a file, all else as it was; False when it must be done by hand."""
        before = self.writing(path)
        if before is None:
            return False
        wanted = Writing(data=dict(data), body=before.body if body is None else body)
        try:
            content = saved(path, self.text(path), wanted)
        except (Unspliceable, UnreadableFile):
            return False
        if content != self.text(path):
            self.put(path, content)
        return True

    def add_session(self, path: str, says: Mapping[str, str], source: PartnerSource) -> bool:
        """Add a session at the end of a webinar."""
        told = self.says(path) or {}
        sessions = told.get("sessions")
        own = {"calendar": source.calendar, "uid": source.uid}
        one: dict[str, Tree] = {**says}
        if told.get("source") != own:
            one["source"] = dict(own)
        return isinstance(sessions, list) and self.save(
            path, {**told, "sessions": [*sessions, one]}
        )
