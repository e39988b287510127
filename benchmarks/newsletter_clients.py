"""Rewrite the client support data from a checkout of caniemail: python benchmarks/newsletter_clients.py FOLDER DATE."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import yaml

OUTPUT = (
    Path(__file__).parents[1]
    / "generator"
    / "chorale"
    / "newsletter"
    / "review"
    / "client_support.json"
)
CLIENTS = {
    "laposte/desktop-webmail": ("La Poste (webmail)", 3),
    "orange/desktop-webmail": ("Orange (webmail)", 3),
    "orange/android": ("Orange (Android)", 1),
    "sfr/desktop-webmail": ("SFR (webmail)", 2),
    "free-fr/desktop-webmail": ("Free (webmail)", 2),
    "gmail/desktop-webmail": ("Gmail (webmail)", 4),
    "gmail/android": ("Gmail (Android)", 3),
    "gmail/ios": ("Gmail (iOS)", 2),
    "outlook/windows": ("Outlook pour Windows (moteur Word)", 4),
    "outlook/outlook-com": ("Outlook.com", 3),
    "outlook/macos": ("Outlook pour Mac", 1),
    "apple-mail/ios": ("Apple Mail (iPhone)", 3),
    "apple-mail/macos": ("Apple Mail (Mac)", 2),
    "thunderbird/macos": ("Thunderbird", 2),
    "yahoo/desktop-webmail": ("Yahoo (webmail)", 1),
}


def verdict(stats: dict[str, Any], client: str) -> str:
    """Return y, a (partly), n or u (unknown) for the latest tested version."""
    family, platform = client.split("/")
    tested = (stats.get(family) or {}).get(platform) or {}
    return str(tested[max(tested, key=_version)])[:1] if tested else "u"


def _version(name: object) -> list[int]:
    digits = "".join(letter if letter.isdigit() else " " for letter in str(name))
    return [int(part) for part in digits.split()]


def main(folder: Path, date: str) -> None:
    """Read every feature and write the data file."""
    features = {}
    for path in sorted((folder / "_features").glob("*.md")):
        head = re.split(r"^---\s*$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1]
        stats = (
            {}
            if path.stem.startswith("_")
            else yaml.safe_load(head.replace("\t", " ")).get("stats") or {}
        )
        if stats:
            features[path.stem] = "".join(verdict(stats, client) for client in CLIENTS)
    data = {
        "source": "https://www.caniemail.com (données de github.com/hteumeuleu/caniemail, licence MIT)",
        "copyright": "Copyright (c) 2019 Rémi Parmentier",
        "date": date,
        "weights": "Poids éditoriaux : les messageries françaises d'abord ; aucune mesure d'audience.",
        "clients": [
            {"key": key, "name": name, "weight": weight} for key, (name, weight) in CLIENTS.items()
        ],
        "features": features,
    }
    OUTPUT.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
