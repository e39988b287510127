"""A ballot's file: the exact bytes that the fingerprint covers, that are sealed, then published."""

import hashlib
import json
import secrets
from collections.abc import Mapping

from generator.ipm.model import Ballot


def new_salt() -> str:
    """Return 128 random bits: two identical answers have two fingerprints, and none can be guessed."""
    return secrets.token_hex(16)


def written(ballot: Ballot) -> str:
    """Write a ballot as content/ipm/<cycle>/ballots/<group>.yml; the same ballot gives the same text."""
    parts = [f"group: {ballot.group}\n", f'salt: "{ballot.salt}"\n']
    points = ", ".join(f"{reference}: {given}" for reference, given in ballot.points.items())
    parts.append(f"points: {{{points}}}\n")
    if ballot.indispensable:
        parts.append(f"indispensable: [{', '.join(ballot.indispensable)}]\n")
    parts.append(_block("opposition", ballot.opposition))
    parts.append(_block("comments", ballot.comments))
    return "".join(parts)


def _block(name: str, texts: Mapping[str, str]) -> str:
    """Write texts in double quotes: JSON's escapes are YAML's too."""
    lines = (f"  {reference}: {json.dumps(text, ensure_ascii=False)}\n" for reference, text in texts.items())
    return f"{name}:\n{''.join(lines)}" if texts else ""


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a file's text, as sha256sum prints it."""
    return hashlib.sha256(text.encode()).hexdigest()
