"""What a publication says of itself, for a folder that a test made of a part of one."""

import json
from pathlib import Path

from chorale.files import MANIFEST, file_digest, paths


def write_manifest(folder: Path) -> None:
    """Say the digest of each file of a folder, as a build does once they are all there."""
    told = {path: file_digest(folder / path) for path in paths(folder) if path != MANIFEST}
    (folder / MANIFEST).write_text(json.dumps(told), encoding="utf-8")
