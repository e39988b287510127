"""The pages of the public forms: what awaits an answer comes first, and nothing is asked of a form that is closed."""

from dataclasses import replace
from datetime import date

from bs4 import BeautifulSoup
from small_agenda import COMMUNITY

from chorale.content.form_model import Form, FormField
from chorale.site import forms as site_forms

SUGGEST = Form(
    path="content/forms/suggestion.yml",
    slug="suggestion",
    title="Proposer un article",
    summary="Vos idées pour la lettre.",
    purpose="Choisir les sujets.",
    retention_months=6,
    contact="lettre@communaute.example",
    fields=(
        FormField(name="sujet", label="Le sujet", required=True),
        FormField(name="email", label="Adresse électronique", kind="email"),
        FormField(
            name="accord",
            label="J'accepte",
            kind="consent",
            required=True,
            help="Vous pourrez changer d'avis.",
        ),
    ),
)
CLOSED = replace(
    SUGGEST, slug="avis", title="Votre avis", closes=date(2019, 1, 10), results="public"
)
COMING = replace(SUGGEST, slug="enquete", title="L'enquête de mai", opens=date(2027, 5, 3))
SIGN_UP = replace(SUGGEST, slug="inscription", serves="registration")
PAGES = {
    file.path: BeautifulSoup(file.content.decode().split("\n---\n", 1)[1], "html.parser")
    for file in site_forms.files(replace(COMMUNITY, forms=(CLOSED, COMING, SIGN_UP, SUGGEST)))
}


def test_a_page_for_each_form_but_sign_up_and_their_list():
    assert sorted(PAGES) == [
        "formulaires/avis.md",
        "formulaires/enquete.md",
        "formulaires/index.md",
        "formulaires/suggestion.md",
    ]


def test_the_list_shows_open_forms_then_those_to_come_then_closed_ones():
    shown = PAGES["formulaires/index.md"].select(".reading")

    assert [(entry.a.text, entry.select_one(".badge").text) for entry in shown] == [
        ("Proposer un article", "Ouvert"),
        ("L’enquête de mai", "À venir"),
        ("Votre avis", "Clos"),
    ]


def test_an_open_form_is_sent_to_the_service_and_says_which_answers_are_needed():
    page = PAGES["formulaires/suggestion.md"]

    assert page.form["action"] == "/participer/formulaires/suggestion/"
    assert [entry["name"] for entry in page.select("input")] == ["sujet", "email", "accord"]
    assert [entry.parent.text for entry in page.select(".form-optional")] == [
        "Adresse électronique (facultatif)"
    ]
    assert "sauf celles qui portent la mention" in page.select_one(".muted").text
    assert (
        page.find(id=page.find("input", {"name": "accord"})["aria-describedby"]).text
        == "Vous pourrez changer d’avis."
    )


def test_a_form_that_is_not_open_shows_its_questions_and_asks_nothing():
    page = PAGES["formulaires/avis.md"]

    assert page.select("form, input, button") == []
    assert [entry.text for entry in page.select("ol > li")] == [
        "Le sujet",
        "Adresse électronique",
        "J’accepte",
    ]
    assert page.select_one(".notice a")["href"] == "/participer/formulaires/avis/resultats/"
    assert PAGES["formulaires/enquete.md"].select(".notice a") == []
