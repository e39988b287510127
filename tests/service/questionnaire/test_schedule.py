"""The state of a questionnaire is a function of the clock, to the second, whatever the server's zone."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from places import PARIS
from small_cycle import ANSWER, BASE, CYCLE, Circle, deposit, make_circle, save

from chorale.service.questionnaire import deposits
from chorale.service.questionnaire import secretariat as questionnaire_secretariat

OPENS, CLOSES = (
    datetime(2026, 11, 16, 9, 0, tzinfo=PARIS),
    datetime(2026, 12, 11, 18, 0, tzinfo=PARIS),
)
SECOND = timedelta(seconds=1)


@pytest.fixture
def circle(tmp_path: Path) -> Circle:
    return make_circle(tmp_path)


@pytest.fixture(params=["UTC", "Europe/Paris", "Pacific/Noumea", "America/Guadeloupe"])
def server_zone(request, monkeypatch):
    monkeypatch.setitem(os.environ, "TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("when", "status", "late"),
    [
        (OPENS - SECOND, 403, None),
        (OPENS, 303, False),
        (CLOSES - SECOND, 303, False),
        (CLOSES, 303, True),
        (CLOSES + timedelta(hours=1) - SECOND, 303, True),
        (CLOSES + timedelta(hours=1), 403, None),
    ],
)
def test_each_boundary_holds_to_the_second(circle, server_zone, when, status, late):
    circle.place.clock.now = OPENS
    save(circle.enter("snp-referent"))
    circle.place.clock.now = when.astimezone(UTC)
    browser = circle.enter("snp-referent")
    assert browser.post(f"{BASE}/proposition", {"version": "1", **ANSWER}).status == status
    if status == 303:
        assert deposit(browser).status == 303
    else:
        form = {"version": "1", "envoi": "0123456789abcdef"}
        assert browser.post(f"{BASE}/depot", form).status == 403
    with circle.place.service.store.read() as connection:
        assert [item.late for item in deposits.receipts(connection, "cycle-9")] == (
            [late] if late is not None else []
        )


@pytest.mark.parametrize(
    ("closes", "instant"),
    [
        ("2027-03-28 03:00", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        ("2027-10-31 02:30", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        ("2027-10-31 03:00", datetime(2027, 10, 31, 2, 0, tzinfo=UTC)),
    ],
)
def test_the_change_of_summer_time_moves_no_boundary(tmp_path, closes, instant):
    text = (
        CYCLE.replace("2026-12-11 18:00", closes)
        .replace("2027-01-14", "2027-12-01")
        .replace("  tolerance: 1h\n", "")
    )
    circle = make_circle(tmp_path, files={"content/ipm/cycle-9/cycle.yml": text})
    for now, status in ((instant - SECOND, 303), (instant, 403)):
        circle.place.clock.now = now.astimezone(ZoneInfo("Europe/Paris"))
        browser = circle.enter("snp-referent")
        assert browser.post(f"{BASE}/notes", {"version": "0", "note-DE-01": "1"}).status == status


def test_nothing_is_scheduled_a_closed_questionnaire_is_closed_even_if_nothing_ran(circle):
    browser = circle.enter("snp-referent")
    circle.place.clock.now = CLOSES + timedelta(days=30)
    browser = circle.enter("snp-referent")
    assert "est clos depuis" in browser.get(f"{BASE}/").words
    assert browser.post(f"{BASE}/notes", {"version": "0", "note-DE-01": "1"}).status == 403


def test_an_extension_moves_the_close_for_all_tells_all_and_stands_in_the_journal(circle):
    service, cycle = circle.place.service, circle.place.service.community.cycles[0]
    with pytest.raises(questionnaire_secretariat.SecretariatError):
        questionnaire_secretariat.extend(service, cycle, datetime(2026, 12, 11, 17, 0), "plus tôt")
    later = questionnaire_secretariat.extend(
        service, cycle, datetime(2026, 12, 14, 12, 0), "panne du réseau"
    )
    assert later.closes == datetime(2026, 12, 14, 11, 0, tzinfo=UTC)
    circle.place.clock.now = CLOSES + timedelta(hours=2)
    assert deposit(circle.enter("snp-referent")).status == 303
    letters = [mail for mail in circle.place.post() if "reportée" in mail["subject"]]
    assert len(letters) == 4
    assert "lundi 14 décembre 2026 à 12 h (heure de Paris)" in letters[0].get_content().replace(
        "\u00a0", " "
    )
