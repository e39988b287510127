"""The JavaScript world reads the same: ical.js, which Thunderbird uses, and node-ical."""

import json
import subprocess
from datetime import UTC, datetime

import pytest
from required import program
from small_agenda import COMMUNITY

from chorale.calendars import event_text, ics
from chorale.content.agenda import events

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
            event_text.title(event),
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
