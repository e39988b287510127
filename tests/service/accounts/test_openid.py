"""What a provider answers is believed when it is signed as agreed, by it, for us, for this sign-in; nothing else is."""

from datetime import UTC, datetime, timedelta

import pytest
from joserfc.jwk import ECKey, OctKey
from openid_double import double
from places import FrozenClock

from chorale.service.accounts import openid
from chorale.service.accounts.openid import OpenidProvider, SignInRefused

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
LIE = (
    "La réponse de ProEssai ne se vérifie pas : aucune session n'est ouverte. Recommencez ; si cela dure, demandez un "
    "lien par courriel et prévenez l'exploitation."
)


@pytest.fixture
def provider():
    with double(FrozenClock(NOW)) as state:
        yield state


def client(provider, **settings):
    return OpenidProvider(
        provider.settings(**settings), "https://a.example/retour", "https://a.example/entrer"
    )


def identity(provider, theirs, **query):
    waiting = openid.pending("/atelier/")
    provider.took(theirs.departure(waiting, NOW))
    return theirs.identity({"code": "un-code", "state": waiting.state, **query}, waiting, NOW)


def test_a_signed_answer_says_who_it_is(provider):
    found = identity(provider, client(provider))

    assert (found.issuer, found.subject, found.address) == (
        provider.issuer,
        "no 12",
        "Anne@Exemple.fr",
    )
    assert found.id_token.count(".") == 2


def test_a_plain_answer_of_the_same_person_is_believed(provider):
    provider.signed = False

    assert identity(provider, client(provider)).address == "Anne@Exemple.fr"


def test_a_provider_without_userinfo_says_it_in_the_token(provider):
    del provider.metadata["userinfo_endpoint"]
    provider.id_token = {"email": "anne@exemple.fr", "email_verified": True}

    assert identity(provider, client(provider)).address == "anne@exemple.fr"


FORGED = ECKey.generate_key("P-256", {"kid": "un"})
LIES = {
    "a token for someone else": lambda one: one.id_token.update(aud="autre"),
    "a token of someone else": lambda one: one.id_token.update(iss="https://pirate.example"),
    "a token of another sign-in": lambda one: one.id_token.update(nonce="x" * 43),
    "a token without a sign-in": lambda one: one.id_token.update(nonce=None),
    "a token that is over": lambda one: one.id_token.update(exp=int(NOW.timestamp()) - 31),
    "a token without an end": lambda one: one.id_token.update(exp=None),
    "a token of tomorrow": lambda one: one.id_token.update(iat=int(NOW.timestamp()) + 86400),
    "a token without a person": lambda one: one.id_token.update(sub=None),
    "a token handed on": lambda one: one.id_token.update(aud=["atelier", "b"], azp="b"),
    "a token for another access": lambda one: one.id_token.update(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "another person's data": lambda one: one.userinfo.update(sub="no 13"),
    "data for someone else": lambda one: one.userinfo.update(aud="autre"),
    "data of someone else": lambda one: one.userinfo.update(iss="https://pirate.example"),
    "plain data of another person": lambda one: (one.userinfo.update(sub="no 13"), setattr(one, "signed", False)),
    "a forged signature": lambda one: setattr(one, "key", FORGED),
    "no signature": lambda one: setattr(one, "algorithm", "none"),
    "a secret that is public": lambda one: (setattr(one, "algorithm", "HS256"), setattr(one, "key", OctKey.import_key("un secret que tout le monde connaît"))),
    "another algorithm than agreed": lambda one: (setattr(one, "algorithm", "ES256K"), setattr(one, "key", ECKey.generate_key("secp256k1", {"kid": "un"}))),
    "a key that nobody published": lambda one: setattr(one, "kid", "deux"),
    "no keys": lambda one: one.metadata.pop("jwks_uri"),
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_what_is_not_what_was_agreed_opens_nothing(provider, lie):
    LIES[lie](provider)
    if provider.algorithm == "none":
        provider.sign = unsigned

    with pytest.raises(SignInRefused) as refused:
        identity(provider, client(provider))

    assert refused.value.sentence == LIE


def unsigned(claims):
    """Return a token that nobody signed."""
    import json
    from base64 import urlsafe_b64encode

    parts = (json.dumps(one).encode() for one in ({"alg": "none"}, claims))
    return ".".join(urlsafe_b64encode(one).decode().rstrip("=") for one in parts) + "."


def test_another_provider_s_answer_is_not_taken_for_this_one_s(provider):
    with pytest.raises(SignInRefused) as refused:
        identity(provider, client(provider), iss="https://pirate.example")

    assert refused.value.sentence == LIE


def test_a_provider_that_says_another_name_than_the_settings_is_not_left_for(provider):
    provider.metadata["issuer"] = "https://pirate.example"

    with pytest.raises(SignInRefused) as refused:
        client(provider).departure(openid.pending("/"), NOW)

    assert refused.value.sentence == LIE


@pytest.mark.parametrize(("said", "set_up"), [("/", ""), ("", "/"), ("/", "/")])
def test_a_final_slash_of_the_settings_is_forgiven_but_not_of_a_token(provider, said, set_up):
    bare = provider.issuer
    provider.metadata["issuer"] = provider.issuer = bare + said
    theirs = client(provider, issuer=bare + set_up)
    found = identity(provider, theirs, iss=bare)
    provider.id_token = {"iss": bare if said else bare + "/"}

    assert found.issuer == bare
    with pytest.raises(SignInRefused):
        identity(provider, theirs)


def test_a_code_without_its_proof_is_refused_by_the_provider(provider):
    theirs, waiting = client(provider), openid.pending("/")
    provider.took(theirs.departure(waiting, NOW))
    other = openid.pending("/")

    with pytest.raises(SignInRefused) as refused:
        theirs.identity({"code": "x"}, other, NOW)

    assert (refused.value.sentence, refused.value.why) == (LIE, "OAuthError invalid_grant: ")


def test_new_keys_of_the_provider_are_fetched_when_one_is_unknown(provider):
    theirs = client(provider)
    identity(provider, theirs)
    provider.key = provider.published = ECKey.generate_key("P-256", {"kid": "deux"})
    provider.kid = "deux"
    identity(provider, theirs)

    assert provider.asked_keys == 2


def test_a_provider_that_was_away_is_asked_again_half_a_minute_later(provider):
    theirs, waiting = client(provider), openid.pending("/")
    seen = []
    for seconds, away in ((0, True), (29, False), (31, False)):
        provider.away = away
        try:
            theirs.departure(waiting, NOW + timedelta(seconds=seconds))
            seen.append("left")
        except SignInRefused as refused:
            seen.append(refused.why)

    assert seen == ["HTTPError", "ConnectionError", "left"]


def test_a_provider_without_a_session_to_close_gives_no_way_out(provider):
    del provider.metadata["end_session_endpoint"]

    assert client(provider).farewell("x", NOW) == ""
    assert client(provider, issuer="http://127.0.0.1:9").farewell("x", NOW) == ""


def test_basic_authentication_is_for_who_takes_nothing_else(provider):
    provider.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_basic"]
    identity(provider, client(provider))

    assert "client_secret" not in provider.sent


def test_what_a_browser_keeps_is_ours_and_for_ten_minutes():
    waiting = openid.pending("/atelier/")
    written = waiting.sealed("SECRET", NOW)

    assert openid.kept("SECRET", written, NOW + openid.LASTS) == waiting
    assert openid.kept("SECRET", written, NOW + openid.LASTS + timedelta(seconds=1)) is None
    assert openid.kept("AUTRE", written, NOW) is None
    assert openid.kept("SECRET", "x" + written, NOW) is None
    assert openid.kept("SECRET", "", NOW) is None
