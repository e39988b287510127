"""What a cycle has frozen cannot move in silence; a correction is dated, explained, and carries what it replaced."""

import re
import shutil
from datetime import date

import pytest
from click.testing import CliRunner
from house import GOLDEN

from chorale.cli.command_group import group
from chorale.content.checks.frozen import frozen
from chorale.content.load import load
from chorale.ipm.decide import decide
from chorale.ipm.formats.record import as_json

TODAY = date(2026, 3, 5)
command = group("ipm")
FOLDER = "content/ipm/cycle-1"
CYCLE = f"{FOLDER}/cycle.yml"
REMEDY = (
    "remettre ce qui était, ou dater la correction : page « Figer, corriger » du cycle dans l'atelier, ou "
    "« chorale ipm correct cycle-1 --author … --reason … »"
)


@pytest.fixture
def root(tmp_path):
    shutil.copytree(GOLDEN / "content", tmp_path / "content")
    return tmp_path


def change(root, path, old, new):
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def told(root, today=TODAY):
    return [
        (problem.severity, problem.source.line, problem.sentence)
        for problem in frozen(load(root, today))
    ]


def run(root, *words, today=TODAY):
    return CliRunner().invoke(
        command, [*words, "--project", str(root), "--today", today.isoformat()]
    )


def thawed(root):
    """Take away what the cycle froze."""
    text = (root / CYCLE).read_text(encoding="utf-8")
    (root / CYCLE).write_text(text[: text.index("groups:")], encoding="utf-8")


MOVES = [
    (CYCLE, "amount: 90", "amount: 91", ("rule", "depuis l'ouverture : l'enveloppe, les thèmes et la règle")),
    (CYCLE, "absent_group: shared", "absent_group: frozen", ("rule", "depuis l'ouverture : l'enveloppe, les thèmes et la règle")),
    (CYCLE, 'name: "Sud", full_name: "Phares du Sud", weight: 1', 'name: "Sud", full_name: "Phares du Sud", weight: 3', ("groups", "depuis l'ouverture : les groupes et leur poids")),
    (f"{FOLDER}/requests.yml", "estimate: 45", "estimate: 46", ("requests", "depuis l'ouverture : les demandes")),
    (f"{FOLDER}/requests.yml", "excludes: [DE-01]", "excludes: []", ("requests", "depuis l'ouverture : les demandes")),
    (f"{FOLDER}/ballots/nord.yml", "DE-01: 60, DE-02: 25", "DE-01: 61, DE-02: 24", ("ballots", "depuis la clôture : les bulletins")),
    (f"{FOLDER}/arbitration.yml", "Secrétariat", "Présidence", ("arbitration", "depuis la décision : l'arbitrage")),
]  # fmt: skip


@pytest.mark.parametrize(("path", "old", "new", "expected"), MOVES)
def test_what_was_frozen_and_moves_is_told(root, path, old, new, expected):
    part, words = expected
    change(root, path, old, new)

    ((severity, line, sentence),) = told(root)

    assert (severity, sentence) == ("error", f"ce qui était figé a bougé {words} ; {REMEDY}")
    assert (
        (root / CYCLE).read_text(encoding="utf-8").splitlines()[line - 1].startswith(f"  {part}:")
    )


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("content/ipm/groups.yml", "name: Nord", "weight: 5, name: Grand Nord"),
        ("content/ipm/groups.yml", "- {key: sud", "- {key: est, name: Est}\n- {key: sud"),
        ("content/ipm/groups.yml", "- {key: ouest, name: Ouest, full_name: \"Phares de l'Ouest\"}\n", ""),
        (CYCLE, "arbitration: 2026-02-12", "arbitration: 2026-02-13"),
        (f"{FOLDER}/requests.yml", "cost: {estimate: 15}", "cost: {estimate: 15}\n  outcome: {planned: juin}"),
    ],
    ids=["a weight", "a new group", "a group that left", "a milestone", "what became of a request"],
)  # fmt: skip
def test_what_happens_later_moves_no_decision(root, path, old, new):
    before = as_json(decide(load(root, TODAY).community.cycles[0]))
    change(root, path, old, new)

    assert told(root) == []
    assert as_json(decide(load(root, TODAY).community.cycles[0])) == before


def test_an_open_cycle_that_froze_nothing_is_told_once_and_mended_by_the_command(root):
    text = (root / CYCLE).read_text(encoding="utf-8")
    thawed(root)

    assert told(root) == [
        (
            "warning",
            2,
            "cycle 1 ouvert mais pas figé : l'enveloppe, les thèmes et la règle, les groupes et leur poids, "
            "les demandes, les bulletins et l'arbitrage peuvent changer sans que cela se voie ; "
            "figer : page « Figer, corriger » du cycle dans l'atelier, ou « chorale ipm freeze cycle-1 »",
        )
    ]
    assert told(root, date(2026, 1, 4)) == []
    assert run(root, "freeze", "cycle-1").exit_code == 0
    assert (root / CYCLE).read_text(encoding="utf-8") == text


def test_one_part_that_is_not_frozen_is_told_in_the_singular(root):
    text = (root / CYCLE).read_text(encoding="utf-8")
    alone = re.sub(r"^  arbitration: [0-9a-f]{64}\n", "", text, flags=re.MULTILINE)
    (root / CYCLE).write_text(alone, encoding="utf-8")

    assert "pas figé : l'arbitrage peut changer sans que cela se voie" in told(root)[0][2]


def test_each_stage_freezes_what_it_settles_and_no_more(root):
    thawed(root)
    stages = [date(2026, 1, 2), date(2026, 1, 10), date(2026, 1, 31), date(2026, 2, 13)]
    parts = []
    for today in stages:
        assert run(root, "freeze", "cycle-1", today=today).exit_code == 0
        text = (root / CYCLE).read_text(encoding="utf-8")
        parts.append(re.findall(r"^  (\w+): [0-9a-f]{64}$", text, re.MULTILINE))

    opening = ["rule", "groups", "requests"]
    assert parts == [
        opening,
        opening,
        [*opening, "ballots"],
        [*opening, "ballots", "arbitration"],
    ]


def test_on_its_very_day_a_meeting_is_frozen_once_it_is_said_to_be_over(root):
    thawed(root)
    change(root, f"{FOLDER}/arbitration.yml", "2026-02-12", "2026-02-05")
    day = date(2026, 2, 5)

    def decided():
        return "\n  arbitration: " in (root / CYCLE).read_text(encoding="utf-8")

    run(root, "freeze", "cycle-1", today=day)
    assert not decided()
    run(root, "freeze", "cycle-1", "--meeting-over", today=date(2026, 2, 4))
    assert not decided()
    run(root, "freeze", "cycle-1", "--meeting-over", today=day)
    assert decided()


def test_before_the_opening_what_was_frozen_may_still_be_frozen_again(root):
    thawed(root)
    early = date(2026, 1, 2)
    run(root, "freeze", "cycle-1", today=early)
    change(root, CYCLE, "amount: 90", "amount: 95")

    assert run(root, "freeze", "cycle-1", today=early).exit_code == 0
    assert told(root, early) == []


def test_a_frozen_cycle_that_moved_is_not_frozen_again(root):
    change(root, CYCLE, "amount: 90", "amount: 91")

    refused = run(root, "freeze", "cycle-1")

    assert refused.exit_code == 1
    assert "« chorale ipm correct cycle-1 --author … --reason … »" in refused.stderr
    assert [severity for severity, *_ in told(root)] == ["error"]


def test_a_correction_is_dated_explained_and_chained(root):
    old = load(root, TODAY).community.cycles[0].fingerprint
    change(root, f"{FOLDER}/requests.yml", "estimate: 45", "estimate: 46")

    done = run(
        root, "correct", "cycle-1", "--author", "Secrétariat", "--reason", "Une « coquille » : 46"
    )

    assert done.exit_code == 0, done.stderr
    cycle = load(root, TODAY).community.cycles[0]
    (one,) = cycle.corrections
    assert (one.date, one.author, one.reason) == (TODAY, "Secrétariat", "Une « coquille » : 46")
    assert one.replaced == {"requests": old.requests}
    assert told(root) == []
    change(root, CYCLE, "Secrétariat", "Personne")
    assert [sentence for _, _, sentence in told(root)] == [
        f"ce qui était figé a bougé depuis l'ouverture : les corrections déjà datées ; {REMEDY}"
    ]


def test_nothing_to_correct_is_told_and_a_correction_has_an_author(root):
    nothing = run(root, "correct", "cycle-1", "--author", "A", "--reason", "B")
    change(root, CYCLE, "amount: 90", "amount: 91")
    blank = run(root, "correct", "cycle-1", "--author", " ", "--reason", "B")

    assert nothing.stderr == (
        "Error: rien de ce que cycle-1 a figé n’a bougé : modifier d’abord ses fichiers, puis dater la correction\n"
    )
    assert "une correction a un auteur et une raison" in blank.stderr


def test_an_unknown_cycle_is_told(root):
    assert run(root, "freeze", "cycle-2").stderr == (
        "Error: cycle inconnu « cycle-2 » ; vouliez-vous dire « cycle-1 » ?\n"
    )
