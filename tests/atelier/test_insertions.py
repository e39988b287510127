"""Blocks put in a text: Markdown that one could have typed, or one sentence that says why there is none."""

import pytest
from atelier_desk import WEBINAR, opened

from chorale.atelier.insertions import BlockWish, NoBlock, block, offered

PAGE = "content/newsletters/2026-03/nettoyer-la-lentille.md"


def made(bench, what, first="2026-03-01", last="2026-03-31", words=""):
    wish = BlockWish(what=what, first=first, last=last, words=words)
    return block(bench.desk.project().community, wish)


def test_the_blocks_offered_are_those_of_the_community(bench):
    assert list(offered(bench.desk.project().community).values()) == [
        "Les webinaires d'une période",
        "Les rencontres d'une période",
        "Où en est le cycle 1",
        "Un lien vers une page du site",
    ]


def test_webinars_of_a_period_are_a_list_with_their_links(bench):
    lights = "[Lire les feux de la côte](agenda/webinaires/lire-les-feux.md)"
    assert made(bench, "webinaires", "2026-03-01", "2026-05-31").splitlines() == [
        "Webinaires du 1er mars au 31 mai 2026 :",
        "",
        f"- Mardi 10 mars 2026, de 10 h à 11 h : {lights}",
        "- Jeudi 26 mars 2026, de 9 h à 9 h 45 : "
        "[Tenir le journal du phare](agenda/webinaires/tenir-le-journal.md) (déplacé)",
        f"- Mardi 14 avril 2026, de 14 h 30 à 16 h : {lights}",
        f"- Mardi 12 mai 2026, de 10 h à 11 h : {lights} (annulé)",
    ]


def test_a_title_with_marks_stays_words(bench):
    file = bench.root / WEBINAR
    file.write_text(file.read_text().replace("Lire les feux", "Lire *les* [feux]"))
    bench.desk.changed()

    assert r"[Lire \*les\* \[feux\] de la côte]" in made(bench, "webinaires")


def test_a_cycle_is_told_in_its_sentence(bench):
    assert made(bench, "cycle.cycle-1").splitlines() == [
        "[Cycle 1](ipm/cycle-1/index.md) : La réunion d’arbitrage du jeudi 12 février 2026 a retenu "
        "2 demandes sur 4 : 45 jours-homme pour une enveloppe de 90.",
        "",
        "- DE-04 : Saisir le journal en ligne",
        "- DE-01 : Prévenir quand une lampe s’éteint",
    ]


def test_a_link_is_found_by_the_words_of_its_page(bench):
    assert made(bench, "lien", words="journal phare") == (
        "[Tenir le journal du phare](agenda/webinaires/tenir-le-journal.md)"
    )


def test_a_page_of_the_site_links_from_where_it_stands(bench):
    wish = BlockWish(what="lien", words="journal phare", sheet="site/documentation/x.md")

    assert block(bench.desk.project().community, wish) == (
        "[Tenir le journal du phare](../agenda/webinaires/tenir-le-journal.md)"
    )


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (("webinaires", "", "2026-03-31", ""), "Dire du quel jour au quel jour."),
        (("webinaires", "2026-03-31", "2026-03-01", ""), "Le dernier jour est avant le premier."),
        (
            ("rencontres", "1999-01-01", "1999-01-31", ""),
            "Rien à mettre : aucun rendez-vous de ce genre du 1er au 31 janvier 1999.",
        ),
        (("lien", "", "", "e"), "Plusieurs pages ont ces mots : en choisir une dans la liste."),
        (("lien", "", "", "baleine"), "Aucune page du site n'a ces mots dans son titre."),
        (("lien", "", "", " "), "Aucune page du site n'a ces mots dans son titre."),
        (("cycle.absent", "", "", ""), "Choisir un bloc dans la liste."),
    ],
)
def test_what_cannot_be_put_is_told(bench, asked, sentence):
    with pytest.raises(NoBlock) as told:
        made(bench, *asked)

    assert str(told.value) == sentence


def test_without_scripts_the_block_goes_to_the_end_of_what_is_typed(bench):
    anne = bench.browser()
    form = opened(anne, PAGE).set("corps", "Mes mots.").set("bloc.quoi", "webinaires")
    answer = form.set("bloc.de", "2026-03-01").set("bloc.a", "2026-03-15").press("inserer")

    assert answer.headers["location"] == f"/atelier/fiche/{PAGE}?fait=bloc#c-corps"
    assert opened(anne, PAGE).get("corps").split("\r\n") == [
        "Mes mots.",
        "",
        "Webinaires du 1er au 15 mars 2026 :",
        "",
        "- Mardi 10 mars 2026, de 10 h à 11 h : "
        "[Lire les feux de la côte](agenda/webinaires/lire-les-feux.md)",
        "",
    ]


def test_without_scripts_several_pages_are_a_choice_and_nothing_typed_is_lost(bench):
    anne = bench.browser()
    form = opened(anne, PAGE).set("corps", "Mes mots.").set("bloc.quoi", "lien")
    answer = form.set("bloc.mots", "e").press("inserer")

    assert answer.status == 422
    assert "Plusieurs pages ont ces mots" in answer.words
    assert 'name="bloc.page"' in answer.text
    assert opened(anne, PAGE).get("corps") == "Mes mots.\r\n"
