"""The code on line 1 of an answers sheet: which cycle, group and questionnaire this file is, unforgeable by others."""

import re
from collections.abc import Sequence

from chorale.service import signed_links
from chorale.service.questionnaire.definition import Questionnaire

PATTERN = re.compile(r"IPM\|([a-z0-9-]+)\|([a-z0-9-]+)\|((?:[A-Z2-7]{4}-){3}[A-Z2-7]{4})")
"""Cycle, group and check of a sheet, as printed in its first cells."""


def code(asked: Questionnaire, group: str, secret: str, form: str = "") -> str:
    """Return « IPM|cycle-9|nord|EW4B-RUZM-TPMF-N4IX »: 80 bits of HMAC-SHA256 over cycle, group and questionnaire."""
    covered = f"{asked.cycle.slug}|{group}|{form or asked.digest}"
    mark = signed_links.letters(secret.encode(), covered)
    return f"IPM|{asked.cycle.slug}|{group}|{'-'.join(mark[start : start + 4] for start in range(0, 16, 4))}"


def group_of(text: str, asked: Questionnaire, secret: str, forms: Sequence[str] = ()) -> str:
    """Return the group that a code names; raises ValueError with a French sentence.

    forms are the questionnaires announced before: a sheet sent out before an amendment is still one of ours.
    """
    match = PATTERN.fullmatch(text)
    if match is None:
        raise ValueError(f"code illisible « {text[:60]} »")
    cycle, group, _ = match.groups()
    if cycle != asked.cycle.slug:
        raise ValueError(f"ce fichier est celui d'un autre cycle ({cycle})")
    if group not in {item.key for item in asked.cycle.groups}:
        raise ValueError(f"groupe inconnu « {group} »")
    ours = [code(asked, group, secret, form) for form in (asked.digest, *forms)]
    if not any(signed_links.same(text, one) for one in ours):
        raise ValueError(
            "le code a été modifié, ou le questionnaire a changé depuis l'envoi du fichier"
        )
    return group
