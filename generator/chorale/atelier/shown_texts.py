"""The texts that pages were opened on, kept by their digest: what is sent is compared with what its page showed."""

import os
import re
import time

from chorale import files
from chorale.atelier.desk import Desk
from chorale.atelier.project_files import digest

KEPT_SECONDS = 90 * 86_400
"""As long as a draft: a page that a phone kept open is sent weeks later."""
_NAME = re.compile(r"[0-9a-f]{64}")


def remember(desk: Desk, text: str) -> str:
    """Keep a text that a page shows; return the name by which the page gives it back."""
    name = digest(text)
    place = desk.folder / "textes-montres" / name
    if place.exists():
        os.utime(place)
        return name
    _forget_old(desk)
    files.private_folder(place.parent)
    files.store(place, text.encode(), private=True)
    return name


def recall(desk: Desk, name: str) -> str | None:
    """Return a text that a page showed; None when it is not known."""
    if not _NAME.fullmatch(name):
        return None
    try:
        return (desk.folder / "textes-montres" / name).read_bytes().decode()
    except OSError:
        return None


def _forget_old(desk: Desk) -> None:
    home = desk.folder / "textes-montres"
    for place in home.iterdir() if home.is_dir() else ():
        if time.time() - place.stat().st_mtime > KEPT_SECONDS:
            place.unlink(missing_ok=True)
