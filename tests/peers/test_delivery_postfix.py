"""Two thousand letters to a real Postfix, the sender killed five times: nobody is written to twice, nobody is missing."""

import email
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from email.policy import default

import pytest
from house import ROOT
from own_postfix import postfix

PEOPLE, KILLS, FEW = 2000, 5, 50

pytestmark = pytest.mark.peers


class Desk:
    """The command line over a project of its own."""

    def __init__(self, root, url):
        self.root = root
        self.environment = {
            **os.environ,
            "CHORALE_VAR": str(root / "var"),
            "CHORALE_SMTP_URL": url,
        }

    def run(self, *words):
        return subprocess.run(
            self.command(*words),
            check=False,
            capture_output=True,
            text=True,
            env=self.environment,
            cwd=ROOT,
        )

    def start(self, *words):
        return subprocess.Popen(
            self.command(*words),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self.environment,
            cwd=ROOT,
        )

    def command(self, *words):
        return [sys.executable, "-m", "chorale", *words, "--project", str(self.root)]

    def done(self):
        with sqlite3.connect(self.root / "var/chorale.sqlite", timeout=10) as base:
            return base.execute("SELECT count(*) FROM dispatch WHERE state = 'sent'").fetchone()[0]


def prepared(desk, people):
    """Lay a community with its subscribers on a desk, its letter approved and its pages published."""
    shutil.copytree(ROOT / "tests/golden/content", desk.root / "content")
    shutil.copytree(ROOT / "tests/golden/site", desk.root / "site")
    listed = desk.root / "abonnes.csv"
    listed.write_text(
        "adresse\n" + "".join(f"abonne{n}@exemple{n % 7}.example\n" for n in range(people))
    )
    for words in (
        ("newsletter", "subscribers", "import", str(listed), "--consent", "essai"),
        ("newsletter", "approve", "2026-03", "--by", "essai"),
        ("build",),  # a letter leaves once its pages are published
    ):
        done = desk.run(*words)
        assert done.returncode == 0, done.stderr


@pytest.fixture
def desk(tmp_path, request):
    with postfix() as server:
        made = Desk(tmp_path / "projet", server.url)
        made.server = server
        prepared(made, getattr(request, "param", PEOPLE))
        yield made


def test_five_kills_lose_and_double_nothing(desk):
    log = ["--log", str(desk.server.log)]
    doubts = 0
    for kill in range(1, KILLS + 1):
        sender = desk.start("newsletter", "send", "2026-03", *log)
        while sender.poll() is None and desk.done() < kill * 300:
            time.sleep(0.02)
        sender.send_signal(signal.SIGKILL)
        assert sender.wait() == -signal.SIGKILL
        with sqlite3.connect(desk.root / "var/chorale.sqlite") as base:
            doubts += base.execute(
                "SELECT count(*) FROM dispatch WHERE state = 'claimed'"
            ).fetchone()[0]
        desk.server.settled()
    last = desk.run("newsletter", "send", "2026-03", *log)
    found = desk.server.delivered()

    assert last.returncode == 0, last.stderr
    assert doubts > 0
    assert (len(found), set(found.values())) == (PEOPLE, {1})


def test_without_its_log_an_interrupted_delivery_does_not_guess(desk):
    sender = desk.start("newsletter", "send", "2026-03")
    while sender.poll() is None and desk.done() < 100:
        time.sleep(0.02)
    sender.send_signal(signal.SIGKILL)
    sender.wait()
    refused = desk.run("newsletter", "send", "2026-03")

    assert refused.returncode == 1
    assert "--log /var/log/mail.log" in refused.stderr


@pytest.mark.parametrize("desk", [FEW], indirect=True)
def test_each_copy_is_read_by_an_independent_parser_with_its_own_links(desk):
    desk.environment["CHORALE_SMTP_URL"] = ""
    assert desk.run("newsletter", "send", "2026-03").returncode == 0
    files = sorted((desk.root / "var/courriels/lettres/2026-03").glob("*.eml"))
    leaves = set()
    for file in files:
        message = email.message_from_bytes(file.read_bytes(), policy=default)
        leave = str(message["List-Unsubscribe"]).partition(">")[0].strip("<")
        ticket = leave.rpartition("/")[2]
        text = message.get_body(("plain",)).get_content()
        html = message.get_body(("html",)).get_content()
        assert (ticket[:16], leave in text, leave in html, "%%" in text + html) == (
            file.stem,
            True,
            True,
            False,
        )
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        leaves.add(leave)

    assert len(leaves) == FEW
