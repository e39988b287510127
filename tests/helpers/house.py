"""Where the repository, its miniature community and its templates stand."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests/golden"
TEMPLATES = ROOT / "templates"
