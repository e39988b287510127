"""Fragments of the index: asked once for the same page, laid as they were, two of one name told apart."""

import json

import pytest
from manifests import write_manifest

from chorale import memory
from chorale.former_publication import NONE, former
from chorale.site.search import fragments, indexer
from chorale.site.search.documents import IndexedPage

FIRST, SECOND = 25, 2897
"""Two pages whose fragments begin alike: Pagefind gives the second one a longer name."""


def guide(number):
    return IndexedPage(
        address=f"{number}/", title=f"Feu {number}", description="", genre="Guide", whole=True
    )


def built(folder, before, *texts):
    """Index a site of one sentence a page: its other files, its fragments by address, what is laid of its pages."""
    found = []
    for one in texts:
        number, text = one if isinstance(one, tuple) else (one, f"<h1>Feu {one}</h1>")
        page = folder / f"{number}/index.html"
        page.parent.mkdir(parents=True)
        page.write_text(f'<article class="prose">{text}</article>')
        found.append(guide(number))
    made = fragments.indexed(found, folder, before)
    write_manifest(folder)
    pages = {page.name: page.read_bytes() for page in (folder / fragments.PAGES).iterdir()}
    return made.files, made.fragments, made.counts, pages


def name(made, number):
    return made[1][f"{number}/"].name


@pytest.fixture
def asked(monkeypatch):
    """Return which fragments the indexer was told to be known, at each time that it was asked."""
    rounds = []
    whole, rest = indexer.indexed, indexer.indexed_but
    monkeypatch.setattr(indexer, "indexed", lambda *how: rounds.append([]) or whole(*how))
    monkeypatch.setattr(
        indexer,
        "indexed_but",
        lambda known, *how: rounds.append(sorted(known)) or rest(known, *how),
    )
    return rounds


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv(memory.FOLDER, str(tmp_path / "cache"))
    with memory.opened():
        yield


@pytest.fixture
def alone(tmp_path, monkeypatch):
    """Index pages as if nothing had ever been indexed."""

    def make(*texts):
        with monkeypatch.context() as patch:
            patch.setattr(memory, "_open", [])
            return built(tmp_path / "alone", NONE, *texts)

    return make


def test_a_page_that_did_not_change_is_taken_from_the_site_before(tmp_path, asked, alone):
    before = built(tmp_path / "one", NONE, 1, 2)
    after = built(tmp_path / "two", former(tmp_path / "one"), 1, 3)

    assert asked == [[], [name(before, 1)]]
    assert after == alone(1, 3)
    page = tmp_path / "two" / after[1]["1/"].path
    assert page.samefile(tmp_path / "one" / after[1]["1/"].path)


def test_a_site_that_did_not_change_is_indexed_to_the_same_bytes(tmp_path, asked, alone):
    before = built(tmp_path / "one", NONE, 1, 2, 3)
    after = built(tmp_path / "two", former(tmp_path / "one"), 1, 2, 3)

    assert asked == [[], sorted(name(before, number) for number in (1, 2, 3))]
    assert after == before == alone(1, 2, 3)


def test_a_page_that_somebody_changed_in_the_site_before_is_made_again(tmp_path, asked):
    before = built(tmp_path / "one", NONE, 1)
    (tmp_path / "one" / before[1]["1/"].path).write_text("{}")
    _, _, _, pages = built(tmp_path / "two", former(tmp_path / "one"), 1)

    (said,) = pages.values()
    assert json.loads(said) == {
        "address": "1/",
        "about": "Guide",
        "title": "Feu 1",
        "sections": [],
        "content": "Feu 1.",
    }
    assert asked == [[], []]


@pytest.mark.parametrize("known", [FIRST, SECOND])
def test_two_pages_of_one_name_are_told_apart_whichever_was_known(tmp_path, alone, known):
    built(tmp_path / "one", NONE, known)
    after = built(tmp_path / "two", former(tmp_path / "one"), FIRST, SECOND)

    first, second = name(after, FIRST), name(after, SECOND)
    assert second == first + second[-1], (
        "this Pagefind names pages otherwise: look for another pair"
    )
    assert after == alone(FIRST, SECOND)


def test_a_name_that_was_longer_is_short_again_without_the_other_page(tmp_path, alone):
    built(tmp_path / "one", NONE, FIRST, SECOND)
    after = built(tmp_path / "two", former(tmp_path / "one"), SECOND)

    assert after == alone(SECOND)


def test_a_page_without_any_word_is_known_to_have_none(tmp_path, asked, alone):
    pages = 1, (2, "<p>…</p>")
    before = built(tmp_path / "one", NONE, *pages)
    after = built(tmp_path / "two", former(tmp_path / "one"), *pages)

    assert asked == [[], [name(before, 1)]]
    assert after == before == alone(*pages)
    assert list(after[1]) == ["1/"]


def test_an_indexer_that_does_otherwise_is_asked_for_all(tmp_path, monkeypatch, alone):
    built(tmp_path / "one", NONE, 1, 2)
    monkeypatch.setattr(indexer, "indexed_but", lambda *_: None)
    after = built(tmp_path / "two", former(tmp_path / "one"), 1, 3)

    assert after == alone(1, 3)
