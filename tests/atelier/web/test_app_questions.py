"""A button that loses something asks first: in its page, and on one of its own for who has no script, or not yet."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from atelier_desk import make_team
from bs4 import BeautifulSoup
from house import ROOT

TEMPLATES = ROOT / "templates/atelier"


def test_every_button_that_asks_does_so_with_and_without_its_script():
    asking = re.compile(r"data-confirmer|\?question=")

    assert [one.name for one in sorted(TEMPLATES.glob("*.html")) if asking.search(read(one))] == [
        "_sure.html"
    ]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_without_a_script_nobody_leaves_the_team_before_the_question_is_answered(tmp_path):
    team = make_team(tmp_path)
    team.code("Léo", "editing")
    eve = team.member("Eve", "operation")
    page = BeautifulSoup(eve.get("/atelier/equipe").text, "html.parser")
    (button,) = (
        one for one in page.select("button[value=retirer]") if "Léo" in one["data-confirmer"]
    )
    who = button.find_parent("form").find("input", {"name": "qui"})["value"]
    question = eve.post(button["formaction"], {"qui": who, "op": "retirer"})
    asked = BeautifulSoup(question.text, "html.parser")
    form = asked.select_one("main form")
    there = "Léo" in eve.get("/atelier/equipe").text
    sent = {one["name"]: one.text.strip() for one in form.select("textarea")}
    eve.post(form["action"], sent)

    assert parse_qs(urlsplit(button["formaction"]).query) == {
        "question": ["Retirer Léo de l'équipe ?"]
    }
    assert asked.h1.text == "Retirer Léo de l’équipe\u202f?"
    assert (form["action"], sent) == ("/atelier/equipe", {"qui": who, "op": "retirer"})
    assert (there, "Léo" in eve.get("/atelier/equipe").text) == (True, False)


def test_a_question_keeps_the_rest_of_an_address(tmp_path):
    team = make_team(tmp_path)
    eve = team.member("Eve", "approval")
    asked = eve.post(
        "/atelier/lettre/2026-03/envoi?sujet=marins&question=Oui+%3F", {"op": "envoyer"}
    )
    form = BeautifulSoup(asked.text, "html.parser").select_one("main form")

    assert form["action"] == "/atelier/lettre/2026-03/envoi?sujet=marins"
