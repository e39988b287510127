"""HTML in a text that no voice may show: each with what to write instead, in a letter as on a page."""

import pytest

from chorale.text.html_habits import html_habits

PROGRAM = "la retirer : un texte ne porte pas de programme, mkdocs.yml nomme ceux du site (« extra_javascript »)"
FORM = "poser ces questions dans un formulaire de « content/forms », et mettre un lien vers sa page"
LINK = "mettre un lien vers la page ou le document"
SOUND = "mettre un lien vers l'enregistrement, et dire ce qu'il contient"
TOLD = [
    ("<script src='https://x.example/a.js'></script>", "balise <script> qui ne paraîtrait pas", PROGRAM),
    ("<NOSCRIPT>Sans programme</NOSCRIPT>", "balise <noscript> qui ne paraîtrait pas", PROGRAM),
    ("<template>Caché</template>", "balise <template> qui ne paraîtrait pas", PROGRAM),
    ("<style>p { color: red }</style>", "balise <style> qui ne paraîtrait pas", "la retirer : mkdocs.yml nomme les feuilles de style du site (« extra_css »)"),
    ("<form action='/x'>Nom</form>", "balise <form> qui ne paraîtrait pas", FORM),
    ("<input name='nom'>", "balise <input> qui ne paraîtrait pas", FORM),
    ('<input type="checkbox"> Lu', "balise <input> qui ne paraîtrait pas", "écrire « - [ ] à faire », au début d'une ligne"),
    ("<select><option>Un</option></select>", "balise <select> qui ne paraîtrait pas", FORM),
    ("<textarea>Un mot</textarea>", "balise <textarea> qui ne paraîtrait pas", FORM),
    ("<button>Ouvrir</button>", "balise <button> qui ne paraîtrait pas", "écrire « [ce qu'il ouvre](adresse){ .md-button } »"),
    ("<object data='plan.pdf'></object>", "balise <object> qui ne paraîtrait pas", LINK),
    ("<embed src='plan.pdf'>", "balise <embed> qui ne paraîtrait pas", LINK),
    ("<iframe\nsrc='https://x.example/'></iframe>", "balise <iframe> qui ne paraîtrait pas", LINK),
    ("<canvas></canvas>", "balise <canvas> qui ne paraîtrait pas", LINK),
    ("<video src='film.mp4'></video>", "balise <video> qui ne paraîtrait pas", SOUND),
    ("<audio controls></audio>", "balise <audio> qui ne paraîtrait pas", SOUND),
    ("<meta http-equiv='refresh' content='0;url=https://x.example/'>", "balise <meta> qui ne paraîtrait pas", "la retirer : elle règle une page entière, pas un texte"),
    ("<link rel='stylesheet' href='a.css'>", "balise <link> qui ne paraîtrait pas", "la retirer : elle règle une page entière, pas un texte"),
    ("<math><mi>x</mi></math>", "balise <math> qui ne paraîtrait pas", "écrire la formule en mots, ou en faire une image"),
    ("<marquee>Bonjour</marquee>", "balise <marquee> que rien ne montrerait", "garder ses mots et la retirer"),
    ("<p onclick='x()'>Clic</p>", "programme « onclick » dans une balise", "le retirer : un texte ne porte pas de programme"),
    ("<p hidden>Secret</p>", "texte caché « Secret », que les messages montreraient", "le retirer, ou le montrer"),
    ('<span style="display: none">Secret</span>', "texte caché « Secret », que les messages montreraient", "le retirer, ou le montrer"),
    ("Le <date : lundi>.", "« <date : lundi> » serait pris pour une balise et disparaîtrait", "écrire « &lt; » au lieu de « < », ou des guillemets français"),
]  # fmt: skip


@pytest.mark.parametrize("letter", [True, False])
@pytest.mark.parametrize(("text", "message", "advice"), TOLD)
def test_html_that_nothing_shows_is_told(text, message, advice, letter):
    assert [(one.message, one.advice) for one in html_habits(text, letter=letter)] == [
        (message, advice)
    ]


def test_a_program_in_an_address_is_told_once_the_links_of_a_letter_have_their_own_check():
    text = '<a href="javascript:x()">Clic</a>'

    assert [len(list(html_habits(text, letter=letter))) for letter in (True, False)] == [0, 1]


def test_a_drawing_among_the_words_stands_on_a_page_only():
    text = '<svg viewBox="0 0 9 9"><circle r="4"/></svg>'

    assert [
        [one.advice for one in html_habits(text, letter=letter)] for letter in (True, False)
    ] == [
        ["garder le dessin dans un fichier « .svg », et écrire « ![ce qu'il montre](dessin.svg) »"],
        [],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Écrire `<script>` dans le champ.",
        "```html\n<form></form>\n```",
        "<!-- <script>x</script> -->",
        "Écrire à <jean@phare.example>, ou voir <https://phare.example/?onclick=1>.",
        '<details markdown="1"><summary>Plus</summary>Texte</details>',
        '<p style="font-size: 0.8em">Petit</p>',
        "Un <kbd>Ctrl</kbd>, 2<sup>e</sup>, <small>petit</small>, <q>cité</q>.",
    ],
)
def test_what_every_voice_shows_is_not_told(text):
    assert list(html_habits(text, letter=False)) == []
