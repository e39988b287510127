"""Templates: what a run compiled serves the next one, as long as it is the same source."""

import jinja2
import pytest

from chorale import memory
from chorale.overrides import TemplateFolders
from chorale.text import templates


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A community's own template, and a cache on disk."""
    monkeypatch.setenv(memory.FOLDER, str(tmp_path / "cache"))
    file = tmp_path / "templates" / "site" / "note.html"
    file.parent.mkdir(parents=True)
    file.write_text("<p>{{ word }}</p>", encoding="utf-8")
    return file


def rendered(own) -> str:
    """Render it as a new run of the program does."""
    templates.environment.cache_clear()
    with memory.opened():
        looks = TemplateFolders(own=own.parents[1], names=frozenset({"site/note.html"}))
        return templates.template(looks, "site/note.html", word="l'été <b>")


def test_a_template_is_compiled_once_for_all_runs(own, monkeypatch):
    first = rendered(own)

    monkeypatch.setattr(jinja2.Environment, "compile", None)

    assert (first, rendered(own)) == ("<p>l&#39;été &lt;b&gt;</p>",) * 2


def test_an_edited_template_is_compiled_again(own):
    rendered(own)
    own.write_text("<em>{{ word }}</em>", encoding="utf-8")

    assert rendered(own) == "<em>l&#39;été &lt;b&gt;</em>"
