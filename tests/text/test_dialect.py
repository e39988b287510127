"""What Material's authors write, as a page shows it and as an email and its text part say it."""

import markdown as markdown_library
import pytest

from chorale.newsletter.email.compose import for_mail
from chorale.text import diagrams, plain_text, sanitise
from chorale.text.sanitise import Destination, Picture

PAGES = [
    (
        "- [x] fait\n- [ ] reste",
        '<span class="task" role="img" aria-label="À faire">☐</span> reste',
    ),
    ("!!! tip\n\n    Texte", '<p class="admonition-title">Astuce</p>'),
    ("??? warning\n\n    Texte", "<summary>Attention</summary>"),
    ('!!! tip "Tip"\n\n    Texte', '<p class="admonition-title">Astuce</p>'),
    ('!!! tip "Mon titre"\n\n    Texte', '<p class="admonition-title">Mon titre</p>'),
    ("++enter++", '<kbd class="key-enter">Entrée</kbd>'),
    (":smile:", '<span class="emoji">😄</span>'),
    (":inconnue:", "<p>:inconnue:</p>"),
    ("a[^1]\n\n[^1]: Note", 'title="Revenir à l\'appel de la note 1"'),
    (
        "| a |\n| - |\n| 1 |\n/// table-caption\nT\n///",
        '<span class="caption-prefix">Tableau 1.</span>',
    ),
    (
        "Le mot (1).\n{ .annotate }\n\n1.  Note",
        '<a class="annotation" href="#note-1-1" aria-label="Note 1">1</a>',
    ),
    ("``` py\nf()  # (1)!\n```\n\n1.  Note", '<span class="c1"><a class="annotation"'),
    ("## Le langage C#", '<h2 id="le-langage-c">Le langage C#<a'),
    ("## Le langage C# ##", '<h2 id="le-langage-c">Le langage C#<a'),
    ("##Le langage C##", '<h2 id="le-langage-c">Le langage C<a'),
    ("Jeanne\\\nOuessant", "<p>Jeanne<br />\nOuessant</p>"),
    ("``` py\nf(1)\n```\n\n1.  Liste", "<ol>\n<li>Liste</li>"),
]


@pytest.mark.parametrize(("written", "shown"), PAGES, ids=[written for written, _ in PAGES])
def test_a_turn_of_the_dialect_on_a_page(written, shown):
    page = markdown_library.markdown(written, extensions=["chorale.text.dialect"])

    assert page.count(shown) == 1


def test_an_icon_is_drawn_in_the_page_and_says_nothing():
    page = markdown_library.markdown(":material-check:", extensions=["chorale.text.dialect"])

    assert page.startswith('<p><span class="icon"><svg aria-hidden="true" focusable="false"')
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


LETTERS = [
    (
        '=== "Un"\n\n    A\n\n=== "Deux"\n\n    B',
        '<p class="label">Un</p><div class="tabbed-content">\n<p>A</p>\n</div>',
        "-- Un --\n\nA\n\n-- Deux --\n\nB",
    ),
    (
        '??? question "Et ?"\n\n    Oui.',
        '<div class="details">\n<p class="summary">Et\u202f?</p>\n<p>Oui.</p>\n</div>',
        "| Et\u202f?\n| \n| Oui.",
    ),
    ("Jeanne\\\nOuessant", "<p>Jeanne<br>\nOuessant</p>", "Jeanne\nOuessant"),
    ("==a== ^^b^^", '<span class="mark">a</span> <span class="ins">b</span>', "a b"),
    ("- [x] fait", '<span class="task" role="img" aria-label="Fait">☑</span> fait', "- ☑ fait"),
    (
        "mot[^1]\n\n[^1]: Note",
        'mot<sup id="fnref:1"><span class="footnote-ref">1</span></sup>',
        "mot (note 1)\n\n* * *\n\n1. Note\u00a0",
    ),
    (
        "Le mot (1).\n{ .annotate }\n\n1.  Note",
        '<p class="annotate">Le mot (1).</p>',
        "Le mot (1).\n\n1. Note",
    ),
    (":material-check: :smile:", '<span class="emoji">😄</span>', "😄"),
    (
        '``` py title="a.py"\nf()\n```',
        '<span class="filename">a.py</span><pre><code>f()\n</code></pre>',
        "a.py\n\n    f()",
    ),
]


@pytest.mark.parametrize(("written", "mail", "text"), LETTERS, ids=[one[0] for one in LETTERS])
def test_a_turn_of_the_dialect_in_an_email_and_in_its_text_part(written, mail, text):
    shown = sanitise.article(written, NOWHERE)

    assert for_mail(shown).html.count(mail) == 1
    assert plain_text.flow(shown, plain_text.References()) == text


NOWHERE = Destination(
    lambda url: url,
    lambda src, alt: Picture(src, alt, 1, 1),
    lambda source: diagrams.in_message(source, str),
)


def test_no_class_and_no_name_of_an_author_reaches_a_letter():
    shown = sanitise.article(
        '<div class="hero evil" id="x"><p class="tip">a</p></div>\n\n[b](c.md){ .md-button .evil }',
        NOWHERE,
    )

    assert shown.html.replace("\n", "") == (
        '<div><p class="tip">a</p></div><p><a class="md-button" href="c.md">b</a></p>'
    )
