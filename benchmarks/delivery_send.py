"""A delivery of 20,000 letters over SMTP: one encoded message spliced per recipient, or each message built anew."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from benchmarks.ratio import Absent, Measure

ROOT = Path(__file__).parents[1]
ISSUE, TODAY = "2022-07", date(2026, 11, 21)
SPLICED, BUILT = 20_000, 1_000
BASE = "https://communaute-chorus-pro.example"


def measure() -> Iterator[Measure]:
    """Compare CPU and elapsed time per message, and the memory of the whole delivery."""
    ours, peer = _child("spliced", SPLICED), _child("built", BUILT)
    said = f"{SPLICED} messages in {ours['elapsed']:.0f} s: {SPLICED / ours['elapsed']:.0f}/s, {ours['memory']:.0f} MiB"
    per_message = (ours["cpu"] / SPLICED * 1000, peer["cpu"] / BUILT * 1000)
    yield Measure(
        name="delivery over SMTP, CPU a message / messages built one by one",
        ours=per_message[0],
        peer=per_message[1],
        limit=0.6,
        unit="ms",
        note=said,
    )
    yield Measure(
        name=f"{SPLICED} letters, elapsed / smtp-source's to the same server",
        ours=ours["elapsed"],
        peer=_smtp_source(SPLICED, int(ours["size"])),
        limit=1 / 0.9,
        note="smtp-source reads no list, notes nothing and sends one text to one address",
    )
    elapsed = (ours["elapsed"] / SPLICED * 1000, peer["elapsed"] / BUILT * 1000)
    yield Measure(
        name="delivery over SMTP, elapsed a message / built one by one",
        ours=elapsed[0],
        peer=elapsed[1],
        unit="ms",
    )
    yield Measure(
        name=f"memory of {SPLICED} letters / of {BUILT} built one by one",
        ours=ours["memory"],
        peer=peer["memory"],
        limit=1.5,
        unit="MiB",
    )


def _child(mode: str, count: int) -> dict[str, float]:
    with _sink() as port:
        command = [
            sys.executable,
            "-m",
            "benchmarks.delivery_send",
            mode,
            str(count),
            str(port),
        ]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _smtp_source(count: int, size: int) -> float:
    """Return the seconds that Postfix's own generator takes for as many messages, as large, on as many lines."""
    program = shutil.which("smtp-source", path="/usr/sbin:/usr/bin")
    if program is None:
        raise Absent("smtp-source (postfix)")
    with _sink() as port:
        words = ["-d", "-s", "4", "-m", str(count), "-l", str(size)]
        people = ["-f", "a@b.example", "-t", "c@d.example", f"127.0.0.1:{port}"]
        start = time.perf_counter()
        subprocess.run([program, *words, *people], check=True)
        return time.perf_counter() - start


@contextmanager
def _sink() -> Iterator[int]:
    """Lend Postfix's own test server, which takes every message and keeps none."""
    program = shutil.which("smtp-sink", path="/usr/sbin:/usr/bin")
    if program is None:
        raise Absent("smtp-sink (postfix)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    server = subprocess.Popen(
        [program, *user, f"127.0.0.1:{port}", "64"], stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(50):
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def deliver(mode: str, count: int, port: int) -> dict[str, float]:
    """Deliver an issue to so many made-up subscribers; return CPU and elapsed seconds of the sending, and peak MiB."""
    from chorale.content.load import load
    from chorale.service.delivery import records as delivery_records
    from chorale.service.delivery import sending
    from chorale.service.delivery.mail_merge import copies
    from chorale.service.delivery.smtp import SmtpConnection
    from chorale.service.store import Store
    from chorale.service.subscriptions.imports import Consent, imported
    from chorale.service.timestamps import system_clock

    community = load(ROOT, TODAY).community
    assert community is not None
    issue = next(issue for issue in community.issues if issue.slug == ISSUE)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/essai.sqlite")
        store.prepare()
        plan = delivery_records.DeliveryPlan(issue=ISSUE, digest="")
        rows = (f"a{number}@exemple{number % 9}.example" for number in range(count))
        consent = Consent(source="", audiences={})
        imported(store, "secret", "\n".join(rows).encode(), consent, system_clock())
        with store.write() as connection:
            found = delivery_records.plan(connection, plan, system_clock())
            people = delivery_records.recipients(connection, "secret", plan)
            delivery_records.start(connection, found, people, "exemple.example", system_clock())
        spliced = copies(community, issue, BASE, "secret", system_clock())
        copy = spliced if mode == "spliced" else _built(community, issue)
        how = sending.SendingPolicy(
            sender=lambda _: "a@b.example",
            copy=copy,
            line=lambda: SmtpConnection(f"smtp://127.0.0.1:{port}"),
        )
        size = len(copy("a1@exemple1.example", "abonnement", "<a@b.example>"))
        started, spent = time.perf_counter(), time.process_time()
        sending.send(store, found.id, how, system_clock)
        cost = {"elapsed": time.perf_counter() - started, "cpu": time.process_time() - spent}
        assert delivery_records.finish(store, found.id, system_clock())
        store.close()
    return {**cost, "memory": peak(), "size": size}


def peak() -> float:
    """Return this program's own peak in MiB: Linux counts the memory of whoever started it in ru_maxrss."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return (
        next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
        / 1024
    )


def _built(community, issue):  # noqa: ANN001, ANN202 - the shape of sending.Copy
    from chorale.newsletter.email import compose
    from chorale.newsletter.email import message as email_message
    from chorale.newsletter.email.engines import mapped
    from chorale.service.delivery.smtp import dot_stuffed

    composed = compose.compose(community, issue)

    def copy(address: str, subscription: str, _: str) -> bytes:
        links = dict.fromkeys(compose.TOKENS, f"{BASE}/{subscription}")
        return dot_stuffed(
            email_message.build(
                community,
                issue,
                mapped(composed, links),
                email_message.CopyAddress(address, subscription),
            )
        )

    return copy


if __name__ == "__main__":
    print(json.dumps(deliver(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
