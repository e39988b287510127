"""A whole page is typeset as printers do: true apostrophes, ordinals raised, code as it was typed."""

import pytest

from chorale.text.markdown import named_tables, typeset


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
        '<h2 id="x">Les <b>frais</b><a class="headerlink" href="#x">¶</a></h2><table class="a"><tr></table><p>Et</p>'
        "<table><tr></table><h3>Autres</h3><table><caption>Déjà</caption></table><table></table>"
    )

    assert named_tables(page) == (
        '<h2 id="x">Les <b>frais</b><a class="headerlink" href="#x">¶</a></h2>'
        '<table class="a"><caption class="visually-hidden">Les frais</caption><tr></table><p>Et</p>'
        '<table><caption class="visually-hidden">Les frais (2)</caption><tr></table>'
        "<h3>Autres</h3><table><caption>Déjà</caption></table>"
        '<table><caption class="visually-hidden">Autres</caption></table>'
    )
