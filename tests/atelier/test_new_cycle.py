"""A new cycle at the desk: what is typed becomes its files, with what stays from the one before; or why not."""

from dataclasses import replace

import pytest
from atelier_desk import make_team
from cycle_team import plain

from chorale.atelier import new_cycle
from chorale.atelier.new_cycle import UnmakeableCycle

TYPED = {
    "numero": "2",
    "synthese": "2026-04-02",
    "ouverture": "2026-04-02T18:00",
    "cloture": "2026-04-27T18:00",
    "arbitrage": "2026-05-14",
    "enveloppe": "1 200,5",
    "unite": "jours-homme",
    "themes": "Suivi : des feux\r\n\r\nConfort d'usage\r\n",
    "groupes": "",
}
WRITTEN = """\
number: 2
themes: {suivi-des-feux: "Suivi : des feux", confort-d-usage: "Confort d'usage"}
envelope: {amount: 1200.5, unit: jours-homme}
milestones:
  synthesis: 2026-04-02
  opens: 2026-04-02 18:00
  closes: 2026-04-27 18:00
  arbitration: 2026-05-14
"""


@pytest.fixture
def team(tmp_path):
    return make_team(tmp_path)


def test_a_cycle_is_made_from_the_form_and_waits_for_its_requests(team):
    anna = team.member("Anna", "secretariat")
    asked = anna.get("/atelier/cycles/nouveau")
    assert 'name="numero" type="text" required autocomplete="off" value="2"' in asked.text
    sent = anna.post("/atelier/cycles/nouveau", TYPED)
    assert sent.headers["location"] == "/atelier/cycles/cycle-2?fait=creer"

    folder = team.service.settings.root / "content/ipm/cycle-2"
    text = (folder / "cycle.yml").read_text(encoding="utf-8")
    assert text.startswith(WRITTEN)
    assert (folder / "requests.yml").read_text(encoding="utf-8") == "[]\n"
    shown = plain(anna.get("/atelier/cycles/cycle-2?fait=creer").words)
    assert "Le cycle est créé." in shown
    assert "À faire : écrire les demandes" in shown
    assert anna.get("/atelier/fiche/content/ipm/cycle-2/requests.yml").status == 200


@pytest.mark.parametrize(
    ("field", "value", "refused"),
    [
        ("numero", "deux", "Le numéro du cycle est un nombre entier, à partir de 1."),
        ("numero", "1", "Le cycle 1 existe déjà : prendre un autre numéro."),
        ("ouverture", "", "Il manque le jour et l’heure de l’ouverture."),
        ("arbitrage", "bientôt", "Il manque la date de la réunion d’arbitrage."),
        (
            "cloture",
            "2026-04-01T18:00",
            "La clôture précède l’ouverture ; corriger « Ouverture » ou « Clôture ».",
        ),
        ("enveloppe", "beaucoup", "L’enveloppe est un nombre : « beaucoup » n’en est pas un."),
        (
            "enveloppe",
            "1.200",
            "L’enveloppe « 1.200 » se lit de deux façons : écrire « 1200 », ou « 1.2 ».",
        ),
        ("unite", " ", "Il manque le montant de l’enveloppe, ou son unité."),
        ("themes", "\r\n", "Il manque un thème par ligne."),
    ],
)
def test_what_makes_no_cycle_is_told_and_stays_typed(team, field, value, refused):
    anna = team.member("Anna", "secretariat")
    answer = anna.post("/atelier/cycles/nouveau", {**TYPED, field: value})
    assert answer.status == 422
    assert refused in plain(answer.words)
    assert 'value="2026-05-14"' in answer.text or field == "arbitrage"
    assert not (team.service.settings.root / "content/ipm/cycle-2").exists()


def test_the_first_cycle_of_a_community_names_its_groups(team):
    community = replace(team.service.community, cycles=(), groups=())
    root = team.service.settings.root
    with pytest.raises(UnmakeableCycle, match="Il manque les groupes qui répondent"):
        new_cycle.made(community, root, TYPED)
    made = new_cycle.made(community, root, {**TYPED, "groupes": "Élus locaux\nUsagers"})
    assert made.texts["content/ipm/groups.yml"] == (
        '- key: elus-locaux\n  name: "Élus locaux"\n- key: usagers\n  name: Usagers\n'
    )
    assert new_cycle.first(community)["numero"] == "1"
