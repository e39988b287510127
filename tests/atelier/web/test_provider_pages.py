"""Sign-in by an account elsewhere: who of the team it is, bound by its number; every refusal in words with a way on."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest
from atelier_desk import NOW, make_team, sentences
from openid_double import double
from places import ORIGIN, FrozenClock


@pytest.fixture
def provider():
    with double(FrozenClock(NOW)) as state:
        yield state


@pytest.fixture
def make(tmp_path, provider):
    """Return a function that opens the atelier over the provider, as the settings say, and moves both clocks."""

    def made(**settings):
        team = make_team(tmp_path, provider=provider.settings(**settings))
        provider.clock = team.clock
        return team

    return made


def left(browser, provider, suite="/atelier/contenus/issue"):
    """Leave for the provider; return the way back."""
    answer = browser.get(f"/atelier/entrer/compte?suite={suite}")
    assert answer.status == 303, answer.words
    return provider.took(answer.headers["location"])


def came(browser, provider):
    return browser.get(left(browser, provider))


def test_who_is_of_the_team_leaves_comes_back_and_is_in(make, provider):
    team = make()
    team.code("Anne", "editing")
    browser = team.browser()
    answer = came(browser, provider)

    assert (answer.status, answer.headers["location"]) == (303, "/atelier/contenus/issue")
    assert "Bonjour Anne" in browser.get("/atelier/").words
    assert list(browser.cookies) == ["__Host-chorale-atelier"]
    assert team.acts() == [
        "Anne a lié son compte ProEssai",
        "Anne a ouvert une session par son compte ProEssai",
    ]


def test_what_is_asked_is_what_the_settings_say(make, provider):
    team = make(acr=("eidas1", "eidas2"), scope="openid given_name email")
    team.code("Anne", "editing")
    came(team.browser(), provider)
    asked = provider.left
    sizes = {name: len(asked.pop(name)) >= 32 for name in ("state", "nonce", "code_challenge")}

    assert sizes == {"state": True, "nonce": True, "code_challenge": True}
    assert asked == {
        "response_type": "code",
        "client_id": "atelier",
        "redirect_uri": f"{ORIGIN}/atelier/entrer/retour",
        "scope": "openid given_name email",
        "acr_values": "eidas1 eidas2",
        "code_challenge_method": "S256",
    }
    assert {
        name: provider.sent[name] for name in ("grant_type", "code", "client_id", "client_secret")
    } == {
        "grant_type": "authorization_code",
        "code": "un-code",
        "client_id": "atelier",
        "client_secret": "un-secret",
    }


def test_an_account_is_known_by_its_number_once_its_address_changed(make, provider):
    team = make()
    team.code("Anne", "editing")
    assert came(team.browser(), provider).status == 303
    provider.email = "anne.autrement@exemple.fr"

    assert came(team.browser(), provider).status == 303


def test_another_account_with_the_same_address_is_refused_until_the_first_is_parted_from(
    make, provider
):
    team = make()
    anne = team.member("Anne", "editing")
    came(team.browser(), provider)
    provider.subject, provider.id_token = "no 13", {"sub": "no 13"}
    refused = came(team.browser(), provider)
    page = anne.get("/atelier/acces")
    parted = anne.post("/atelier/acces", {"op": "delier"})

    assert (refused.status, sentences(refused)) == (
        403,
        "Aucune session n’est ouverte L’adresse Anne@Exemple.fr est liée ici à un autre compte ProEssai. Entrez par un "
        "lien reçu par courriel, déliez ce compte dans « Vos accès », puis recommencez. Fermer la session de ProEssai, "
        "pour entrer avec un autre compte",
    )
    assert "Votre compte est lié à vous depuis le jeudi 5 mars 2026" in page.words
    assert parted.status == 303
    assert team.acts()[-1] == "Anne a délié son compte ProEssai"
    assert came(team.browser(), provider).status == 303


def test_a_stranger_with_an_account_is_told_whom_to_ask(make, provider):
    team = make()
    team.code("Anne", "editing")
    provider.email = "zoe@exemple.fr"
    answer = came(team.browser(), provider)

    assert (answer.status, sentences(answer)) == (
        403,
        "Aucune session n’est ouverte L’adresse zoe@exemple.fr, celle de votre compte ProEssai, n’est pas de l’équipe. "
        "Demandez à une personne chargée de l’exploitation de l’y inscrire, ou entrez avec un autre compte. Fermer la "
        "session de ProEssai, pour entrer avec un autre compte",
    )
    assert f"{provider.issuer}/session/end?id_token_hint=" in answer.text
    assert team.acts() == []


@pytest.mark.parametrize(
    ("said", "trusted", "status"),
    [(None, False, 403), (False, False, 403), ("true", False, 403), (None, True, 303), (False, True, 403)],
)  # fmt: skip
def test_an_address_counts_when_the_provider_answers_for_it(make, provider, said, trusted, status):
    team = make(trusts_email=trusted)
    team.code("Anne", "editing")
    provider.userinfo = {"email_verified": said}
    answer = came(team.browser(), provider)

    assert answer.status == status
    assert status == 303 or "ne garantit pas l’adresse" in sentences(answer)


def test_a_level_below_what_is_asked_is_refused(make, provider):
    team = make(acr=("eidas2", "eidas3"))
    team.code("Anne", "editing")
    low = came(team.browser(), provider)
    provider.id_token = {"acr": None}
    none = came(team.browser(), provider)
    provider.id_token = {"acr": "eidas2"}
    enough = came(team.browser(), provider)

    assert [low.status, none.status, enough.status] == [403, 403, 303]
    assert sentences(low).startswith(
        "Aucune session n’est ouverte ProEssai vous a reconnu à un niveau plus faible que celui que l’atelier demande "
        "(eidas2 ou eidas3). Recommencez avec un moyen plus sûr"
    )


STALE = (
    "Aucune session n’est ouverte Ce retour ne vaut plus : il a déjà servi, il vient d’un autre navigateur, ou plus de "
    "dix minutes ont passé. Recommencez."
)


def test_a_way_back_serves_once_in_the_browser_that_left_and_for_ten_minutes(make, provider):
    team = make()
    team.code("Anne", "editing")
    browser = team.browser()
    back = left(browser, provider)
    kept = dict(browser.cookies)
    elsewhere = team.browser().get(back)
    first = browser.get(back)
    browser.cookies = kept
    again = browser.get(back)
    late = left(browser, provider)
    team.clock.advance(minutes=10, seconds=1)
    slow = browser.get(late)

    assert (first.status, [one.status for one in (elsewhere, again, slow)]) == (303, [403] * 3)
    assert [sentences(one) for one in (elsewhere, again, slow)] == [STALE] * 3


def test_two_tabs_may_be_under_way_at_once(make, provider):
    team = make()
    team.code("Anne", "editing")
    browser = team.browser()
    one = browser.get("/atelier/entrer/compte").headers["location"]
    other = browser.get("/atelier/entrer/compte").headers["location"]

    assert [browser.get(provider.took(where)).status for where in (one, other)] == [303, 303]


@pytest.mark.parametrize("state", ["", "x", "../..", "é", "%0d%0a"])
def test_a_state_of_nobody_is_refused(make, state):
    answer = make().browser().get(f"/atelier/entrer/retour?code=x&state={state}")

    assert (answer.status, sentences(answer)) == (403, STALE)


def test_who_gives_up_at_the_provider_is_told_how_to_go_on(make, provider):
    browser = make().browser()
    back = left(browser, provider).replace("code=un-code", "error=access_denied")
    given_up = browser.get(back)
    back = left(browser, provider).replace("code=un-code", "error=server_error")
    failed = browser.get(back)

    assert sentences(given_up) == (
        "Aucune session n’est ouverte Vous avez renoncé, ou ProEssai a refusé : aucune session n’est ouverte. "
        "Recommencez, ou demandez un lien par courriel."
    )
    assert "ProEssai n’a pas ouvert de session. Recommencez" in sentences(failed)


def test_a_provider_that_is_away_closes_its_own_door_only(make, provider):
    team = make(issuer="http://127.0.0.1:9")
    browser = team.browser()
    away = browser.get("/atelier/entrer/compte")
    anne = team.member("Anne", "editing")

    assert (away.status, sentences(away)) == (
        503,
        "Aucune session n’est ouverte ProEssai ne répond pas. Recommencez dans un instant, ou demandez un lien par "
        "courriel.",
    )
    assert "Bonjour Anne" in anne.get("/atelier/").words


def test_signing_out_closes_the_session_there_too(make, provider):
    team = make()
    team.code("Anne", "editing")
    browser = team.browser()
    came(browser, provider)
    answer = browser.post("/atelier/sortir", {})
    target = answer.text.partition('content="0; url=')[2].partition('"')[0].replace("&amp;", "&")
    asked = dict(parse_qsl(urlsplit(target).query))

    assert (answer.status, target.partition("?")[0]) == (200, f"{provider.issuer}/session/end")
    assert asked["post_logout_redirect_uri"] == f"{ORIGIN}/atelier/entrer"
    assert (len(asked["state"]) >= 32, asked["id_token_hint"].count(".")) == (True, 2)
    assert browser.get("/atelier/").status == 303
    assert "/atelier/sortir" not in answer.text


def test_a_provider_whose_session_is_not_closed_from_here_is_told_to_stay_open(make, provider):
    del provider.metadata["end_session_endpoint"]
    team = make()
    team.code("Anne", "editing")
    browser = team.browser()
    came(browser, provider)
    answer = browser.post("/atelier/sortir", {})

    assert answer.status == 200
    assert "Celle de ProEssai reste ouverte dans ce navigateur" in answer.words
    assert "refresh" not in answer.text
    assert browser.get("/atelier/").status == 303


def test_who_came_by_a_link_signs_out_here_alone(make):
    answer = make().member("Anne", "editing").post("/atelier/sortir", {})

    assert (answer.status, answer.headers["location"]) == (303, "/atelier/entrer")


def test_no_provider_no_door(tmp_path):
    browser = make_team(tmp_path).browser()

    assert [browser.get(f"/atelier/entrer/{way}").status for way in ("compte", "retour")] == [
        404,
        404,
    ]
    assert "Entrer avec ProEssai" not in browser.get("/atelier/entrer").words


def test_no_address_but_one_of_the_atelier_is_led_to(make, provider):
    team = make()
    team.code("Anne", "editing")
    browser = team.browser()
    answer = browser.get(left(browser, provider, "https://pirate.example/"))

    assert answer.headers["location"] == "/atelier/"


def test_who_was_taken_out_of_the_team_is_a_stranger_again(make, provider):
    team = make()
    boss = team.member("Boss", "operation")
    team.code("Anne", "editing")
    came(team.browser(), provider)
    page = boss.get("/atelier/equipe").text
    who = page[: page.index("anne@exemple.fr") + 600].rpartition('name="qui" value="')[2][:32]
    boss.post("/atelier/equipe", {"op": "retirer", "qui": who})

    assert came(team.browser(), provider).status == 403


def test_the_log_says_why_without_who(make, provider, caplog):
    team = make()
    provider.email = "zoe@exemple.fr"
    with caplog.at_level("INFO", logger="chorale.service"):
        came(team.browser(), provider)
    told = [json.loads(one) for one in caplog.messages if "refused" in one]

    assert told == [{"event": "sign-in-refused", "why": "not-of-the-team"}]
