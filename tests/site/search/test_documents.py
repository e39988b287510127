"""What the search knows of each page: its words, its genre, its audiences."""

from dataclasses import replace
from datetime import date

import pytest
from house import GOLDEN

from chorale.content.addresses import address, week
from chorale.publish import edition
from chorale.site.search.documents import GENRES, IndexedPage, apart, documents

TODAY = date(2026, 3, 5)


_THIS_WEEK = address(week(TODAY))


@pytest.fixture(scope="module")
def found():
    made = edition(GOLDEN, TODAY)
    return {one.address: one for one in documents(made.community, made.files)}


def test_every_page_has_a_genre_and_lists_of_times_gone_by_are_left_out(found):
    assert {one.genre for one in found.values()} - set(GENRES) == set()
    assert [address for address in found if address in ("", "recherche/")] == []
    assert [a for a in found if a.startswith("agenda/mois/") and a < "agenda/mois/2026-03"] == []
    assert [a for a in found if a.startswith("agenda/semaines/") and a < _THIS_WEEK] == []


@pytest.mark.parametrize(
    ("address", "genre", "audiences"),
    [
        ("documentation/lentille/", "Guide", ("Gardiens",)),
        ("agenda/webinaires/lire-les-feux/", "Webinaire", ("Marins",)),
        ("agenda/rencontres/2026-03-17-brest/", "Rencontre", ("Gardiens",)),
        ("lettres/2026-03/", "Lettre", ()),
        ("ipm/cycle-1/", "Décision", ()),
        ("agenda/", "Rubrique", ()),
        ("publics/marins/", "Rubrique", ("Marins",)),
        ("agenda/villes/brest/", "Liste", ()),
    ],
)
def test_a_page_is_of_the_genre_that_readers_filter_by(found, address, genre, audiences):
    assert (found[address].genre, found[address].audiences) == (genre, audiences)


def test_a_term_and_its_value_are_two_words():
    assert (
        apart("<dt>Partenaire</dt><dd>Fédération</dd>") == "<dt>Partenaire</dt> <dd>Fédération</dd>"
    )


def test_a_group_and_its_full_name_are_two_words():
    group = (
        "<strong>EPN</strong><span>Établissements publics</span>, <strong>1</strong><sup>er</sup>"
    )

    assert apart(group) == (
        "<strong>EPN</strong> <span>Établissements publics</span>, <strong>1</strong><sup>er</sup>"
    )


def test_an_article_is_told_by_its_kind_too():
    article = IndexedPage(address="a/", title="Un", description="", genre="Article", whole=True)
    built = '<article class="prose"><p class="byline">\n<a href="x">Témoignage</a> <time>1</time></p></article>'

    assert '"about:Article, Témoignage"' in article.html(built)


def test_a_page_is_told_by_its_article_without_pictures_nor_clock_and_apart_from_its_elisions():
    guide = IndexedPage(
        address="a/",
        title="L'aide",
        description="Pour qui s'y perd.",
        genre="Guide",
        whole=True,
        audiences=("Marins",),
    )
    built = '<main><article class="prose"><h1>L’aide</h1><img alt="x"><p>À 9\u00a0h (heure de Paris), c&#39;est ici.</p></article></main>'

    assert guide.html(built) == (
        '<!doctype html><html lang="fr"><body data-pagefind-body>'
        '<i data-pagefind-meta="title:L’ aide"></i>'
        '<i data-pagefind-meta="description:Pour qui s’ y perd."></i>'
        '<i data-pagefind-meta="about:Guide, Marins"></i>'
        '<p data-pagefind-weight="3">Pour qui s’ y perd.</p>'
        '<article class="prose"><h1>L’ aide</h1><p>À 9\u00a0h, c’ est ici.</p></body></html>'
    )


def test_a_page_made_of_others_titles_is_told_by_its_own_title_only():
    hub = IndexedPage(
        address="agenda/", title="Agenda", description="", genre="Rubrique", whole=False
    )

    assert "Brest" not in hub.html('<article class="prose">Brest</article>')


def test_the_words_are_apart_but_closing_quotes_stay():
    assert apart("aujourd'hui, « l’an » d’une 'chose'") == "aujourd’ hui, « l’ an » d’ une 'chose'"


@pytest.mark.parametrize(
    ("replay", "genre"), [(None, "Webinaire passé"), ("https://video.example/1", "Webinaire")]
)
def test_a_past_webinar_weighs_as_one_to_come_as_long_as_it_can_be_watched(replay, genre):
    made = edition(GOLDEN, date(2030, 1, 1))
    first, *others = made.community.webinars
    sessions = tuple(replace(session, replay=replay) for session in first.sessions)
    watched = replace(made.community, webinars=(replace(first, sessions=sessions), *others))
    found = {one.address: one.genre for one in documents(watched, made.files)}

    assert found[f"agenda/webinaires/{first.slug}/"] == genre
