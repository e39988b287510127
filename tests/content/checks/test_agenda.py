"""What an editor must look at before a date is announced, each with its place and its remedy."""

from datetime import date
from pathlib import Path

import pytest

from chorale.content.checks import agenda as checks_agenda
from chorale.content.checks import attendance, references
from chorale.content.load import load
from chorale.french.dates import easter, holidays

HOME = """\
url: "https://essai.example/"
name: "Essai"
timezone: Europe/Paris
audiences: {a: "Public A", b: "Public B"}
sender: {name: "Essai", address: "essai@essai.example", identity: "Essai"}
"""
TODAY = date(2026, 11, 21)


@pytest.fixture
def project(tmp_path: Path):
    def write(home=HOME, today=TODAY, **files):
        for name, text in {"community.yml": home, **files}.items():
            path = tmp_path / "content" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return load(tmp_path, today)

    return write


def webinar(*sessions, audiences="a"):
    lines = "".join(f"  - {{{session}}}\n" for session in sessions)
    return f'---\ntitle: "Séance"\naudiences: [{audiences}]\nsessions:\n{lines}---\n'


def meeting(*lines):
    return "---\n" + "\n".join(('title: "Rencontre"', *lines)) + "\n---\n"


def told(loaded, rule=checks_agenda.check):
    assert loaded.problems == ()
    return [(str(problem.source), problem.severity, problem.sentence) for problem in rule(loaded)]


def test_an_hour_that_the_clocks_skip_does_not_exist(project):
    loaded = project(**{"webinars/x.md": webinar("start: 2027-03-28 02:30, duration: 1h")})
    assert told(loaded) == [
        (
            "content/webinars/x.md:5:13",
            "error",
            "le 2027-03-28, 02:30 n'existe pas : changement d'heure ; écrire « 03:30 » ou une autre heure",
        )
    ]


def test_an_hour_that_the_clocks_repeat_is_ambiguous(project):
    loaded = project(**{"webinars/x.md": webinar("start: 2027-10-31 02:30, duration: 1h")})
    assert told(loaded) == [
        (
            "content/webinars/x.md:5:13",
            "warning",
            "le 2027-10-31, 02:30 a lieu deux fois : changement d'heure ; choisir une autre heure",
        )
    ]


def test_a_session_at_night_or_years_ahead_is_perhaps_a_slip(project):
    night = project(**{"webinars/x.md": webinar("start: 2027-03-09 02:30, duration: 1h")})
    far = project(**{"webinars/x.md": webinar("start: 2062-03-09 14:30, duration: 1h")})

    assert [*told(night), *told(far)] == [
        (
            "content/webinars/x.md:5:13",
            "warning",
            "à 02:30, la nuit ; vérifier l'heure : « 14:30 » est l'après-midi",
        ),
        (
            "content/webinars/x.md:5:13",
            "warning",
            "le 2062-03-09, dans plus de 3 ans ; vérifier l'année",
        ),
    ]


def test_a_public_holiday_to_come_is_perhaps_a_slip(project):
    loaded = project(**{"meetings/m.md": meeting("date: 2027-05-06", "city: Brest", "address: x")})
    assert told(loaded) == [
        (
            "content/meetings/m.md:3:7",
            "warning",
            "le 2027-05-06 est un jour férié (Ascension) ; vérifier la date",
        )
    ]


def test_a_past_or_cancelled_holiday_is_nobody_s_concern(project):
    loaded = project(
        **{
            "meetings/m.md": meeting("date: 2026-05-01", "city: Brest"),
            "meetings/n.md": meeting(
                "date: 2027-05-01", "city: Brest", "status: cancelled", "note: x"
            ),
        }
    )
    assert told(loaded) == []


def test_a_weekday_in_the_reason_of_a_change_is_that_of_its_date(project):
    session = 'start: 2027-02-04 11:00, duration: 1h, status: cancelled, note: "Reportée au mardi 4 mars 2027."'
    loaded = project(**{"webinars/x.md": webinar(session)})
    assert told(loaded) == [
        (
            "content/webinars/x.md:5:70",
            "error",
            "« mardi 4 mars 2027 » : le 4 mars 2027 est un jeudi ; écrire « jeudi »",
        )
    ]


def test_two_webinars_for_one_audience_at_one_time(project):
    loaded = project(
        **{
            "webinars/x.md": webinar("start: 2027-02-02 10:00, duration: 1h"),
            "webinars/y.md": webinar("start: 2027-02-02 10:30, duration: 1h", audiences="b, a"),
            "webinars/z.md": webinar("start: 2027-02-02 10:30, duration: 1h", audiences="b"),
            "webinars/after.md": webinar("start: 2027-02-02 11:30, duration: 1h"),
        }
    )
    assert told(loaded) == [
        (
            "content/webinars/y.md:5:13",
            "warning",
            "en même temps que « Séance », pour le même public (Public A) ; décaler l'une des deux séances",
        ),
        (
            "content/webinars/z.md:5:13",
            "warning",
            "en même temps que « Séance », pour le même public (Public B) ; décaler l'une des deux séances",
        ),
    ]


def test_a_past_session_asks_for_no_sign_up(project):
    loaded = project(
        **{
            "webinars/x.md": webinar(
                'start: 2026-11-20 10:00, duration: 1h, registration: "https://i.example/"'
            )
        }
    )
    assert told(loaded) == [
        (
            "content/webinars/x.md:5:59",
            "warning",
            "lien d'inscription d'une séance passée (2026-11-20) ; retirer « registration »",
        )
    ]


def test_a_past_session_that_one_joined_here_keeps_its_desk(project):
    session = "start: 2026-11-20 10:00, duration: 1h, registration: interne, capacity: 20"

    assert told(project(**{"webinars/x.md": webinar(session)})) == []


def test_a_session_to_come_has_no_recording(project):
    session = 'start: 2026-12-15 10:00, duration: 1h, replay: "https://films.example/1"'

    assert told(project(**{"webinars/x.md": webinar(session)})) == [
        (
            "content/webinars/x.md:5:53",
            "warning",
            "enregistrement d'une séance à venir (2026-12-15) ; corriger la date, ou retirer « replay »",
        )
    ]


def test_a_recording_is_expected_after_the_delay_of_the_community(project):
    sessions = (
        "start: 2026-11-01 10:00, duration: 1h",
        "start: 2026-11-19 10:00, duration: 1h",
    )
    loaded = project(home=HOME + "replay_days: 7\n", **{"webinars/x.md": webinar(*sessions)})
    assert told(loaded) == [
        (
            "content/webinars/x.md:5:13",
            "warning",
            "séance du 2026-11-01 sans enregistrement après 7 jours ; ajouter « replay: https://… »",
        )
    ]
    assert told(project(home=HOME)) == []


def test_a_meeting_to_come_says_where_one_meets(project):
    loaded = project(**{"meetings/m.md": meeting("date: 2027-02-11", "city: Nantes")})
    assert told(loaded) == [
        (
            "content/meetings/m.md:4:7",
            "warning",
            "rencontre à Nantes sans adresse ; ajouter « address: » dès qu'elle est connue",
        )
    ]


@pytest.mark.parametrize(
    ("words", "count"),
    [("47.9029, 1.9093", 0), ("47,9029, 1,9093", 1), ("91, 0", 1), ("nord", 1)],
)
def test_coordinates_can_be_read(project, words, count):
    loaded = project(
        **{"meetings/m.md": meeting("date: 2018-02-11", "city: Nantes", f'coordinates: "{words}"')}
    )
    assert len(told(loaded)) == count


def test_a_recording_is_an_https_address(project):
    loaded = project(
        **{"webinars/x.md": webinar("start: 2026-11-01 10:00, duration: 1h, replay: video.mp4")}
    )
    assert told(loaded) == [
        (
            "content/webinars/x.md:5:53",
            "error",
            "enregistrement « video.mp4 » ; une adresse « https://… » est attendue",
        )
    ]


def test_where_one_joins_is_an_https_address(project):
    session = "start: 2027-11-02 10:00, duration: 1h, registration: interne, join: visio.example/7"
    loaded = project(**{"webinars/x.md": webinar(session)})
    assert [(source, sentence) for source, _, sentence in told(loaded)] == [
        (
            "content/webinars/x.md:5:74",
            "adresse de connexion « visio.example/7 » ; une adresse « https://… » est attendue",
        )
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("until: 2027-02-13",), []),
        (("start: 09:00", "end: 08:00", "until: 2027-02-12"), []),
        (
            ("until: 2027-02-10",),
            [(6, "la rencontre finit avant de commencer ; corriger « date » ou « until »")],
        ),
        (
            ("until: 2027-03-14",),
            [(6, "une rencontre de 32 jours : 31 au plus ; en faire plusieurs rencontres")],
        ),
        (
            ("start: 09:00", "end: 09:00"),
            [(7, "la rencontre finit avant de commencer ; corriger « start » ou « end »")],
        ),
        (
            ("end: 12:00",),
            [
                (
                    6,
                    "une heure de fin sans heure de début ; ajouter « start: », l'heure de début",
                )
            ],
        ),
        (
            ("online: direct",),
            [(6, "adresse « direct » ; une adresse « https://… » est attendue")],
        ),
    ],
)
def test_a_meeting_ends_after_it_begins(project, lines, expected):
    loaded = project(
        **{"meetings/m.md": meeting("date: 2027-02-11", "city: Nantes", "address: x", *lines)}
    )
    assert [
        (problem.source.line, problem.sentence) for problem in attendance.meetings(loaded)
    ] == expected


@pytest.mark.parametrize(
    ("domain", "count"), [("ancien.example", 0), ("https://ancien.example/", 1), ("a b", 1)]
)
def test_the_domain_of_identifiers_is_a_name(project, domain, count):
    loaded = project(home=HOME + f'calendar_domain: "{domain}"\n')
    assert [problem.source.line for problem in references.community(loaded)] == [6] * count


def test_a_city_has_a_name(project):
    loaded = project(**{"meetings/m.md": meeting("date: 2027-02-11", 'city: "?!"', "address: x")})
    assert told(loaded, attendance.meetings) == [
        (
            "content/meetings/m.md:4:7",
            "error",
            "ville « ?! » sans lettre ; écrire le nom de la ville",
        )
    ]


def test_easter_and_the_days_that_follow_it():
    assert [easter(year) for year in (1961, 2000, 2019, 2024, 2027, 2038)] == [
        date(1961, 4, 2), date(2000, 4, 23), date(2019, 4, 21), date(2024, 3, 31), date(2027, 3, 28), date(2038, 4, 25),
    ]  # fmt: skip
    assert {name: day for day, name in holidays(2027).items() if name in ("Ascension", "lundi de Pâques", "lundi de Pentecôte")} == {
        "lundi de Pâques": date(2027, 3, 29), "Ascension": date(2027, 5, 6), "lundi de Pentecôte": date(2027, 5, 17),
    }  # fmt: skip
