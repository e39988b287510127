"""The register of pages remembers each address for life, and the day on which each text last changed."""

from dataclasses import replace
from datetime import date

import pytest
from house import GOLDEN
from small_letter import article, community, issue, page

from chorale.content import page_register
from chorale.content.page_register import read_pages, recorded, written
from chorale.content.project import inspect
from chorale.files import File, write
from chorale.site import sections

DAY, LATER = date(2026, 11, 3), date(2026, 12, 9)


def told(found):
    return [(one.address, one.updated.isoformat()) for one in found]


@pytest.fixture
def home():
    """Return a community that was published once."""
    made = community(issue(article()))
    return replace(made, published_pages=recorded(made, {}))


def test_every_page_that_readers_are_led_to_is_recorded_with_its_day(home):
    days = {"site/documentation/guide.md": date(2025, 1, 2), "site/aide/donner-son-avis.md": LATER}
    assert told(recorded(replace(home, published_pages=()), days)) == [
        ("a-propos/donnees-personnelles/", "2026-11-03"),
        ("aide/donner-son-avis/", "2026-11-03"),
        ("documentation/guide/", "2025-01-02"),
        ("lettres/2026-11/", "2026-11-03"),
        ("lettres/2026-11/un-article/", "2026-11-03"),
    ]


def test_a_draft_and_a_letter_of_a_day_to_come_are_not_recorded():
    made = community(issue(draft=True), replace(issue(date=LATER), slug="2026-12"), pages=())
    assert recorded(made, {}) == ()


def test_only_a_text_that_changed_gets_a_new_day(home):
    guide = page("documentation/guide", "Guide")
    edited = replace(home, today=LATER, pages=(replace(guide, body="Autre texte."),))
    days = dict(told(recorded(edited, {})))
    assert (days["documentation/guide/"], days["lettres/2026-11/"]) == ("2026-12-09", "2026-11-03")


def test_a_renamed_page_keeps_its_day_and_its_former_address_stays(home):
    renamed = replace(
        page("documentation/mode-d-emploi", "Guide"), aliases=("documentation/guide.md",)
    )
    days = dict(told(recorded(replace(home, today=LATER, pages=(renamed,)), {})))
    assert (days["documentation/mode-d-emploi/"], days["documentation/guide/"]) == (
        "2026-11-03",
        "2026-11-03",
    )


def test_the_register_reads_back_as_it_was_written(home, tmp_path):
    write(tmp_path, [File.of(page_register.PATH, written(home.published_pages))])
    assert read_pages(tmp_path) == (home.published_pages, [])


def test_a_line_written_by_hand_is_read_and_a_bad_one_is_told(tmp_path):
    line = "- {address: documentation/x/, file: site/documentation/x.md, updated: 2026-11-03, words: a}\n"
    write(tmp_path, [File.of(page_register.PATH, line)])
    assert told(read_pages(tmp_path)[0]) == [("documentation/x/", "2026-11-03")]

    write(tmp_path, [File.of(page_register.PATH, line.replace("address", "adresse"))])
    assert [one.sentence for one in read_pages(tmp_path)[1]] == [
        "clé inconnue « adresse » ; vouliez-vous dire « address » ?",
        "clé « address » absente ; ajouter « address: … »",
    ]


def test_without_a_register_nothing_is_known(tmp_path):
    assert read_pages(tmp_path) == ((), [])
    write(tmp_path, [File.of(page_register.PATH, "# rien\n")])
    assert read_pages(tmp_path) == ((), [])


def test_a_page_without_header_is_titled_by_its_first_heading(tmp_path):
    home = (GOLDEN / "content/community.yml").read_text(encoding="utf-8")
    write(
        tmp_path,
        [
            File.of("content/community.yml", home),
            File.of("site/documentation/nue.md", "# Sans en-tête\n\nUn [guide](absent.md).\n"),
        ],
    )
    loaded, problems = inspect(tmp_path, DAY)

    assert [sections.title(one) for one in loaded.community.pages] == ["Sans en-tête"]
    assert [(str(one.source), one.message) for one in problems if one.code == "lien"] == [
        ("site/documentation/nue.md:3:4", "page inconnue « absent.md »")
    ]
