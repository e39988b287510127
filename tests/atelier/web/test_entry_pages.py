"""Sign-in by a link that lets in once: asked for by mail, burnt by its use, never told to strangers."""

import re

from atelier_desk import make_team
from places import words


def links(team):
    return [re.search(r"#([A-Z0-9]+)", words(mail)).group(1) for mail in team.post()]


def test_a_member_asks_for_a_link_and_comes_in(tmp_path):
    team = make_team(tmp_path)
    team.code("Anne", "editing")
    browser = team.browser()
    asked = browser.post("/atelier/entrer/lien", {"adresse": "ANNE@exemple.fr"})
    (code,) = links(team)
    came = browser.post("/atelier/entrer", {"code": code, "suite": "/atelier/contenus/issue"})
    home = browser.get("/atelier/")

    assert (asked.status, "un lien vient de lui être envoyé" in asked.words) == (200, True)
    assert (came.status, came.headers["location"]) == (303, "/atelier/contenus/issue")
    assert (home.status, "Bonjour Anne" in home.words) == (200, True)
    assert team.acts() == ["Anne a ouvert une session"]


def test_a_stranger_gets_the_same_answer_and_no_mail(tmp_path):
    team = make_team(tmp_path)
    team.code("Anne", "editing")
    one = team.browser().post("/atelier/entrer/lien", {"adresse": "anne@exemple.fr"})
    other = team.browser().post("/atelier/entrer/lien", {"adresse": "inconnu@exemple.fr"})

    assert (one.status, one.text) == (other.status, other.text)
    assert [mail["To"] for mail in team.post()] == ["anne@exemple.fr"]


def test_a_link_lets_in_once_and_for_an_hour(tmp_path):
    team = make_team(tmp_path)
    used, late = team.code("Anne", "editing"), team.code("Anne", "editing")
    assert team.browser().post("/atelier/entrer", {"code": used}).status == 303
    again = team.browser().post("/atelier/entrer", {"code": used})
    team.clock.advance(hours=1, seconds=1)
    over = team.browser().post("/atelier/entrer", {"code": late})

    assert [again.status, over.status] == [403, 403]
    assert "Ce lien n’ouvre rien" in again.words


def test_no_address_but_one_of_the_atelier_is_led_to(tmp_path):
    team = make_team(tmp_path)
    for suite in (
        "https://pirate.example/",
        "//pirate.example",
        "/atelier//x",
        "/participer",
        "/atelier/\\x",
        "",
    ):
        code = team.code("Anne", "editing")
        answer = team.browser().post("/atelier/entrer", {"code": code, "suite": suite})
        assert answer.headers["location"] == "/atelier/"


def test_a_page_without_a_session_leads_to_the_door_and_comes_back(tmp_path):
    answer = make_team(tmp_path).browser().get("/atelier/contenus/issue")

    assert (answer.status, answer.headers["location"]) == (
        303,
        "/atelier/entrer?suite=/atelier/contenus/issue",
    )


def test_what_was_typed_waits_in_the_page_when_the_session_is_over(tmp_path):
    team = make_team(tmp_path)
    anne = team.member("Anne", "editing")
    team.clock.advance(hours=2)
    path = "/atelier/fiche/content/webinars/lire-les-feux.md"
    typed = {"corps": "\nligne <b>\r\nfin", "op": "garder"}
    answer = anne.post(path, typed)
    quiet = anne.post(path, typed, headers={"accept": "application/json"})

    assert answer.status == 401
    assert f'<form method="post" action="{path}">' in answer.text
    assert '<textarea name="corps" hidden>\n\nligne &lt;b&gt;\r\nfin</textarea>' in answer.text
    assert (quiet.status, quiet.text) == (401, '{"session":false}')


def test_leaving_closes_the_session_for_good(tmp_path):
    team = make_team(tmp_path)
    anne = team.member("Anne", "editing")
    kept = dict(anne.cookies)
    anne.post("/atelier/sortir", {})
    anne.cookies = kept

    assert anne.get("/atelier/").status == 303
    assert team.acts()[-1] == "Anne a fermé sa session"


def test_an_address_is_sent_five_links_and_a_network_asks_for_sixty(tmp_path):
    team = make_team(tmp_path)
    same = [
        team.browser().post("/atelier/entrer/lien", {"adresse": "a@x.fr"}).status for _ in range(6)
    ]
    others = [
        team.browser().post("/atelier/entrer/lien", {"adresse": f"a{i}@x.fr"}).status
        for i in range(55)
    ]

    assert same == [200] * 5 + [429]
    assert others == [200] * 54 + [429]


def test_a_team_comes_in_together_by_one_network_and_wrong_codes_are_slowed_down(tmp_path):
    team = make_team(tmp_path)
    came = [
        team.browser().post("/atelier/entrer", {"code": team.code(f"A{i}", "editing")}).status
        for i in range(12)
    ]
    wrong = [team.browser().post("/atelier/entrer", {"code": "NUL"}).status for _ in range(11)]
    right = team.browser().post("/atelier/entrer", {"code": team.code("Bea", "editing")}).status

    assert came == [303] * 12
    assert wrong == [403] * 10 + [429]
    assert right == 303


def test_the_link_of_another_room_opens_no_session_here(tmp_path):
    team = make_team(tmp_path)
    anne = team.member("Anne", "editing")
    anne.cookies = {"__Host-chorale": next(iter(anne.cookies.values()))}

    assert anne.get("/atelier/").status == 303
