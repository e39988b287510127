"""Atom and JSON Feed say the same facts, and an independent reader finds them again."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from xml.etree import ElementTree as ET

import feedparser
from hypothesis import given
from hypothesis import strategies as st

from chorale.text.feed_formats import Feed, FeedEntry, absolute_links, atom, instant, json_feed

ENTRY = FeedEntry(
    id="tag:communaute.example,2018:1",
    title="Créer un compte & l'activer <vite>",
    url="https://communaute.example/lettres/2018-12/compte/",
    published=datetime(2018, 12, 3, 9, tzinfo=UTC),
    updated=datetime(2018, 12, 4, 10, 30, tzinfo=timezone(timedelta(hours=1))),
    summary="Deux étapes suffisent.",
    html='<p>Voir <a href="../suite/">la suite</a></p>',
    categories=("Fournisseurs",),
)
FEED = Feed(
    title="Lettres",
    address="https://communaute.example/flux/lettres.xml",
    page="https://communaute.example/lettres/",
    author="Communauté",
    description="Toutes les lettres",
    entries=(ENTRY,),
)


def test_feedparser_reads_every_fact_of_the_atom_feed():
    read = feedparser.parse(atom(FEED))
    assert not read.bozo
    assert (read.feed.title, read.feed.subtitle, read.feed.link, read.feed.language) == (
        "Lettres", "Toutes les lettres", FEED.page, "fr",
    )  # fmt: skip
    (entry,) = read.entries
    assert (entry.title, entry.id, entry.link) == (
        "Créer un compte & l'activer <vite>",
        ENTRY.id,
        ENTRY.url,
    )
    assert (entry.published, entry.updated) == ("2018-12-03T09:00:00Z", "2018-12-04T09:30:00Z")
    assert entry.summary == "Deux étapes suffisent."
    assert [tag.term for tag in entry.tags] == ["Fournisseurs"]
    assert (
        entry.content[0].value
        == '<p>Voir <a href="https://communaute.example/lettres/2018-12/suite/">la suite</a></p>'
    )


def test_the_json_feed_says_the_same():
    read = json.loads(json_feed(FEED))
    assert read["version"] == "https://jsonfeed.org/version/1.1"
    assert (read["title"], read["home_page_url"], read["feed_url"]) == (
        FEED.title,
        FEED.page,
        FEED.address,
    )
    assert read["items"] == [
        {
            "id": ENTRY.id,
            "url": ENTRY.url,
            "title": ENTRY.title,
            "summary": "Deux étapes suffisent.",
            "content_html": '<p>Voir <a href="https://communaute.example/lettres/2018-12/suite/">la suite</a></p>',
            "date_published": "2018-12-03T09:00:00Z",
            "date_modified": "2018-12-04T09:30:00Z",
            "tags": ["Fournisseurs"],
        }
    ]


def test_an_entry_without_html_gives_its_summary_as_text():
    item = json.loads(json_feed(replace(FEED, entries=(replace(ENTRY, html=""),))))["items"][0]
    assert item["content_text"] == "Deux étapes suffisent."
    assert "content_html" not in item


def test_an_empty_feed_is_dated_by_the_epoch():
    assert feedparser.parse(atom(replace(FEED, entries=()))).feed.updated == "1970-01-01T00:00:00Z"


def test_links_become_absolute_and_the_rest_stays():
    html = '<a href=\'#a\'>x</a><img alt="" src="i.png"><a href="https://x.example/">y</a> href="z"'
    assert absolute_links(html, "https://c.example/p/") == (
        '<a href=\'https://c.example/p/#a\'>x</a><img alt="" src="https://c.example/p/i.png">'
        '<a href="https://x.example/">y</a> href="z"'
    )


def test_instants_are_written_in_utc():
    assert (
        instant(datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=1))))
        == "2025-12-31T23:30:00Z"
    )


@given(st.text(), st.text(), st.text())
def test_any_text_gives_well_formed_xml_and_the_same_json(title, summary, category):
    feed = replace(
        FEED,
        entries=(
            replace(ENTRY, title=title, summary=summary, html=summary, categories=(category,)),
        ),
    )
    ET.fromstring(atom(feed).encode("utf-8", "replace"))
    assert json.loads(json_feed(feed))["items"][0].get("title", "") == title
