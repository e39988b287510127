"""Lists of people read, shown and sent; late groups reminded; spreadsheets that came by mail."""

import io

import pytest
from bs4 import BeautifulSoup
from cycle_team import HERE, ROSTER, deposit_for, invite_all, make_cycle_team, plain, put_in
from openpyxl import Workbook, load_workbook
from places import words


@pytest.fixture
def team(tmp_path):
    return make_cycle_team(tmp_path)


@pytest.fixture
def anna(team):
    return team.member("Anna", "secretariat")


def test_a_pasted_list_is_shown_whole_before_anything_is_sent(team, anna):
    shown = anna.post(f"{HERE}/inviter", {"op": "apercu", "liste": ROSTER})
    table = BeautifulSoup(shown.text, "html.parser").find("tbody")

    assert [
        " | ".join(cell.text for cell in row.find_all(["th", "td"])) for row in table.find_all("tr")
    ] == [
        "ajout | Nord | Ada Nord, référente <ada@exemple.fr> | ",
        "ajout | Nord | Ben Nord, membre <ben@exemple.fr> | ",
        "ajout | Ouest | Cyd Ouest, référent <cyd@exemple.fr> | ",
        "ajout | Sud | Dan Sud, référent <dan@exemple.fr> | ",
    ]
    assert "Envoyer 4 liens" in plain(shown.words)
    assert "/participer/acces#(code personnel)" in shown.text
    assert team.post() == []

    invite_all(anna)
    assert len(team.post()) == 4
    assert (
        plain(team.acts()[-1]) == "Anna a invité ou changé des personnes : cycle 2, 4 liens envoyés"
    )


def test_a_list_with_mistakes_names_each_and_stays_as_it_was_typed(team, anna):
    typed = ROSTER + "Est;membre;Eva;eva@exemple.fr\nSud;chef;Fil;fil@exemple.fr\n"
    refused = anna.post(f"{HERE}/inviter", {"op": "envoyer", "liste": typed})
    summary = BeautifulSoup(refused.text, "html.parser").find(class_="summary")

    assert refused.status == 422
    assert [plain(one.text) for one in summary.find_all("li")] == [
        "Ligne 6 : groupe inconnu « Est » ; vouliez-vous dire « Ouest » ?",
        "Ligne 7 : rôle inconnu « chef » ; attendu : membre, référent",
    ]
    area = BeautifulSoup(refused.text, "html.parser").find("textarea").text
    assert area.strip() == typed.strip()
    assert team.post() == []


def test_a_spreadsheet_of_people_becomes_lines_that_one_corrects_in_the_page(team, anna):
    book, target = Workbook(), io.BytesIO()
    for row in (
        ("Groupe", "Rôle", "Nom", "Courriel"),
        ("Sud", "référent", "Dan", "dan@exemple.fr"),
    ):
        book.active.append(row)
    book.save(target)
    shown = put_in(anna, f"{HERE}/inviter", "gens.xlsx", target.getvalue(), op="apercu", liste="")

    assert shown.status == 200
    area = BeautifulSoup(shown.text, "html.parser").find("textarea").text
    assert area.strip() == "Groupe,Rôle,Nom,Courriel\nSud,référent,Dan,dan@exemple.fr"


def test_two_referents_of_a_group_are_told_before_they_are_written_to(team, anna):
    invite_all(anna)
    typed = "groupe;rôle;nom;courriel\nNord;référent;Eva;eva@exemple.fr\nSud;membre;Fil;fil@exemple.fr\n"
    shown = anna.post(f"{HERE}/inviter", {"op": "apercu", "liste": typed})
    notice = BeautifulSoup(shown.text, "html.parser").select(".record .notice li")

    assert [plain(one.text) for one in notice] == [
        "Nord : 2 référents, Eva et Ada Nord ; chacun peut déposer, et le dernier dépôt compte"
    ]


def test_reminders_go_to_the_ticked_people_only_once_a_day(team, anna):
    invite_all(anna)
    page = BeautifulSoup(anna.get(f"{HERE}/relancer").text, "html.parser")
    late = {
        box.parent.span.contents[0].strip(): box["value"]
        for box in page.find_all("input", {"name": "qui"})
    }
    assert list(late) == ["Ada Nord", "Ben Nord", "Cyd Ouest", "Dan Sud"]

    chosen = {"qui": [late["Ada Nord"], late["Dan Sud"]]}
    assert (
        anna.post(f"{HERE}/relancer", chosen).headers["location"] == f"{HERE}?fait=relancer&perdu="
    )
    reminded = sorted(mail["to"] for mail in team.post() if mail["subject"].startswith("Rappel"))
    assert reminded == ["ada@exemple.fr", "dan@exemple.fr"]
    left = BeautifulSoup(anna.get(f"{HERE}/relancer").text, "html.parser")
    assert [
        (plain(box.parent.span.span.text), box.has_attr("disabled"), box.has_attr("checked"))
        for box in left.find_all("input", {"name": "qui"})
    ] == [
        ("Nord, référente, ada@exemple.fr ; relancé aujourd’hui", True, False),
        ("Nord, membre, ben@exemple.fr", False, True),
        ("Ouest, référent, cyd@exemple.fr", False, True),
        ("Sud, référent, dan@exemple.fr ; relancé aujourd’hui", True, False),
    ]
    again = anna.post(f"{HERE}/relancer", chosen)
    assert "ces personnes l’ont déjà été aujourd’hui" in plain(
        anna.get(again.headers["location"]).words
    )
    assert [plain(one) for one in team.acts()[-2:]] == [
        "Anna a relancé : cycle 2, 2 personnes",
        "Anna a relancé : cycle 2, 0 personne",
    ]


def filled(anna, points):
    """Return the questionnaire of a group, filled."""
    book = load_workbook(io.BytesIO(anna.get(f"{HERE}/questionnaire-nord.xlsx").body))
    sheet = book["Réponses"]
    heading = next(row for row in sheet.iter_rows() if row[0].value == "Référence")
    column = next(cell.column for cell in heading if str(cell.value).startswith("Points"))
    for row in sheet.iter_rows(min_row=heading[0].row + 1):
        if row[0].value in points:
            sheet.cell(row=row[0].row, column=column, value=points[row[0].value])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_spreadsheet_received_by_mail_is_deposited_and_its_receipt_sent(team, anna):
    invite_all(anna)
    content = filled(anna, {"DE-01": 60, "DE-02": 40})
    shown = put_in(anna, f"{HERE}/depots", "nord.xlsx", content, recu="2026-03-05T09:30")

    assert shown.status == 200
    assert "nord.xlsx : groupe Nord, dépôt n° 1" in plain(shown.words)
    assert sorted(mail["to"] for mail in team.post() if mail["subject"].startswith("Accusé")) == [
        "ada@exemple.fr",
        "ben@exemple.fr",
    ]
    assert "Nord déposé" in plain(anna.get(HERE).words)
    assert (
        plain(team.acts()[-1]) == "Anna a déposé un tableur reçu : cycle 2, groupe Nord, dépôt n° 1"
    )


def test_a_spreadsheet_that_is_refused_says_why_and_what_to_answer(team, anna):
    invite_all(anna)
    before = team.acts()
    shown = put_in(anna, f"{HERE}/depots", "nord.xlsx", filled(anna, {"DE-01": 60}))

    assert shown.status == 422
    assert "nord.xlsx : refusé, rien n’est changé (groupe Nord)" in plain(shown.words)
    assert "Corrigez ce même fichier et renvoyez-le" in plain(shown.words)
    assert "Nord pas de dépôt" in plain(anna.get(HERE).words)
    assert team.acts()[: len(before)] == before


def test_a_spreadsheet_takes_the_place_of_what_was_sent_online_only_once_its_arrival_is_said(
    team, anna
):
    """A file of Monday that is dropped on Wednesday undid, unseen, what its group had deposited on Tuesday."""
    invite_all(anna)
    content = filled(anna, {"DE-01": 60, "DE-02": 40})
    deposit_for(team, "ada@exemple.fr")
    asked = put_in(anna, f"{HERE}/depots", "nord.xlsx", content, recu="")
    said = plain(BeautifulSoup(asked.text, "html.parser").find(class_="summary").text)

    assert asked.status == 422
    assert said == (
        "nord.xlsx : arrivé quand ? (groupe Nord) ce groupe a déposé en ligne le jeudi 5 mars 2026 à 10 h (heure de Paris)"
        " (n° 1) : dire quand ce tableur est arrivé (« Arrivé le », ou --received) ; le dernier arrivé compte"
    )
    late = put_in(anna, f"{HERE}/depots", "nord.xlsx", content, recu="2026-03-04T18:00")
    assert "dépôt n° 2 ; c’est le n° 1, reçu plus tard, qui compte" in plain(late.words)


@pytest.mark.parametrize("page", ["inviter", "depots"])
def test_an_empty_file_is_told_by_its_name(team, anna, page):
    shown = put_in(anna, f"{HERE}/{page}", "vide.xlsx", b"", op="apercu", liste="", recu="")

    assert "« vide.xlsx » est vide : le prendre là où il a été rempli." in plain(shown.words)


def test_no_file_at_all_is_asked_for(team, anna):
    assert "Choisir un tableur, ou le courriel qui l’apporte." in plain(
        anna.post(f"{HERE}/depots", {"recu": ""}).words
    )


def test_own_words_of_an_invitation_are_filled_in_the_preview_as_in_the_mail(tmp_path):
    said = 'subject: "{Cycle} : {groupe}"\nsaid: ["Bienvenue au {cycle}, {role}."]\n'
    team = make_cycle_team(tmp_path, files={"content/mails/cycle-invitation.yml": said})
    anna = team.member("Anna", "secretariat")
    shown = plain(anna.post(f"{HERE}/inviter", {"op": "apercu", "liste": ROSTER}).words)
    invite_all(anna)
    sent = {mail["to"]: mail for mail in team.post()}["ada@exemple.fr"]

    assert "Le courriel : Cycle 2 : Nord Bonjour Ada Nord, Bienvenue au cycle 2 du Conseil" in shown
    assert plain(sent["subject"]) == "Cycle 2 : Nord"
    assert "Bienvenue au cycle 2 du Conseil, référente." in plain(words(sent))
