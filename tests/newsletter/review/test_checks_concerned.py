"""A mistake stops the letters that show what it spoils, and no other."""

import shutil
from datetime import date

import pytest
from house import GOLDEN

from chorale.content.project import inspect
from chorale.newsletter.review import checks

WEBINAR = "content/webinars/lire-les-feux.md"


@pytest.fixture
def phare(tmp_path):
    for part in ("content", "site"):
        shutil.copytree(GOLDEN / part, tmp_path / part)
    return tmp_path


def stopped(project, change, webinars="{from: 2026-03-01, to: 2026-04-30}"):
    """Return what stops the letter that announces the webinars of a period, once one file of theirs has changed."""
    letter = project / "content/newsletters/2026-03/issue.yml"
    sections = letter.read_text(encoding="utf-8")
    letter.write_text(sections.replace("{from: 2026-03-01, to: 2026-04-30}", webinars))
    file = project / WEBINAR
    before, after = change
    words = file.read_text(encoding="utf-8")
    assert before in words
    file.write_text(words.replace(before, after), encoding="utf-8")
    loaded, problems = inspect(project, date(2026, 3, 2))
    issue = next(one for one in loaded.community.issues if one.slug == "2026-03")
    return [
        one.message for one in checks.concerned(loaded, issue, problems) if one.severity == "error"
    ]


MISSPELT = ("audiences: [marins]", "audience: [marins]")
DAY = ["« start » : trouvé « 2026-13-10 10:00 », attendu une date qui existe, ou le jour seul"]
TOLD = "clé inconnue « audience »"


@pytest.mark.parametrize(
    ("webinars", "said"),
    [
        ("{from: 2026-03-01, to: 2026-04-30}", [TOLD]),
        ("{from: 2026-04-15, to: 2026-05-11}", [TOLD]),  # between two of its days: nobody knows
        ("{from: 2026-05-12, to: 2026-05-12}", [TOLD]),
        ("{from: 2026-05-13, to: 2026-06-30}", []),
        ("{from: 2026-02-01, to: 2026-03-09}", []),
    ],
)
def test_an_event_that_cannot_be_read_stops_the_letters_of_its_days_alone(phare, webinars, said):
    assert stopped(phare, MISSPELT, webinars) == said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("2026-03-10 10:00", "2026-13-10 10:00"), DAY),  # the day itself is at fault
        (
            ("sessions:\n", "sessions: [\n"),
            ["YAML mal formé : valeur attendue ici"],
        ),  # nothing of it was read
    ],
)
def test_an_event_whose_days_cannot_be_known_stops_each_letter(phare, change, said):
    assert stopped(phare, change, "{from: 2027-01-01, to: 2027-01-31}") == said
