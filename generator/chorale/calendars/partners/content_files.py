"""Content files of events as an import finds and leaves them: read once, changed at their place, written at the end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from chorale.content.followed import FollowedEvent, PartnerSource
from chorale.content.sources import UnreadableFile, text
from chorale.content.writing.file_text import Writing, opened, saved
from chorale.content.writing.layout import Unspliceable
from chorale.content.writing.trees import Tree


@dataclass(kw_only=True)
class ContentFiles:
    """The content files of events, as they are and as an import will leave them."""

    root: Path
    period: tuple[str, str]
    made: dict[str, str] = field(default_factory=dict)
    sources: dict[tuple[str, str], str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    _read: dict[str, Writing | None] = field(default_factory=dict)

    def text(self, path: str) -> str:
        """Return a file as it will be."""
        return self.made[path] if path in self.made else text(self.root, path)

    def writing(self, path: str) -> Writing | None:
        """Return what a file says; None when it is absent or unreadable."""
        if path not in self._read:
            try:
                known = path in self.made or (self.root / path).is_file()
                self._read[path] = opened(path, self.text(path)) if known else None
            except UnreadableFile:
                self._read[path] = None
        return self._read[path]

    def says(self, path: str) -> Mapping[str, Tree] | None:
        """Return the values of a file's keys; an unreadable file says nothing."""
        if path not in self.made and not (self.root / path).is_file():
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
        if known.file and (known.file in self.made or (self.root / known.file).is_file()):
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
