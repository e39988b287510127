"""Keys at the desk, as who has no script makes them: a public key, a trial to read, then one line in keys.yml."""

import json

import pytest
from bs4 import BeautifulSoup
from cycle_team import HERE, make_cycle_team, plain
from small_cycle import FILES, KEYS

from chorale.service.accounts import encryption

PAGE = f"{HERE}/cles"
FIRST = FILES["content/ipm/cycle-9/keys.yml"].splitlines(keepends=True)[0]
SECRET = encryption.new_secret()
TYPED = {"titulaire": "Secours", "publique": encryption.recipient(SECRET)}


@pytest.fixture
def team(tmp_path):
    """One of the two keys is there."""
    return make_cycle_team(tmp_path, files={"content/ipm/cycle-2/keys.yml": FIRST})


def keys_file(team):
    return (team.service.settings.root / "content/ipm/cycle-2/keys.yml").read_text(encoding="utf-8")


def trial(answer):
    """Return what is sealed in a page."""
    found = BeautifulSoup(answer.text, "html.parser").find(id="essai")
    return json.loads(found.text)["sealed"]


def test_who_reads_the_trial_has_their_public_key_taken(team):
    anna = team.member("Anna", "secretariat")
    asked = anna.post(PAGE, {"op": "essai", **TYPED})
    answer = encryption.unseal(trial(asked), SECRET)
    assert trial(asked) in asked.text.split("<noscript>")[1]

    kept = anna.post(PAGE, {"op": "garder", "reponse": answer, **TYPED})
    assert kept.headers["location"] == f"{PAGE}?fait=garde"
    assert keys_file(team) == f"{FIRST}- {{holder: Secours, recipient: {TYPED['publique']}}}\n"
    assert [plain(one) for one in team.acts()[-2:]] == [
        "Anna a enregistré content/ipm/cycle-2/keys.yml",
        "Anna a prouvé une clé : cycle 2, clé de « Secours »",
    ]
    assert "Le cycle a ses deux clés : il reste à publier." in plain(
        anna.get(f"{PAGE}?fait=garde").words
    )


def test_a_key_that_nobody_is_seen_to_keep_is_not_taken(team):
    anna = team.member("Anna", "secretariat")
    refused = anna.post(PAGE, {"op": "garder", "reponse": "je l’ai", **TYPED})
    same = anna.post(
        PAGE, {"op": "essai", "titulaire": "Secours", "publique": encryption.recipient(KEYS[0])}
    )

    assert (refused.status, same.status) == (422, 422)
    assert "le fichier donné n’est pas celui de cette clé" in plain(refused.words)
    assert "Cette clé est déjà celle de « Arbitrage »." in plain(same.words)
    assert 'value="Secours"' in same.text
    assert keys_file(team) == FIRST


def test_a_lost_key_is_replaced_and_the_change_is_to_be_announced(tmp_path):
    team = make_cycle_team(tmp_path)
    team.published()  # the terms are bound, the keys among them
    anna = team.member("Anna", "secretariat")
    lost = {"remplace": encryption.recipient(KEYS[1])}
    asked = anna.post(PAGE, {"op": "essai", **TYPED, **lost})
    answer = encryption.unseal(trial(asked), SECRET)
    anna.post(PAGE, {"op": "garder", "reponse": answer, **TYPED, **lost})

    assert (
        keys_file(team)
        == FIRST + f'- {{holder: "Secours", recipient: {encryption.recipient(SECRET)}}}\n'
    )
    assert "Annoncer ce changement à tous" in plain(anna.get(HERE).words)


def test_each_key_may_be_tried_and_is_told_aloud(team):
    page = team.member("Anna", "secretariat").get(PAGE)
    held = team.service.community.cycles[-1].seals[0]
    assert held.aloud in plain(page.words)
    assert encryption.unseal(trial(page), KEYS[0]) == "essai cycle-2"


def test_a_cycle_that_is_not_published_yet_is_prepared_at_the_desk(team):
    there = team.service.settings.root / "content/ipm"
    (there / "cycle-3").mkdir()
    for name in ("cycle.yml", "requests.yml"):
        text = (there / "cycle-2" / name).read_text(encoding="utf-8")
        (there / "cycle-3" / name).write_text(text.replace("number: 2", "number: 3"))
    anna = team.member("Anna", "secretariat")

    listed = plain(anna.get("/atelier/cycles").words)
    assert "Cycle 3 du Conseil pas encore publié questionnaire ouvert" in listed
    shown = plain(anna.get("/atelier/cycles/cycle-3").words)
    assert "Ce cycle n’est pas encore publié" in shown
    assert "À faire : créer les deux clés" in shown
    assert "personne n’est invité" not in shown
    assert "Reporter la clôture" not in shown
    asked = anna.post("/atelier/cycles/cycle-3/cles", {"op": "essai", **TYPED})
    answer = encryption.unseal(trial(asked), SECRET)
    sent = {"op": "garder", "reponse": answer, **TYPED}
    assert anna.post("/atelier/cycles/cycle-3/cles", sent).status == 303
    assert (there / "cycle-3/keys.yml").exists()
    assert anna.get("/atelier/cycles/cycle-3/inviter").status == 404
