"""The accessibility statement: what it says without an audit and with one, and the tests that it names."""

from datetime import date
from fractions import Fraction

import pytest
from bs4 import BeautifulSoup
from house import ROOT

from chorale.content.accessibility_model import (
    CRITERIA,
    AccessibilityAudit,
    AccessibilityStatement,
    InaccessibleContent,
)
from chorale.content.model import Community, Page, Sender
from chorale.site import accessibility


def audit(**verdicts):
    """Return an audit where every criterion is met but for some, given by their verdict."""
    told = {one: verdict for verdict, criteria in verdicts.items() for one in criteria}
    criteria = dict.fromkeys(CRITERIA, "conforme") | {
        one: verdict.replace("_", " ") for one, verdict in told.items()
    }
    return AccessibilityAudit(
        date=date(2026, 11, 20), by="l'agence Repère", pages=("aide/index.md",), tools=("axe 4.14",),
        environments=("Firefox 151 et NVDA 2026.3",), criteria=criteria,
    )  # fmt: skip


def shown(said=None, *, pages=()):
    community = Community(
        pages=pages, name="Phare", url="https://phare.example/", timezone="Europe/Paris", audiences={}, today=date(2026, 11, 21),
        sender=Sender(name="a", address="a@phare.example", identity="a"), accessibility=said,
    )  # fmt: skip
    made = next(accessibility.files(community)).content.decode()
    return made.replace("\u00a0", " ").replace("\u202f", " "), BeautifulSoup(made, "html.parser")


def test_the_rgaa_has_106_criteria():
    assert (len(CRITERIA), CRITERIA[0], CRITERIA[-1]) == (106, "1.1", "13.12")


def test_without_an_audit_the_site_says_that_it_does_not_conform():
    made, page = shown()

    assert 'title: "Accessibilité : non conforme"' in made
    assert page.select_one("strong").text == "non conforme"
    assert (
        page.select_one("#etat + p")
        .text.replace("\u00a0", " ")
        .endswith(
            "Aucun audit n’a encore été mené : tant qu’il n’y en a pas, un site se déclare « non conforme »."
        )
    )


def test_every_part_that_the_law_asks_for_is_there():
    _, page = shown(
        AccessibilityStatement(established=date(2026, 11, 21), contact="a@b.example", audit=audit())
    )

    assert [heading["id"] for heading in page.select("h2, h3")] == [
        "declaration", "etat", "resultats", "limites", "non-conformites", "derogations", "exemptions", "etablissement", "technologies",
        "environnement", "outils", "pages", "contact", "recours", "controles",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("made", "rate", "conformity"),
    [
        (audit(), Fraction(1), "totalement conforme"),
        (audit(non_applicable=["1.1"]), Fraction(1), "totalement conforme"),
        (audit(non_conforme=["1.1"]), Fraction(105, 106), "partiellement conforme"),
        (audit(non_conforme=CRITERIA[:54]), Fraction(52, 106), "non conforme"),
    ],
)
def test_the_state_follows_from_the_verdicts(made, rate, conformity):
    said = AccessibilityStatement(established=date(2026, 11, 21), contact="a@b.example", audit=made)

    assert (made.rate, said.conformity) == (rate, conformity)


def test_the_statement_stands_under_the_page_about_the_site_when_there_is_one():
    about = Page(slug="a-propos/index", title="À propos", body="", path="site/a-propos/index.md")

    assert [
        line for line in shown(pages=(about,))[0].splitlines() if line.startswith("parents")
    ] == ['parents: [{"title": "À propos", "url": "a-propos/"}]']
    assert "parents:" not in shown()[0]


@pytest.mark.parametrize(
    ("made", "rate"),
    [
        (audit(non_conforme=CRITERIA[:53], non_applicable=CRITERIA[-1:]), "49,5"),
        (audit(non_conforme=["1.1"]), "99,1"),
        (audit(), "100"),
    ],
)
def test_the_rate_that_is_told_agrees_with_the_state(made, rate):
    said = AccessibilityStatement(established=date(2026, 11, 21), contact="a@b.example", audit=made)
    _, page = shown(said)

    assert " ".join(page.select_one("#resultats + p").text.split()) == (
        f"L’audit mené par l’agence Repère, terminé le vendredi 20 novembre 2026, révèle que {rate} % des critères "
        "qui s’appliquent sont respectés."
    )


def test_what_is_not_accessible_is_said_with_its_criterion_and_its_way_round():
    failure = InaccessibleContent(
        text="Un tableau défile.", alternative="Il se télécharge.", criterion="10.11"
    )
    _, page = shown(
        AccessibilityStatement(
            established=date(2026, 11, 21),
            contact="a@b.example",
            failures=(failure,),
            exempted=("Les vidéos.",),
        )
    )

    assert [
        " ".join(one.text.split())
        for one in page.select("#non-conformites + ul li, #exemptions + ul li")
    ] == [
        "Un tableau défile. Critère 10.11. Il se télécharge.",
        "Les vidéos.",
    ]


@pytest.mark.parametrize("one", accessibility.AUTOMATIC, ids=lambda one: one.words)
def test_each_automatic_check_names_criteria_and_a_test_that_exist(one):
    path, name = one.test.split("::")

    assert set(one.criteria) - set(CRITERIA) == set()
    assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")
