"""What another builder would read is told with its line and what to write instead; what we read is not."""

import shutil
from datetime import date

import pytest
from house import GOLDEN

from chorale.content.project import inspect

PAGE = "site/documentation/lentille.md"
PLANTED = [
    (
        "$$a^2 + b^2$$",
        "formule mathématique « $$a^2 + b^2$$ », que rien ne lirait ; l'écrire en mots, ou en faire une image",
    ),
    (
        r"Aire \(a^2\) du carré.",
        r"formule mathématique « \(a^2\) », que rien ne lirait ; l'écrire en mots, ou en faire une image",
    ),
    (
        r"\[\frac{a}{b}\]",
        r"formule mathématique « \[\frac{a}{b}\] », que rien ne lirait ; l'écrire en mots, ou en faire une image",
    ),
    (
        "<!-- more -->",
        "coupure d'un billet de blog « <!-- more --> », que rien ne lirait ; la retirer : « summary » ou « description » sert d'accroche dans les listes",
    ),
    (
        "::: phare.lampe",
        "bloc « ::: » « ::: phare.lampe », que rien ne lirait ; pour un encadré, écrire « !!! note » et décaler le texte de quatre espaces",
    ),
    (
        "Le {{ jour }}.",
        "macro « {{ jour }} », que rien ne lirait ; écrire ce qu'elle donnerait : rien n'est calculé dans un texte",
    ),
    (
        "[[La lampe]]",
        "lien de wiki « [[La lampe]] », que rien ne lirait ; écrire « [texte](chemin/de-la-page.md) »",
    ),
    (
        ":material-lighthous:",
        "icône inconnue « :material-lighthous: » ; vouliez-vous dire « :material-lighthouse: » ?",
    ),
    (r"Voir \[0\], puis \(la suite\), puis \[annexe\].", None),
    (r"De \(a\) à x = \(b\).", None),
    ("Le code `{{ jour }}` reste.", None),
    ("À 10:30:45, la lampe.", None),
]


@pytest.mark.parametrize(("written", "sentence"), PLANTED, ids=[one for one, _ in PLANTED])
def test_what_another_builder_reads_is_told_at_its_line(tmp_path, written, sentence):
    for part in ("content", "site"):
        shutil.copytree(GOLDEN / part, tmp_path / part)
    page = tmp_path / PAGE
    page.write_text(page.read_text(encoding="utf-8") + f"\n{written}\n", encoding="utf-8")
    line = page.read_text(encoding="utf-8").count("\n")

    problems = inspect(tmp_path, date(2026, 3, 5))[1]
    told = [
        (one.source.path, one.source.line, one.sentence)
        for one in problems
        if one.code == "dialecte"
    ]

    assert told == ([(PAGE, line, sentence)] if sentence else [])
