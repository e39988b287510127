"""Icons and emoji by their short names: pictures of the theme's own set, drawn in the page, and plain signs."""

from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import material
from markdown import Markdown
from pymdownx import twemoji_db

FOLDER = Path(material.__file__).parent / "templates" / ".icons"
SETS = (
    "material",
    "fontawesome-brands",
    "fontawesome-regular",
    "fontawesome-solid",
    "octicons",
    "simple",
)


class IconIndex(dict[str, Any]):
    """Signs by their short names; a picture is looked for when it is asked, among ten thousand."""

    def get(self, name: str, default: Any = None) -> Any:
        """Return what a short name stands for."""
        known = super().get(name)
        return known if known is not None else ({"name": name} if drawing(name) else default)


_SIGNS = IconIndex(twemoji_db.emoji)


@cache
def drawing(name: str) -> str:
    """Return the picture of « :material-check: » as SVG; nothing when the set has no such picture."""
    word = name.strip(":")
    for folder in SETS:
        file = FOLDER / folder.replace("-", "/") / f"{word.removeprefix(folder + '-')}.svg"
        if word.startswith(folder + "-") and "/" not in word and file.is_file():
            svg = file.read_text(encoding="utf-8").strip()
            return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
    return ""


def known(name: str) -> bool:
    """Return whether a short name stands for something."""
    return name in twemoji_db.emoji or name in twemoji_db.aliases or bool(drawing(name))


def names(like: str) -> list[str]:
    """Return the names of a picture's own set, for « vouliez-vous dire »."""
    folder = next((one for one in SETS if like.startswith(f"{one}-")), "")
    files = (FOLDER / folder.replace("-", "/")).glob("*.svg") if folder else ()
    return [f"{folder}-{file.stem}" for file in files]


def index(_: Any, __: Markdown) -> dict[str, Any]:
    """Return the names that authors may write."""
    return {"name": "icons", "emoji": _SIGNS, "aliases": twemoji_db.aliases}


def drawn(
    _: str,
    shortname: str,
    __: str | None,
    sign: str | None,
    alt: str,
    ___: str | None,
    ____: str | None,
    _____: Any,
    md: Markdown,
) -> Element:
    """Write an icon as its picture, which says nothing of its own, and an emoji as its sign."""
    span = Element("span", {"class": "emoji" if sign else "icon"})
    span.text = alt if sign else md.htmlStash.store(drawing(shortname))
    return span
