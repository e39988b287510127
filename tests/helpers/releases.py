"""Databases of released versions, left in the middle of a cycle: what an upgrade meets."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from house import ROOT
from places import PARIS, make_place
from small_cycle import FILES, Circle

from chorale.service.store import Store

FOLDER = ROOT / "tests/data/releases"
RELEASES = sorted(file.stem for file in FOLDER.glob("*.sql"))
HOLDERS = ("Arbitrage", "Secours")


@dataclass
class Release:
    """A database of an old version under today's program; keys are the two secrets that seal its answers."""

    circle: Circle
    keys: list[str]


def upgraded(name: str, root: Path, url: str = "") -> Release:
    """Load the database of a version, and start today's service over it the day after."""
    dump = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    noted = [line.split()[1:] for line in dump.splitlines() if line.startswith("-- ")]
    keys = [(words[1], words[2]) for words in noted if words[0] == "key"]
    service_key = next(words[1] for words in noted if words[0] == "service.key")
    (root / "var").mkdir(parents=True)
    (root / "var/service.key").write_text(service_key + "\n")
    url = url or f"sqlite:///{root / 'var/essai.sqlite'}"
    store = Store(url)
    with store.write() as connection:
        for statement in re.split(r";\n(?=CREATE|INSERT|$)", dump):
            if bare := re.sub(r"^-- .*\n", "", statement, flags=re.MULTILINE).strip():
                connection.exec_driver_sql(bare)
    store.close()
    sealed = "".join(
        f'- {{holder: "{holder}", recipient: {public}}}\n'
        for holder, (_, public) in zip(HOLDERS, keys, strict=True)
    )
    place = make_place(root, url, {**FILES, "content/ipm/cycle-9/keys.yml": sealed})
    place.clock.now = datetime(2026, 11, 29, 12, 0, tzinfo=PARIS)
    links = {words[1]: words[2] for words in noted if words[0] == "link"}
    return Release(Circle(place, links), [secret for secret, _ in keys])
