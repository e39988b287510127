"""The community's own content: read whole, without a fault, with every fact of the two letters it comes from."""

from datetime import date

import pytest
from house import ROOT

from chorale.content.project import inspect

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def community():
    loaded, problems = inspect(ROOT, TODAY)
    assert [f"{problem.source}: {problem.sentence}" for problem in problems] == []
    return loaded.community


def test_both_letters_have_all_their_articles(community):
    assert {
        issue.slug: sorted(article.kind for article in issue.articles) for issue in community.issues
    } == {
        "2018-12": [
            "actualite",
            "actualite",
            "bonne-pratique",
            "enquete",
            "pas-a-pas",
            "pas-a-pas",
        ],
        "2022-07": [
            "actualite",
            "actualite",
            "actualite",
            "bonne-pratique",
            "bonne-pratique",
            "enquete",
            "pas-a-pas",
            "pas-a-pas",
            "temoignage",
            "vu-sur-le-web",
        ],
    }


def test_every_real_meeting_is_there_with_its_partner(community):
    real = {
        (meeting.date, meeting.city): meeting.partners
        for meeting in community.meetings
        if not meeting.illustrative
    }

    assert real == {
        (date(2018, 12, 4), "Orléans"): (
            "Fédération Régionale des Travaux Publics de la Région Centre",
        ),
        (date(2018, 12, 6), "Vichy"): ("Ministère des Armées",),
        (date(2018, 12, 11), "Paris"): ("Fédération Française du Bâtiment Région Île-de-France",),
        (date(2018, 12, 13), "Brest"): ("Fédération du Bâtiment et des TP du Finistère",),
        (date(2019, 1, 24), "Saint-Lô"): ("Fédération du BTP de la Manche",),
        (date(2019, 1, 29), "Paris"): ("GS1 France",),
    }


def test_every_real_webinar_has_its_days(community):
    real = {
        webinar.slug: [f"{session.start}"[:10] for session in webinar.sessions]
        for webinar in community.webinars
        if not webinar.illustrative
    }

    assert sorted(day for days in real.values() for day in days if day.startswith("2018")) == [
        "2018-12-04",
        "2018-12-06",
        "2018-12-13",
        "2018-12-18",
        "2018-12-18",
    ]


def test_cycle_5_is_that_of_the_letter(community):
    cycle = next(cycle for cycle in community.cycles if cycle.number == 5)

    assert (
        len(cycle.requests),
        [ballot.group for ballot in cycle.ballots],
        cycle.illustrative,
    ) == (
        26,
        ["club-utilisateurs", "epn", "fnfe-mpe", "ministeres", "snp"],
        True,
    )
    assert (cycle.milestones.synthesis, cycle.milestones.arbitration) == (
        date(2022, 9, 8),
        date(2022, 10, 13),
    )
    assert all(sum(ballot.points.values()) == 100 for ballot in cycle.ballots)


def test_what_is_still_to_come_is_labelled(community):
    coming = [meeting for meeting in community.meetings if meeting.date >= TODAY]
    coming += [
        webinar
        for webinar in community.webinars
        if any(f"{s.start}"[:10] >= f"{TODAY}" for s in webinar.sessions)
    ]

    assert coming
    assert all(item.illustrative for item in coming)
