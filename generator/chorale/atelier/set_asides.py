"""What a person gave to be imported, set aside on the disk for them alone until they say what becomes of it."""

import json
import re
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chorale import files
from chorale.atelier.desk import Desk, Writer
from chorale.service import signed_links

KEPT_SECONDS = 86_400
_NAME = re.compile(r"[a-z2-7]{16}")
_TOLD = "import.json"


def folder(desk: Desk, name: str) -> Path:
    """Return where one stands."""
    return desk.folder / "imports" / name


def keep(
    desk: Desk, worker: Writer, kind: str, held: Mapping[str, bytes], told: Mapping[str, Any]
) -> str:
    """Keep files and what is told of them for a day, for this person only; return the name to ask for them by."""
    forget_old(desk)
    name = signed_links.new_id()
    place = folder(desk, name)
    files.private_folder(place.parent)
    files.private_folder(place)
    for file, data in held.items():
        files.store(place / file, data, private=True)
    said = {**told, "person": worker.key, "kind": kind}
    files.store(place / _TOLD, json.dumps(said).encode(), private=True)
    return name


def taken_up(desk: Desk, worker: Writer, kind: str, name: str) -> dict[str, Any] | None:
    """Return what was told of what a person set aside; None when it is gone, another's, or something else."""
    if not _NAME.fullmatch(name):
        return None
    try:
        told: dict[str, Any] = json.loads((folder(desk, name) / _TOLD).read_bytes())
    except (OSError, ValueError):
        return None
    return told if (told.get("person"), told.get("kind")) == (worker.key, kind) else None


def forget(desk: Desk, name: str) -> None:
    """Erase one."""
    shutil.rmtree(folder(desk, name), ignore_errors=True)


def forget_old(desk: Desk) -> None:
    """Erase what is older than a day."""
    home = desk.folder / "imports"
    for place in home.iterdir() if home.is_dir() else ():
        if time.time() - place.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(place, ignore_errors=True)
