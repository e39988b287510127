"""The code on line 1 of an answers sheet: which cycle, group and questionnaire this file is, unforgeable by others."""

import re

from chorale.service import signed_links
from chorale.service.questionnaire.definition import Questionnaire

PATTERN = re.compile(r"IPM\|([a-z0-9-]+)\|([a-z0-9-]+)\|((?:[A-Z2-7]{4}-){3}[A-Z2-7]{4})")


def code(asked: Questionnaire, group: str, secret: str) -> str:
    """Return « IPM|cycle-9|nord|EW4B-RUZM-TPMF-N4IX »: 80 bits of HMAC-SHA256 over cycle, group and questionnaire."""
    mark = signed_links.letters(secret.encode(), f"{asked.cycle.slug}|{group}|{asked.digest}")
    return f"IPM|{asked.cycle.slug}|{group}|{'-'.join(mark[start : start + 4] for start in range(0, 16, 4))}"


def group_of(text: str, asked: Questionnaire, secret: str) -> str:
    """Return the group that a code names; raises ValueError with a French sentence."""
    match = PATTERN.fullmatch(text)
    if match is None:
        raise ValueError(f"code illisible « {text[:60]} »")
    cycle, group, _ = match.groups()
    if cycle != asked.cycle.slug:
        raise ValueError(f"ce fichier est celui d'un autre cycle ({cycle})")
    if group not in {item.key for item in asked.cycle.groups}:
        raise ValueError(f"groupe inconnu « {group} »")
    if not signed_links.same(text, code(asked, group, secret)):
        raise ValueError(
            "le code a été modifié, ou le questionnaire a changé depuis l'envoi du fichier"
        )
    return group
