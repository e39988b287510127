"""The JavaScript world reads the same: ical.js, which Thunderbird uses, and node-ical.

`make test-peers CALENDARS=folder` compares the import with ical.js on the .ics files of a folder besides.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
from reference_data import DATA
from required import program
from small_agenda import COMMUNITY

from chorale.calendars import event_text, ics
from chorale.calendars.partners.encodings import refusals
from chorale.calendars.partners.parse import Component, read
from chorale.calendars.partners.partner_calendar import ImportPeriod, PartnerCalendar, read_calendar
from chorale.content.agenda import events
from chorale.french.phrases import apostrophes

pytestmark = pytest.mark.peers
PACKAGES = ("ical.js@2.2.1", "node-ical@0.26.1")
ICAL_JS = """
import ICAL from 'ical.js'; import fs from 'fs';
const calendar = new ICAL.Component(ICAL.parse(fs.readFileSync(process.argv[2], 'utf8')));
const zone = new ICAL.Timezone(calendar.getFirstSubcomponent('vtimezone'));
ICAL.TimezoneService.register(zone);
console.log(JSON.stringify(calendar.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one)).map((event) =>
  [event.uid, event.summary, event.startDate.isDate ? event.startDate.toString() : event.startDate.toJSDate().toISOString()])));
"""
NODE_ICAL = """
import ical from 'node-ical'; import fs from 'fs';
const found = ical.sync.parseICS(fs.readFileSync(process.argv[2], 'utf8'));
const pad = (number) => String(number).padStart(2, '0');
const day = (when) => `${when.getFullYear()}-${pad(when.getMonth() + 1)}-${pad(when.getDate())}`;
console.log(JSON.stringify(Object.values(found).filter((one) => one.type === 'VEVENT').map((one) =>
  [one.uid, one.summary, one.datetype === 'date' ? day(one.start) : one.start.toISOString()])));
"""


@pytest.fixture(scope="module")
def modules(tmp_path_factory):
    program("node")
    folder = tmp_path_factory.mktemp("node")
    command = (
        program("npm"),
        "install",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--silent",
        *PACKAGES,
    )
    subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=True)
    return folder


def expected():
    return sorted(
        [
            f"{event.key}@communaute.example",
            apostrophes(event_text.title(event)),
            event.start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
            if isinstance(event.start, datetime)
            else event.start.isoformat(),
        ]
        for event in events(COMMUNITY)
    )


@pytest.mark.parametrize(("name", "program"), [("ical-js", ICAL_JS), ("node-ical", NODE_ICAL)])
def test_a_reader_in_javascript_finds_every_title_and_every_instant(modules, name, program):
    (modules / f"{name}.mjs").write_text(program, encoding="utf-8")
    (modules / "feed.ics").write_bytes(next(iter(ics.files(COMMUNITY))).content)
    done = subprocess.run(
        ("node", f"{name}.mjs", "feed.ics"),
        cwd=modules,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    assert sorted(json.loads(done.stdout)) == expected()


FIRST, LAST = date(1970, 1, 1), date(2026, 12, 31)
WALL_CLOCKS = """
import ICAL from 'ical.js'; import fs from 'fs';
const told = {};
for (const path of fs.readFileSync(0, 'utf8').split('\\n').filter(Boolean)) {
  const found = told[path] = {};
  try {
    const roots = ICAL.parse(fs.readFileSync(path, 'utf8'));
    for (const root of typeof roots[0] === 'string' ? [roots] : roots) {
      const all = new ICAL.Component(root).getAllSubcomponents('vevent');
      const uid = (one) => String(one.getFirstPropertyValue('uid') ?? '').trim();
      for (const one of all) {
        const clocks = found[uid(one)] ??= [];
        try {
          const again = all.filter((other) => other.hasProperty('recurrence-id') && uid(other) === uid(one));
          const event = new ICAL.Event(one, {exceptions: one.hasProperty('recurrence-id') ? [] : again});
          if (!event.startDate) continue;
          if (!event.isRecurring()) { clocks.push(event.startDate.toICALString()); continue; }
          for (let next, dates = event.iterator(); (next = dates.next()) && next.year < 2027;)
            clocks.push(event.getOccurrenceDetails(next).startDate.toICALString());
        } catch (error) { clocks.push('unread'); }
      }
    }
  } catch (error) { }
}
console.log(JSON.stringify(told));
"""


def suites() -> list[str]:
    """Return the calendars of icalendar's own tests, ours, and those of a folder that one names."""
    folders = [Path(icalendar.__file__).parent / "tests/calendars", DATA / "partner_calendars"]
    if more := os.environ.get("CHORALE_CALENDARS"):
        folders.append(Path(more))
    return sorted(str(path) for folder in folders for path in folder.rglob("*.ics"))


def ours(calendar: PartnerCalendar) -> dict[str, set[str]]:
    """Return the wall clocks of each identifier, each on the clock of its event."""
    found: dict[str, set[str]] = {}
    for one in calendar.found:
        start = one.event.start
        uid = "" if one.event.uid.startswith("sans-uid:") else one.event.uid.strip()
        words = f"{start:%Y%m%dT%H%M%S}" if isinstance(start, datetime) else f"{start:%Y%m%d}"
        found.setdefault(uid, set()).add(words)
    return found


def vevents(components: list[Component]) -> list[Component]:
    found = [one for root in components for one in (root, *root.inner) if one.name == "VEVENT"]
    return sorted(found, key=lambda one: one.line)


def identifier(event: Component) -> str:
    uid = event.first("UID")
    return uid.value.strip() if uid else ""


def named(components: list[Component], calendar: PartnerCalendar) -> Iterator[str]:
    """Yield the identifiers of the events that the table of the import says it leaves."""
    for row in calendar.left:
        before = [one for one in vevents(components) if one.line <= row.line]
        yield identifier(before[-1]) if before else ""


def explained(components: list[Component], uid: str, mine: set[str], theirs: set[str]) -> bool:
    """Return whether both readers are known to differ on an event, and ours is right by RFC 5545."""
    same = [one for one in vevents(components) if identifier(one) == uid]
    starts = {item.value.rstrip("Z") for one in same for item in one.every("DTSTART")}
    if mine - theirs <= starts and not theirs - mine:
        return True  # the start is the first date, whether the rule falls on it or not (§3.8.5.3)
    names = {item.name for one in same for item in one.properties}
    if names & {"RDATE", "EXDATE", "RECURRENCE-ID"}:
        return True  # periods, dates in UTC or in another zone, which ical.js does not match
    return all(clock[4:8] == "0301" for clock in theirs - mine)  # the 29th of February (§3.3.10)


def test_an_import_finds_the_dates_that_ical_js_finds_or_names_the_event(modules):
    (modules / "clocks.mjs").write_text(WALL_CLOCKS, encoding="utf-8")
    done = subprocess.run(
        ("node", "clocks.mjs"), cwd=modules, input="\n".join(suites()), capture_output=True, text=True,
        timeout=300, check=True, env=os.environ | {"TZ": "UTC"},
    )  # fmt: skip
    period = ImportPeriod(first=FIRST, last=LAST, zone=ZoneInfo("UTC"), most=100_000)
    differing, compared = [], 0
    for path, found in json.loads(done.stdout).items():
        data = Path(path).read_bytes()
        if refusals(path, data):
            continue
        calendar, components = read_calendar(data, period), read(path, data)[0]
        mine, left = ours(calendar), set(named(components, calendar))
        for uid, clocks in found.items():
            theirs = {clock.rstrip("Z") for clock in clocks if "1970" <= clock[:4] <= "2026"}
            compared += 1
            if mine.get(uid, set()) == theirs or uid in left or "unread" in clocks:
                continue
            if not explained(components, uid, mine.get(uid, set()), theirs):
                differing.append((path, uid, sorted(theirs ^ mine.get(uid, set()))[:3]))
    assert (differing, compared > 100) == ([], True)
