"""chorale ipm, as the secretariat types it."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from house import GOLDEN, ROOT
from openpyxl import load_workbook

from chorale.cli.command_group import group

command = group("ipm")

PB = """META
key;value
budget;100
vote_type;cumulative
PROJECTS
project_id;cost;name
A;40;Premier
B;50;Deuxième
C;60;Troisième
VOTES
voter_id;vote;points
x;A,B;60,40
y;A,C;50,50
"""


PROJECT = ("--project", str(ROOT), "--today", "2026-11-21")


def run(*arguments: str):
    result = CliRunner().invoke(command, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def pb(tmp_path: Path) -> str:
    path = tmp_path / "vote.pb"
    path.write_text(PB, encoding="utf-8")
    return str(path)


def test_decide_json_lists_what_is_retained_in_order_with_cost_remainder_and_rounds(pb):
    data = json.loads(run("decide", pb, "--format", "json").stdout)
    assert (data["retained"], data["cost"], data["remaining"]) == (["A", "C"], 100, 0)
    first = data["rounds"][0]
    assert (first["cost"], first["points"], first["remaining"]) == (40, 110, 60)
    assert first["payments"] == {"x": "240/11", "y": "200/11"}


def test_wallets_that_are_rounded_say_so(pb):
    told = run("decide", pb).stdout.splitlines()
    assert [line for line in told if line.startswith("Portefeuilles")] == [
        "Portefeuilles après les achats : x ≈\u00a028,18 ; y ≈\u00a031,82."
    ]


def test_an_amount_that_is_not_whole_is_exact_text(pb):
    data = json.loads(run("decide", pb, "--format", "json", "--envelope", "90,5").stdout)
    assert (data["retained"], data["cost"], data["remaining"]) == (["A", "B"], 90, "0.5")
    assert [round_["remaining"] for round_ in data["rounds"]] == ["50.5", "0.5"]


def test_options_change_the_rule_and_the_envelope(pb):
    def retained(*options):
        return json.loads(run("decide", pb, "--format", "json", *options).stdout)["retained"]

    assert retained("--completion", "none") == ["A"]
    assert retained("--rule", "greedy") == ["A", "C"]
    assert retained("--rule", "greedy", "--envelope", "90,5", "--stop") == ["A"]
    assert retained(
        "--tie-break", "higher-cost,reference", "--utility", "cardinality", "--envelope", "150"
    ) == [
        "A",
        "B",
        "C",
    ]


def test_a_published_decision_is_verified_and_a_retouched_one_is_refused(pb, tmp_path):
    published = tmp_path / "decision.json"
    assert run("decide", pb, "--format", "json", "--output", str(published)).exit_code == 0
    assert run("decide", "--replay", str(published)).exit_code == 0
    published.write_text(
        published.read_text(encoding="utf-8").replace('"cost": 100', '"cost": 91'),
        encoding="utf-8",
    )
    retouched = run("decide", "--replay", str(published))
    assert retouched.exit_code == 1
    assert retouched.stderr.splitlines() == [
        f"{published} : le calcul refait donne autre chose pour le coût.",
        f"{published} : ce n’est pas la décision calculée à partir de ces données.",
    ]


def test_a_retained_request_slipped_into_a_published_decision_is_named(pb, tmp_path):
    published = tmp_path / "decision.json"
    data = json.loads(run("decide", pb, "--format", "json").stdout)
    added = next(refusal["reference"] for refusal in data["refused"])
    published.write_text(
        json.dumps({**data, "retained": [*data["retained"][1:], added]}), encoding="utf-8"
    )
    said = run("decide", "--replay", str(published)).stderr.splitlines()[0]
    assert said.endswith(
        f"pour les demandes retenues ({added} en trop ; {data['retained'][0]} en moins)."
    )


def test_a_verified_decision_shows_the_fingerprints_that_the_minutes_hold(pb, tmp_path):
    published = tmp_path / "decision.json"
    published.write_bytes(run("decide", pb, "--format", "json").stdout_bytes)
    said = run("decide", "--replay", str(published)).stderr
    assert json.loads(published.read_text(encoding="utf-8"))["inputs_sha256"] in said
    assert hashlib.sha256(published.read_bytes()).hexdigest() in said


def test_a_decision_published_with_its_amounts_as_text_is_verified_too(pb, tmp_path):
    data = json.loads(run("decide", pb, "--format", "json").stdout)
    for part in (data, *data["rounds"]):
        part.update({key: str(part[key]) for key in ("cost", "points", "remaining") if key in part})
    published = tmp_path / "decision.json"
    published.write_text(json.dumps(data), encoding="utf-8")
    assert run("decide", "--replay", str(published)).exit_code == 0


def test_tables_are_written_for_spreadsheets(pb, tmp_path):
    lines = run("decide", pb, "--format", "csv").stdout.splitlines()
    assert lines[1].startswith("A,retenue,1,shares,40,110,4/11,240/11,200/11,")
    assert (
        run("decide", pb, "--format", "xlsx", "--output", str(tmp_path / "d.xlsx")).exit_code == 0
    )
    formulas, values = (
        load_workbook(tmp_path / "d.xlsx", data_only=only)["Décision"] for only in (False, True)
    )
    assert [[cell.value for cell in row[:2]] for row in formulas["A1:B3"]] == [
        ["enveloppe", 100],
        ["retenu", '=SUMIF(B6:B8,"retenue",E6:E8)'],
        ["reste", "=B1-B2"],
    ]
    assert [
        values["B2"].value,
        values["B3"].value,
        formulas["K6"].value,
        values["K6"].value,
    ] == [
        100,
        0,
        "=SUM(H6:I6)",
        40,
    ]


def test_the_workbook_of_a_cycle_is_the_published_one_at_the_envelope_that_was_asked(tmp_path):
    sheet = str(tmp_path / "c.xlsx")
    assert (
        run(
            "decide",
            "cycle-5",
            "--envelope",
            "1300",
            "--format",
            "xlsx",
            "--output",
            sheet,
            *PROJECT,
        ).exit_code
        == 0
    )
    book = load_workbook(sheet)
    assert book.sheetnames == ["Lecture", "Demandes", "Tours", "Satisfaction"]
    assert book["Lecture"]["B7"].value == 1300
    assert book["Tours"]["D4"].value == "=Demandes!C3"


def test_an_explanation_gives_every_interval_of_the_envelope_and_calls_groups_by_their_names():
    lines = (
        run("explain", "cycle-5", "DE-24", *PROJECT)
        .stdout.replace("\u202f", " ")
        .replace("\u00a0", " ")
        .splitlines()
    )
    assert lines == [
        "DE-24 — Déposer plusieurs factures PDF en une fois",
        "  Non retenue : elle coûte 120 jours-homme, il restait ≈ 10,31 jours-homme à ceux qui la soutiennent (il manque ≈ 109,69 jours-homme), et 15 jours-homme dans l’enveloppe à la fin.",
        "  Serait retenue avec une enveloppe de 1 550 à 1 567 ou de 1 651 à 1 796 (montants essayés jusqu’à 1 800 jours-homme).",
        "  Serait retenue si elle coûtait 90 jours-homme au lieu de 120.",
        "  Serait retenue si un seul groupe lui donnait plus de points, pris sur ses autres demandes : Club Utilisateurs 13 au lieu de 8 ; ou EPN 5 au lieu de 0 ; ou FNFE-MPE 12 au lieu de 6 ; ou Ministères 5 au lieu de 0 ; ou SNP 9 au lieu de 0.",
        "  Serait retenue si chaque groupe lui donnait 1 point de plus, pris sur ses autres demandes.",
    ]


def test_ballots_without_points_are_counted_in_voices_and_never_asked_for_points(tmp_path):
    path = tmp_path / "voix.pb"
    head = (
        PB[: PB.index("VOTES")].replace("cumulative", "approval").replace("budget;100", "budget;90")
    )
    path.write_text(head + "VOTES\nvoter_id;vote\nx;A,B\ny;A,C\n", encoding="utf-8")
    retained, _, refused = (
        run("explain", str(path), name, "--rule", "greedy").stdout for name in "ABC"
    )
    assert retained.splitlines()[1] == "  Retenue au tour 1\u00a0: coût 40, pour 2 voix."
    assert [line for line in refused.splitlines() if "point" in line or "groupe" in line] == []


def test_every_question_is_answered_in_text_and_in_json(pb):
    for question in (
        ("compare", pb),
        ("sweep", pb, "--steps", "5"),
        ("audit", pb, "--draws", "5"),
        ("explain", pb, "C"),
    ):
        assert run(*question).exit_code == 0
        assert json.loads(run(*question, "--format", "json").stdout)


def test_an_export_reads_back_to_the_same_decision(pb, tmp_path):
    copy = str(tmp_path / "copie.pb")
    assert run("export", pb, "--pb", copy).exit_code == 0
    first, second = (
        json.loads(run("decide", path, "--format", "json").stdout) for path in (pb, copy)
    )
    assert first["rounds"] == second["rounds"]


@pytest.mark.parametrize(
    ("name", "found", "written", "told"),
    [
        ("requests.yml", "requires: [DE-04]", "requires: [DE-94]", "10:14: demande inconnue « DE-94 » ; attendu : DE-01, DE-02, DE-03, DE-04"),
        ("ballots/nord.yml", "DE-01: 60", "DE-01: 50", "3:1: 90\u00a0points en tout au lieu de 100 ; en ajouter 10"),
    ],
)  # fmt: skip
def test_a_cycle_with_a_mistake_is_not_decided(tmp_path, name, found, written, told):
    golden = GOLDEN
    shutil.copytree(golden / "content", tmp_path / "content")
    path = tmp_path / "content" / "ipm" / "cycle-1" / name
    path.write_text(path.read_text(encoding="utf-8").replace(found, written), encoding="utf-8")
    result = run("decide", "cycle-1", "--project", str(tmp_path), "--today", "2026-11-21")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[1] == f"content/ipm/cycle-1/{name}:{told}"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "a.json",
            b'{"format": "autre"}',
            "« format » doit être chorale-scenario-1 ou chorale-decision-1.",
        ),
        ("a.json", b"[1, 2", "ce n’est pas du JSON."),
        ("a.json", b"\xe9", "ce fichier n’est pas en UTF-8."),
        (
            "a.yml",
            b"a: [1\n",
            "ligne 2 : YAML mal formé : liste « [ … ] » mal fermée ; il manque une virgule ou un crochet.",
        ),
        ("a.pb", b"BONJOUR\n", "Ligne 1 : un fichier .pb commence par la table META."),
        ("a.pb", b"\xe9", "ce fichier n’est pas en UTF-8."),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_its_name(tmp_path, name, content, told):
    path = tmp_path / name
    path.write_bytes(content)
    result = run("decide", str(path))
    assert result.exit_code == 1
    assert result.stderr == f"Error: {path} : {told}\n"


CLASHING = {
    "format": "chorale-decision-1",
    "inputs": {
        "envelope": "10",
        "rule": {},
        "groups": [],
        "requests": [{"reference": "A", "cost": "11", "mandatory": True}],
        "ballots": {},
    },
}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[]", "le fichier doit être un ensemble de clés et de valeurs."),
        (b"[1, 2", "ce n’est pas du JSON."),
        (b"\xe9", "il n’est pas en UTF-8."),
        (
            json.dumps(CLASHING).encode(),
            "Les demandes obligatoires, préalables compris (A), coûtent 11 : l’enveloppe n’est que de 10.",
        ),
    ],
)
def test_a_published_decision_that_cannot_be_verified_is_told(tmp_path, content, told):
    path = tmp_path / "decision.json"
    path.write_bytes(content)
    result = run("decide", "--replay", str(path))
    assert result.exit_code == 1
    assert result.stderr == f"{path} : {told}\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("decide", "absent.pb"), "Erreur : « absent.pb » : fichier ou dossier introuvable"),
        (
            ("decide", "PB", "--envelope", "beaucoup"),
            "Erreur : « beaucoup » n’est pas un montant : l’écrire en chiffres, par exemple « 1200 ».",
        ),
        (
            ("decide", "PB", "--envelope", "1.200"),
            "Erreur : « 1.200 » se lit de deux façons : écrire « 1200 », ou « 1.2 ».",
        ),
        (("decide", "PB", "--envelope", "0"), "Erreur : une enveloppe est supérieure à zéro."),
        (
            ("decide", "PB", "--format", "xlsx"),
            "Erreur : --format xlsx demande --output FICHIER.xlsx.",
        ),
        (("explain", "PB", "D"), "Erreur : demande inconnue « D » ; attendu : A, B, C"),
    ],
)
def test_a_mistake_is_one_french_sentence(arguments, sentence, pb):
    result = run(*(pb if argument == "PB" else argument for argument in arguments))
    assert result.exit_code != 0
    assert result.stderr.splitlines()[-1].removeprefix("Error: ").removeprefix(
        "Erreur : "
    ) == sentence.removeprefix("Erreur : ")


@pytest.mark.parametrize("typed", ["1 000", "1\u202f000 €", "1'000", "1000,0", "2000/2"])
def test_an_envelope_is_read_as_people_write_amounts(typed, pb):
    result = run("decide", pb, "--envelope", typed)

    assert result.output.splitlines()[1].startswith("Enveloppe 1\u202f000")


@pytest.mark.parametrize("name", ["cycle.yml", "requests.yml"])
def test_a_file_of_a_cycle_names_its_cycle(name, tmp_path, monkeypatch):
    shutil.copytree(GOLDEN / "content", tmp_path / "content")
    monkeypatch.chdir(tmp_path / "content/ipm/cycle-1")

    assert run("decide", name).output == run("decide", "cycle-1").output != ""


@pytest.mark.parametrize("question", ["decide", "audit", "sweep", "explain", "compare"])
def test_a_cycle_without_any_answer_is_told_and_divides_nothing_by_zero(question, tmp_path):
    file = tmp_path / "scenario.yml"
    file.write_text(
        "format: chorale-scenario-1\ninputs: {envelope: 100, rule: {}, groups: [], ballots: {}, "
        "requests: [{reference: X, cost: 40}]}\n",
        encoding="utf-8",
    )
    told = run(question, str(file)).stdout
    assert {
        "decide": "Aucun groupe n’a répondu : rien n’est recommandé.",
        "audit": "Aucun groupe n’a répondu : rien n’est recommandé.",
        "sweep": "rien n’est retenu, quelle que soit l’enveloppe essayée",
        "explain": "Non retenue : aucun groupe ne lui a donné de points.",
        "compare": "parts égales : 0 demande,",
    }[question] in told.replace("\u00a0", " ")
