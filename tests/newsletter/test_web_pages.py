from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup
from small_letter import article, changed, community, full, issue, only, png

from chorale.content import site_pages
from chorale.content.item_model import Link
from chorale.content.model import Image, MeetingsSection
from chorale.newsletter import letter, web_pages
from chorale.newsletter.web_voice import articles
from chorale.site.search.documents import UNREAD, documents
from chorale.text import markdown


def published(made, **options):
    return {file.path: file.content for file in web_pages.files(made, **options)}


def shown(made, path):
    return BeautifulSoup(
        markdown.markdown(published(made)[path].decode().split("\n---\n", 1)[1]), "html.parser"
    )


def searched(page):
    read = BeautifulSoup(page, "html.parser")
    for unread in read.select(", ".join(UNREAD)):
        unread.decompose()
    return read.text


def test_every_page_has_its_stable_address():
    assert sorted(published(full())) == [
        "lettres/2026-11/index.md",
        "lettres/2026-11/un-actualite.md",
        "lettres/2026-11/un-bonne-pratique.md",
        "lettres/2026-11/un-enquete.md",
        "lettres/2026-11/un-pas-a-pas.md",
        "lettres/2026-11/un-temoignage.md",
        "lettres/2026-11/un-vu-sur-le-web.md",
        "lettres/2026-11/version-imprimable.md",
        "lettres/2026-11/vue-568.png",
        "lettres/2026-11/vue.png",
        "lettres/annees/2026.md",
        "lettres/genres/actualite.md",
        "lettres/genres/bonne-pratique.md",
        "lettres/genres/enquete.md",
        "lettres/genres/pas-a-pas.md",
        "lettres/genres/temoignage.md",
        "lettres/genres/vu-sur-le-web.md",
        "lettres/index.md",
        "lettres/publics/fournisseurs.md",
        "lettres/publics/travaux.md",
    ]


def test_every_page_made_is_a_page_that_links_may_name():
    made = full()
    assert {path for path in published(made) if path.endswith(".md")} <= set(site_pages.pages(made))


def test_links_of_an_article_are_relative_to_its_page():
    page = shown(full(), "lettres/2026-11/un-actualite.md")
    assert [link["href"] for link in page.select(".letter-body a")] == [
        "../../../documentation/guide/"
    ]
    assert page.select_one(".letter-picture img")["src"] == "../vue.png"
    assert page.select_one("a.button")["href"] == "../../../documentation/guide/"


def test_no_page_holds_a_recipient_token():
    assert [
        path
        for path, content in published(full()).items()
        if b"%%" in content and not path.endswith(".png")
    ] == []


def test_a_draft_is_shown_only_in_a_preview():
    made = changed(full(), draft=True)
    assert [path for path in published(made) if "2026-11" in path] == []
    assert "lettres/2026-11/index.md" in published(made, drafts=True)


def test_the_pages_of_a_letter_of_a_day_to_come_are_published_and_nothing_leads_there():
    ready = changed(full(), date=date(2026, 11, 4))
    made = published(ready)

    assert [path for path in made if "2026-11" in path] == [
        path for path in published(full()) if "2026-11" in path
    ]
    leading = [
        path
        for path, content in made.items()
        if b"Titre du genre" in content and not path.startswith("lettres/2026-11/")
    ]
    assert leading == []
    assert b"\nunlisted: true\n" in made["lettres/2026-11/index.md"]
    assert b"\nunlisted: true\n" in made["lettres/2026-11/un-enquete.md"]
    assert (
        shown(ready, "lettres/2026-11/un-enquete.md").select_one(".byline span").text
        == "Votre avis"
    )
    assert [one.address for one in documents(ready, tuple(web_pages.files(ready)))] == [
        one.address
        for one in documents(
            changed(full(), draft=True), tuple(web_pages.files(changed(full(), draft=True)))
        )
    ]


@pytest.mark.parametrize(
    ("day", "draft", "sent", "state"),
    [
        (date(2026, 11, 4), True, False, "draft"),
        (date(2026, 11, 4), False, False, "ready"),
        (date(2026, 11, 3), False, False, "online"),
        (date(2026, 11, 3), False, True, "sent"),
    ],
)
def test_a_letter_is_a_draft_then_ready_then_online_then_sent(day, draft, sent, state):
    one = issue(date=day, draft=draft)
    assert one.state(date(2026, 11, 3), sent=sent) == state


def test_the_words_of_an_article_are_found_once_by_the_search():
    made = full()
    indexed = {one.address: one.whole for one in documents(made, tuple(web_pages.files(made)))}

    holding = [
        path.removesuffix("index.md").removesuffix(".md").rstrip("/") + "/"
        for path, content in published(made).items()
        if path.endswith(".md") and "Titre du genre actualite" in searched(content.decode())
    ]
    assert [address for address in holding if indexed.get(address)] == [
        "lettres/2026-11/un-actualite/"
    ]


def test_an_audience_without_article_has_a_page_that_says_so():
    assert "Aucun article pour le moment." in shown(full(), "lettres/publics/travaux.md").text


def test_a_closed_survey_offers_no_button():
    one = article(
        kind="enquete",
        closes=date(2026, 11, 2),
        link=Link(url="https://a.example", label="Répondre au questionnaire"),
    )
    page = shown(community(issue(one)), "lettres/2026-11/un-article.md")
    assert "Clos depuis le lundi 2\u00a0novembre 2026." in page.text
    assert page.select("a.button") == []


def test_the_issue_page_dates_its_events_from_today_and_its_cycle_from_its_own_day():
    made = full()
    later = community(
        only(made),
        today=date(2026, 12, 1),
        webinars=made.webinars,
        meetings=made.meetings,
        cycles=made.cycles,
    )
    text = shown(later, "lettres/2026-11/index.md").text
    assert "jeudi 12\u00a0novembre 2026, heure à préciser passée" in " ".join(
        text.replace("\n", " ").split(" ")
    )
    assert "Prochaine étape\u00a0: réunion de synthèse, jeudi 5\u00a0novembre 2026." in text
    assert "DE-02" not in text
    link = shown(later, "lettres/2026-11/index.md").select_one(".card--ipm p.muted a")
    assert (link["href"], link.text) == (
        "../../ipm/cycle-7/",
        "où en est le cycle 7 aujourd’hui",
    )


def test_a_letter_of_today_or_of_a_day_to_come_does_not_speak_of_its_day_as_past():
    pages = [
        shown(community(only(full()), today=day, cycles=full().cycles), "lettres/2026-11/index.md")
        for day in (date(2026, 10, 1), date(2026, 11, 2))
    ]
    assert [
        (link["href"], link.text) for page in pages for link in page.select(".card--ipm p > a")
    ] == [("../../ipm/cycle-7/", "Suivre le cycle 7")] * 2


def test_an_issue_has_its_contents_its_reading_time_and_its_neighbours():
    earlier = replace(issue(), slug="2026-10", date=date(2026, 10, 1), title="Octobre")
    page = shown(community(earlier, issue(article("mot " * 500))), "lettres/2026-11/index.md")

    assert [link["href"] for link in page.select(".contents a")] == ["#un-article"]
    assert page.select_one(".byline").get_text(" ", strip=True).endswith("Version imprimable")
    assert "2\u00a0minutes de lecture" in page.text
    assert [link["rel"] for link in page.select(".neighbours a")] == [["prev"]]


def test_the_printed_version_holds_every_article_whole_under_names_of_its_own():
    two = issue(
        article("## Étapes\n\nUn.", slug="un", title="Premier"),
        article("## Étapes\n\nDeux.", slug="deux", title="Second"),
    )
    page = shown(community(two), "lettres/2026-11/version-imprimable.md")

    assert [(heading.name, heading["id"], heading.text) for heading in page.select("h2, h3")] == [
        ("h2", "un", "Premier"),
        ("h3", "un-etapes", "Étapes"),
        ("h2", "deux", "Second"),
        ("h3", "deux-etapes", "Étapes"),
    ]


def test_a_block_of_code_keeps_its_lines_and_its_blank_ones():
    made = community(issue(article("Voici :\n\n```\nun\n\n# deux\n```\n\nFin.")))
    assert shown(made, "lettres/2026-11/un-article.md").pre.text == "un\n\n# deux\n"


def test_articles_come_in_the_order_of_the_letter():
    one, two, three = (article(slug=slug, title=slug) for slug in ("b", "a", "c"))
    made = issue(one, two, three)
    assert [
        found.slug
        for found in articles(replace(made, sections=(made.sections[2], made.sections[0])))
    ] == [
        "c",
        "b",
        "a",
    ]


def test_a_picture_that_no_one_reads_as_an_image_is_left_out():
    one = article(image=Image(src="vue.png", alt="Une vue"))
    made = community(issue(one, pictures={"vue.png": b"rien"}))
    assert shown(made, "lettres/2026-11/un-article.md").select("img") == []
    assert png()[:4] == b"\x89PNG"


def test_the_publics_of_a_card_and_of_an_event_lead_to_their_pages_unless_all_are_meant():
    both = article(slug="pour-tous", audiences=("fournisseurs", "travaux"))
    made = shown(community(issue(article(), both)), "lettres/2026-11/index.md")

    assert [
        (" ".join(one.text.split()), [link["href"] for link in one.select("a")])
        for one in made.select(".card__kicker")
    ] == [
        ("Actualité · Fournisseurs", ["../../publics/fournisseurs/"]),
        ("Actualité · Tous les publics", []),
    ]


def test_the_publics_of_the_agenda_of_a_letter_lead_to_their_pages():
    made = shown(full(), "lettres/2026-11/index.md")

    assert [(link.text, link["href"]) for link in made.select(".letter__whole .public")] == [
        ("Fournisseurs", "../../publics/fournisseurs/"),
    ]


def test_a_letter_that_announces_meetings_is_shown_no_webinar_of_its_days():
    made = full()
    kept = tuple(one for one in only(made).sections if isinstance(one, MeetingsSection))

    shown = letter.announcing(changed(made, sections=kept))

    assert made.webinars != ()
    assert (shown.webinars, shown.meetings) == ((), made.meetings)
