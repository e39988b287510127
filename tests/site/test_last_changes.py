"""What search engines are told of the last change of each page: the register's days, those of letters and decisions."""

from dataclasses import replace
from datetime import date
from random import Random

import decided_cycles
from small_agenda import COMMUNITY, LYON, WEBINAR
from small_letter import article, community, issue

from chorale.content import addresses, register
from chorale.content.accessibility_model import AccessibilityStatement
from chorale.content.collected import CollectedRequest, Discussion
from chorale.content.form_model import Form
from chorale.content.item_model import PublishedPage
from chorale.content.model import Page
from chorale.site.last_changes import last_changes


def told(made, *paths):
    found = last_changes(made)
    return [found[path].isoformat() if path in found else "" for path in paths]


def mended(address, day):
    return PublishedPage(address=address, file="f.md", updated=date.fromisoformat(day), words="x")


def test_a_letter_is_of_its_day_and_what_shows_a_mended_article_is_of_the_day_of_the_mend():
    made = community(issue(article(), article(slug="autre", kind="enquete", audiences=())))
    own = "lettres/2026-11/un-article.md"
    pages = (own, "lettres/2026-11/autre.md", "lettres/2026-11/index.md", "lettres/index.md",
        "lettres/genres/actualite.md", "lettres/genres/enquete.md", "publics/fournisseurs.md", "index.md")  # fmt: skip
    later = replace(made, published_pages=(mended("lettres/2026-11/un-article/", "2026-11-12"),))

    assert told(made, *pages) == ["2026-11-02"] * 8
    assert told(later, *pages) == [
        "2026-11-12", "2026-11-02", "2026-11-12", "2026-11-12", "2026-11-12", "2026-11-02", "2026-11-12", "2026-11-12",
    ]  # fmt: skip


def test_a_text_written_before_its_letter_came_out_is_of_the_day_of_the_letter():
    made = replace(
        community(issue(article())),
        published_pages=(mended("lettres/2026-11/un-article/", "2026-10-20"),),
    )

    assert told(made, "lettres/2026-11/un-article.md") == ["2026-11-02"]


def test_a_guide_that_the_register_knows_changes_the_page_of_its_public():
    guide = Page(path="site/a.md", slug="a", title="A", audiences=("fournisseurs",))
    made = replace(community(), pages=(guide,))

    assert told(made, "a.md", "publics/fournisseurs.md") == ["", ""]
    known = replace(made, published_pages=(mended("a/", "2026-11-05"),))
    assert told(known, "a.md", "publics/fournisseurs.md") == ["2026-11-05", "2026-11-05"]


def test_the_lists_of_the_agenda_are_of_the_last_change_of_what_they_show():
    lines = [
        replace(one, changed="2026-11-18T09:00:00Z" if one.key == LYON.slug else "2026-11-10T09:00:00Z")
        for one in register.published(COMMUNITY)
    ]  # fmt: skip
    made = replace(COMMUNITY, register=tuple(lines))

    assert told(
        made, f"agenda/rencontres/{LYON.slug}.md", "agenda/index.md", "agenda/villes/lyon.md", "agenda/mois/2026-12.md",
        "agenda/semaines/2026-s50.md", f"agenda/webinaires/{WEBINAR.slug}.md", "agenda/annules.md", "agenda/2018.md",
    ) == ["2026-11-18"] * 5 + ["2026-11-10"] * 3  # fmt: skip


def test_an_event_that_the_register_does_not_know_has_no_day():
    assert told(replace(COMMUNITY, register=()), "agenda/villes/lyon.md", "agenda/annules.md") == [
        "",
        "",
    ]


def test_a_collected_request_is_of_the_last_day_something_was_said():
    one = CollectedRequest(
        path="content/requests/a.md", slug="a", title="A", body="Un besoin.", received=date(2026, 11, 3), theme="Suivi",
        discussions=(Discussion(date=date(2026, 11, 9), said="Vue en atelier."),),
    )  # fmt: skip

    assert told(replace(community(), collected=(one,)), "ipm/demandes/a.md", "ipm/demandes/index.md") == [
        "2026-11-09", "2026-11-09",
    ]  # fmt: skip


def test_a_form_is_of_the_day_it_opened_then_of_the_day_after_its_last():
    form = Form(path="content/forms/avis.yml", slug="avis", title="Avis", summary="Dites.", purpose="P", retention_months=1,
        contact="a@phare.example", fields=(), opens=date(2026, 10, 1), closes=date(2026, 11, 1))  # fmt: skip
    made = replace(community(), forms=(form,))
    pages = ("formulaires/avis.md", "formulaires/index.md")

    assert told(replace(made, today=date(2026, 9, 30)), *pages) == ["", ""]
    assert told(replace(made, today=date(2026, 11, 1)), *pages) == ["2026-10-01"] * 2
    assert told(replace(made, today=date(2026, 11, 2)), *pages) == ["2026-11-02"] * 2
    assert told(replace(made, forms=(replace(form, serves="registration"),)), *pages) == ["", ""]


def test_the_statement_is_of_the_day_it_was_established():
    said = AccessibilityStatement(established=date(2026, 11, 7), contact="a@phare.example")

    assert told(replace(community(), accessibility=said), "a-propos/accessibilite.md") == [
        "2026-11-07"
    ]


def test_the_pages_of_a_cycle_are_of_its_close_then_of_its_meeting():
    closed, settled = (decided_cycles.cycle(Random(1), settled=one) for one in (False, True))
    paths = (addresses.page(closed), addresses.part(closed, "calcul"), addresses.GOVERNANCE)

    assert told(decided_cycles.community(closed), *paths) == ["2026-01-30"] * 3
    assert told(decided_cycles.community(settled), *paths) == ["2026-02-12"] * 3
