"""Top-level keys of a YAML file, written at their place or at its end: every other byte stays as it was."""

import re
from collections.abc import Mapping


def written(text: str, blocks: Mapping[str, str]) -> str:
    """Return the file with each block (lines that open with « key: ») in the place of its key, or at the end."""
    for key, block in blocks.items():
        text = _with(text, key, block)
    return text


def _with(text: str, key: str, block: str) -> str:
    lines = text.splitlines(keepends=True)
    start = next((at for at, line in enumerate(lines) if re.match(rf"{key}\s*:", line)), len(lines))
    end = start + 1
    while end < len(lines) and re.match(r"[ \t]+\S|-(\s|$)", lines[end]):
        end += 1
    head = "".join(lines[:start])
    opened = head if head.endswith("\n") or not head else head + "\n"
    return opened + block + "".join(lines[end:])
