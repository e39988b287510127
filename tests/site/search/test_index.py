"""The index of the search: the same bytes at each build, no file of too much, the words of the site."""

import json
import re
from datetime import date

import pytest
from house import GOLDEN

from chorale.publish import build
from chorale.site.search import index

TODAY = date(2026, 3, 5)


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    folder = tmp_path_factory.mktemp("searched")
    for name in ("one", "other"):
        build(GOLDEN, folder / name, TODAY)
    return folder / "one/site", folder / "other/site"


def test_the_same_site_gives_the_same_bytes(sites):
    one, other = (
        {
            path.relative_to(site): path.read_bytes()
            for path in site.glob("pagefind/**/*")
            if path.is_file()
        }
        for site in sites
    )

    assert one == other


def test_no_accent_stays_hidden_and_what_all_events_say_alike_is_left_out(sites):
    told = {}
    for path in (sites[0] / "pagefind/pages").iterdir():
        page = json.loads(path.read_text())
        told[page["address"]] = page["content"]
    webinar = told["agenda/webinaires/lire-les-feux/"]

    assert [text for text in told.values() if re.search(r"_[.!?+=|/-]+_", text)] == []
    assert (
        re.findall("Outlook|Antilles|Données d’ illustration|Ajouter à mon agenda", webinar) == []
    )


def test_a_browser_unzips_what_the_engine_loads_before_it_does(sites):
    module = (sites[0] / "pagefind/pagefind.js").read_text()

    assert module.startswith("/* Chorale: ")
    assert module.index("new DecompressionStream") < module.index("const pagefind_version")


def test_what_the_pages_do_not_ask_for_is_not_published(sites):
    names = {path.name for path in (sites[0] / "pagefind").iterdir()}

    assert {name for name in names if not name.endswith(".pf_meta")} == {
        "chorale.json", "index", "pages", "pagefind-entry.json", "pagefind.js", "publics.json",
        "wasm.fr.pagefind",
    }  # fmt: skip


def test_the_browser_reads_the_synonyms_the_answers_and_the_pages_of_each_genre(sites):
    told = json.loads((sites[0] / "pagefind/chorale.json").read_text())
    audiences = json.loads((sites[0] / "pagefind/publics.json").read_text())
    listed = sum(map(len, told["pages"]["others"].values())) / told["pages"]["width"]

    assert told["synonyms"] == [["phare", "feu"], ["visite", "rencontre", "tournée"]]
    assert [(one["address"], one["title"]) for one in told["answers"]] == [("agenda/", "Agenda")]
    assert told["pages"]["genre"] not in told["pages"]["others"]
    assert 0 < listed < told["pages"]["total"]
    assert sorted(audiences) == ["Gardiens", "Marins"]


def test_a_page_is_named_by_as_few_signs_as_tell_it_from_the_others():
    named = {"a/": "fr_12ab34c", "b/": "fr_12f0aaa", "c/": "fr_90ab34c"}

    assert index.short(named) == {"a/": "12a", "b/": "12f", "c/": "90a"}
    assert index.short({"a/": "fr_12ab34c"}) == {"a/": "1"}
    assert index.short({}) == {}
