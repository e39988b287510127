"""The nginx of the operator's guide, a real one, gives the site's pages, stands before the service, and keeps no link."""

import contextlib
import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import time

import pytest
from house import ROOT
from patience import until
from running import FAR_PATH

pytestmark = pytest.mark.peers
GUIDE = ROOT / "docs/nginx.conf"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
NAME = "communaute.example"
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{NAME}"}
SECRET = "/participer/desabonnement/abonnement.12.un-sceau"
SITE = {
    "index.html": "Accueil",
    "404.html": "Cette page n'existe pas",
    "503.html": "Le service revient dans un instant",
    "agenda/index.html": "Agenda",
    "calendriers/tout.ics": "BEGIN:VCALENDAR\r\n",
}
FORMER = "# Anciennes adresses\n/ancien/ /nouveau/;\n/ancien /nouveau/;\n"
AROUND = """\
{account}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    include /etc/nginx/mime.types;
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    include {folder}/chorale.conf;
}}
"""


class Front:
    """An nginx of our own before running services: the guide's lines, at other addresses."""

    def __init__(self, folder, service, *others):
        self.folder, self.service, self.others = folder, service, others
        with socket.socket() as free, socket.socket() as other:
            free.bind(("127.0.0.1", 0))
            other.bind(("127.0.0.1", 0))
            self.port, self.plain = free.getsockname()[1], other.getsockname()[1]
        for path, text in SITE.items():
            (folder / "site" / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / "site" / path).write_text(text, encoding="utf-8", newline="")
        certificate = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "1",
            "-subj",
            f"/CN={NAME}",
        ]
        names = [
            "-addext",
            f"subjectAltName=DNS:{NAME}",
            "-keyout",
            folder / "tls.key",
            "-out",
            folder / "tls.pem",
        ]
        subprocess.run([*certificate, *names], check=True, capture_output=True)
        (folder / "chorale.conf").write_text(self.guide(), encoding="utf-8")
        (folder / "redirections.map").write_text(FORMER, encoding="utf-8")
        account = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(
            AROUND.format(folder=folder, account=account), encoding="utf-8"
        )
        self.command = [
            NGINX,
            "-e",
            str(folder / "error.log"),
            "-c",
            str(folder / "nginx.conf"),
        ]

    @contextlib.contextmanager
    def open(self):
        """Run nginx until the work is done."""
        process = subprocess.Popen(self.command)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
            except OSError:
                time.sleep(0.05)
            else:
                break
        try:
            yield
        finally:
            process.terminate()
            process.wait()

    def guide(self):
        """Return the guide's file with this machine's ports and folders; each of its own is there once."""
        text = GUIDE.read_text(encoding="utf-8")
        text = text.replace("/var/log/nginx/", f"{self.folder}/")
        machines = "\n    ".join(
            f"server 127.0.0.1:{one.port} max_fails=0;" for one in (self.service, *self.others)
        )
        for theirs, ours in {
            "server 127.0.0.1:8700 max_fails=0;": machines,
            "listen 443 ": f"listen 127.0.0.1:{self.port} ",
            "listen 80;": f"listen 127.0.0.1:{self.plain};",
            "/etc/ssl/communaute.pem": str(self.folder / "tls.pem"),
            "/etc/ssl/communaute.key": str(self.folder / "tls.key"),
            "/srv/chorale/build/site": str(self.folder / "site"),
            "/srv/chorale/build/redirections.map": str(self.folder / "redirections.map"),
        }.items():
            assert text.count(theirs) == 1, theirs
            text = text.replace(theirs, ours)
        return text

    def ask(self, path, method="GET", body=None, **headers):
        """Return the status, the headers and the text of an answer."""
        trusted = ssl.create_default_context(cafile=str(self.folder / "tls.pem"))
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        connection = http.client.HTTPConnection(NAME)
        connection.sock = trusted.wrap_socket(plain, server_hostname=NAME)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()

    def logs(self):
        return "".join(
            (self.folder / f"{name}.log").read_text(encoding="utf-8")
            for name in ("access", "error")
        )


@pytest.fixture
def front(tmp_path, door):
    """Lend the guide's nginx before a service that accepts one form from each source."""
    service = door(2)
    service.environment |= {
        "CHORALE_BASE_URL": f"https://{NAME}",
        "CHORALE_FORMS_PER_SOURCE": "1",
    }
    service.start()
    made = Front(tmp_path, service)
    with made.open():
        yield made


def test_the_guide_is_read_without_an_error(front):
    done = subprocess.run([*front.command, "-t"], check=False, capture_output=True, text=True)

    assert (done.returncode, "[emerg]" in done.stderr) == (0, False)


def test_a_page_a_calendar_and_what_is_not_there(front):
    home, calendar, nowhere = (
        front.ask(path) for path in ("/", "/calendriers/tout.ics", "/nulle-part")
    )
    again = front.ask("/calendriers/tout.ics", **{"If-None-Match": calendar[1]["ETag"]})

    assert (home[0], home[2]) == (200, "Accueil")
    assert (calendar[0], calendar[1]["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert (nowhere[0], nowhere[2]) == (404, "Cette page n'existe pas")
    assert again[0] == 304


def test_pages_scripts_and_what_the_search_reads_are_sent_compressed_and_the_service_is_not(front):
    for name in ("page.css", "page.js", "page.json"):
        (front.folder / "site" / name).write_text(f'"{name * 500}"', encoding="utf-8")

    def encoding(path):
        return front.ask(path, "HEAD", **{"Accept-Encoding": "gzip"})[1]["Content-Encoding"]

    assert [encoding(f"/{name}") for name in ("page.css", "page.js", "page.json")] == ["gzip"] * 3
    assert encoding("/participer/") is None


def test_a_renamed_page_is_answered_with_its_new_address(front):
    answers = [front.ask(path) for path in ("/ancien", "/ancien/", "/nouveau/")]

    assert [status for status, *_ in answers] == [301, 301, 404]
    assert answers[0][1]["Location"].endswith("/nouveau/")


def test_a_form_goes_through_and_a_forged_address_is_not_believed(front):
    shown = front.ask(FAR_PATH)
    sent = [
        front.ask(FAR_PATH, "POST", "name=", **FORM, **{"X-Forwarded-For": forged})[0]
        for forged in ("192.0.2.1", "192.0.2.2")
    ]

    assert (shown[0], "<form" in shown[2]) == (200, True)
    assert sent == [
        422,
        429,
    ]  # shown again with what is missing, then one too many from this source


def test_what_is_too_large_stops_at_the_door(front):
    status, _, text = front.ask(FAR_PATH, "POST", "a" * 301 * 1024, **FORM)

    assert (status, "dépasse la taille permise" in text) == (413, True)


def test_the_state_of_the_service_is_for_the_machine_itself(front):
    status, _, text = front.ask("/healthz")

    assert (status, json.loads(text)) == (200, {"status": "ok", "mail": "ok", "content": "ok"})


def test_a_personal_link_is_in_no_log_even_when_the_service_is_down(front):
    front.ask(SECRET)
    front.service.kill()
    down = front.ask(SECRET)[0]
    front.ask("/")

    assert down == 503
    until(lambda: "GET / HTTP/1.1" in front.logs())  # nginx notes a request after it has answered
    assert "desabonnement" not in front.logs()


def test_a_service_that_is_away_has_a_page_that_is_kept_by_nobody(front):
    front.service.kill()
    for method, body in (("GET", None), ("POST", "name=Ada")):
        status, headers, text = front.ask(FAR_PATH, method, body, **(FORM if body else {}))

        assert (status, text) == (503, "Le service revient dans un instant")
        assert (headers["Cache-Control"], headers["Retry-After"]) == ("no-store", "10")
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert front.ask("/")[0] == 200


def test_a_refusal_of_the_service_is_its_own_page(front):
    status, _, text = front.ask("/participer/mon-inscription/faux/")

    assert (status, "Page introuvable" in text) == (404, True)


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/participer/mon-inscription/x", "/participer/mon-inscription/x/"),
        ("/participer/mon-inscription/x?a=1", "/participer/mon-inscription/x/?a=1"),
        ("/agenda", "/agenda/"),
    ],
)
def test_a_missing_slash_never_leaves_https_nor_the_name(front, asked, led):
    _, headers, _ = front.ask(asked, Host="communaute.example", **{"X-Forwarded-Proto": "http"})

    assert headers["Location"] == led


def test_a_plain_address_leads_to_https_and_leaves_no_trace(front):
    connection = http.client.HTTPConnection("127.0.0.1", front.plain)
    connection.request("GET", SECRET, headers={"Host": "ailleurs.example"})
    answer = connection.getresponse()
    front.ask("/")

    assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}{SECRET}")
    until(lambda: "GET / HTTP/1.1" in front.logs())
    assert "desabonnement" not in front.logs()


@pytest.mark.parametrize(
    "path",
    [
        "//participer//desabonnement/x",
        "/participer/../participer/desabonnement/x",
        "/PARTICIPER/desabonnement/x",
    ],
)
def test_a_link_badly_copied_is_in_no_error_log(front, path):
    front.ask(path)
    front.service.kill()
    front.ask(path)

    assert "desabonnement" not in (front.folder / "error.log").read_text(encoding="utf-8")
