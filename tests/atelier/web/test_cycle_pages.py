"""The desk of a cycle: where each group stands, its people changed, its close moved, and what each is told."""

import pytest
from bs4 import BeautifulSoup
from cycle_team import (
    CYCLE,
    HERE,
    ROSTER,
    deposit_for,
    enter,
    invite_all,
    links,
    make_cycle_team,
    plain,
)

from chorale.content import snapshot
from chorale.service.delivery.bounce_effects import BounceEffect, apply
from chorale.service.delivery.bounces import BounceKind, BounceReport, ReturnedMail


@pytest.fixture
def team(tmp_path):
    return make_cycle_team(tmp_path)


@pytest.fixture
def anna(team):
    browser = team.member("Anna", "secretariat")
    invite_all(browser)
    return browser


def rows(browser):
    """Return what the page says of each person, by group."""
    soup = BeautifulSoup(browser.get(HERE).text, "html.parser")
    return {
        group.h3.contents[0].strip(): [
            f"{row.b.text} : {' '.join(row.find(class_='small').text.split())}"
            for row in group.find_all("li")
        ]
        for group in soup.find_all("section", class_="group")
    }


def alarms(browser):
    """Return what the page asks to look at."""
    found = BeautifulSoup(browser.get(HERE).text, "html.parser").find(class_="alarms")
    return [" ".join(one.text.split()) for one in found.find_all("li")] if found else []


def who(browser, name):
    soup = BeautifulSoup(browser.get(HERE).text, "html.parser")
    row = next(one for one in soup.find_all("li") if one.b and one.b.text == name)
    return row.find("input", {"name": "qui"})["value"]


def subjects(team, address):
    """Return what was written to an address, oldest first."""
    return [plain(str(mail["subject"])) for mail in team.post() if mail["to"] == address]


def test_who_has_a_link_and_who_opened_it_is_shown_group_by_group(team, anna):
    team.clock.advance(hours=1)
    enter(team, "ada@exemple.fr")

    assert rows(anna) == {
        "Nord": [
            "Ada Nord : référente, ada@exemple.fr ; lien ouvert jeudi 5 mars 2026 à 11 h",
            "Ben Nord : membre, ben@exemple.fr ; lien jamais ouvert",
        ],
        "Ouest": ["Cyd Ouest : référent, cyd@exemple.fr ; lien jamais ouvert"],
        "Sud": ["Dan Sud : référent, dan@exemple.fr ; lien jamais ouvert"],
    }
    assert alarms(anna) == []


def test_a_draft_is_told_and_never_what_is_in_it(team, anna):
    ada = enter(team, "ada@exemple.fr")
    place = "/participer/ipm/cycle-2/proposition"
    page = ada.get(place).text
    version = BeautifulSoup(page, "html.parser").find("input", {"name": "version"})["value"]
    sent = {"version": version, "action": "enregistrer", "points-DE-01": "61"}
    assert ada.post(place, sent).status == 303

    shown = anna.get(HERE)
    assert "Nord brouillon, pas de dépôt" in plain(shown.words)
    assert "DE-01" not in plain(shown.words)


def test_a_group_without_referent_and_one_with_two_are_alarms(team):
    anna = team.member("Anna", "secretariat")
    invite_all(anna, ROSTER.partition("Sud;")[0] + "Ouest;référente;Eva;eva@exemple.fr\n")

    assert alarms(anna) == [
        "Ouest : 2 référents, Cyd Ouest et Eva ; chacun peut déposer, et le dernier dépôt compte",
        "Sud : personne n’est invité",
    ]


def test_a_replaced_referent_leaves_a_history_and_the_old_link_opens_nothing(team, anna):
    old = links(team)["cyd@exemple.fr"]
    sent = {
        "op": "remplacer",
        "qui": who(anna, "Cyd Ouest"),
        "nom": "Eva",
        "adresse": "eva@exemple.fr",
    }
    assert anna.post(HERE, sent).headers["location"] == f"{HERE}?fait=remplacer"

    assert rows(anna)["Ouest"] == ["Eva : référent, eva@exemple.fr ; lien jamais ouvert"]
    assert "Liens fermés (1) Cyd Ouest référent, ouest" in plain(anna.get(HERE).words)
    assert team.browser().post("/participer/acces", {"code": old}).status == 403
    assert (
        subjects(team, "cyd@exemple.fr")[-1]
        == "Cycle 2 : votre lien pour le groupe Ouest est fermé"
    )
    assert len(subjects(team, "eva@exemple.fr")) == 1
    assert plain(team.acts()[-1]) == "Anna a remplacé une personne : cycle 2, groupe ouest"


def test_what_would_lose_the_last_referent_is_refused_then_done_by_who_insists(team, anna):
    sent = {"op": "fermer", "qui": who(anna, "Dan Sud")}
    refused = anna.post(HERE, sent)

    assert refused.status == 422
    assert (
        "Après Dan Sud, plus personne ne pourrait déposer pour le groupe Sud : inviter d’abord qui prend la"
        " suite, avec le rôle « référent »." in plain(refused.words)
    )
    assert "Le faire quand même" in plain(refused.words)
    assert anna.post(HERE, {**sent, "malgre": "oui"}).status == 303
    assert alarms(anna) == ["Sud : personne n’est invité"]


def test_a_moved_person_gets_a_link_in_the_other_group(team, anna):
    sent = {
        "op": "corriger",
        "qui": who(anna, "Ben Nord"),
        "nom": "Ben Nord",
        "groupe": "sud",
        "role": "member",
    }
    assert anna.post(HERE, sent).status == 303

    found = rows(anna)
    assert [one.partition(" :")[0] for one in found["Sud"]] == ["Dan Sud", "Ben Nord"]
    assert [one.partition(" :")[0] for one in found["Nord"]] == ["Ada Nord"]
    assert plain(team.acts()[-1]) == "Anna a changé une personne : cycle 2, groupe nord vers sud"


def test_the_close_moves_later_with_a_reason_and_everyone_is_told(team, anna):
    sent = {"op": "reporter", "jusqu-au": "2026-03-30T18:00", "raison": " "}
    refused = anna.post(HERE, sent)
    assert "Dire la raison : elle est écrite à tous et notée au journal." in plain(refused.words)
    assert 'value="2026-03-30T18:00"' in refused.text

    assert anna.post(HERE, {**sent, "raison": "Panne du réseau"}).status == 303
    assert (
        "clôture reportée au lundi 30 mars 2026 à 18 h (heure de Paris) ; raison : Panne du réseau"
        in plain(anna.get(HERE).words)
    )
    addresses = [f"{name}@exemple.fr" for name in ("ada", "ben", "cyd", "dan")]
    assert [subjects(team, one)[-1] for one in addresses] == ["Cycle 2 : clôture reportée"] * 4
    file = team.service.settings.root / "content/ipm/cycle-2/cycle.yml"
    assert file.read_text(encoding="utf-8") == CYCLE.replace("03-27 18:00", "03-30 18:00")
    assert "Changé sans être annoncé" not in anna.get(HERE).words


def test_a_close_moved_twice_is_announced_before_its_file_is_published(team, anna):
    sent = {"op": "reporter", "raison": "Panne"}
    anna.post(HERE, {**sent, "jusqu-au": "2026-03-30T18:00"})
    publish(team)
    anna.post(HERE, {**sent, "jusqu-au": "2026-03-31T18:00"})

    assert "Changé sans être annoncé" not in anna.get(HERE).words
    deposit_for(team, "cyd@exemple.fr")
    assert rows(anna)["Ouest"][0].startswith("Cyd Ouest")


def publish(team):
    """Have the service follow the files as they are."""
    settings = team.service.settings
    (settings.published / snapshot.NAME).write_bytes(snapshot.packed(settings.root))
    team.published()


def test_a_close_that_the_sheet_cannot_take_is_told_and_everyone_knows_it(team, anna):
    sent = {"op": "reporter", "jusqu-au": "2026-04-20T18:00", "raison": "Panne"}
    answer = anna.post(HERE, sent)

    assert answer.headers["location"] == f"{HERE}?fait=reporter&perdu=oui"
    said = plain(anna.get(answer.headers["location"]).words)
    assert "La fiche du cycle n’a pas pu prendre cette date" in said
    assert subjects(team, "ada@exemple.fr")[-1] == "Cycle 2 : clôture reportée"


def test_the_promised_close_is_not_brought_forward_while_a_group_is_silent(team, anna):
    refused = anna.post(HERE, {"op": "clore", "raison": "Tout le monde a répondu"})

    assert refused.status == 422
    assert "il manque Nord, Ouest et Sud." in plain(refused.words)
    assert 'value="Tout le monde a répondu"' in refused.text


def test_a_group_s_questionnaire_is_taken_as_a_spreadsheet_with_its_code(team, anna):
    answer = anna.get(f"{HERE}/questionnaire-nord.xlsx")

    assert answer.status == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="cycle-2-nord.xlsx"'
    assert answer.body[:2] == b"PK"
    assert anna.get(f"{HERE}/questionnaire-nulle-part.xlsx").status == 404


def test_a_person_changed_by_someone_else_meanwhile_is_told(team, anna):
    sent = {"op": "fermer", "qui": "absente"}

    assert "Cette personne n’a plus de lien : quelqu’un l’a changé entre-temps." in plain(
        anna.post(HERE, sent).words
    )


def test_a_mail_that_came_back_from_an_address_is_an_alarm_until_the_link_is_made_again(team, anna):
    report = BounceReport(address="ADA@exemple.fr", kind=BounceKind.FINAL)
    mail = ReturnedMail(digest="0" * 64, reports=(report,))
    with team.service.store.write() as connection:
        done = apply(connection, team.service.outbox.secret, [mail], team.clock())

    assert done == {BounceEffect.INVITED: 1}
    assert alarms(anna) == ["Ada Nord (Nord) : un courriel est revenu ; vérifier l’adresse"]
    assert anna.post(HERE, {"op": "renouveler", "qui": who(anna, "Ada Nord")}).status == 303
    assert alarms(anna) == []


def test_once_every_group_has_deposited_the_close_moves_earlier_and_everyone_is_told(team, anna):
    for name in ("ada", "cyd", "dan"):
        deposit_for(team, f"{name}@exemple.fr")
    assert anna.post(HERE, {"op": "clore", "raison": "Toutes les réponses sont là"}).status == 303

    said = plain(anna.get(HERE).words)
    assert "clôture avancée au jeudi 5 mars 2026 à 10 h (heure de Paris)" in said
    addresses = [f"{name}@exemple.fr" for name in ("ada", "ben", "cyd", "dan")]
    assert [subjects(team, one)[-1] for one in addresses] == ["Cycle 2 : clôture avancée"] * 4


def waiting(browser):
    """Return what the first page says that waits, in words."""
    found = BeautifulSoup(browser.get("/atelier/").text, "html.parser").find(
        attrs={"aria-labelledby": "attente"}
    )
    return " ".join(found.get_text(" ").split())


def test_the_first_page_says_what_waits_in_the_cycle_to_who_keeps_it(tmp_path):
    team = make_cycle_team(tmp_path, files={"content/ipm/cycle-2/keys.yml": "[]\n"})
    anna, leo = team.member("Anna", "secretariat"), team.member("Leo", "editing")

    assert waiting(anna).startswith(
        "Ce qui attend Cycle 2 : créer les deux clés Nord : personne n’est invité Ouest : personne n’est invité Sud : "
        "personne n’est invité Le questionnaire est ouvert sans ses deux clés : aucun dépôt n’est possible"
    )
    assert "créer les deux clés" not in waiting(leo)
