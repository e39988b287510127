"""Close of a cycle written in its file once everyone was told of it: the site says it at the next publication."""

from datetime import datetime
from zoneinfo import ZoneInfo

from chorale.atelier.desk import Desk, Writer
from chorale.atelier.saving import Saved, amend
from chorale.content.writing.file_text import Writing
from chorale.content.writing.trees import put
from chorale.ipm.model import Cycle


def follow(desk: Desk, worker: Writer, cycle: Cycle, closes: datetime) -> tuple[str, bool]:
    """Write in a cycle's file when it closes now; return it in figures, and whether the file could not take it."""
    here = closes.astimezone(ZoneInfo(desk.project().community.timezone))

    def change(writing: Writing) -> Writing:
        data = put(writing.data, ("milestones", "closes"), f"{here:%Y-%m-%d %H:%M}")
        return Writing(data=data, body=writing.body)

    kept = isinstance(amend(desk, worker, cycle.path, change), Saved)
    return f"{here:%d/%m/%Y %H:%M}", not kept
