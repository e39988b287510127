"""Processes behind one port are started, replaced when they fall, renewed one by one, and stopped with their keeper."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from patience import PATIENCE, until

CHILD = """
import os, socket, sys
if os.path.exists("faulty"):
    sys.exit(1)
door, ready = socket.socket(fileno=int(sys.argv[-2])), int(sys.argv[-1])
os.write(ready, b"1")
while True:
    line, _ = door.accept()
    line.sendall(f"{os.getpid()}".encode())
    line.close()
"""
KEEPER = """
import socket, sys
from chorale.service.operation.supervisor import Supervisor
door = socket.create_server(("127.0.0.1", int(sys.argv[1])))
Supervisor((sys.executable, "-c", sys.argv[2]), door, 2, lambda words: print(words, flush=True)).run()
"""


@pytest.fixture
def keeper(tmp_path):
    """Start a supervisor of two small processes; yield its process and its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", KEEPER, str(port), CHILD]
    told = (tmp_path / "told").open("w")
    process = subprocess.Popen(command, cwd=tmp_path, stdout=told)
    seen = set()
    until(lambda: seen.add(asked(port)) or len(seen & set(children(process))) == 2)
    yield process, port
    for one in children(process):
        os.kill(one, signal.SIGKILL)
    process.kill()
    process.wait()


def children(process):
    place = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(one) for one in place.read_text().split()] if place.exists() else []


def asked(port):
    """Return which process answers, 0 when the port is closed, -1 when this small process was cut in its answer."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
            return int(line.recv(20) or -1)
    except ConnectionRefusedError:
        return 0
    except OSError:
        return -1


def test_a_process_that_falls_is_replaced(keeper, tmp_path):
    process, port = keeper
    victim = children(process)[0]
    os.kill(victim, signal.SIGKILL)
    until(lambda: len(children(process)) == 2 and victim not in children(process))

    until(lambda: asked(port) in children(process))
    assert (tmp_path / "told").read_text() == (
        f"processus {victim} tombé : un autre prend sa place\n"
    )


def test_all_are_renewed_one_by_one_and_somebody_always_answers(keeper, tmp_path):
    process, port = keeper
    before = children(process)
    process.send_signal(signal.SIGHUP)
    answers = []
    until(lambda: answers.append(asked(port)) or "renouvelés" in (tmp_path / "told").read_text())

    assert 0 not in answers
    assert not set(before) & set(children(process))


def test_a_renewal_that_does_not_answer_leaves_the_former_processes(keeper, tmp_path):
    process, port = keeper
    before = children(process)
    (tmp_path / "faulty").touch()
    process.send_signal(signal.SIGHUP)
    until(lambda: "ne répond pas" in (tmp_path / "told").read_text())

    assert set(before) <= set(children(process))
    assert asked(port) in before


def test_told_to_stop_it_ends_with_its_processes(keeper):
    process, _ = keeper
    mine = children(process)
    process.terminate()

    assert process.wait(timeout=PATIENCE) == 0
    assert [one for one in mine if Path(f"/proc/{one}").exists()] == []
