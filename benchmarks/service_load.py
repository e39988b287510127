"""Forty people read a proposal, ten edit it and deposit, for twenty seconds on loopback, beside a bare page.

Client and server share the machine; CHORALE_DATABASE_URL chooses the database. No answer may be a 5xx, every save that
lost a race must have been told so, and what the database kept must be what was acknowledged: else this fails.
"""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.ratio import Absent, Measure

try:
    import requests
except ImportError:  # pragma: no cover - only where the tests' tools are not installed
    requests = None  # type: ignore[assignment]

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests" / "helpers"
CYCLE = "/participer/ipm/cycle-9"
EDITORS, READERS, SECONDS = 10, 40, 20
WHOLE = {"points-DE-01": "60", "points-DE-02": "40", "indispensable-1": "DE-01"}
"""A proposal that can be deposited."""


@dataclass
class Seen:
    """What the crowd saw: how many answers of each code, how long each kind took, and the server's CPU seconds."""

    codes: Counter[tuple[str, int]] = field(default_factory=Counter)
    delays: dict[str, list[float]] = field(
        default_factory=lambda: {"read": [], "save": [], "deposit": []}
    )
    cpu: float = 0

    def note(self, kind: str, code: int, since: float) -> None:
        """Note one answer."""
        self.codes[kind, code] += 1
        self.delays[kind].append(time.monotonic() - since)

    def worst(self, kind: str) -> float:
        """Return the 95th centile of one kind, in seconds."""
        ranked = sorted(self.delays[kind])
        return ranked[int(len(ranked) * 0.95)]


def measure() -> Iterator[Measure]:
    """Compare the delays of the questionnaire with those of a page that does nothing."""
    if requests is None:
        raise Absent("requests")
    ours, kept = _questionnaire()
    _judge(ours, kept)
    bare = _bare_page()
    saves, told = ours.codes["save", 303], ours.codes["save", 409]
    said = (
        f"{len(ours.delays['read'])} reads, {saves} saves kept, {told} conflicts told,"
        f" {len(ours.delays['deposit'])} deposits, no 5xx, nothing lost"
    )
    asked, bare_asked = sum(ours.codes.values()), sum(bare.codes.values())
    yield Measure(
        name=f"{EDITORS + READERS} people, CPU an answer / a bare page's",
        ours=1000 * ours.cpu / asked,
        peer=1000 * bare.cpu / bare_asked,
        unit="ms",
        note=f"{asked / SECONDS:.0f}/s, the client's own CPU beside",
    )
    for kind in ("read", "save", "deposit"):
        yield Measure(
            name=f"{EDITORS} editors and {READERS} readers, {kind}s' p95 / a bare page's",
            ours=1000 * ours.worst(kind),
            peer=1000 * bare.worst(kind),
            unit="ms",
            note=said,
        )


def _judge(seen: Seen, kept: int) -> None:
    if faults := {code: count for (_, code), count in seen.codes.items() if code >= 500}:
        raise RuntimeError(f"5xx answers: {faults}")
    if kept != seen.codes["save", 303]:
        raise RuntimeError(f"{seen.codes['save', 303]} saves acknowledged, {kept} kept")


def _questionnaire() -> tuple[Seen, int]:
    """Return what the crowd saw of the questionnaire, and how many saves its database kept."""
    with tempfile.TemporaryDirectory() as folder:
        secrets = Path(folder) / "secrets.json"
        url = os.environ.get("CHORALE_DATABASE_URL", f"sqlite:///{folder}/var/essai.sqlite")
        port = free_port()
        with serving(
            [str(TESTS / "kill_target.py"), folder, url, str(port), str(secrets)], port
        ) as server:
            address = server.address
            holders = [
                _entered(address, secret) for secret in json.loads(secrets.read_text()).values()
            ]
            seen = _crowd(server, address + CYCLE, holders)
            kept = sum(
                _version(address, holders[place]) for place in (0, 2)
            )  # one person of each group
    return seen, kept


def _bare_page() -> Seen:
    """Return what the same crowd sees of a page of the same size that does nothing."""
    port = free_port()
    with serving(["-m", "benchmarks.service_load", "bare", str(port)], port) as server:
        return _crowd(server, server.address, [{}])


def _crowd(server: "Served", base: str, holders: list[dict[str, str]]) -> Seen:
    seen, end, before = Seen(), time.monotonic() + SECONDS, server.cpu()
    tasks: list[Callable[..., None]] = [_edit] * EDITORS + [_read] * READERS
    crowd = [
        threading.Thread(target=task, args=(base, holders[place % len(holders)], end, seen))
        for place, task in enumerate(tasks)
    ]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    seen.cpu = server.cpu() - before
    return seen


def _edit(base: str, headers: dict[str, str], end: float, seen: Seen) -> None:
    """Save the proposal again and again; who may, deposits what was saved."""
    session, turn, form = requests.Session(), 0, dict(WHOLE)
    while time.monotonic() < end:
        turn += 1
        before = time.monotonic()
        page = session.get(f"{base}/proposition", headers=headers, timeout=30)
        seen.note("read", page.status_code, before)
        form |= {
            "version": _hidden(page.text, "version"),
            "commentaire-DE-02": f"{threading.get_ident()} {turn}",
        }
        before = time.monotonic()
        saved = session.post(
            f"{base}/proposition", data=form, headers=headers, timeout=30, allow_redirects=False
        )
        seen.note("save", saved.status_code, before)
        _deposit(session, base, headers, seen)
        time.sleep(0.05)


def _deposit(session: "requests.Session", base: str, headers: dict[str, str], seen: Seen) -> None:
    """Deposit what the page of the last check shows; members, who cannot, only read it."""
    before = time.monotonic()
    page = session.get(f"{base}/verification", headers=headers, timeout=30)
    seen.note("read", page.status_code, before)
    if sending := _hidden(page.text, "envoi"):
        form = {"version": _hidden(page.text, "version"), "envoi": sending}
        before = time.monotonic()
        sent = session.post(
            f"{base}/depot", data=form, headers=headers, timeout=30, allow_redirects=False
        )
        seen.note("deposit", sent.status_code, before)


def _hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    return found[1] if found else ""


def _read(base: str, headers: dict[str, str], end: float, seen: Seen) -> None:
    session = requests.Session()
    while time.monotonic() < end:
        before = time.monotonic()
        seen.note(
            "read",
            session.get(f"{base}/proposition", headers=headers, timeout=30).status_code,
            before,
        )
        time.sleep(0.2)


def _entered(address: str, secret: str) -> dict[str, str]:
    own = {"Origin": address, "Sec-Fetch-Site": "same-origin"}
    entry = f"{address}/participer/acces"
    answer = requests.post(
        entry, data={"code": secret}, headers=own, timeout=30, allow_redirects=False
    )
    return {"Cookie": answer.headers["set-cookie"].partition(";")[0], **own}


def _version(address: str, holder: dict[str, str]) -> int:
    page = requests.get(f"{address}{CYCLE}/proposition", headers=holder, timeout=30).text
    found = re.search(r'name="version" value="(\d+)"', page)
    if found is None:
        raise RuntimeError("the proposal's page has no version")
    return int(found[1])


def free_port() -> int:
    """Return a port of this machine that nothing listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True)
class Served:
    """A server in a process of its own."""

    address: str
    pid: int

    def cpu(self) -> float:
        """Return the CPU seconds that it has used, its threads included."""
        told = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(
    arguments: list[str], port: int, more: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """Run a server as another process until the work is done."""
    address = f"http://127.0.0.1:{port}"
    paths = {**os.environ, "PYTHONPATH": f"{ROOT / 'generator'}:{TESTS}", **(more or {})}
    server = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=paths,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(f"{address}/healthz")
        yield Served(address, server.pid)
    finally:
        server.kill()
        server.wait()


def _wait(pulse: str) -> None:
    for _ in range(300):
        try:
            requests.get(pulse, timeout=1)
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")


def _serve_bare(port: int) -> None:
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import HTMLResponse, Response
    from starlette.routing import Route

    hidden = '<input name="version" value="1"><input name="envoi" value="1">'

    async def answer(request: Request) -> Response:
        await request.body()
        return HTMLResponse(hidden + "x" * 15_000)

    app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False)


if __name__ == "__main__":
    _serve_bare(int(sys.argv[2]))
