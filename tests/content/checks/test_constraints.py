"""A cycle whose answers never came is told once its questionnaire is closed."""

import shutil
from datetime import date

import pytest
from house import GOLDEN

from chorale.content.checks.constraints import constraints
from chorale.content.load import load
from chorale.content.problems import as_text

CYCLE = "content/ipm/cycle-1/cycle.yml"
TOLD = (
    f"{CYCLE}:5:70: attention : questionnaire clos depuis le 30 janvier 2026, et aucun bulletin : rien n’est recommandé "
    "pour 90 jours-homme ; ouvrir les réponses déposées, ou ajouter les bulletins (ballots/GROUPE.yml)"
)


@pytest.mark.parametrize(("today", "told"), [("2026-01-30", ""), ("2026-01-31", TOLD)])
def test_a_closed_questionnaire_without_a_ballot_is_told_the_day_after(tmp_path, today, told):
    shutil.copytree(GOLDEN / "content", tmp_path / "content")
    shutil.rmtree(tmp_path / "content/ipm/cycle-1/ballots")
    found = list(constraints(load(tmp_path, date.fromisoformat(today))))
    first = as_text(found, tmp_path).partition("\n")[0]
    assert first.replace("\u00a0", " ").replace("\u202f", " ") == told
