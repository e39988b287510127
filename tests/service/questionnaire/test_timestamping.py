"""An authority of time dates a head, and openssl alone verifies it; without an authority nothing is asked."""

import http.server
import subprocess
import threading
from pathlib import Path

import pytest

from chorale.service.questionnaire.timestamping import TimestampRefused, timestamped

HEAD = "3f" * 32
CONFIG = """\
[tsa]
serial = serial
signer_cert = cert.pem
signer_key = key.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
[req]
distinguished_name = name
prompt = no
x509_extensions = extensions
[name]
CN = Essai
[extensions]
extendedKeyUsage = critical, timeStamping
keyUsage = critical, digitalSignature
basicConstraints = critical, CA:false
"""


def openssl(folder: Path, *words: str) -> subprocess.CompletedProcess:
    return subprocess.run(["openssl", *words], cwd=folder, capture_output=True, check=False)


@pytest.fixture
def authority(tmp_path: Path):
    """A time-stamping authority of our own: openssl behind a small server."""
    (tmp_path / "conf").write_text(CONFIG)
    (tmp_path / "serial").write_text("01")
    new = ("-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem")
    openssl(tmp_path, "req", "-x509", *new, "-config", "conf", "-days", "2")

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            (tmp_path / "query").write_bytes(asked)
            reply = ("ts", "-reply", "-queryfile", "query", "-out", "reply", "-config", "conf")
            openssl(tmp_path, *reply, "-section", "tsa")
            answer = (tmp_path / "reply").read_bytes() if self.path == "/" else b"bonjour"
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", tmp_path
    server.shutdown()
    server.server_close()


def test_openssl_alone_verifies_the_timestamp_of_a_head_and_of_no_other(authority):
    address, folder = authority
    (folder / "head.tsr").write_bytes(timestamped(HEAD, address))
    for text, code in ((HEAD, 0), ("4f" * 32, 1)):
        (folder / "head").write_text(text)
        checked = ("ts", "-verify", "-data", "head", "-in", "head.tsr", "-CAfile", "cert.pem")
        assert openssl(folder, *checked).returncode == code


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("autre", "n'a pas donné d'horodatage"),
        ("", "ne répond pas"),
        (None, "n'est pas une adresse"),
    ],
)
def test_an_authority_that_does_not_date_is_told_in_one_sentence(authority, path, told):
    address, _ = authority
    asked = {"autre": address + "autre", "": "http://127.0.0.1:1/", None: "ftp://x"}[path]
    with pytest.raises(TimestampRefused, match=told):
        timestamped(HEAD, asked)
