"""A page's text is read once, for its check and for the site, and says what the dialect says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from chorale.text import diagrams, markdown
from chorale.text.dialect import Dialect

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
