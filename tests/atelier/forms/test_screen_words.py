"""What a check says of a file's keys, said in the words of the form before the person."""

import pytest

from chorale.atelier.forms.screen_words import on_screen


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (
            "ajouter « registration: interne » ou retirer « capacity »",
            "ajouter « Inscription : interne » ou retirer « Nombre de places »",
        ),
        (
            "ajouter « duration: 1h », ou « defaults: {duration: 1h} » pour toutes les séances",
            "ajouter « Durée : 1h », ou « Commun à toutes les séances : Durée : 1h » pour toutes les séances",
        ),
        ("ajouter « - article: la-lampe » à issue.yml", "ajouter « Article : la-lampe » à la lettre"),
        ("ajouter « status: moved »", "ajouter « État : Déplacé »"),
        ("ajouter « note: » avec la raison", "ajouter « Raison du changement » avec la raison"),
        ("retirer « draft: true »", "retirer « Encore un brouillon : oui »"),
        ("corriger « date », ou « closes » dans cycle.yml", "corriger « Date », ou « Clôture » dans la fiche du cycle"),
        ("Publics concernés (clés de community.yml).", "Publics concernés (clés des réglages de la communauté)."),
        ("un lien vers « https://… »", "un lien vers « https://… »"),
        ("« aide/index.md » n'existe pas", "« aide/index.md » n'existe pas"),
        ("l'atelier l'écrit en publiant ; sans lui, lancer « chorale calendar publish »", "l'atelier l'écrit en publiant"),
    ],
    ids=["two keys", "a record", "an article", "a word", "no value", "a truth", "a file", "of a file", "a link", "a page", "a command"],
)  # fmt: skip
def test_a_key_is_called_as_its_field_is(written, shown):
    assert on_screen(written) == shown
