"""Until the close nothing that another group answered shows anywhere, in any way.

The same gestures are made in two worlds that differ only by what the SNP answered: whatever anybody else can see must
be the same in both, character for character.
"""

import gzip
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from browsing import Browser
from click.testing import CliRunner
from places import PARIS, words
from sheets import filled, put
from small_cycle import ANSWER, BASE, KEYS, Circle, deposit, hidden, make_circle, save

from chorale.cli import service_context
from chorale.cli.command_group import command
from chorale.cli.commands import COMMANDS as TABLE
from chorale.content.load import load
from chorale.service.accounts import people
from chorale.service.app import ROUTES
from chorale.service.operation import backup
from chorale.service.questionnaire import deposits
from chorale.service.questionnaire.spreadsheets import collect
from chorale.service.questionnaire.spreadsheets.collect import ReceivedSpreadsheet
from chorale.site.cycle import pages as cycle_pages

CANARY = "canari-7f3a"
WORLDS = (
    {"points-DE-01": "60", "points-DE-02": "40", "indispensable-1": "DE-01", "commentaire-DE-01": "Oui"},
    {
        "points-DE-06": "13", "points-DE-08": "87", "opposition-DE-01": CANARY, "commentaire-DE-08": f"{CANARY} bis",
        "indispensable-1": "DE-08", "indispensable-2": "DE-06",
    },
)  # fmt: skip
SCORES = (
    {"note-DE-01": "5"},
    {"note-DE-06": "2", "note-DE-08": "5", "commentaire-DE-06": CANARY},
)
COMMANDS = {
    name: command(name, listed)
    for group in ("ipm", "service", "secretariat")
    for name, listed in TABLE[group][1].items()
}
CHANGING = re.compile(
    r"[0-9a-f]{16}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{43}|"
    r'value="[A-Za-z0-9_-]{32}"|[0-9a-f]{64}|[0-9A-Z]{58}|\d+\.[0-9a-f]{16}\.[a-z2-7]{26}|/tmp/\S+|[0-9a-f]{32}@'
    r"|[A-Za-z0-9+/]{40,}=*|salt: \S+"
)


def world(root: Path, answer: dict[str, str], scores: dict[str, str]) -> Circle:
    """Make a place where the SNP scored, saved a draft, deposited by web and by spreadsheet, and drafts again."""
    circle = make_circle(root)
    referent = circle.enter("snp-referent")
    referent.post(f"{BASE}/notes", {"version": "0", **scores})
    deposit(referent, answer)
    sheet = filled(
        circle, lambda _, grid: put(grid, "DE-08", "opposition", next(iter(answer.values())))
    )
    assert collect.collect(
        circle.place.service,
        circle.place.service.community.cycles[0],
        ReceivedSpreadsheet(label="x", data=sheet),
        received=circle.place.service.clock(),
    ).receipt
    save(referent, answer | {"points-DE-02": "1"})
    epn = circle.enter("epn-referent")
    deposit(epn)
    return circle


def plain(text: str) -> str:
    """Leave out what is drawn at random: numbers of sending, salts, digests, links, and each member's own order."""
    return "\n".join(sorted(CHANGING.sub("~", text).splitlines()))


def operator(circle: Circle) -> Browser:
    with circle.place.service.store.write() as connection:
        who = {
            "scope": "gestion",
            "group": "",
            "role": "operator",
            "name": "Gestion",
            "email": "g@exemple.fr",
        }
        _, secret = people.admit(connection, circle.place.clock(), **who)
    browser = circle.place.browser()
    assert browser.post("/participer/acces", {"code": secret}).status == 303
    return browser


def seen_by(browser: Browser) -> dict[str, tuple[int, str]]:
    """Ask for every way of the service, with every method; return what came back."""
    found = {}
    for way in ROUTES:
        for number in ("1", "2", "3", "snp"):
            path = (
                way.path.replace("{cycle}", "cycle-9")
                .replace("{number}", number)
                .replace("{name}", "page.js")
            )
            for method in ("GET", "HEAD", "OPTIONS"):
                answer = browser.get(path, method=method)
                found[f"{method} {path}"] = (answer.status, plain(answer.text))
            if way.path not in ("/participer/sortir", "/participer/acces"):
                answer = browser.post(path, {"version": "1", "group": "snp", "groupe": "snp"})
                found[f"POST {path}"] = (answer.status, plain(answer.text))
    return found


def conflict(browser: Browser) -> tuple[int, str]:
    """Return the pages of errors: a draft that is not the last, an unfinished one, and a stale deposit."""
    stale = browser.post(f"{BASE}/proposition", {"version": "0", "points-DE-01": "1"})
    wrong = browser.post(
        f"{BASE}/proposition", {"version": "1", "points-DE-01": "x", "points-DE-02": "999"}
    )
    key = hidden(browser.get(f"{BASE}/verification").text, "envoi")
    late = browser.post(f"{BASE}/depot", {"version": "0", "envoi": key})
    return stale.status, plain(stale.text + wrong.text + late.text)


def told_by_commands(circle: Circle, monkeypatch) -> dict[str, str]:
    """Run what the secretariat runs before the close."""
    root = circle.place.service.settings.root
    (root / "cle").write_text(f"AGE-SECRET-KEY-1{KEYS[0]}\n")
    monkeypatch.setattr(
        service_context, "system_clock", lambda: circle.place.clock().astimezone(PARIS)
    )
    monkeypatch.setenv("CHORALE_DATABASE_URL", circle.place.service.settings.database_url)
    monkeypatch.setenv("CHORALE_VAR", str(circle.place.folder))
    lines = {
        "status": ["cycle-9"],
        "remind": ["cycle-9", "--dry-run"],
        "open": ["cycle-9", "--secret", str(root / "cle")],
        "verify": ["cycle-9"],
        "purge": ["cycle-9"],
        "collect": ["cycle-9", str(root / "cle")],
        "backup": [str(root / "copie.gz")],
    }
    outcomes = {
        name: CliRunner().invoke(COMMANDS[name], [*words, "--project", str(root)])
        for name, words in lines.items()
    }
    return {name: plain(outcome.output) for name, outcome in outcomes.items()}


def site_of(circle: Circle) -> dict[str, bytes]:
    root = circle.place.service.settings.root
    community = load(root, circle.place.clock().date()).community
    return {file.path: file.content for file in cycle_pages.files(community)}


@pytest.fixture
def worlds(tmp_path: Path) -> list[Circle]:
    return [world(tmp_path / str(place), WORLDS[place], SCORES[place]) for place in (0, 1)]


def same(worlds: list[Circle], look: Callable[[Circle], object]) -> object:
    """Look at both worlds, check that they look the same, return the look."""
    first, second = map(look, worlds)
    assert first == second
    return first


@pytest.mark.parametrize("who", ["epn-referent", "epn-member"])
def test_every_page_and_error_is_the_same_for_another_group_whatever_the_first_answered(
    worlds, who
):
    pages = same(worlds, lambda circle: seen_by(circle.enter(who)))
    statuses = {status for status, _ in pages.values()}
    assert {200, 404} <= statuses
    assert CANARY not in str(pages)
    same(worlds, lambda circle: conflict(circle.enter(who)) if who == "epn-referent" else None)


def test_every_page_is_the_same_for_a_passer_by_and_for_the_operator_whatever_was_answered(
    worlds,
):
    assert CANARY not in str(same(worlds, lambda circle: seen_by(circle.place.browser())))
    assert CANARY not in str(same(worlds, lambda circle: seen_by(operator(circle))))


def test_no_mail_to_anyone_else_says_a_word_of_what_a_group_answered(worlds):
    def others(circle):
        return sorted(
            (mail["to"], plain(str(mail["subject"])), plain(words(mail)))
            for mail in circle.place.post()
            if not mail["to"].startswith("snp")
        )

    assert len(same(worlds, others)) == 2


def test_no_command_of_the_secretariat_says_a_word_of_what_a_group_answered(worlds, monkeypatch):
    told = same(worlds, lambda circle: told_by_commands(circle, monkeypatch))
    assert "dépôt n° 2" in told["status"].replace("\u00a0", " ")
    assert "pas clos" in told["open"]


def test_the_site_published_before_the_close_says_nothing(worlds):
    pages = same(worlds, site_of)
    assert [path for path in pages if "bulletin" in path or "journal" in path] == []


def nothing_on_disk(circle: Circle) -> None:
    """Look into the database, its write-ahead log, VACUUM INTO and our backup: whatever lies there but mails sent."""
    whole = circle.place.folder / "vacuum.sqlite"
    with sqlite3.connect(circle.place.service.store.engine.url.database) as base:
        base.execute("VACUUM INTO ?", (str(whole),))
    backup.backup(circle.place.service.store, circle.place.folder / "copie.gz")
    kept = [
        file for file in circle.place.folder.rglob("*") if file.is_file() and file.suffix != ".eml"
    ]
    names = {"essai.sqlite", "essai.sqlite-wal", "vacuum.sqlite", "copie.gz", "service.key"}
    assert names <= {file.name for file in kept}
    for file in kept:
        assert CANARY.encode() not in file.read_bytes(), file.name
    assert CANARY.encode() not in gzip.decompress((circle.place.folder / "copie.gz").read_bytes())
    whole.unlink()


def test_what_drafts_scores_and_deposits_say_is_nowhere_on_the_disk(worlds, caplog):
    circle = worlds[1]
    nothing_on_disk(circle)  # mails wait
    circle.place.post()
    nothing_on_disk(circle)  # mails are gone
    assert CANARY not in caplog.text
    with circle.place.service.store.read() as connection:
        assert len(deposits.receipts(connection, "cycle-9", "snp")) == 2
    page = circle.enter("snp-referent").get(f"{BASE}/proposition").text
    assert CANARY in page  # it is there, for those who may read it


def test_a_refused_or_conflicting_answer_leaves_no_trace_either(tmp_path):
    circle = make_circle(tmp_path)
    referent, member = circle.enter("snp-referent"), circle.enter("snp-member")
    save(referent)
    for browser in (referent, member):
        answer = {"version": "0", "points-DE-01": "9", "commentaire-DE-01": CANARY}
        assert browser.post(f"{BASE}/proposition", answer).status == 409
        assert browser.post(f"{BASE}/proposition", answer | {"points-DE-02": CANARY}).status == 422
        assert browser.post(f"{BASE}/proposition", answer | {CANARY: "x"}).status == 400
    circle.place.browser().post(f"{BASE}/proposition", ANSWER | {"commentaire-DE-01": CANARY})
    for file in circle.place.folder.rglob("*"):
        assert not file.is_file() or CANARY.encode() not in file.read_bytes(), file.name
