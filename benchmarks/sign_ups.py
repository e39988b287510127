"""A thousand sign-ups at once, beside a bare Starlette page that inserts one row with the same durability.

Both write to a database of their own, SQLite and PostgreSQL in turn; the bare page has neither seal, seat, journal nor
mail. What is compared is elapsed time, and the CPU of the server's process; a page of the form is asked for besides.
"""

import contextlib
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.ratio import Absent, Measure
from benchmarks.service_load import ROOT, free_port, requests, serving

PEOPLE, READS = 1000, 300
LIMIT = 1 / 0.6
"""At least six tenths of the bare page's throughput."""


def measure() -> Iterator[Measure]:
    """Compare both databases' sign-ups with bare inserts, then with one another; then the form with a bare page."""
    if requests is None:
        raise Absent("requests")
    sys.path.append(str(ROOT / "tests" / "helpers"))
    spent, read = {}, {}
    for name, database in (("SQLite", _sqlite), ("PostgreSQL", _postgresql)):
        with database("ours") as mine, database("bare") as theirs:
            ours, bare = _crowd(_service, mine), _crowd(_bare, theirs)
        spent[name], read[name] = ours["cpu"], (ours["read"], bare["read"])
        yield Measure(
            name=f"{PEOPLE} sign-ups at once, {name}, elapsed / bare inserts",
            ours=ours["elapsed"],
            peer=bare["elapsed"],
            limit=LIMIT,
            note=f"{PEOPLE / ours['elapsed']:.0f}/s against {PEOPLE / bare['elapsed']:.0f}/s",
        )
    yield Measure(
        name="a sign-up, CPU over PostgreSQL / over SQLite",
        ours=spent["PostgreSQL"],
        peer=spent["SQLite"],
        limit=1.3,
        unit="ms",
    )
    yield Measure(
        name="the page of a form, CPU / a bare page's",
        ours=read["SQLite"][0],
        peer=read["SQLite"][1],
        unit="ms",
        note="aim: 1.0 ms",
    )


@contextmanager
def _sqlite(_: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/essai.sqlite"


@contextmanager
def _postgresql(name: str) -> Iterator[str]:
    """Lend an empty database of the tests' own cluster."""
    from cluster import cluster, emptied

    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        raise Absent("PostgreSQL")
    with cluster() as url:
        yield emptied(url, name)


def _crowd(
    begun: Callable[[str, Path, int], tuple[list[str], dict[str, str]]], url: str
) -> dict[str, float]:
    """Return what a crowd cost a server: elapsed seconds for all, CPU milliseconds a sign-up and a page read."""
    from crowds import request, rush
    from running import FAR_PATH

    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        arguments, environment = begun(url, Path(folder), port)
        with serving(arguments, port, environment) as server:
            page = requests.get(server.address + FAR_PATH, timeout=30)
            seal = re.search(r'name="jeton" value="([^"]*)"', page.text)
            before, session = server.cpu(), requests.Session()
            for _ in range(READS):
                session.get(server.address + FAR_PATH, timeout=30)
            read = (server.cpu() - before) / READS * 1000
            time.sleep(3.1)  # nobody fills a form in less than three seconds
            asked = [
                request(
                    server.address, FAR_PATH, _form(rank, seal[1] if seal else ""), _visitor(rank)
                )
                for rank in range(PEOPLE)
            ]
            before, start = server.cpu(), time.perf_counter()
            statuses = rush(server.address, asked)
            elapsed, cpu = time.perf_counter() - start, server.cpu() - before
    if set(statuses) != {303}:
        raise RuntimeError(f"answers: {sorted(set(statuses))}")
    return {"elapsed": elapsed, "cpu": cpu / PEOPLE * 1000, "read": read}


def _form(rank: int, seal: str) -> dict[str, str]:
    person = {"name": f"p{rank}", "email": f"p{rank}@exemple.fr", "organisme": ""}
    return {**person, "jeton": seal, "site_web": ""}


def _visitor(rank: int) -> str:
    return f"10.{rank // 250}.{rank % 250}.1"


def _service(url: str, folder: Path, port: int) -> tuple[list[str], dict[str, str]]:
    from running import far_project

    far_project(folder, PEOPLE)
    words = ["-m", "chorale", "service", "run", "--port", str(port), "--project", str(folder)]
    return words, {
        "CHORALE_VAR": str(folder / "var"),
        "CHORALE_BASE_URL": f"http://127.0.0.1:{port}",
        "CHORALE_DATABASE_URL": url,
    }


def _bare(url: str, _: Path, port: int) -> tuple[list[str], dict[str, str]]:
    return ["-m", "benchmarks.sign_ups", url, str(port)], {}


def _serve_bare(url: str, port: int) -> None:
    import uvicorn
    from sqlalchemy import text
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.requests import Request
    from starlette.responses import HTMLResponse, RedirectResponse, Response
    from starlette.routing import Route

    from chorale.service.engines import engine

    writing = engine(url).execution_options(writing=())
    with writing.begin() as connection:
        connection.execute(text("CREATE TABLE one (name text, email text, organisme text)"))
    turn = threading.Lock() if url.startswith("sqlite") else contextlib.nullcontext()
    wanted = text("INSERT INTO one VALUES (:name, :email, :organisme)")

    def insert(form: dict[str, Any]) -> None:
        with turn, writing.begin() as connection:
            connection.execute(wanted, form)

    async def answer(request: Request) -> Response:
        if request.method == "GET":
            return HTMLResponse("x" * 8_000)
        form = await request.form()
        await run_in_threadpool(
            insert, {name: form[name] for name in ("name", "email", "organisme")}
        )
        return RedirectResponse("/", status_code=303)

    app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False, backlog=2048)


if __name__ == "__main__":
    _serve_bare(sys.argv[1], int(sys.argv[2]))
