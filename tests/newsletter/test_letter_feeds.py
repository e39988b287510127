"""The feeds of the letters: whole articles at absolute addresses, of everybody and of each audience."""

import feedparser
from bs4 import BeautifulSoup
from small_letter import full

from chorale.newsletter import letter_feeds


def read_feed(made, path):
    known = {file.path: file.content for file in letter_feeds.files(made)}
    return feedparser.parse(known[path])


def test_each_audience_has_the_feed_of_its_articles():
    made = full()
    read = read_feed(made, "flux/lettres-fournisseurs.xml")
    whole = read_feed(made, "flux/lettres.xml")
    assert read.feed.title.endswith("lettres d’information, Fournisseurs")
    assert {
        entry.id
        for entry in whole.entries
        if "Fournisseurs" in [tag.term for tag in entry.get("tags", [])]
    } == {entry.id for entry in read.entries}


def test_the_feed_gives_whole_texts_with_absolute_addresses():
    made = full()
    read = read_feed(made, "flux/lettres.xml")
    assert (read.bozo, len(read.entries)) == (False, 6)
    first = read.entries[0]
    assert first.link == "https://essai.example/lettres/2026-11/un-actualite/"
    content = BeautifulSoup(first.content[0].value, "html.parser")
    assert content.img["src"] == "https://essai.example/lettres/2026-11/vue.png"
    assert [link["href"] for link in content.select("a")] == [
        "https://essai.example/documentation/guide/"
    ] * 2


def test_an_audience_without_an_article_has_no_feed():
    assert [file.path for file in letter_feeds.files(full())] == [
        "flux/lettres.xml",
        "flux/lettres-fournisseurs.xml",
    ]
