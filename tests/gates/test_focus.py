"""What a form answers is heard first: each page that a button shows, refused or not, has where the focus goes."""

import pytest
from browsing import Browser
from bs4 import BeautifulSoup
from cycle_team import HERE, ROSTER, put_in
from tests.gates.test_kept_text import FORMS, REFUSED, at, house, inside, role_for

from chorale.atelier.web.request import OPEN

__all__ = ["house"]
SHOWN = {
    "/atelier/seances/{key}/message": {"op": "apercu", "groupe": "all", "objet": "A", "texte": "B"},
    "/atelier/reponses/{form}/{answer}": {"op": "apercu", "objet": "A", "texte": "B"},
    "/atelier/cycles/{slug}/inviter": {"op": "apercu", "liste": ROSTER},
    "/atelier/abonnes/importer": {"op": "lire", "texte": "zoe@exemple.fr", "accord": "Une liste"},
}
"""A form that each takes, and answers by showing what it would do."""


def focus(answer):
    """Return what takes the focus, the first words of it."""
    found = BeautifulSoup(answer.text, "html.parser").select_one("[data-focus][tabindex='-1']")
    return " ".join(found.text.split())[:30] if found else ""


def answered(house, path, form):
    browser = Browser(house[0].app) if FORMS[path].roles == OPEN else inside(house, role_for(path))
    answer = browser.post(at(path, house[1]), form)
    return focus(browser.get(answer.headers["location"]) if answer.status == 303 else answer)


@pytest.mark.parametrize("path", sorted(REFUSED))
def test_a_refusal_takes_the_focus(house, path):
    assert answered(house, path, REFUSED[path])


def test_what_a_button_would_do_takes_the_focus_where_it_is_shown_first(house):
    told = {path: answered(house, path, form) for path, form in SHOWN.items()}

    assert told == {
        "/atelier/seances/{key}/message": "Ce qui sera envoyé À 0 personn",
        "/atelier/reponses/{form}/{answer}": "Ce qui sera envoyé à zoe@exemp",
        "/atelier/cycles/{slug}/inviter": "Ce qui va changer Rien : toute",
        "/atelier/abonnes/importer": "Voici ce qui a été lu. Personn",
    }


def test_what_became_of_a_spreadsheet_takes_the_focus(house):
    sent = put_in(inside(house, "secretariat"), f"{HERE}/depots", "a.xlsx", b"rien")

    assert focus(sent)
