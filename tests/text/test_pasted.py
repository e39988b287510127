"""What is copied from Word, Outlook, Google Docs, LibreOffice or a web page becomes our Markdown, and nothing else."""

import pytest

from chorale.text.html_tree import parse
from chorale.text.markdown import markdown
from chorale.text.pasted import markdown_of


def word(level, mark, words):
    """Return a paragraph of a list as Word copies it."""
    return (
        f"<p class=MsoListParagraphCxSpMiddle style='text-indent:-18.0pt;mso-list:l0 level{level} lfo1'>"
        f"<![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>{mark}"
        f"<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>{words}<o:p></o:p></p>"
    )


def docs(inside):
    """Return what Google Docs wraps around all that it copies."""
    return f'<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1a">{inside}</b><br class="Apple-interchange-newline">'


BULLET = "\u00b7"
LISTS = "Une liste à lettres ou à chiffres romains est devenue une liste à numéros."
SAMPLES = {
    # Word and Outlook
    "a list": (word(1, BULLET, "Un") + word(1, BULLET, "Deux"), "- Un\n- Deux\n"),
    "levels": (word(1, BULLET, "Un") + word(2, "o", "Dedans") + word(3, "§", "Au fond") + word(1, BULLET, "Deux"), "- Un\n    - Dedans\n        - Au fond\n- Deux\n"),
    "numbers that start at three": (word(1, "3.", "Trois") + word(1, "4.", "Quatre"), "3. Trois\n4. Quatre\n"),
    "numbers in brackets": (word(1, "1)", "Un") + word(1, "2)", "Deux"), "1. Un\n2. Deux\n"),
    "bullets in numbers": (word(1, "1.", "Un") + word(2, "o", "Dedans") + word(1, "2.", "Deux"), "1. Un\n    - Dedans\n2. Deux\n"),
    "two lists of two kinds": (word(1, BULLET, "Un") + word(1, "1.", "Deux"), "- Un\n\n1. Deux\n"),
    "a list after words": ("<p class=MsoNormal>Avant :<o:p></o:p></p>" + word(1, BULLET, "Un"), "Avant :\n\n- Un\n"),
    "words after a list": (word(1, BULLET, "Un") + "<p class=MsoNormal>Après</p>", "- Un\n\nAprès\n"),
    "a jump of level": (word(2, "o", "Dedans"), "- Dedans\n"),
    "bold in a list": (word(1, BULLET, "<b>Un</b> mot"), "- **Un** mot\n"),
    "a title": ("<h1>Titre<o:p></o:p></h1><p class=MsoNormal>Texte</p>", "## Titre\n\nTexte\n"),
    "a title by its style": ("<p class=MsoTitle>Grand titre</p>", "## Grand titre\n"),
    "a title by its level": ("<p class=MsoNormal style='mso-outline-level:2'>Titre</p>", "## Titre\n"),
    "a title that Word numbers": ("<h2 style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.</span>Titre</h2><p>Texte</p>", "## 1. Titre\n\nTexte\n"),
    "a title bold in part": ("<h2><b>Un</b> mot</h2>", "## Un mot\n"),
    "bold in bold": ("<p><b><span style='font-weight:bold'>Gras</span></b> mot</p>", "**Gras** mot\n"),
    "a sign below the line": ("<p>H<span style='vertical-align:sub'>2</span>O</p>", "H~2~O\n"),
    "boxes to tick": ("<ul><li><input type=checkbox checked> Fait</li><li><input type=checkbox> À faire</li></ul>", "- ☑ Fait\n- ☐ À faire\n"),
    "a face": ('<p>Bravo <img alt="🎉" src="https://exemple.fr/1f389.png"></p>', "Bravo 🎉\n"),
    "the name of a sign": ("<p>Écrire &amp;nbsp; et A &amp; B</p>", "Écrire &#38;nbsp; et A & B\n"),
    "a backquote in code": ("<p>Taper <code>a`b*c*</code></p>", "Taper `` a`b*c* ``\n"),
    "a fence in code": ("<pre>a\n```\nb</pre>", "````\na\n```\nb\n````\n"),
    "a field of Word": ("<p>Voir <!--[if supportFields]><span style='mso-element:field-begin'></span> REF _Ref1 \\h <![endif]-->la figure 1<!--[if supportFields]><span style='mso-element:field-end'></span><![endif]--></p>", "Voir la figure 1\n"),
    "code with its language and its button": ("<pre><div>bash<button>Copier</button></div><code>ls\ncd</code></pre>", "```\nls\ncd\n```\n"),
    "rows of Excel": ("<table><!--StartFragment--><col><tr><td>Nom</td><td>Prix</td></tr><tr><td>Lampe</td><td>12</td></tr><!--EndFragment--></table>", "| Nom | Prix |\n| --- | --- |\n| Lampe | 12 |\n"),
    "a bold title": ("<h2><b>Titre</b></h2>", "## Titre\n"),
    "the anchor of a contents list": ("<h1><a name='_Toc123'>Titre</a></h1>", "## Titre\n"),
    "empty paragraphs": ("<p class=MsoNormal>Un</p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>Deux</p>", "Un\n\nDeux\n"),
    "tracked changes": ("<p>Le <del>vieux </del><ins>neuf</ins> mot</p>", "Le neuf mot\n"),
    "a comment in the margin": ("<p>Texte<span style='mso-element:comment'>non</span></p><div style='mso-element:comment-list'><p>non</p></div>", "Texte\n"),
    "the mark of a comment": ("<p>Texte<a class=msocomanchor style='mso-comment-reference:A_1'></a><span class=MsoCommentReference>[A1]</span></p>", "Texte\n"),
    "hidden words": ("<p>Vu<span style='mso-hide:all'>caché</span><span style='display:none'>caché</span></p>", "Vu\n"),
    "styles and xml": ("<style>p{color:red}</style><xml><w:WordDocument>x</w:WordDocument></xml><p>Vu</p>", "Vu\n"),
    "conditional comments": ("<!--[if gte mso 9]><xml>x</xml><![endif]--><p>Vu</p>", "Vu\n"),
    "a fragment": ("<html><body>non<!--StartFragment--><p>Vu</p><!--EndFragment-->non</body></html>", "Vu\n"),
    "lines broken by the source": ("<p class=MsoNormal>Une phrase\r\nsur deux lignes</p>", "Une phrase sur deux lignes\n"),
    "safe links": ("<a href='https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexemple.fr%2Fa&data=x'>ici</a>", "[ici](https://exemple.fr/a)\n"),
    "a table": ("<table class=MsoTableGrid><tr><td><p>A</p></td><td><p>B</p></td></tr><tr><td><p>1</p></td><td><p>2</p></td></tr></table>", "| A | B |\n| --- | --- |\n| 1 | 2 |\n"),
    "a line in a paragraph": ("<p>Un<br>Deux</p>", "Un  \nDeux\n"),
    # Google Docs
    "the outer b": (docs("<p><span>Texte simple</span></p>"), "Texte simple\n"),
    "bold and italic by styles": (docs('<p><span style="font-weight:700;">Gras</span><span style="font-style:italic;"> penché</span></p>'), "**Gras** *penché*\n"),
    "bold and italic together": (docs('<p><span style="font-weight:700;font-style:italic;">Tout</span></p>'), "***Tout***\n"),
    "a list beside its item": (docs("<ul><li><p>Un</p></li><ul><li><p>Dedans</p></li></ul><li><p>Deux</p></li></ul>"), "- Un\n    - Dedans\n- Deux\n"),
    "a wrapped link": (docs('<p><a href="https://www.google.com/url?q=https://exemple.fr/page&amp;sa=D">ici</a></p>'), "[ici](https://exemple.fr/page)\n"),
    "struck words": (docs('<p><span style="text-decoration:line-through;">non</span></p>'), "~~non~~\n"),
    "a sup": (docs('<p><span>n</span><span style="vertical-align:super;">o</span></p>'), "n^o^\n"),
    "an underline is no link": (docs('<p><span style="text-decoration:underline;">mot</span></p>'), "mot\n"),
    "docs breaks": (docs("<p>Un</p><br><p>Deux</p>"), "Un\n\nDeux\n"),
    # LibreOffice
    "font tags": ('<p><font color="#000000" size="4">Texte</font></p>', "Texte\n"),
    "a list that starts at five": ("<ol start='5'><li><p>Cinq</p></li><li><p>Six</p></li></ol>", "5. Cinq\n6. Six\n"),
    "page styles": ("<style>@page{size:21cm}</style><p lang='fr-FR'>Texte</p>", "Texte\n"),
    # web pages
    "a script": ("<p>Vu</p><script>alert(1)</script>", "Vu\n"),
    "a javascript link": ("<p><a href='javascript:alert(1)'>mot</a></p>", "mot\n"),
    "a disguised javascript link": ("<p><a href='java\tscript:alert(1)'>mot</a></p>", "mot\n"),
    "a data link": ("<p><a href='data:text/html,x'>mot</a></p>", "mot\n"),
    "a link that follows people": ("<a href='https://exemple.fr/?utm_source=x&p=1&fbclid=y'>mot</a>", "[mot](https://exemple.fr/?p=1)\n"),
    "a mail address": ("<a href='mailto:a@exemple.fr'>a@exemple.fr</a>", "[a@exemple.fr](mailto:a@exemple.fr)\n"),
    "brackets in a link": ("<a href='https://exemple.fr/a_(b)'>mot</a>", "[mot](https://exemple.fr/a_%28b%29)\n"),
    "soft hyphens": ("<p>ano\u00admalie\u200b</p>", "anomalie\n"),
    "letters written in two parts": ("<p>e\u0301te\u0301</p>", "été\n"),
    "a button and a form": ("<p>Vu</p><form><button>Envoyer</button><input type=submit></form>", "Vu\n"),
    "a quotation": ("<blockquote><p>Un</p><p>Deux</p></blockquote>", "> Un\n>\n> Deux\n"),
    "code": ("<p>Taper <code>make</code></p><pre>a  b\n  c</pre>", "Taper `make`\n\n```\na  b\n  c\n```\n"),
    "blocks without paragraphs": ("<div>Un</div><div>Deux</div>", "Un\n\nDeux\n"),
    "bare words": ("mot <em>penché</em>", "mot *penché*\n"),
    "a list in a list": ("<ul><li>Un<ul><li>Dedans</li></ul></li></ul>", "- Un\n    - Dedans\n"),
    "two paragraphs in an item": ("<ul><li><p>Un</p><p>Suite</p></li><li><p>Deux</p></li></ul>", "- Un\n\n    Suite\n\n- Deux\n"),
    "a rule": ("<p>Un</p><hr><p>Deux</p>", "Un\n\n---\n\nDeux\n"),
    "hidden parts": ("<p>Vu</p><div hidden>non</div><span aria-hidden='true'>non</span>", "Vu\n"),
    "a table of one column is layout": ("<table><tr><td>Un</td></tr><tr><td>Deux</td></tr></table>", "Un\n\nDeux\n"),
    "a bar in a cell": ("<table><tr><td>a|b</td><td>c</td></tr></table>", "| a\\|b | c |\n| --- | --- |\n"),
    "a table in a table is layout": ("<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td><td>c</td></tr></table>", "| a | b |\n| --- | --- |\n\nc\n"),
    "the legend of a table": ("<table><caption>Légende</caption><tr><td>a</td><td>b</td></tr></table>", "Légende\n\n| a | b |\n| --- | --- |\n"),
    "a list of definitions": ("<dl><dt>Lieu</dt><dd>Nantes</dd></dl>", "Lieu\n\nNantes\n"),
    "lines of code": ("<pre>a<br>b</pre>", "```\na\nb\n```\n"),
    "an address that is no address": ("<a href='https://exemple.fr/\"><b>|'>mot</a>", "[mot](https://exemple.fr/%22%3E%3Cb%3E%7C)\n"),
    # HTML that was never closed, lists that were typed
    "paragraphs never closed": ("<p>Un<p>Deux", "Un\n\nDeux\n"),
    "items never closed": ("<ul><li>Un<li>Deux</ul>Après", "- Un\n- Deux\n\nAprès\n"),
    "cells never closed": ("<table><tr><th>a<th>b<tr><td>1<td>2</table>", "| a | b |\n| --- | --- |\n| 1 | 2 |\n"),
    "items without their list": ("<li>Un</li><li>Deux</li><p>Après</p>", "- Un\n- Deux\n\nAprès\n"),
    "bullets typed on lines": ("Avant :<br>• Un<br>• <b>Deux</b><br>Après", "Avant :\n\n- Un\n- **Deux**\n\nAprès\n"),
    "a single bullet": ("<p>• Un</p>", "- Un\n"),
    "dashes typed in paragraphs": ("<p>- Un</p><p>- Deux</p>", "- Un\n- Deux\n"),
    "numbers typed in divs": ("<div>3) Trois</div><div>4) Quatre</div>", "3. Trois\n4. Quatre\n"),
    "numbers that do not follow": ("<p>10. janvier</p><p>12. mars</p>", "10\\. janvier\n\n12\\. mars\n"),
    "lines around a list in a paragraph": ("<p>Un<br>Deux<br>- a<br>- b<br>Trois</p>", "Un  \nDeux\n\n- a\n- b\n\nTrois\n"),
    # words that Markdown would take for marks
    "a number that is no list": ("<p>1. pas une liste</p>", "1\\. pas une liste\n"),
    "a sharp that is no title": ("<p># non</p>", "\\# non\n"),
    "a dash that is no list": ("<p>- non</p>", "\\- non\n"),
    "stars that are no marks": ("<p>*a* et 2 * 3</p>", "\\*a\\* et 2 * 3\n"),
    "underscores": ("<p>_a_ et nom_de_fichier</p>", "\\_a\\_ et nom_de_fichier\n"),
    "tags in words": ("<p>&lt;b&gt;non&lt;/b&gt; et 1 &lt; 2</p>", "&lt;b>non&lt;/b> et 1 < 2\n"),
    "an admonition in words": ("<p>!!! note</p>", "\\!!! note\n"),
    "a space inside bold": ("<p>Un<b> mot </b>gras</p>", "Un **mot** gras\n"),
    "bold in two parts": ("<p><b>a</b><b>b</b></p>", "**ab**\n"),
    "empty bold": ("<p>a<b> </b>b</p>", "a b\n"),
    "brackets in the words of a link": (
        '<p><a href="https://a.fr/">la page [aide]</a></p>', "[la page \\[aide\\]](https://a.fr/)\n",
    ),
    "lines of a cell": (
        "<table><tr><td>Qui</td><td>Quoi</td></tr><tr><td>Ana<br>Bob</td><td><p>Un</p><p>Deux</p></td></tr></table>",
        "| Qui | Quoi |\n| --- | --- |\n| Ana<br>Bob | Un<br>Deux |\n",
    ),
    "bold over two lines": ("<p><b>Gras<br>deux</b></p>", "**Gras**  \n**deux**\n"),
    "bold around a list": ("<b><ul><li>Un</li><li>Deux</li></ul></b>", "- **Un**\n- **Deux**\n"),
    "nothing": ("", ""),
    "a page whose server puts all of it in a form": (
        "<form><input type='hidden' value='x'><p>Tout</p><button>Copier</button></form>",
        "Tout\n",
    ),
    "no-break spaces": ("<p>Prix\u00a0: 3\u202f€</p>", "Prix\u00a0: 3\u202f€\n"),
}  # fmt: skip


@pytest.mark.parametrize(("html", "wanted"), SAMPLES.values(), ids=SAMPLES)
def test_a_paste_becomes_clean_markdown(html, wanted):
    made = markdown_of(html)

    assert (made.text, made.doubts) == (wanted, ())


@pytest.mark.parametrize(
    ("html", "text", "doubt"),
    [
        (word(1, "a.", "Un"), "1. Un\n", LISTS),
        (word(1, "iv)", "Un"), "4. Un\n", LISTS),
        ("<ol type='a'><li>Un</li></ol>", "1. Un\n", LISTS),
        (
            "<p><a href='/page'>mot</a></p>",
            "mot\n",
            "Un lien sans adresse complète n'est plus que du texte : le refaire.",
        ),
        (
            "<p>Vu<iframe src='https://video.exemple'></iframe></p>",
            "Vu\n",
            "Une vidéo ou un cadre incorporé n'est pas repris : y mener par un lien.",
        ),
        (
            "<p>Vu<object data='plan.pdf'></object></p>",
            "Vu\n",
            "Une vidéo ou un cadre incorporé n'est pas repris : y mener par un lien.",
        ),
        (
            "<form><p>Vu <input name='nom'></p><button>Envoyer</button></form>",
            "Vu\n",
            "Des champs à remplir ne sont pas repris : mener au formulaire par un lien.",
        ),
        (
            "<p>Vu<svg role='img' aria-label='Courbe'><path d='M0 0'/></svg></p>",
            "Vu\n",
            "Les images ne se collent pas avec le texte : les ajouter une à une.",
        ),
        (
            "<p>Vu<img src='file:///c:/x.png'></p>",
            "Vu\n",
            "Les images ne se collent pas avec le texte : les ajouter une à une.",
        ),
        (
            "<table><tr><td colspan=2>A</td></tr><tr><td>1</td><td>2</td></tr></table>",
            "| A |  |\n| --- | --- |\n| 1 | 2 |\n",
            "Un tableau avait des cellules fusionnées : le relire.",
        ),
    ],
)
def test_what_a_person_should_look_at_is_told(html, text, doubt):
    made = markdown_of(html)

    assert (made.text, made.doubts) == (text, (doubt,))


@pytest.mark.parametrize(
    "words",
    [
        "1. non",
        "# non",
        "*a*",
        "<script>x</script>",
        "| a |",
        "!!! note",
        "a\\*b",
        "- x",
        '=== "x"',
        "[^1]",
        "~~a~~",
        "`x`",
        "> q",
        ": x",
    ],
)
def test_words_are_read_back_as_words(words):
    escaped = words.replace("&", "&amp;").replace("<", "&lt;")

    shown = markdown(markdown_of(f"<p>{escaped}</p>").text)

    assert parse(shown).words == words


@pytest.mark.parametrize(
    "tags", ["<div>", "<b>", "<ul><li>", "<table><tr><td>", "<blockquote>", "<a href='x'>"]
)
def test_tags_within_tags_without_end_keep_their_words(tags):
    assert markdown_of(tags * 500 + "mot").text.rstrip("*\n").endswith("mot")


def test_lists_within_lists_are_written_once_each():
    assert markdown_of("<ul><li>" * 40 + "mot").text == "- " * 40 + "mot\n"
