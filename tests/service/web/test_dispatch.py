"""When the database can keep nothing, the visitor is told, nothing typed is lost, and the service recovers alone."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browsing import Answer
from small_cycle import ANSWER, BASE, Circle, hidden, make_circle, save
from sqlalchemy import Connection, Engine, event


@pytest.fixture
def circle(tmp_path: Path) -> Circle:
    return make_circle(tmp_path)


def database(circle: Circle) -> Path:
    return circle.place.folder / "essai.sqlite"


def told(answer: Answer) -> tuple[int, bool, bool]:
    """Return the status, whether nothing is said to be kept, and whether what was typed is still there."""
    return (
        answer.status,
        "a été enregistré. Réessayez dans quelques minutes" in answer.words,
        'name="points-DE-01"' in answer.text and ">\n60</textarea>" in answer.text,
    )


@contextmanager
def full_disk(_: Engine) -> Iterator[None]:
    """No file of this process grows past a kilobyte."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def read_only(engine: Engine) -> Iterator[None]:
    """Every connection refuses to write."""

    def spoil(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA query_only=ON")

    event.listen(engine, "begin", spoil)
    try:
        yield
    finally:
        event.remove(engine, "begin", spoil)
        engine.dispose()


@pytest.mark.parametrize("trouble", [full_disk, read_only])
def test_a_disk_that_takes_nothing_is_told_with_what_was_typed_and_it_recovers_alone(
    circle, trouble
):
    browser, engine = circle.enter("snp-referent"), circle.place.service.store.engine
    form = {"version": "0", **ANSWER}
    circle.place.clock.advance(minutes=2)
    with trouble(engine):
        refused = browser.post(f"{BASE}/proposition", form)
        supervisor = circle.place.browser().get("/healthz")
        read = browser.get(f"{BASE}/proposition")
    assert told(refused) == (503, True, True)
    assert (supervisor.status, read.status) == (503, 200)
    assert circle.place.browser().get("/healthz").status == 200
    assert browser.post(f"{BASE}/proposition", form).status == 303


def test_a_database_that_went_away_is_told_and_comes_back_with_its_file(circle, tmp_path):
    browser, aside = circle.enter("snp-referent"), tmp_path / "aside"
    save(browser)
    aside.mkdir()
    files = sorted(database(circle).parent.glob("essai.sqlite*"))
    for file in files:
        file.rename(aside / file.name)
    answer = browser.post(f"{BASE}/proposition", {"version": "1", **ANSWER})
    assert told(answer) == (503, True, True)
    assert circle.place.browser().get("/healthz").status == 503
    assert not database(circle).exists()
    for file in files:
        (aside / file.name).rename(file)
    assert circle.place.browser().get("/healthz").status == 200
    assert hidden(browser.get(f"{BASE}/proposition").text, "version") == "1"


def test_an_empty_file_in_the_place_of_the_database_is_told(circle):
    browser = circle.enter("snp-referent")
    for file in database(circle).parent.glob("essai.sqlite*"):
        file.unlink()
    database(circle).touch()
    assert told(browser.post(f"{BASE}/proposition", {"version": "0", **ANSWER})) == (
        503,
        True,
        True,
    )
