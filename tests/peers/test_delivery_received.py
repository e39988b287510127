"""The letter, sent by the command, signed by OpenDKIM, relayed by Postfix, received, and read by others than us."""

import json
import os
import re
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import dkim
import pytest
from aiosmtpd.controller import Controller
from browsing import Browser
from house import ROOT
from letter_desk import approved, make_desk
from own_postfix import postfix
from patience import until

from chorale.service.app import create_app
from chorale.service.settings import Settings
from chorale.service.store import Store
from chorale.service.timestamps import system_clock

GUIDE = (ROOT / "docs/envoi-de-la-lettre.md").read_text(encoding="utf-8")
PEOPLE, DOMAIN = 20, "phare.example"
pytestmark = pytest.mark.peers


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def listens(port):
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


class Mailbox:
    """Keeps each message as it arrives, to the byte."""

    def __init__(self, folder):
        self.folder, self.received = folder, {}

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        (address,) = envelope.rcpt_tos
        file = self.folder / f"{len(self.received)}.eml"
        file.write_bytes(envelope.original_content)
        assert address not in self.received
        self.received[address] = file
        return "250 OK"


@contextmanager
def opendkim(home, port):
    """Lend an OpenDKIM set as the guide says, but for its key, its domain and its port."""
    (wanted,) = re.findall(r"```\n# /etc/opendkim.conf\n(.*?)```", GUIDE, re.DOTALL)
    key = home / "lettre.private"
    subprocess.run(
        ["openssl", "genrsa", "-traditional", "-out", str(key), "2048"],
        check=True,
        capture_output=True,
    )
    public = subprocess.run(
        ["openssl", "rsa", "-in", str(key), "-pubout"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    settings = (
        wanted.replace("exemple.fr", DOMAIN)
        .replace("/etc/dkimkeys/lettre.private", str(key))
        .replace("8891", str(port))
    )
    (home / "opendkim.conf").write_text(
        settings + "RequireSafeKeys no\n"
    )  # everybody writes in /tmp
    server = subprocess.Popen(["opendkim", "-f", "-x", str(home / "opendkim.conf")])
    try:
        until(lambda: server.poll() is not None or listens(port))
        assert server.poll() is None
        yield "v=DKIM1; k=rsa; p=" + "".join(public.splitlines()[1:-1])
    finally:
        server.terminate()
        server.wait()


@pytest.fixture(scope="module")
def delivery(tmp_path_factory):
    """Send the letter to twenty subscribers; return the project, the mailbox and the public key."""
    root = tmp_path_factory.mktemp("remise")
    (home := root / "dkim").mkdir(mode=0o700)
    (inbox := root / "reçus").mkdir()
    mailbox, port, milter = Mailbox(inbox), free_port(), free_port()
    sink = Controller(mailbox, hostname="127.0.0.1", port=port)
    sink.start()
    (main,) = re.findall(r"```\n# /etc/postfix/main.cf.*?\n(.*?)```", GUIDE, re.DOTALL)
    with pytest.MonkeyPatch.context() as patch, opendkim(home, milter) as public:
        desk = approved(
            make_desk(
                root / "projet",
                patch,
                tuple(f"abonne{n}@exemple{n % 3}.example" for n in range(PEOPLE)),
            )
        )
        with postfix(f"smtp:[127.0.0.1]:{port}", main.replace("8891", str(milter))) as server:
            patch.setenv("CHORALE_SMTP_URL", server.url)
            code, said = desk.run("send", "2026-03")
            assert (code, said.splitlines()[-1]) == (0, f"2026-03 : {PEOPLE} envoyés")
            until(lambda: len(mailbox.received) == PEOPLE)
    sink.stop(no_assert=True)
    assert len(mailbox.received) == PEOPLE
    return desk, mailbox, public


def test_every_copy_is_signed_and_the_signature_covers_the_one_click_headers(delivery):
    _, mailbox, public = delivery

    def dns(name, timeout=0):
        assert name == f"lettre._domainkey.{DOMAIN}.".encode()
        return public.encode()

    for file in mailbox.received.values():
        content = file.read_bytes()
        signed = re.search(rb";h=([^;]*);", re.sub(rb"\s", b"", content))[1].lower().split(b":")
        assert {b"from", b"list-unsubscribe", b"list-unsubscribe-post"} <= set(signed)
        assert dkim.verify(content, dnsfunc=dns)
        assert not dkim.verify(
            content.replace(b"/participer/desabonnement/", b"/participer/desabonnement/x"),
            dnsfunc=dns,
        )
        assert not dkim.verify(
            b"List-Unsubscribe: <https://autre.example/>\r\n" + content, dnsfunc=dns
        )


@pytest.fixture(scope="module")
def seen(delivery, tmp_path_factory):
    """Return what Go's library reads in each copy, by address."""
    program = tmp_path_factory.mktemp("go") / "read"
    command = ["go", "build", "-o", str(program), str(Path(__file__).with_name("read_mail.go"))]
    subprocess.run(command, check=True, env={**os.environ, "GO111MODULE": "off"})
    _, mailbox, _ = delivery
    done = subprocess.run([program, *mailbox.received.values()], check=True, capture_output=True)
    return dict(zip(mailbox.received, json.loads(done.stdout), strict=True))


def test_each_reader_has_links_and_a_name_of_their_own(delivery, seen):
    desk, _, _ = delivery
    names = dict(desk.rows("SELECT email, id FROM subscription"))
    identities = set()
    for address, mail in seen.items():
        header, parts = mail["Header"], mail["Parts"]
        (leave,) = re.findall(r"^<(https://[^>]+)>, <mailto:", header["List-Unsubscribe"][0])
        own = leave.replace("desabonnement", "mon-abonnement") + "/"
        assert urlsplit(leave).path.rpartition("/")[2].startswith(names[address])
        assert (header["To"], header["List-Unsubscribe-Post"]) == (
            [address],
            ["List-Unsubscribe=One-Click"],
        )
        assert header["List-Id"] == [f"<lettre.{DOMAIN}>"]
        assert header["Precedence"] + header["Auto-Submitted"] == ["bulk", "auto-generated"]
        for part in (parts["text/plain"], parts["text/html"]):
            assert (leave in part, own in part, "%%" in part) == (True, True, False)
            assert not any(other in part for name, other in names.items() if name != address)
        identities.add(header["Message-Id"][0])

    assert len(identities) == PEOPLE
    assert set(parts) == {"text/plain", "text/html"}


def test_one_click_unsubscribes_by_post_and_a_visit_changes_nothing(delivery, seen):
    desk, _, _ = delivery
    folder = desk.project / "var"
    settings = Settings(
        root=desk.project,
        database_url=f"sqlite:///{folder / 'chorale.sqlite'}",
        base_url=f"https://{DOMAIN}",
        folder=folder,
    )
    app = create_app(desk.project, Store(settings.database_url), system_clock, settings)
    browser = Browser(app)
    address, mail = next(iter(seen.items()))
    path = urlsplit(mail["Header"]["List-Unsubscribe"][0].partition(">")[0].strip("<")).path
    state = f"SELECT state FROM subscription WHERE email = '{address}'"

    assert (
        browser.get(path, headers={"host": DOMAIN}).status in (200, 303),
        desk.rows(state),
    ) == (True, [("active",)])
    headers = {"host": DOMAIN, "origin": None, "sec-fetch-site": None}
    answer = browser.post(path, {"List-Unsubscribe": "One-Click"}, headers=headers)
    assert (answer.status, desk.rows(state)) == (200, [("ended",)])
