"""The service in a process of its own, as an operator starts it: it may be killed and started again."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

from house import ROOT
from patience import PATIENCE, until
from places import COMMUNITY
from small_public import FILES, KEY, PATH, WEBINAR

from chorale.service.store import Store

FAR_KEY, FAR_PATH = KEY.replace("2026", "2099"), PATH.replace("2026", "2099")
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
        self.process = None
        self.more = ()

    def start(self):
        command = [
            sys.executable,
            "-m",
            "chorale",
            "service",
            "run",
            "--port",
            str(self.port),
            "--project",
            str(self.root),
            *self.more,
        ]
        with (self.root / "service.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        until(lambda: self.answers() or self.process.poll() is not None)
        assert self.process.poll() is None, (self.root / "service.log").read_text()

    def answers(self):
        try:
            return OPENER.open(f"{self.address}/healthz", timeout=PATIENCE)
        except OSError:
            return None

    def kill(self):
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def store(self):
        return Store(self.environment["CHORALE_DATABASE_URL"])


def far_project(root, places):
    """Lay on disk a community whose session, in 2099, has so many places; its pages are those of the system's clock."""
    webinar = WEBINAR.replace("capacity: 2", f"capacity: {places}").replace(
        "2026-12-01", "2099-12-01"
    )
    files = FILES | {
        "content/community.yml": COMMUNITY,
        "content/webinars/demarrer.md": webinar,
    }
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")
    return root


def token(running):
    """Return the seal of a page shown now, once it may be sent."""
    text = OPENER.open(running.address + FAR_PATH, timeout=PATIENCE).read().decode()
    time.sleep(3.1)  # by the service's own clock, nobody fills a form in less than three seconds
    return re.search(r'name="jeton" value="([^"]*)"', text)[1]
