"""The commands over what the public wrote, as they are typed: what they print, what they write, how they refuse."""

import csv
import gettext
import io
import json
import socket
import sqlite3
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from places import make_place
from small_public import FILES, KEY, at, press, send, sign_up

import chorale
from chorale.cli.command_group import group

service = group("service")
newsletter = group("newsletter")

PEOPLE = ("Ada", "Blaise", "Claude")


@pytest.fixture
def project(tmp_path: Path, monkeypatch) -> Path:
    """Return a project in which three people signed up for two places, one asked for the letter, one answered."""
    for name in ("CHORALE_DATABASE_URL", "CHORALE_SMTP_URL", "CHORALE_VAR", "CHORALE_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANGUAGE", "fr")
    gettext.bindtextdomain("messages", str(Path(chorale.__file__).with_name("locale")))
    place = make_place(tmp_path, f"sqlite:///{tmp_path / 'var/chorale.sqlite'}", FILES)
    for name in PEOPLE:
        sign_up(place, name, organisme="=1+1" if name == "Ada" else "")
        press(place, name, "confirmer")
    send(
        place,
        "/participer/formulaires/abonnement/",
        {"email": "ada@exemple.fr", "accord": "oui"},
    )
    send(
        place,
        "/participer/formulaires/avis/",
        {"avis": "oui", "remarque": "", "email": "ada@exemple.fr"},
    )
    place.service.store.close()
    return tmp_path


def run(project: Path, *words: str | Path, group=service) -> tuple[int, str]:
    """Return the exit code, and what was said with its spaces made plain."""
    outcome = CliRunner().invoke(group, [*map(str, words), "--project", str(project)])
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit), outcome.exception
    return outcome.exit_code, outcome.output.replace("\u00a0", " ").replace("\u202f", " ")


def subscribers(project: Path, *words: str | Path) -> tuple[int, str]:
    return run(project, "subscribers", *words, group=newsletter)


def last(said: tuple[int, str]) -> tuple[int, str]:
    """Return the exit code and the last line."""
    return said[0], said[1].strip().splitlines()[-1]


def asked_for(project: Path, question: str) -> list[tuple]:
    with sqlite3.connect(project / "var/chorale.sqlite") as base:
        return base.execute(question).fetchall()


def test_who_signed_up_is_written_as_csv_for_its_owner_alone(project):
    file = project / "inscrits.csv"

    assert run(project, "registrations", KEY, file) == (0, f"3 inscriptions dans {file}\n")
    rows = list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"))))
    assert [(row["ordre"], row["etat"], row["nom"], row["organisme"]) for row in rows] == [
        ("1", "confirmée", "Ada", "'=1+1"),
        ("2", "confirmée", "Blaise", ""),
        ("3", "en attente", "Claude", ""),
    ]
    assert file.stat().st_mode & 0o777 == 0o600


def test_who_signed_up_is_written_as_a_workbook_without_formula(project):
    file = project / "inscrits.XLSX"

    assert run(project, "registrations", KEY, file)[0] == 0
    sheet = openpyxl.load_workbook(file).active
    assert [
        (sheet.cell(row, 3).value, sheet.cell(row, 8).value, sheet.cell(row, 8).data_type)
        for row in (2,)
    ] == [("Ada", "=1+1", "s")]


@pytest.mark.parametrize("command", [("registrations", KEY), ("subscribers", "export", "--output")])
def test_another_kind_of_file_or_a_missing_folder_is_refused_and_nothing_is_written(
    project, command
):
    group = newsletter if command[0] == "subscribers" else service
    before = sorted(project.rglob("*"))

    assert last(run(project, *command, project / "x.ods", group=group)) == (
        2,
        "Erreur : x.ods : un nom en .csv ou en .xlsx est attendu",
    )
    absent = project / "absent/x.csv"
    assert last(run(project, *command, absent, group=group)) == (
        1,
        f"Erreur : « {absent} » : fichier ou dossier introuvable",
    )
    assert [path for path in sorted(project.rglob("*")) if "chorale.sqlite" not in path.name] == [
        path for path in before if "chorale.sqlite" not in path.name
    ]


@pytest.mark.parametrize("command", ["registrations", "attendance"])
def test_an_unknown_session_is_told_with_the_nearest(project, command):
    file = project / "presents.csv"
    file.write_text("email\nada@exemple.fr\n")
    code, said = run(project, command, KEY.replace("T1000", "T1100"), file)

    assert (code, f"« {KEY} »" in said or KEY in said, "séance inconnue" in said) == (
        2,
        True,
        True,
    )


def test_attendance_marks_who_came_and_names_who_had_not_signed_up(project):
    file = project / "presents.csv"
    file.write_text(
        "Nom;E-mail;Minutes\nA;ADA@exemple.fr;58\nB;blaise@exemple.fr;60\nZ;zoe@exemple.fr;2\n"
    )

    assert run(project, "attendance", KEY, file) == (
        0,
        "sans inscription : zoe@exemple.fr\n2 présents marqués, 1 adresse sans inscription\n",
    )
    assert asked_for(project, "SELECT name, attended FROM registration ORDER BY number") == [
        ("Ada", 1),
        ("Blaise", 1),
        ("Claude", 0),
    ]
    assert run(project, "attendance", KEY, file)[0] == 0  # again, the same
    run(project, "registrations", KEY, project / "i.csv")
    rows = list(csv.DictReader(io.StringIO((project / "i.csv").read_bytes().decode("utf-8-sig"))))
    assert [row["presence"] for row in rows] == ["oui", "oui", ""]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "fichier vide"),
        (
            b"Nom;Minutes\nAda;58\n",
            "aucune adresse électronique dans ce fichier : une colonne « email » ou « adresse » est attendue",
        ),
        (b"PK\x03\x04\x00\x00", "fichier abîmé ou incomplet"),
        (
            bytes(range(256)),
            "ce fichier n’est pas un tableau CSV : enregistrez-le au format CSV",
        ),
    ],
)
def test_a_file_that_is_no_report_marks_nobody(project, content, sentence):
    file = project / "presents.csv"
    file.write_bytes(content)

    assert run(project, "attendance", KEY, file) == (1, f"Erreur : {file} : {sentence}\n")
    assert asked_for(project, "SELECT sum(attended) FROM registration") == [(0,)]


def test_a_person_is_told_all_that_is_kept_then_erased(project):
    code, said = run(project, "person", "export", "Ada@exemple.fr")
    assert (code, {name: len(rows) for name, rows in json.loads(said).items()}) == (
        0,
        {
            "abonnement": 1,
            "inscriptions": 1,
            "groupes": 0,
            "reponses": 1,
            "groupes-ou-nomme": 0,
            "exclusion": 0,
            "envois": 0,
            "acces": 0,
            "cles": 0,
            "comptes": 0,
        },
    )

    assert run(project, "person", "erase", "ADA@exemple.fr") == (
        0,
        "effacé : 1 abonnement, 1 inscription, 1 réponse ; cette adresse ne recevra plus rien\n",
    )
    assert "ada@" not in json.dumps(asked_for(project, "SELECT * FROM registration")).lower()
    names = asked_for(project, "SELECT name FROM registration ORDER BY name")
    assert names == [("Blaise",), ("Claude",)]
    again = json.loads(run(project, "person", "export", "ada@exemple.fr")[1])
    assert {name: len(rows) for name, rows in again.items() if rows} == {"exclusion": 1}
    assert last(run(project, "person", "erase", "ada@exemple.fr"))[1].startswith(
        "effacé : rien n’était gardé"
    )


@pytest.mark.parametrize(
    "command", [("person", "export"), ("person", "erase"), ("operator", "Gestion")]
)
def test_what_is_no_address_is_refused(project, command):
    assert last(run(project, *command, "ada")) == (
        2,
        "Erreur : « ada » n’est pas une adresse électronique",
    )
    assert asked_for(project, "SELECT count(*) FROM suppression") == [(0,)]


def test_forgetting_says_what_went(project, monkeypatch):
    monkeypatch.setattr("chorale.cli.service.system_clock", lambda: at("2028-01-01 10:00"))

    assert run(project, "forget") == (
        0,
        "effacé : 1 réponse à « avis », 3 inscriptions, 1 abonnement, 5 courriels\n",
    )
    assert run(project, "forget") == (0, "rien à effacer\n")


def test_an_operators_link_opens_the_page_and_may_be_closed(project):
    code, said = run(project, "operator", "Gestion", "g@exemple.fr")
    link = said.splitlines()[0]
    assert (code, said.splitlines()[1:]) == (0, ["lien personnel : ne pas le transférer"])

    place = make_place(project, f"sqlite:///{project / 'var/chorale.sqlite'}", FILES)
    browser = place.browser()
    browser.post("/participer/acces", {"code": link.partition("#")[2]})
    assert browser.get("/gestion").status == 200
    assert run(project, "operator", "Gestion", "g@exemple.fr", "--revoke") == (
        0,
        "1 lien précédent fermé\n",
    )
    assert browser.get("/gestion").status == 401
    place.service.store.close()
    assert run(project, "operator", "Gestion", "g@exemple.fr", "--revoke") == (
        0,
        "aucun lien de gestion n’était ouvert à cette adresse\n",
    )


def test_subscribers_are_counted_never_named(project):
    said = "abonnements : 0 en cours, 1 à confirmer, 0 finis ; 0 adresse à ne plus solliciter\n"

    assert subscribers(project, "status") == (0, said)


def test_addresses_are_brought_in_with_the_source_of_their_consent(project):
    file = project / "liste.csv"
    file.write_bytes(
        "Nom;Courriel;Sujets\nÉlise;elise@exemple.fr;fournisseurs\nX;x@exemple.fr;fournisseur\n"
        "Y;pas une adresse;\nA;ada@exemple.fr;\nZ;zoe@exemple.fr;\nZ;ZOE@exemple.fr;\n".encode(
            "cp1252"
        )
    )
    subscribers(project, "remove", "zoe@exemple.fr")

    assert subscribers(project, "import", file, "--consent", "liste du 3 mars 2026") == (
        0,
        "ligne 3 : sujet inconnu « fournisseur » ; vouliez-vous dire « fournisseurs » ?\n"
        "ligne 4 : « pas une adresse » n’est pas une adresse électronique\n"
        "1 ajouté, 1 déjà connu, 2 refusés, 2 à ne plus solliciter, laissés de côté\n",
    )
    assert asked_for(
        project, "SELECT email, topics, state, source, consent FROM subscription ORDER BY email"
    ) == [
        (
            "ada@exemple.fr",
            "",
            "pending",
            "formulaire",
            asked_for(project, "SELECT consent FROM subscription")[0][0],
        ),
        ("elise@exemple.fr", "fournisseurs", "active", "import", "liste du 3 mars 2026"),
    ]


def test_lines_refused_and_likely_slips_are_written_in_one_table(project):
    file, told = project / "liste.csv", project / "relire.csv"
    file.write_text("adresse\nzoe@gmial.com\npas une adresse\n")
    said = subscribers(project, "import", file, "--consent", "x", "--refused", told)

    assert said == (
        0,
        f"1 ligne refusée, 1 adresse à relire dans {told}\n"
        "1 ajouté, 0 déjà connu, 1 refusé, 0 à ne plus solliciter, laissés de côté ; 1 adresse à relire\n",
    )
    assert told.read_text(encoding="utf-8-sig") == (
        "ligne,adresse,raison\n"
        "2,zoe@gmial.com,ajoutée ; vouliez-vous écrire « zoe@gmail.com » ?\n"
        "3,pas une adresse,« pas une adresse » n'est pas une adresse électronique\n"
    )


@pytest.mark.parametrize("consent", [(), ("--consent", ""), ("--consent", " \t")])
def test_without_the_source_of_consent_nobody_is_brought_in(project, consent):
    file = project / "liste.csv"
    file.write_text("adresse\nelise@exemple.fr\n")

    assert subscribers(project, "import", file, *consent)[0] == 2
    assert asked_for(project, "SELECT count(*) FROM subscription WHERE source = 'import'") == [(0,)]


def test_the_refused_lines_never_take_the_place_of_the_list(project):
    file = project / "liste.csv"
    file.write_text("adresse\nelise@exemple.fr\n")

    assert subscribers(project, "import", file, "--consent", "x", "--refused", file)[0] == 2
    assert file.read_text() == "adresse\nelise@exemple.fr\n"


@pytest.mark.parametrize("text", ["", "\n\n", "adresse\n", "Nom;Courriel\n;\n"])
def test_a_file_without_any_address_is_said_to_have_none(project, text):
    file = project / "liste.csv"
    file.write_text(text)

    assert subscribers(project, "import", file, "--consent", "x") == (
        1,
        f"Erreur : {file} : aucune adresse dans ce fichier : une par ligne, ou une colonne « adresse »,"
        " est attendue\n",
    )


def test_a_file_that_is_no_table_brings_nobody_in(project):
    file = project / "liste.xlsx"
    file.write_bytes(b"PK\x03\x04\x00\x00\x00")

    assert subscribers(project, "import", file, "--consent", "x") == (
        1,
        f"Erreur : {file} : ce fichier n’est pas un tableau CSV : enregistrez-le au format CSV\n",
    )


def test_subscribers_are_written_with_their_proof(project):
    file = project / "abonnes.csv"
    assert subscribers(project, "export", "--output", file) == (
        0,
        f"1 abonnement dans {file}\n",
    )
    shown = subscribers(project, "export")[1]
    (row,) = csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig")))

    assert (
        row["adresse"],
        row["etat"],
        row["accord"].startswith("J'accepte de recevoir la lettre."),
    ) == (
        "ada@exemple.fr",
        "pending",
        True,
    )
    assert (file.stat().st_mode & 0o777, shown.splitlines()[0]) == (0o600, ",".join(row))


def test_an_address_is_left_alone_whether_known_or_not(project):
    assert subscribers(project, "remove", "ada@exemple.fr") == (
        0,
        "adresse désabonnée ; elle ne sera plus jamais sollicitée\n",
    )
    assert subscribers(project, "remove", "z@exemple.fr") == (
        0,
        "adresse inconnue ; elle ne sera plus jamais sollicitée\n",
    )
    assert last(subscribers(project, "remove", "z")) == (
        2,
        "Erreur : « z » n’est pas une adresse électronique",
    )
    assert asked_for(project, "SELECT count(*) FROM suppression") == [(2,)]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("CHORALE_MAILS_PER_HOUR", "beaucoup", "CHORALE_MAILS_PER_HOUR : nombre entier attendu, trouvé « beaucoup »"),
        ("CHORALE_FORMS_PER_SOURCE", "0", "CHORALE_FORMS_PER_SOURCE : nombre entier attendu, trouvé « 0 »"),
        ("CHORALE_BASE_URL", "exemple.fr", "CHORALE_BASE_URL : adresse https attendue, trouvé « exemple.fr »"),
        ("CHORALE_SMTP_URL", "mail:25", "CHORALE_SMTP_URL : « smtp://hôte:port » ou « smtps://… » attendu"),
        ("CHORALE_DATABASE_URL", "mysql://x/y", "CHORALE_DATABASE_URL : « sqlite » ou « postgresql » attendu, trouvé « mysql »"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_told_in_one_sentence(project, monkeypatch, name, value, sentence):
    monkeypatch.setenv(name, value)

    assert run(project, "forget") == (1, f"Erreur : {sentence}\n")


def test_several_processes_over_one_file_are_refused(project):
    assert last(run(project, "run", "--workers", "2")) == (
        1,
        "Erreur : plusieurs processus demandent PostgreSQL (CHORALE_DATABASE_URL)",
    )


def test_a_port_that_is_taken_is_said_in_a_sentence(project):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = last(run(project, "run", "--port", str(port)))

    said = (
        f"Erreur : impossible d’écouter : « 127.0.0.1:{port} » : un autre programme l’occupe déjà"
    )
    assert told == (1, said)
