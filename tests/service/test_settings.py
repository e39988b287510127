"""The provider of the settings: whole or refused at the start, each mistake in one sentence."""

import pytest

from chorale.service.settings import IdentityProvider, Misconfigured, from_environment

WHOLE = {
    "CHORALE_OIDC_ISSUER": "https://fca.exemple.fr/api/v2",
    "CHORALE_OIDC_CLIENT_ID": "atelier",
    "CHORALE_OIDC_CLIENT_SECRET": "un-secret",
}


def read(tmp_path, **more):
    environment = WHOLE | {f"CHORALE_OIDC_{name}": value for name, value in more.items()}
    return from_environment(tmp_path, environment, "https://communaute.example").provider


@pytest.mark.parametrize(("written", "branch"), [({}, ""), ({"CHORALE_BRANCH": " main "}, "main")])
def test_a_branch_may_be_named(tmp_path, written, branch):
    assert from_environment(tmp_path, written, "https://communaute.example").branch == branch


def test_without_an_issuer_there_is_no_provider(tmp_path):
    assert from_environment(tmp_path, {}, "https://communaute.example").provider is None


def test_three_settings_are_enough(tmp_path):
    assert read(tmp_path) == IdentityProvider(
        issuer="https://fca.exemple.fr/api/v2",
        client_id="atelier",
        client_secret="un-secret",
        name="fca.exemple.fr",
    )


def test_all_can_be_said_and_the_secret_is_never_printed(tmp_path):
    found = read(
        tmp_path,
        NAME="ProConnect",
        SCOPE="openid  given_name email",
        ALGORITHM="ES256",
        ACR="eidas1 eidas2",
        EMAIL_TRUSTED="Oui",
    )

    assert found == IdentityProvider(
        issuer="https://fca.exemple.fr/api/v2",
        client_id="atelier",
        client_secret="un-secret",
        name="ProConnect",
        scope="openid given_name email",
        algorithm="ES256",
        acr=("eidas1", "eidas2"),
        trusts_email=True,
    )
    assert "un-secret" not in repr(found)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"ISSUER": "http://fca.exemple.fr"}, "CHORALE_OIDC_ISSUER : adresse https attendue, trouvé « http://fca.exemple.fr »"),
        ({"ISSUER": "proconnect"}, "CHORALE_OIDC_ISSUER : adresse https attendue, trouvé « proconnect »"),
        ({"CLIENT_ID": ""}, "CHORALE_OIDC_CLIENT_ID : attendu, avec CHORALE_OIDC_ISSUER"),
        ({"CLIENT_SECRET": " "}, "CHORALE_OIDC_CLIENT_SECRET : attendu, avec CHORALE_OIDC_ISSUER"),
        ({"ALGORITHM": "HS256"}, "CHORALE_OIDC_ALGORITHM : RS256, ES256, PS256, EdDSA attendu, trouvé « HS256 »"),
        ({"SCOPE": "openid"}, "CHORALE_OIDC_SCOPE : « email » manque, trouvé « openid »"),
        ({"SCOPE": "profile"}, "CHORALE_OIDC_SCOPE : « email et openid » manque, trouvé « profile »"),
        ({"EMAIL_TRUSTED": "1"}, "CHORALE_OIDC_EMAIL_TRUSTED : « oui » ou « non » attendu, trouvé « 1 »"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_name(tmp_path, changed, sentence):
    with pytest.raises(Misconfigured) as refused:
        read(tmp_path, **changed)

    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    "written", ["retours", "retours+lettre@exemple.fr", f"{'r' * 22}@exemple.fr"]
)
def test_an_address_that_no_word_can_be_added_to_is_told(tmp_path, written):
    environment = {"CHORALE_BOUNCES": written}
    with pytest.raises(Misconfigured) as refused:
        from_environment(tmp_path, environment, "https://a.example")

    assert str(refused.value) == (
        "CHORALE_BOUNCES : une adresse comme « retours@exemple.fr » attendue, sans « + », "
        f"21 signes au plus avant « @ » ; trouvé « {written} »"
    )
