"""Programs of others that a test runs: an absent one fails the test and says how to have it; nothing is skipped."""

import os
import shutil
from typing import Any

import pytest


def required(found: Any, name: str, target: str = "make test-peers") -> Any:
    """Return what was found, or fail with the target of the Makefile that installs it."""
    if not found:
        pytest.fail(f"« {name} » est absent : « {target} » l'installe.", pytrace=False)
    return found


def program(name: str) -> str:
    """Return the path of a program."""
    return required(shutil.which(name), name)


def as_root() -> None:
    """Fail for who may not start a mail server."""
    if os.geteuid() != 0:
        pytest.fail("Postfix ne se lance qu'en root : « sudo make test-peers ».", pytrace=False)
