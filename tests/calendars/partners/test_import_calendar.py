"""A partner's calendar becomes content that passes the check; each event is taken, or told why not, with its line."""

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from partner_calendars import HOME, TODAY, SmallDesk, ics
from reference_data import DATA

from chorale.calendars.partners.lint import lint
from chorale.content.load import load
from chorale.content.project import inspect

CASES = DATA / "partner_calendars"
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
MORNING = ("DTSTART:20270112T090000Z", "DTEND:20270112T100000Z")
RENNES = "LOCATION:1 rue du Port\\, 35000 Rennes"


@pytest.fixture
def desk(tmp_path):
    return SmallDesk(tmp_path / "projet")


NANTES = "content/meetings/{}-nantes.md"
TOLD = {
    "01_google_france": ["pris l. 5 2027-01-15 « Rencontre PME » → " + NANTES.format("2027-01-15")],
    "07_tzone_utc": ["pris l. 4 2027-06-15 « Utc 16h Paris » → " + NANTES.format("2027-06-15")],
    "12_floating_exdate_z": [
        "pris l. 4 2027-01-05 « Flottant 10h exdate » → " + NANTES.format("2027-01-05"),
        "pris l. 4 2027-01-19 « Flottant 10h exdate » → " + NANTES.format("2027-01-19"),
    ],
    "14_same_uid": [
        "douteux l. 4 2027-01-15 « Un » : même identifiant (UID) que le rendez-vous de la ligne 12 : demander lequel est le bon",
        "douteux l. 12 2027-02-15 « Deux » : même identifiant (UID) que le rendez-vous de la ligne 4 : demander lequel est le bon",
    ],
    "16_one_bad_of_four": [
        "pris l. 4 2027-01-15 « Bon1 » → " + NANTES.format("2027-01-15"),
        "laissé l. 16 « Mauvaise fin » : « DTEND:20270215T15000Z » n'est pas une date qui existe ; par exemple « 20261206T100000 »",
        "laissé l. 20 « Sans date » : « VEVENT » sans « DTSTART » ; la date manque",
        "pris l. 26 2027-03-15 « Bon4 » → " + NANTES.format("2027-03-15"),
    ],
    "19_private": ["laissé l. 4 « rendez-vous privé » : privé chez le partenaire (« CLASS ») : rien n'en est écrit"],
    "21_pretix_multiline": ["pris l. 4 2027-06-15 « Salon » → content/meetings/2027-06-15-paris.md"],
    "26_daily_plus_three": [
        "laissé l. 4 2027-01-05 « Mêlée quotidienne » : 361 dates du 2026-11-28 au 2027-12-31, 60 au plus pour une série : "
        "rapprocher « --until », ou « --most 361 »",
        "pris l. 13 2027-01-15 « Vraie rencontre » → " + NANTES.format("2027-01-15"),
    ],
    "29_cancel_method": ["laissé l. 5 2027-06-15 « Annulée sans status » : annulé avant d'avoir été publié ici"],
    "35_started": ["pris l. 4 2026-11-20 « Déjà commencé » → " + NANTES.format("2026-11-20")],
    "a1": ["pris l. 4 2027-02-10 « Petit déjeuner Chorus » → " + NANTES.format("2027-02-10")],
    "a2": ["pris l. 4 2027-02-17 « Petit déjeuner Chorus » → " + NANTES.format("2027-02-17")],
    "a3": ["laissé l. 4 2027-02-10 « Petit déjeuner Chorus » : annulé avant d'avoir été publié ici"],
    "rrule_freq": ["laissé l. 8 répétition « FREQ=WEEKLI » ; vouliez-vous dire « WEEKLY » ?"],
    "rrule_until_type": ["laissé l. 4 2027-01-05 et 55 autres dates : sans titre"],
    "todo_nouid": ["laissé l. 4 « x » : une tâche, pas un rendez-vous"],
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.ics")))
def test_each_difficult_calendar_ends_rightly(desk, name):
    assert desk.bring((CASES / f"{name}.ics").read_bytes()) == TOLD[name]


@pytest.mark.parametrize("name", ["16_one_bad_of_four", "rrule_freq"])
def test_what_an_import_cannot_read_the_check_tells_at_the_same_line(desk, name):
    data = (CASES / f"{name}.ics").read_bytes()
    left = [row.split(" ")[2] for row in desk.bring(data) if row.startswith("laissé")]
    assert {f"{problem.source.line}" for problem in lint("x", data)} == set(left)


def test_a_meeting_comes_with_its_place_its_hours_in_paris_and_its_words(desk):
    told = desk.bring(
        ics(("UID:a", 'SUMMARY:Atelier "factures"', "DTSTART:20270112T090000Z", "DURATION:PT1H30M",
             "LOCATION:CCI\\n12 rue du Port\\n35000 RENNES CEDEX 7\\nFrance", "GEO:48.1;-1.68", "CATEGORIES:Fournisseurs,Petit déj",
             "URL:https://partenaire.example/a", "DESCRIPTION:<p>Ordre du <b>jour</b></p>", "PRIORITY:5", "RESOURCES:Écran"))
    )  # fmt: skip
    path = "content/meetings/2027-01-12-rennes.md"
    assert told == [
        f'pris l. 4 2027-01-12 « Atelier "factures" » : catégories non reprises : Petit déj ; non repris : RESOURCES → {path}'
    ]
    assert desk.text(path) == (
        '---\ntitle: "Atelier \\"factures\\""\n# Publics concernés, au choix : fournisseurs\naudiences: [fournisseurs]\n'
        'date: 2027-01-12\ncity: "Rennes"\nstart: 10:00\nend: 11:30\nplace: "CCI"\naddress: "12 rue du Port, 35000 RENNES CEDEX 7"\n'
        'coordinates: "48.1, -1.68"\ncontact: "https://partenaire.example/a"\n'
        'source: {calendar: "Partenaire", uid: "a"}\n'
        "# Suivi chez le partenaire : ce que vous changez ici reste à vous, l'import suivant ne l'écrase pas.\n"
        "---\n\nOrdre du **jour**\n"
    )


def test_online_events_of_one_title_become_one_webinar_with_its_sessions(desk):
    desk.bring(
        ics(("UID:a", "SUMMARY:Permanence", *MORNING, "RRULE:FREQ=WEEKLY;COUNT=2", "LOCATION:https://visio.example/1"),
            ("UID:b", "SUMMARY:Permanence", "DTSTART:20270301T090000Z", "DURATION:PT45M", "LOCATION:Teams", "URL:https://inscription.example/"))
    )  # fmt: skip
    assert desk.files() == ["content/webinars/permanence.md"]
    assert desk.text("content/webinars/permanence.md").splitlines()[4:10] == [
        'source: {calendar: "Partenaire", uid: "a"}',
        "# Suivi chez le partenaire : ce que vous changez ici reste à vous, l'import suivant ne l'écrase pas.",
        "sessions:",
        '  - {start: 2027-01-12 10:00, duration: 1h00, join: "https://visio.example/1"}',
        '  - {start: 2027-01-19 10:00, duration: 1h00, join: "https://visio.example/1"}',
        '  - {start: 2027-03-01 10:00, duration: 0h45, registration: "https://inscription.example/", '
        'source: {calendar: "Partenaire", uid: "b"}}',
    ]


def test_two_meetings_of_one_day_in_one_city_are_two_files_the_earlier_with_the_shorter_name(desk):
    desk.bring(
        ics(
            ("UID:b", "DTSTART:20270112T140000Z", "LOCATION:Rennes", "SUMMARY:Après-midi"),
            ("UID:a", *MORNING, "LOCATION:Rennes", "SUMMARY:Matinée"),
            ("UID:c", "DTSTART:20270112T150000Z", "LOCATION:Rennes", "SUMMARY:Après midi"),
        )
    )
    assert {path: desk.text(path).splitlines()[1] for path in desk.files()} == {
        "content/meetings/2027-01-12-rennes.md": 'title: "Matinée"',
        "content/meetings/2027-01-12-rennes-apres-midi.md": 'title: "Après-midi"',
        "content/meetings/2027-01-12-rennes-apres-midi-2.md": 'title: "Après midi"',
    }


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("DTSTART;VALUE=DATE:20270112", "DTEND;VALUE=DATE:20270113"), ["date: 2027-01-12"]),
        (("DTSTART:20270112", "DTEND:20270113"), ["date: 2027-01-12"]),
        (("DTSTART;VALUE=DATE:20270112", "DURATION:P3D"), ["date: 2027-01-12", "until: 2027-01-14"]),
        (("DTSTART:20270112T090000Z", "DTEND:20270114T110000Z"), ["date: 2027-01-12", "until: 2027-01-14", "start: 10:00", "end: 12:00"]),
        (("DTSTART;TZID=Europe/Paris:20270112T180000", "DTEND;TZID=Europe/Paris:20270113T000000"), ["date: 2027-01-12", "start: 18:00", "end: 23:59"]),
    ],
)  # fmt: skip
def test_a_meeting_keeps_its_last_day(desk, lines, expected):
    desk.bring(ics(("UID:a", *lines, "SUMMARY:Salon", "LOCATION:Rennes")))
    kept = [line for line in desk.text(desk.files()[0]).splitlines() if line[:4] in ("date", "unti", "star", "end:")]  # fmt: skip
    assert kept == expected


def test_what_cannot_be_brought_in_is_said_and_nothing_of_it_is_written(desk):
    told = desk.bring(
        ics(
            ("UID:a", "DTSTART;VALUE=DATE:20270210", "SUMMARY:Sans lieu"),
            ("UID:b", "DTSTART;VALUE=DATE:20270211", "LOCATION:Brest"),
            ("UID:c", "DTSTART;VALUE=DATE:20270212", "SUMMARY:Visio", "LOCATION:En ligne"),
            ("UID:e", "DTSTART;VALUE=DATE:20270214", "SUMMARY:Où", "LOCATION:Palais des Congrès"),
            ("UID:f", "DTSTART;VALUE=DATE:20270215", "SUMMARY:Deux", "LOCATION:35000 Rennes\\, 44000 Nantes"),
            ("UID:g", "DTSTART;VALUE=DATE:20270216", "DTEND;VALUE=DATE:20270416", "SUMMARY:Longue", "LOCATION:Brest"),
            ("UID:h", "DTSTART;VALUE=DATE:20270216", "SUMMARY:La R\ufffdunion", "LOCATION:Brest"),
            ("UID:i", "DTSTART;VALUE=DATE:20270216", "SUMMARY:La RÃ©union", "LOCATION:Brest"),
            ("UID:j", "DTSTART:20270216T090000Z", "RRULE:FREQ=SECONDLY", "SUMMARY:Bombe", "LOCATION:Brest"),
            ("UID:k", "DTSTART;TZID=Mars/Olympus:20270216T090000", "SUMMARY:Mars", "LOCATION:Brest"),
        )
    )  # fmt: skip
    assert told == [
        "douteux l. 4 2027-02-10 « Sans lieu » : lieu absent : écrire la ville dans le champ « lieu »",
        "laissé l. 10 2027-02-11 : sans titre",
        "laissé l. 16 2027-02-12 « Visio » : une séance en ligne demande une heure de début et une heure de fin",
        "douteux l. 23 2027-02-14 « Où » : ville introuvable dans « Palais des Congrès » : demander le code postal",
        "douteux l. 30 2027-02-15 « Deux » : plusieurs villes (Rennes, Nantes) : laquelle ?",
        "laissé l. 37 2027-02-16 « Longue » : une rencontre dure 31 jours au plus",
        "laissé l. 45 2027-02-16 « La R\ufffdunion » : texte abîmé chez le partenaire (« La R\ufffdunion ») : demander un export en UTF-8",
        "laissé l. 52 2027-02-16 « La RÃ©union » : texte abîmé chez le partenaire (« La RÃ©union ») : demander un export en UTF-8",
        "laissé l. 59 2027-02-16 « Bombe » : répétition « SECONDLY » ; au plus une fois par jour",
        "laissé l. 70 « Mars » : fuseau horaire inconnu « Mars/Olympus » : son heure serait fausse",
    ]  # fmt: skip
    assert desk.files() == []


@pytest.mark.parametrize("word", ["CONFIDENTIAL", "private", "X-INTERNE"])
def test_a_word_of_class_that_nobody_knows_keeps_an_event_private_as_the_standard_asks(desk, word):
    told = desk.bring(
        ics(("UID:a", *MORNING, "SUMMARY:RH", "LOCATION:35000 Rennes", f"CLASS:{word}"))
    )
    assert [row.partition(" l. ")[0] for row in told] == ["laissé"]
    assert (desk.files(), "RH" in "".join(told)) == ([], False)


def test_a_zone_named_by_a_sentence_is_told_and_not_taken_for_a_date(desk):
    told = desk.bring(
        ics(
            (
                "UID:a",
                "DTSTART;TZID=(UTC+01:00) Là-bas\\, Ailleurs:20270112T100000",
                "SUMMARY:A",
                "LOCATION:35000 Rennes",
            )
        )
    )
    assert told == [
        "laissé l. 7 « A » : fuseau horaire inconnu « (UTC+01:00) Là-bas\\, Ailleurs » : son heure serait fausse"
    ]


def test_past_and_far_events_are_counted_those_that_go_on_are_taken(desk):
    data = ics(
        ("UID:a", "DTSTART;VALUE=DATE:20260101", "SUMMARY:Passé", "LOCATION:Brest"),
        ("UID:b", "DTSTART;VALUE=DATE:20261127", "DTEND;VALUE=DATE:20261129", "SUMMARY:En cours", "LOCATION:Brest"),
        ("UID:c", "DTSTART;VALUE=DATE:20290101", "SUMMARY:Loin", "LOCATION:Brest"),
    )  # fmt: skip
    assert desk.bring(data) == [
        "pris l. 11 2026-11-27 « En cours » → content/meetings/2026-11-27-brest.md"
    ]
    assert desk.bring(data, first=date(2026, 1, 1), last=date(2030, 1, 1)) == [
        "pris l. 4 2026-01-01 « Passé » → content/meetings/2026-01-01-brest.md",
        "pris l. 19 2029-01-01 « Loin » → content/meetings/2029-01-01-brest.md",
    ]


@pytest.mark.parametrize(
    ("encode", "told"),
    [
        (lambda text: text.encode("cp1252"), True),
        (lambda text: text.encode("utf-16"), True),
        (lambda text: b"\xef\xbb\xbf" + text.encode(), True),
        (lambda text: text.replace("\r\n", "\n").encode(), True),
        (lambda text: text.encode("mac-roman"), False),
    ],
)
def test_an_encoding_is_read_rightly_or_refused(desk, encode, told):
    text = ics(("UID:a", *MORNING, "SUMMARY:La Réunion à l'été", "LOCATION:Brest")).decode()
    desk.bring(encode(text))
    assert [desk.text(path).splitlines()[1] for path in desk.files()] == [
        'title: "La Réunion à l\'été"'
    ] * told


def test_joining_addresses_and_codes_never_enter_the_public_text(desk):
    desk.bring(
        ics(("UID:a", *MORNING, "SUMMARY:Point mensuel", RENNES, "URL:https://zoom.us/j/5?pwd=secret",
             "DESCRIPTION:Venez nombreux.\\nRejoindre : https://zoom.us/j/5?pwd=secret\\nMot de passe : abc12\\nMerci."),
            ("UID:b", *MORNING, "SUMMARY:Atelier", "LOCATION:", "DESCRIPTION:Bienvenue.",
             "X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.microsoft.com/l/meetup-join/x"),
            ("UID:c", *MORNING, "SUMMARY:Conférence", RENNES, "CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://visio.example/9"))
    )  # fmt: skip
    bodies = {path: desk.text(path).rpartition("---\n")[2].strip() for path in desk.files()}
    links = {
        path: [line for line in desk.text(path).splitlines() if "zoom" in line or "teams" in line or "visio.example" in line]
        for path in desk.files()
    }  # fmt: skip
    assert bodies == {
        "content/meetings/2027-01-12-rennes-point-mensuel.md": "Venez nombreux.  \nMerci.",
        "content/meetings/2027-01-12-rennes.md": "",
        "content/webinars/atelier.md": "Bienvenue.",
    }
    assert links == {
        "content/meetings/2027-01-12-rennes-point-mensuel.md": ['online: "https://zoom.us/j/5?pwd=secret"'],
        "content/meetings/2027-01-12-rennes.md": ['online: "https://visio.example/9"'],
        "content/webinars/atelier.md": [
            '  - {start: 2027-01-12 10:00, duration: 1h00, join: "https://teams.microsoft.com/l/meetup-join/x"}'
        ],
    }  # fmt: skip


def test_what_is_brought_in_passes_the_check(desk):
    desk.bring(
        ics(("UID:a", *MORNING, 'SUMMARY:A: {b} # c\\, "d"', "LOCATION:x\\, 35000 Rennes",
             "DESCRIPTION:<script>\\n---\\n[x](javascript:a) ![y](z)\\tfin"),
            ("UID:b", "DTSTART:20270114T090000Z", "DURATION:PT45M", "SUMMARY:Visio", "LOCATION:Teams", "STATUS:TENTATIVE"),
            ("UID:c", "DTSTART;VALUE=DATE:20270211", "SUMMARY:Journée", "LOCATION:Saint-Lô"))
    )  # fmt: skip
    _, problems = inspect(desk.root, TODAY)
    assert [problem for problem in problems if problem.severity == "error"] == []
    community = load(desk.root, TODAY).community
    assert [item.title for item in (*community.meetings, *community.webinars)] == [
        'A: {b} # c, "d"',
        "Journée",
        "Visio",
    ]


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        (("SUMMARY:ANNULÉ : Point mensuel",), "laissé l. 4 2027-01-12 « Point mensuel » : annulé avant d'avoir été publié ici"),
        (("SUMMARY:[Annulée] Point",), "laissé l. 4 2027-01-12 « Point » : annulé avant d'avoir été publié ici"),
        (("SUMMARY:Canceled: Point",), "laissé l. 4 2027-01-12 « Point » : annulé avant d'avoir été publié ici"),
        (("SUMMARY:Point", "STATUS:CANCELED"), "laissé l. 4 2027-01-12 « Point » : annulé avant d'avoir été publié ici"),
        (("SUMMARY:Point", "STATUS:Annulé"), "laissé l. 4 2027-01-12 « Point » : annulé avant d'avoir été publié ici"),
        (("SUMMARY:Point", "STATUS:PROVISOIRE"), "pris l. 4 2027-01-12 « Point » : non repris : STATUS:PROVISOIRE → content/meetings/2027-01-12-rennes.md"),
        (("SUMMARY:Annulation d'une facture",), "pris l. 4 2027-01-12 « Annulation d'une facture » → content/meetings/2027-01-12-rennes.md"),
        (("SUMMARY:RH", "X-CALENDARSERVER-ACCESS:CONFIDENTIAL"), "laissé l. 4 « rendez-vous privé » : privé chez le partenaire (« CLASS ») : rien n'en est écrit"),
    ],
)  # fmt: skip
def test_a_state_is_read_as_people_write_it(desk, lines, verdict):
    assert desk.bring(ics(("UID:a", *lines, *MORNING, RENNES))) == [verdict]


def test_a_private_date_of_a_public_series_is_not_written_nor_the_one_it_replaces(desk):
    told = desk.bring(
        ics(
            ("UID:s", "SUMMARY:Point", *MORNING, RENNES, "RRULE:FREQ=WEEKLY;COUNT=3"),
            ("UID:s", "SUMMARY:Secret", "RECURRENCE-ID:20270119T090000Z", "CLASS:PRIVATE",
             "DTSTART:20270119T090000Z", RENNES),
        )
    )  # fmt: skip
    assert [row.partition(" → ")[0] for row in told] == [
        "pris l. 4 2027-01-12 « Point »",
        "pris l. 4 2027-01-26 « Point »",
        "laissé l. 13 « rendez-vous privé » : privé chez le partenaire (« CLASS ») : rien n'en est écrit",
    ]


def test_of_one_event_told_several_times_the_newest_is_taken_and_the_others_are_told(desk):
    again = (
        ("UID:a", "SUMMARY:Point", "SEQUENCE:0", *MORNING, RENNES),
        ("UID:a", "SUMMARY:Point", "SEQUENCE:2", "DTSTART:20270119T090000Z", RENNES),
        ("UID:a", "SUMMARY:Point", "SEQUENCE:1", "DTSTART:20270119T090000Z", RENNES),
        ("UID:a", "SUMMARY:Point", "SEQUENCE:1", "DTSTART:20270126T090000Z", RENNES),
    )
    assert [row.partition(" → ")[0] for row in desk.bring(ics(*again))] == [
        "laissé l. 4 2027-01-12 « Point » : version plus ancienne que celle de la ligne 13",
        "pris l. 13 2027-01-19 « Point »",
        "laissé l. 29 2027-01-26 « Point » : version plus ancienne que celle de la ligne 13",
    ]


@pytest.mark.parametrize(
    ("end", "note"),
    [
        ("DTEND:20270112T080000Z", " : heure de fin inutilisable, non reprise"),
        ("DTEND;VALUE=DATE:20270113", " : heure de fin inutilisable, non reprise"),
        ("DTEND:20270112T100000Z", ""),
    ],
)
def test_an_end_that_cannot_be_is_told(desk, end, note):
    told = desk.bring(ics(("UID:a", "SUMMARY:A", "DTSTART:20270112T090000Z", end, RENNES)))
    path = "content/meetings/2027-01-12-rennes.md"
    assert told == [f"pris l. 4 2027-01-12 « A »{note} → {path}"]


def test_an_address_to_join_without_https_is_told(desk):
    told = desk.bring(ics(("UID:a", "SUMMARY:A", *MORNING, RENNES, "DESCRIPTION:Vidéo : sip:1@webex.com")))  # fmt: skip
    assert told == [
        "pris l. 4 2027-01-12 « A » : adresse de visio sans « https: », non reprise → content/meetings/2027-01-12-rennes.md"
    ]


def test_identifiers_longer_than_a_line_of_the_register_stay_apart(desk):
    told = desk.bring(
        ics(
            (f"UID:{'a' * 400}", "SUMMARY:A", *MORNING, RENNES),
            (f"UID:{'a' * 399}b", "SUMMARY:B", *MORNING, RENNES),
        )
    )
    assert [row[:4] for row in told] == ["pris", "pris"]


WORDS_OF_MAY = "SUMMARY:Réunion d'été à 12 heures"


@pytest.mark.parametrize(
    ("encoding", "verdict"),
    [
        ("utf-8", "pris"), ("utf-8-sig", "pris"), ("cp1252", "pris"), ("utf-16", "pris"), ("utf-16-le", "pris"),
        ("utf-16-be", "pris"), ("utf-32", "pris"), ("mac_roman", "laissé"), ("cp850", "laissé"),
    ],
)  # fmt: skip
def test_words_are_read_rightly_or_refused_whatever_their_encoding(desk, encoding, verdict):
    data = ics(("UID:a", WORDS_OF_MAY, *MORNING, RENNES)).decode().encode(encoding)
    told = desk.bring(data)
    assert [row.partition(" ")[0] for row in told] == [verdict]
    assert [desk.text(path).splitlines()[1] for path in desk.files()] == (
        ['title: "Réunion d\'été à 12 heures"'] if verdict == "pris" else []
    )


@pytest.mark.parametrize(
    "line",
    [
        "SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:R=C3=A9union",
        "SUMMARY;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:R=E9union",
        "SUMMARY;CHARSET=inconnu;ENCODING=quoted-printable:R=C3=A9union",
    ],
)
def test_letters_of_vcalendar_are_read(desk, line):
    desk.bring(ics(("UID:a", line, *MORNING, RENNES)))
    assert desk.text(desk.files()[0]).splitlines()[1] == 'title: "Réunion"'


@pytest.mark.parametrize("head", [b"PK\x03\x04", b"\x1f\x8b"])
def test_a_packed_file_is_told(desk, head):
    with pytest.raises(ValueError, match=r"^fichier compressé : le décompresser, puis donner"):
        desk.bring(head + b"xyz")


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("<b>Réunion</b><br>du <i>soir</i>", "Réunion du soir"),
        ("L&rsquo\\;atelier R&amp\\;D", "L’atelier R&D"),
        ("**Titre** de __trop__", "Titre de trop"),
        ("“Clubs” et “écoles”", "« Clubs » et « écoles »"),
        ("Voir [ici](https://ex.org)", "Voir [ici] (https://ex.org)"),
    ],
)
def test_a_title_is_words_alone(desk, said, title):
    desk.bring(ics(("UID:a", *MORNING, f"SUMMARY:{said}", "LOCATION:35000 Rennes")))
    loaded, problems = inspect(desk.root, TODAY)
    assert [one.title for one in loaded.community.meetings] == [title]
    assert [one.message for one in problems if one.severity == "error"] == []


def test_what_one_program_alone_shows_is_left_out(desk):
    words = "\uf0b7 les factures\\n\uf0b7 les avoirs\\n\ue000fin"
    desk.bring(ics(("UID:a", *MORNING, "SUMMARY:Le \uf04a club", RENNES, f"DESCRIPTION:{words}")))
    loaded, problems = inspect(desk.root, TODAY)
    assert [(one.title, one.body.strip()) for one in loaded.community.meetings] == [
        ("Le club", "- les factures\n- les avoirs\n\nfin")
    ]
    assert [one.message for one in problems if one.severity == "error"] == []


def written(words):
    """Write a TEXT of iCalendar."""
    for sign, escape in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n"), ("\r", "")):
        words = words.replace(sign, escape)
    return words


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example([("0", "", "[0]")])
@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=4))
def test_whatever_a_partner_writes_becomes_files_that_can_be_read(tmp_path, words):
    desk = SmallDesk(Path(tempfile.mkdtemp(dir=tmp_path)) / "p")
    told = desk.bring(
        ics(
            *(
                (f"UID:{rank}", *MORNING, f"SUMMARY:{written(title)}", f"LOCATION:{written(where)}, Rennes", f"DESCRIPTION:{written(text)}")
                for rank, (title, where, text) in enumerate(words)
            )
        )
    )  # fmt: skip
    loaded, problems = inspect(desk.root, TODAY)
    assert [problem for problem in problems if problem.severity == "error" and problem.code != "seance"] == []  # fmt: skip
    assert loaded.community is not None
    assert [row for row in told if not row.startswith(("pris", "laissé", "douteux"))] == []
    assert HOME in desk.text("content/community.yml")


@pytest.mark.parametrize("data", [b"", b"\x00\xff", b"bonjour", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n"])
def test_bytes_that_are_no_calendar_are_refused(desk, data):
    with pytest.raises(ValueError, match="aucun calendrier dans ce fichier"):
        desk.bring(data)
    assert desk.files() == []
