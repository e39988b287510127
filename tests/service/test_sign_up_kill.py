"""The service is killed under sign-ups: whoever was told « consultez votre messagerie » is in the database, with a letter."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib
from pathlib import Path

import pytest
from own_postgresql import database  # noqa: F401
from places import COMMUNITY
from small_public import FILES, KEY, PATH, WEBINAR

from generator.service.public.public_tables import registration
from generator.service.store import Store
from generator.service.tables import outbox

ROOT = Path(__file__).parents[2]
PLACES, KILLS, CLIENTS = 40, 2, 4
OPENER = urllib.request.build_opener(
    type("Stay", (urllib.request.HTTPRedirectHandler,), {"redirect_request": lambda *_: None})
)


class Running:
    """A service in a process of its own, that may be killed and started again."""

    def __init__(self, root, url=""):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "CHORALE_VAR": str(root / "var"),
            "CHORALE_BASE_URL": self.address,
            "CHORALE_DATABASE_URL": url or f"sqlite:///{root / 'var/chorale.sqlite'}",
        }
        self.root = root

    def start(self):
        command = [
            sys.executable,
            "-m",
            "generator",
            "service",
            "run",
            "--port",
            str(self.port),
            "--project",
            str(self.root),
        ]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(600):
            try:
                OPENER.open(f"{self.address}/healthz", timeout=1)
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("le service ne démarre pas")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def store(self):
        return Store(self.environment["CHORALE_DATABASE_URL"])


def token(running):
    text = OPENER.open(running.address + PATH, timeout=5).read().decode()
    return re.search(r'name="jeton" value="([^"]*)"', text)[1]


def send(running, name, seal):
    """Send a sign-up; return its status, None when nobody answered."""
    form = {"name": name, "email": f"{name}@exemple.fr", "organisme": "", "jeton": seal, "site_web": ""}
    asked = urllib.request.Request(running.address + PATH, urllib.parse.urlencode(form).encode())
    asked.add_header("X-Forwarded-For", f"10.0.{zlib.crc32(name.encode()) % 250}.{len(name)}")
    asked.add_header("Origin", running.address)
    try:
        return OPENER.open(asked, timeout=5).status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def check(running, kill=None, revive=None, allowed=frozenset({303, None})):
    """Sign up without end while something is killed; kill and revive default to the service itself."""
    running.start()
    seal = token(running)
    time.sleep(3.1)
    told, statuses, stopping = [], set(), threading.Event()

    def client(number):
        count = 0
        while not stopping.is_set():
            name = f"c{number}n{count}"
            status = send(running, name, seal)
            statuses.add(status)
            if status == 303:
                told.append(name)
                count += 1
            else:
                time.sleep(0.4)  # asks again, the same

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for _ in range(KILLS):
        goal = len(told) + 30
        while len(told) < goal:
            time.sleep(0.02)
        (kill or running.kill)()
        (revive or running.start)()
    goal = len(told) + 10
    while len(told) < goal:
        time.sleep(0.02)
    stopping.set()
    for thread in threads:
        thread.join()
    running.kill()

    store = running.store()
    with store.read() as connection:
        rows = connection.execute(registration.select().order_by(registration.c.number)).all()
        letters = {row.addressee for row in connection.execute(outbox.select())}
    store.close()
    assert statuses <= allowed
    assert {row.name for row in rows} >= set(told)
    assert len({row.name for row in rows}) == len(rows)
    assert [row.held for row in rows] == [1] * min(PLACES, len(rows)) + [0] * max(0, len(rows) - PLACES)
    assert {row.id for row in rows} == letters
    assert {row.sitting for row in rows} == {KEY}


@pytest.fixture
def project(tmp_path):
    files = FILES | {"content/community.yml": COMMUNITY}
    files["content/webinars/demarrer.md"] = WEBINAR.replace("capacity: 2", f"capacity: {PLACES}").replace(
        "2026-12-01", "2099-12-01"
    )
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, encoding="utf-8")
    return tmp_path


@pytest.fixture(autouse=True)
def in_2099(monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "KEY", KEY.replace("2026", "2099"))
    monkeypatch.setattr(sys.modules[__name__], "PATH", PATH.replace("2026", "2099"))


def test_30_kill_9_loses_no_sign_up_that_was_acknowledged(project):
    check(Running(project))


@pytest.mark.peers
def test_30_kill_9_loses_no_acknowledged_sign_up_on_postgresql(project, database):  # noqa: F811
    check(Running(project, database.url))


@pytest.mark.peers
def test_30_kill_9_of_the_database_loses_no_acknowledged_sign_up_and_says_to_come_back(project, database):  # noqa: F811
    running = Running(project, database.url)

    check(running, database.kill, database.start, frozenset({303, 503, None}))
