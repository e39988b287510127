"""The tests' PostgreSQL as something that can be killed like a machine that stops, and started again."""

import contextlib
import os
import shlex
import signal
import subprocess
from pathlib import Path

import pytest
from cluster import as_postgres, cluster, emptied, programs
from patience import until
from sqlalchemy import create_engine, text


class Database:
    """A database of a cluster of our own."""

    def __init__(self, url):
        self.url = emptied(url, "inscriptions")
        engine = create_engine(self.url.replace("postgresql://", "postgresql+psycopg://"))
        with engine.connect() as connection:
            self.data = Path(connection.execute(text("SHOW data_directory")).scalar())
        engine.dispose()

    def kill(self):
        """Kill -9 the postmaster and every process that it started."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for process in (pid, *map(int, children)):
            with contextlib.suppress(ProcessLookupError):  # a worker that ended of itself meanwhile
                os.kill(process, signal.SIGKILL)
        until(lambda: not any(self._alive(process) for process in (pid, *children)))

    @staticmethod
    def _alive(process):
        try:
            return Path(f"/proc/{process}/stat").read_text().split()[2] not in "ZX"
        except OSError:
            return False

    def start(self):
        """Start again with the same options; PostgreSQL reads its write-ahead log."""
        options = shlex.join(shlex.split((self.data / "postmaster.opts").read_text())[3:])
        control = [
            str(programs() / "pg_ctl"),
            "-D",
            str(self.data),
            "-w",
            "-l",
            str(self.data.parent / "log"),
        ]
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        command = as_postgres([*control, "-o", options, "start"])
        until(
            lambda: (
                subprocess.run(command, check=False, capture_output=True, cwd="/").returncode == 0
            )
        )


@pytest.fixture
def database():
    """Lend a database; it is removed with its cluster."""
    with cluster() as url:
        yield Database(url)
