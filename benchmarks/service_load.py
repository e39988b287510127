"""Ten people edit and fifty read the questionnaire for twenty seconds on loopback: codes, delays, conflicts.

Run « python benchmarks/service_load.py [SECONDS] » ; CHORALE_DATABASE_URL chooses the database. Client and server share
the machine. Every save that lost a race must have been answered 409: versions kept = saves answered 303.

Measured on 21 November 2026, 2 cores shared with other work (load average 10), SQLite FULL, 20 s: 1,855 reads of the
home page, p50 296 ms, p95 529 ms; 270 saves, p50 334 ms, p95 582 ms; 75 kept, 195 conflicts told, no 5xx, nothing lost.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import requests

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent / "tests" / "service"
PORT = 8793
ADDRESS = f"http://127.0.0.1:{PORT}"
BASE = f"{ADDRESS}/participer/ipm/cycle-9"
OWN = {"Origin": ADDRESS, "Sec-Fetch-Site": "same-origin"}


def start(root: Path) -> subprocess.Popen[bytes]:
    url = os.environ.get("CHORALE_DATABASE_URL", f"sqlite:///{root / 'var' / 'essai.sqlite'}")
    command = [sys.executable, str(TESTS / "kill_target.py"), str(root), url, str(PORT), str(root / "secrets.json")]
    paths = {**os.environ, "PYTHONPATH": f"{HERE.parent}:{TESTS}"}
    server = subprocess.Popen(command, env=paths, stderr=subprocess.DEVNULL)
    for _ in range(200):
        try:
            requests.get(f"{ADDRESS}/healthz", timeout=1)
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return server
    raise SystemExit("the server did not start")


def cookie(secret: str) -> dict[str, str]:
    answer = requests.post(
        f"{ADDRESS}/participer/acces", data={"code": secret}, headers=OWN, timeout=9, allow_redirects=False
    )
    return {"Cookie": answer.headers["set-cookie"].partition(";")[0], **OWN}


def editor(headers: dict[str, str], end: float, seen: Counter[tuple[str, int]], delays: list[float]) -> None:
    session, turn = requests.Session(), 0
    while time.monotonic() < end:
        turn += 1
        page = session.get(f"{BASE}/proposition", headers=headers, timeout=20)
        seen["read", page.status_code] += 1
        version = re.search(r'name="version" value="(\d+)"', page.text)[1]
        form = {
            "version": version,
            "points-DE-01": str(turn % 100),
            "commentaire-DE-02": f"{threading.get_ident()} {turn}",
        }
        before = time.monotonic()
        saved = session.post(f"{BASE}/proposition", data=form, headers=headers, timeout=20, allow_redirects=False)
        delays.append(time.monotonic() - before)
        seen["save", saved.status_code] += 1
        time.sleep(0.05)


def reader(headers: dict[str, str], end: float, seen: Counter[tuple[str, int]], delays: list[float]) -> None:
    session = requests.Session()
    while time.monotonic() < end:
        before = time.monotonic()
        seen["read", session.get(f"{BASE}/", headers=headers, timeout=20).status_code] += 1
        delays.append(time.monotonic() - before)
        time.sleep(0.2)


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder:
        server = start(Path(folder))
        try:
            secrets = json.loads((Path(folder) / "secrets.json").read_text())
            holders = [cookie(secret) for secret in secrets.values()]
            seen: Counter[tuple[str, int]] = Counter()
            writes: list[float] = []
            reads: list[float] = []
            end = time.monotonic() + seconds
            work = [(editor, writes)] * 10 + [(reader, reads)] * 50
            crowd = [
                threading.Thread(target=task, args=(holders[place % len(holders)], end, seen, delays))
                for place, (task, delays) in enumerate(work)
            ]
            for thread in crowd:
                thread.start()
            for thread in crowd:
                thread.join()
            kept = sum(
                int(
                    re.search(
                        r'name="version" value="(\d+)"',
                        requests.get(f"{BASE}/proposition", headers=holder, timeout=9).text,
                    )[1]
                )
                for holder in (holders[0], holders[2])
            )
        finally:
            server.kill()
            server.wait()
    for label, delays in (("saves", writes), ("reads", reads)):
        ranked = sorted(delays)
        middle, slow = (1000 * ranked[int(len(ranked) * part)] for part in (0.5, 0.95))
        print(f"{label}: {len(ranked)}, p50 {middle:.0f} ms, p95 {slow:.0f} ms")
    print("answers:", dict(sorted(seen.items())))
    print(f"versions kept: {kept}, saves acknowledged: {seen['save', 303]}, conflicts told: {seen['save', 409]}")
    assert not [code for _, code in seen if code >= 500], "a 5xx was answered"
    assert kept == seen["save", 303], "an acknowledged save is missing, or one was kept unsaid"


if __name__ == "__main__":
    main()
