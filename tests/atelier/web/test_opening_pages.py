"""The opening at the desk: nothing before the close, and only what was deposited, byte for byte."""

import json

import pytest
from bs4 import BeautifulSoup
from cycle_team import CYCLE, HERE, deposit_for, invite_all, make_cycle_team, plain
from small_cycle import KEYS

from chorale.service.accounts import encryption

OPENING = f"{HERE}/ouverture"


@pytest.fixture
def team(tmp_path):
    made = make_cycle_team(tmp_path)
    invite_all(made.member("Ines", "secretariat"))
    deposit_for(made, "cyd@exemple.fr")
    return made


def sealed(browser):
    """Return what the page gives to who holds a key."""
    page = BeautifulSoup(browser.get(OPENING).text, "html.parser")
    return json.loads(page.find(id="scelles").text)


def test_before_the_close_nothing_is_given_nor_taken(team):
    anna = team.member("Anna", "secretariat")
    shown, taken = anna.get(OPENING), anna.post(OPENING, {"bulletin.ouest": "group: ouest\n"})

    assert (shown.status, taken.status) == (409, 409)
    assert "Le questionnaire n’est pas clos : rien n’est ouvert avant la clôture" in plain(
        shown.words
    )
    assert "BEGIN AGE" not in shown.text


def test_what_a_key_opened_elsewhere_is_verified_written_and_journalled(team):
    team.clock.advance(days=40)
    anna = team.member("Anna", "secretariat")
    (given,) = sealed(anna)
    text = encryption.unseal(given["sealed"], KEYS[1])
    pasted = {"bulletin.ouest": text.replace("\n", "\r\n")}

    assert anna.post(OPENING, pasted).headers["location"] == f"{OPENING}?fait=ouvert"
    folder = team.service.settings.root / "content/ipm/cycle-2"
    assert (folder / "ballots/ouest.yml").read_text(encoding="utf-8") == text
    assert sorted(one.name for one in folder.iterdir()) == [
        "ballots",
        "collection.yml",
        "cycle.yml",
        "journal.jsonl",
        "keys.yml",
        "requests.yml",
    ]
    assert plain(team.acts()[-1]) == "Anna a ouvert les réponses : cycle 2, 1 bulletin"
    shown = plain(anna.get(OPENING).words)
    assert "Tout est vérifié, d’après les fichiers seuls." in shown
    assert "Dit : nord : 2 personnes ajoutées" in shown
    assert anna.post(OPENING, pasted).status == 303  # once more changes nothing
    assert (folder / "ballots/ouest.yml").read_text(encoding="utf-8") == text


def test_an_opened_answer_stays_told_as_opened_and_nothing_more_is_taken_in(team):
    team.clock.advance(days=40)
    anna = team.member("Anna", "secretariat")
    offered = buttons(anna)
    marks = [tags(anna)]
    anna.post(OPENING, {"bulletin.ouest": encryption.unseal(sealed(anna)[0]["sealed"], KEYS[1])})
    marks.append(tags(anna))

    assert marks == [["scellée"], ["ouverte, enregistrée"]]
    assert offered == [
        "Déposer un tableur reçu avant la clôture",
        "Clés",
        "Figer, corriger",
        "Ouvrir les réponses",
    ]
    assert buttons(anna) == ["Clés", "Figer, corriger", "Ouvrir les réponses", "Arbitrer"]
    words = [plain(anna.get(f"{HERE}{path}").words) for path in ("", "/inviter", "/relancer")]
    assert "on n’invite et on ne relance plus, et les réponses sont ouvertes" in words[0]
    assert "une personne invitée maintenant ne pourrait plus répondre" in words[1]
    assert "Le questionnaire est clos : il n’y a personne à relancer." in words[2]


def test_a_deposit_of_the_minute_of_an_early_close_is_not_late(tmp_path):
    strict = {"content/ipm/cycle-2/cycle.yml": CYCLE.replace("  tolerance: 1h\n", "")}
    team = make_cycle_team(tmp_path, files=strict)
    anna = team.member("Anna", "secretariat")
    invite_all(anna)
    team.clock.advance(seconds=34)
    for name in ("ada", "cyd", "dan"):
        deposit_for(team, f"{name}@exemple.fr")
    team.clock.advance(seconds=15)
    assert anna.post(HERE, {"op": "clore", "raison": "Tout est là"}).status == 303
    team.clock.advance(seconds=11)
    texts = {
        f"bulletin.{one['group']}": encryption.unseal(one["sealed"], KEYS[1])
        for one in sealed(anna)
    }
    anna.post(OPENING, texts)

    shown = plain(anna.get(OPENING).words)
    assert ("NON :" in shown, "Tout est vérifié" in shown) == (False, True)


def tags(browser):
    page = BeautifulSoup(browser.get(OPENING).text, "html.parser")
    return [one.find(class_="tag").text for one in page.find_all(attrs={"data-groupe": True})]


def buttons(browser):
    """Return what the page of the cycle offers, in order."""
    page = BeautifulSoup(browser.get(HERE).text, "html.parser")
    return [plain(one.text) for one in page.select("p.buttons > a.button")]


def test_an_answer_that_was_changed_is_refused_and_nothing_is_written(team):
    team.clock.advance(days=40)
    anna = team.member("Anna", "secretariat")
    (given,) = sealed(anna)
    changed = encryption.unseal(given["sealed"], KEYS[0]).replace("100", "99")
    refused = anna.post(OPENING, {"bulletin.ouest": changed})

    assert refused.status == 422
    assert (
        "Dépôt du groupe ouest : cette clé ne l’ouvre pas, ou il ne correspond pas à son empreinte."
        in plain(refused.words)
    )
    assert "DE-06: 99" in refused.text
    assert not (team.service.settings.root / "content/ipm/cycle-2/ballots").exists()
    assert "aucune réponse n’est ouverte" in plain(anna.post(OPENING, {}).words).lower()
