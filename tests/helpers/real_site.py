"""What the journeys read: the real community as of one day, and the accessibility engine that judges it."""

from datetime import date
from pathlib import Path

TODAY = date(2026, 11, 21)
AXE = Path(__file__).parent / "vendor/axe.min.js"
