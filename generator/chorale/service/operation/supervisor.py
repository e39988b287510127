"""Supervisor of several processes behind one port: started, started again when one falls, renewed one by one."""

import contextlib
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

READY_WITHIN, STOPPED_WITHIN = 60.0, 40.0
"""Seconds that a process has to answer for the first time, and to finish what it has in hand."""
PAUSE = 1.0
"""Seconds before a process that fell is started again."""


@dataclass
class WorkerProcess:
    """A process that answers; it has said that it is ready once its pipe gave a byte."""

    process: subprocess.Popen[bytes]
    pipe: int
    started: float = field(default_factory=time.monotonic)

    def ready(self, within: float) -> bool:
        """Wait until the process answers; False when it fell before, or took too long."""
        os.set_blocking(self.pipe, False)
        latest = time.monotonic() + within
        while time.monotonic() < latest and self.process.poll() is None:
            with contextlib.suppress(BlockingIOError):
                if os.read(self.pipe, 1):
                    return True
            time.sleep(0.05)
        return False


class Supervisor:
    """Keeps so many processes of one command on a listening socket, until told to stop (SIGTERM, SIGINT).

    SIGHUP renews them one by one, under the program as it is then installed: the port never ceases to answer.
    """

    def __init__(
        self, command: Sequence[str], door: socket.socket, count: int, tell: Callable[[str], None]
    ) -> None:
        self.command, self.door, self.count, self.tell = command, door, count, tell
        self.workers: list[WorkerProcess] = []
        self.stopping, self.renewing = threading.Event(), threading.Event()

    def run(self) -> None:
        """Serve until stopped, then let each process finish what it has in hand."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        signal.signal(signal.SIGHUP, lambda *_: self.renewing.set())
        self.door.set_inheritable(True)
        self.workers = [self._started() for _ in range(self.count)]
        while not self.stopping.wait(0.2):
            self._raise_the_fallen()
            if self.renewing.is_set():
                self.renewing.clear()
                self._renew()
        self.door.close()  # whoever comes now is refused at once, and led by the front to another machine
        self._stop(self.workers)

    def _started(self) -> WorkerProcess:
        told, tells = os.pipe()
        door = self.door.fileno()
        extra = ("--inherited", str(door), str(tells))
        process = subprocess.Popen([*self.command, *extra], pass_fds=(door, tells))  # noqa: S603 - our own command
        os.close(tells)
        return WorkerProcess(process, told)

    def _raise_the_fallen(self) -> None:
        for place, worker in enumerate(self.workers):
            if worker.process.poll() is not None:
                self.tell(f"processus {worker.process.pid} tombé : un autre prend sa place")
                self._forget(worker)
                if time.monotonic() - worker.started < PAUSE:
                    self.stopping.wait(PAUSE)
                self.workers[place] = self._started()

    def _renew(self) -> None:
        for place, former in enumerate(self.workers):
            fresh = self._started()
            if not fresh.ready(READY_WITHIN):
                self.tell("le nouveau processus ne répond pas : les anciens continuent")
                self._stop([fresh])
                return
            self.workers[place] = fresh
            self._stop([former])
        self.tell("tous les processus sont renouvelés")

    def _stop(self, workers: Sequence[WorkerProcess]) -> None:
        for worker in workers:
            worker.process.terminate()
        latest = time.monotonic() + STOPPED_WITHIN
        for worker in workers:
            try:
                worker.process.wait(max(0.1, latest - time.monotonic()))
            except subprocess.TimeoutExpired:
                worker.process.kill()
                worker.process.wait()
            self._forget(worker)

    @staticmethod
    def _forget(worker: WorkerProcess) -> None:
        with contextlib.suppress(OSError):
            os.close(worker.pipe)


def stop_with_parent(every: float = 1.0) -> None:
    """Have this process stop when its supervisor is gone, however it went: the port is then free for another."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(every)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()
