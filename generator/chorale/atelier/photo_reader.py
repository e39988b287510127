"""Subprocess that reads one picture under limits of memory and time and writes it upright, small and bare.

Run by `photos` as « python -m … FILE »: whatever a hostile file does, it does it here.
"""

import sys
from pathlib import Path

from chorale.atelier import apart
from chorale.content.pictures import UnreadablePicture, for_page

MEMORY, SECONDS = 1024 * 1024 * 1024, 20


def main() -> int:
    """Print the suffix, a newline, then the bytes; a sentence and 1 for what is refused."""
    apart.bound(MEMORY, SECONDS)
    try:
        made = for_page(Path(sys.argv[1]).read_bytes())[0]
    except UnreadablePicture as refused:
        sys.stdout.write(f"{refused} ; {refused.advice}")
        return 1
    except Exception:  # noqa: BLE001 - whatever a hostile file provokes becomes one sentence
        sys.stdout.write("ce fichier n'est pas une image lisible")
        return 1
    sys.stdout.buffer.write(made.suffix.encode() + b"\n" + made.data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
