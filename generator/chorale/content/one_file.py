"""One file read again, its item put in the place of the former one, without reading the rest of the project."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from chorale.content import picture_files
from chorale.content.event_model import Meeting, Webinar
from chorale.content.kinds import KINDS, items
from chorale.content.load import Loaded, ProjectReader
from chorale.content.model import Community, Issue
from chorale.content.picture_files import Pictured
from chorale.content.shapes import given
from chorale.content.source_folder import SourceFolder


def reread(loaded: Loaded, path: str, text: str) -> Loaded | None:
    """Return what was read of a project with another text for one file; None when all must be read again.

    That is so for what others depend on (the community, its groups, a cycle), for new files and for broken ones.
    """
    kind = next((one for one in KINDS if one.files.holds(path)), None)
    home = loaded.community
    if kind is None or kind.listed or home is None or path in loaded.broken or not kind.page:
        return None
    old = next((one for one in items(home, kind) if one.path == path), None)
    if old is None or kind.name == "cycle":
        return None
    reader = ProjectReader(SourceFolder(loaded.root, {path: text}), ZoneInfo(home.timezone))
    new = reader.item(kind, path, {name: getattr(old, name) for name in given(kind.type)})
    others = tuple(one for one in loaded.problems if one.source.path != path)
    return replace(
        loaded,
        community=_pictured(
            loaded, path, home if new is None else _put(home, kind.held.split("."), old, new)
        ),
        problems=tuple(sorted((*others, *reader.problems))),
        origins={**loaded.origins, **reader.origins},
        texts={**loaded.texts, **reader.texts},
        broken=loaded.broken | reader.broken,
    )


def _pictured(loaded: Loaded, path: str, home: Community) -> Community:
    """Give what a file says, and the issues that show it, the pictures that its words ask for now."""
    events: tuple[Webinar | Meeting, ...] = (*home.webinars, *home.meetings)
    known = loaded.community or home
    mine = [
        one
        for one in (*events, *known.webinars, *known.meetings)
        if isinstance(one, Webinar | Meeting) and one.path == path
    ]
    return replace(
        home,
        issues=tuple(
            picture_files.of_issue(loaded.root, one, events)
            if _beside(one, path) or any(picture_files.announced(one, mine))
            else one
            for one in home.issues
        ),
        webinars=tuple(_with_own(loaded, path, one) for one in home.webinars),
        meetings=tuple(_with_own(loaded, path, one) for one in home.meetings),
    )


def _beside(issue: Issue, path: str) -> bool:
    return path.startswith(issue.path.rpartition("/")[0] + "/")


def _with_own(loaded: Loaded, path: str, item: Pictured) -> Pictured:
    return picture_files.of_event(loaded.root, item) if item.path == path else item


def _put(holder: Any, names: list[str], old: Any, new: Any) -> Any:
    """Return a holder where the new item stands for the old one."""
    held = getattr(holder, names[0])
    if len(names) > 1:
        inside = tuple(_put(one, names[1:], old, new) for one in held)
        return replace(holder, **{names[0]: inside})
    if not any(one is old for one in held):
        return holder
    return replace(holder, **{names[0]: tuple(new if one is old else one for one in held)})
