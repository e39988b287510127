"""What no reader has seen may be removed; what anyone knows, or depends on it, keeps it."""

import pytest
from atelier_desk import WEBINAR, opened, sentences

ARTICLE = "content/newsletters/2026-03/nettoyer-la-lentille.md"


def fresh(bench, kind, **asked):
    """Make some content that no reader has seen, and return its path."""
    answer = bench.browser().post(f"/atelier/contenus/{kind}/nouveau", asked)
    form = opened(bench.browser(), answer.headers["location"].removeprefix("/atelier/fiche/"))
    if kind == "article":
        form.set("summary", "Des balises neuves.").set("corps", "Trois balises.")
    assert form.press("enregistrer").headers["location"].endswith("?fait=enregistre")
    return form.path


@pytest.fixture
def letter(bench):
    return fresh(bench, "issue", month="2026-04")


@pytest.fixture
def article(bench, letter):
    return fresh(bench, "article", issue="2026-04", title="Les balises")


def removed(browser, path):
    opened(browser, path)
    return browser.post(f"/atelier/supprimer/{path}", {})


def online(bench, *pages):
    """Say that pages are published."""
    (bench.root / "build").mkdir(exist_ok=True)
    (bench.root / "build/manifest.json").write_text(
        "{" + ",".join(f'"site/{one}index.html": ""' for one in pages) + "}"
    )


def test_an_article_goes_with_its_place_in_its_letter(bench, letter, article):
    anne = bench.browser()
    before = bench.text(letter)
    shown = anne.get(f"/atelier/fiche/{article}").words
    answer = removed(anne, article)

    assert "Aucun lecteur ne l’a vu" in shown
    assert answer.headers["location"] == "/atelier/contenus/article?fait=supprime"
    assert "C’est supprimé." in anne.get(answer.headers["location"]).words
    assert not (bench.root / article).exists()
    assert bench.text(letter) == before.replace("  - article: les-balises\n", "") != before
    assert bench.git("status", "--porcelain") == ""
    assert (
        bench.git("log", "-1", "--format=%an: %s")
        == "Anne: Supprimer newsletters/2026-04/les-balises.md\n"
    )


def test_what_was_said_of_it_goes_and_nothing_waits_any_more(bench, article):
    anne = bench.browser()
    anne.post(f"/atelier/relecture/{article}", {"op": "commenter", "mots": "À revoir"})
    opened(anne, article).set("title", "Autrement").press("garder")
    before = anne.get("/atelier/").words
    removed(anne, article)
    after = anne.get("/atelier/").words

    assert [one in before for one in ("1 commentaire ouvert", "brouillon du")] == [True, True]
    assert [one in after for one in ("1 commentaire ouvert", "brouillon du")] == [False, False]


@pytest.mark.parametrize(
    ("path", "page"),
    [
        (ARTICLE, "lettres/2026-03/nettoyer-la-lentille/"),
        (WEBINAR, "agenda/webinaires/lire-les-feux/"),
        ("site/documentation/lentille.md", "documentation/lentille/"),
    ],
)
def test_what_is_online_is_never_removed(bench, path, page):
    online(bench, page)
    anne, before = bench.browser(), bench.text(path)
    shown = anne.get(f"/atelier/fiche/{path}").words
    answer = removed(anne, path)

    assert "Supprimer pour de bon" not in shown
    assert answer.status == 422
    assert "Des lecteurs l’ont déjà" in sentences(answer)
    assert bench.text(path) == before


def test_what_a_colleague_is_writing_is_not_removed(bench, article):
    opened(bench.browser("Bruno"), article).set("title", "De Bruno").press("garder")
    answer = removed(bench.browser("Anne"), article)

    assert "bruno en a un brouillon" in sentences(answer)
    assert (bench.root / article).exists()


def test_what_another_page_names_stays_to_the_byte(bench):
    path = fresh(bench, "page", folder="documentation", title="Les balises")
    opened(bench.browser(), WEBINAR).set(
        "corps", "Voir [les balises](documentation/les-balises.md)."
    ).press("enregistrer")
    before = bench.git("rev-parse", "HEAD"), bench.text(path)
    answer = removed(bench.browser(), path)

    assert answer.status == 422
    assert f"Autre chose en dépend : {WEBINAR}" in sentences(answer).replace("\u00a0", " ")
    assert (bench.git("rev-parse", "HEAD"), bench.text(path)) == before
    assert bench.git("status", "--porcelain") == ""


def test_a_letter_goes_once_it_has_no_article(bench, letter, article):
    anne = bench.browser()
    full = removed(anne, letter)
    alone = removed(anne, article)
    empty = removed(anne, letter)

    assert "a des articles : les supprimer d’abord" in sentences(full).replace("\u00a0", " ")
    assert (alone.status, empty.status) == (303, 303), sentences(alone) + sentences(empty)
    assert empty.headers["location"] == "/atelier/contenus/issue?fait=supprime"
    assert not (bench.root / letter).parent.exists()


@pytest.mark.parametrize("path", ["content/ipm/groups.yml", "site/documentation/index.md"])
def test_what_other_things_stand_on_is_not_removed(bench, path):
    answer = removed(bench.browser(), path)

    assert (answer.status, "ne se supprime pas" in sentences(answer)) == (422, True)
