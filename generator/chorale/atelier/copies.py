"""A copy of some content: what was true of the first one alone is left behind, and its pictures come along."""

import re
from typing import Any

from chorale.atelier import photos, project_files
from chorale.atelier.desk import Desk, Writer

_OWN = {
    "meeting": (
        "status", "moved_from", "note", "until", "every", "sessions", "closes", "join", "online", "replay", "source",
    ),
    "article": ("aliases", "closes"),
    "page": ("aliases",),
    "form": ("opens", "closes"),
}  # fmt: skip
"""What each kind says of one day, one room, one address."""
_THERE = ("place", "address", "coordinates", "timezone")
_FIRST_TITLE = re.compile(r"\A(\s*# )[^\n]*")


def leave_behind(kind: str, data: dict[str, Any]) -> None:
    """Take out of a copy's keys what was true of the first one alone."""
    for key in _OWN.get(kind, ()):
        data.pop(key, None)
    if kind == "meeting" and data.get("registration") != "interne":
        for key in ("registration", "capacity"):
            data.pop(key, None)


def elsewhere(data: dict[str, Any], city: str) -> None:
    """Make of a meeting the one of another city: its title says it, and the former place is not told."""
    before, title = str(data.get("city", "")), str(data.get("title", ""))
    if not before or before == city:
        return
    named = re.compile(rf"(?<!\w){re.escape(before)}(?!\w)")
    data |= {"city": city, "title": named.sub(lambda _: city, title)}
    for key in _THERE:
        data.pop(key, None)


def retitled(body: str | None, title: str) -> str | None:
    """Return the text of a page under its new title, when it begins with one."""
    return body and _FIRST_TITLE.sub(lambda found: f"{found[1]}{title}", body)


def with_pictures(desk: Desk, worker: Writer, model: str, path: str, text: str) -> str:
    """Put beside a copy the pictures that its text names beside the first one; return the text, which names them."""
    before, after = (project_files.place(desk.root, one).parent for one in (model, path))
    if before == after or not before.is_dir():
        return text
    beside = [one for one in sorted(before.iterdir()) if one.suffix not in (".md", ".yml")]
    for one in beside:
        named = re.compile(rf"(?<![\w./-]){re.escape(one.name)}(?![\w.-])")
        if named.search(text) and one.is_file() and not one.is_symlink():
            name = photos.laid(desk, worker, path, one.name, one.read_bytes())
            text = named.sub(name.replace("\\", r"\\"), text)
    return text
