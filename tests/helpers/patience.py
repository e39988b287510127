"""How long a test waits for another process or thread: until something is true, and never in vain."""

import time
from collections.abc import Callable
from typing import Any

PATIENCE = 120
"""Seconds after which what is waited for will not come: a busy machine is slow, and a guard that never strikes is free."""


def until(condition: Callable[[], Any]) -> Any:
    """Ask again and again until something is true; return it."""
    latest = time.monotonic() + PATIENCE
    while not (found := condition()):
        if time.monotonic() > latest:
            raise TimeoutError(f"not true after {PATIENCE} seconds: {condition}")
        time.sleep(0.02)
    return found
