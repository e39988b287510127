"""Help of fields in the words of the screen, and nothing where a label or the choices already say it."""

import pytest

from chorale.atelier.forms.help_words import help_words

STATES = ("confirmed", "cancelled", "moved")
RANKS = ("first", "second", "third", "fourth", "last")


@pytest.mark.parametrize(
    ("written", "widget", "choices", "shown"),
    [
        ("Vrai si la demande est financée.", "check", (), "À cocher si la demande est financée."),
        ("Vrai tant que rien n'est dit.", "check", (), "À cocher tant que rien n'est dit."),
        ("Vrai si l'organisation accepte.", "word", ("", "true", "false"), "Oui si l'organisation accepte."),
        ("confirmed, cancelled ou moved.", "word", STATES, ""),
        ("Une fois par mois : first, second, third, fourth ou last.", "word", RANKS, "Une fois par mois."),
        ("Jour : first… (par défaut, celui de « from »).", "word", RANKS, "Jour (par défaut, celui de « Du »)."),
        ("Ce qu'elle devient : moved (déplacé), cancelled ou confirmed (tenu).", "word", STATES, "Ce qu'elle devient."),
        ("Dans le message : first (en entier) ou last (le début) ; par défaut, selon le genre.", "word", RANKS,
         "Dans le message ; par défaut, selon le genre."),
        ("Publics concernés (clés de community.yml).", "boxes", ("fournisseurs",), "Publics concernés."),
        ("Nom du dossier du cycle, par exemple cycle-5.", "word", ("cycle-5",), ""),
        ("Plus petit nombre accepté (whole).", "whole", (), "Plus petit nombre accepté (nombre entier)."),
        ("Corrections datées (« chorale ipm correct »).", "list", (), "Corrections datées."),
        ("Mots qui se valent : [webinaire, formation].", "list", (), "Mots qui se valent : webinaire, formation."),
        ("Étiquette.", "list", (), ""),
    ],
    ids=["tick", "tick while", "yes if", "only choices", "choices at the end", "one choice", "choices explained",
         "choices, then more", "keys", "a code that is offered", "a word aside", "a command", "a list of YAML", "the label again"],
)  # fmt: skip
def test_a_field_is_explained_to_who_sees_it(written, widget, choices, shown):
    assert help_words(written, "Étiquette", widget, choices) == shown
