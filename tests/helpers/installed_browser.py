"""The Chromium of this machine: without a window to draw first, whose pages open three times as fast."""

import shutil

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def installed_browser() -> str | None:
    """Return the path of the first that is installed."""
    return next(filter(None, map(shutil.which, NAMES)), None)
