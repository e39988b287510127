"""The queries of readers, asked as the search page asks them: how many find their page, and what is understood."""

import re
from datetime import date
from pathlib import Path

import pytest
from house import ROOT

from chorale.content.load import load
from chorale.content.model import SearchQuery
from chorale.publish import build
from chorale.site.search import report

TODAY = date(2026, 11, 28)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("asked") / "build"
    build(ROOT, folder, TODAY)
    return folder / "site"


def found(site, *queries):
    asked = report.ask(site, [SearchQuery(query=query, pages=()) for query in queries])
    return [(one.found[:1], one.corrected) for one in asked]


def test_the_queries_of_readers_find_their_pages(site):
    asked = report.ask(site, load(ROOT, TODAY).community.search_queries)

    assert len(asked) >= 120
    assert report.within(asked, 1) >= 0.9
    assert report.within(asked, 3) >= 0.97
    assert report.unanswered(asked) == 0


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ("ouvrir un compte chorus pro", "documentation/creer-un-compte/"),
        ("horaires assistance", "aide/"),
        ("mot de passe oublié", "aide/"),
        ("formation", "agenda/webinaires/"),
        ("recyclage facture", "documentation/recycler-une-facture/"),
        (
            "différence facture émise facture travaux",
            "documentation/factures-fournisseurs-ou-travaux/",
        ),
        ("webinar fournisseurs", "agenda/webinaires/fournisseurs-bien-demarrer/"),
        ("fournisseur", "publics/fournisseurs/"),
        ("newsletter", "lettres/"),
        ("rgpd", "a-propos/donnees-personnelles/"),
        ("connexion", "aide/"),
    ],
)
def test_what_was_seen_wrong_is_right(site, query, page):
    assert found(site, query) == [((page,), "")]


def test_a_slip_is_corrected_from_the_words_of_the_site_and_told(site):
    assert found(site, "brouilon", "Supprimer des ratachements", "reccycler", "acesibilite") == [
        (("documentation/brouillon-non-envoye/",), "brouillon"),
        (("documentation/supprimer-rattachements/",), "Supprimer des rattachements"),
        (("documentation/recycler-une-facture/",), "recycler"),
        (("a-propos/accessibilite/",), "accessibilité"),
    ]


def test_an_expression_typed_in_one_word_or_with_blanks_is_the_same(site):
    queries = ("rendez-vous", "rendez vous", "rendezvous", "RendezVous")

    assert len({pages for pages, _ in found(site, *queries)}) == 1
    assert found(site, "rendezvous", "motdepasse oublié") == [
        (("agenda/rencontres/",), "rendez-vous"),
        (("aide/",), "mot de passe oublié"),
    ]


@pytest.mark.parametrize(
    "query",
    ["25 mars 2027", "25 mars", "le 25 mars", "25/03/2027", "25/3/27", "2027-03-25", "25.03.2027"],
)
def test_a_day_finds_its_event_however_it_is_typed(site, query):
    assert found(site, query) == [(("agenda/rencontres/2027-03-25-toulouse/",), "")]


@pytest.mark.parametrize(
    "query",
    [
        "février 2027",
        "fevr. 2027",
        "FÉV 2027",
        "02/2027",
        "2027-02",
        "1 février 2027",
        "01/02/2027",
        "9 févr.",
    ],
)
def test_a_month_or_a_day_without_event_finds_the_month(site, query):
    assert found(site, query) == [(("agenda/mois/2027-02/",), "")]


def test_letters_that_a_pdf_joins_are_parted(site):
    assert found(site, "ﬁche structure") == found(site, "fiche structure")


def test_a_version_is_no_date(site):
    assert found(site, "V1.3.5") == [(("documentation/supprimer-rattachements/",), "")]


def test_an_elision_typed_without_its_apostrophe_is_one(site):
    assert found(site, "cest quoi un dume", "temoignage dentreprise") == [
        (("documentation/afficher-un-dume/",), ""),
        (("lettres/2022-07/temoignage-smith-nephew/",), "temoignage entreprise"),
    ]


def test_a_reference_typed_without_its_sign_is_found(site):
    sheet = ("ipm/cycle-5/demande/DE-07/",)

    assert [pages for pages, _ in found(site, "DE-07", "de 07", "de07", "de-7")] == [sheet] * 4


def test_a_number_is_found_however_its_digits_are_grouped(site):
    asked = found(site, "1200", "1 200", "1.200", "1\xa0200", "1\u202f200")

    assert asked == [(("ipm/cycle-5/",), "")] * 5


def test_a_noun_that_no_page_holds_is_told_by_the_word_it_is_made_of(site):
    assert found(site, "mandatement d une facture") == [
        (("documentation/traiter-une-facture/",), "mandatée d une facture")
    ]


def test_a_text_and_its_number_are_no_genre_of_pages(site):
    asked = report.ask(site, [SearchQuery(query="ccag travaux article 13", pages=())])

    assert asked[0].found[:3] == (
        "documentation/notifications-travaux/",
        "documentation/factures-fournisseurs-ou-travaux/",
        "documentation/bonne-pratique-travaux/",
    )


def test_lists_and_groups_are_found_by_what_people_call_them(site):
    asked = found(
        site, "anciens numéros", "établissements publics nationaux", "changer le poids d'un groupe"
    )

    assert [pages for pages, _ in asked] == [
        ("lettres/",),
        ("ipm/cycle-5/groupe/epn/",),
        ("ipm/cycle-5/et-si/",),
    ]


def test_ideas_that_stand_side_by_side_say_more_than_apart(site):
    asked = report.ask(site, [SearchQuery(query="fiche structure", pages=())])
    webinar = "agenda/webinaires/entites-publiques-structure-et-comptes/"

    assert webinar in asked[0].found[:3]


def test_a_date_is_found_however_it_is_typed(site):
    asked = found(site, "25 mars 2027", "25/03/2027", "25.3.27", "rencontre 25/03")

    assert [pages for pages, _ in asked] == [("agenda/rencontres/2027-03-25-toulouse/",)] * 4


def test_a_page_that_holds_the_words_of_a_date_apart_stands_after_the_day_itself(site):
    asked = found(site, "10 décembre 2026", "11/02/2027", "evenement janvier 2027")

    assert [pages for pages, _ in asked] == [
        ("agenda/rencontres/2026-12-10-lyon/",),
        ("agenda/rencontres/2027-02-11-nantes/",),
        ("agenda/mois/2027-01/",),
    ]


def test_the_pages_of_a_decision_are_found_by_what_one_does_there(site):
    asked = found(site, "groupe epn cycle 5", "preuves du scrutin", "et si on changeait les points")

    assert [pages for pages, _ in asked] == [
        ("ipm/cycle-5/groupe/epn/",),
        ("ipm/cycle-5/preuves/",),
        ("ipm/cycle-5/et-si/",),
    ]


def test_a_word_that_was_cut_short_is_the_commonest_that_begins_so(site):
    assert found(site, "factures d travaux notif", "interpr") == [
        (("documentation/notifications-travaux/",), "factures d travaux notifications"),
        (("documentation/frais-de-deplacement/",), "interprète"),
    ]


def test_words_of_a_phone_say_as_little_as_those_that_they_stand_for(site):
    asked = found(site, "bjr koman creer un compte", "ki contacter", "kel est le statut")

    assert [one[1] for one in asked] == ["", "", ""]
    assert asked[0][0] == ("documentation/creer-un-compte/",)


def test_a_word_that_was_guessed_says_less_than_those_that_were_typed(site):
    assert found(site, "api oauth piste") == [(("publics/raccordement/",), "api oauth poste")]


def test_a_word_of_two_meanings_is_looked_for_in_both(site):
    assert found(site, "inscription entreprise", "inscription webinaire") == [
        (("documentation/creer-un-compte/",), ""),
        (("agenda/webinaires/",), ""),
    ]


def test_the_parts_of_a_cycle_stand_after_it(site):
    assert found(site, "cycle 5") == [(("ipm/cycle-5/",), "")]


def test_accents_plurals_elisions_and_capitals_do_not_matter(site):
    same = found(site, "maîtrise d’œuvre", "MAITRISES D'OEUVRE", "maitrise oeuvre")

    assert len(set(same)) == 1


def test_words_that_no_page_holds_find_nothing_and_do_not_hide_the_others(site):
    assert found(site, "xylophonique", "dume xylophonique", "") == [
        ((), ""),
        (("documentation/afficher-un-dume/",), ""),
        ((), ""),
    ]


def test_a_reference_an_acronym_with_dots_and_a_cut_plural_are_understood(site):
    assert found(site, "DE7", "d.u.m.e.", "notifs travaux") == [
        (("ipm/cycle-5/demande/DE-07/",), "de 07"),
        (("documentation/afficher-un-dume/",), ""),
        (("documentation/notifications-travaux/",), "notifications travaux"),
    ]


def test_the_words_of_one_expression_answer_together_and_no_clock_answers_for_paris(site):
    assert found(site, "réunions à paris", "rencontre") == [
        (("agenda/villes/paris/",), ""),
        (("agenda/rencontres/",), ""),
    ]


def imported(script: Path) -> set[str]:
    names = set(re.findall(r'(?:from|import) "\./(\w+)\.js"', script.read_text(encoding="utf-8")))
    return names.union(*(imported(script.with_name(f"{name}.js")) for name in names))


@pytest.mark.parametrize(
    ("page", "script"), [("recherche/index.html", "page"), ("404.html", "lost")]
)
def test_the_browser_is_told_at_once_all_that_the_search_loads(site, page, script):
    scripts = site / "assets/js/search"
    told = re.findall(
        r'<link rel="(module)?preload" href="[^"]*/(?:assets/js/search|pagefind)/([^"]+)"',
        (site / page).read_text(encoding="utf-8"),
    )

    assert {name for module, name in told if module} >= {
        f"{name}.js" for name in imported(scripts / f"{script}.js")
    }
    assert [name for module, name in told if not module] == [
        "worker.js",
        "pagefind.js",
        "chorale.json",
        "wasm.fr.pagefind",
    ]


def test_the_thread_of_the_search_names_all_its_modules(site):
    worker = site / "assets/js/search/worker.js"
    named = set(
        re.findall(r'import (?:.* from )?"\./(\w+)\.js"', worker.read_text(encoding="utf-8"))
    )

    assert named == imported(worker)


def test_empty_words_say_something_together_or_at_the_end_of_a_query(site):
    asked = [
        SearchQuery(query="et si", pages=("ipm/cycle-5/et-si/index.md",)),
        SearchQuery(query="articles pas à pas", pages=("lettres/genres/pas-a-pas.md",)),
    ]
    assert [one.rank for one in report.ask(site, asked)] == [1, 1]

    served = report.ask(site, [SearchQuery(query="service fait", pages=())])[0]
    assert set(served.found[:2]) == {
        "documentation/recycler-une-facture/",
        "documentation/traiter-une-facture/",
    }


def test_a_common_verb_is_no_slip_of_a_noun(site):
    asked = report.ask(site, [SearchQuery(query="mettre une facture en paiement", pages=())])[0]

    assert (asked.corrected, asked.found[2]) == ("", "documentation/traiter-une-facture/")


def test_an_article_that_is_asked_stands_before_the_guide_made_of_it(site):
    asked = report.ask(site, [SearchQuery(query="article dume", pages=())])[0]

    assert asked.found[0] == "lettres/2018-12/afficher-un-dume/"


def test_only_a_lone_reference_is_padded(site):
    asked = report.ask(
        site, [SearchQuery(query=query, pages=()) for query in ("cycle5", "de5 écrit")]
    )

    assert [one.corrected for one in asked] == ["cycle 5", "de 05 écrit"]


def test_the_guide_stands_before_the_article_it_came_from(site):
    asked = report.ask(site, [SearchQuery(query="supprimer rattachements", pages=())])[0]

    assert asked.found[:2] == (
        "documentation/supprimer-rattachements/",
        "lettres/2018-12/supprimer-rattachements/",
    )


def test_ranks_count_from_one_and_nothing_found_is_zero():
    query = SearchQuery(query="q", pages=("aide/index.md", "ipm/index.md"))
    asked = [
        report.AskedQuery(query=query, found=found, corrected="")
        for found in (("aide/", "ipm/"), ("agenda/", "ipm/"), ("agenda/",), ())
    ]

    assert [one.rank for one in asked] == [1, 2, 0, 0]
    assert (report.within(asked, 1), report.within(asked, 3), report.unanswered(asked)) == (
        0.25,
        0.5,
        1,
    )
    assert report.within([], 1) == 1


def test_without_node_the_report_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(report.ReportImpossible, match="il manque Node"):
        report.ask(tmp_path, [])
