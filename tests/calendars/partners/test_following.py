"""A partner's calendar is followed: created, moved, cancelled, extended, and an editor's words are left alone."""

import pytest
from partner_calendars import SmallDesk, ics
from reference_data import DATA

from chorale.content import followed

CASES = DATA / "partner_calendars"
BREST = "content/meetings/2027-01-12-brest.md"
TEN = ("DTSTART;TZID=Europe/Paris:20270112T100000", "DTEND;TZID=Europe/Paris:20270112T110000")


@pytest.fixture
def desk(tmp_path):
    return SmallDesk(tmp_path / "projet")


def one(*lines, uid="a@p.example", title="Atelier", where="29200 Brest", when=TEN):
    return (f"UID:{uid}", f"SUMMARY:{title}", f"LOCATION:{where}", *when, *lines)


def keys(desk, path, *names):
    """Return the lines of a file that give these keys."""
    return [line for line in desk.text(path).splitlines() if line.partition(":")[0] in names]


STATE = ("date", "start", "end", "status", "moved_from", "note", "draft", "until")


def test_created_moved_cancelled_end_as_one_meeting_moved_then_cancelled(desk):
    path = "content/meetings/2027-02-10-nantes.md"
    told = [desk.bring((CASES / f"{name}.ics").read_bytes()) for name in ("a1", "a2", "a3")]
    title = "« Petit déjeuner Chorus »"
    assert told == [
        [f"pris l. 4 2027-02-10 {title} → {path}"],
        [f"mis à jour l. 4 2027-02-17 {title} : date 2027-02-17, déplacé → {path}"],
        [f"mis à jour l. 4 2027-02-10 {title} : annulé → {path}"],
    ]
    assert desk.files() == [path]
    assert keys(desk, path, *STATE) == [
        "date: 2027-02-17",
        "start: 10:00",
        "end: 11:00",
        "status: cancelled",
        "moved_from: 2027-02-10",
        'note: "Annulé par l\'organisateur."',
    ]


@pytest.mark.parametrize(
    ("order", "told", "state"),
    [
        ("a2 a1", "laissé l. 4 2027-02-10 « Petit déjeuner Chorus » : plus ancien que ce qui est connu "
         "(DTSTAMP 20261101T080000Z, connu 20261120T080000Z) → content/meetings/2027-02-17-nantes.md", []),
        ("a2 a1 a3", "mis à jour l. 4 2027-02-10 « Petit déjeuner Chorus » : annulé → content/meetings/2027-02-17-nantes.md",
         ["status: cancelled"]),
        ("a1 a3 a2", "douteux l. 4 2027-02-17 « Petit déjeuner Chorus » : annulé auparavant, annoncé de nouveau sans révision plus "
         "récente : demander au partenaire → content/meetings/2027-02-10-nantes.md", ["status: cancelled"]),
        ("a3 a1", "douteux l. 4 2027-02-10 « Petit déjeuner Chorus » : annulé auparavant, annoncé de nouveau sans révision plus "
         "récente : demander au partenaire", None),
    ],
)  # fmt: skip
def test_in_another_order_nothing_old_undoes_what_is_known(desk, order, told, state):
    rows = [desk.bring((CASES / f"{name}.ics").read_bytes()) for name in order.split()]
    assert rows[-1] == [told]
    assert [keys(desk, path, "status") for path in desk.files()] == [state] * (state is not None)


def test_the_same_calendar_again_changes_no_byte(desk):
    data = ics(
        one(), ("UID:v", "SUMMARY:Visio", "LOCATION:Teams", *TEN, "RRULE:FREQ=WEEKLY;COUNT=3")
    )
    desk.bring(data)
    before = {path: desk.text(path) for path in (*desk.files(), followed.PATH)}
    assert desk.bring(data) == []
    assert {path: desk.text(path) for path in (*desk.files(), followed.PATH)} == before


def test_a_higher_sequence_tells_a_change_and_a_lower_one_is_left(desk):
    desk.bring(ics(one("SEQUENCE:2")))
    later = ("DTSTART;TZID=Europe/Paris:20270112T140000", "DTEND;TZID=Europe/Paris:20270112T150000")
    assert desk.bring(ics(one("SEQUENCE:1", when=later))) == [
        f"laissé l. 4 2027-01-12 « Atelier » : plus ancien que ce qui est connu (SEQUENCE 1, connu 2) → {BREST}"
    ]
    assert desk.bring(ics(one("SEQUENCE:3", when=later))) == [
        f"mis à jour l. 4 2027-01-12 « Atelier » : début 14:00, fin 15:00 → {BREST}"
    ]
    assert keys(desk, BREST, *STATE) == ["date: 2027-01-12", "start: 14:00", "end: 15:00"]


def test_last_modified_tells_the_newer_where_there_is_no_sequence(desk):
    desk.bring(ics(one("LAST-MODIFIED:20261105T000000Z")))
    assert desk.bring(ics(one("LAST-MODIFIED:20261101T000000Z", title="Ancien"))) == [
        "laissé l. 4 2027-01-12 « Ancien » : plus ancien que ce qui est connu "
        f"(LAST-MODIFIED 20261101T000000Z, connu 20261105T000000Z) → {BREST}"
    ]


def test_what_the_editor_wrote_stays_and_the_rest_of_the_file_keeps_its_bytes(desk):
    desk.bring(ics(one("DESCRIPTION:Programme à venir")))
    mine = (
        desk.text(BREST)
        .replace('title: "Atelier"', "title:   'Notre atelier'   # à nous")
        .replace("start: 10:00", "start: 09:30 # vu avec eux")
        .replace("Programme à venir", "Nos mots.")
    )
    desk.write(BREST, mine)
    moved = ("DTSTART;TZID=Europe/Paris:20270113T110000", "DTEND;TZID=Europe/Paris:20270113T120000")
    newer = ics(one("SEQUENCE:1", "DESCRIPTION:Programme complet", when=moved))
    kept = "douteux l. 4 2027-01-13 « Atelier » : à la rédaction, non repris : début 11:00; texte"
    assert desk.bring(newer) == [
        f"{kept} → {BREST}",
        f"mis à jour l. 4 2027-01-13 « Atelier » : date 2027-01-13, fin 12:00, déplacé → {BREST}",
    ]
    assert desk.text(BREST) == mine.replace("date: 2027-01-12", "date: 2027-01-13").replace(
        "end: 11:00", "end: 12:00"
    ).replace(
        'uid: "a@p.example"}\n',
        'uid: "a@p.example"}\nstatus: moved\nmoved_from: 2027-01-12\n',
    )
    assert desk.bring(newer) == [f"{kept} → {BREST}"]


def test_the_text_follows_its_partner_as_long_as_nobody_touched_it(desk):
    desk.bring(ics(one("DESCRIPTION:Un")))
    assert desk.bring(ics(one("SEQUENCE:1", "DESCRIPTION:Deux"))) == [
        f"mis à jour l. 4 2027-01-12 « Atelier » : texte → {BREST}"
    ]
    assert desk.text(BREST).endswith("---\n\nDeux\n")


def test_back_to_the_first_day_is_no_longer_a_move(desk):
    desk.bring(ics(one()))
    desk.bring(ics(one("SEQUENCE:1", when=("DTSTART;VALUE=DATE:20270113",))))
    assert keys(desk, BREST, *STATE) == [
        "date: 2027-01-13",
        "status: moved",
        "moved_from: 2027-01-12",
    ]
    desk.bring(ics(one("SEQUENCE:2")))
    assert keys(desk, BREST, *STATE) == ["date: 2027-01-12", 'start: "10:00"', 'end: "11:00"']


def test_a_cancellation_is_taken_back_by_a_newer_sequence_alone(desk):
    desk.bring(ics(one()))
    desk.bring(ics(one("SEQUENCE:1"), head=("METHOD:CANCEL",)))
    assert keys(desk, BREST, "status", "note") == [
        "status: cancelled",
        'note: "Annulé par l\'organisateur."',
    ]
    assert desk.bring(ics(one("SEQUENCE:2"))) == [
        f"mis à jour l. 4 2027-01-12 « Atelier » : maintenu → {BREST}"
    ]
    assert keys(desk, BREST, "status", "note") == []


def test_a_pencilled_event_is_a_draft_until_it_is_sure(desk):
    assert desk.bring(ics(one("STATUS:TENTATIVE"))) == [
        f"pris l. 4 2027-01-12 « Atelier » : provisoire chez le partenaire : brouillon → {BREST}"
    ]
    assert keys(desk, BREST, "draft") == ["draft: true"]
    assert desk.bring(ics(one("STATUS:CONFIRMED", "SEQUENCE:1"))) == [
        f"mis à jour l. 4 2027-01-12 « Atelier » : brouillon retiré → {BREST}"
    ]
    assert keys(desk, BREST, "draft") == []


WEBINAR = "content/webinars/visio.md"


def visio(*lines, rule="RRULE:FREQ=WEEKLY;COUNT=3", when=TEN):
    return ("UID:v@p.example", "SUMMARY:Visio", "LOCATION:Teams", *when, rule, *lines)


def sessions(desk):
    return [line.strip(" -") for line in desk.text(WEBINAR).splitlines() if "{start" in line]


def test_a_pencilled_session_is_a_draft_beside_sure_ones(desk):
    second = ("UID:w@p.example", "SUMMARY:Visio", "LOCATION:Teams",
              "DTSTART;TZID=Europe/Paris:20270209T100000", "DTEND;TZID=Europe/Paris:20270209T110000")  # fmt: skip
    first = ("UID:v@p.example", "SUMMARY:Visio", "LOCATION:Teams", *TEN)
    desk.bring(ics(first, (*second, "STATUS:TENTATIVE")))
    source = 'source: {calendar: "Partenaire", uid: "w@p.example"}'
    assert sessions(desk) == [
        "{start: 2027-01-12 10:00, duration: 1h00}",
        "{start: 2027-02-09 10:00, duration: 1h00, draft: true, " + source + "}",
    ]
    assert desk.bring(ics(first, (*second, "SEQUENCE:1"))) == [
        f"mis à jour l. 12 2027-02-09 « Visio » : brouillon retiré → {WEBINAR}"
    ]
    assert sessions(desk)[1] == "{start: 2027-02-09 10:00, duration: 1h00, " + source + "}"


def test_a_webinar_of_pencilled_sessions_alone_is_a_draft_until_one_is_sure(desk):
    desk.bring(ics(visio("STATUS:TENTATIVE", rule="COMMENT:x")))
    assert keys(desk, WEBINAR, "draft") == ["draft: true"]
    desk.bring(ics(visio("SEQUENCE:1", rule="COMMENT:x")))
    assert (keys(desk, WEBINAR, "draft"), sessions(desk)) == (
        [],
        ["{start: 2027-01-12 10:00, duration: 1h00}"],
    )


def test_a_series_is_extended_moved_and_shortened_session_by_session(desk):
    desk.bring(ics(visio()))
    told = desk.bring(
        ics(visio("SEQUENCE:1", "EXDATE;TZID=Europe/Paris:20270119T100000", rule="RRULE:FREQ=WEEKLY;COUNT=4"),
            ("UID:v@p.example", "SUMMARY:Visio", "LOCATION:Teams", "SEQUENCE:1", "RECURRENCE-ID;TZID=Europe/London:20270126T090000",
             "DTSTART;TZID=Europe/Paris:20270127T140000", "DTEND;TZID=Europe/Paris:20270127T150000"))
    )  # fmt: skip
    assert told == [
        f"mis à jour 2027-01-19 « Visio » : annulé : retiré de la série par le partenaire → {WEBINAR}",
        f"pris l. 4 2027-02-02 « Visio » : nouvelle séance → {WEBINAR}",
        f"mis à jour l. 15 2027-01-27 « Visio » : début 2027-01-27 14:00, déplacé → {WEBINAR}",
    ]
    assert sessions(desk) == [
        "{start: 2027-01-12 10:00, duration: 1h00}",
        '{start: 2027-01-19 10:00, duration: 1h00, status: cancelled, note: "Annulé par l\'organisateur."}',
        "{start: 2027-01-27 14:00, duration: 1h00, status: moved, moved_from: 2027-01-26 10:00}",
        "{start: 2027-02-02 10:00, duration: 1h00}",
    ]


def test_a_new_hour_of_a_whole_series_moves_each_session(desk):
    desk.bring(ics(visio()))
    later = ("DTSTART;TZID=Europe/Paris:20270112T140000", "DTEND;TZID=Europe/Paris:20270112T150000")
    desk.bring(ics(visio("SEQUENCE:1", when=later)))
    assert sessions(desk) == [
        f"{{start: {day} 14:00, duration: 1h00, status: moved, moved_from: {day} 10:00}}"
        for day in ("2027-01-12", "2027-01-19", "2027-01-26")
    ]


def test_a_further_session_enters_a_webinar_that_the_editor_wrote(desk):
    (desk.root / "content/webinars").mkdir()
    written = (
        'title: "Visio"\nsessions:\n  - start: 2026-12-01 10:00\n    duration: 1h   # la nôtre\n'
    )
    desk.write(WEBINAR, f"---\n{written}---\n\nNotre programme.\n")
    desk.bring(ics(("UID:v@p.example", "SUMMARY:Visio", "LOCATION:Teams", *TEN)))
    assert desk.text(WEBINAR) == (
        f"---\n{written}  - start: 2027-01-12 10:00\n    duration: 1h00\n"
        '    source: {calendar: Partenaire, uid: "v@p.example"}\n---\n\nNotre programme.\n'
    )  # fmt: skip


def test_a_renamed_file_is_found_again_and_a_removed_one_is_not_made_again(desk):
    desk.bring(ics(one(), one(uid="b@p.example", title="Autre")))
    renamed, removed = "content/meetings/notre-nom.md", desk.files()[0]
    (desk.root / BREST).rename(desk.root / renamed)
    other = next(path for path in desk.files() if path != renamed)
    (desk.root / other).unlink()
    told = desk.bring(ics(one("SEQUENCE:1", when=("DTSTART;VALUE=DATE:20270112",)), one("SEQUENCE:1", uid="b@p.example", title="Autre")))  # fmt: skip
    assert removed
    assert sorted(told) == [
        "laissé l. 12 2027-01-12 « Autre » : supprimé ici : non recréé (effacer sa ligne de content/followed.jsonl pour le reprendre)",
        f"mis à jour l. 4 2027-01-12 « Atelier » : début retiré, fin retirée → {renamed}",
    ]


def test_an_identifier_renewed_at_each_export_is_the_same_event(desk):
    desk.bring(ics(one(uid="040000008200E001")))
    later = ("DTSTART;TZID=Europe/Paris:20270112T140000", "DTEND;TZID=Europe/Paris:20270112T150000")
    desk.bring(ics(one(uid="040000008200E002", when=later)))
    assert desk.files() == [BREST]
    assert keys(desk, BREST, "start") == ["start: 14:00"]


def test_an_event_without_identifier_is_known_by_its_title_and_its_date(desk):
    bare = one()[1:]
    desk.bring(ics(bare))
    assert desk.bring(ics(bare)) == []
    assert desk.files() == [BREST]


def test_an_event_that_left_a_named_calendar_is_told_and_not_touched(desk):
    name = ("X-WR-CALNAME:Agenda de la CCI",)
    desk.bring(ics(one(), one(uid="b@p.example", title="Autre"), head=name))
    assert desk.bring(ics(one(), head=name)) == [
        "douteux 2027-01-12 « Autre » : n'est plus dans le calendrier du partenaire : annulé ? → "
        "content/meetings/2027-01-12-brest-autre.md"
    ]


def test_two_partners_may_use_one_short_identifier(desk):
    desk.bring(ics(one(uid="1"), head=("X-WR-CALNAME:A",)))
    desk.bring(ics(one(uid="1", title="Autre"), head=("X-WR-CALNAME:B",)))
    assert [keys(desk, path, "title") for path in desk.files()] == [
        ['title: "Autre"'],
        ['title: "Atelier"'],
    ]


def test_answers_and_tasks_are_no_events(desk):
    assert desk.bring(ics(one(), head=("METHOD:REPLY",))) == [
        "laissé l. 5 « Atelier » : une réponse (« METHOD:REPLY »), pas un rendez-vous"
    ]
    assert desk.files() == []


def test_a_register_that_cannot_be_read_stops_the_import_with_its_line(desk):
    desk.write(followed.PATH, '{"calendar": "a", "uid": "b"}\npas du JSON\n')
    with pytest.raises(ValueError, match=r"content/followed.jsonl:2:1 illisible"):
        desk.bring(ics(one()))
    assert desk.files() == []
