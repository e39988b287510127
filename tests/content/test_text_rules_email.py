"""One rule for addresses: the check of the content, the forms, the files and the headers answer alike."""

import pytest

from chorale.content.text_rules import Invalid, email, is_email
from chorale.service.delivery import smtp

TOLD = {
    "lettre@phare.example": True,
    "o'neil+lettre@Sous-Domaine.PHARE.example": True,
    "lettre@phare": False,
    "lettre@-phare.example": False,
    "lettre@phare..example": False,
    ".lettre@phare.example": False,
    "lettre chez phare": False,
    "é@phare.example": False,
    "<a@phare.example>": False,
    "a@phare.example,b@phare.example": False,
    "a@phare.example\n": False,
    " a@phare.example": False,
    "a@phare.example\r\nBcc: b@phare.example": False,
    f"{'a' * 64}@phare.example": True,
    f"{'a' * 65}@phare.example": False,
}


@pytest.mark.parametrize("address", TOLD)
def test_an_address_is_judged_alike_in_a_file_of_content_and_in_a_header(address):
    assert is_email(address) is TOLD[address]
    if TOLD[address]:
        assert smtp.header(address) == address.encode()
    else:
        with pytest.raises(ValueError, match="adresse refusée"):
            smtp.header(address)


@pytest.mark.parametrize(
    "typed", ["Ada Lovelace <ada@phare.example>", "mailto:ada@phare.example", " ada@PHARE.example "]
)
def test_an_address_is_taken_as_programs_copy_it(typed):
    assert email(typed) == "ada@phare.example"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            "éric@phare.example",
            "Avant le « @ », une adresse ne prend ni accent ni signe rare : recopiez la vôtre depuis votre messagerie.",
        ),
        ("a@phare.example; b@phare.example", "Écrivez une seule adresse électronique."),
        (
            "ada@phare",
            "Écrivez une adresse électronique complète, par exemple prenom.nom@exemple.fr.",
        ),
    ],
)
def test_what_is_wrong_with_an_address_is_said(typed, said):
    with pytest.raises(Invalid) as told:
        email(typed)
    assert str(told.value) == said
