"""Blocks of an issue and the media that print them: email, text, web."""

from dataclasses import dataclass
from datetime import date

from chorale.content.model import Article, Community, Issue, Link
from chorale.ipm.model import ChangeRequest, Cycle
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


@dataclass(frozen=True, kw_only=True)
class Block:
    """A part of an issue; layout names its template, anchor its place in the table of contents."""

    layout: str
    anchor: str = ""
    title: str = ""


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


@dataclass(frozen=True, kw_only=True)
class EventLine:
    """One event; state says « annulé » and the like, or is empty."""

    when: str
    title: str
    url: str
    detail: str
    state: str
    illustrative: bool
    over: bool


@dataclass(frozen=True, kw_only=True)
class EventsBlock(Block):
    """The events of a period under the name of those they are for."""

    period: str
    groups: tuple[tuple[str, tuple[EventLine, ...]], ...]
    empty: str
    level: int = 2


@dataclass(frozen=True, kw_only=True)
class CycleBlock(Block):
    """Where a cycle stands: a sentence, then what was retained once it is decided."""

    cycle: Cycle
    sentence: str
    retained: tuple[ChangeRequest, ...]
    url: str


@dataclass(frozen=True, kw_only=True)
class ReadingsBlock(Block):
    """Pages worth reading."""

    links: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class TextBlock(Block):
    """Words of the committee."""

    body: Element
