"""The home page of the atelier: what waits is listed, whatever was typed and in whatever kind of file."""

import shutil

import pytest
from atelier_desk import opened
from bs4 import BeautifulSoup
from house import GOLDEN

from chorale.atelier.project_files import NotEditable, kind_of_path

HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}'


def edited():
    """Yield the path and the kind of each file of the miniature community that a form edits."""
    for file in sorted((GOLDEN / "content").rglob("*")):
        path = str(file.relative_to(GOLDEN))
        try:
            yield path, kind_of_path(path).name
        except NotEditable:
            continue


@pytest.mark.parametrize(("path", "kind"), [*edited()])
def test_a_draft_whose_every_field_is_hostile_is_listed_and_runs_nothing(bench, path, kind):
    browser = bench.browser()
    form = opened(browser, path)
    for name in {name for name, _ in form.pairs} - {"version", "par"}:
        form.set(name, HOSTILE)
    form.press("garder")

    pages = {
        "home": browser.get("/atelier/"),
        "list": browser.get(f"/atelier/contenus/{kind}"),
        "sheet": browser.get(f"/atelier/fiche/{path}"),
        "preview": browser.get(f"/atelier/apercu/fiche/{path}"),
    }
    ran = [one for one, page in pages.items() if "<script>alert(2)" in page.text]

    straight = 303 if "{" not in kind_of_path(path).files.text else 200
    assert ({one: page.status for one, page in pages.items()}, ran) == (
        {**dict.fromkeys(pages, 200), "list": straight},
        [],
    )
    assert f'href="/atelier/fiche/{path}"' in pages["home"].text


def test_a_draft_without_title_has_the_name_of_its_shelf(bench):
    browser = bench.browser()
    opened(browser, "content/search.yml").set("answers.0.page", "index.md").press("garder")

    assert "Recherche brouillon du jeudi 5 mars 2026" in browser.get("/atelier/").words


@pytest.mark.parametrize(
    "kind", ["search", "accessibility", "community", "groups", "search-queries"]
)
def test_what_stands_in_one_file_opens_at_once_and_leads_back_home(bench, kind):
    path = {"groups": "content/ipm/groups.yml"}.get(kind, f"content/{kind}.yml")
    listed = bench.browser().get(f"/atelier/contenus/{kind}")
    sheet = bench.browser().get(f"/atelier/fiche/{path}")

    assert (listed.status, listed.headers["location"]) == (303, f"/atelier/fiche/{path}")
    assert '<p class="back"><a href="/atelier/">Accueil</a></p>' in sheet.text


def test_a_community_without_letter_is_told_to_begin_one(bench):
    shutil.rmtree(bench.root / "content/newsletters")
    browser = bench.browser()
    home = BeautifulSoup(browser.get("/atelier/").text, "html.parser")
    card = home.find("section", attrs={"aria-labelledby": "lettres"})

    assert "Aucune lettre encore." in card.get_text()
    assert [one.get_text() for one in card.find_all("a", class_="button")] == ["Nouvelle lettre"]

    article = BeautifulSoup(browser.get("/atelier/contenus/article/nouveau").text, "html.parser")
    assert article.main.form is None
    assert article.main.find(class_="notice").a["href"] == "/atelier/contenus/issue/nouveau"


def test_a_coming_meeting_is_said_with_its_day_then_its_city(bench):
    page = BeautifulSoup(bench.browser().get("/atelier/").text, "html.parser")
    rows = page.select("section[aria-labelledby=agenda] li .small")

    assert [" ".join(row.get_text().split()) for row in rows][:3] == [
        "mardi 10 mars 2026",
        "mardi 17 mars 2026, Brest",
        "jeudi 26 mars 2026",
    ]


def test_starting_from_nothing_is_offered_where_it_is_possible(bench):
    browser = bench.browser()
    offered = {
        kind: "Partir de rien" in browser.get(f"/atelier/contenus/{kind}/nouveau").text
        for kind in ("webinar", "meeting", "issue", "article", "page", "form")
    }
    answer = browser.post("/atelier/contenus/form/nouveau", {"title": "Un avis", "model": ""})

    assert offered == {
        "webinar": True, "meeting": True, "issue": True, "article": True, "page": True, "form": False,
    }  # fmt: skip
    assert (answer.status, "se fait à partir d’un autre" in answer.text) == (422, True)
