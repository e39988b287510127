"""A partner's calendar becomes content that passes the check; a hostile one is refused at once."""

import time
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from generator.content import calendar_import
from generator.content.calendar_import import city, imported, occurrences, refusals
from generator.content.load import load
from generator.project import inspect

PARIS = ZoneInfo("Europe/Paris")
FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)
NEXT = "\r\n"
AUDIENCES = {"fournisseurs": "Fournisseurs"}


def calendar(*events):
    blocks = "".join(
        f"BEGIN:VEVENT\r\nDTSTAMP:20261101T000000Z\r\n{NEXT.join(lines)}\r\nEND:VEVENT\r\n" for lines in events
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


def test_what_cannot_be_brought_in_is_said():
    _, reasons = brought(
        ("UID:a", "DTSTART;VALUE=DATE:20270210", "SUMMARY:Sans lieu"),
        ("UID:b", "DTSTART;VALUE=DATE:20270211", "LOCATION:Brest"),
        ("UID:c", "DTSTART;VALUE=DATE:20270212", "SUMMARY:Visio", "LOCATION:En ligne"),
        ("UID:d", "DTSTART;VALUE=DATE:20270213", "SUMMARY:Non", "LOCATION:Brest", "STATUS:CANCELLED"),
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
    assert city(location) == found


HOSTILE = {
    "a file of 10 MB": b"BEGIN:VCALENDAR\r\n" + b"X" * 10_000_000,
    "a line of 900 kB": b"BEGIN:VCALENDAR\r\nSUMMARY:" + b"x" * 900_000,
    "200,000 folds": b"BEGIN:VCALENDAR\r\nSUMMARY:x" + b"\r\n x" * 200_000,
    "5,000 nested components": b"BEGIN:A\r\n" * 5_000,
    "too many components": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 2_000,
    "a repetition by the second": calendar(("UID:a", "DTSTART:20270101T000000Z", "RRULE:FREQ=SECONDLY")),
    "a repetition that stands still": calendar(("UID:a", "DTSTART:20270101T000000Z", "RRULE:FREQ=YEARLY;INTERVAL=0")),
    "a repetition by the hour": calendar(("UID:a", "DTSTART:20270101T000000Z", "RRULE:COUNT=5;FREQ=hourly")),
    "50,000 dates": calendar(
        ("UID:a", "DTSTART:20270101T000000Z", *("RDATE:" + ",".join(["20270101T000000Z"] * 1_000) for _ in range(50)))
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_at_once(name):
    begin = time.process_time()
    found = refusals("hostile.ics", HOSTILE[name])
    assert (len(found) >= 1, time.process_time() - begin < 1) == (True, True)


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
    assert (calendar_import.LARGEST, calendar_import.MOST_OCCURRENCES) == (1_000_000, 200)
