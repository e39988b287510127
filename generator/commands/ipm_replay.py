"""The check of a published decision: computed again from its own inputs, and recognised by its fingerprints."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.ipm.record import as_json, comparable
from generator.ipm.rules import decide_election
from generator.ipm.scenario import read
from generator.ipm.sentences import listing


def verify(path: Path) -> list[str]:
    """Compute a published decision again; return, in French, each part that differs."""
    try:
        published = json.loads(path.read_text(encoding="utf-8"))
        scenario = read(published)
        again = as_json(decide_election(scenario.election, scenario.rule))
    except (ValueError, RecursionError) as error:
        reason = "ce n'est pas du JSON" if isinstance(error, json.JSONDecodeError) else str(error)
        return [f"{path} : {reason}."]
    parts = {
        "retained": "les demandes retenues",
        "cost": "le coût",
        "remaining": "le reste",
        "rounds": "les tours",
        "refused": "les refus",
        "wallets": "les portefeuilles",
        "floors": "les planchers",
        "inputs": "les données de départ",
        "inputs_sha256": "l'empreinte des données",
    }
    found = [
        f"{path} : le calcul refait donne autre chose pour {name}{_gap(published, again) if key == 'retained' else ''}."
        for key, name in parts.items()
        if comparable(published.get(key)) != comparable(again[key])
    ]
    return [*found, f"{path} : ce n'est pas la décision calculée à partir de ces données."] if found else []


def _gap(published: Mapping[str, Any], again: Mapping[str, Any]) -> str:
    said, computed = ([str(name) for name in one.get("retained") or ()] for one in (published, again))
    more = [name for name in said if name not in computed]
    less = [name for name in computed if name not in said]
    words = [f"{listing(more)} en trop" if more else "", f"{listing(less)} en moins" if less else ""]
    return f" ({' ; '.join(filter(None, words)) or 'leur ordre'})"


def fingerprints(path: Path) -> list[str]:
    """Return the lines by which a verified file is recognised: those that the minutes and the page show."""
    content = path.read_bytes()
    return [
        f"Empreinte des entrées : {json.loads(content)['inputs_sha256']}",
        f"Empreinte du fichier  : {hashlib.sha256(content).hexdigest()}",
        "Comparez-les à celles du relevé de décision : elles disent que c'est bien ce fichier qui a été publié.",
    ]
