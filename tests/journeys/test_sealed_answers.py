"""Answers stay sealed: nothing that a group or the meeting wrote is anywhere in a publication before its day."""

import email
import email.policy
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from house import GOLDEN

from chorale import publish as chorale_publish

BALLOT = """group: nord
points: {DE-01: 61, DE-02: 24, DE-04: 15}
indispensable: [DE-01]
opposition: {DE-02: "AVEU-opposition"}
comments: {DE-04: "AVEU-commentaire"}
"""
ARBITRATION = """\
retained: [DE-04, DE-01]
deviations:
  DE-02: {decision: deferred, author: "SECRET-auteur", reason: "SECRET-raison"}
next_priorities: ["SECRET-suite"]
"""
TODAY = date(2026, 3, 5)
OPEN = {"synthesis": "2026-02-01", "opens": "2026-02-01 18:00"}
ANSWERS = ("AVEU-opposition", "AVEU-commentaire", "bulletins/nord.yml", "decision.json")
MEETING = ("SECRET-auteur", "SECRET-raison", "SECRET-suite")


def published(folder: Path, milestones: dict[str, str]) -> str:
    """Publish the miniature community with these answers, and return all that the publication says, paths included."""
    for part in ("content", "site"):
        shutil.copytree(GOLDEN / part, folder / "projet" / part)
    cycle = folder / "projet/content/ipm/cycle-1"
    dates = ", ".join(f"{name}: {when}" for name, when in milestones.items())
    text = (cycle / "cycle.yml").read_text(encoding="utf-8").partition("groups:")[0]  # frozen
    (cycle / "cycle.yml").write_text(
        re.sub("milestones: .*", f"milestones: {{{dates}}}", text), encoding="utf-8"
    )
    (cycle / "ballots/nord.yml").write_text(BALLOT, encoding="utf-8")
    met = f"date: {milestones['arbitration']}\n"
    (cycle / "arbitration.yml").write_text(met + ARBITRATION, encoding="utf-8")
    output = folder / "build"
    chorale_publish.build(folder / "projet", output, TODAY)
    return "\n".join(
        said
        for path in sorted(output.rglob("*"))
        if path.is_file()
        for said in (str(path), words(path))
    )


def words(path: Path) -> str:
    """Return what a file says; a letter's parts are decoded."""
    content = path.read_bytes()
    if path.suffix == ".eml":
        parts = email.message_from_bytes(content, policy=email.policy.default).walk()
        return "\n".join(
            str(part.get_content()) for part in parts if part.get_content_maintype() == "text"
        )
    return content.decode("utf-8", errors="replace")


@pytest.mark.parametrize(
    ("milestones", "answers", "meeting"),
    [
        ({"synthesis": "2026-03-06", "opens": "2026-03-06 09:00", "closes": "2026-03-20 18:00", "arbitration": "2026-04-02"}, (), ()),
        ({**OPEN, "closes": "2026-03-05 08:00", "arbitration": "2026-04-02"}, (), ()),
        ({**OPEN, "closes": "2026-03-04 18:00", "arbitration": "2026-04-02"}, ANSWERS, ()),
        ({**OPEN, "closes": "2026-03-04 18:00", "arbitration": "2026-03-05"}, ANSWERS, ()),
        ({**OPEN, "closes": "2026-03-03 18:00", "arbitration": "2026-03-04"}, ANSWERS, MEETING),
    ],
    ids=["à venir", "le jour de la clôture", "le lendemain", "le jour de l'arbitrage", "après l'arbitrage"],
)  # fmt: skip
def test_nothing_is_said_anywhere_before_its_day(tmp_path, milestones, answers, meeting):
    said = published(tmp_path, milestones)
    assert tuple(word for word in ANSWERS if word in said) == answers
    assert tuple(word for word in MEETING if word in said) == meeting
