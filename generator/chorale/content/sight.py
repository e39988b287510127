"""What each output is shown of the community: what it made serves again for as long as that stays the same."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Hashable, Iterator
from dataclasses import fields, replace
from functools import lru_cache, update_wrapper
from operator import attrgetter
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar, get_args

from chorale.content.event import Event
from chorale.content.event_model import Meeting, Webinar
from chorale.content.model import Community, Issue, Page
from chorale.digests import digest_of
from chorale.files import File
from chorale.memoization import LATEST, KeptAnswers, again, by_identity, latest_by
from chorale.memory import keeping

P = ParamSpec("P")
Happening = TypeVar("Happening", Webinar, Meeting)
Shown = TypeVar("Shown")
Left = TypeVar("Left")
Untold = TypeVar("Untold", Page, Webinar, Meeting)
_path = attrgetter("path")
CommunityPart = Literal[
    "issues", "webinars", "meetings", "groups", "cycles", "collected", "forms", "mails", "accessibility",
    "search", "search_queries", "register", "published_pages", "site", "titles", "names", "announced", "summaries",
]  # fmt: skip
"""A field of the community that holds content; of its pages, the titles and what goes with them, or the names alone;
of its webinars and meetings, what is announced of them, which is all but their bodies; of its letters, what lists say
of their articles, neither words nor pictures."""
_HELD: dict[str, Any] = {
    field.name: field.default
    for field in fields(Community)
    if field.name in ("pages", *get_args(CommunityPart))
}


def seen(community: Community, *parts: CommunityPart) -> Community:
    """Return the community with nothing of its content but these parts: what is not shown cannot be printed."""
    shown = {name: getattr(community, name) for name in _HELD.keys() & set(parts)}
    if "titles" in parts:
        shown["pages"] = _all_titled(community.pages)
    elif "names" in parts:
        shown["pages"] = _all_named(community.pages)
    if "announced" in parts:
        shown["webinars"] = _all_announced(community.webinars)
        shown["meetings"] = _all_announced(community.meetings)
    if "summaries" in parts:
        own = community.templates.names  # what they print is not known
        shown["issues"] = community.issues if own else tuple(map(_summarised, community.issues))
    return holding(community, parts, **{**_HELD, **shown})


def holding(community: Community, place: Hashable, **shown: Any) -> Community:
    """Return a community that holds something else, the very one of the last time at a place while it is the same."""
    told = tuple(shown.get(name, getattr(community, name)) for name in _NAMES)
    return again(place, told, lambda: replace(community, **shown), _SEEN)


_NAMES = tuple(field.name for field in fields(Community))
_SEEN: KeptAnswers = {}


@by_identity
def _all_titled(pages: tuple[Page, ...]) -> tuple[Page, ...]:
    return tuple(_untold(one) if one.body and one.title else one for one in pages)


@by_identity
def _all_named(pages: tuple[Page, ...]) -> tuple[Page, ...]:
    return tuple(_named(one.path, one.slug) for one in pages)


@by_identity
def _all_announced(found: tuple[Happening, ...]) -> tuple[Happening, ...]:
    return tuple(_untold(one) if one.body else one for one in found)


@latest_by(_path)
def _untold(item: Untold) -> Untold:
    """Return a page, a webinar or a meeting without its text."""
    return _known(replace(item, body=""))


@latest_by(_path)
def _summarised(issue: Issue) -> Issue:
    articles = tuple(replace(one, body="") for one in issue.articles)
    return _known(replace(issue, articles=articles, pictures={}, picture_names={}))


def _known(left: Left) -> Left:
    """Return the very item of before that holds the same, whatever became of what is not left of it."""
    if len(_LEFT) >= LATEST:
        _LEFT.clear()
    known: Left = _LEFT.setdefault(digest_of(left), left)
    return known


_LEFT: dict[bytes, Any] = {}


@lru_cache(maxsize=16384)
def _named(path: str, slug: str) -> Page:
    return Page(path=path, slug=slug)


def by_event(make: Callable[[Community, Event], Shown]) -> Callable[[Community, Event], Shown]:
    """Keep the latest of what a pure function makes of each event, beside what it is shown of the community."""
    return latest_by(lambda _, event: event.key)(make)


def keeping_pages(make: Callable[P, Iterator[File]]) -> Callable[P, tuple[File, ...]]:
    """Keep the files that a pure function makes, for this process and on disk for the next."""
    return keeping(make, _said, _read)


def _said(files: tuple[File, ...]) -> list[tuple[str, str, bool]]:
    return [(file.path, *_written(file.content)) for file in files]


def _written(content: bytes) -> tuple[str, bool]:
    """Return bytes as JSON holds them, and whether they are a text."""
    try:
        return content.decode("utf-8"), True
    except UnicodeDecodeError:
        return b64encode(content).decode(), False


def _read(said: list[tuple[str, str, bool]]) -> tuple[File, ...]:
    return tuple(
        File.of(path, told) if text else File(path, b64decode(told)) for path, told, text in said
    )


SeeingOutput = Callable[Concatenate[Community, P], Iterator[File]]


def sees(
    *parts: CommunityPart, on_disk: bool = False
) -> Callable[[SeeingOutput[P]], SeeingOutput[P]]:
    """Show a pure output these parts of the community only, and keep its files for whoever shows it the same.

    On disk, they are kept for the next process too: worth it where many files change together, and seldom.
    """

    def decorate(output: SeeingOutput[P]) -> SeeingOutput[P]:
        kept = keeping_pages(output) if on_disk else keeping(output)

        def files(community: Community, /, *args: P.args, **kwargs: P.kwargs) -> Iterator[File]:
            return iter(kept(seen(community, *parts), *args, **kwargs))

        return update_wrapper(files, output)

    return decorate
