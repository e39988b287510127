"""A series becomes sessions, each with its own identity; a written session replaces that of its day."""

from datetime import date, timedelta

import pytest

from chorale.content.agenda import events
from chorale.content.load import load

HOME = """\
url: "https://essai.example/"
name: "Essai"
timezone: Europe/Paris
audiences: {a: "A"}
sender: {name: "Essai", address: "essai@essai.example", identity: "Essai"}
"""


@pytest.fixture
def held(tmp_path):
    def read(*lines, kind="webinars"):
        (tmp_path / "content" / kind).mkdir(parents=True, exist_ok=True)
        (tmp_path / "content/community.yml").write_text(HOME, encoding="utf-8")
        text = "---\ntitle: T\n" + "\n".join(lines) + "\n---\n"
        (tmp_path / "content" / kind / "x.md").write_text(text, encoding="utf-8")
        loaded = load(tmp_path, date(2027, 1, 1))
        assert [problem.sentence for problem in loaded.problems] == []
        return events(loaded.community)

    return read


def test_twelve_sessions_are_written_in_two_lines(held):
    found = held(
        "every: {weekday: thursday, from: 2027-01-04 10:00, until: 2027-04-02, except: [2027-02-11]}",
        "defaults: {duration: 1h, registration: interne, capacity: 300}",
    )
    assert [one.key for one in found] == [
        f"x-2027{day}T1000"
        for day in (
            "0107", "0114", "0121", "0128", "0204", "0218", "0225", "0304", "0311", "0318", "0325", "0401",
        )
    ]  # fmt: skip
    assert {
        (one.session.duration, one.session.registration, one.session.capacity) for one in found
    } == {(timedelta(hours=1), "interne", 300)}


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("from: 2027-01-05, until: 2027-02-10, interval: 2", ["0105", "0119", "0202"]),
        (
            "weekday: friday, rank: second, from: 2027-01-01, until: 2027-04-01",
            ["0108", "0212", "0312"],
        ),
        ("weekday: monday, rank: last, from: 2027-01-26, until: 2027-03-31", ["0222", "0329"]),
        ("from: 2027-01-05, until: 2027-01-13, also: [2027-01-20]", ["0105", "0112", "0120"]),
    ],
    ids=["every other week", "the second Friday", "the last Monday", "one more"],
)
def test_a_rule_gives_its_days(held, rule, days):
    assert [one.key for one in held(f"every: {{{rule}}}")] == [f"x-2027{day}" for day in days]


def test_a_written_session_replaces_that_of_its_day_and_keeps_the_identity_of_the_rule(held):
    found = held(
        "every: {from: 2027-01-07 10:00, until: 2027-01-21, also: [2027-01-26 18:00]}",
        "defaults: {duration: 1h, capacity: 300, registration: interne}",
        "sessions:",
        "  - {start: 2027-01-15 14:00, status: moved, moved_from: 2027-01-14 10:00, capacity: 20}",
        "  - {start: 2027-01-21 10:00, status: cancelled, note: x}",
    )
    assert [
        (one.key, f"{one.start:%d %H:%M}", one.status, one.session.capacity) for one in found
    ] == [
        ("x-20270107T1000", "07 10:00", "confirmed", 300),
        ("x-20270114T1000", "15 14:00", "moved", 20),
        ("x-20270121T1000", "21 10:00", "cancelled", 300),
        ("x-20270126T1800", "26 18:00", "confirmed", 300),
    ]


def test_a_session_says_no_to_what_all_of_them_have(held):
    found = held(
        "defaults: {duration: 1h, registration: interne, approval: true, certificate: oui}",
        "sessions:",
        "  - {start: 2027-01-07 10:00}",
        "  - {start: 2027-01-14 10:00, approval: false, certificate: non}",
    )
    assert [(one.session.approval, one.session.certificate) for one in found] == [
        (True, True),
        (False, False),
    ]


def test_a_date_of_a_meeting_says_no_to_what_the_meeting_says(held):
    found = held(
        *MEETING,
        "registration: interne",
        "approval: true",
        "sessions: [2027-02-17, {date: 2027-03-11, approval: false}]",
        kind="meetings",
    )
    assert {f"{one.start:%m-%d}": one.session.approval for one in found} == {
        "01-05": True,
        "02-17": True,
        "03-11": False,
    }


def test_a_series_crosses_the_change_of_clocks_at_the_same_hour(held):
    found = held("every: {from: 2027-03-23 10:00, until: 2027-03-30}", "defaults: {duration: 1h}")
    assert [one.start.isoformat() for one in found] == [
        "2027-03-23T10:00:00+01:00",
        "2027-03-30T10:00:00+02:00",
    ]


def test_the_zone_of_a_webinar_is_that_of_all_its_hours(held):
    (found,) = held(
        "sessions: [{start: 2027-01-07 10:00, duration: 1h, status: moved, moved_from: 2027-01-06 09:00}]",
        "timezone: America/Cayenne",
    )
    assert (found.start.isoformat(), found.moved_from.isoformat()) == (
        "2027-01-07T10:00:00-03:00",
        "2027-01-06T09:00:00-03:00",
    )


def test_a_draft_session_is_nowhere_and_holds_its_day_in_the_series(held):
    found = held(
        "every: {from: 2027-01-07 10:00, until: 2027-01-21}",
        "defaults: {duration: 1h}",
        "sessions: [{start: 2027-01-14 10:00, draft: true}, {start: 2027-02-04 10:00, draft: true}]",
    )
    assert [one.key for one in found] == ["x-20270107T1000", "x-20270121T1000"]


MEETING = ("date: 2027-01-05", "start: 14:00", "end: 16:30", "city: Nantes", "address: 2 quai X")


def test_a_meeting_comes_back_from_its_date_and_each_date_has_its_own_words(held):
    found = held(
        *MEETING,
        "every: {rank: first, until: 2027-06-30, except: [2027-03-02], also: [2027-03-09 18:00]}",
        "sessions:",
        "  - {date: 2027-02-02, status: cancelled, note: x}",
        "  - {date: 2027-04-13, moved_from: 2027-04-06, status: moved, start: 10:00, end: 12:00, place: Mairie}",
        "  - {date: 2027-06-01, draft: true}",
        kind="meetings",
    )
    assert [
        (one.key, f"{one.start:%m-%d %H:%M}", f"{one.end or ''}"[11:16], one.status, one.place, one.address)
        for one in found
    ] == [
        ("x-20270105", "01-05 14:00", "16:30", "confirmed", "", "2 quai X"),
        ("x-20270202", "02-02 14:00", "16:30", "cancelled", "", "2 quai X"),
        ("x-20270309", "03-09 18:00", "", "confirmed", "", "2 quai X"),
        ("x-20270406", "04-13 10:00", "12:00", "moved", "Mairie", ""),
        ("x-20270504", "05-04 14:00", "16:30", "confirmed", "", "2 quai X"),
    ]  # fmt: skip
    assert {one.item for one in found} == {found[0].item}


def test_a_meeting_on_dates_that_follow_no_rule_lists_them(held):
    found = held(*MEETING, "sessions: [2027-02-17, {date: 2027-03-11}]", kind="meetings")
    assert [(one.key, f"{one.start:%H:%M}") for one in found] == [
        ("x-20270105", "14:00"),
        ("x-20270217", "14:00"),
        ("x-20270311", "14:00"),
    ]
