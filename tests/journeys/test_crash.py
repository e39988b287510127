"""Kill -9 of the service under continuous deposits loses nothing that was acknowledged."""

import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from cluster import cluster, emptied
from house import ROOT
from patience import PATIENCE, until
from places import make_place
from small_cycle import BASE, hidden
from sqlalchemy import text

from chorale.service import journal
from chorale.service.questionnaire import deposits

KILLS = 5
TARGET = ROOT / "tests/helpers/kill_target.py"


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    with cluster() as url:
        yield url


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(root: Path, url: str, port: int, secrets: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(TARGET), str(root), url, str(port), str(secrets)]
    with (root / "service.log").open("ab") as log:
        server = subprocess.Popen(command, env=environment, stderr=log)
    until(lambda: answers(port) or server.poll() is not None)
    assert server.poll() is None, (root / "service.log").read_text()
    return server


def answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE).ok
    except requests.RequestException:
        return False


def depositor(
    address: str, secret: str, turn: int, acknowledged: list[str], stop: threading.Event
) -> None:
    """Deposit again and again, each time another answer; note each receipt whose page was seen."""
    session = requests.Session()
    session.headers.update({"Origin": address, "Sec-Fetch-Site": "same-origin"})
    try:
        answer = post(session, f"{address}/participer/acces", {"code": secret})
        session.headers["Cookie"] = answer.headers["set-cookie"].partition(";")[0]
        for count in itertools.takewhile(lambda _: not stop.is_set(), itertools.count(1)):
            acknowledged += deposited(session, f"{address}{BASE}", f"essai {turn}-{count}")
    except (requests.RequestException, AssertionError, KeyError):
        return  # the server was killed: what is in acknowledged was acknowledged


def deposited(session: requests.Session, base: str, comment: str) -> list[str]:
    """Save a proposal and deposit it; return the address of its receipt, if one was given."""
    page = session.get(f"{base}/proposition", timeout=PATIENCE).text
    form = {
        "version": hidden(page, "version"), "points-DE-01": "100", "commentaire-DE-01": comment
    }  # fmt: skip
    post(session, f"{base}/proposition", form)
    page = session.get(f"{base}/verification", timeout=PATIENCE).text
    form = {"version": hidden(page, "version"), "envoi": hidden(page, "envoi")}
    sent = post(session, f"{base}/depot", form)
    return [sent.headers["location"]] if sent.status_code == 303 else []


def post(session: requests.Session, url: str, form: dict[str, str]) -> requests.Response:
    return session.post(url, data=form, timeout=PATIENCE, allow_redirects=False)


def check_kills(root: Path, url: str) -> None:
    """Kill the service five times while two groups deposit without pause; what was acknowledged must be there."""
    secrets, acknowledged, port = root / "secrets.json", [], free_port()
    address = f"http://127.0.0.1:{port}"
    for turn in range(KILLS):
        server = start(root, url, port, secrets)
        links = json.loads(secrets.read_text())
        stop = threading.Event()
        names = ("snp-referent", "epn-referent")
        receipts: list[list[str]] = [[], []]
        workers = [
            threading.Thread(
                target=depositor, args=(address, links[name], turn, receipts[place], stop)
            )
            for place, name in enumerate(names)
        ]
        for worker in workers:
            worker.start()
        until(lambda: all(len(seen) > turn % 3 + 1 for seen in receipts))  # noqa: B023 - asked in this turn
        time.sleep(turn / 100)  # the kill falls each time at another moment of their work
        os.kill(server.pid, signal.SIGKILL)
        stop.set()
        assert server.wait() == -signal.SIGKILL
        for worker in workers:
            worker.join()
        assert all(receipts), "a depositor saw no receipt before the kill"
        acknowledged += [
            f"{name} {url.rpartition('/')[2]}"
            for name, urls in zip(names, receipts, strict=True)
            for url in urls
        ]
    place = make_place(root, url)
    with place.service.store.read() as connection:
        chain = [entry.kind for entry in journal.entries(connection, "cycle-9")]
        stored = {
            f"{item.group}-referent {item.number}"
            for item in deposits.receipts(connection, "cycle-9")
        }
        assert len(acknowledged) > KILLS
        assert set(acknowledged) - stored == set()
        assert deposits.audit(connection, "cycle-9") == []
        assert chain.count("deposit") == len(stored)
        letters = connection.execute(
            text("SELECT count(*) FROM outbox WHERE kind = 'receipt'")
        ).scalar()
        assert letters == 2 * len(stored)
        if place.service.store.is_sqlite:
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    place.service.store.close()
    print(f"{KILLS} kills, {len(acknowledged)} acknowledged, {len(stored)} stored, none lost")  # noqa: T201 - the figures of the promise, with pytest -s


def test_five_kills_of_the_service_lose_no_acknowledged_deposit_on_sqlite(tmp_path):
    check_kills(tmp_path, f"sqlite:///{tmp_path / 'var' / 'essai.sqlite'}")


@pytest.mark.peers
def test_five_kills_of_the_service_lose_no_acknowledged_deposit_on_postgresql(tmp_path, postgresql):
    check_kills(tmp_path, emptied(postgresql, "crash"))
