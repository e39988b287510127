"""The desk from which a letter is sent: the miniature community, its approved issue, its subscribers, its commands."""

import json
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from click.testing import CliRunner
from house import ROOT

from chorale.cli.command_group import group
from chorale.content.load import load
from chorale.newsletter.review import built_email, online

newsletter = group("newsletter")

ISSUE = "2026-03"
SETTINGS = ("CHORALE_DATABASE_URL", "CHORALE_SMTP_URL", "CHORALE_VAR", "CHORALE_BASE_URL")


@dataclass(frozen=True)
class Desk:
    """A project and the commands typed in it."""

    project: Path

    def run(self, *words: str) -> tuple[int, str]:
        """Type a newsletter command; return its exit code and all that it says, no-break spaces made plain."""
        outcome = CliRunner().invoke(
            newsletter, [*words, "--project", str(self.project)], catch_exceptions=False
        )
        return outcome.exit_code, outcome.output.replace("\u00a0", " ").replace("\u202f", " ")

    def rows(self, query: str) -> list[tuple]:
        """Ask the database."""
        with sqlite3.connect(self.project / "var/chorale.sqlite", timeout=10) as base:
            return base.execute(query).fetchall()

    def letters(self) -> list[Path]:
        """Return the copies that were written, one a subscriber."""
        return sorted((self.project / f"var/courriels/lettres/{ISSUE}").glob("*.eml"))


def make_desk(root: Path, monkeypatch, rows: tuple[str, ...], url: str = "") -> Desk:
    """Lay the miniature community on disk and subscribe some addresses (« adresse,sujets »); its site shows all."""
    monkeypatch.setattr(online, "ask_server", lambda _: 200)
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    if url:
        monkeypatch.setenv("CHORALE_DATABASE_URL", url)
    shutil.copytree(ROOT / "tests/golden/content", root / "content")
    shutil.copytree(ROOT / "tests/golden/site", root / "site")
    (root / "abonnes.csv").write_text("\n".join(("adresse,sujets", *rows)) + "\n")
    desk = Desk(root)
    code, said = desk.run("subscribers", "import", str(root / "abonnes.csv"), "--consent", "essai")
    assert code == 0, said
    return desk


def approved(desk: Desk) -> Desk:
    """Approve the issue, and publish what it points at."""
    code, said = desk.run("approve", ISSUE, "--by", "essai")
    assert code == 0, said
    publish(desk.project)
    return desk


def publish(project: Path) -> None:
    """Write the manifest that a build would leave, as far as the issue's message asks."""
    community = load(project, date(2026, 12, 1)).community
    issue = next(one for one in community.issues if one.slug == ISSUE)
    sheet = built_email.sheet(community, issue)
    paths = [url.removeprefix(community.url) for url in online.targets(sheet)]
    pictures = {
        f"site/lettres/{ISSUE}/{name}": sha256(data).hexdigest()
        for name, data in issue.pictures.items()
    }
    pages = {f"site/{path}index.html" for path in paths if path == "" or path.endswith("/")}
    (project / "build").mkdir(exist_ok=True)
    (project / "build/manifest.json").write_text(json.dumps(dict.fromkeys(pages, "") | pictures))
