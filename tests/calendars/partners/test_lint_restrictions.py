"""The lint holds properties and components to the restriction tables of RFC 5545 and 5546, as libical does."""

import partner_calendars
import pytest
from partner_calendars import crlf

from chorale.calendars.partners.lint import lint

GOOD = partner_calendars.GOOD.replace("METHOD:PUBLISH\n", "")
LINES = GOOD.splitlines()


def planted(after, removed, added, method=""):
    """Put lines (between bars) after a line of the good calendar, others removed."""
    lines = [*LINES[:after], *(added.split("|") if added else ()), *LINES[after + removed :]]
    if method:
        lines.insert(3, f"METHOD:{method}")
    return crlf("\n".join(lines) + "\n")


def faults(data):
    return [(problem.source.line, problem.message) for problem in lint("essai.ics", data)]


PLANTED = [
    ("freq", 38, 0, "RRULE:FREQ=WEEKLI", "", [(39, "répétition « FREQ=WEEKLI »")]),
    ("nofreq", 38, 0, "RRULE:INTERVAL=2", "", [(39, "répétition sans « FREQ »")]),
    ("until+count", 38, 0, "RRULE:FREQ=DAILY;COUNT=2;UNTIL=20190101", "", [(39, "« UNTIL » et « COUNT » ensemble")]),
    ("interval0", 38, 0, "RRULE:FREQ=DAILY;INTERVAL=0", "", [(39, "« INTERVAL=0 »")]),
    ("byday", 38, 0, "RRULE:FREQ=WEEKLY;BYDAY=XX", "", [(39, "« BYDAY=XX »")]),
    ("bymonth13", 38, 0, "RRULE:FREQ=YEARLY;BYMONTH=13", "", [(39, "« BYMONTH=13 »")]),
    ("bydayrank weekly", 38, 0, "RRULE:FREQ=WEEKLY;BYDAY=1FR", "", [(39, "« BYDAY=1FR » : un rang dans une répétition qui n'est ni par mois ni par an")]),
    ("bymonthday weekly", 38, 0, "RRULE:FREQ=WEEKLY;BYMONTHDAY=3", "", [(39, "« BYMONTHDAY » avec « FREQ=WEEKLY »")]),
    ("byweekno monthly", 38, 0, "RRULE:FREQ=MONTHLY;BYWEEKNO=3", "", [(39, "« BYWEEKNO » avec « FREQ=MONTHLY »")]),
    ("setpos alone", 38, 0, "RRULE:FREQ=MONTHLY;BYSETPOS=1", "", [(39, "« BYSETPOS » sans rien à compter")]),
    ("unknown part", 38, 0, "RRULE:FREQ=DAILY;BYDAYS=MO", "", [(39, "« BYDAYS » dans une répétition")]),
    ("dup part", 38, 0, "RRULE:FREQ=DAILY;FREQ=WEEKLY", "", [(39, "« FREQ » deux fois dans une répétition")]),
    ("until type", 38, 0, "RRULE:FREQ=DAILY;UNTIL=20190301T000000Z", "", [(39, "« UNTIL=20190301T000000Z » alors que « DTSTART » est un jour")]),
    ("until local", 27, 0, "RRULE:FREQ=DAILY;UNTIL=20190301T000000", "", [(28, "« UNTIL=20190301T000000 » en heure locale")]),
    ("count0", 38, 0, "RRULE:FREQ=DAILY;COUNT=0", "", [(39, "« COUNT=0 »")]),
    ("wkst", 38, 0, "RRULE:FREQ=WEEKLY;WKST=LU", "", [(39, "« WKST=LU »")]),
    ("2 rrule", 38, 0, "RRULE:FREQ=DAILY|RRULE:FREQ=WEEKLY", "", [(40, "« RRULE » écrit deux fois (déjà ligne 39)")]),
    ("until before", 38, 0, "RRULE:FREQ=DAILY;UNTIL=20170101", "", [(39, "la répétition finit (« UNTIL=20170101 ») avant de commencer")]),
    ("exdate bad", 38, 0, "EXDATE:20181332T000000", "", [(39, "« EXDATE:20181332T000000 » n'est pas une date qui existe")]),
    ("exdate type", 38, 0, "EXDATE:20181220T100000", "", [(39, "« EXDATE » est un instant, « DTSTART » un jour")]),
    ("rdate period", 27, 0, "RDATE;VALUE=PERIOD:20181220T100000Z", "", [(28, "« RDATE:20181220T100000Z » n'est pas une période")]),
    ("rdate type", 27, 0, "RDATE;VALUE=DATE:20181220", "", [(28, "« RDATE » est un jour, « DTSTART » un instant")]),
    ("exdate type2", 27, 0, "EXDATE;VALUE=DATE:20181220", "", [(28, "« EXDATE » est un jour, « DTSTART » un instant")]),
    ("exdate z floating", 26, 2, "DTSTART:20181213T100000|RRULE:FREQ=DAILY;COUNT=3|EXDATE:20181214T090000Z", "", [(29, "« EXDATE » est avec un fuseau, « DTSTART » n'en a pas")]),
    ("exdate floating", 27, 0, "EXDATE:20181220T100000", "", [(28, "« EXDATE » est sans fuseau, « DTSTART » en a un")]),
    ("end equal", 27, 1, "DTEND;TZID=Europe/Paris:20181213T100000", "", [(28, "l'événement finit à l'instant où il commence")]),
    ("exdate tz+z", 27, 0, "EXDATE;TZID=Europe/Paris:20181220T100000Z", "", [(28, "« EXDATE » a un fuseau et un « Z »")]),
    ("duration", 36, 2, "SUMMARY:Rencontre|DURATION:1H", "", [(38, "« DURATION:1H »")]),
    ("duration neg", 36, 2, "SUMMARY:Rencontre|DURATION:-PT1H", "", [(38, "une durée en heures après un jour entier"), (38, "« DURATION:-PT1H »")]),
    ("duration empty", 36, 2, "SUMMARY:Rencontre|DURATION:PT", "", [(38, "« DURATION:PT »")]),
    ("duration hours on day", 36, 2, "SUMMARY:Rencontre|DURATION:PT1H", "", [(38, "une durée en heures après un jour entier")]),
    ("trigger", 38, 0, "BEGIN:VALARM|ACTION:DISPLAY|DESCRIPTION:x|TRIGGER:15 minutes|END:VALARM", "", [(42, "« TRIGGER:15 minutes »")]),
    ("trigger abs local", 38, 0, "BEGIN:VALARM|ACTION:DISPLAY|DESCRIPTION:x|TRIGGER;VALUE=DATE-TIME:20181214T090000|END:VALARM", "", [(42, "« TRIGGER:20181214T090000 »")]),
    ("trigger abs without value", 38, 0, "BEGIN:VALARM|ACTION:DISPLAY|DESCRIPTION:x|TRIGGER:20181214T090000Z|END:VALARM", "", [(42, "« TRIGGER:20181214T090000Z »")]),
    ("trigger related", 38, 0, "BEGIN:VALARM|ACTION:DISPLAY|DESCRIPTION:x|TRIGGER;RELATED=MIDDLE:-PT15M|END:VALARM", "", [(42, "« RELATED=MIDDLE »")]),
    ("no trigger", 38, 0, "BEGIN:VALARM|ACTION:DISPLAY|DESCRIPTION:x|END:VALARM", "", [(39, "« VALARM » sans « TRIGGER »")]),
    ("no action", 38, 0, "BEGIN:VALARM|DESCRIPTION:x|TRIGGER:-PT15M|END:VALARM", "", [(39, "« VALARM » sans « ACTION »")]),
    ("display no desc", 38, 0, "BEGIN:VALARM|ACTION:DISPLAY|TRIGGER:-PT15M|END:VALARM", "", [(39, "alarme « DISPLAY » sans « DESCRIPTION »")]),
    ("email no att", 38, 0, "BEGIN:VALARM|ACTION:EMAIL|DESCRIPTION:x|SUMMARY:x|TRIGGER:-PT15M|END:VALARM", "", [(39, "alarme « EMAIL » sans « ATTENDEE »")]),
    ("repeat alone", 38, 0, "BEGIN:VALARM|ACTION:AUDIO|REPEAT:2|TRIGGER:-PT15M|END:VALARM", "", [(41, "« REPEAT » sans « DURATION » dans une alarme")]),
    ("duration alone", 38, 0, "BEGIN:VALARM|ACTION:AUDIO|DURATION:PT5M|TRIGGER:-PT15M|END:VALARM", "", [(41, "« DURATION » sans « REPEAT » dans une alarme")]),
    ("two triggers", 38, 0, "BEGIN:VALARM|ACTION:AUDIO|TRIGGER:-PT5M|TRIGGER:-PT15M|END:VALARM", "", [(42, "« TRIGGER » écrit deux fois (déjà ligne 41)")]),
    ("request no attendee", 42, 0, "", "REQUEST", [(24, "« METHOD:REQUEST » demande un « ATTENDEE »"), (34, "« METHOD:REQUEST » demande un « ATTENDEE »")]),
    ("reply no attendee", 42, 0, "", "REPLY", [(24, "« METHOD:REPLY » demande un « ATTENDEE »"), (34, "« METHOD:REPLY » demande un « ATTENDEE »")]),
    ("cancel no sequence", 42, 0, "", "CANCEL", [(31, "« METHOD:CANCEL » avec « STATUS:CONFIRMED »"), (34, "« METHOD:CANCEL » demande un « SEQUENCE »")]),
    ("cancel status", 38, 0, "SEQUENCE:1|STATUS:CONFIRMED", "CANCEL", [(31, "« METHOD:CANCEL » avec « STATUS:CONFIRMED »"), (41, "« METHOD:CANCEL » avec « STATUS:CONFIRMED »")]),
    ("publish attendee", 38, 0, "ATTENDEE:mailto:a@b.c", "PUBLISH", [(40, "« METHOD:PUBLISH » interdit « ATTENDEE »")]),
    ("method unknown", 42, 0, "", "PUBLISHED", [(4, "« METHOD:PUBLISHED »")]),
    ("organizer no scheme", 30, 9, 'ORGANIZER;CN="Équipe":equipe@essai.example|END:VEVENT|BEGIN:VEVENT|UID:deux@essai.example|DTSTAMP:20181101T090000Z|DTSTART;VALUE=DATE:20181214|DTEND;VALUE=DATE:20181215|SUMMARY:Rencontre|X-A:b|ORGANIZER:equipe@essai.example', "", [(31, "« ORGANIZER:equipe@essai.example »"), (40, "« ORGANIZER:equipe@essai.example »")]),
    ("attendee no scheme", 38, 0, "ATTENDEE:jean@x.fr", "", [(39, "« ATTENDEE:jean@x.fr »")]),
    ("attendee partstat", 38, 0, "ATTENDEE;PARTSTAT=YES:mailto:a@b.c", "", [(39, "« PARTSTAT=YES »")]),
    ("rsvp", 38, 0, "ATTENDEE;RSVP=YES:mailto:a@b.c", "", [(39, "« RSVP=YES »")]),
    ("2 organizers", 38, 0, "ORGANIZER:mailto:a@b.c", "", [(40, "« ORGANIZER » écrit deux fois (déjà ligne 39)")]),
    ("add recurrence", 38, 0, "SEQUENCE:1|RECURRENCE-ID;VALUE=DATE:20181214", "ADD", [(41, "« METHOD:ADD » interdit « RECURRENCE-ID »")]),
    ("vevent in vevent", 38, 0, "BEGIN:VEVENT|UID:z|DTSTAMP:20181101T090000Z|DTSTART:20181101T090000Z|END:VEVENT", "", [(39, "« VEVENT » dans « VEVENT »")]),
    ("valarm in calendar", 40, 0, "BEGIN:VALARM|ACTION:AUDIO|TRIGGER:-PT5M|END:VALARM", "", [(41, "« VALARM » dans « VCALENDAR »")]),
    ("standard in vevent", 38, 0, "BEGIN:STANDARD|DTSTART:19961027T030000|TZOFFSETFROM:+0200|TZOFFSETTO:+0100|END:STANDARD", "", [(39, "« STANDARD » dans « VEVENT »")]),
    ("vtimezone in vevent", 38, 0, "BEGIN:VTIMEZONE|TZID:X|BEGIN:STANDARD|DTSTART:19961027T030000|TZOFFSETFROM:+0200|TZOFFSETTO:+0100|END:STANDARD|END:VTIMEZONE", "", [(39, "« VTIMEZONE » dans « VEVENT »")]),
    ("valarm in vjournal", 40, 0, "BEGIN:VJOURNAL|UID:j|DTSTAMP:20181101T090000Z|BEGIN:VALARM|ACTION:AUDIO|TRIGGER:-PT5M|END:VALARM|END:VJOURNAL", "", [(44, "« VALARM » dans « VJOURNAL »")]),
    ("calendar in calendar", 40, 0, "BEGIN:VCALENDAR|VERSION:2.0|PRODID:x|END:VCALENDAR", "", [(41, "« VCALENDAR » dans « VCALENDAR »")]),
    ("unknown comp", 32, 8, "BEGIN:VEVNT|UID:deux@essai.example|DTSTAMP:20181101T090000Z|DTSTART;VALUE=DATE:20181214|DTEND;VALUE=DATE:20181215|SUMMARY:Rencontre|ORGANIZER:mailto:equipe@essai.example|END:VEVNT", "", [(33, "composant inconnu « VEVNT »")]),
    ("tz no tzid", 6, 1, "", "", [(6, "« VTIMEZONE » sans « TZID »"), (26, "fuseau « Europe/Paris » sans son « VTIMEZONE »")]),
    ("tz no sub", 7, 14, "", "", [(6, "fuseau horaire sans « STANDARD » ni « DAYLIGHT »")]),
    ("tz no offset", 11, 1, "", "", [(8, "« DAYLIGHT » sans « TZOFFSETTO »")]),
    ("tz offset", 11, 1, "TZOFFSETTO:2h", "", [(12, "« TZOFFSETTO:2h »")]),
    ("tz offset 0260", 11, 1, "TZOFFSETTO:+0260", "", [(12, "« TZOFFSETTO:+0260 »")]),
    ("tz dtstart Z", 8, 1, "DTSTART:19810329T020000Z", "", [(9, "« DTSTART » d'un « DAYLIGHT » n'est pas une heure locale")]),
    ("tz no dtstart", 8, 1, "", "", [(8, "« DAYLIGHT » sans « DTSTART »")]),
    ("tz twice", 22, 0, "BEGIN:VTIMEZONE|TZID:Europe/Paris|BEGIN:DAYLIGHT|DTSTART:19810329T020000|RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU|TZOFFSETFROM:+0100|TZOFFSETTO:+0200|TZNAME:CEST|END:DAYLIGHT|BEGIN:STANDARD|DTSTART:19961027T030000|RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU|TZOFFSETFROM:+0200|TZOFFSETTO:+0100|TZNAME:CET|END:STANDARD|END:VTIMEZONE", "", [(24, "fuseau « Europe/Paris » décrit deux fois")]),
    ("tz rule until local", 9, 1, "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;UNTIL=20300101T000000", "", [(10, "« UNTIL=20300101T000000 » en heure locale")]),
    ("tz rrule", 9, 1, "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1XX", "", [(10, "« BYDAY=-1XX »")]),
    ("trigger in event", 38, 0, "TRIGGER:-PT5M", "", [(39, "« TRIGGER » dans « VEVENT »")]),
    ("due in event", 38, 0, "DUE;VALUE=DATE:20181216", "", [(39, "« DUE » dans « VEVENT »")]),
    ("transp in todo", 40, 0, "BEGIN:VTODO|UID:t@x|DTSTAMP:20181101T090000Z|TRANSP:OPAQUE|END:VTODO", "", [(44, "« TRANSP » dans « VTODO »")]),
    ("dtend in todo", 40, 0, "BEGIN:VTODO|UID:t@x|DTSTAMP:20181101T090000Z|DTEND:20181216T100000Z|END:VTODO", "", [(44, "« DTEND » dans « VTODO »")]),
    ("todo status", 40, 0, "BEGIN:VTODO|UID:t@x|DTSTAMP:20181101T090000Z|STATUS:CONFIRMED|END:VTODO", "", [(44, "« STATUS:CONFIRMED »")]),
    ("percent 101", 40, 0, "BEGIN:VTODO|UID:t@x|DTSTAMP:20181101T090000Z|PERCENT-COMPLETE:101|END:VTODO", "", [(44, "« PERCENT-COMPLETE:101 »")]),
    ("completed local", 40, 0, "BEGIN:VTODO|UID:t@x|DTSTAMP:20181101T090000Z|COMPLETED:20181216T100000|END:VTODO", "", [(44, "« COMPLETED » en heure locale")]),
    ("due+duration", 40, 0, "BEGIN:VTODO|UID:t@x|DTSTAMP:20181101T090000Z|DTSTART:20181216T100000Z|DUE:20181216T110000Z|DURATION:PT1H|END:VTODO", "", [(46, "« DUE » et « DURATION » ensemble")]),
    ("todo duration no dtstart", 40, 0, "BEGIN:VTODO|UID:t@x|DTSTAMP:20181101T090000Z|DURATION:PT1H|END:VTODO", "", [(44, "« DURATION » sans « DTSTART »")]),
    ("due before", 40, 0, "BEGIN:VTODO|UID:t@x|DTSTAMP:20181101T090000Z|DTSTART:20181216T100000Z|DUE:20181215T110000Z|END:VTODO", "", [(45, "l'événement finit avant d'avoir commencé")]),
    ("priority 10", 38, 0, "PRIORITY:10", "", [(39, "« PRIORITY:10 »")]),
    ("geo", 38, 0, "GEO:91;0", "", [(39, "« GEO:91;0 »")]),
    ("geo comma", 38, 0, "GEO:48.85,2.35", "", [(39, "« GEO:48.85,2.35 »")]),
    ("class", 38, 0, "CLASS:PRIVE", "", [(39, "« CLASS:PRIVE »")]),
    ("transp", 38, 0, "TRANSP:FREE", "", [(39, "« TRANSP:FREE »")]),
    ("request status", 38, 0, "REQUEST-STATUS:OK", "", [(39, "« REQUEST-STATUS:OK »")]),
    ("url", 38, 0, "URL:exemple", "", [(39, "« URL:exemple »")]),
    ("dtstart no VALUE", 35, 1, "DTSTART:20181214", "", [(36, "« DTSTART:20181214 » n'est pas une date qui existe")]),
    ("dtend floating", 27, 1, "DTEND:20181213T110000", "", [(28, "« DTEND » et « DTSTART » : l'un a un fuseau, l'autre non")]),
    ("recurrence-id type", 27, 12, 'RRULE:FREQ=DAILY;COUNT=3|DTEND;TZID=Europe/Paris:20181213T110000|SUMMARY:Créer un compte\\, puis déposer une facture|STATUS:CONFIRMED|ORGANIZER;CN="Équipe":mailto:equipe@essai.example|END:VEVENT|BEGIN:VEVENT|UID:deux@essai.example|DTSTAMP:20181101T090000Z|DTSTART;VALUE=DATE:20181214|DTEND;VALUE=DATE:20181215|SUMMARY:Rencontre|ORGANIZER:mailto:equipe@essai.example|END:VEVENT|BEGIN:VEVENT|UID:un@essai.example|DTSTAMP:20181101T090000Z|RECURRENCE-ID;VALUE=DATE:20181214|DTSTART:20181214T100000Z', "", [(45, "« RECURRENCE-ID » est un jour, la série non")]),
    ("range", 38, 0, "RECURRENCE-ID;RANGE=THISANDPRIOR;VALUE=DATE:20181214", "", [(39, "« RANGE=THISANDPRIOR »")]),
    ("method after", 40, 0, "METHOD:PUBLISH", "", [(41, "« METHOD » après le premier composant")]),
    ("calscale", 2, 0, "CALSCALE:JULIAN", "", [(3, "« CALSCALE:JULIAN »")]),
    ("version 1", 1, 1, "VERSION:1.0", "", [(2, "« VERSION:1.0 »")]),
    ("misspelt", 38, 0, "LOCATON:Nantes", "", [(39, "propriété inconnue « LOCATON »")]),
    ("qp", 38, 0, "COMMENT;ENCODING=QUOTED-PRINTABLE:x=20y", "", [(39, "« ENCODING=QUOTED-PRINTABLE »")]),
    ("exrule", 38, 0, "EXRULE:FREQ=DAILY", "", [(39, "« EXRULE » n'existe plus (RFC 5545)")]),
    ("freebusy", 40, 0, "BEGIN:VFREEBUSY|UID:f|DTSTAMP:20181101T090000Z|FREEBUSY:20181101T090000/PT1H|END:VFREEBUSY", "", [(44, "« FREEBUSY » en heure locale")]),
    ("dtstart rrule mismatch", 38, 0, "RRULE:FREQ=WEEKLY;BYDAY=MO", "", [(39, "« DTSTART » tombe un « FR », la répétition les « MO »")]),
    ("related end no end", 36, 2, "SUMMARY:Rencontre|BEGIN:VALARM|ACTION:AUDIO|TRIGGER;RELATED=END:-PT5M|END:VALARM", "", [(40, "alarme comptée d'une fin qui n'est pas écrite")]),
    ("uid empty", 23, 1, "UID:", "", [(24, "« UID » vide")]),
    ("sent-by", 38, 0, "ATTENDEE;SENT-BY=mailto:x@y.z:mailto:a@b.c", "", [(39, "« ATTENDEE:x@y.z:mailto:a@b.c »"), (39, "« SENT-BY » sans guillemets")]),
    ("tzid date", 35, 1, "DTSTART;VALUE=DATE;TZID=Europe/Paris:20181214", "", [(36, "« DTSTART » a un fuseau et « VALUE=DATE »")]),
    ("bysecond", 38, 0, "RRULE:FREQ=DAILY;BYHOUR=25", "", [(39, "une heure dans la répétition d'un jour entier"), (39, "« BYHOUR=25 »")]),
    ("summary in calendar", 3, 1, "SUMMARY:x", "", [(4, "« SUMMARY » dans « VCALENDAR »")]),
    ("location in journal", 40, 0, "BEGIN:VJOURNAL|UID:j|DTSTAMP:20181101T090000Z|LOCATION:x|END:VJOURNAL", "", [(44, "« LOCATION » dans « VJOURNAL »")]),
    ("categories", 38, 0, "SEQUENCE:a", "", [(39, "« SEQUENCE:a »")]),
    ("value type", 38, 0, "ATTACH;VALUE=URL:https://x.y", "", [(39, "« VALUE=URL »")]),
]  # fmt: skip


@pytest.mark.parametrize(("after", "removed", "added", "method", "expected"), [row[1:] for row in PLANTED], ids=[row[0] for row in PLANTED])  # fmt: skip
def test_a_planted_defect_is_told_on_its_line(after, removed, added, method, expected):
    assert faults(planted(after, removed, added, method)) == expected


SOUND = [
    ("the good calendar", 0, 0, "", ""),
    ("todo ok", 40, 0, "BEGIN:VTODO|UID:t@x|DTSTAMP:20181101T090000Z|STATUS:NEEDS-ACTION|END:VTODO", ""),
    ("todo inprocess", 40, 0, "BEGIN:VTODO|UID:t@x|DTSTAMP:20181101T090000Z|STATUS:IN-PROCESS|DTSTART:20181216T100000Z|DUE:20181217T100000Z|END:VTODO", ""),
    ("journal", 40, 0, "BEGIN:VJOURNAL|UID:j|DTSTAMP:20181101T090000Z|STATUS:FINAL|DESCRIPTION:a|DESCRIPTION:b|END:VJOURNAL", ""),
    ("alarm", 38, 0, "BEGIN:VALARM|ACTION:DISPLAY|DESCRIPTION:x|TRIGGER;RELATED=END:-PT15M|END:VALARM", ""),
    ("alarm abs", 38, 0, "BEGIN:VALARM|ACTION:AUDIO|TRIGGER;VALUE=DATE-TIME:20181213T080000Z|REPEAT:2|DURATION:PT5M|END:VALARM", ""),
    ("rrule", 38, 0, "RRULE:FREQ=MONTHLY;BYDAY=2FR;COUNT=4|EXDATE;VALUE=DATE:20190111", ""),
    ("rdate period", 27, 0, "RDATE;VALUE=PERIOD:20181220T100000Z/PT1H,20181221T100000Z/20181221T110000Z", ""),
    ("until", 27, 0, "RRULE:FREQ=DAILY;UNTIL=20190301T000000Z", ""),
    ("xprop", 38, 0, "X-FOO;X-BAR=1:y|X-ALT-DESC;FMTTYPE=text/html:<b>x</b>", ""),
    ("dur", 36, 2, "SUMMARY:Rencontre|DURATION:P1W", ""),
    ("color", 38, 0, "COLOR:turquoise|CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO:https://v.example/1|CATEGORIES:A,B|GEO:48.85;-2.35|PRIORITY:0|CLASS:X-MIEN|TRANSP:TRANSPARENT", ""),
    ("fb", 40, 0, "BEGIN:VFREEBUSY|UID:f|DTSTAMP:20181101T090000Z|FREEBUSY;FBTYPE=BUSY:20181101T090000Z/PT1H|END:VFREEBUSY", ""),
    ("participant", 38, 0, "BEGIN:PARTICIPANT|UID:p|PARTICIPANT-TYPE:SPEAKER|END:PARTICIPANT", ""),
    ("a cancellation without a start", 22, 18, "BEGIN:VEVENT|UID:a|DTSTAMP:20181101T090000Z|ORGANIZER:mailto:a@b.example|SEQUENCE:1|STATUS:CANCELLED|END:VEVENT", "CANCEL"),
    ("a reply without a start", 22, 18, "BEGIN:VEVENT|UID:a|DTSTAMP:20181101T090000Z|ORGANIZER:mailto:a@b.example|ATTENDEE;PARTSTAT=ACCEPTED:mailto:b@b.example|END:VEVENT", "REPLY"),
]  # fmt: skip


@pytest.mark.parametrize(("after", "removed", "added", "method"), [row[1:] for row in SOUND], ids=[row[0] for row in SOUND])  # fmt: skip
def test_what_the_tables_allow_is_not_told(after, removed, added, method):
    assert faults(planted(after, removed, added, method)) == []
