"""The operator sees where everything stands and takes files that run nothing; nobody else does."""

import csv
import io

import openpyxl
import pytest
from places import make_place
from small_public import FILES, KEY, PATH, WEBINAR, press, send, sign_up

from chorale.service import journal
from chorale.service.accounts import people
from chorale.service.operation import exports, personal_data
from chorale.service.operation.management_pages import ROUTES
from chorale.service.questionnaire.sign_in_pages import ROUTES as ACCESS

PAGES = [
    "/gestion",
    f"/gestion/inscriptions/{KEY}.csv",
    f"/gestion/inscriptions/{KEY}.xlsx",
    "/gestion/formulaires/avis/",
    "/gestion/formulaires/avis.csv",
    "/gestion/abonnements.csv",
]


@pytest.fixture
def place(tmp_path):
    made = make_place(tmp_path, files=FILES)
    yield made
    made.service.store.close()


@pytest.fixture
def operator(place):
    return entered(place)


def entered(place):
    with place.service.store.write() as connection:
        _, secret = people.admit(
            connection,
            place.clock(),
            scope="gestion",
            group="",
            role="operator",
            name="Gestion",
            email="g@exemple.fr",
        )
    browser = place.browser()
    assert browser.post("/participer/acces", {"code": secret}).headers["location"] == "/gestion"
    return browser


@pytest.mark.parametrize("path", PAGES)
def test_without_a_session_nothing_is_shown(place, path):
    assert place.browser().get(path).status == 401


def test_every_page_of_the_operator_asks_for_the_operator():
    assert {way.roles for way in ROUTES} == {frozenset({"operator"})}
    assert {way.methods for way in ROUTES} == {("GET",)}
    assert ACCESS


def test_a_member_of_a_group_is_refused(place):
    with place.service.store.write() as connection:
        who = {
            "scope": "cycle-1",
            "group": "nord",
            "role": "member",
            "name": "M",
            "email": "m@exemple.fr",
        }
        _, secret = people.admit(connection, place.clock(), **who)
    browser = place.browser()
    browser.post("/participer/acces", {"code": secret})

    assert [browser.get(path).status for path in PAGES] == [403] * 6


def test_the_page_counts_what_happened(place, operator):
    for name in ("Ada", "Blaise", "Claude"):
        sign_up(place, name)
    press(place, "Ada", "confirmer")
    press(place, "Claude", "confirmer")
    send(place, "/participer/formulaires/avis/", {"avis": "oui", "remarque": "", "email": ""})
    shown = operator.get("/gestion")

    assert shown.status == 200
    assert (
        "Bien démarrer mardi 1er décembre 2026, de 10 h à 11 h 2 1 1 0 1 0 Excel (CSV)"
        in shown.words.replace("\u00a0", " ")
    )
    assert "Votre avis 1 Décompte" in shown.words


def test_the_page_tells_when_the_retention_was_last_applied(place, operator):
    assert "jamais appliquées encore" in operator.get("/gestion").words
    personal_data.daily(place.service, place.clock())

    assert (
        "pour la dernière fois le lundi 16 novembre 2026 à 12 h" in operator.get("/gestion").words
    )


def test_a_cell_that_a_spreadsheet_would_run_is_text(place, operator):
    attack = '=HYPERLINK("https://mal.example";"A")'
    sign_up(place, "Ada", organisme=attack)
    send(place, PATH, {"name": "+33 6", "email": "b@exemple.fr", "organisme": "@SUM(A1)"})
    text = operator.get(PAGES[1]).body.decode("utf-8-sig")
    sheet = openpyxl.load_workbook(io.BytesIO(operator.get(PAGES[2]).body)).active

    assert [(row["nom"], row["organisme"]) for row in csv.DictReader(io.StringIO(text))] == [
        ("Ada", "'" + attack),
        ("'+33 6", "'@SUM(A1)"),
    ]
    assert [sheet.cell(number, 8).value for number in (2, 3)] == [attack, "@SUM(A1)"]
    told = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
    assert told == {"s", "d"}  # texts, and the instants of the sign-ups


def test_the_page_tells_seats_promised_beyond_a_lowered_capacity(place, tmp_path):
    for name in ("Ada", "Blaise"):
        sign_up(place, name)
        press(place, name, "confirmer")
    place.service.store.close()
    lower = FILES | {"content/webinars/demarrer.md": WEBINAR.replace("capacity: 2", "capacity: 1")}
    again = make_place(tmp_path, files=lower)

    assert "de 10 h à 11 h 1 1 de trop 2 0 0 0 0 Excel (CSV)" in entered(again).get(
        "/gestion"
    ).words.replace("\u00a0", " ")
    again.service.store.close()


def test_the_subscribers_are_given_as_files_that_run_nothing(place, operator):
    send(
        place,
        "/participer/formulaires/abonnement/",
        {"email": "=cmd@exemple.fr", "accord": "oui"},
    )
    text = operator.get("/gestion/abonnements.csv").body.decode("utf-8-sig")
    sheet = openpyxl.load_workbook(
        io.BytesIO(operator.get("/gestion/abonnements.xlsx").body)
    ).active

    assert [row["adresse"] for row in csv.DictReader(io.StringIO(text))] == ["'=cmd@exemple.fr"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=cmd@exemple.fr", "s")
    assert operator.get("/gestion/abonnements.pdf").status == 404


def test_a_french_excel_opens_its_own_csv(place, operator):
    sign_up(place, "Ada", organisme="Mairie ; Lyon")
    answer = operator.get(f"/gestion/inscriptions/{KEY}.excel")
    text = answer.body.decode("utf-8")

    assert answer.headers["content-disposition"] == (
        f'attachment; filename="inscriptions-{KEY}-excel.csv"'
    )
    assert text.startswith("\ufeffOrdre;État;Nom;Adresse électronique;Demandée le;")
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    assert (row["Demandée le"], row["Organisme"]) == ("16/11/2026 12:00", "Mairie ; Lyon")


def test_an_answer_has_its_number_in_the_file(place, operator):
    location = send(
        place, "/participer/formulaires/avis/", {"avis": "oui", "remarque": "", "email": ""}
    ).headers["location"]
    (row,) = csv.DictReader(
        io.StringIO(operator.get("/gestion/formulaires/avis.csv").body.decode("utf-8-sig"))
    )

    assert location.endswith(f"?numero={row['numero']}")


def test_each_export_is_in_the_journal_with_who_took_it_and_no_name(place, operator):
    sign_up(place, "Ada")
    operator.get(f"/gestion/inscriptions/{KEY}.csv")
    place.clock.advance(minutes=1)
    operator.get("/gestion/abonnements.xlsx")
    with place.service.store.read() as connection:
        told = [entry for entry in journal.entries(connection, "public") if entry.kind == "export"]
        taken = [(one.what, one.rows, one.who) for one in exports.latest(connection)]

    assert "Gestion" not in "".join(entry.facts for entry in told)
    assert taken == [("abonnements", 0, "Gestion"), (f"inscriptions-{KEY}", 1, "Gestion")]
    assert "abonnements, 0 ligne, par Gestion" in operator.get("/gestion").words.replace(
        "\u00a0", " "
    )
