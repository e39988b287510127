"""A paste brought to our Markdown: a short one at once, a long one apart, where what is made to do harm does it."""

import json

from chorale.atelier import apart
from chorale.text import pasted
from chorale.text.pasted import Pasted

SHORT = 20_000
"""Signs that the worst of pastes takes a fifth of a second to read."""
DAMAGED = "Ce texte ne se lit pas."


def read(html: str) -> Pasted | None:
    """Return what was pasted, with its doubts; None for what cannot be read within limits."""
    try:
        if len(html) <= SHORT:
            return pasted.markdown_of(html)
        told = json.loads(apart.read(__name__, html.encode("utf-8", "replace")))
    except (RecursionError, apart.Unread, apart.TooLong, apart.TooHeavy):
        return None
    return Pasted(told["text"], tuple(told["doubts"]))


def answer(data: bytes) -> bytes:
    """Return a paste as JSON."""
    made = pasted.markdown_of(data.decode())
    return json.dumps({"text": made.text, "doubts": made.doubts}).encode()
