"""Partners' calendars in a few words, and a small community that follows them."""

from datetime import date

from chorale.calendars.partners.import_calendar import ImportSettings, import_calendar
from chorale.calendars.partners.partner_calendar import lines
from chorale.content.load import load

TODAY = date(2026, 11, 28)
HOME = """\
url: "https://e.example/"
name: "E"
timezone: Europe/Paris
audiences: {fournisseurs: "Fournisseurs"}
sender: {name: "E", address: "e@e.example", identity: "E"}
"""

GOOD = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Essai//FR
METHOD:PUBLISH
NAME:Essai
REFRESH-INTERVAL;VALUE=DURATION:PT6H
BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:un@essai.example
DTSTAMP:20181101T090000Z
SEQUENCE:1
DTSTART;TZID=Europe/Paris:20181213T100000
DTEND;TZID=Europe/Paris:20181213T110000
SUMMARY:Créer un compte\\, puis déposer une facture
STATUS:CONFIRMED
ORGANIZER;CN="Équipe":mailto:equipe@essai.example
END:VEVENT
BEGIN:VEVENT
UID:deux@essai.example
DTSTAMP:20181101T090000Z
DTSTART;VALUE=DATE:20181214
DTEND;VALUE=DATE:20181215
SUMMARY:Rencontre
ORGANIZER:mailto:equipe@essai.example
END:VEVENT
END:VCALENDAR
"""
"""A calendar in which nothing can be blamed."""


def crlf(text):
    return text.encode().replace(b"\n", b"\r\n")


def ics(*events, head=()):
    """Return a calendar: each event is its lines but the first and the last."""
    blocks = [
        line
        for event in events
        for line in ("BEGIN:VEVENT", "DTSTAMP:20261101T000000Z", *event, "END:VEVENT")
    ]
    top = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Partenaire//FR", *head)
    return "".join(f"{line}\r\n" for line in (*top, *blocks, "END:VCALENDAR")).encode()


class SmallDesk:
    """A community in a folder, where calendars are imported one after the other."""

    def __init__(self, root):
        self.root = root
        (root / "content").mkdir(parents=True)
        (root / "content/community.yml").write_text(HOME, encoding="utf-8")

    def bring(self, data, *, first=TODAY, last=date(2027, 12, 31), most=60, name=""):
        """Import a calendar and return its table."""
        settings = ImportSettings(first=first, last=last, most=most, name=name, file="x.ics")
        made = import_calendar(self.root, load(self.root, TODAY).community, data, settings)
        made.write(self.root)
        return [" ".join(line.split()) for line in lines(made.rows)]

    def text(self, path):
        return (self.root / path).read_text(encoding="utf-8")

    def write(self, path, text):
        (self.root / path).write_text(text, encoding="utf-8")

    def files(self):
        """Return the events' files by path."""
        found = sorted((self.root / "content").rglob("*.md"))
        return [str(path.relative_to(self.root)) for path in found]
