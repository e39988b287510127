"""Blocks of an issue and the media that print them: email, text, web."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from chorale.content.item_model import Link
from chorale.content.model import Article, ArticleKind, Community, Issue
from chorale.ipm.model import Cycle
from chorale.text.html_tree import Element
from chorale.text.sanitise import Destination, Picture


@dataclass(frozen=True, kw_only=True)
class LetterMedium:
    """Where an issue is read: the day that separates past from coming, how addresses are written.

    top is the level of the first headings inside an article.
    """

    community: Community
    issue: Issue
    today: date
    destination: Destination
    top: int = 3

    def url(self, path: str) -> str:
        """Return the address of a page of the site, as written here."""
        return self.destination.link(path) or path


Layout = Literal["hero", ArticleKind, "agenda", "edito", "ipm", "lectures", "texte"]
"""How a block looks in an email; each has its template in templates/email/blocks/."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """A part of an issue; anchor is its place in the table of contents."""

    layout: Layout
    anchor: str = ""
    title: str = ""

    @property
    def plain(self) -> str:
        """Return its template where looks count less: templates/email/text/ and templates/site/letter/."""
        return self.layout


@dataclass(frozen=True, kw_only=True)
class ArticleBlock(Block):
    """An article, its words and picture ready to print."""

    article: Article
    kicker: str
    audiences: str
    summary: str
    body: Element
    picture: Picture | None
    action: Link | None
    url: str
    closing: str = ""
    closed: bool = False
    following: str = ""
    """The words that lead to the rest of an excerpt; nothing when the body is whole."""

    @property
    def plain(self) -> str:
        """Return the template of every article."""
        return "article"


@dataclass(frozen=True, kw_only=True)
class EventLine:
    """One event; state says « annulé » and the like, or is empty; sign_up is where one still may, if anywhere."""

    when: str
    title: str
    url: str
    audiences: tuple[str, ...]
    public: str
    facts: str
    state: str
    illustrative: bool
    over: bool
    sign_up: Link | None = None
    picture: Picture | None = None

    @property
    def detail(self) -> str:
        """Return whom it is for, unless its group says so, and what else there is to know."""
        return " · ".join(filter(None, (self.public, self.facts)))


@dataclass(frozen=True, kw_only=True)
class EventsBlock(Block):
    """The events of a period under the name of those they are for, or day by day under none."""

    period: str
    groups: tuple[tuple[str, tuple[EventLine, ...]], ...]
    empty: str
    level: int = 2


@dataclass(frozen=True, kw_only=True)
class CycleBlock(Block):
    """Where a cycle stands: a sentence, then what was retained once it is decided."""

    cycle: Cycle
    sentence: str
    retained: tuple[str, ...]
    url: str
    past: bool = False
    """The day of the letter is over: the cycle may have moved on."""


@dataclass(frozen=True, kw_only=True)
class ReadingsBlock(Block):
    """Pages worth reading."""

    links: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class TextBlock(Block):
    """Words of the committee."""

    body: Element
