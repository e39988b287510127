"""A page is read once, as the dialect says, for its check and for the site; whole, it is typeset as printers do."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from chorale.text import diagrams, markdown
from chorale.text.dialect import Dialect
from chorale.text.markdown import named_tables, typeset

TEXT = """## Déposer : en deux étapes

Voir [le guide](../guide/index.md#suite "Suite"), <https://exemple.fr/?a=1&b=2>, <aide@exemple.fr> et ![Écran](a.png).

- [ ] une tâche
- une note[^1]

[^1]: La note & [son lien](b.md).

<div id="encadre" markdown>
Le sigle EDI, [ici même](#suite).
</div>

```mermaid
flowchart LR
  A["Reçue"] --> B["Payée"]
```

[vide]()
"""
SIGNS = "[](){}#*_`<>!:/.& \n-+abEDI1"


def by_the_library(text, glossary):
    return Markdown(extensions=[Dialect(glossary=glossary)]).convert(text)


@pytest.mark.parametrize("glossary", [{}, {"EDI": "échange de données"}])
def test_a_page_says_what_the_dialect_says(glossary):
    made = markdown.page(TEXT, tuple(glossary.items()))

    assert made.html(str, diagrams.drawn_fence) == by_the_library(TEXT, glossary)
    assert made.parts[1::2] == (
        "../guide/index.md#suite",
        "https://exemple.fr/?a=1&b=2",
        "a.png",
        "#fn:1",
        "#suite",
        "b.md",
        "#fnref:1",
    )
    assert sorted(made.anchors) == ["deposer-en-deux-etapes", "encadre", "fn:1", "fnref:1"]


def test_an_address_is_written_for_its_page_and_quoted():
    made = markdown.page("[a](b.md) et [c](d.md)")

    assert made.html('{}?x="1"&y=&lt;'.format) == (
        '<p><a href="b.md?x=&quot;1&quot;&amp;y=&lt;">a</a> et '
        '<a href="d.md?x=&quot;1&quot;&amp;y=&lt;">c</a></p>'
    )


@given(st.text(SIGNS, max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_text_says_on_its_page_what_the_dialect_says(text):
    assert markdown.page(text).html(str) == by_the_library(text, {})


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("<p>l'été, d&#39;un</p>", "<p>l’été, d’un</p>"),
        ("<p>l'<b>IPM</b>, l'« app »</p>", "<p>l’<b>IPM</b>, l’« app »</p>"),
        ("<p>rock 'n' roll, 'cité'</p>", "<p>rock 'n' roll, 'cité’</p>"),
        ("<p>le <code>l'a 1er</code>, l'a</p>", "<p>le <code>l'a 1er</code>, l’a</p>"),
        ('<img alt="l\'été, le 1er" src="l.png">', '<img alt="l’été, le 1er" src="l.png">'),
        ("<title>Le 1er</title><p>le 1er mai</p>", "<title>Le 1er</title><p>le 1<sup>er</sup> mai</p>"),
        ("<p>la 1re fois, H1er, 11er, 1er-mai</p>", "<p>la 1<sup>re</sup> fois, H1er, 11er, 1er-mai</p>"),
        ("<script>f('1er'+l'a)</script><p>François Ier</p>", "<script>f('1er'+l'a)</script><p>François I<sup>er</sup></p>"),
        ("<svg><text>l'an 1er</text></svg> 1er", "<svg><text>l’an 1er</text></svg> 1<sup>er</sup>"),
    ],
)  # fmt: skip
def test_a_whole_page_is_typeset_but_for_its_code(written, printed):
    assert typeset(written) == printed


def test_a_table_without_a_caption_is_named_by_the_heading_above_it():
    page = (
        '<h2 id="x">Les <b>frais</b>\u202f?<a class="headerlink" href="#x">¶</a></h2><table class="a"><tr></table><p>Et</p>'
        "<table><tr></table><h3>Autres</h3><table><caption>Déjà</caption></table><table></table>"
    )

    assert named_tables(page) == (
        '<h2 id="x">Les <b>frais</b>\u202f?<a class="headerlink" href="#x">¶</a></h2>'
        '<table class="a"><caption class="visually-hidden">Les frais\u202f?</caption><tr></table><p>Et</p>'
        '<table><caption class="visually-hidden">Les frais\u202f? (2)</caption><tr></table>'
        "<h3>Autres</h3><table><caption>Déjà</caption></table>"
        '<table><caption class="visually-hidden">Autres</caption></table>'
    )


def test_links_to_notes_and_back_are_named_for_ears_each_by_its_own_name():
    made = BeautifulSoup(by_the_library("Un[^1], deux[^1].\n\n[^1]: Note.\n", {}), "html.parser")

    assert [(link["href"], link["aria-label"]) for link in made.select("a")] == [
        ("#fn:1", "Note 1"),
        ("#fn:1", "Note 1"),
        ("#fnref:1", "Revenir à l'appel de la note 1"),
        ("#fnref2:1", "Revenir à l'appel de la note 1, 2ᵉ appel"),
    ]
