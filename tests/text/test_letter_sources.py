"""The two letters that came as plain text are cut at their own titles, and not one of their words is lost."""

import re

import pytest
from house import ROOT

from chorale.text.letter_sources import plain, read

TITLES = {
    "lettre-2018-12": [
        "Une nouvelle évolution pour un partage accru de l’information",
        "Comment afficher un DUME au format page web",
        "Changement d’organisation, comment supprimer en une seule fois ses rattachements aux structures ?",
        "La simplification de création de compte Chorus Pro est arrivée !",
        "La Communauté Chorus Pro et vous !",
        "Les rencontres de l’AIFE",
        "Webinaires du mois de décembre",
        "Quand doit-on recycler une facture ?",
    ],
    "lettre-2022-07": [
        "Comment envoyer vos factures restées en mode Brouillon ?",
        "Quelle est la différence entre Factures émises et Factures de travaux ?",
        "Des services pour faciliter l'utilisation de Chorus Pro",
        "ClaudIA, votre assistante personnelle",
        "ClaudIA n'a pas répondu de façon satisfaisante ?",
        "Prestataires de frais de justice : Comment déclarer les frais de déplacement et d’affranchissement ?",
        "La parole est à vous !",
        "Vu sur le web",
        "La bonne pratique pour les factures de travaux pour les maitrises d’œuvre",
        "Les canaux à privilégier",
        "Témoignage de Julien CESARO",
        "La gouvernance des évolutions Chorus Pro se poursuit",
    ],
}


def seed(name):
    return (ROOT / f"tests/data/letters/{name}.txt").read_bytes()


@pytest.mark.parametrize("name", TITLES)
def test_a_letter_is_cut_at_its_titles(name):
    found = read(f"{name}.txt", seed(name))

    assert [one.title for one in found.parts if one.begins] == TITLES[name]
    assert found.doubts == (
        "Les titres d'un texte brut sont devinés : vérifier lesquels commencent un article.",
    )


@pytest.mark.parametrize("name", TITLES)
def test_no_word_of_a_letter_is_lost(name):
    text = seed(name).decode()
    parts = read(f"{name}.txt", seed(name)).parts
    made = " ".join(f"{one.title} {one.markdown}" for one in parts)
    told = re.findall(r"\w+", made.replace("\\", ""))
    wanted = [
        word for word in re.findall(r"\w+", text) if word not in ("Loading", "Back", "To", "Top")
    ]

    assert sorted(set(wanted) - set(told)) == []
    assert len(told) >= len(wanted)


def test_markdown_is_cut_at_its_highest_titles_and_a_fence_is_no_title():
    found = plain(
        "# La lettre\n\n## Un\n\n```\n## pas un titre\n```\n\n### dedans\n\n## Deux\n\nFin.\n"
    )

    assert [(one.title, one.markdown) for one in found.parts] == [
        ("Un", "La lettre\n\n```\n## pas un titre\n```\n\n### dedans\n"),
        ("Deux", "Fin.\n"),
    ]


def test_the_parts_of_a_letter_that_greets_under_its_only_high_title_are_offered_unticked():
    found = plain(
        "# La lettre\n\nBonjour,\n\n## Un\n\nDu texte.\n\n### Dedans\n\nAutre.\n\n## Deux\n\nFin.\n"
    )

    assert [(one.title, one.begins, one.markdown) for one in found.parts] == [
        ("La lettre", True, "Bonjour,\n"),
        ("Un", False, "Du texte.\n\n### Dedans\n\nAutre.\n"),
        ("Deux", False, "Fin.\n"),
    ]


def test_a_text_without_any_title_is_one_article():
    found = read("a.html", b"<p>Le phare rouvre samedi, pour la saison.</p>")

    assert [(one.title, one.markdown) for one in found.parts] == [
        ("Le phare rouvre samedi, pour la saison.", "Le phare rouvre samedi, pour la saison.\n")
    ]


@pytest.mark.parametrize(
    ("words", "markdown"),
    [
        ("1.\tOuvrir\n2.\tValider", "1. Ouvrir\n2. Valider\n"),
        ("3) Ouvrir\n4) Valider\nsans attendre", "3. Ouvrir\n4. Valider sans attendre\n"),
        ("• Ouvrir\nle compte\n• Valider", "- Ouvrir le compte\n- Valider\n"),
        ("1. Ouvrir le compte, puis attendre une heure avant de recommencer.", "1\\. Ouvrir le compte, puis attendre une heure avant de recommencer.\n"),
    ],
    ids=["tabs of Word", "numbers that go on", "a bullet on two lines", "one number alone"],
)  # fmt: skip
def test_lists_of_a_plain_text_keep_their_numbers_and_their_lines(words, markdown):
    (part,) = plain(f"Créer un compte\n\n{words}\n").parts

    assert (part.title, part.markdown) == ("Créer un compte", markdown)
