"""Mails whose words someone of the team types: their greeting takes the place of ours, never beside it."""

import pytest

from chorale.service.forms.emails import EmailWords, TypedEmail


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
