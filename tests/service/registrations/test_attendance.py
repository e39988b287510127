"""Who came is read from the file of any webinar tool, from our own list given back, and from lines that are pasted."""

import io

import openpyxl
import pytest
from places import make_place
from small_public import FILES, KEY, press, sign_up

from chorale.service.forms import definitions
from chorale.service.questionnaire.spreadsheets import grids
from chorale.service.registrations import attendance, capacity, files, organising
from chorale.text.csv_files import UnreadableTable


@pytest.fixture
def place(tmp_path):
    made = make_place(tmp_path, files=FILES)
    yield made
    made.service.store.close()


REPORTS = {
    "semicolons": "Nom;Email;Durée\nA;ADA@exemple.fr;58\n?;inconnu@exemple.fr;3\norganisateur;;60\n".encode(),
    "commas, a name on two lines": b'"Nom\ncomplet",email\n"A\nLovelace",ada@exemple.fr\nX,inconnu@exemple.fr\n',
    "Windows": "Prénom;Adresse e-mail\nAdélaïde;ada@exemple.fr\n;inconnu@exemple.fr\n".encode(
        "cp1252"
    ),
    "UTF-16, tabs": "Name\tEmail Address\nA\tada@exemple.fr\n\tinconnu@exemple.fr\n".encode(
        "utf-16"
    ),
    "no header": b"Ada,ada@exemple.fr,58\nX,inconnu@exemple.fr\n",
    "two columns of addresses": b"hote@exemple.fr;email\nblaise@exemple.fr;ada@exemple.fr\n;inconnu@exemple.fr\n",
}


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_attendance_is_matched_on_the_address_whatever_the_tool(place, report):
    for name in ("Ada", "Blaise"):
        sign_up(place, name)
        press(place, name, "confirmer")
    room = capacity.bookable_sessions(place.service.community)[KEY]
    with place.service.store.write(capacity.lock(room)) as connection:
        found = attendance.attended(connection, KEY, report)
        counts = capacity.counts(connection)[KEY]

    assert (found, counts["attended"]) == ((1, ["inconnu@exemple.fr"]), 1)


@pytest.mark.parametrize("report", [b"", b"Nom;Adresse\nA;12 rue du Port\n", bytes(range(256)) * 3])
def test_a_report_without_addresses_marks_nobody(place, report):
    with place.service.store.write("x") as connection, pytest.raises(UnreadableTable):
        attendance.attended(connection, KEY, report)


ZOOM = """\
Attendee Report
Report Generated:,2026-03-10 12:00
Topic,Webinar ID,Unique Viewers
Démarrer,812 0000,2
Host Details
Attended,User Name (Original Name),Email,Join Time
Yes,Phare,hote@exemple.fr,10:00
Attendee Details
Attended,User Name (Original Name),First Name,Last Name,Email,Registration Time,Approval Status
Yes,Ada,Ada,L,ada@exemple.fr,2026-03-01,approved
No,Blaise,Blaise,P,blaise@exemple.fr,2026-03-02,approved
"""


def signed_up(place):
    for name in ("Ada", "Blaise"):
        sign_up(place, name)
        press(place, name, "confirmer")


def noted(place, read, given, *tables):
    room = capacity.bookable_sessions(place.service.community)[KEY]
    with place.service.store.write(capacity.lock(room)) as connection:
        found = read(connection, KEY, given, *tables)
        return found, [row.name for row in organising.people(connection, KEY) if row.attended]


def test_who_registered_and_did_not_come_is_not_present_in_the_report_of_a_tool(place):
    signed_up(place)

    assert noted(place, attendance.attended, ZOOM.encode()) == ((1, ["hote@exemple.fr"]), ["Ada"])


@pytest.mark.parametrize("kind", ["excel", "csv", "xlsx"])
def test_our_own_list_given_back_notes_those_of_whom_it_says_yes(place, kind):
    signed_up(place)
    community = place.service.community
    event = capacity.bookable_sessions(community)[KEY].event
    with place.service.store.read() as connection:
        asked = definitions.fields(definitions.event_form(community, event), community)
        table = files.rows(connection, KEY, asked)
    given = files.encoded(table, kind, "inscriptions")
    with pytest.raises(UnreadableTable, match="ne dit « oui » de personne : la remplir"):
        noted(place, attendance.attended, given, grids.tables)
    table.loc[1, "presence"] = "X"

    given = files.encoded(table, kind, "inscriptions")
    assert noted(place, attendance.attended, given, grids.tables) == ((1, []), ["Blaise"])


def test_rows_copied_with_their_headings_from_a_spreadsheet_are_read_as_its_file(place):
    signed_up(place)
    copied = "Nom\tAdresse électronique\tPrésence\nAda\tada@exemple.fr\tnon\nBlaise\tblaise@exemple.fr\toui\n"

    assert noted(place, attendance.attended_as_pasted, copied) == ((1, []), ["Blaise"])


def test_a_workbook_says_who_came_on_whichever_sheet_has_the_addresses(place):
    signed_up(place)
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Synthèse", 2])
    sheet = book.create_sheet("Participants")
    for row in (["Email", "Présent"], ["ada@exemple.fr", True], ["blaise@exemple.fr", False]):
        sheet.append(row)
    book.save(out)

    assert noted(place, attendance.attended, out.getvalue(), grids.tables) == ((1, []), ["Ada"])
