"""Mails whose words someone of the team types: their greeting takes the place of ours, never beside it."""

import pytest
from places import make_place

from chorale.service.forms.emails import EmailWords, TypedEmail, as_html, as_text


@pytest.mark.parametrize(
    ("typed", "first", "rest"),
    [
        ("Mardi convient.", "Bonjour Ada,", ("Mardi convient.",)),
        ("Bonjour,\n\nMardi convient.", "Bonjour Ada,", ("Mardi convient.",)),
        ("bonjour.\n\nMardi convient.", "Bonjour Ada,", ("Mardi convient.",)),
        ("Bonjour Madame,\nMardi convient.", "Bonjour Madame,", ("Mardi convient.",)),
        ("Bonjour à tous !\r\n\r\nMardi.", "Bonjour à tous !", ("Mardi.",)),
        ("Madame, Monsieur,\n\nMardi.", "Madame, Monsieur,", ("Mardi.",)),
        ("Chères collègues\n\nMardi.", "Chères collègues,", ("Mardi.",)),
        ("Monsieur Durand vient mardi.", "Bonjour Ada,", ("Monsieur Durand vient mardi.",)),
        ("Cherchez la salle 2.\n\nÀ mardi.", "Bonjour Ada,", ("Cherchez la salle 2.", "À mardi.")),
        ("Bonjour", "Bonjour Ada,", ("Bonjour",)),
    ],
    ids=["none", "bare", "point", "name", "all", "two", "no comma", "a sentence", "verb", "alone"],
)
def test_one_greets_once(typed, first, rest):
    mail = TypedEmail(subject="Salle", body=typed)
    words = EmailWords(
        subject="", said=mail.paragraphs, links=(), name="Ada", greeted=mail.greeting
    )

    assert (words.greeting, words.said) == (first, rest)


def test_lines_stay_lines_in_both_parts_of_the_mail(tmp_path):
    typed = "Au programme :\r\n- 10 h : accueil  \r\n-   11 h : visite <b>\r\n \r\nÀ mardi."
    said = TypedEmail(subject="Salle", body=typed).paragraphs
    words = EmailWords(subject="Salle", said=said, links=())
    service = make_place(tmp_path, files={}).service

    assert said == ("Au programme :\n- 10 h : accueil\n- 11 h : visite <b>", "À mardi.")
    assert as_text(service, words).split("\n\n")[1:3] == list(said)
    assert plain(as_html(service, words)).count("visite &lt;b&gt;</p>") == 1
    assert plain(as_html(service, words)).count("accueil<br>- 11 h") == 1


def plain(html):
    return html.replace("\xa0", " ").replace("\u202f", " ")
