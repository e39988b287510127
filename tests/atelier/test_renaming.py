"""A file renamed: its address redirects, links and lists follow, drafts too; refused with a remedy where it would lose."""

from html import unescape

import pytest
from atelier_desk import NOW, WEBINAR, opened

from chorale.atelier import reviews
from chorale.content.agenda import events

GUIDE = "site/documentation/lentille.md"
ARTICLE = "content/newsletters/2026-03/nettoyer-la-lentille.md"
ISSUE = "content/newsletters/2026-03/issue.yml"


def renamed(bench, path, name):
    answer = bench.browser().post(f"/atelier/renommer/{path}", {"nom": name})
    return answer.headers.get("location") or unescape(answer.words)


def differences(bench, path):
    """Return the lines that the last commit took and put in a file."""
    told = bench.git("show", "--format=", "-U0", "--no-renames", "HEAD", "--", path).splitlines()
    return [line for line in told if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def test_a_name_too_long_for_any_system_is_cut_between_two_words(bench):
    answer = renamed(bench, GUIDE, "La lentille, " * 30)

    new = "site/documentation/" + "-".join(["la-lentille"] * 6) + "-la.md"
    assert answer == f"/atelier/fiche/{new}?fait=renomme"


def test_a_published_guide_keeps_its_address_and_all_links_follow(bench):
    answer = renamed(bench, GUIDE, "La lentille, pas à pas")

    new = "site/documentation/la-lentille-pas-a-pas.md"
    assert answer == f"/atelier/fiche/{new}?fait=renomme"
    assert not (bench.root / GUIDE).exists()
    assert "aliases: [documentation/l-optique, documentation/lentille]" in bench.text(new)
    assert differences(bench, "content/newsletters/2026-03/la-lampe-est-reparee.md") == [
        "-Le [guide de la lentille](documentation/lentille.md) dit comment l'entretenir.",
        "+Le [guide de la lentille](documentation/la-lentille-pas-a-pas.md) dit comment l'entretenir.",
    ]
    assert "[Le guide](la-lentille-pas-a-pas.md)" in bench.text("site/documentation/ecriture.md")
    assert bench.git("status", "--porcelain") == ""
    assert [one for one in bench.desk.project().problems if one.severity == "error"] == []


def test_an_article_is_followed_by_its_letter_and_by_the_lists_of_pages(bench):
    renamed(bench, ARTICLE, "nettoyer")

    assert "  - article: nettoyer\n" in bench.text(ISSUE)
    assert "pages: [lettres/2026-03/nettoyer.md]" in bench.text("content/search-queries.yml")
    assert "(../lettres/2026-03/nettoyer.md)" in bench.text(GUIDE)
    assert "lettres/2026-03/nettoyer-la-lentille" in bench.text(ARTICLE.replace("-la-lentille", ""))


def test_a_name_given_back_takes_its_own_address_out_of_the_former_ones(bench):
    before = bench.text(GUIDE)
    renamed(bench, GUIDE, "optique")
    renamed(bench, "site/documentation/optique.md", "lentille")

    assert [line for line in bench.text(GUIDE).splitlines() if line not in before] == []
    assert [one for one in bench.desk.project().problems if one.severity == "error"] == []


def test_drafts_comments_and_the_links_of_guests_follow(bench):
    anne, bruno = bench.browser("Anne"), bench.browser("Bruno")
    opened(bruno, GUIDE).set("title", "Titre de Bruno").press("garder")
    anne.post(f"/atelier/relecture/{GUIDE}", {"op": "commenter", "mots": "À revoir."})
    with bench.store.write() as connection:
        guest = reviews.invite(connection, GUIDE, "Jeanne", "anne", NOW)
    renamed(bench, GUIDE, "optique")

    new = "site/documentation/optique.md"
    assert opened(bruno, new).get("title") == "Titre de Bruno"
    assert "À revoir." in anne.get(f"/atelier/fiche/{new}").words
    with bench.store.read() as connection:
        assert reviews.guest(connection, guest.id, NOW).path == new


def test_a_webinar_nobody_knows_yet_is_renamed(bench):
    (bench.root / "content/published.yml").write_text("")
    bench.desk.changed()

    assert renamed(bench, WEBINAR, "feux") == "/atelier/fiche/content/webinars/feux.md?fait=renomme"


def test_a_webinar_of_the_register_is_recognised_under_its_new_name(bench):
    def keys():
        found = events(bench.desk.project().community)
        return [one.key for one in found if one.record]

    before = keys()
    answer = renamed(bench, WEBINAR, "feux")

    assert answer == "/atelier/fiche/content/webinars/feux.md?fait=renomme"
    assert keys() == before


def test_a_webinar_that_readers_have_seen_keeps_its_name(bench):
    online = bench.root / "build/manifest.json"
    online.parent.mkdir()
    online.write_text('{"site/agenda/webinaires/lire-les-feux/index.html": "x"}')

    assert "changer son titre plutôt que son nom" in renamed(bench, WEBINAR, "feux")


@pytest.mark.parametrize(
    ("path", "name", "sentence"),
    [
        (GUIDE, "écriture", "existe déjà : choisir un autre nom"),
        (GUIDE, "lentille", "Écrire un autre nom"),
        (GUIDE, "…", "Écrire un autre nom"),
        (
            "site/documentation/index.md",
            "accueil",
            "La page d’accueil d’une rubrique garde son nom",
        ),
        (ISSUE, "2026-04", "garde son nom : d’autres choses sont rangées dessous"),
        ("content/forms/visite-du-phare.yml", "visite", "garde son nom"),
    ],
)
def test_what_would_be_lost_is_refused_with_a_remedy(bench, path, name, sentence):
    before = bench.text(path)

    assert sentence in renamed(bench, path, name)
    assert bench.text(path) == before


def test_a_page_that_the_menu_names_is_changed_there_first(bench):
    (bench.root / "mkdocs.yml").write_text("nav:\n  - documentation/lentille.md\n")

    assert "l’y changer d’abord" in renamed(bench, GUIDE, "optique")


def test_what_would_bring_a_fault_is_put_back_to_the_byte(bench):
    (bench.root / "site/documentation/autre.md").write_text(
        "---\ntitle: Autre\naliases: [documentation/optique]\n---\n\nUne phrase.\n"
    )
    bench.desk.changed()
    before = {path: path.read_bytes() for path in (bench.root / "site").rglob("*.md")}

    assert "Ce nom mettrait une faute" in renamed(bench, GUIDE, "optique")
    assert {path: path.read_bytes() for path in (bench.root / "site").rglob("*.md")} == before
