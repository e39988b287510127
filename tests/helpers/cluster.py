"""A PostgreSQL cluster of the tests' own: a temporary folder, a free port of loopback, the user postgres when root."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from required import required


def programs() -> Path:
    """Return the folder of initdb and postgres."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return required(found, "PostgreSQL")[-1].parent


def as_postgres(command: list[str]) -> list[str]:
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster and yield the address of its database; fsync stays on."""
    binaries = programs()
    folder = Path(tempfile.mkdtemp(prefix="chorale-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    try:
        initdb = [
            str(binaries / "initdb"),
            "-D",
            str(data),
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-U",
            "chorale",
        ]
        subprocess.run(as_postgres(initdb), check=True, capture_output=True, cwd="/")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder}"
        control = [str(binaries / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log")]
        subprocess.run(
            as_postgres([*control, "-o", options, "start"]),
            check=True,
            capture_output=True,
            cwd="/",
        )
        try:
            yield f"postgresql://chorale@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run(
                as_postgres([*control, "-m", "immediate", "stop"]),
                check=False,
                capture_output=True,
                cwd="/",
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def emptied(url: str, name: str, encoding: str = "UTF8") -> str:
    """Return the address of a fresh database in the cluster."""
    from sqlalchemy import create_engine, text

    engine = create_engine(
        url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(
            text(f"CREATE DATABASE \"{name}\" ENCODING '{encoding}' TEMPLATE template0")
        )
    engine.dispose()
    return url.rpartition("/")[0] + f"/{name}"
