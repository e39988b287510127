import re
from html import unescape

import pytest

from chorale.newsletter.email import mjml
from chorale.newsletter.email.mjml_tokens import tokens
from chorale.overrides import TemplateFolders


def letter(inside, head=""):
    return f"<mjml><mj-head>{head}</mj-head><mj-body><mj-section><mj-column>{inside}</mj-column></mj-section></mj-body></mjml>"


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        (letter("\n<mj-txt>a</mj-txt>"), 2, "balise inconnue <mj-txt>"),
        (
            letter('<mj-text colour="red">a</mj-text>'),
            1,
            "attribut « colour » inconnu de <mj-text>",
        ),
        (
            letter('<mj-text font-size="grand">a</mj-text>'),
            1,
            '« font-size="grand" » : valeur refusée',
        ),
        (letter('<mj-text color="#12">a</mj-text>'), 1, '« color="#12" » : valeur refusée'),
        (
            letter('<mj-text align="left" align="right">a</mj-text>'),
            1,
            "attribut « align » écrit deux fois",
        ),
        (
            letter('<mj-image src="https://a.example/a.png" />'),
            1,
            "<mj-image> sans « src » ou sans « alt »",
        ),
        (
            "<mjml><mj-body>\n<mj-text>a</mj-text></mj-body></mjml>",
            2,
            "<mj-text> n'a pas sa place dans <mj-body>",
        ),
        ("<mjml><mj-body>\n\nperdu</mj-body></mjml>", 3, "texte posé dans <mj-body>"),
        (
            "<mjml><mj-body><mj-section></mj-body></mjml>",
            1,
            "</mj-body> alors que <mj-section> est encore ouvert",
        ),
        ("<mjml>\n<mj-body>", 1, "<mjml> n'est jamais fermé"),
        ("<mjml></mj-body></mjml>", 1, "</mj-body> ne ferme rien"),
    ],
)
def test_each_fault_is_told_with_its_line(source, line, message):
    fault = mjml.check(source)[0]
    assert (fault.line, fault.message) == (line, message)


def test_a_misspelt_tag_gets_a_suggestion():
    assert (
        mjml.check(letter("<mj-buton>a</mj-buton>"))[0].suggestion
        == "vouliez-vous dire <mj-button> ?"
    )


def test_what_a_text_holds_is_html_and_is_left_alone():
    assert mjml.check(letter("<mj-text><p>a <b>b</b> < c</p></mj-text>")) == ()


def test_our_own_templates_have_no_fault():
    assert mjml.problems(TemplateFolders().folders("email")) == ()


def test_a_fault_in_a_partial_is_told_in_that_partial(tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "letter.mjml").write_text(
        '<mjml><mj-body>\n{% include "parts/" ~ block.layout ~ ".mjml" %}\n</mj-body></mjml>'
    )
    (tmp_path / "parts" / "one.mjml").write_text(
        "<mj-section>\n{% if x %}\n  <mj-colum></mj-colum>\n{% endif %}\n</mj-section>"
    )
    problem = mjml.problems([tmp_path])[0]
    assert str(problem.source) == "templates/email/parts/one.mjml:3:3"
    assert problem.sentence == "balise inconnue <mj-colum> ; vouliez-vous dire <mj-column> ?"


@pytest.mark.parametrize(
    "source",
    [letter("<mj-text>a</mj-text>"), "texte <mj-text a='b'>x</mj-text>", "<a", "< b >"],
)
def test_tokens_put_together_give_the_source_again(source):
    assert "".join(token.text for token in tokens(source)) == source


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u00ad", "\u200d", "\u0301"])
def test_spaces_and_marks_in_an_alternative_text_come_out_as_they_went_in(space):
    html = mjml.render(
        letter(f'<mj-image src="https://a.example/a.png" alt="Budget{space}: oui" />')
    )
    assert "\\u{" not in html
    assert f'alt="Budget{space}: oui"' in unescape(html)


def test_a_quote_in_a_single_quoted_attribute_stays_inside_it():
    html = mjml.render(
        letter("""<mj-image src="https://a.example/a.png" alt='x" onerror="alert(1)' />""")
    )
    assert 'onerror="' not in html


def test_a_picture_has_no_height_that_html_has_not():
    html = mjml.render(
        letter(
            '<mj-image src="https://a.example/a.png" alt="1 &gt; 0" width="300px" />'
            '<mj-text><p>Écrire height="auto", <img src="https://a.example/b.png" height="8"></p></mj-text>'
        )
    )

    assert re.findall(r' height="\w+"', html) == [' height="auto"', ' height="8"']
    assert 'Écrire height="auto",' in html


def test_a_title_with_a_quote_and_a_backslash_is_read_whole():
    html = mjml.render(letter("<mj-text>a</mj-text>", '<mj-title>a "b" \\ c</mj-title>'))
    assert 'aria-label="a &quot;b&quot; &#92; c"' in html


@pytest.mark.parametrize(
    "source",
    [
        letter("<mj-text>a</mj-text>").replace("><", ">\r\n<"),
        letter("<mj-text>a</mj-text>").replace("><", "> <"),
        '<?xml version="1.0"?>\n' + letter("<mj-text>a</mj-text>"),
        letter("<mj-text><![CDATA[a]]></mj-text>"),
        letter("<mj-text align=left>a</mj-text>"),
        letter(
            '<mj-social> <mj-social-element name="x" href="https://a.example">a</mj-social-element> </mj-social>'
        ),
    ],
)
def test_what_kills_the_engine_is_mended_first(source):
    assert ">a<" in mjml.render(source).replace("\n", "")


def test_the_last_of_two_classes_wins_as_upstream():
    head = '<mj-attributes><mj-class name="un" color="#111111" /><mj-class name="deux" color="#222222" /></mj-attributes>'
    assert "#222222" in mjml.render(letter('<mj-text mj-class="un deux">a</mj-text>', head))


def test_an_inline_style_is_inlined():
    html = mjml.render(
        letter(
            '<mj-text><p class="a">a</p></mj-text>',
            '<mj-style inline="inline">.a { color: #123456; }</mj-style>',
        )
    )
    assert '<p class="a" style="color:#123456">' in html


def test_no_font_is_fetched_from_elsewhere():
    assert "fonts.googleapis" not in mjml.render(
        letter('<mj-text font-family="Roboto">a</mj-text>')
    )


def test_a_broken_document_raises_one_clear_error():
    with pytest.raises(mjml.Unrenderable):
        mjml.render("<mjml><mj-body><mj-section>")
