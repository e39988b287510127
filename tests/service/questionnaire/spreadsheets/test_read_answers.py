"""Answers by spreadsheet: realistic edits, hostile files, encodings, and the same mails as on the web."""

import csv
import io
import subprocess
import sys
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import msoffcrypto
import openpyxl
import pytest
from house import ROOT
from places import PARIS, make_place, words
from sheets import ANSWER, HARMFUL, HARMLESS, blank, filled, hostile, questionnaire
from small_cycle import BASE, FILES, REQUESTS, Circle, deposit, make_circle

from chorale.service.questionnaire import deposits, secretariat
from chorale.service.questionnaire.definition import as_form, check_proposal
from chorale.service.questionnaire.spreadsheets import collect, replies
from chorale.service.questionnaire.spreadsheets.collect import ReceivedSpreadsheet
from chorale.service.questionnaire.spreadsheets.grids import (
    SpreadsheetReader,
    UnreadableSpreadsheet,
    grids,
)
from chorale.service.questionnaire.spreadsheets.read_answers import answers, group_of


@pytest.fixture(scope="module")
def circle(tmp_path_factory) -> Circle:
    return make_circle(tmp_path_factory.mktemp("tableurs"))


@pytest.fixture
def fresh(tmp_path: Path) -> Circle:
    return make_circle(tmp_path)


def told(circle: Circle, data: bytes) -> tuple[dict[str, str], list[str]]:
    sheets = grids(data)
    try:
        assert group_of(sheets, questionnaire(circle), circle.place.service.outbox.secret) == "snp"
    except ValueError as error:
        return {}, [str(error)]
    return answers(sheets, questionnaire(circle))


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_edit_is_read_right(circle, name):
    text, problems = told(circle, filled(circle, HARMLESS[name]))
    assert ({field: value for field, value in text.items() if value != "0"}, problems) == (
        ANSWER,
        [],
    )


@pytest.mark.parametrize("name", HARMFUL)
def test_a_harmful_edit_is_reported_where_it_is(circle, name):
    edit, expected = HARMFUL[name]
    _, problems = told(circle, filled(circle, edit))
    assert [problem for problem in problems if expected in problem.replace("\u00a0", " ")], problems


def test_the_realistic_edits_of_a_spreadsheet_are_at_least_forty():
    assert (len(HARMLESS) >= 18, len(HARMFUL) >= 22) == (True, True)


HOSTILE = [
    "zip bomb", "zip bomb that lies about its size", "zip of 20,000 entries", "nested zip", "DOCTYPE in a sheet",
    "entity in the workbook", "cell at XFD1048576", "false string counts", "truncated", "one byte missing", "header only",
    "macros", "password", "Outlook message (OLE)", "Word document", "OLE without a workbook", "HTML called xls", "PDF called xlsx", "empty", "picture",
    "random bytes", "encrypted ODS", "mojibake", "XML spreadsheet", "gzip", "five megabytes",
]  # fmt: skip


@pytest.fixture(scope="module")
def bad_files(circle) -> dict[str, bytes]:
    return hostile(filled(circle))


def test_the_hostile_files_are_all_tried(bad_files):
    assert sorted(bad_files) == sorted(HOSTILE)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gives_one_french_sentence_and_the_parent_lives(circle, bad_files, name):
    outcome = collect.collect(
        circle.place.service,
        circle.place.service.community.cycles[0],
        ReceivedSpreadsheet(label=name, data=bad_files[name]),
    )
    if name == "false string counts" and outcome.receipt:
        return  # the counts are ignored and the rest is right: reading it right is the other good end
    assert outcome.receipt is None
    (sentence,) = outcome.problems
    assert 5 < len(sentence) < 200
    assert not any(
        word in sentence.lower()
        for word in ("error", "traceback", "exception", "zip file", "invalid")
    )


MEASURED = """
import resource, sys
from pathlib import Path
from chorale.service.questionnaire.spreadsheets.grids import UnreadableSpreadsheet, grids
before = resource.getrusage(resource.RUSAGE_SELF)
try:
    grids(Path(sys.argv[1]).read_bytes())
except UnreadableSpreadsheet:
    pass
after, child = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
own = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(own + child.ru_utime + child.ru_stime, max(child.ru_maxrss, int(peak.split()[1])))
"""


@pytest.mark.parametrize("name", HOSTILE)
def test_no_hostile_file_takes_3_seconds_of_processor_or_512_megabytes(bad_files, tmp_path, name):
    file = tmp_path / "recu"
    file.write_bytes(bad_files[name])
    command = [sys.executable, "-c", MEASURED, str(file)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    seconds, kilobytes = map(float, printed.split())
    assert seconds < 3
    assert kilobytes < 512 * 1024


def test_a_file_protected_by_a_password_is_told_as_such(circle, bad_files):
    outcome = collect.collect(
        circle.place.service,
        circle.place.service.community.cycles[0],
        ReceivedSpreadsheet(label="x", data=bad_files["password"]),
    )
    assert outcome.problems == ("fichier protégé par un mot de passe",)
    opened = io.BytesIO()
    locked = msoffcrypto.OfficeFile(io.BytesIO(bad_files["password"]))
    locked.load_key(password="secret")
    locked.decrypt(opened)
    assert grids(opened.getvalue())[0].name == "Réponses"


def table(circle: Circle) -> list[list[str]]:
    sheet = openpyxl.load_workbook(io.BytesIO(filled(circle)))["Réponses"]
    return [
        ["" if cell.value is None else str(cell.value) for cell in row]
        for row in sheet.iter_rows(max_col=8)
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_csv_is_read_whatever_its_encoding_and_separator(circle, encoding, delimiter):
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerows(table(circle))
    data = stream.getvalue().replace("\u202f", " ").encode(encoding)
    assert told(circle, data) == (ANSWER, [])
    if encoding.startswith("utf"):
        assert told(circle, ("sep=" + delimiter + "\r\n" + stream.getvalue()).encode(encoding)) == (
            ANSWER,
            [],
        )


def test_the_spreadsheet_and_the_web_give_the_same_value_and_message(circle):
    values = [
        "0",
        "100",
        "101",
        "",
        " 7 ",
        "7,5",
        "sept",
        "1e1",
        "０",
        "-1",
        "٣",
        "99999999999",
    ]
    for value in values:
        form = {**as_form(ANSWER), "points-DE-06": [value]}
        text, messages = check_proposal(questionnaire(circle), form, whole=True)
        sheet_text, problems = told(
            circle,
            filled(circle, lambda _, sheet, value=value: setattr(sheet.cell(9, 5), "value", value)),
        )
        assert len(problems) == len(messages)
        assert all(any(message in problem for problem in problems) for message in messages.values())
        if not messages:
            assert sheet_text == text


def test_the_sheet_sent_is_protected_validated_and_always_the_same(circle):
    assert blank(circle) == blank(circle)
    sheet = openpyxl.load_workbook(io.BytesIO(blank(circle)))["Réponses"]
    assert sheet.protection.sheet is True
    assert [sheet.cell(6, column).protection.locked for column in range(1, 9)] == [True] * 4 + [
        False
    ] * 4
    kinds = sorted(str(rule.type) for rule in sheet.data_validations.dataValidation)
    assert kinds == ["list", "textLength", "whole"]
    assert str(sheet["A1"].value).startswith("IPM|cycle-9|snp|")


def test_a_file_deposits_whole_and_every_member_gets_the_same_receipt_as_on_the_web(fresh):
    service, cycle = fresh.place.service, fresh.place.service.community.cycles[0]
    data = filled(fresh)
    outcome = collect.collect(service, cycle, ReceivedSpreadsheet(label="snp.xlsx", data=data))
    assert (outcome.group, outcome.receipt.channel, outcome.problems) == ("SNP", "tableur", ())
    again = collect.collect(service, cycle, ReceivedSpreadsheet(label="copie.xlsx", data=data))
    assert (again.again, again.receipt, again.counting) == (True, outcome.receipt, 1)
    mails = fresh.place.post()
    assert sorted(mail["to"] for mail in mails) == [
        "snp-member@exemple.fr",
        "snp-referent@exemple.fr",
    ]
    assert all(outcome.receipt.fingerprint in words(mail) for mail in mails)
    assert "par tableur" in fresh.enter("snp-referent").get(f"{BASE}/accuses/1").words


def test_a_file_that_comes_back_after_another_answer_is_refused_aloud_until_its_arrival_is_said(
    fresh,
):
    service, cycle = fresh.place.service, fresh.place.service.community.cycles[0]
    first = ReceivedSpreadsheet(label="a", data=filled(fresh))
    other = ReceivedSpreadsheet(label="b", data=filled(fresh, HARMLESS["zeros written"]))

    def collected(piece, hour=None):
        at = datetime(2026, 11, 16, hour, 0, tzinfo=PARIS) if hour else None
        outcome = collect.collect(service, cycle, piece, at)
        number = outcome.receipt.number if outcome.receipt else None
        return number, outcome.again, outcome.counting, outcome.problems

    assert collected(first, 9) == (1, False, 1, ())
    assert collected(other, 10) == (2, False, 2, ())
    assert collected(first) == (
        None,
        False,
        0,
        (
            "cette réponse, déjà déposée (n° 1), a été remplacée par le n° 2 ; si le groupe y revient, dire quand"
            " elle est arrivée de nouveau (« Arrivé le », ou --received)",
        ),
    )
    assert collected(first, 9) == (1, True, 2, ())
    assert collected(first, 11) == (3, False, 3, ())
    assert collected(first, 11) == (3, True, 3, ())
    assert collected(first) == (3, True, 3, ())
    assert collected(other, 10) == (2, True, 3, ())


def mailed(data: bytes, received: str, sent: str = "") -> bytes:
    mail = EmailMessage()
    for line in filter(None, received.split("|")):
        mail["Received"] = f"from a by b; {line}"
    mail["Date"], mail["From"] = sent or "Mon, 16 Nov 2026 08:00:00 +0100", "Ref <r@exemple.fr>"
    mail["Subject"], mail["Message-ID"] = "Notre réponse", "<1@exemple.fr>"
    mail.set_content("ci-joint")
    mail.add_attachment(
        data, maintype="application", subtype="octet-stream", filename="reponse.xlsx"
    )
    return mail.as_bytes()


@pytest.fixture
def post(tmp_path: Path) -> Path:
    folder = tmp_path / "courrier"
    folder.mkdir()
    return folder


def test_each_mail_of_a_folder_has_its_own_arrival_the_last_server_s(fresh, post):
    sent = {
        "a.eml": ("Mon, 16 Nov 2026 10:00:00 +0000|Mon, 16 Nov 2026 09:59:00 +0000", 11),
        "b.eml": ("", 8),
        "c.eml": ("hier", 8),
    }
    for name, (received, _) in sent.items():
        (post / name).write_bytes(mailed(filled(fresh), received))
    assert [piece.arrival for piece in collect.pieces((post,))] == [
        datetime(2026, 11, 16, hour, 0, tzinfo=PARIS) for _, hour in sent.values()
    ]


def test_a_mail_from_the_future_is_refused(fresh, post):
    (post / "a.eml").write_bytes(mailed(filled(fresh), "Tue, 17 Nov 2026 10:00:00 +0000"))
    (piece,) = collect.pieces((post,))
    service = fresh.place.service
    outcome = collect.collect(service, service.community.cycles[0], piece)
    assert outcome.problems == ("l'arrivée constatée est à venir",)


def test_a_refused_mail_has_a_reply_ready_for_its_sender(fresh, post):
    data = filled(fresh, HARMFUL["a decimal"][0])
    (post / "a.eml").write_bytes(mailed(data, "Mon, 16 Nov 2026 10:00:00 +0000"))
    (piece,) = collect.pieces((post,))
    service = fresh.place.service
    cycle = service.community.cycles[0]
    outcome = collect.collect(service, cycle, piece)
    letter = replies.reply(service, cycle, piece, outcome)
    assert (letter["To"], letter["Subject"], letter["In-Reply-To"], letter["X-Unsent"]) == (
        "Ref <r@exemple.fr>",
        "Re: Notre réponse",
        "<1@exemple.fr>",
        "1",
    )
    said = letter.get_content().replace("\u00a0", " ").replace("\u202f", " ")
    assert "Le fichier « reponse.xlsx » n’est pas pris en compte\npour le cycle 9" in said
    assert f"- {outcome.problems[0]}" in said
    assert "Clôture : vendredi 11 décembre 2026 à 18 h (heure de Paris)" in said


def test_a_folder_is_read_by_one_child_and_a_bad_file_costs_only_itself(fresh, bad_files):
    service, cycle = fresh.place.service, fresh.place.service.community.cycles[0]
    good = ReceivedSpreadsheet(label="a", data=filled(fresh))
    other = ReceivedSpreadsheet(label="b", data=filled(fresh, HARMLESS["zeros written"]))
    bad = ReceivedSpreadsheet(label="c", data=bad_files["cell at XFD1048576"])
    children = set()
    with SpreadsheetReader() as reader:
        for piece in (good, other, bad, good):
            collect.collect(service, cycle, piece, reader=reader)
            children.add(reader._child and reader._child.pid)
    assert len(children) == 3  # one for both good files, none after the bad one, then a fresh one
    with service.store.read() as connection:
        assert len(deposits.receipts(connection, "cycle-9")) == 2


def test_a_sheet_sent_out_before_an_amendment_is_still_ours(fresh, tmp_path):
    data = filled(fresh)
    deposit(fresh.enter("snp-referent"))
    requests = REQUESTS.replace("au clavier", "tout au clavier")
    changed = {**FILES, "content/ipm/cycle-9/requests.yml": requests}
    url = fresh.place.service.settings.database_url
    place = make_place(tmp_path / "autre", url, changed, fresh.place)
    cycle = place.service.community.cycles[0]
    secretariat.amend(place.service, cycle, "Mot oublié")
    sheet = ReceivedSpreadsheet(label="x", data=data)
    outcome = collect.collect(place.service, cycle, sheet, place.service.clock())
    assert (outcome.problems, outcome.receipt.number) == ((), 2)


def test_a_refused_file_changes_nothing(fresh):
    service, cycle = fresh.place.service, fresh.place.service.community.cycles[0]
    deposit(fresh.enter("snp-referent"))
    before = fresh.place.post()
    outcome = collect.collect(
        service,
        cycle,
        ReceivedSpreadsheet(label="x", data=filled(fresh, HARMFUL["a decimal"][0])),
    )
    assert outcome.receipt is None
    with service.store.read() as connection:
        assert len(deposits.receipts(connection, "cycle-9")) == 1
    assert len(fresh.place.post()) == len(before)


def test_a_sheet_of_another_questionnaire_is_refused(fresh, tmp_path):
    data = filled(fresh)
    changed = {
        **FILES,
        "content/ipm/cycle-9/requests.yml": REQUESTS.replace("estimate: 90", "estimate: 95"),
    }
    other = make_circle(tmp_path / "autre", files=changed)
    outcome = collect.collect(
        other.place.service,
        other.place.service.community.cycles[0],
        ReceivedSpreadsheet(label="x", data=data),
    )
    assert outcome.problems == (
        "le code a été modifié, ou le questionnaire a changé depuis l'envoi du fichier",
    )


def test_a_mail_is_searched_even_when_forwarded_and_its_file_names_are_never_used(circle, tmp_path):
    inner = EmailMessage()
    inner.set_content("ci-joint")
    inner.add_attachment(
        filled(circle),
        maintype="application",
        subtype="octet-stream",
        filename="../../etc/reponse.xlsx",
    )
    outer = EmailMessage()
    outer.set_content("je transfère")
    outer.add_attachment(inner)
    outer.add_attachment(b"x", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    (tmp_path / "a.eml").write_bytes(outer.as_bytes())
    empty = EmailMessage()
    empty.set_content("bonjour")
    (tmp_path / "b.eml").write_bytes(empty.as_bytes())
    found = list(collect.pieces((tmp_path,)))
    outlook = (
        "pièce jointe au format d'Outlook (winmail.dat) : demander l'envoi en texte brut ou HTML"
    )
    assert [(piece.label, piece.refused) for piece in found] == [
        ("a.eml > reponse.xlsx", ""),
        ("a.eml > winmail.dat", outlook),
        ("b.eml", "ce message ne contient aucun tableur"),
    ]
    assert told(circle, found[0].data) == (ANSWER, [])


def test_what_people_send_instead_of_a_spreadsheet_is_named_and_what_systems_leave_in_folders_is_not(
    tmp_path,
):
    scanned = EmailMessage()
    scanned.set_content("voici")
    scanned.add_attachment(
        b"%PDF-1.7", maintype="application", subtype="pdf", filename="Scan du 3.pdf"
    )
    left = dict.fromkeys((".DS_Store", "Thumbs.db", "desktop.ini", "~$reponse.xlsx"), b"x")
    sent = {"a.eml": scanned.as_bytes(), "b.zip": b"PK", "c.msg": b"x", "winmail.dat": b"x"}
    for name, data in {**left, **sent}.items():
        (tmp_path / name).write_bytes(data)
    assert [(piece.label, piece.refused) for piece in collect.pieces((tmp_path,))] == [
        ("a.eml", "ce message ne contient aucun tableur ; pièces jointes : scan du 3.pdf"),
        ("b.zip", "archive ZIP : joindre le tableur lui-même"),
        ("c.msg", "message Outlook (.msg) : l'enregistrer en .eml, ou en sortir le tableur"),
        (
            "winmail.dat",
            "pièce jointe au format d'Outlook (winmail.dat) : demander l'envoi en texte brut ou HTML",
        ),
    ]


def test_a_late_file_is_flagged_and_one_out_of_time_is_refused(fresh):
    service, cycle = fresh.place.service, fresh.place.service.community.cycles[0]
    fresh.place.clock.advance(days=25, hours=6, minutes=30)
    outcome = collect.collect(service, cycle, ReceivedSpreadsheet(label="x", data=filled(fresh)))
    assert outcome.receipt.late is True
    fresh.place.clock.advance(hours=1)
    outcome = collect.collect(
        service,
        cycle,
        ReceivedSpreadsheet(label="y", data=filled(fresh, HARMLESS["zeros written"])),
    )
    assert outcome.problems == ("Le questionnaire est clos",)


def test_too_large_a_file_is_not_even_opened():
    with pytest.raises(UnreadableSpreadsheet, match="5 Mo au plus"):
        grids(b"x" * 6_000_000)
