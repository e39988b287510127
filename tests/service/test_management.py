"""The operator sees where everything stands and takes files that run nothing; nobody else does."""

import csv
import io

import openpyxl
import pytest
from places import make_place
from small_public import FILES, KEY, PATH, press, send, sign_up

from generator.service.access import people
from generator.service.cycle.access_pages import WAYS as ACCESS
from generator.service.operation.management_pages import WAYS
from generator.service.public import registration_files, seats

PAGES = [
    "/gestion",
    f"/gestion/inscriptions/{KEY}.csv",
    f"/gestion/inscriptions/{KEY}.xlsx",
    "/gestion/formulaires/avis/",
    "/gestion/formulaires/avis.csv",
]


@pytest.fixture
def place(tmp_path):
    made = make_place(tmp_path, files=FILES)
    yield made
    made.service.store.close()


@pytest.fixture
def operator(place):
    with place.service.store.write() as connection:
        _, secret = people.admit(
            connection, place.clock(), scope="gestion", group="", role="operator", name="Gestion", email="g@exemple.fr"
        )
    browser = place.browser()
    assert browser.post("/participer/acces", {"code": secret}).headers["location"] == "/gestion"
    return browser


@pytest.mark.parametrize("path", PAGES)
def test_10_without_a_session_nothing_is_shown(place, path):
    assert place.browser().get(path).status == 401


def test_every_page_of_the_operator_asks_for_the_operator():
    assert {way.roles for way in WAYS} == {frozenset({"operator"})}
    assert {way.methods for way in WAYS} == {("GET",)}
    assert ACCESS


def test_a_member_of_a_group_is_refused(place):
    with place.service.store.write() as connection:
        who = {"scope": "cycle-1", "group": "nord", "role": "member", "name": "M", "email": "m@exemple.fr"}
        _, secret = people.admit(connection, place.clock(), **who)
    browser = place.browser()
    browser.post("/participer/acces", {"code": secret})

    assert [browser.get(path).status for path in PAGES] == [403] * 5


def test_the_page_counts_what_happened(place, operator):
    for name in ("Ada", "Blaise", "Claude"):
        sign_up(place, name)
    press(place, "Ada", "confirmer")
    press(place, "Claude", "confirmer")
    send(place, "/participer/formulaires/avis/", {"avis": "oui", "remarque": "", "email": ""})
    shown = operator.get("/gestion")

    assert shown.status == 200
    assert "Bien démarrer mardi 1er décembre 2026, de 10 h à 11 h 2 1 1 0 1 0 CSV" in shown.words.replace("\u00a0", " ")
    assert "Votre avis 1 Décompte" in shown.words


def test_24_a_cell_that_a_spreadsheet_would_run_is_text(place, operator):
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
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_attendance_is_matched_on_the_address_whatever_its_case(place):
    for name in ("Ada", "Blaise"):
        sign_up(place, name)
        press(place, name, "confirmer")
    room = seats.rooms(place.service.community)[KEY]
    report = ["Nom;Email;Durée", "A;ADA@exemple.fr;58", "?;inconnu@exemple.fr;3", "organisateur;;60"]
    with place.service.store.write(seats.lock(room)) as connection:
        found = registration_files.attended(connection, KEY, report)
        counts = seats.counts(connection)[KEY]

    assert (found, counts["attended"]) == ((1, ["inconnu@exemple.fr"]), 1)
