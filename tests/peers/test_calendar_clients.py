"""Two real clients: khal shows our events, vdirsyncer follows our feed through its changes."""

import hashlib
import http.client
import http.server
import subprocess
import threading
from dataclasses import replace
from datetime import UTC, datetime

import icalendar
import pytest
from required import program
from small_agenda import COMMUNITY, LYON, told

from chorale.calendars import ics
from chorale.content.agenda import events

pytestmark = pytest.mark.peers
FIRST = datetime(2026, 10, 1, tzinfo=UTC)


def feed(community):
    return next(iter(ics.files(community))).content


def run(command, folder):
    environment = {
        "HOME": str(folder),
        "PATH": "/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",
        "TZ": "Europe/Paris",
    }
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )


def test_khal_shows_each_event_on_its_day_at_its_hour(tmp_path):
    (tmp_path / "events").mkdir()
    (tmp_path / "khal.conf").write_text(
        f"[calendars]\n[[essai]]\npath = {tmp_path}/events\n[locale]\nlocal_timezone = Europe/Paris\ndefault_timezone = Europe/Paris\n"
        "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\n"
        "longdatetimeformat = %Y-%m-%d %H:%M\n[sqlite]\n" + f"path = {tmp_path}/khal.db\n",
        encoding="utf-8",
    )
    (tmp_path / "feed.ics").write_bytes(feed(COMMUNITY))
    khal = [program("khal"), "-c", str(tmp_path / "khal.conf")]
    run([*khal, "import", "--batch", "-a", "essai", "feed.ics"], tmp_path)
    form = "{start-date} {start-time}|{title}|{status}"
    shown = run([*khal, "list", "-df", "", "-f", form, "2018-01-01", "4000d"], tmp_path).stdout

    expected = [
        f"{event.start:%Y-%m-%d %H:%M}|"
        if isinstance(event.start, datetime)
        else f"{event.start} |"
        for event in events(COMMUNITY)
    ]
    lines = [line for line in shown.splitlines() if "|" in line]
    assert sorted(line.partition("|")[0] + "|" for line in lines) == sorted(expected)
    cancelled = [line for line in lines if "ANNULÉ – " in line]
    assert [line.rpartition("|")[2].strip() for line in cancelled] == ["CANCELLED"]


class Publisher(http.server.BaseHTTPRequestHandler):
    """Publishes a file as a static host does: an ETag from its bytes, 304 when the client has it."""

    content = b""

    def do_GET(self):
        tag = '"' + hashlib.sha256(self.content).hexdigest() + '"'
        known = self.headers.get("If-None-Match") == tag
        self.send_response(304 if known else 200)
        self.send_header("ETag", tag)
        self.send_header("Content-Type", "text/calendar; charset=utf-8")
        self.send_header("Content-Length", "0" if known else str(len(self.content)))
        self.end_headers()
        if not known:
            self.wfile.write(self.content)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Publisher)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made.server_port
    made.shutdown()
    made.server_close()
    thread.join()


def stored(folder):
    """Return what the subscriber holds: (title, status, sequence) by address; vdirsyncer gives identifiers of its own."""
    found = {}
    for path in sorted((folder / "kept").rglob("*.ics")):
        for event in icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT"):
            found[str(event["URL"])] = (
                str(event["SUMMARY"]),
                str(event["STATUS"]),
                event["SEQUENCE"],
            )
    return found


def test_vdirsyncer_receives_a_creation_a_change_and_a_cancellation(tmp_path, server):
    (tmp_path / "config").write_text(
        f'[general]\nstatus_path = "{tmp_path}/status"\n[pair essai]\na = "kept"\nb = "feed"\ncollections = null\nconflict_resolution = "b wins"\n'
        f'[storage kept]\ntype = "filesystem"\npath = "{tmp_path}/kept"\nfileext = ".ics"\n'
        f'[storage feed]\ntype = "http"\nurl = "http://127.0.0.1:{server}/rendez-vous.ics"\n',
        encoding="utf-8",
    )
    (tmp_path / "kept").mkdir()
    sync = [program("vdirsyncer"), "-c", str(tmp_path / "config")]
    url = "https://communaute.example/agenda/rencontres/2026-12-10-lyon/"

    before = told(replace(COMMUNITY, meetings=(LYON,), register=()), FIRST)
    Publisher.content = feed(before)
    run([*sync, "discover"], tmp_path)
    run([*sync, "sync"], tmp_path)
    assert (len(stored(tmp_path)), stored(tmp_path)[url]) == (
        9,
        ("Rencontre à Lyon", "CONFIRMED", 0),
    )

    renamed = replace(before, meetings=(replace(LYON, title="Rencontre à Lyon, amphithéâtre"),))
    Publisher.content = feed(renamed)
    run([*sync, "sync"], tmp_path)
    assert stored(tmp_path)[url] == ("Rencontre à Lyon, amphithéâtre", "CONFIRMED", 0)

    Publisher.content = feed(replace(before, meetings=(replace(LYON, status="cancelled"),)))
    run([*sync, "sync"], tmp_path)
    assert (len(stored(tmp_path)), stored(tmp_path)[url]) == (
        9,
        ("ANNULÉ – Rencontre à Lyon", "CANCELLED", 1),
    )


def test_a_feed_that_nothing_changed_is_not_sent_again(server):
    known = told(COMMUNITY, FIRST)
    Publisher.content = feed(known)
    tag = answer(server, {})[1]
    Publisher.content = feed(replace(known, today=COMMUNITY.today.replace(day=30)))
    assert answer(server, {"If-None-Match": tag})[0] == 304


def answer(port, headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/rendez-vous.ics", headers=headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status, response.headers["ETag"]
