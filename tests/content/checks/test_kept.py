"""Checks answered again: the same problems as checks that remember nothing, and nothing read twice."""

import shutil
from dataclasses import replace

import pytest
from golden_tree import TODAY
from house import GOLDEN

from chorale.content import site_pages
from chorale.content.checks import bodies, kept
from chorale.content.checks.kept import each_body, of_parts
from chorale.content.problems import Problem, Source
from chorale.content.project import inspect

ARTICLE = "content/newsletters/2026-03/nettoyer-la-lentille.md"
WEBINAR = "content/webinars/lire-les-feux.md"
MEETING = "content/meetings/2026-03-17-brest.md"
ISSUE = "content/newsletters/2026-03/issue.yml"
EDITS = {
    "a weekday in a body": (ARTICLE, "Éteindre la lampe", "Lundi 3 mars, éteindre la lampe"),
    "a formula in a body": (MEETING, "Visite de", "$$x^2$$ Visite de"),
    "lines above a body": (ARTICLE, "show: whole\n", "show: whole\naliases: [avant]\n"),
    "an hour that the clocks skip": (WEBINAR, "2026-03-10 10:00", "2026-03-29 02:30"),
    "a session without length": (WEBINAR, ", duration: 1h, status", ", status"),
    "a meeting that ends before": (MEETING, "end: 16:30", "end: 13:30"),
    "the day of a letter": (ISSUE, "date: 2026-03-02", "date: 2025-03-03"),
    "a city": (MEETING, "city: Brest", "city: Quimper"),
    "an audience": ("content/community.yml", "gardiens:", "veilleurs:"),
}


@pytest.fixture
def project(tmp_path):
    for part in ("content", "site"):
        shutil.copytree(GOLDEN / part, tmp_path / part)
    return tmp_path


def forgetful(monkeypatch):
    for module in (bodies, kept, site_pages):
        monkeypatch.setattr(module, "again", lambda _place, _asked, make, _known=None: make())


@pytest.mark.parametrize("edit", EDITS)
def test_problems_are_those_of_a_check_that_remembers_nothing(edit, project, monkeypatch):
    path, old, new = EDITS[edit]
    before = inspect(project, TODAY)[1]
    text = (project / path).read_text(encoding="utf-8")
    (project / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    after = inspect(project, TODAY)
    (project / path).write_text(text, encoding="utf-8")
    restored = inspect(project, TODAY)[1]

    forgetful(monkeypatch)
    (project / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    fresh = inspect(project, TODAY)

    assert (text.count(old) > 0, restored) == (True, before)
    assert after[1] == fresh[1]
    assert set(site_pages.pages(after[0].community)) == set(site_pages.pages(fresh[0].community))


def test_only_the_body_that_changed_is_read_again(project):
    read = []

    @each_body
    def rule(item, origin):
        read.append(origin.path)
        return [Problem(origin.in_line(0), item.title)]

    first = [*rule(inspect(project, TODAY)[0])]
    count = len(read)
    text = (project / ARTICLE).read_text(encoding="utf-8")
    (project / ARTICLE).write_text(text + "\nFin.\n", encoding="utf-8")
    again = [*rule(inspect(project, TODAY)[0])]

    assert (read[count:], again) == ([ARTICLE], first)


def test_a_check_of_parts_sees_nothing_else_and_answers_again_while_they_are_the_same(project):
    seen = []

    @of_parts("meetings")
    def rule(loaded):
        seen.append((len(loaded.community.meetings), len(loaded.community.webinars), loaded.pages))
        yield Problem(Source("x"), "toujours")

    loaded = inspect(project, TODAY)[0]
    known = replace(loaded, pages=frozenset({"index.md"}))
    found = [[*rule(one)] for one in (known, loaded, inspect(project, TODAY)[0])]
    text = (project / MEETING).read_text(encoding="utf-8")
    (project / MEETING).write_text(text.replace("city: Brest", "city: Quimper"), encoding="utf-8")
    found.append([*rule(inspect(project, TODAY)[0])])

    assert seen == [(2, 0, frozenset()), (2, 0, frozenset())]
    assert found == [[Problem(Source("x"), "toujours")]] * 4
