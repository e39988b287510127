"""The home page of the atelier: what waits is listed, whatever was typed and in whatever kind of file."""

import pytest
from atelier_desk import opened
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
    for name in {name for name, _ in form.pairs} - {"version"}:
        form.set(name, HOSTILE)
    form.press("garder")

    pages = {
        "home": browser.get("/atelier/"),
        "list": browser.get(f"/atelier/contenus/{kind}"),
        "sheet": browser.get(f"/atelier/fiche/{path}"),
        "preview": browser.get(f"/atelier/apercu/fiche/{path}"),
    }
    ran = [one for one, page in pages.items() if "<script>alert(2)" in page.text]

    assert ({one: page.status for one, page in pages.items()}, ran) == (
        dict.fromkeys(pages, 200),
        [],
    )
    assert f'href="/atelier/fiche/{path}"' in pages["home"].text


def test_a_draft_without_title_has_the_name_of_its_shelf(bench):
    browser = bench.browser()
    opened(browser, "content/search.yml").set("answers.0.page", "index.md").press("garder")

    assert "Recherche brouillon du jeudi 5 mars 2026" in browser.get("/atelier/").words
