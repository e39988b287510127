"""A partner's calendar of 20,000 events: imported whole, against icalendar's mere parsing and what is promised."""

import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import icalendar

from benchmarks.ratio import Measure, compare, cpu, python, run
from chorale.calendars.partners.import_calendar import ImportSettings, import_calendar
from chorale.content.load import load

EVENTS, SECONDS, MEGABYTES = 20_000, 10, 300
FIRST = date(2027, 1, 1)
HOME = """\
url: "https://e.example/"
name: "E"
timezone: Europe/Paris
audiences: {fournisseurs: "Fournisseurs"}
sender: {name: "E", address: "e@e.example", identity: "E"}
"""


def measure() -> Iterator[Measure]:
    """Compare a read without writing with icalendar's parser; then the whole command with its promise."""
    data = calendar()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "content").mkdir()
        (root / "content/community.yml").write_text(HOME, encoding="utf-8")
        (root / "x.ics").write_bytes(data)
        yield compare(
            f"{EVENTS:,} events made into content / parsed by icalendar",
            cpu(lambda: imported(root, data)),
            cpu(lambda: icalendar.Calendar.from_ical(data)),
            rounds=1,
        )
        words = ("calendar", "import", str(root / "x.ics"), "--project", str(root))
        period = ("--today", "2026-11-28", "--until", "2029-01-01")
        used = run(python("-m", "chorale", *words, *period))
    name = f"{EVENTS:,} events imported and written / what is promised"
    yield Measure(name=name, ours=used.cpu, peer=SECONDS, limit=1)
    yield Measure(name=name, ours=used.memory / 1024, peer=MEGABYTES, limit=1, unit="MB")


def imported(root: Path, data: bytes) -> object:
    """Prepare an import, nothing written."""
    settings = ImportSettings(
        first=date(2026, 11, 28), last=date(2029, 1, 1), most=60, name="", file="x.ics"
    )
    community = load(root, date(2026, 11, 28)).community
    return community and import_calendar(root, community, data, settings)


def calendar(count: int = EVENTS) -> bytes:
    """Return a calendar of meetings in some six hundred towns, each with its address and a few words."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Partenaire//FR"]
    for rank in range(count):
        lines += _event(rank)
    return "".join(f"{line}\r\n" for line in (*lines, "END:VCALENDAR")).encode()


def _event(rank: int) -> tuple[str, ...]:
    day, hour = FIRST + timedelta(days=rank % 600), 8 + rank % 9
    town = f"44{rank % 1000:03} Ville-{chr(97 + rank % 26) * 3}"
    return (
        "BEGIN:VEVENT",
        f"UID:{rank}@partenaire.example",
        "DTSTAMP:20261101T080000Z",
        f"SEQUENCE:{rank % 3}",
        f"DTSTART;TZID=Europe/Paris:{day:%Y%m%d}T{hour:02}0000",
        f"DTEND;TZID=Europe/Paris:{day:%Y%m%d}T{hour + 1:02}3000",
        f"SUMMARY:Rencontre numéro {rank} des utilisateurs",
        f"LOCATION:{rank % 90 + 1} rue de la République\\, {town}\\, France",
        f"DESCRIPTION:Un ordre du jour assez long\\, le numéro {rank}\\nUne seconde",
        "  ligne\\, et encore des mots pour remplir la description du rendez-vous",
        f"URL:https://partenaire.example/{rank}",
        "CATEGORIES:Fournisseurs",
        "STATUS:CONFIRMED",
        "END:VEVENT",
    )
