"""Atom (RFC 4287) and JSON Feed 1.1 documents from one list of entries."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import attrgetter
from textwrap import indent
from typing import Any
from urllib.parse import urljoin
from xml.sax.saxutils import escape, quoteattr

from chorale.memoization import latest_by

_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ADDRESS = re.compile(r"""(<[^<>]*?\s(?:href|src)=)(["'])([^"'<>]*)\2""", re.IGNORECASE)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class FeedEntry:
    """One thing to read; id never changes, url is absolute, instants are aware, summary is plain text.

    html is sanitised by who wrote it; extra goes into the JSON feed under its own « _ » key.
    """

    id: str
    title: str
    url: str
    published: datetime
    updated: datetime
    summary: str = ""
    html: str = ""
    categories: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Feed:
    """Entries under a title; address is where this file is published, page is what it follows, both absolute."""

    title: str
    address: str
    page: str
    author: str
    description: str = ""
    entries: tuple[FeedEntry, ...] = ()
    language: str = "fr"

    @property
    def updated(self) -> datetime:
        """Return when an entry last changed; an empty feed never did."""
        return max((entry.updated for entry in self.entries), default=_NEVER)


def atom(feed: Feed) -> str:
    """Write a feed as Atom; characters that XML forbids are left out."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={_quoted(feed.language)}>',
        f"  <title>{_text(feed.title)}</title>",
        *([f"  <subtitle>{_text(feed.description)}</subtitle>"] if feed.description else []),
        f"  <id>{_text(feed.address)}</id>",
        f'  <link rel="self" type="application/atom+xml" href={_quoted(feed.address)}/>',
        f'  <link rel="alternate" type="text/html" href={_quoted(feed.page)}/>',
        f"  <updated>{instant(feed.updated)}</updated>",
        f"  <author><name>{_text(feed.author)}</name></author>",
    ]
    lines.extend(map(_entry, feed.entries))
    return "\n".join((*lines, "</feed>", ""))


@latest_by(attrgetter("id"))
def _entry(entry: FeedEntry) -> str:
    """Write an entry, once for all the feeds that have it."""
    return "\n".join(_lines(entry))


def _lines(entry: FeedEntry) -> Iterable[str]:
    yield "  <entry>"
    yield f"    <title>{_text(entry.title)}</title>"
    yield f"    <id>{_text(entry.id)}</id>"
    yield f'    <link rel="alternate" type="text/html" href={_quoted(entry.url)}/>'
    yield f"    <published>{instant(entry.published)}</published>"
    yield f"    <updated>{instant(entry.updated)}</updated>"
    for category in entry.categories:
        yield f"    <category term={_quoted(category)}/>"
    if entry.summary:
        yield f"    <summary>{_text(entry.summary)}</summary>"
    if entry.html:
        html = _text(absolute_links(entry.html, entry.url))
        yield f'    <content type="html" xml:base={_quoted(entry.url)}>{html}</content>'
    yield "  </entry>"


def json_feed(feed: Feed) -> str:
    """Write a feed as JSON Feed 1.1 (jsonfeed.org)."""
    whole: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "description": feed.description,
        "authors": [{"name": feed.author}],
        "language": feed.language,
    }
    head = _written({key: value for key, value in whole.items() if value != ""})
    items = ",\n".join(map(_item, feed.entries))
    listed = f"[\n{items}\n ]" if items else "[]"
    return head.removesuffix("\n}") + f',\n "items": {listed}\n}}\n'


def _written(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)


@latest_by(attrgetter("id"))
def _item(entry: FeedEntry) -> str:
    """Write an entry, once for all the feeds that have it, where it stands in them."""
    return indent(_written(_facts(entry)), "  ")  # a text in JSON has no line of its own


def _facts(entry: FeedEntry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html" if entry.html else "content_text": absolute_links(entry.html, entry.url)
        or entry.summary,
        "date_published": instant(entry.published),
        "date_modified": instant(entry.updated),
        "tags": list(entry.categories),
        **entry.extra,
    }
    return {key: value for key, value in item.items() if value or key == "content_text"}


def absolute_links(html: str, base: str) -> str:
    """Make the links and images of an HTML fragment absolute: a feed is read far from its site."""
    return _ADDRESS.sub(
        lambda found: f"{found[1]}{found[2]}{urljoin(base, found[3])}{found[2]}", html
    )


def instant(when: datetime) -> str:
    """Return an aware instant as RFC 3339, in UTC."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(text: str) -> str:
    return escape(_UNPRINTABLE.sub("", text))


def _quoted(text: str) -> str:
    return quoteattr(_UNPRINTABLE.sub("", text))
