"""The calendars are strict iCalendar, say what the content says, and another reader finds it all again."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import recurring_ical_events
from house import ROOT
from hypothesis import given
from hypothesis import strategies as st
from small_agenda import COMMUNITY, CYCLE, LYON, ORLEANS, TODAY, WEBINAR, at, told

from chorale.calendars import ics
from chorale.calendars.content_lines import fold, parameter, text
from chorale.calendars.partners.lint import lint
from chorale.content.agenda import events
from chorale.french.phrases import apostrophes

FILES = {file.path: file.content for file in ics.files(COMMUNITY)}
ALL = FILES["calendriers/rendez-vous.ics"]
PRINTED = st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n")


def read(data):
    return {str(event["UID"]): event for event in icalendar.Calendar.from_ical(data).walk("VEVENT")}


def test_every_file_passes_the_strict_lint():
    assert [problem for path, data in FILES.items() for problem in lint(path, data)] == []


def test_there_is_a_feed_for_each_way_to_look_and_a_file_for_each_event():
    assert sorted(FILES) == sorted(
        [
            "calendriers/rendez-vous.ics",
            "calendriers/webinaires.ics",
            "calendriers/rencontres.ics",
            "calendriers/ipm.ics",
            "calendriers/public-fournisseurs.ics",
            "calendriers/public-entites-publiques.ics",
            "calendriers/webinaires-fournisseurs.ics",
            "calendriers/webinaires-entites-publiques.ics",
            "calendriers/rencontres-fournisseurs.ics",
            "calendriers/rencontres-entites-publiques.ics",
            "calendriers/ville-lyon.ics",
            "calendriers/ville-orleans.ics",
            *(f"calendriers/rendez-vous/{event.key}.ics" for event in events(COMMUNITY)),
        ]
    )


def test_icalendar_reads_each_event_as_the_content_says_it():
    found = read(ALL)
    assert sorted(found) == sorted(f"{event.key}@communaute.example" for event in events(COMMUNITY))
    cancelled = found["bien-demarrer-20261215T1400@communaute.example"]
    assert cancelled["SUMMARY"] == "ANNULÉ – " + apostrophes(WEBINAR.title)
    assert cancelled["STATUS"] == "CANCELLED"
    assert (cancelled.start, cancelled.end) == (at(2026, 12, 15, 14), at(2026, 12, 15, 15, 30))
    assert cancelled["DESCRIPTION"].splitlines() == [
        "Ce rendez-vous est annulé.",
        "Intervenant empêché.",
        apostrophes(WEBINAR.summary),
        "Intervenants : Équipe de support",
        "Tous les détails : https://communaute.example/agenda/webinaires/bien-demarrer/#seance-20261215t1400",
    ]


def test_a_meeting_has_its_place_and_its_organiser():
    meeting = read(ALL)["2026-12-10-lyon@communaute.example"]
    assert meeting["LOCATION"] == "Salle des Canuts, 1 place de l’Exemple, 69000 Lyon"
    assert meeting["GEO"].to_ical() == "45.764;4.8357"
    assert meeting["ORGANIZER"] == "mailto:lettre@communaute.example"
    assert meeting["ORGANIZER"].params["CN"] == 'Communauté "Essai"'
    assert [str(name) for name in meeting["CATEGORIES"].cats] == [
        "Rencontre",
        "Fournisseurs",
        "Entités publiques",
    ]
    assert meeting["URL"] == "https://communaute.example/agenda/rencontres/2026-12-10-lyon/"


def test_a_webinar_gives_its_link_twice_since_most_clients_ignore_conference():
    session = read(ALL)["bien-demarrer-20261208T1000@communaute.example"]
    link = "https://communaute.example/participer/inscription/bien-demarrer-20261208T1000/"
    assert session["LOCATION"] == f"En ligne : {link}"
    assert session["CONFERENCE"] == link
    assert session["CONFERENCE"].params["FEATURE"] == ["AUDIO", "VIDEO"]


def test_a_whole_day_ends_the_day_after():
    meeting = read(ALL)["2018-12-04-orleans@communaute.example"]
    assert (meeting.start, meeting.end) == (date(2018, 12, 4), date(2018, 12, 5))


def test_an_instant_without_length_has_no_end():
    closing = read(ALL)["ipm-cycle-9-closes@communaute.example"]
    assert (closing["DTSTART"].dt, "DTEND" in closing) == (CYCLE.milestones.closes, False)


def test_a_moved_session_keeps_the_identifier_of_its_first_date():
    moved = read(ALL)["bien-demarrer-20270121T1100@communaute.example"]
    assert (moved.start, moved["STATUS"]) == (at(2027, 2, 4, 11), "CONFIRMED")
    assert moved["DESCRIPTION"].startswith(
        "Ce rendez-vous, prévu d’abord le jeudi 21 janvier 2027 à 11\u00a0h"
    )


def test_a_site_that_changes_its_address_keeps_the_identifiers_that_calendars_know():
    moved = replace(COMMUNITY, url="https://nouveau.example/", calendar_domain="communaute.example")
    data = next(iter(ics.files(moved))).content
    assert sorted(read(data)) == sorted(read(ALL))


def test_stamps_come_from_the_history_and_from_today_only_without_one():
    found = read(ALL)
    known = found["bien-demarrer-20261208T1000@communaute.example"]
    assert (known["DTSTAMP"].dt, known["LAST-MODIFIED"].dt, known["SEQUENCE"]) == (
        datetime(2026, 10, 1, 8, 30, tzinfo=UTC), datetime(2026, 10, 1, 8, 30, tzinfo=UTC), 2,
    )  # fmt: skip
    fresh = found["2026-12-10-lyon@communaute.example"]
    assert (fresh["DTSTAMP"].dt, fresh["SEQUENCE"]) == (datetime(2026, 11, 21, tzinfo=UTC), 0)


def test_a_calendar_was_modified_when_the_latest_of_its_own_events_was():
    first, last = (
        datetime(2018, 11, 5, 9, 30, tzinfo=UTC),
        datetime(2026, 11, 3, 14, tzinfo=UTC),
    )
    made = told(told(COMMUNITY, first), last, paths=(LYON.path,))
    whole = {file.path: icalendar.Calendar.from_ical(file.content) for file in ics.files(made)}

    assert whole["calendriers/rendez-vous.ics"].decoded("LAST-MODIFIED") == last
    assert whole["calendriers/webinaires.ics"].decoded("LAST-MODIFIED") == first
    assert {
        str(event["UID"]).partition("@")[0]: event.decoded("LAST-MODIFIED")
        for event in whole["calendriers/rencontres.ics"].walk("VEVENT")
    } == {LYON.slug: last, ORLEANS.slug: first}


def test_the_day_of_the_build_changes_no_byte_of_an_event_that_has_a_history():
    known = told(COMMUNITY, datetime(2026, 1, 1, tzinfo=UTC))
    later = replace(known, today=TODAY + timedelta(days=400))
    assert list(ics.files(known)) == list(ics.files(later))


def test_each_event_is_the_same_bytes_in_every_feed():
    one = ALL[ALL.index(b"BEGIN:VEVENT\r\nUID:2026-12-10-lyon") :]
    one = one[: one.index(b"END:VEVENT\r\n")]
    holders = ["rendez-vous", "rencontres", "public-fournisseurs", "public-entites-publiques", "rencontres-fournisseurs", "ville-lyon"]  # fmt: skip
    assert [FILES[f"calendriers/{name}.ics"].count(one) for name in holders] == [1] * len(holders)


def test_feeds_have_no_alarm_and_no_attendee_and_leave_time_free():
    assert (ALL.count(b"VALARM"), ALL.count(b"ATTENDEE"), ALL.count(b"OPAQUE")) == (0, 0, 0)


def test_a_file_of_one_event_reminds_an_hour_before_or_the_day_before_and_never_of_a_cancelled_one():
    def alarms(key):
        return [
            alarm["TRIGGER"].dt
            for alarm in icalendar.Calendar.from_ical(
                FILES[f"calendriers/rendez-vous/{key}.ics"]
            ).walk("VALARM")
        ]

    assert alarms("2026-12-10-lyon") == [timedelta(hours=-1)]
    assert alarms("2018-12-04-orleans") == [timedelta(hours=-15)]
    assert alarms("bien-demarrer-20261215T1400") == []


def test_each_event_happens_once_on_its_day():
    for event in events(COMMUNITY):
        alone = icalendar.Calendar.from_ical(FILES[f"calendriers/rendez-vous/{event.key}.ics"])
        found = recurring_ical_events.of(alone).between(event.day, event.day + timedelta(days=1))
        assert [str(one["UID"]) for one in found] == [f"{event.key}@communaute.example"]


def test_a_title_cannot_write_properties():
    hostile = replace(
        ORLEANS, title="Rencontre\r\nATTENDEE:mailto:a@b.example\nEND:VEVENT\x00", city="A\rB"
    )
    data = next(iter(ics.files(replace(COMMUNITY, meetings=(hostile,))))).content
    assert lint("hostile.ics", data) == ()
    assert (
        read(data)["2018-12-04-orleans@communaute.example"]["SUMMARY"]
        == "Rencontre ATTENDEE:mailto:a@b.example END:VEVENT"
    )


def test_a_place_with_commas_and_semicolons_survives():
    data = next(
        iter(ics.files(replace(COMMUNITY, meetings=(replace(LYON, address="1; rue A, b\\c"),))))
    ).content
    assert (
        read(data)["2026-12-10-lyon@communaute.example"]["LOCATION"]
        == "Salle des Canuts, 1; rue A, b\\c, Lyon"
    )


@given(st.text())
def test_folded_lines_hold_75_octets_of_whole_characters_and_unfold_to_the_same(words):
    line = "SUMMARY:" + text(words)
    pieces = fold(line).split(b"\r\n")
    assert pieces.pop() == b""
    assert max(map(len, pieces)) <= 75
    assert [piece.decode() for piece in pieces]
    assert fold(line).replace(b"\r\n ", b"").decode() == line + "\r\n"


@given(st.text(PRINTED))
def test_any_text_comes_back_through_icalendar(words):
    event = icalendar.Event.from_ical(f"BEGIN:VEVENT\r\nSUMMARY:{text(words)}\r\nEND:VEVENT\r\n")
    assert str(event["SUMMARY"]) == words


@given(st.text(PRINTED))
def test_any_parameter_comes_back_through_icalendar(words):
    """A backslash aside: RFC 6868 leaves it as it is in a parameter, where this reader takes it for an escape."""
    words = words.replace("\\", "/")
    event = icalendar.Event.from_ical(
        f"BEGIN:VEVENT\r\nX-A;CN={parameter(words)}:x\r\nEND:VEVENT\r\n"
    )
    assert event["X-A"].params["CN"] == words


def test_a_backslash_stays_as_it_is_in_a_parameter():
    assert parameter("a\\b\\\\c") == '"a\\b\\\\c"'


@pytest.fixture(scope="module")
def digests():
    program = (
        "import hashlib, sys; sys.path[:0] = sys.argv[1:];"
        "from small_agenda import COMMUNITY; from chorale.calendars import ics;"
        "from chorale.site.agenda import event_pages, feeds, lists;"
        "outputs = (lists.files, ics.files, feeds.files, event_pages.files, feeds.subscription_page, feeds.open_data_files);"
        "made = [f for output in outputs for f in output(COMMUNITY)];"
        "print(hashlib.sha256(repr(made).encode()).hexdigest())"
    )
    command = [
        sys.executable,
        "-c",
        program,
        str(ROOT / "generator"),
        str(ROOT / "tests/helpers"),
    ]
    runs = [
        subprocess.Popen(
            command,
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone},
            stdout=subprocess.PIPE,
        )
        for seed in ("0", "1", "2", "3")
        for zone in ("UTC", "America/New_York", "Pacific/Noumea")
    ]
    return [run.communicate()[0] for run in runs]


def test_four_hash_seeds_and_three_time_zones_give_one_output(digests):
    assert (len(digests), len(set(digests)), len(digests[0])) == (12, 1, 65)
