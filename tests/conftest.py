"""What all tests share: Chromium, started once, a place for the service, and no clock over the properties."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from installed_browser import installed_browser
from own_postgresql import database  # noqa: F401 - a fixture
from patience import PATIENCE
from places import Place, make_place
from playwright.sync_api import expect, sync_playwright
from required import required
from running import Running, far_project

from chorale.service.questionnaire.spreadsheets import grids

settings.register_profile("house", deadline=None, derandomize=True)  # a busy machine is no fault
settings.register_profile("random", deadline=None, print_blob=True)  # make properties
settings.load_profile("house")
os.environ["CHORALE_CACHE"] = ""  # each test computes what it looks at
expect.set_options(timeout=PATIENCE * 1000)


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
    path = required(installed_browser(), "chromium", "make test")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield PatientBrowser(browser)
        browser.close()


@pytest.fixture(autouse=True)
def busy_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the reader of spreadsheets time: that this machine is busy does not make a file hostile."""
    monkeypatch.setattr(grids, "DEADLINE", PATIENCE)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = make_place(tmp_path)
    yield made
    made.service.store.close()


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Return a function that gives a service over a session with so many places; none outlives the test."""
    made: list[Running] = []

    def service(places: int, url: str = "") -> Running:
        made.append(Running(far_project(tmp_path, places), url))
        return made[-1]

    yield service
    for one in made:
        one.kill()
