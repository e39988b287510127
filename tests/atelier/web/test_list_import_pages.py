"""A list of subscribers is looked at, then added with its proof, by who may; it goes on where it was cut short."""

import io
import json
import os
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
import xlsxwriter
from atelier_desk import make_team
from bs4 import BeautifulSoup
from sqlalchemy import select

from chorale.atelier import acts, list_importing
from chorale.service import journal
from chorale.service.public_tables import subscription
from chorale.service.subscriptions import imports, records

ADDRESS = "/atelier/abonnes/importer"
PROOF = "liste X, reprise le 3 mars 2026"


@pytest.fixture
def team(tmp_path):
    return make_team(tmp_path)


def given(browser, data=b"", words="", source=PROOF, name="liste.csv"):
    edge = "----limite"
    fields = {"texte": words, "accord": source, "op": "lire"}
    body = b"".join(
        f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    )
    head = f'--{edge}\r\nContent-Disposition: form-data; name="fichier"; filename="{name}"\r\n'
    body += head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + data
    body += f"\r\n--{edge}--\r\n".encode()
    headers = {"content-type": f"multipart/form-data; boundary={edge}"}
    return browser.post(ADDRESS, body=body, headers=headers)


def name_of(answer):
    assert answer.status == 303, answer.words
    return answer.headers["location"].partition("lu=")[2]


def told(browser, name):
    soup = BeautifulSoup(browser.get(f"{ADDRESS}?lu={name}").text, "html.parser").main
    rows = [[cell.text for cell in row.find_all("td")] for row in soup.find_all("tr")]
    listed = [" ".join(one.text.split()) for one in soup.ul.find_all("li")]
    return listed, [row for row in rows if row]


def people(team):
    with team.service.store.read() as connection:
        rows = connection.execute(select(subscription).order_by(subscription.c.email_key)).all()
    return [(one.email, one.topics, one.state, one.consent) for one in rows]


def test_a_list_is_looked_at_then_added_with_its_proof(team):
    eve = team.member("Eve", "approval")
    with team.service.store.write(records.LOCK) as connection:
        secret = team.service.outbox.secret
        records.suppress(connection, secret, "parti@exemple.fr", "demande", team.clock())
    data = (
        b"email;sujets\na@exemple.fr;\nA@exemple.fr;\nparti@exemple.fr;\nb@gmial.com;\nrien;\n"
        b"c@exemple.fr;lune\n"
    )
    name = name_of(given(eve, data))
    before, seen = people(team), told(eve, name)
    added = eve.post(ADDRESS, {"op": "ajouter", "lu": name})
    after = eve.get(added.headers["location"])
    counts = [
        " ".join(one.text.split())
        for one in BeautifulSoup(after.text, "html.parser").select("main ul li")
    ]
    with team.service.store.read() as connection:
        last = journal.entries(connection, acts.CHAIN)[-1]

    assert before == []
    assert seen == (
        [
            "2 adresses à ajouter",
            "1 déjà connue, ou écrite deux fois : rien n’y change",
            "1 laissée de côté : ces personnes se sont désabonnées, ou rien ne leur arrive",
            "2 lignes refusées",
            "1 adresse à relire, prise telle quelle",
        ],
        [
            ["5", "b@gmial.com", "ajoutée\u202f; vouliez-vous écrire «\u00a0b@gmail.com\u00a0»\u202f?"],
            ["6", "rien", "«\u00a0rien\u00a0» n’est pas une adresse électronique"],
            ["7", "c@exemple.fr", "sujet inconnu «\u00a0lune\u00a0»\u202f; attendu\u00a0: gardiens, marins"],
        ],
    )  # fmt: skip
    assert people(team) == [
        ("a@exemple.fr", "", "active", PROOF),
        ("b@gmial.com", "", "active", PROOF),
    ]
    assert "2 personnes ajoutées. Elles recevront le prochain numéro." in after.words
    assert counts[:2] == [
        "1 déjà connue, ou écrite deux fois avant cet ajout : rien n’y change",
        "1 laissée de côté : ces personnes se sont désabonnées, ou rien ne leur arrive",
    ]
    assert (last.kind, json.loads(last.facts)["what"]) == ("subscribed", "2\u00a0adresses")


def test_an_import_cut_short_goes_on_from_the_same_page(team, monkeypatch):
    eve = team.member("Eve", "operation")
    name = name_of(given(eve, "\n".join(f"a{rank}@exemple.fr" for rank in range(5)).encode()))
    monkeypatch.setattr(imports, "CHUNK", 2)
    monkeypatch.setattr(imports.time, "sleep", lambda _: 1 / 0)
    broken = eve.post(ADDRESS, {"op": "ajouter", "lu": name})
    monkeypatch.setattr(imports.time, "sleep", lambda _: None)
    left = told(eve, name)[0][:2]
    eve.post(ADDRESS, {"op": "ajouter", "lu": name})

    assert (broken.status, len(people(team))) == (500, 5)
    assert left == [
        "3 adresses à ajouter",
        "2 déjà connues, ou écrites deux fois : rien n’y change",
    ]


def test_addresses_copied_from_a_mail_and_a_workbook_are_read_alike(team):
    eve = team.member("Eve", "approval")
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for rank, row in enumerate([("Nom", "Courriel"), ("Anne", "a@exemple.fr"), ("Zoé", "nul")]):
            sheet.write_row(rank, 0, row)
    workbook = told(eve, name_of(given(eve, out.getvalue(), name="liste.xlsx")))
    pasted = told(eve, name_of(given(eve, words="Anne <a@exemple.fr>; b@exemple.fr,c@exemple.fr")))

    assert workbook[0][0] == "1 adresse à ajouter"
    assert workbook[1] == [["3", "nul", "«\u00a0nul\u00a0» n’est pas une adresse électronique"]]
    assert (pasted[0][0], pasted[1]) == ("3 adresses à ajouter", [])


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ((b"", "a@exemple.fr", "  "), "Dire d'où vient l'accord des personnes."),
        (
            (b"", "a@exemple.fr", "x" * 301),
            "D'où vient l'accord : une ligne de 300 signes au plus.",
        ),
        ((b"", " "), "Choisir un fichier, ou coller les adresses."),
        ((b"\x00" * 50,), "Ce fichier n'est pas un tableau CSV"),
        ((b"PK\x03\x04rien",), "Fichier abîmé ou incomplet."),
        (
            (b"email\n",),
            "Aucune adresse dans ce fichier : une par ligne, ou une colonne « adresse », est attendue.",
        ),
        ((b"a@exemple.fr\nb@exemple.fr\nc@exemple.fr\n",), "3 adresses : 2 au plus d'ici."),
    ],
    ids=["no proof", "long proof", "nothing", "no text", "no workbook", "empty", "too many"],
)
def test_what_is_not_taken_is_said_and_what_was_typed_stays(team, monkeypatch, sent, sentence):
    monkeypatch.setattr(list_importing, "MOST", 2)
    answer = given(team.member("Eve", "approval"), *sent)

    assert answer.status == 422
    assert sentence in answer.words.replace("’", "'").replace("\u00a0", " ")


def test_a_list_is_its_persons_alone_and_is_erased_after_a_day(team):
    eve, zoe = team.member("Eve", "approval"), team.member("Zoé", "approval")
    name = name_of(given(eve, words="a@exemple.fr"))
    anothers = [
        zoe.get(f"{ADDRESS}?lu={name}").status,
        zoe.get(f"{ADDRESS}/refus.csv?lu={name}").status,
        zoe.post(ADDRESS, {"op": "ajouter", "lu": name}).status,
        zoe.post(ADDRESS, {"op": "effacer", "lu": name}).status,
    ]
    place = team.folder / "imports" / name
    there = place.is_dir()
    os.utime(place, (0, 0))
    eve.get(ADDRESS)

    assert (anothers, there, place.exists()) == ([422, 404, 422, 422], True, False)
    assert people(team) == []


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(100_000_000))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (bomb, 422),
        (lambda: b"a," * 500_000, 422),
        (lambda: b'"' + b"a@exemple.fr\n" * 50_000, 422),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50_000), 422),
        (lambda: b"adresse\n" + b"@" * 100_000 + b"\n", 303),
    ],
    ids=["workbook of a hundred megabytes", "columns", "open quote", "old workbook", "long cell"],
)
def test_a_list_made_to_harm_is_refused_or_shown_short(team, data, status):
    eve = team.member("Eve", "approval")
    before = time.process_time()
    answer = given(eve, data())
    page = eve.get(answer.headers["location"]) if status == 303 else answer

    assert answer.status == status
    assert len(page.text) < 20_000
    assert time.process_time() - before < 10


@pytest.mark.parametrize("name", ["../../../etc", "A" * 16, "..%2f..", "a" * 5000, "²"])
def test_a_list_is_asked_for_by_its_own_name_alone(team, name):
    eve = team.member("Eve", "approval")
    answers = eve.get(f"{ADDRESS}?lu={name}&fait=²"), eve.get(f"{ADDRESS}/refus.csv?lu={name}")

    assert [one.status for one in answers] == [422, 404]


def test_pressed_three_times_at_once_it_adds_each_once(team):
    eve = team.member("Eve", "approval")
    name = name_of(given(eve, "\n".join(f"a{rank}@exemple.fr" for rank in range(2500)).encode()))
    with ThreadPoolExecutor(3) as hands:
        done = list(hands.map(lambda _: eve.post(ADDRESS, {"op": "ajouter", "lu": name}), range(3)))
    added = [int(one.headers["location"].rpartition("=")[2]) for one in done]

    assert (sum(added), len(people(team))) == (2500, 2500)


def test_what_is_written_in_a_list_is_shown_as_words(team):
    eve = team.member("Eve", "approval")
    script = "<script>alert(1)</script>"
    page = eve.get(given(eve, f"adresse\n{script}\n".encode(), source=script).headers["location"])

    assert script not in page.text
    assert page.text.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 3


def test_lines_to_correct_are_taken_as_a_table_whose_cells_run_nothing(team):
    eve = team.member("Eve", "approval")
    name = name_of(given(eve, b'email\n"=1+1"\n'))
    table = eve.get(f"{ADDRESS}/refus.csv?lu={name}")

    assert table.text == (
        "\ufeffligne;adresse;raison\r\n2;'=1+1;« =1+1 » n'est pas une adresse électronique\r\n"
    )
