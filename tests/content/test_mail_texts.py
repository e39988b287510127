"""Words of the mails: a community's own where it wrote some, names replaced once, nothing lost of the program's."""

import pytest

from chorale.content.mail_texts import NAMED, MailText, texts, worded
from chorale.content.public_mails import MODELS

UNTIL = {"limite": "mardi à 18 h", "titre": "Les feux", "seance": "séance"}


def own(name="place-proposee", **words):
    return (MailText(path=f"content/mails/{name}.yml", slug=name, **words),)


def test_what_a_community_does_not_write_is_said_as_the_program_says_it():
    words = worded("place-proposee", own(said=("À vous jusqu'à {limite}.",)), UNTIL)

    assert words.subject == "Une place s'est libérée – Les feux"
    assert words.said == ("À vous jusqu'à mardi à 18 h.",)
    assert words.button == "Accepter la place"


def test_another_mails_words_are_not_taken():
    assert worded("place-proposee", own("rappel", subject="Demain"), UNTIL) == worded(
        "place-proposee", (), UNTIL
    )


def test_what_stands_for_a_name_is_not_read_again():
    words = worded("place-proposee", own(said=("{titre}",)), UNTIL | {"titre": "{limite}"})

    assert words.said == ("{limite}",)


def test_a_paragraph_that_says_nothing_is_not_there_and_several_sentences_are_several_paragraphs():
    values = {"sujet": "Ce qui change", "changements": "La date.\n\nLe lieu.", "note": ""}

    assert worded("seance-changee", (), values | UNTIL).said == ("La date.", "Le lieu.")


@pytest.mark.parametrize("name", MODELS)
def test_a_mail_knows_every_name_that_it_says_and_says_those_that_it_needs(name):
    model = MODELS[name]
    said = {found[1] for _, text in texts(model.words) for found in NAMED.finditer(text)}

    assert said <= model.names.keys()
    assert set(model.needed) <= {f[1] for one in model.words.said for f in NAMED.finditer(one)}
