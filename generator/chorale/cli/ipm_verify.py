"""chorale ipm open, verify: open the answers after the close, and verify what was published of them."""

import codecs
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from chorale.cli.options import project_option, say, tell
from chorale.cli.service_context import cycle_of, refuse, service_of, zone_of
from chorale.french.phrases import listing, plural
from chorale.ipm.decide import decide_election
from chorale.ipm.formats.faults import Malformed
from chorale.ipm.formats.record import as_json, comparable
from chorale.ipm.formats.scenario import read
from chorale.ipm.infeasible import Infeasible
from chorale.site.cycle.decision_sentences import KEYS, infeasible_sentence
from chorale.site.cycle.fault_sentences import fault_sentence

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SECRET = click.option(
    "--secret", "file", required=True, type=_FILE, help="Fichier de la clé secrète."
)


def secret_in(file: Path) -> str:
    """Return the secret of a key file, comments aside."""
    raw = file.read_bytes()
    wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # what PowerShell writes
    text = raw.decode("utf-16" if wide else "utf-8-sig", errors="replace")
    lines = [line.strip() for line in text.splitlines()]
    found = [line for line in lines if line and not line.startswith("#")]
    if len(found) != 1:
        refuse(f"« {file} » n'est pas un fichier de clé")
    return found[0]


@click.command()
@click.argument("cycle")
@SECRET
@project_option
def open_answers(cycle: str, file: Path, project: Path) -> None:
    """Write the ballots, the evidence and the journal; exit 1 when the answer of a group did not open."""
    from chorale.files import write
    from chorale.service.questionnaire.opening import opened, strangers
    from chorale.service.questionnaire.secretariat import SecretariatError

    found, service = cycle_of(project, cycle), service_of(project)
    folder = project / "content" / "ipm" / cycle
    try:
        answers = opened(service, found, secret_in(file))
    except SecretariatError as error:
        refuse(str(error))
    if wrong := strangers(folder, answers.files):
        refuse(wrong[0])
    write(folder, answers.files)
    ballots = plural(len(answers.files) - 2, "bulletin")
    say(
        f"{ballots}, le journal et les empreintes sont écrits dans content/ipm/{cycle}/",
        style="green",
    )
    say(f"Ensuite : « chorale ipm verify {cycle} », puis « chorale build » les publie.")
    for failure in answers.failures:
        tell(f"N'EST PAS OUVERT : {failure}")
    if answers.failures:
        raise SystemExit(1)


@click.command()
@click.argument("cycle")
@click.option(
    "--receipt",
    "receipts",
    multiple=True,
    metavar="ACCUSÉ",
    help="Accusé à chercher : son fichier signé, le courriel .eml qui le porte, son empreinte ou sa tête de journal.",
)
@click.option(
    "--diff",
    "kept",
    type=_FILE,
    help="Journal gardé plus tôt : le journal publié doit le prolonger.",
)
@project_option
def verify_answers(cycle: str, receipts: tuple[str, ...], kept: Path | None, project: Path) -> None:
    """Exit 1 when anything does not hold."""
    from chorale.service.questionnaire.emails import LIMIT
    from chorale.service.questionnaire.receipts import receipt_text
    from chorale.service.questionnaire.verification import KeptEvidence, verify

    found = cycle_of(project, cycle)
    older = kept.read_text(encoding="utf-8", errors="replace") if kept else None
    evidence = KeptEvidence(receipts=tuple(map(receipt_text, receipts)), older=older)
    verdict = verify(found, project / "content" / "ipm" / cycle, evidence, zone=zone_of(project))
    for sentence in verdict.good:
        tell(f"oui  {sentence}")
    for sentence in verdict.noted:
        tell(f"dit  {sentence}")
    for sentence in verdict.bad:
        tell(f"NON  {sentence}")
    if found.collection is not None:
        say(LIMIT)
    if verdict.bad:
        raise SystemExit(1)


def verify(path: Path) -> list[str]:
    """Compute a published decision again; return, in French, each part that differs."""
    try:
        published = json.loads(path.read_text(encoding="utf-8"))
        scenario = read(published)
        again = as_json(decide_election(scenario.election, scenario.rule))
    except Malformed as fault:
        return [f"{path} : {fault_sentence(fault)}"]
    except Infeasible as error:
        return [f"{path} : {infeasible_sentence(error, KEYS)}"]
    except UnicodeDecodeError:
        return [f"{path} : il n'est pas en UTF-8."]
    except (json.JSONDecodeError, RecursionError):
        return [f"{path} : ce n'est pas du JSON."]
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
    return (
        [*found, f"{path} : ce n'est pas la décision calculée à partir de ces données."]
        if found
        else []
    )


def _gap(published: Mapping[str, Any], again: Mapping[str, Any]) -> str:
    said, computed = (
        [str(name) for name in one.get("retained") or ()] for one in (published, again)
    )
    more = [name for name in said if name not in computed]
    less = [name for name in computed if name not in said]
    words = [
        f"{listing(more)} en trop" if more else "",
        f"{listing(less)} en moins" if less else "",
    ]
    return f" ({' ; '.join(filter(None, words)) or 'leur ordre'})"


def fingerprints(path: Path) -> list[str]:
    """Return the lines by which a verified file is recognised: those that the minutes and the page show."""
    content = path.read_bytes()
    return [
        f"Empreinte des entrées : {json.loads(content)['inputs_sha256']}",
        f"Empreinte du fichier  : {hashlib.sha256(content).hexdigest()}",
        "Comparez-les à celles du relevé de décision : elles disent que c'est bien ce fichier qui a été publié.",
    ]
