"""The code on line 1 of an answers sheet: which cycle, group and questionnaire this file is, unforgeable by others."""

import base64
import hashlib
import hmac
import re

from chorale.service.questionnaire.definition import Questionnaire

PATTERN = re.compile(r"IPM\|([a-z0-9-]+)\|([a-z0-9-]+)\|((?:[A-Z2-7]{4}-){3}[A-Z2-7]{4})")


def code(asked: Questionnaire, group: str, secret: str) -> str:
    """Return « IPM|cycle-9|nord|EW4B-RUZM-TPMF-N4IX »: 80 bits of HMAC-SHA256 over cycle, group and questionnaire."""
    covered = f"{asked.cycle.slug}|{group}|{asked.digest}".encode()
    mark = base64.b32encode(hmac.digest(secret.encode(), covered, hashlib.sha256)[:10]).decode()
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
    if not hmac.compare_digest(text, code(asked, group, secret)):
        raise ValueError("le code a été modifié, ou le questionnaire a changé depuis l'envoi du fichier")
    return group
