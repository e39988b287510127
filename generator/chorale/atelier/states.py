"""An event cancelled or put off: its state, its reason and its former date, written where the event is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chorale.atelier.forms.answers import Sent
from chorale.atelier.sheets import Sheet
from chorale.content.shapes import keys
from chorale.content.writing.trees import Tree
from chorale.french import dates

WHOLE = "tout"


@dataclass(frozen=True, kw_only=True)
class MovableEvent:
    """An event of a file: which one, and when it is."""

    which: str
    when: str


def choices(sheet: Sheet) -> tuple[MovableEvent, ...]:
    """Return the events of a file that may be cancelled or put off: its own date, or each of its sessions."""
    told = sheet.shown
    if sheet.new or not isinstance(told, dict):
        return ()
    if "status" in keys(sheet.kind.type):
        return (MovableEvent(which=WHOLE, when=str(told.get("date", ""))),)
    sessions = told.get("sessions")
    found = sessions if isinstance(sessions, list) else []
    return tuple(
        MovableEvent(which=str(rank), when=_in_words(str(one.get("start", ""))))
        for rank, one in enumerate(found)
        if isinstance(one, dict)
    )


def _in_words(written: str) -> str:
    """Return a day or an instant as people say it; as it is typed when it is neither."""
    try:
        when = datetime.fromisoformat(written)
    except ValueError:
        return written
    return dates.instant(when) if ":" in written else dates.day(when)


def changed(told: Tree, sent: Sent) -> tuple[Tree, str]:
    """Return the keys once an event is cancelled or put off, or what is missing in one French sentence."""
    asked = {
        name: next(iter(sent.get(f"etat.{name}", ())), "").strip()
        for name in ("de", "quoi", "raison", "date")
    }
    if not asked["raison"]:
        return told, "Dire la raison : les inscrits et les agendas la reçoivent."
    if asked["quoi"] == "moved" and not asked["date"]:
        return told, "Donner la nouvelle date."
    if not isinstance(told, dict):
        return told, "Cet événement ne se lit pas."
    if asked["de"] == WHOLE:
        return _one(told, "date", asked), ""
    sessions = told.get("sessions")
    if not (
        isinstance(sessions, list) and asked["de"].isdigit() and int(asked["de"]) < len(sessions)
    ):
        return told, "Choisir une séance."
    made = list(sessions)
    rank = int(asked["de"])
    made[rank] = _one(made[rank], "start", asked)
    return {**told, "sessions": made}, ""


def _one(event: Any, key: str, asked: Mapping[str, str]) -> Tree:
    if asked["quoi"] != "moved":
        return {**event, "status": "cancelled", "note": asked["raison"]}
    before = {"moved_from": event.get("moved_from") or event.get(key, "")}
    return {
        **event,
        key: asked["date"].replace("T", " "),
        "status": "moved",
        **before,
        "note": asked["raison"],
    }
