"""What a cycle does by itself, and how long its people, drafts and logs are kept."""

import json
import logging
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from places import PARIS, make_place
from small_cycle import BASE, CYCLE, FILES, KEYS, REQUESTS, Circle, deposit, make_circle, save

from chorale.service import journal, logs
from chorale.service.accounts import people
from chorale.service.app import run_jobs
from chorale.service.operation import collection
from chorale.service.questionnaire import deposits
from chorale.service.questionnaire.secretariat import SecretariatError

KEPT_THREE = CYCLE + "retention_months: 3\n"


@pytest.fixture
def circle(tmp_path: Path) -> Circle:
    return kept_three(tmp_path)


def kept_three(root: Path) -> Circle:
    """Make a cycle whose people are kept for three months, with scores, a draft and a deposit."""
    made = make_circle(root, files={"content/ipm/cycle-9/cycle.yml": KEPT_THREE})
    browser = made.enter("snp-referent")
    browser.post(f"{BASE}/notes", {"version": "0", "note-DE-01": "5"})
    deposit(browser)
    made.place.post()
    return made


def at(circle: Circle, text: str) -> None:
    circle.place.clock.now = datetime.fromisoformat(text).replace(tzinfo=PARIS)


def left(circle: Circle) -> int:
    with circle.place.service.store.read() as connection:
        return len(people.of_scope(connection, "cycle-9"))


def test_the_months_of_cycle_yml_count_from_the_end_of_the_tolerance_to_the_second(circle):
    service, cycle = circle.place.service, circle.place.service.community.cycles[0]
    at(circle, "2027-03-11 18:59:59")
    with pytest.raises(SecretariatError, match=r"gardé 3 mois après la clôture \(cycle.yml\)"):
        collection.purge(service, cycle)
    at(circle, "2027-03-11 19:00:00")
    erased = collection.purge(service, cycle)
    assert erased == {
        "drafts": 1,
        "scores": 1,
        "keys": 2,
        "people": 4,
        "sessions": 1,
        "letters": 2,
    }


def test_a_purge_erases_people_and_drafts_keeps_deposits_and_is_journalled(circle):
    at(circle, "2027-04-01 00:00")
    collection.purge(circle.place.service, circle.place.service.community.cycles[0])
    with circle.place.service.store.read() as connection:
        (kept,) = deposits.receipts(connection, "cycle-9")
        assert "DE-01: 60" in deposits.content(connection, kept, KEYS[1])
        chain = journal.entries(connection, "cycle-9")
        assert (
            chain[-1].kind,
            json.loads(chain[-1].facts)["people"],
            journal.faults(chain),
        ) == ("purge", 4, [])
    circle.place.service.store.close()
    for file in circle.place.folder.glob("essai.sqlite*"):
        assert b"@exemple.fr" not in file.read_bytes(), file.name


def test_the_service_forgets_by_itself_when_the_time_is_over_and_only_once(circle):
    at(circle, "2027-03-11 18:59")
    run_jobs(circle.place.service)
    assert left(circle) == 4
    at(circle, "2027-03-11 19:00")
    for _ in range(3):
        run_jobs(circle.place.service)
    with circle.place.service.store.read() as connection:
        kinds = [entry.kind for entry in journal.entries(connection, "cycle-9")]
    assert (left(circle), kinds.count("purge")) == (0, 1)


def test_logs_older_than_twelve_months_are_erased_and_nothing_else(circle):
    folder = circle.place.service.settings.log_folder
    folder.mkdir()
    for name in (
        "2025-11-15.jsonl",
        "2025-11-16.jsonl",
        "2026-11-16.jsonl",
        "note.jsonl",
        "2025-01-01.txt",
    ):
        (folder / name).write_text("{}\n")
    run_jobs(circle.place.service)
    assert sorted(file.name for file in folder.iterdir()) == [
        "2025-01-01.txt", "2025-11-16.jsonl", "2026-11-16.jsonl", "note.jsonl",
    ]  # fmt: skip
    circle.place.clock.advance(days=1)
    run_jobs(circle.place.service)
    assert not (folder / "2025-11-16.jsonl").exists()


def test_each_event_is_one_line_in_the_file_of_its_day_readable_by_its_owner_only(tmp_path):
    logs.to_folder(tmp_path / "journaux")
    handler = logs.logger.handlers[-1]
    try:
        logs.log("essai", words="deux\nlignes\u2028trois é")
        record = logging.LogRecord("x", logging.INFO, "", 0, '{"event": "hier"}', (), None)
        record.created = datetime(2026, 11, 15, 23, 59, 59, tzinfo=UTC).timestamp()
        handler.emit(record)
    finally:
        logs.logger.removeHandler(handler)
        logs.logger.propagate = True
    (today,) = (tmp_path / "journaux").glob(f"{datetime.now(UTC).date()}.jsonl")
    (line,) = today.read_text().splitlines()
    assert {key: value for key, value in json.loads(line).items() if key != "at"} == {
        "event": "essai",
        "words": "deux\nlignes\u2028trois é",
    }
    (yesterday,) = (tmp_path / "journaux").glob("2026-11-15.jsonl")
    assert json.loads(yesterday.read_text()) == {
        "at": "2026-11-15T23:59:59.000000Z",
        "event": "hier",
    }
    assert (tmp_path / "journaux").stat().st_mode & 0o077 == 0


def test_forgetting_logs_where_there_are_none_does_nothing(tmp_path):
    assert logs.forget(tmp_path / "absent", date(2026, 1, 1)) == 0


def reopened(circle: Circle, root: Path, requests: str) -> Circle:
    """Start the service again over the same database, with other files."""
    files = {**FILES, "content/ipm/cycle-9/requests.yml": requests}
    return Circle(
        make_place(root, circle.place.service.settings.database_url, files, circle.place),
        circle.secrets,
    )


def test_the_questionnaire_is_frozen_at_its_opening_before_anyone_answers(tmp_path):
    circle = make_circle(tmp_path / "un")
    at(circle, "2026-11-16 08:59")
    run_jobs(circle.place.service)
    edited = reopened(circle, tmp_path / "deux", REQUESTS.replace("estimate: 90", "estimate: 95"))
    at(edited, "2026-11-16 09:00")
    run_jobs(edited.place.service)  # until the opening, the files may change
    changed = reopened(circle, tmp_path / "trois", REQUESTS.replace("estimate: 90", "estimate: 96"))
    at(changed, "2026-11-16 09:01")
    run_jobs(changed.place.service)
    answer = save(changed.enter("snp-referent"))
    assert (
        answer.status,
        "Le questionnaire a changé depuis son ouverture" in answer.words,
    ) == (409, True)
    scores = changed.enter("snp-member").post(f"{BASE}/notes", {"version": "0", "note-DE-01": "5"})
    assert scores.status == 409
    at(edited, "2026-11-16 09:02")
    assert save(edited.enter("snp-referent")).status == 303


def test_a_deposit_is_refused_too_when_the_files_changed_after_the_draft(tmp_path):
    circle = make_circle(tmp_path / "un")
    save(circle.enter("snp-referent"))
    changed = reopened(
        circle, tmp_path / "deux", REQUESTS.replace("Naviguer au clavier", "Naviguer à la voix")
    )
    form = {"version": "1", "envoi": "0123456789abcdef"}
    assert changed.enter("snp-referent").post(f"{BASE}/depot", form).status == 409
    with circle.place.service.store.read() as connection:
        assert deposits.receipts(connection, "cycle-9") == []
