"""A real Postfix of our own: its folders, its port on loopback, its log; every message is taken, then discarded."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from patience import PATIENCE, until
from required import as_root, required

DAEMONS = Path("/usr/lib/postfix/sbin")
MAIN = """\
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
daemon_directory = /usr/lib/postfix/sbin
command_directory = /usr/sbin
maillog_file = {home}/mail.log
maillog_file_prefixes = {home}
myhostname = essai.example
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
unknown_local_recipient_reject_code = 550
smtpd_tls_security_level = none
default_transport = {transport}
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_client_connection_count_limit = 0
smtputf8_enable = no
{more}
"""
MASTER = """\
{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
discard unix - - n - - discard
smtp unix - - n - - smtp
error unix - - n - - error
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """A running mail server."""

    def __init__(self, home, port):
        self.home, self.url, self.log = home, f"smtp://127.0.0.1:{port}", home / "mail.log"

    def settled(self):
        """Wait until the server says nothing more, as an operator does before asking its log."""
        size = -1
        while size != (size := self.log.stat().st_size):
            time.sleep(1.5)
        return self.log.read_text(errors="replace")

    def delivered(self):
        """Return how many times each Message-ID was delivered."""
        names, found = {}, Counter()
        for line in self.settled().splitlines():
            if seen := re.search(r"/cleanup\[\d+\]: (\w+): message-id=(<[^>]+>)", line):
                names[seen[1]] = seen[2]
            elif (sent := re.search(r"/discard\[\d+\]: (\w+): .*status=sent", line)) and sent[
                1
            ] in names:
                found[names[sent[1]]] += 1
        return found


@contextmanager
def postfix(transport="discard:", more=""):
    """Lend a running Postfix; root starts it, its daemons run as the user postfix."""
    required(DAEMONS.is_dir(), "Postfix")
    as_root()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = Path(tempfile.mkdtemp(prefix="chorale-postfix-", dir="/tmp"))
    try:
        home.chmod(0o755)
        for name in ("config", "queue", "data"):
            (home / name).mkdir(mode=0o755)
        shutil.chown(home / "data", "postfix")
        (home / "config/main.cf").write_text(MAIN.format(home=home, transport=transport, more=more))
        (home / "config/master.cf").write_text(MASTER.format(port=f"127.0.0.1:{port}"))
        command = ["/usr/sbin/postfix", "-c", str(home / "config")]
        subprocess.run(
            [*command, "start"],
            check=True,
            capture_output=True,
            env={**os.environ, "LC_ALL": "C"},
        )
        try:
            until(lambda: _answers(port))
            yield Postfix(home, port)
        finally:
            subprocess.run([*command, "abort"], check=False, capture_output=True)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
            return line.recv(3) == b"220"
    except OSError:
        return False
