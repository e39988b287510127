"""What no longer moves, at the desk: frozen part by part, corrected with a reason, the head of the journal kept."""

import pytest
from atelier_desk import opened, sentences
from cycle_team import HERE, invite_all, make_cycle_team, plain
from places import words

from chorale.content import fingerprints
from chorale.service import journal

PAGE = f"{HERE}/figer"
REQUESTS = "content/ipm/cycle-2/requests.yml"


@pytest.fixture
def team(tmp_path):
    return make_cycle_team(tmp_path)


def text(team, path):
    return (team.service.settings.root / path).read_text(encoding="utf-8")


def test_the_parts_of_the_opening_are_frozen_by_a_button(team):
    anna = team.member("Anna", "secretariat")
    assert "Les demandes à figer" in plain(anna.get(PAGE).words)
    assert anna.post(PAGE, {"op": "figer"}).headers["location"] == f"{PAGE}?fait=figer"

    shown = plain(anna.get(PAGE).words)
    assert (
        "Les demandes figé Les bulletins plus tard, le lendemain de la clôture, une fois ouverts"
        in shown
    )
    assert "À faire le jour de l'ouverture" not in shown
    written = text(team, "content/ipm/cycle-2/cycle.yml")
    assert "groups:\n  - {key: nord, name:" in written
    assert sorted(fingerprints.OPENING) == sorted(
        line.split(":")[0].strip() for line in written.partition("fingerprint:\n")[2].splitlines()
    )
    assert plain(team.acts()[-1]) == (
        "Anna a figé : cycle 2, l'enveloppe, les thèmes et la règle, les groupes et leur poids et les demandes"
    )


def test_what_is_frozen_is_corrected_with_its_reason_and_never_without(team):
    anna = team.member("Anna", "secretariat")
    anna.post(PAGE, {"op": "figer"})
    form = opened(anna, REQUESTS).set("liste.0.cost.estimate", "95")
    refused = form.press("enregistrer")
    assert "page « Figer, corriger » du cycle dans l’atelier" in plain(sentences(refused))
    assert f'<a href="{PAGE}">dater la correction</a>' in refused.text
    assert "Votre brouillon change ce qui est figé : requests.yml" in plain(anna.get(PAGE).words)

    silent = anna.post(PAGE, {"op": "corriger", "auteur": "Secrétariat", "raison": " "})
    assert (silent.status, "Une correction a un auteur et une raison" in plain(silent.words)) == (
        422,
        True,
    )
    assert "estimate: 90" in text(team, REQUESTS)
    told = {"op": "corriger", "auteur": "Secrétariat", "raison": "Coût mal recopié"}
    assert anna.post(PAGE, told).headers["location"] == f"{PAGE}?fait=corriger"

    assert "estimate: 95" in text(team, REQUESTS)
    assert (
        'author: "Secrétariat"\n    reason: "Coût mal recopié"\n    replaced: {requests:'
        in text(team, "content/ipm/cycle-2/cycle.yml")
    )
    after = plain(anna.get(PAGE).words)
    assert "Les demandes figé" in after
    assert "Dater une correction" not in after
    nothing = anna.post(PAGE, told)
    assert "Rien de ce que cycle-2 a figé n’a bougé" in plain(nothing.words)


def test_the_head_of_the_journal_is_kept_and_written_to_who_asks(team):
    anna = team.member("Anna", "secretariat")
    empty = anna.post(PAGE, {"op": "tete"})
    assert "Le journal de cycle-2 est vide" in plain(empty.words)
    invite_all(anna)
    wrong = anna.post(PAGE, {"op": "tete", "adresses": "a@exemple.fr n’importe"})
    assert wrong.status == 422
    assert not (team.service.settings.root / "content/ipm/cycle-2/heads.yml").exists()

    sent = {"op": "tete", "adresses": "a@exemple.fr ; b@exemple.fr,"}
    assert anna.post(PAGE, sent).headers["location"] == f"{PAGE}?fait=tete"
    assert text(team, "content/ipm/cycle-2/heads.yml").count("\n") == 1
    anna.post(PAGE, {"op": "tete"})
    assert text(team, "content/ipm/cycle-2/heads.yml").count("\n") == 1
    told = [mail for mail in team.post() if "tête du journal" in mail["subject"]]
    assert {mail["to"] for mail in told} == {"a@exemple.fr", "b@exemple.fr"}
    with team.service.store.read() as connection:
        last = journal.entries(connection, "cycle-2")[-1]
    assert words(told[0]).splitlines() == [
        "Bonjour,",
        "",
        f"Voici la tête du journal du cycle 2 du Conseil, entrée n°\u00a0{last.number}, écrite le"
        f" {last.instant:%Y-%m-%d %H:%M:%S} UTC\u00a0:",
        "",
        last.digest,
        "",
        "Gardez ce message\u00a0: après l’ouverture des réponses, cette empreinte doit être dans le journal publié.",
        "",
        f"chorale ipm verify cycle-2 --receipt {last.digest}",
        "",
        "Le Phare",
    ]


def test_a_cost_mended_while_the_groups_answer_is_corrected_then_announced_without_a_terminal(team):
    anna = team.member("Anna", "secretariat", "approval")
    invite_all(anna)
    anna.post(PAGE, {"op": "figer"})
    opened(anna, REQUESTS).set("liste.0.cost.estimate", "95").press("enregistrer")
    anna.post(PAGE, {"op": "corriger", "auteur": "Secrétariat", "raison": "Mal recopié"})

    shown = plain(anna.get(HERE).words)
    assert "demande DE-01, coût : « 90 » devient « 95 »" in shown
    told = anna.post(HERE, {"op": "annoncer", "raison": "Mal recopié"})
    assert told.headers["location"] == f"{HERE}?fait=annoncer"
    assert "Changé sans être annoncé" not in plain(anna.get(HERE).words)
    assert len([one for one in team.post() if "un changement" in one["subject"]]) == 4
