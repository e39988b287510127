"""A cycle held at the desk: invitations, a deposit, answers opened by the browser, the arbitration, the minutes."""

import pytest
from cycle_team import HERE, ROSTER, deposit_for, make_cycle_team
from online import axe, served
from playwright.sync_api import expect
from small_cycle import KEYS


@pytest.fixture
def team(tmp_path):
    made = make_cycle_team(tmp_path)
    with served(made.app) as address:
        object.__setattr__(made.service.settings, "base_url", address)
        yield made, address


def came_in(page, made, address, name):
    page.goto(f"{address}/atelier/entrer#{made.code(name, 'secretariat')}")
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_role("navigation", name="Atelier")).to_be_visible()


def invited(page, address):
    page.goto(f"{address}{HERE}/inviter")
    page.get_by_label("Ou la liste, tapée ou collée d'un tableur").fill(ROSTER)
    page.get_by_role("button", name="Voir ce qui va changer").click()
    page.get_by_role("button", name="Envoyer 4 liens").click()
    expect(page.get_by_text("C'est fait ; les liens partent.")).to_be_visible()


def opened(page, address, key):
    """Open the answers; return everything that the browser sent meanwhile."""
    sent = []
    page.on("request", lambda one: sent.append(f"{one.url} {one.post_data or ''}"))
    page.goto(f"{address}{HERE}/ouverture")
    page.get_by_label("Le fichier de la clé secrète").set_input_files(key)
    expect(page.get_by_text("3 réponses ouvertes sur 3.")).to_be_visible()
    page.get_by_role("button", name="Enregistrer les réponses ouvertes").click()
    expect(page.get_by_text("Les réponses sont ouvertes et vérifiées")).to_be_visible()
    return sent


def arbitrated(page, address):
    page.goto(f"{address}{HERE}/arbitrage")
    choice = page.get_by_role("group", name="DE-06 Naviguer au clavier")
    choice.get_by_label("Reportée").check()
    effect = page.get_by_role("region", name="Effet")
    expect(effect.get_by_text("« DE-06 » est recommandée et n'est pas retenue")).to_be_visible()
    choice.get_by_label("À la demande de").fill("Ouest")
    choice.get_by_label("Raison").fill("Après l'été")
    expect(effect.get_by_text("Rien à régler")).to_be_visible()
    assert axe(page) == []
    page.goto(f"{address}{HERE}")
    page.goto(f"{address}{HERE}/arbitrage")
    page.get_by_role("button", name="La reprendre").click()
    expect(choice.get_by_label("Reportée")).to_be_checked()
    expect(choice.get_by_label("Raison")).to_have_value("Après l'été")
    expect(effect.get_by_text("Rien à régler")).to_be_visible()
    page.get_by_role("button", name="Enregistrer l'arbitrage").click()
    expect(page.get_by_text("L'arbitrage est enregistré.")).to_be_visible()
    expect(page.get_by_role("button", name="La reprendre")).to_be_hidden()
    with page.expect_download() as download:
        page.get_by_role("link", name="Relevé de décision à signer (ODT)").click()
    assert download.value.suggested_filename == "releve-cycle-2.odt"


def test_a_cycle_from_the_invitations_to_the_minutes_without_a_terminal(chromium, team, tmp_path):
    made, address = team
    key = tmp_path / "arbitrage.key"
    key.write_text(f"# Clé secrète\nAGE-SECRET-KEY-1{KEYS[0]}\n", encoding="utf-8")
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    came_in(page, made, address, "Anna")
    invited(page, address)
    deposit_for(made, "ada@exemple.fr", address, DE_01=60, DE_02=40)
    deposit_for(made, "cyd@exemple.fr", address)
    deposit_for(made, "dan@exemple.fr", address, DE_08=70, DE_01=30)
    made.clock.advance(days=40)
    came_in(page, made, address, "Berta")
    sent = opened(page, address, key)
    assert [one for one in sent if KEYS[0] in one.upper()] == []
    arbitrated(page, address)
    context.close()

    folder = made.service.settings.root / "content/ipm/cycle-2"
    assert sorted(one.name for one in folder.glob("ballots/*")) == [
        "nord.yml",
        "ouest.yml",
        "sud.yml",
    ]
    assert made.acts()[-1] == "Berta a enregistré content/ipm/cycle-2/arbitration.yml"
