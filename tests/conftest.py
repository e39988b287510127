"""What all tests share: the system's Chromium, started once, and no clock over the properties."""

import shutil

import pytest
from hypothesis import settings
from patience import PATIENCE
from playwright.sync_api import expect, sync_playwright
from required import required

settings.register_profile("house", deadline=None)  # a busy machine is no fault
settings.load_profile("house")
expect.set_options(timeout=PATIENCE * 1000)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


class PatientBrowser:
    """A browser whose pages wait as long as a busy machine needs."""

    def __init__(self, browser):
        self.browser = browser

    def new_context(self, **options):
        context = self.browser.new_context(**options)
        context.set_default_timeout(PATIENCE * 1000)
        return context

    def new_page(self, **options):
        page = self.browser.new_page(**options)
        page.set_default_timeout(PATIENCE * 1000)
        return page


@pytest.fixture(scope="session")
def chromium():
    path = required(next(filter(None, map(shutil.which, CHROMIUM)), None), "chromium", "make test")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield PatientBrowser(browser)
        browser.close()
