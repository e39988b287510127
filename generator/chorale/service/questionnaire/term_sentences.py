"""Changes of a cycle's terms in words, as a mail, a page, « status » and « verify » say them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from chorale.french import dates, phrases
from chorale.ipm.model import Rule
from chorale.service.journal import JournalEntry
from chorale.service.questionnaire.terms import AMENDMENT, EXTENSION, Terms
from chorale.service.timestamps import instant

_DATES = {
    "opens": "ouverture",
    "closes": "clôture",
    "tolerance": "retard admis",
    "synthesis": "réunion de synthèse",
    "arbitration": "réunion d'arbitrage",
}
_RULE = {
    "method": "méthode",
    "completion": "emploi du reste",
    "tie_break": "ordre de départage",
    "absent_group": "part d'un groupe absent",
    "bounds": "planchers et plafonds",
    "utility": "ce qui compte",
    "overflow": "demande trop chère",
    "comparison": "comparaison au classement par points",
}
_REQUEST = {
    "title": "titre",
    "theme": "thème",
    "description": "description",
    "mandatory": "obligatoire",
    "requires": "demandes préalables",
    "excludes": "demandes incompatibles",
    "criteria": "appréciations",
}
_COST = {"estimate": "coût", "low": "coût, borne basse", "high": "coût, borne haute"}
_GROUP = {"name": "nom", "full_name": "nom complet", "weight": "poids"}
SAID: Mapping[str, str] = {
    "equal-shares": "parts égales", "phragmen": "Phragmén", "greedy": "total des points", "borda": "rangs (Borda)",
    "greedy-per-cost": "points par coût", "approvals": "approbations", "optimum": "meilleur total",
    "none": "aucun", "points-per-cost": "points par coût", "utilitarian": "total des points",
    "add1": "enveloppe augmentée pas à pas", "add1-exhaustive": "enveloppe augmentée jusqu'au bout",
    "lower-cost": "le coût le plus bas", "higher-cost": "le coût le plus haut", "more-points": "le plus de points",
    "more-groups": "le plus de groupes", "reference": "l'ordre des références",
    "shared": "partagée entre les autres", "frozen": "gelée", "score": "les points", "cost": "le coût",
    "cardinality": "le nombre de demandes", "skip": "passer à la suivante", "stop": "s'arrêter",
}  # fmt: skip
"""How the words of a rule are said; a theme's or a request's own words are said as they are."""


def changes(before: Terms, after: Terms, zone: str) -> tuple[str, ...]:
    """Return a French sentence for each thing that differs, in the order of the terms."""
    old, new = (dict(_flat(said, zone)) for said in (before, after))
    found: list[str] = []
    for thing, aspects in {**old, **new}.items():
        if thing not in old or thing not in new:
            name = f" « {aspects['titre']} »" if "titre" in aspects else ""
            found.append(f"{thing}{name} : {'ajouté' if thing in new else 'retiré'}")
            continue
        for aspect in {**old[thing], **new[thing]}:
            was, now = old[thing].get(aspect, "rien"), new[thing].get(aspect, "rien")
            if was != now:
                found.append(f"{thing}, {aspect} : « {was} » devient « {now} »")
    return tuple(phrases.typography(sentence) for sentence in found)


_USUAL_RULE = {
    item.name: list(value) if isinstance(value, tuple) else value
    for item in fields(Rule)
    if not isinstance(value := getattr(Rule(), item.name), dict)
}
"""What a rule is where it says nothing: terms leave it out, people are told it."""


def _flat(said: Terms, zone: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each thing that terms speak of, with its aspects as a person reads them."""
    yield "dates", {_DATES[name]: _date(value, zone) for name, value in said["dates"].items()}
    envelope = said["envelope"]
    yield "enveloppe", {"montant": f"{_number(envelope['amount'])} {envelope['unit']}"}
    yield "thèmes", {f"thème {key}": name for key, name in said["themes"].items()}
    rule = {**_USUAL_RULE, **said["rule"]}
    yield "règle", {_RULE.get(name, name): _spoken(value) for name, value in rule.items()}
    for key, group in said["groups"].items():
        yield (
            f"groupe {key}",
            {
                _GROUP[name]: _spoken(value)
                for name, value in {"weight": "1", **group}.items()
                if name in _GROUP
            },
        )
    for reference, request in said["requests"].items():
        costs = {_COST[name]: _number(value) for name, value in request["cost"].items()}
        words = {
            _REQUEST[name]: _spoken(value) for name, value in request.items() if name in _REQUEST
        }
        yield f"demande {reference}", {**words, **costs}
    for recipient, holder in said["keys"].items():
        yield f"clé de « {holder} » ({recipient[:12]}…)", {"gardée par": holder}


def _date(value: str | int, zone: str) -> str:
    if isinstance(value, int):
        return phrases.plural(value, "minute") if value else "aucun"
    if "T" in value:
        return dates.spoken(instant(value), zone)
    return dates.day(date.fromisoformat(value))


def _number(written: str) -> str:
    return written.replace(".", ",")


def _spoken(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return phrases.listing([_spoken(one) for one in value]) or "rien"
    if isinstance(value, Mapping):
        return " ; ".join(f"{name} : {_spoken(one)}" for name, one in value.items())
    return SAID.get(value, value) if isinstance(value, str) else str(value)


@dataclass(frozen=True, kw_only=True)
class AnnouncedChange:
    """An amendment or an extension as the journal tells it: what changed, in words, and why."""

    entry: JournalEntry
    sentences: tuple[str, ...]
    reason: str


def announced(chain: Iterable[JournalEntry], zone: str) -> list[AnnouncedChange]:
    """Return every change announced since the opening, oldest first."""
    found: list[AnnouncedChange] = []
    before: Terms | None = None
    closes = ""
    for entry in chain:
        told = entry.told
        if entry.kind == EXTENSION:
            moved = "avancée" if told["closes"] < closes else "reportée"
            sentences: tuple[str, ...] = (
                f"clôture {moved} au {dates.spoken(instant(told['closes']), zone)}",
            )
        elif entry.kind == AMENDMENT and before:
            sentences = changes(before, told["terms"], zone)
        else:
            sentences = ()
        before, closes = told.get("terms", before), str(told.get("closes", closes))
        if sentences:
            found.append(
                AnnouncedChange(entry=entry, sentences=sentences, reason=str(told["reason"]))
            )
    return found
