"""What leaves as a table, with nobody in it or with questions called like our columns; who comes in, from any tool."""

import io
import unicodedata
from datetime import datetime

import openpyxl
import pytest
from places import make_place
from small_cycle import FILES as CYCLE
from small_public import FILES, KEY

from chorale.service.fields import Question
from chorale.service.questionnaire import roster
from chorale.service.registrations import files as registration_files
from chorale.service.subscriptions import files as subscription_files

ASKED = (
    Question(name="etat", label="Votre état"),
    Question(name="envoi", label="Envoi", kind="consent"),
)
PEOPLE = "Groupe\tRôle\tNom\tCourriel\nSNP\tRéférente\tÉlise, dite Lise\tELISE@Exemple.FR\n"
LISTED = roster.ParticipantRow(
    group="snp",
    role="referent",
    name="Élise, dite Lise",
    email="ELISE@exemple.fr",
    role_word="référente",
)


@pytest.fixture
def place(tmp_path):
    made = make_place(tmp_path, files=FILES)
    yield made
    made.service.store.close()


def test_a_session_and_a_list_without_anybody_are_tables_with_their_headings(place):
    with place.service.store.read() as connection:
        tables = [
            registration_files.rows(connection, KEY, ASKED),
            subscription_files.table(connection),
        ]
    known = [
        "ordre,etat,nom,adresse,demandee,confirmee,presence,etat,envoi",
        "adresse,sujets,etat,source,accord,demande,confirme,termine,retours",
    ]
    said = [
        "Ordre;État;Nom;Adresse électronique;Demandée le;Confirmée le;Présence;Votre état;Envoi",
        "Adresse électronique;Sujets;État;Origine;Accord;Demandé le;Confirmé le;Terminé le;Retours",
    ]

    for table, names, heads in zip(tables, known, said, strict=True):
        assert registration_files.encoded(table, "csv", "x").decode("utf-8-sig") == f"{names}\r\n"
        excel = registration_files.encoded(table, "excel", "x").decode("utf-8-sig")
        assert excel == f"{heads}\r\n"
        assert read(registration_files.encoded(table, "xlsx", "x")) == [heads.split(";")]


def read(workbook: bytes) -> list[list[object]]:
    """Read the cells of a workbook as another program does."""
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).active
    return [[cell.value for cell in row] for row in sheet.rows]


def test_an_instant_is_a_date_that_a_spreadsheet_sorts():
    received = {"received_at": "2026-11-28T10:00:00.000000Z", "number": "AB12-CD34"}
    table = registration_files.answer_rows([received], ())

    assert read(registration_files.encoded(table, "xlsx", "x", "Europe/Paris")) == [
        ["Numéro", "Reçue le"],
        ["AB12-CD34", datetime(2026, 11, 28, 11, 0)],
    ]


def test_an_answer_is_told_in_words_under_its_own_question():
    at = "2026-11-28T10:00:00.000000Z"
    received = {"received_at": at, "number": "AB12-CD34", "etat": "=1+1", "envoi": True}
    table = registration_files.answer_rows(
        [received, {**received, "etat": None, "envoi": False}], ASKED
    )

    assert registration_files.encoded(table, "csv", "x").decode("utf-8-sig").splitlines() == [
        "numero,recue,etat,envoi",
        f"AB12-CD34,{at},'=1+1,oui",
        f"AB12-CD34,{at},,non",
    ]


@pytest.mark.parametrize(
    "raw",
    [
        PEOPLE.encode("utf-16"),
        PEOPLE.encode("utf-8-sig"),
        PEOPLE.replace("\t", ";").encode("cp1252"),
        PEOPLE.replace("\t", "|").replace("\n", "\r").encode(),
        unicodedata.normalize("NFD", PEOPLE).encode(),
        ("sep=\t\n" + PEOPLE).encode(),
        (
            "\n" + PEOPLE.replace("Groupe", "Note\tGroupe").replace("SNP", "à rappeler\tSNP")
        ).encode(),
    ],
    ids=[
        "UTF-16",
        "UTF-8 BOM",
        "Windows",
        "bars and lone returns",
        "accents apart",
        "sep=",
        "another column",
    ],
)
def test_people_are_read_from_what_any_tool_saved(tmp_path, raw):
    place = make_place(tmp_path, files=CYCLE)
    read = roster.read(raw, place.service.community.cycles[0])
    place.service.store.close()

    assert read == ([LISTED], [])


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "la liste ne nomme personne : une ligne par personne sous les titres"),
        (b'groupe;nom\n"snp;A\n', "ligne 2 : un guillemet ouvert n'est jamais fermé"),
        (b"groupe;\x00", "ce fichier n'est pas un tableau CSV : enregistrez-le au format CSV"),
        (b"groupe;" + b"x" * 140_000, "ligne 1 : une case de plus de 131\u202f072 signes"),
    ],
)
def test_a_file_of_people_that_cannot_be_read_is_told(tmp_path, raw, sentence):
    place = make_place(tmp_path, files=CYCLE)
    people, mistakes = roster.read(raw, place.service.community.cycles[0])
    place.service.store.close()

    assert (people, mistakes[0]) == ([], sentence)
