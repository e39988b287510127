"""The strict lint finds every defect that some client forgives, once, on its line."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from partner_calendars import GOOD, crlf

from chorale.calendars.partners.lint import lint


def changed(old: str, new: str) -> bytes:
    assert old in GOOD
    return crlf(GOOD.replace(old, new, 1))


def without_zone() -> bytes:
    return crlf(re.sub(r"BEGIN:VTIMEZONE.*END:VTIMEZONE\n", "", GOOD, flags=re.DOTALL))


DEFECTS = [
    ("line feeds only", GOOD.encode(), 1, "fin de ligne sans retour chariot"),
    ("byte order mark", b"\xef\xbb\xbf" + crlf(GOOD), 1, "marque d'ordre des octets (BOM) en tête"),
    ("a line of 300 octets", changed("SUMMARY:Rencontre", "SUMMARY:" + "a" * 292), 39, "ligne de 300 octets : 75 au plus"),
    ("a fold inside a character", crlf(GOOD).replace(b"Cr\xc3\xa9er", b"Cr\xc3\r\n \xa9er"), 30, "ligne repliée au milieu d'un caractère"),
    ("Latin-1", crlf(GOOD).replace("Créer".encode(), "Créer".encode("latin-1")), 30, "octets qui ne sont pas de l'UTF-8"),
    ("no UID", changed("UID:un@essai.example\n", ""), 24, "« VEVENT » sans « UID »"),
    ("no DTSTAMP", changed("DTSTAMP:20181101T090000Z\n", ""), 24, "« VEVENT » sans « DTSTAMP »"),
    ("no PRODID", changed("PRODID:-//Essai//FR\n", ""), 1, "« VCALENDAR » sans « PRODID »"),
    ("no VERSION", changed("VERSION:2.0\n", ""), 1, "« VCALENDAR » sans « VERSION »"),
    ("a local DTSTAMP", changed("DTSTAMP:20181101T090000Z", "DTSTAMP:20181101T090000"), 26, "« DTSTAMP » en heure locale"),
    ("no VTIMEZONE", without_zone(), 11, "fuseau « Europe/Paris » sans son « VTIMEZONE »"),
    ("an unknown TZID", changed("DTSTART;TZID=Europe/Paris", "DTSTART;TZID=Europe/Pari"), 28, "fuseau « Europe/Pari » sans son « VTIMEZONE »"),
    ("an end before the start", changed(":20181213T110000", ":20181213T090000"), 29, "l'événement finit avant d'avoir commencé"),
    ("an end that is a day", changed("DTEND;TZID=Europe/Paris:20181213T110000", "DTEND;VALUE=DATE:20181214"), 29, "« DTEND » et « DTSTART » ne sont pas de même nature"),
    ("an end and a duration", changed("SUMMARY:Créer", "DURATION:PT1H\nSUMMARY:Créer"), 30, "« DTEND » et « DURATION » ensemble"),
    ("a date that does not exist", changed(":20181213T100000", ":20181332T100000"), 28, "« DTSTART:20181332T100000 » n'est pas une date qui existe"),
    ("one UID twice", changed("UID:deux@", "UID:un@"), 35, "identifiant « un@essai.example » déjà employé ligne 25"),
    ("two SUMMARY", changed("STATUS:CONFIRMED", "SUMMARY:Encore\nSTATUS:CONFIRMED"), 31, "« SUMMARY » écrit deux fois (déjà ligne 30)"),
    ("STATUS:CANCELED", changed("STATUS:CONFIRMED", "STATUS:CANCELED"), 31, "« STATUS:CANCELED »"),
    ("a raw comma", changed("compte\\, puis", "compte, puis"), 30, "« , » non protégé dans « SUMMARY »"),
    ("a raw semicolon", changed("compte\\, puis", "compte; puis"), 30, "« ; » non protégé dans « SUMMARY »"),
    ("a bad escape", changed("compte\\, puis", "compte\\x puis"), 30, "« \\x » dans « SUMMARY »"),
    ("a quote in a parameter", changed('CN="Équipe"', 'CN="Équ"ipe"'), 32, 'ligne illisible « ORGANIZER;CN="Équ"ipe":mailto:equipe@ess »'),
    ("a vertical tab", changed("SUMMARY:Créer", "SUMMARY:Cr\x0béer"), 30, "caractère de commande U+000B"),
    ("a NUL", changed("SUMMARY:Créer", "SUMMARY:Cr\x00éer"), 30, "caractère de commande U+0000"),
    ("an END that does not match", changed("END:VEVENT", "END:VTODO"), 33, "« END:VTODO » ferme « BEGIN:VEVENT » (ligne 24)"),
    ("a truncated file", crlf(GOOD)[:700], 24, "fichier coupé : « BEGIN:VEVENT » n'est jamais fermé"),
    ("REFRESH-INTERVAL without VALUE", changed(";VALUE=DURATION", ""), 6, "« REFRESH-INTERVAL » sans « VALUE=DURATION »"),
    ("a negative SEQUENCE", changed("SEQUENCE:1", "SEQUENCE:-1"), 27, "« SEQUENCE:-1 »"),
    ("an event without DTSTART", changed("DTSTART;VALUE=DATE:20181214\n", ""), 34, "« VEVENT » sans « DTSTART »"),
    ("PUBLISH without ORGANIZER", changed('ORGANIZER;CN="Équipe":mailto:equipe@essai.example\n', ""), 24, "« METHOD:PUBLISH » demande un « ORGANIZER »"),
    ("PUBLISH with ATTENDEE", changed("STATUS:", "ATTENDEE:mailto:a@b.example\nSTATUS:"), 31, "« METHOD:PUBLISH » interdit « ATTENDEE »"),
    ("a duration without T", changed("DURATION:PT6H", "DURATION:P6H"), 6, "« REFRESH-INTERVAL:P6H »"),
    ("a zone and a Z", changed(":20181213T110000", ":20181213T110000Z"), 29, "« DTEND » a un fuseau et un « Z »"),
]  # fmt: skip


def test_the_good_calendar_has_no_fault():
    assert lint("bon.ics", crlf(GOOD)) == ()


@pytest.mark.parametrize(
    ("data", "line", "message"), [row[1:] for row in DEFECTS], ids=[row[0] for row in DEFECTS]
)
def test_each_planted_defect_gives_one_message_on_its_line(data, line, message):
    assert [(problem.source.line, problem.message) for problem in lint("essai.ics", data)] == [
        (line, message)
    ]


def test_a_message_reads_as_a_sentence_with_its_remedy():
    (problem,) = lint("essai.ics", changed("SEQUENCE:1", "SEQUENCE:-1"))
    assert (
        f"{problem.source}: {problem.sentence}"
        == "essai.ics:27:1: « SEQUENCE:-1 » ; attendu : un entier positif ou nul"
    )


@pytest.mark.parametrize("closing", [b"", b"END:VEVENT\r\n" * 5_000 + b"END:VCALENDAR\r\n"])
def test_a_nest_of_components_is_read_to_its_end(closing):
    assert lint("nid.ics", b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 5_000 + closing) != ()


@given(st.data())
def test_whatever_happens_to_a_file_its_faults_are_said(data):
    octets = bytearray(crlf(GOOD))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(octets) - 1))
        octets[place : place + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=4))
    assert all(
        problem.sentence and problem.source.line >= 1
        for problem in lint("abîmé.ics", bytes(octets))
    )


@pytest.mark.parametrize(
    "data",
    [b"", b"\r\n", b"bonjour", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", b"\x00" * 50, b"END:X\r\n"],
)
def test_what_is_not_a_calendar_is_said(data):
    assert lint("rien.ics", data) != ()
