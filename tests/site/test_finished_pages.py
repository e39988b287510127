"""Finished pages: one is taken from the site before when all that it is made of is the same, and its bytes still are."""

import os
from dataclasses import replace

import pytest
from manifests import write_manifest
from small_site import edition, write_project

from chorale import memory
from chorale.files import MANIFEST, paths
from chorale.former_publication import former
from chorale.overrides import TemplateFolders
from chorale.site import finished_pages, mkdocs_adapter


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setenv(memory.FOLDER, str(tmp_path / "cache"))
    return tmp_path


def built(project, made, name, before="none"):
    """Build a site over another one, with the cache; return which of its pages are the very files of that one."""
    with memory.opened():
        mkdocs_adapter.build_site(project, made, project / name, former(project / before))
    write_manifest(project / name)
    return {
        str(path.parent.relative_to(project / name))
        for path in (project / name).rglob("index.html")
        if (project / before / path.relative_to(project / name)).is_file()
        and path.samefile(project / before / path.relative_to(project / name))
    }


def texts(site):
    return {path: (site / path).read_bytes() for path in paths(site) if path != MANIFEST}


PAGES = {
    ".", "a-propos", "agenda", "agenda/passes/2018", "aide", "calendriers", "documentation",
    "documentation/fiche", "ipm", "lettres", "lettres/une", "publics/marins", "recherche",
}  # fmt: skip


def test_a_site_that_stays_the_same_is_taken_whole(project):
    made = write_project(project)

    assert built(project, made, "first") == set()
    assert built(project, made, "second", "first") >= PAGES - {"ipm"}
    assert texts(project / "second") == texts(project / "first")


def test_a_page_whose_text_changes_is_rendered_alone(project):
    made = write_project(project)
    built(project, made, "first")
    body = f"{made.community.pages[1].body}\nUn mot de plus.\n"
    fiche = replace(made.community.pages[1], body=body)
    pages = (made.community.pages[0], fiche, *made.community.pages[2:])
    changed = replace(made, community=replace(made.community, pages=pages))

    taken = built(project, changed, "second", "first")

    assert PAGES - {"ipm"} - taken == {"documentation/fiche"}
    mkdocs_adapter.build_site(project, changed, project / "clean")
    assert texts(project / "second") == texts(project / "clean")


def test_a_page_that_somebody_changed_by_hand_is_made_again(project):
    made = write_project(project)
    built(project, made, "first")
    page = project / "first/aide/index.html"
    good = page.read_bytes()
    page.write_text("autre chose")

    assert "aide" not in built(project, made, "second", "first")
    assert (project / "second/aide/index.html").read_bytes() == good


def test_without_a_cache_nothing_is_taken(project, monkeypatch):
    made = write_project(project)
    built(project, made, "first")
    monkeypatch.setenv(memory.FOLDER, "")

    assert built(project, made, "second", "first") == set()


def test_under_a_theme_of_the_communitys_own_nothing_is_taken():
    made = edition()
    own = TemplateFolders(names=frozenset({"site/theme/base.html"}))
    community = replace(made.community, templates=own)

    assert finished_pages.questions(community, made.files, ()) == {}


@pytest.mark.parametrize("name", ["vue.png", "plan.pdf"])
def test_a_file_that_comes_or_goes_asks_every_page_again(project, name):
    made = write_project(project)
    docs, pictures = project / "site", {}
    before = finished_pages.by_hand(docs, pictures)
    (docs / name).write_bytes(os.urandom(4))

    assert finished_pages.by_hand(docs, pictures) != before
    first = finished_pages.questions(made.community, made.files, before)
    second = finished_pages.questions(
        made.community, made.files, finished_pages.by_hand(docs, pictures)
    )
    assert set(first) == set(second)
    assert all(first[path] != second[path] for path in first)
