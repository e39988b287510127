"""Who keeps a key without being of the team: from the link of a mail to the opened answers, with scripts and without."""

import re

import pytest
from cycle_team import HERE, deposit_for, invite_all, make_cycle_team
from late import Late
from online import axe, served
from playwright.sync_api import expect
from small_cycle import FILES, KEYS

from chorale.service.accounts import encryption

FIRST = FILES["content/ipm/cycle-9/keys.yml"].splitlines(keepends=True)[0]
ASKED = {"op": "confier", "nom": "Jeanne Roux", "adresse": "jeanne@dehors.fr"}


@pytest.fixture
def team(tmp_path):
    """One of the two keys is there."""
    return make_cycle_team(tmp_path, files={"content/ipm/cycle-2/keys.yml": FIRST})


def link(team, **told):
    """Send Jeanne a link, for the missing key unless it is told; return its path."""
    anna = team.member("Anna", "secretariat")
    asked = {**ASKED, "tache": "creer", "fonction": "Secours", **told}
    assert anna.post(f"{HERE}/gardiens", asked).status == 303
    (mail,) = [one for one in team.post() if one["To"] == "jeanne@dehors.fr"]
    return re.search(r"https?://[^/]+(/atelier/cle/\w+)", mail.get_content())[1]


def answers_at(team, address):
    object.__setattr__(team.service.settings, "base_url", address)


def phone(chromium, address, *, scripts=True):
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=scripts
    )
    page = context.new_page()
    page.goto(address)
    return page


def test_a_key_is_made_kept_and_tried_on_a_phone(chromium, team, tmp_path):
    sent = []
    path = link(team)
    with served(team.app) as address:
        answers_at(team, address)
        page = phone(chromium, address + path)
        page.on("request", lambda one: sent.append(f"{one.url} {one.post_data or ''}"))
        expect(page.get_by_role("heading", name="Créer votre clé")).to_be_visible()
        assert axe(page) == []
        page.get_by_role("button", name="Créer ma clé").click()
        with page.expect_download() as download:
            page.get_by_role("link", name="Garder le fichier").click()
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        page.get_by_role("button", name="Continuer").click()
        page.get_by_label("Le fichier que vous venez de garder").set_input_files(file)
        expect(page.get_by_text("La clé lit l’essai.")).to_be_visible()
        assert axe(page) == []
        page.get_by_role("button", name="Enregistrer la clé publique").click()
        expect(page.get_by_role("status").filter(has_text="La clé est prouvée")).to_be_visible()
        page.get_by_label("Le fichier de la clé secrète").set_input_files(file)
        expect(page.get_by_text("C’est la clé de « Secours »")).to_be_visible()
        assert axe(page) == []

        page.context.close()
    (secret,) = re.findall("AGE-SECRET-KEY-1[A-Z0-9]+", file.read_text(encoding="utf-8"))
    assert [one for one in sent if secret[16:] in one.upper()] == []


def test_a_key_that_is_made_late_leaves_the_focus_where_one_went_on(chromium, team):
    path = link(team)
    with served(team.app) as address:
        answers_at(team, address)
        page = phone(chromium, address + path)
        late = Late(page, "**/assets/age*")
        page.get_by_role("button", name="Créer ma clé").click()
        late.asked()
        here = page.locator("a").first
        here.focus()
        late.come()
        expect(page.get_by_role("link", name="Garder le fichier")).to_be_visible()
        expect(here).to_be_focused()
        page.context.close()


def test_without_scripts_a_key_made_elsewhere_is_pasted_and_proven(chromium, team):
    secret = encryption.new_secret()
    path = link(team)
    with served(team.app) as address:
        answers_at(team, address)
        page = phone(chromium, address + path, scripts=False)
        page.get_by_label("Clé publique").fill(encryption.recipient(secret))
        page.get_by_role("button", name="Continuer").click()
        trial = page.get_by_label("Essai scellé").input_value()
        page.get_by_label("Réponse de l’essai").fill(encryption.unseal(trial, secret))
        page.get_by_role("button", name="Enregistrer la clé publique").click()
        expect(page.get_by_role("status")).to_contain_text("La clé est prouvée")
        page.context.close()
    written = team.service.settings.root / "content/ipm/cycle-2/keys.yml"
    assert written.read_text(encoding="utf-8") == (
        f"{FIRST}- {{holder: Secours, recipient: {encryption.recipient(secret)}}}\n"
    )


def closed_with_one_answer(tmp_path):
    """Return a team whose cycle is closed, and the path by which the keeper of a key opens its answer."""
    team = make_cycle_team(tmp_path / "team")
    invite_all(team.member("Ines", "secretariat"))
    deposit_for(team, "cyd@exemple.fr")
    path = link(team, tache=f"garder {encryption.recipient(KEYS[1])}")
    team.clock.advance(days=40)
    return team, path


def test_the_answers_are_opened_on_a_phone_after_the_close(chromium, tmp_path):
    team, path = closed_with_one_answer(tmp_path)
    file = tmp_path / "cle.txt"
    file.write_text(f"# Clé\nAGE-SECRET-KEY-1{KEYS[1]}\n", encoding="utf-8")
    with served(team.app) as address:
        answers_at(team, address)
        page = phone(chromium, address + path)
        page.get_by_label("Le fichier de la clé secrète").set_input_files(file)
        expect(page.get_by_text("1 réponse ouverte sur 1.")).to_be_visible()
        assert axe(page) == []
        page.get_by_role("button", name="Enregistrer les réponses ouvertes").click()
        expect(page.get_by_role("status").filter(has_text="Les réponses sont")).to_be_visible()
        assert axe(page) == []
        page.context.close()
    ballots = team.service.settings.root / "content/ipm/cycle-2/ballots"
    assert [one.name for one in ballots.iterdir()] == ["ouest.yml"]


def test_of_two_files_given_in_a_row_the_last_one_has_the_last_word(chromium, tmp_path):
    team, path = closed_with_one_answer(tmp_path)
    files = {"cle.txt": f"AGE-SECRET-KEY-1{KEYS[1]}", "photo.txt": "une photo"}
    with served(team.app) as address:
        answers_at(team, address)
        page = phone(chromium, address + path)
        late = Late(page, "**/assets/age*")
        field = page.get_by_label("Le fichier de la clé secrète")
        for name, text in files.items():
            field.set_input_files({"name": name, "mimeType": "text/plain", "buffer": text.encode()})
        late.asked()
        late.come()
        expect(page.locator("#ouvert")).to_have_text("Ce fichier n’est pas une clé secrète.")
        page.context.close()
