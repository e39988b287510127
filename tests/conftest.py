"""What all tests share: the system's Chromium, started once, and no clock over the properties."""

import shutil

import pytest
from hypothesis import settings
from playwright.sync_api import sync_playwright

settings.register_profile("house", deadline=None)  # a busy machine is no fault
settings.load_profile("house")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def chromium():
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.fail(
            "Chromium est absent : l'installer avec « apt install chromium », puis relancer « make test ».",
            pytrace=False,
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
