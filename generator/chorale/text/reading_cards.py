"""Reading cards: pages worth reading, in lists of hundreds; the card of each is made once and placed in every list."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import escape

from chorale.memoization import LATEST
from chorale.overrides import TemplateFolders
from chorale.text import markdown, templates

_HREF, _COVER = "\x01", "\x02"
"""What differs from page to page, left open in a card; no text of ours holds these characters."""


@dataclass(frozen=True)
class ReadingCard:
    """What a card shows; path is the Markdown path of its page and cover that of its picture, from the site's root."""

    path: str
    kicker: str
    title: str
    text: str
    cover: str = ""


def placed(
    looks: TemplateFolders, cards: Iterable[ReadingCard], link: Callable[[str], str], level: int = 3
) -> str:
    """Return the items of a list, their titles at a level of heading; link gives an address on the page of the list."""
    return "\n".join(
        _made(looks, one, level)
        .replace(_HREF, str(escape(link(one.path))))
        .replace(_COVER, str(escape(link(one.cover))) if one.cover else "")
        for one in cards
    )


@lru_cache(maxsize=LATEST)
def _made(looks: TemplateFolders, card: ReadingCard, level: int) -> str:
    shown = {
        "href": _HREF,
        "cover": {"src": _COVER} if card.cover else None,
        "kicker": card.kicker,
        "title": card.title,
        "text": card.text,
    }
    made = templates.template(looks, "site/reading_card.html", one=shown, level=level)
    return markdown.html_typography(made).strip()
