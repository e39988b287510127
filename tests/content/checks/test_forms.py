"""A form with a mistake is told at its line: what people are asked is checked before anyone answers."""

from datetime import date

import pytest

from chorale.content.project import inspect

COMMUNITY = """\
name: "Essai"
url: "https://essai.example/"
timezone: Europe/Paris
audiences: {fournisseurs: "Fournisseurs"}
sender: {name: "S", address: "s@essai.example", identity: "Essai"}
"""
FORM = """\
title: "Votre avis"
summary: "Deux questions."
purpose: "Améliorer les guides."
retention_months: 12
contact: s@essai.example
opens: 2026-01-10
closes: 2026-02-10
audiences: [fournisseurs]
fields:
  - name: avis
    label: "Content ?"
    kind: choice
    choices: {oui: "Oui", non: "Non"}
  - {name: remarque, label: "Une remarque ?", kind: paragraph}
"""
PATH = "content/forms/avis.yml"
MISTAKES = [
    ("closes: 2026-02-10", "closes: 2026-01-09", f"{PATH}:7:9: clôture avant l'ouverture ; corriger l'une des dates"),
    ("contact: s@essai.example", "contact: nous", f"{PATH}:5:10: adresse électronique « nous » illisible ; écrire « nom@exemple.fr »"),
    ("retention_months: 12", "retention_months: 0", f"{PATH}:4:19: durée de conservation de 0 mois ; de 1 à 120 mois"),
    ("[fournisseurs]", "[fournisseur]", f"{PATH}:8:13: public inconnu « fournisseur » ; vouliez-vous dire « fournisseurs » ?"),
    ("name: avis", "name: site_web", f"{PATH}:10:11: nom de question « site_web » ; minuscules, chiffres et tirets ; autre que jeton, site_web"),
    ("name: remarque", "name: avis", f"{PATH}:14:12: question « avis » écrite deux fois ; lui donner un autre nom"),
    ('    choices: {oui: "Oui", non: "Non"}\n', "", f"{PATH}:10:11: question « avis » sans réponses à choisir ; ajouter « choices: … »"),
    ("kind: choice\n", "kind: text\n", f"{PATH}:10:11: « avis » : réponses à choisir inutiles ; écrire « kind: choice »"),
    ("kind: paragraph", "kind: paragraphe", f"{PATH}:14:53: « kind » : trouvé « paragraphe », attendu une valeur de la liste ; vouliez-vous dire « paragraph » ?"),
    ('non: "Non"', 'non: "**Non**"', f"{PATH}:13:32: « ** » dans « non », qui se lit tel quel ; écrire le texte sans mise en forme"),
    ('"Content ?"', '"Écrire à <nous@essai.example> ?"', f"{PATH}:11:12: « <nous@essai.example> » dans « label », qui se lit tel quel ; écrire le texte sans mise en forme"),
    ('"Content ?"', '"Content&nbsp;?"', f"{PATH}:11:12: code « &nbsp; » resté visible ; écrire le caractère lui-même"),
    ('"Améliorer les guides."', '"Écrire à nous (at) essai.example."', f"{PATH}:3:10: adresse que personne ne peut suivre « nous (at) essai.example » ; écrire l'adresse elle-même : « nom@exemple.fr »"),
    ('"Améliorer les guides."', '"Améliorer [objet à compléter]."', f"{PATH}:3:10: « [objet à compléter] » : texte à finir ; l'écrire, ou le retirer"),
    ('"Deux questions."', "|\n  Deux questions :\n  - une\n  - deux", f"{PATH}:2:10: « - une » dans « summary », dont les lignes se suivraient ; en faire une phrase"),
    ('title: "Votre avis"', 'title: "Votre avis"\nserves: subscription', f"{PATH}:10:1: question « email » absente ; ajouter « name: email », « kind: email »"),
]  # fmt: skip


def problems(root, form):
    for path, content in {"content/community.yml": COMMUNITY, PATH: form}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")
    return [
        f"{one.source}: {one.sentence}"
        for one in inspect(root, date(2026, 1, 1))[1]
        if one.source.path == PATH
    ]


def test_a_sound_form_has_no_problem(tmp_path):
    assert problems(tmp_path, FORM) == []


@pytest.mark.parametrize(("found", "planted", "said"), MISTAKES)
def test_a_mistake_is_told_once_at_its_place(tmp_path, found, planted, said):
    assert problems(tmp_path, FORM.replace(found, planted, 1)) == [said]
