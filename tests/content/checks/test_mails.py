"""Mistakes in a community's own mails: a mail that does not exist, names that nothing replaces, what is not told."""

import shutil
from datetime import date

import pytest
from house import GOLDEN

from chorale.content.project import inspect

OFFER = "content/mails/place-proposee.yml"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    root = tmp_path_factory.mktemp("communaute")
    for part in ("content", "site"):
        shutil.copytree(GOLDEN / part, root / part)
    return root


def told(project, path, text):
    file = project / path
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    found = inspect(project, date(2026, 3, 5))[1]
    file.unlink()
    return [f"{one.source}: {one.message} ; {one.suggestion}" for one in found]


@pytest.mark.parametrize(
    ("path", "text", "sentence"),
    [
        (
            "content/mails/place-propose.yml",
            'subject: "Une place"\n',
            "content/mails/place-propose.yml:1:1: aucun courriel ne s'appelle « place-propose »"
            " ; vouliez-vous dire « place-proposee » ?",
        ),
        (
            OFFER,
            'subject: "{titer}"\n',
            f"{OFFER}:1:10: « {{titer}} » n'est pas un nom que ce courriel remplace"
            " ; vouliez-vous dire « titre » ?",
        ),
        (
            OFFER,
            'said: ["Une place."]\n',
            f"{OFFER}:1:7: le texte ne dit plus « {{limite}} » :"
            " le jour et l'heure avant lesquels agir ; l'écrire",
        ),
        (
            "content/mails/cycle-rappel.yml",
            'button: "Répondre"\n',
            "content/mails/cycle-rappel.yml:1:9: ce courriel n'a pas de bouton ; retirer « button »",
        ),
        (
            OFFER,
            'after: "Avant {limite."\n',
            f"{OFFER}:1:8: accolade seule ; l'écrire « {{nom}} »",
        ),
        (
            "content/mails/deja-abonne.yml",
            'after: "Voir {lien}."\n',
            "content/mails/deja-abonne.yml:1:8: « {lien} » n'est pas un nom que ce courriel remplace"
            " ; ce courriel n'en a aucun : retirer les accolades",
        ),
    ],
)
def test_a_mistake_is_told_where_it_is_with_what_to_write(project, path, text, sentence):
    assert told(project, path, text) == [sentence]


def test_the_programs_own_words_written_in_a_file_are_no_mistake(project):
    assert told(project, OFFER, 'said: ["Jusqu\'au {limite} : {titre}, {quand}."]\n') == []
