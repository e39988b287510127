"""The site as MkDocs builds it from lent pages, and as Zensical does from staged ones: the same for a reader."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from house import GOLDEN, ROOT
from planted import copied
from small_site import PAGES, edition, write_project

from chorale import publish
from chorale.site import link_checker, mkdocs_adapter, zensical_adapter
from chorale.text.templates import page as generated


@pytest.fixture(scope="module")
def mkdocs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mkdocs")
    made = write_project(folder)
    mkdocs_adapter.build_site(folder, made, folder / "build/site")
    return folder / "build/site"


@pytest.fixture(scope="module")
def zensical(tmp_path_factory):
    folder = tmp_path_factory.mktemp("zensical")
    made = write_project(folder)
    zensical_adapter.build_site(folder, made, folder / "build/site")
    return folder / "build/site"


def pages(site):
    return {
        path.relative_to(site).as_posix(): BeautifulSoup(path.read_text(), "html.parser")
        for path in sorted(site.rglob("*.html"))
    }


def searched(site):
    """Return the title and the words of every page of the search."""
    texts = (json.loads(path.read_bytes()) for path in site.glob("pagefind/pages/*.json"))
    return sorted((told["address"], told["title"], told["content"]) for told in texts)


def test_every_link_of_the_site_leads_somewhere(mkdocs):
    assert [str(fault) for fault in link_checker.broken(mkdocs, "https://phare.example/")] == []


@pytest.mark.parametrize("builder", ["mkdocs", "zensical"])
def test_every_page_that_is_shared_shows_a_real_image_with_its_words(request, builder):
    site = request.getfixturevalue(builder)
    for path, page in pages(site).items():
        shown = page.find("meta", property="og:image")["content"]
        card = (site / shown.removeprefix("https://phare.example/")).read_bytes()
        assert card[:8] == b"\x89PNG\r\n\x1a\n", path
        assert (int.from_bytes(card[16:20]), int.from_bytes(card[20:24])) == (1200, 630), path
        assert len(card) <= 60 * 1024, path
        assert page.find("meta", property="og:image:alt")["content"].strip(), path


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory):
    """Return the pages that somebody wrote, as each builder makes them."""
    root = copied(tmp_path_factory.mktemp("golden"))
    made = publish.edition(root, date(2026, 3, 5))
    built = {}
    for name, build in publish.SITE_BUILDERS.items():
        site = tmp_path_factory.mktemp(name) / "build/site"
        site.parent.mkdir()
        build(root, made, site)
        built[name] = pages(site / "documentation")
    return built


@pytest.mark.parametrize(
    "selector", ["main", "figure.diagram", "p.edit time", "main img", "meta[property^='og:']"]
)
def test_both_builders_make_the_same_of_pages_written_by_hand(by_hand, selector):
    """Diagrams, covers, passages, the day of a change, the card where it is shared."""
    told = {
        name: {
            path: [
                (" ".join(found.get_text().split()), sorted(found.attrs.items()))
                for found in page.select(selector)
            ]
            for path, page in found.items()
        }
        for name, found in by_hand.items()
    }

    assert told["zensical"] == told["mkdocs"]
    assert any(told["mkdocs"].values())


@pytest.mark.parametrize("builder", ["mkdocs", "zensical"])
def test_the_sections_of_a_page_are_folded_under_its_title_for_narrow_screens(request, builder):
    seen = 0
    for page in pages(request.getfixturevalue(builder)).values():
        column, folded = page.select("nav.toc a"), page.select("h1 + details.folded-toc a")
        seen += len(column)
        assert [(link.text, link["href"]) for link in folded] == [
            (link.text, link["href"]) for link in column
        ]

    assert seen > 0


def test_both_builders_make_the_same_pages(mkdocs, zensical):
    assert list(pages(mkdocs)) == list(pages(zensical))


@pytest.mark.parametrize(
    "selector",
    [
        "title",
        "h1, h2, h3",
        "a",
        "link[rel=canonical]",
        "nav a",
        "meta[name=description]",
        "main",
    ],
)
def test_both_builders_say_the_same(mkdocs, zensical, selector):
    def told(site):
        return {
            path: [
                (
                    " ".join(found.get_text(" ").split()),
                    urljoin(path, found["href"]) if found.get("href") else "",
                    found.get("content"),
                )
                for found in html.select(selector)
            ]
            for path, html in pages(site).items()
        }

    assert told(mkdocs) == told(zensical)


def test_both_builders_index_the_same_words(mkdocs, zensical):
    assert searched(mkdocs) == searched(zensical)
    assert "documentation/fiche/" in [address for address, _, _ in searched(mkdocs)]
    assert [name for name in ("search", "search.json") if (mkdocs / name).exists()] == []


def test_both_builders_tell_search_engines_the_same_trails(mkdocs, zensical):
    def told(site):
        return {
            path: [
                json.loads(script.string)
                for script in html.select("script[type='application/ld+json']")
            ]
            for path, html in pages(site).items()
        }

    assert told(mkdocs) == told(zensical)
    (trail,) = told(mkdocs)["documentation/fiche/index.html"]
    assert [(one["position"], one["name"], one["item"]) for one in trail["itemListElement"]] == [
        (1, "Accueil", "https://phare.example/"),
        (2, "Documentation", "https://phare.example/documentation/"),
        (3, "Fiche utile", "https://phare.example/documentation/fiche/"),
    ]
    assert (
        told(mkdocs)["index.html"][0]["potentialAction"]["target"]
        == "https://phare.example/recherche/?q={words}"
    )


def test_both_builders_map_the_same_addresses(mkdocs, zensical):
    def addresses(site):
        return sorted(re.findall("<loc>(.*?)</loc>", (site / "sitemap.xml").read_text()))

    assert addresses(mkdocs) == addresses(zensical)
    assert "https://phare.example/documentation/fiche/" in addresses(mkdocs)


def test_both_builders_publish_the_same_files(mkdocs, zensical):
    def ours(site):
        return {
            path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in site.rglob("*")
            if path.is_file() and path.suffix not in (".html", ".gz") and "pagefind" not in path.parts
            and not {"javascripts", "stylesheets", "cards"} & set(path.parts) and path.name not in ("sitemap.xml", "search.json", "favicon.png", "objects.inv")
        }  # fmt: skip

    assert ours(mkdocs) == ours(zensical)


def test_no_page_style_or_script_names_another_host(mkdocs):
    known = {"phare.example", "schema.org", "www.w3.org", "www.sitemaps.org"}
    known.add("example.com")  # Pagefind takes addresses apart with it, and asks it nothing
    found = {
        (path.relative_to(mkdocs).as_posix(), urlsplit(address).hostname)
        for path in mkdocs.rglob("*")
        if path.suffix in (".html", ".css", ".js", ".svg", ".xml", ".json")
        for address in re.findall(r"(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+", path.read_text())
    }

    assert {(path, host) for path, host in found if host not in known} == set()


def test_every_page_is_french_and_announces_the_feed(mkdocs):
    for path, html in pages(mkdocs).items():
        assert html.html["lang"] == "fr", path
        assert [link["title"] for link in html.select("link[type='application/atom+xml']")] == [
            "L’agenda & le reste"
        ], path
        assert len(html.select("h1")) == 1, path


@pytest.mark.parametrize(
    "build_site",
    [mkdocs_adapter.build_site, zensical_adapter.build_site],
    ids=["mkdocs", "zensical"],
)
def test_a_title_is_words_and_never_markup(tmp_path, build_site):
    made = write_project(tmp_path)
    title = 'Moins de <b>5</b> & "plus" </title>'
    files = (
        *made.files,
        generated("lettres/deux.md", title, "Rien."),
        generated("lettres/trois.md", title, "Rien."),
    )
    build_site(tmp_path, replace(made, files=files), tmp_path / "build/site")
    soup = BeautifulSoup(
        (tmp_path / "build/site/lettres/deux/index.html").read_text(), "html.parser"
    )

    assert (soup.h1.text, soup.title.text) == (title, f"{title} – {made.community.name}")
    assert soup.find("meta", property="og:title")["content"] == title
    assert {link.contents[-1].strip() for link in soup.select(".neighbours a")} <= {
        title,
        "Une lettre",
        "Aucune lettre.",
    }


def test_words_are_spaced_in_french_but_code_is_not(mkdocs):
    html = pages(mkdocs)["documentation/fiche/index.html"]

    assert html.h1.get_text().startswith("Fiche utile\u00a0: l’essentiel")
    assert "« serrés »\u202f?" in html.main.get_text().replace("\u00a0serrés\u00a0", " serrés ")
    assert html.pre.get_text().strip() == "comme : ça ?"
    assert html.td.find_next("code").get_text() == "x ;"
    assert html.select_one(".headerlink")["title"] == "Lien permanent"


def test_an_archive_page_is_read_but_not_found(mkdocs):
    html = pages(mkdocs)["agenda/passes/2018/index.html"]

    assert [link.get_text() for link in html.select(".trail a")] == [
        "Accueil",
        "Agenda",
        "Agenda",
    ]
    assert html.select_one("[aria-current]").get_text() == "Agenda"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "[x](absente.md)",
            "site/documentation/faute.md : le lien « absente.md » ne mène à aucune page ni aucun fichier",
        ),
        (
            "![x](absente.png)",
            "site/documentation/faute.md : le lien « absente.png » ne mène à aucune page ni aucun fichier",
        ),
        (
            "[x](index.md#non)",
            "site/documentation/faute.md : le lien « index.md#non » mène à une section qui n'existe pas",
        ),
        (
            "[x](#non)",
            "site/documentation/faute.md : le lien « #non » mène à une section qui n'existe pas",
        ),
        (
            "[x](/documentation/)",
            "site/documentation/faute.md : écrire le lien « /documentation/ » comme un chemin relatif vers un fichier « .md »",
        ),
        (
            "[x](../agenda/)",
            "site/documentation/faute.md : écrire le lien « ../agenda/ » comme un chemin relatif vers un fichier « .md »",
        ),
    ],
)
def test_mkdocs_warnings_refuse_the_site_in_french(tmp_path, text, sentence):
    made = write_project(
        tmp_path,
        {**PAGES, "documentation/faute.md": f"---\ntitle: Faute\n---\n# Faute\n\n{text}\n"},
    )

    with pytest.raises(mkdocs_adapter.SiteBuildFailed) as refused:
        mkdocs_adapter.build_site(tmp_path, made, tmp_path / "out")

    assert str(refused.value) == sentence


def test_a_project_without_hand_written_pages_has_a_site_and_no_new_folder(tmp_path):
    made = edition({})
    files = tuple(file for file in made.files if file.path != "lettres/une.md")
    mkdocs_adapter.build_site(tmp_path / "projet", replace(made, files=files), tmp_path / "site")

    assert (tmp_path / "site/index.html").is_file()
    assert (tmp_path / "site/assets/css/tokens.css").is_file()
    assert not (tmp_path / "projet").exists()


def test_the_same_edition_gives_the_same_bytes(tmp_path, monkeypatch):
    made = write_project(tmp_path)
    found = []
    for number, (zone, epoch) in enumerate((("Pacific/Noumea", "1"), ("America/Guadeloupe", None))):
        monkeypatch.setenv("TZ", zone)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch) if epoch else monkeypatch.delenv(
            "SOURCE_DATE_EPOCH", raising=False
        )
        site = tmp_path / str(number)
        mkdocs_adapter.build_site(tmp_path, made, site)
        found.append(
            {
                path.relative_to(site): path.read_bytes()
                for path in site.rglob("*")
                if path.is_file()
            }
        )
        assert os.environ.get("SOURCE_DATE_EPOCH") == epoch

    assert found[0] == found[1]


def test_staging_twice_touches_nothing_and_deletes_what_is_gone(tmp_path):
    made = write_project(tmp_path)
    zensical_adapter.stage(tmp_path, made, tmp_path / "src")
    before = {
        path: path.stat().st_mtime_ns for path in (tmp_path / "src").rglob("*") if path.is_file()
    }
    (tmp_path / "src/pages/vieux").mkdir()
    (tmp_path / "src/pages/vieux/page.md").write_text("vieille")
    zensical_adapter.stage(tmp_path, made, tmp_path / "src")

    assert {
        path: path.stat().st_mtime_ns for path in (tmp_path / "src").rglob("*") if path.is_file()
    } == before
    assert not (tmp_path / "src/pages/vieux").exists()


def test_plain_mkdocs_works_in_the_checkout(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")],
        cwd=ROOT, env={**os.environ, "CHORALE_TODAY": "2026-11-21", "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    assert (tmp_path / "site/index.html").is_file()


def test_plain_mkdocs_says_what_it_does_not_read(tmp_path):
    for part in ("content", "site"):
        shutil.copytree(GOLDEN / part, tmp_path / part)
    settings = "site_name: Phare\ndocs_dir: site\nsite_dir: build/site\nstrict: true\ntheme: readthedocs\nplugins: [search, chorale]\n"
    (tmp_path / "mkdocs.yml").write_text(settings)
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build"], cwd=tmp_path, env={**os.environ, "CHORALE_TODAY": "2026-03-05"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert [line for line in done.stderr.splitlines() if line.startswith("WARNING")] == [
        "WARNING -  mkdocs.yml:5:1 : thème « readthedocs » ; le site a le sien : écrire « material », ou retirer cette ligne"
    ]


def test_plain_mkdocs_says_bad_content_in_french(tmp_path):
    for part in ("generator", "templates", "content", "site"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    (tmp_path / "content/community.yml").write_text("name: a\n")
    done = subprocess.run(
        [str(Path(sys.executable).parent / "mkdocs"), "build", "--quiet"], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path / "generator")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert "content/community.yml:1:1 : " in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
