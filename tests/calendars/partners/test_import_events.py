"""A partner's calendar becomes content that passes the check; a hostile one is refused at once."""

import tempfile
import time
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from chorale.calendars.partners.import_events import imported, place
from chorale.calendars.partners.occurrences import occurrences
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chorale.calendars.partners import occurrences as reading
from chorale.calendars.partners import parse
from chorale.calendars.partners.size_limits import refusals
from chorale.content.load import load
from chorale.content.project import inspect

PARIS = ZoneInfo("Europe/Paris")
FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)
NEXT = "\r\n"
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
AUDIENCES = {"fournisseurs": "Fournisseurs"}


def calendar(*events):
    blocks = "".join(
        f"BEGIN:VEVENT\r\nDTSTAMP:20261101T000000Z\r\n{NEXT.join(lines)}\r\nEND:VEVENT\r\n"
        for lines in events
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{blocks}END:VCALENDAR\r\n".encode()


def brought(*events):
    return imported(occurrences(calendar(*events), FIRST, LAST, PARIS), AUDIENCES)


def test_a_meeting_comes_with_its_city_its_address_and_its_hours_in_paris():
    made, reasons = brought(
        ("UID:a", "DTSTART:20270112T090000Z", "DURATION:PT1H30M", 'SUMMARY:Atelier "factures"',
         "LOCATION:12 rue du Port\\, 35000 Rennes", "URL:https://partenaire.example/a", "DESCRIPTION:Ordre du jour\\n*à venir*")
    )  # fmt: skip
    assert reasons == ()
    assert [(one.path, one.content) for one in made] == [
        (
            "content/meetings/2027-01-12-rennes.md",
            '---\ntitle: "Atelier \\"factures\\""\n# Publics concernés, au choix : fournisseurs\naudiences: []\ndate: 2027-01-12\n'
            'city: "Rennes"\nstart: 10:00\nend: 11:30\naddress: "12 rue du Port, 35000 Rennes"\ncontact: "https://partenaire.example/a"\n'
            "---\n\nOrdre du jour\n\\*à venir\\*\n",
        )
    ]


def test_online_events_of_one_title_become_one_webinar_with_its_sessions():
    made, _ = brought(
        ("UID:a", "DTSTART:20270112T090000Z", "DTEND:20270112T100000Z", "RRULE:FREQ=WEEKLY;COUNT=2", "SUMMARY:Permanence",
         "LOCATION:https://visio.example/1")
    )  # fmt: skip
    assert [one.path for one in made] == ["content/webinars/permanence.md"]
    assert made[0].content.splitlines()[4:7] == [
        "sessions:",
        "  - {start: 2027-01-12 10:00, duration: 1h00}",
        "  - {start: 2027-01-19 10:00, duration: 1h00}",
    ]


MORNING = ("DTSTART:20270112T090000Z", "DTEND:20270112T100000Z", "LOCATION:35000 Rennes")


def test_two_meetings_of_one_day_in_one_city_are_two_files_the_earlier_with_the_shorter_name():
    made, reasons = brought(
        ("UID:b", "DTSTART:20270112T140000Z", "LOCATION:Rennes", "SUMMARY:Après-midi"),
        ("UID:a", *MORNING, "SUMMARY:Matinée"),
        ("UID:c", "DTSTART:20270112T150000Z", "LOCATION:Rennes", "SUMMARY:Après midi"),
    )
    assert reasons == ()
    assert {one.path: one.content.splitlines()[1] for one in made} == {
        "content/meetings/2027-01-12-rennes.md": 'title: "Matinée"',
        "content/meetings/2027-01-12-rennes-apres-midi.md": 'title: "Après-midi"',
        "content/meetings/2027-01-12-rennes-apres-midi-2.md": 'title: "Après midi"',
    }


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("DTSTART;VALUE=DATE:20270112", "DTEND;VALUE=DATE:20270113"), ["date: 2027-01-12"]),
        (
            ("DTSTART;VALUE=DATE:20270112", "DTEND;VALUE=DATE:20270115"),
            ["date: 2027-01-12", "until: 2027-01-14"],
        ),
        (
            ("DTSTART:20270112T090000Z", "DTEND:20270114T110000Z"),
            ["date: 2027-01-12", "until: 2027-01-14", "start: 10:00", "end: 12:00"],
        ),
        (
            (
                "DTSTART;TZID=Europe/Paris:20270112T180000",
                "DTEND;TZID=Europe/Paris:20270113T000000",
            ),
            ["date: 2027-01-12", "start: 18:00", "end: 23:59"],
        ),
    ],
)
def test_a_meeting_keeps_its_last_day(lines, expected):
    made, _ = brought(("UID:a", *lines, "SUMMARY:Salon", "LOCATION:Rennes"))
    assert [
        line
        for line in made[0].content.splitlines()
        if line[:4] in ("date", "unti", "star", "end:")
    ] == expected


def test_a_repetition_loses_its_exceptions_and_follows_its_changes():
    made, reasons = brought(
        ("UID:a", *MORNING[:2], "RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE:20270119T090000Z", "SUMMARY:Visio", "LOCATION:Visio"),
        ("UID:a", "RECURRENCE-ID:20270126T090000Z", "DTSTART:20270127T130000Z", "DTEND:20270127T140000Z", "SUMMARY:Visio", "LOCATION:Visio"),
        ("UID:a", "RECURRENCE-ID:20270202T090000Z", "DTSTART:20270202T090000Z", "STATUS:CANCELLED", "SUMMARY:Visio", "LOCATION:Visio"),
    )  # fmt: skip
    assert [line for line in made[0].content.splitlines() if "start:" in line] == [
        "  - {start: 2027-01-12 10:00, duration: 1h00}",
        "  - {start: 2027-01-27 14:00, duration: 1h00}",
    ]
    assert reasons == ("« Visio », 2027-02-02 : annulé avant d'avoir été publié ici",)


def test_an_hour_across_the_change_of_clocks_lasts_an_hour():
    made, _ = brought(
        (
            "UID:a",
            "DTSTART:20270328T003000Z",
            "DTEND:20270328T013000Z",
            "SUMMARY:Nuit",
            "LOCATION:Visio",
        )
    )
    assert "  - {start: 2027-03-28 01:30, duration: 1h00}" in made[0].content


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("Romance Standard Time", (["start: 10:00"], ())),
        ("America/Guadeloupe", (["start: 15:00"], ())),
        ("Mars/Olympus", ([], ("« T », 2027-01-12 : fuseau horaire inconnu « Mars/Olympus » : son heure serait fausse",))),
    ],
)  # fmt: skip
def test_the_hours_of_other_zones_are_told_in_paris_and_those_of_no_zone_are_not_guessed(
    zone, told
):
    made, reasons = brought(
        ("UID:a", f"DTSTART;TZID={zone}:20270112T100000", "SUMMARY:T", "LOCATION:Rennes")
    )
    hours = [line for one in made for line in one.content.splitlines() if line.startswith("start")]
    assert (hours, reasons) == told


@pytest.mark.parametrize(
    ("location", "address", "link", "online"),
    [
        ("https://v.example/1", "", "https://v.example/1", True),
        ("En visio : https://v.example/1?a=1", "En visio", "https://v.example/1?a=1", True),
        ("Réunion Microsoft Teams", "Réunion Microsoft Teams", "", True),
        (
            "12 rue X, 35000 Rennes ; https://v.example/1",
            "12 rue X, 35000 Rennes",
            "https://v.example/1",
            False,
        ),
        ("Salle A, Lyon (https://v.example/1)", "Salle A, Lyon", "https://v.example/1", False),
        ("4 rue du Zoom, 35000 Rennes", "4 rue du Zoom, 35000 Rennes", "", False),
        ("http://plain.example/", "", "", False),
        ("", "", "", False),
    ],
)
def test_a_location_is_an_address_a_link_or_both(location, address, link, online):
    found = place(location)
    assert (found.address, found.link, found.online) == (address, link, online)


def test_what_cannot_be_brought_in_is_said():
    _, reasons = brought(
        ("UID:a", "DTSTART;VALUE=DATE:20270210", "SUMMARY:Sans lieu"),
        ("UID:b", "DTSTART;VALUE=DATE:20270211", "LOCATION:Brest"),
        ("UID:c", "DTSTART;VALUE=DATE:20270212", "SUMMARY:Visio", "LOCATION:En ligne"),
        (
            "UID:d",
            "DTSTART;VALUE=DATE:20270213",
            "SUMMARY:Non",
            "LOCATION:Brest",
            "STATUS:CANCELLED",
        ),
    )
    assert reasons == (
        "« Sans lieu », 2027-02-10 : lieu absent : écrire la ville dans le champ « lieu »",
        "« sans titre », 2027-02-11 : sans titre",
        "« Visio », 2027-02-12 : une séance en ligne demande une heure de début et une heure de fin",
        "« Non », 2027-02-13 : annulé avant d'avoir été publié ici",
    )


def test_what_is_brought_in_passes_the_check(tmp_path: Path):
    made, _ = brought(
        ("UID:a", "DTSTART:20270112T090000Z", "DTEND:20270112T100000Z", 'SUMMARY:A: {b} # c\\, "d"', "LOCATION:x\\, 35000 Rennes",
         "DESCRIPTION:<script>\\n---\\n[x](javascript:a) ![y](z)\\tfin"),
        ("UID:b", "DTSTART:20270114T090000Z", "DTEND:20270114T094500Z", "SUMMARY:Visio", "LOCATION:Teams"),
        ("UID:c", "DTSTART;VALUE=DATE:20270211", "SUMMARY:Journée", "LOCATION:Saint-Lô"),
    )  # fmt: skip
    home = 'url: "https://e.example/"\nname: "E"\ntimezone: Europe/Paris\naudiences: {fournisseurs: "F"}\nsender: {name: "E", address: "e@e.example", identity: "E"}\n'
    (tmp_path / "content").mkdir()
    (tmp_path / "content/community.yml").write_text(home, encoding="utf-8")
    for one in made:
        (tmp_path / one.path).parent.mkdir(exist_ok=True)
        (tmp_path / one.path).write_text(one.content, encoding="utf-8")
    _, problems = inspect(tmp_path, date(2026, 11, 21))
    assert [problem for problem in problems if problem.severity == "error"] == []
    community = load(tmp_path, date(2026, 11, 21)).community
    assert ([item.title for item in community.meetings], [item.title for item in community.webinars]) == (
        ['A: {b} # c, "d"', "Journée"], ["Visio"],
    )  # fmt: skip


def written(words):
    """Write a TEXT of iCalendar."""
    return (
        words.replace("\\", "\\\\")
        .replace(";", "\\;")
        .replace(",", "\\,")
        .replace("\n", "\\n")
        .replace("\r", "")
    )


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=4))
def test_whatever_a_partner_writes_becomes_files_that_can_be_read(tmp_path, words):
    made, reasons = brought(
        *(
            (
                f"UID:{rank}",
                *MORNING[:2],
                f"SUMMARY:{written(title)}",
                f"LOCATION:{written(where)}",
                f"DESCRIPTION:{written(text)}",
            )
            for rank, (title, where, text) in enumerate(words)
        )
    )
    home = 'url: "https://e.example/"\nname: "E"\ntimezone: Europe/Paris\naudiences: {fournisseurs: "F"}\nsender: {name: "E", address: "e@e.example", identity: "E"}\n'
    root = Path(tempfile.mkdtemp(dir=tmp_path))
    for path, text in (
        ("content/community.yml", home),
        *((one.path, one.content) for one in made),
    ):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8", newline="")
    loaded, problems = inspect(root, date(2026, 11, 21))

    kept = [
        *loaded.community.meetings,
        *(session for one in loaded.community.webinars for session in one.sessions),
    ]
    assert [
        problem
        for problem in problems
        if problem.severity == "error" and problem.code not in ("jour", "seance")
    ] == []
    assert len(kept) + len(reasons) == len(words)


@pytest.mark.parametrize(
    ("location", "found"),
    [
        ("12 rue X, 35000 Rennes", "Rennes"),
        ("Saint-Lô", "Saint-Lô"),
        ("Salle A, 1 rue B, Lyon", "Lyon"),
        ("", ""),
        ("75013 Paris 13e", "Paris 13e"),
    ],
)
def test_the_city_of_an_address(location, found):
    assert place(location).city == found


HOSTILE = {
    "a file of 10 MB": b"BEGIN:VCALENDAR\r\n" + b"X" * 10_000_000,
    "a line of 900 kB": b"BEGIN:VCALENDAR\r\nSUMMARY:" + b"x" * 900_000,
    "200,000 folds": b"BEGIN:VCALENDAR\r\nSUMMARY:x" + b"\r\n x" * 200_000,
    "5,000 nested components": b"BEGIN:A\r\n" * 5_000,
    "too many components": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 2_000,
    "a repetition by the second": calendar(
        ("UID:a", "DTSTART:20270101T000000Z", "RRULE:FREQ=SECONDLY")
    ),
    "a repetition that stands still": calendar(
        ("UID:a", "DTSTART:20270101T000000Z", "RRULE:FREQ=YEARLY;INTERVAL=0")
    ),
    "a repetition by the hour": calendar(
        ("UID:a", "DTSTART:20270101T000000Z", "RRULE:COUNT=5;FREQ=hourly")
    ),
    "a repetition by the second, hidden by a fold": calendar(
        ("UID:a", "DTSTART:20270101T000000Z", "RRULE:FREQ=SECO\r\n NDLY")
    ),
    "a thousand hours a day": calendar(
        ("UID:a", "DTSTART:20270101T000000Z", "RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2,3")
    ),
    "50,000 dates": calendar(
        (
            "UID:a",
            "DTSTART:20270101T000000Z",
            *("RDATE:" + ",".join(["20270101T000000Z"] * 1_000) for _ in range(50)),
        )
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_at_once(name):
    begin = time.process_time()
    found = refusals("hostile.ics", HOSTILE[name])
    assert (len(found) >= 1, time.process_time() - begin < 10) == (
        True,
        True,
    )  # unrolled, each would take minutes


def test_a_refusal_names_the_line_of_the_file_folded_lines_and_blank_ones_counted():
    data = calendar(
        (
            "UID:a",
            "DESCRIPTION:un\r\n  deux\r\n  trois",
            "",
            "DTSTART:20270101T000000Z",
            "RRULE:FREQ=HOUR\r\n LY",
        )
    )
    lines = data.split(b"\r\n")
    (problem,) = refusals("x.ics", data)
    assert problem.source.line == lines.index(b"RRULE:FREQ=HOUR") + 1


@pytest.mark.parametrize(
    "lines",
    [
        ("UID:a", "DTSTART:20270101T000000Z", "DURATION:P99999999W"),
        ("UID:a", "DTSTART:nonsense"),
        ("UID:a",),
        ("UID:a", "DTSTART:20270101T000000Z", "RRULE:FREQ=DAILY"),
        ("UID:a", "DTSTART:20270101T000000Z", "RRULE:FREQ=YEARLY;BYMONTH=13"),
    ],
)
def test_a_broken_event_is_left_out_or_refused_in_one_french_sentence(lines):
    data = calendar(lines)
    assert refusals("x.ics", data) == ()
    try:
        found = occurrences(data, FIRST, LAST, PARIS)
    except ValueError as error:
        assert str(error).startswith(("calendrier illisible", "365 rendez-vous"))
    else:
        assert len(found) <= 1


def test_bytes_that_are_no_calendar_are_refused():
    for data in (b"", b"\x00\xff", b"bonjour", b"BEGIN:VCALENDAR"):
        with pytest.raises(ValueError, match="calendrier"):
            occurrences(data, FIRST, LAST, PARIS)


def test_the_limits_are_written_once():
    assert (parse.LARGEST, reading.MOST_OCCURRENCES) == (1_000_000, 200)
