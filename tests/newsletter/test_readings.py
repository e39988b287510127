"""What is read after an article: what shares its rare words first, then its audiences, then the latest."""

from dataclasses import replace
from datetime import date

from small_letter import article, community, issue

from chorale.content.model import Page
from chorale.newsletter import readings


def near(*titles, pages=(), audiences=None):
    made = issue(
        *(
            article(
                slug=f"a{rank}",
                title=title,
                summary="",
                audiences=(audiences or {}).get(rank, ()),
            )
            for rank, title in enumerate(titles)
        )
    )
    shelf = readings.library(replace(community(made), pages=pages), [made])
    return [one.title for one in shelf.near(f"lettres/{made.slug}/a0.md")]


def test_the_words_that_few_share_come_first():
    assert near(
        "Recycler une facture rejetée",
        "Payer une facture",
        "Recycler une facture de travaux",
        "Rencontres de mars",
    ) == ["Recycler une facture de travaux", "Payer une facture"]


def test_guides_are_read_after_articles_and_number_is_no_matter():
    guide = Page(
        path="site/documentation/recycler.md",
        slug="documentation/recycler",
        title="Recycler ses factures",
    )

    assert near("Une facture à recycler", pages=(guide,)) == ["Recycler ses factures"]


def test_a_word_that_everybody_uses_says_nothing():
    assert near(*["Lettre de mars"] * (readings.COMMON + 2)) == []


def test_of_two_equals_the_one_for_the_same_people_comes_first():
    assert near(
        "Recycler", "Recycler ici", "Recycler là", audiences={0: ("travaux",), 2: ("travaux",)}
    ) == ["Recycler là", "Recycler ici"]


def test_of_two_equals_the_latest_issue_comes_first():
    old = issue(article(slug="vieux", title="Recycler hier"), article(slug="a", title="Recycler"))
    new = replace(
        issue(article(slug="neuf", title="Recycler demain")), slug="2026-12", date=date(2026, 12, 1)
    )
    shelf = readings.library(community(old, new), [old, new])

    assert [one.title for one in shelf.near(f"lettres/{old.slug}/a.md")] == [
        "Recycler demain",
        "Recycler hier",
    ]
