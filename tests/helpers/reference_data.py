"""Where the published data stand that our results are compared with; `tests/data/README.md` says whose they are."""

import json
from typing import Any

from house import ROOT

DATA = ROOT / "tests" / "data"
ELECTIONS = DATA / "elections"
NEXT_RELEASE = DATA / "next_release"


def conformance() -> dict[str, dict[str, Any]]:
    """Return the published cases by identifier."""
    cases = json.loads((DATA / "conformance.json").read_text(encoding="utf-8"))
    return {case["id"]: case for case in cases}
