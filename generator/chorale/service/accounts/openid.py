"""OpenID Connect: sign-in at an identity provider (authorization code, PKCE, signed answers verified), sign-out there.

Nothing is asked before someone presses the button: a provider that is away closes its own door only.
"""

import contextlib
import json
import secrets
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.common.urls import add_params_to_uri
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from joserfc.jwt import JWTClaimsRegistry

from chorale.service import signed_links
from chorale.service.settings import IdentityProvider

LASTS = timedelta(minutes=10)
"""How long a person may be at the provider."""
SECONDS = 10
FRESH = timedelta(hours=1)
PAUSE = timedelta(seconds=30)
"""How long a provider that does not answer is left alone: nobody else waits for it."""
SKEW = 30
"""Seconds by which the provider's clock may differ from ours."""
_KIND = "openid"


class SignInRefused(Exception):
    """No session is opened: a French sentence for the person, a word for the logs, the way out of the provider."""

    def __init__(self, sentence: str, why: str, *, farewell: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.why, self.farewell = sentence, why, farewell


@dataclass(frozen=True, kw_only=True)
class PendingSignIn:
    """What the browser keeps while the person is at the provider; back is the page that they wanted."""

    state: str
    nonce: str
    verifier: str
    back: str

    def sealed(self, secret: str, now: datetime) -> str:
        """Return it for a cookie."""
        content = urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode()
        return signed_links.dated(secret, _KIND, content, now)


def pending(back: str) -> PendingSignIn:
    """Return a fresh one; its numbers are longer than the 32 signs that ProConnect asks."""
    return PendingSignIn(
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        back=back,
    )


def kept(secret: str, written: str, now: datetime) -> PendingSignIn | None:
    """Read the cookie; None when it is not ours or ten minutes have passed."""
    found = signed_links.drawn(secret, _KIND, written)
    if found is None or now - found[1] > LASTS:
        return None
    return PendingSignIn(**json.loads(urlsafe_b64decode(found[0])))


@dataclass(frozen=True, kw_only=True)
class ProvenIdentity:
    """Who someone is at the provider: subject is their number there; address is empty unless it is verified."""

    issuer: str
    subject: str
    address: str
    id_token: str


class OpenidProvider:
    """The provider of the settings: its own account of itself is read once an hour, its keys when one is unknown.

    A final slash more or less in the settings is forgiven; tokens must bear the very name that it gives itself.
    """

    def __init__(self, settings: IdentityProvider, back: str, home: str) -> None:
        self.settings, self.back, self.home = settings, back, home
        self.issuer = settings.issuer.rstrip("/")
        self._known: tuple[datetime, Mapping[str, Any]] | None = None
        self._away: datetime | None = None
        self._keys: KeySet | None = None
        self._reading = threading.Lock()

    def departure(self, waiting: PendingSignIn, now: datetime) -> str:
        """Return the address where the person signs in. Raises SignInRefused."""
        asked = {"acr_values": " ".join(self.settings.acr)} if self.settings.acr else {}
        with self._words():
            known = self._metadata(now)
            address, _ = self._session(known).create_authorization_url(
                known["authorization_endpoint"],
                state=waiting.state,
                nonce=waiting.nonce,
                code_verifier=waiting.verifier,
                **asked,
            )
        return str(address)

    def identity(
        self, query: Mapping[str, str], waiting: PendingSignIn, now: datetime
    ) -> ProvenIdentity:
        """Exchange the code that came back for an identity, every signature verified. Raises SignInRefused."""
        self._came_back(query)
        with self._words():
            known = self._metadata(now)
            session = self._session(known)
            token = session.fetch_token(
                known["token_endpoint"], code=query["code"], code_verifier=waiting.verifier
            )
            claims = self._id_token(token, waiting.nonce, known, now)
            told = self._userinfo(session, claims, known, now)
        identity = ProvenIdentity(
            issuer=self.issuer,
            subject=claims["sub"],
            address=self._address(told if "email" in told else claims),
            id_token=token["id_token"],
        )
        if self.settings.acr and claims.get("acr") not in self.settings.acr:
            raise SignInRefused(
                f"{self.settings.name} vous a reconnu à un niveau plus faible que celui que l'atelier demande "
                f"({' ou '.join(self.settings.acr)}). Recommencez avec un moyen plus sûr, par exemple un second "
                "facteur, ou demandez un lien par courriel.",
                "acr",
                farewell=self.farewell(identity.id_token, now),
            )
        return identity

    def farewell(self, id_token: str, now: datetime) -> str:
        """Return the address that closes the session there and leads back here; nothing when there is none."""
        try:
            address = self._metadata(now).get("end_session_endpoint")
        except (OSError, ValueError):
            return ""
        asked = {
            "id_token_hint": id_token,
            "post_logout_redirect_uri": self.home,
            "state": secrets.token_urlsafe(32),
        }
        return str(add_params_to_uri(address, asked.items())) if address else ""

    @contextlib.contextmanager
    def _words(self) -> Iterator[None]:
        """Say in words that the provider is away, or that what it says cannot be believed."""
        name = self.settings.name
        try:
            yield
        except OSError as error:
            raise SignInRefused(
                f"{name} ne répond pas. Recommencez dans un instant, ou demandez un lien par courriel.",
                type(error).__name__,
            ) from error
        except (AuthlibBaseError, JoseError, LookupError, TypeError, ValueError) as error:
            raise SignInRefused(
                _unverified(name), f"{type(error).__name__} {error}"[:80]
            ) from error

    def _came_back(self, query: Mapping[str, str]) -> None:
        name = self.settings.name
        if query.get("iss", self.issuer).rstrip("/") != self.issuer:
            raise SignInRefused(_unverified(name), "issuer")
        if query.get("error") == "access_denied":
            raise SignInRefused(
                f"Vous avez renoncé, ou {name} a refusé : aucune session n'est ouverte. Recommencez, ou demandez un "
                "lien par courriel.",
                "access_denied",
            )
        if "error" in query or not query.get("code"):
            raise SignInRefused(
                f"{name} n'a pas ouvert de session. Recommencez ; si cela dure, demandez un lien par courriel et "
                "prévenez l'exploitation.",
                "".join(sign for sign in query.get("error", "no-code") if sign.isalnum())[:40],
            )

    def _metadata(self, now: datetime) -> Mapping[str, Any]:
        """Return what the provider says of itself; it must be the one that the settings name."""
        with self._reading:
            if self._known is None or now - self._known[0] > FRESH:
                found = self._described(now)
                if found["issuer"].rstrip("/") != self.issuer:
                    raise ValueError("issuer")
                self._known, self._keys = (now, found), None
            return self._known[1]

    def _described(self, now: datetime) -> Any:
        if self._away and now - self._away < PAUSE:
            raise ConnectionError
        address = f"{self.issuer}/.well-known/openid-configuration"
        try:
            return _read(OAuth2Session(default_timeout=SECONDS), address)
        except OSError:
            self._away = now
            raise

    def _session(self, known: Mapping[str, Any]) -> Any:
        """Return a client; basic authentication is what a provider that says nothing expects."""
        ways = known.get("token_endpoint_auth_methods_supported", ())
        way = "client_secret_post" if "client_secret_post" in ways else "client_secret_basic"
        return OAuth2Session(
            self.settings.client_id,
            self.settings.client_secret,
            token_endpoint_auth_method=way,
            scope=self.settings.scope,
            redirect_uri=self.back,
            code_challenge_method="S256",
            leeway=0,  # a token that lives for a minute is good until its end
            default_timeout=SECONDS,
        )

    def _id_token(
        self, token: Mapping[str, Any], nonce: str, known: Mapping[str, Any], now: datetime
    ) -> dict[str, Any]:
        """Return what the ID token says, signed by the provider, for us, for this very sign-in."""
        header, claims = self._opened(token["id_token"], known)
        expected = {"nonce": nonce, "client_id": self.settings.client_id}
        found = CodeIDToken(
            claims, header, self._for_us(known), expected | {"access_token": token["access_token"]}
        )
        found.validate(now=int(now.timestamp()), leeway=SKEW)
        if not found.get("nonce"):
            raise ValueError("nonce")
        return dict(found)

    def _userinfo(
        self, session: Any, claims: Mapping[str, Any], known: Mapping[str, Any], now: datetime
    ) -> Mapping[str, Any]:
        """Return what the provider tells of the person: signed as ProConnect does, or plain; of the same person."""
        if not (address := known.get("userinfo_endpoint")):
            return claims
        answer = session.get(address)
        answer.raise_for_status()
        if answer.headers.get("Content-Type", "").partition(";")[0].strip() == "application/jwt":
            _, told = self._opened(answer.text, known)
            JWTClaimsRegistry(int(now.timestamp()), SKEW, **self._for_us(known)).validate(told)
        else:
            told = answer.json()
        if told["sub"] != claims["sub"]:
            raise ValueError("sub")
        return dict(told)

    def _for_us(self, known: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "iss": {"essential": True, "value": known["issuer"]},
            "aud": {"essential": True, "value": self.settings.client_id},
        }

    def _opened(self, written: str, known: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Return the header and claims of a token, signed as the settings say; an unknown key is asked for again."""
        pinned = JWSRegistry(algorithms=[self.settings.algorithm], strict_check_header=False)
        try:
            found = jwt.decode(written, self._key_set(known), registry=pinned)
        except InvalidKeyIdError:
            found = jwt.decode(written, self._key_set(known, again=True), registry=pinned)
        return found.header, found.claims

    def _key_set(self, known: Mapping[str, Any], *, again: bool = False) -> KeySet:
        with self._reading:
            if self._keys is None or again:
                found = _read(OAuth2Session(default_timeout=SECONDS), known["jwks_uri"])
                self._keys = KeySet.import_key_set(found)
            return self._keys

    def _address(self, told: Mapping[str, Any]) -> str:
        """Return an address that the provider answers for; silence is not an answer, unless the settings say so."""
        verified = told.get("email_verified", self.settings.trusts_email)
        return str(told.get("email", "")).strip() if verified is True else ""


def _unverified(name: str) -> str:
    return (
        f"La réponse de {name} ne se vérifie pas : aucune session n'est ouverte. Recommencez ; si cela dure, demandez "
        "un lien par courriel et prévenez l'exploitation."
    )


def _read(session: Any, address: str) -> Any:
    """Return a public answer of the provider."""
    answer = session.get(address, withhold_token=True)
    answer.raise_for_status()
    return answer.json()
