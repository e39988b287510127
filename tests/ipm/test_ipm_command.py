"""chorale ipm, as the secretariat types it."""

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.commands.ipm import command

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
    assert retained("--tie-break", "higher-cost,reference", "--utility", "cardinality", "--envelope", "150") == [
        "A",
        "B",
        "C",
    ]


def test_a_published_decision_is_verified_and_a_retouched_one_is_refused(pb, tmp_path):
    published = tmp_path / "decision.json"
    assert run("decide", pb, "--format", "json", "--output", str(published)).exit_code == 0
    assert run("decide", "--replay", str(published)).exit_code == 0
    published.write_text(published.read_text(encoding="utf-8").replace('"cost": 100', '"cost": 91'), encoding="utf-8")
    retouched = run("decide", "--replay", str(published))
    assert retouched.exit_code == 1
    assert retouched.stderr.splitlines() == [
        f"{published} : le calcul refait donne autre chose pour le coût.",
        f"{published} : ce n'est pas la décision calculée à partir de ces données.",
    ]


def test_a_retained_request_slipped_into_a_published_decision_is_named(pb, tmp_path):
    published = tmp_path / "decision.json"
    data = json.loads(run("decide", pb, "--format", "json").stdout)
    added = next(refusal["reference"] for refusal in data["refused"])
    published.write_text(json.dumps({**data, "retained": [*data["retained"][1:], added]}), encoding="utf-8")
    said = run("decide", "--replay", str(published)).stderr.splitlines()[0]
    assert said.endswith(f"pour les demandes retenues ({added} en trop ; {data['retained'][0]} en moins).")


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
    assert run("decide", pb, "--format", "xlsx", "--output", str(tmp_path / "d.xlsx")).exit_code == 0
    assert (tmp_path / "d.xlsx").read_bytes()[:2] == b"PK"


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
    first, second = (json.loads(run("decide", path, "--format", "json").stdout) for path in (pb, copy))
    assert first["rounds"] == second["rounds"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("decide", "absent.pb"), "Erreur : absent.pb : fichier illisible (absent ou interdit)."),
        (("decide", "PB", "--envelope", "beaucoup"), "Erreur : « beaucoup » n'est pas un montant."),
        (("decide", "PB", "--envelope", "0"), "Erreur : une enveloppe est supérieure à zéro."),
        (("decide", "PB", "--format", "xlsx"), "Erreur : --format xlsx demande --output FICHIER.xlsx."),
        (("explain", "PB", "D"), "Erreur : demande inconnue « D »."),
    ],
)
def test_a_mistake_is_one_french_sentence(arguments, sentence, pb):
    result = run(*(pb if argument == "PB" else argument for argument in arguments))
    assert result.exit_code != 0
    assert result.stderr.splitlines()[-1].removeprefix("Error: ").removeprefix("Erreur : ") == sentence.removeprefix(
        "Erreur : "
    )
