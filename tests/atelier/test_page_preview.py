"""The preview is the page itself: what is shown beside the words is what a build would publish."""

import io
import re

from atelier_desk import ISSUE, WEBINAR, opened
from PIL import Image

from chorale import publish
from chorale.atelier import photos, sheets
from chorale.atelier.desk import Writer


def plain(html):
    """Return a page without what names the version of a file."""
    return re.sub(r"\s+", " ", html)


def test_each_page_is_shown_as_it_would_be_published(bench, tmp_path):
    publish.build(bench.root, tmp_path / "build", bench.desk.today)
    browser = bench.browser()
    shown = {
        "lettres/2026-03/": ISSUE,
        "agenda/webinaires/lire-les-feux/": WEBINAR,
        "agenda/rencontres/2026-03-17-brest/": "content/meetings/2026-03-17-brest.md",
        "formulaires/visite-du-phare/": "content/forms/visite-du-phare.yml",
    }

    for address, path in shown.items():
        built = (tmp_path / "build/site" / address / "index.html").read_text(encoding="utf-8")
        answer = browser.get(f"/atelier/apercu/site/{address}?fiche={path}")
        assert plain(answer.text) == plain(built), address


def test_what_is_typed_is_shown_before_it_is_saved(bench):
    browser = bench.browser()
    opened(browser, WEBINAR).set("title", "Titre nouveau").press("garder")

    page = browser.get(f"/atelier/apercu/site/agenda/webinaires/lire-les-feux/?fiche={WEBINAR}")
    other = browser.get("/atelier/apercu/site/agenda/webinaires/lire-les-feux/")

    assert "Titre nouveau" in page.text
    assert "Titre nouveau" not in other.text


def test_a_preview_runs_nothing_and_is_framed_by_us_alone(bench):
    browser = bench.browser()
    opened(browser, WEBINAR).set("corps", "<script>alert(1)</script>").press("garder")

    answer = browser.get(f"/atelier/apercu/site/agenda/webinaires/lire-les-feux/?fiche={WEBINAR}")

    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-same-origin; default-src 'none'")
    assert "script-src" not in policy


def test_what_cannot_be_shown_yet_says_what_it_waits_for(bench):
    browser = bench.browser()
    opened(browser, WEBINAR).set("sessions.0.start", "un jour").press("garder")

    answer = browser.get(f"/atelier/apercu/site/agenda/webinaires/lire-les-feux/?fiche={WEBINAR}")

    assert "L’aperçu attend" in answer.words.replace("&#39;", "'")


def test_the_email_is_shown_in_each_view_with_its_pictures(bench):
    browser = bench.browser()
    for view in ("bureau", "telephone", "sombre", "sans-images", "texte"):
        assert browser.get(f"/atelier/apercu/courriel/{view}?fiche={ISSUE}").status == 200
    html = browser.get(f"/atelier/apercu/courriel/bureau?fiche={ISSUE}").text
    pictures = re.findall(r' src="(/atelier/apercu/courriel/[^"]+)"', html)

    assert {browser.get(one).status for one in pictures} <= {200}


def test_a_picture_just_put_in_a_text_is_shown_before_anything_is_saved(bench):
    browser, article = bench.browser(), "content/newsletters/2026-03/la-lampe-est-reparee.md"
    stream = io.BytesIO()
    Image.new("RGB", (1600, 900), "teal").save(stream, "PNG")
    name = photos.kept(
        bench.desk,
        Writer(key="anne", name="Anne", email="anne@exemple.fr"),
        sheets.sheet(bench.desk, Writer(key="anne", name="Anne", email=""), article),
        stream.getvalue(),
        "La mer au loin",
    )
    opened(browser, article).set("corps", f"![La mer au loin]({name})\n").press("garder")

    page = browser.get(
        f"/atelier/apercu/site/lettres/2026-03/la-lampe-est-reparee/?fiche={article}"
    ).text
    mail = browser.get(f"/atelier/apercu/courriel/bureau?fiche={article}").text
    on_page = re.findall(r'src="\.\./(la-mer-au-loin[^"]*)"', page)
    in_mail = re.findall(r' src="(/atelier/[^"]*la-mer-au-loin[^"]*)"', mail)

    assert (len(on_page), len(in_mail)) == (1, 1)
    assert browser.get(f"/atelier/apercu/site/lettres/2026-03/{on_page[0]}").status == 200
    assert browser.get(in_mail[0]).status == 200
    assert browser.get("/atelier/apercu/site/lettres/2026-03/issue.png").status == 404
