"""A table wider than a phone names the column of each cell; a small one, or one that is uneven, stays as it was."""

import pytest

from chorale.newsletter.email import wide_tables
from chorale.text.html_tree import Element, parse


def adapted(html):
    made = wide_tables.adapted(next(parse(html).named("table")))
    return Element(children=[made]).html.replace("\u00a0", "~")


def table(heads, cells):
    row = "".join
    return (
        f"<table><thead><tr>{row(f'<th>{head}</th>' for head in heads)}</tr></thead>"
        f"<tbody><tr>{row(f'<td>{cell}</td>' for cell in cells)}</tr></tbody></table>"
    )


@pytest.mark.parametrize(
    "html",
    [
        table(["Feu", "Portée"], ["Lampe", "12 000 m"]),
        table(["Un", "Deux", "Trois"], ["de longues phrases de mots courts " * 4] * 3),
        "<table></table>",
    ],
)
def test_a_table_whose_words_fit_a_phone_is_left(html):
    assert adapted(html) == html


def test_each_cell_of_a_wide_table_is_given_the_name_of_its_column():
    html = table(
        ["Nom", "Lundi", "Mardi", "Mercredi", "Jeudi"], ["Matin", "9 h", "", "<b>non</b>", "oui"]
    )

    assert adapted(html) == (
        '<table class="wide named"><thead><tr><th>Nom</th><th>Lundi</th><th>Mardi</th><th>Mercredi</th>'
        "<th>Jeudi</th></tr></thead><tbody><tr>"
        '<td><span class="column">Nom~: </span>Matin</td><td><span class="column">Lundi~: </span>9 h</td><td></td>'
        '<td><span class="column">Mercredi~: </span><b>non</b></td>'
        '<td><span class="column">Jeudi~: </span>oui</td></tr></tbody></table>'
    )


@pytest.mark.parametrize(
    ("html", "classes"),
    [
        (
            table(["Établissement", "Administration"], ["Certification", "Reconnaissance"]),
            "wide named",
        ),
        (table(["a", "b"], ["x" * 70, "y"]), "wide broad named"),
        (table(["Nom", "Adresse"], ["Le site", "https://phare.example/une-page"]), "wide named"),
        (table(["a" * 30, "b"], ["1", "2", "3"]), "wide"),
        (table(["a" * 30, "b"], ["1", "2"]).replace("<td>1", '<td colspan="2">1'), "wide"),
        (table(["a" * 30, "b"], ["1", "2"]).replace("th>", "td>"), "wide"),
    ],
    ids=["long words", "beyond the desk", "an address", "uneven", "merged", "without headers"],
)
def test_a_table_says_how_wide_it_is_and_whether_its_columns_have_names(html, classes):
    assert adapted(html).partition('class="')[2].partition('"')[0] == classes
