"""A cycle begun under a released version is finished under today's: nobody is accused, everyone is opened and verified."""

from datetime import datetime
from pathlib import Path

import pytest
from places import PARIS
from releases import RELEASES, Release, upgraded
from small_cycle import BASE, deposit

from chorale.content.load import load
from chorale.files import write
from chorale.service.app import run_jobs
from chorale.service.operation import collection
from chorale.service.questionnaire.opening import opened
from chorale.service.questionnaire.verification import verify


def finished(release: Release) -> None:
    """Go on with a draft, deposit, close, open with either key, verify."""
    circle, service = release.circle, release.circle.place.service
    cycle = service.community.cycles[0]
    run_jobs(service)
    assert collection.state(service, cycle).faults == ()
    referent = circle.enter("a@exemple.fr")
    assert 'value="100" data-points' in referent.get(f"{BASE}/proposition").text
    assert referent.get(f"{BASE}/accuses/1").status == 200
    assert deposit(referent, {"points-DE-08": "100"}).headers["location"] == f"{BASE}/accuses/2"
    circle.place.clock.now = datetime(2026, 12, 12, 12, 0, tzinfo=PARIS)
    files = [opened(service, cycle, key) for key in release.keys]
    assert [answers.failures for answers in files] == [(), ()]
    assert files[0] == files[1]
    folder = service.settings.root / "content/ipm/cycle-9"
    write(folder, files[0].files)
    loaded = load(service.settings.root, circle.place.clock().date())
    assert loaded.problems == ()
    after = loaded.community.cycles[0]
    assert {ballot.group: dict(ballot.points) for ballot in after.ballots} == {
        "epn": {"DE-01": 70, "DE-08": 30},
        "snp": {"DE-08": 100},
    }
    verdict = verify(after, folder)
    assert verdict.bad == ()
    assert len(verdict.good) == 4


def test_there_is_a_database_of_every_released_version():
    assert RELEASES == ["0.1.0", "0.1.0-last", "0.2.0", "0.3.0", "0.4.0"]


@pytest.mark.parametrize("name", RELEASES)
def test_a_cycle_begun_under_a_released_version_is_finished_and_verified(name, tmp_path: Path):
    finished(upgraded(name, tmp_path))
