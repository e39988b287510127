"""An identity provider on loopback that may lie: each test says what is wrong with its answers."""

import hashlib
import http.server
import json
import threading
from base64 import urlsafe_b64encode
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from chorale.service.settings import IdentityProvider

CLIENT, SECRET = "atelier", "un-secret"


class Double(http.server.BaseHTTPRequestHandler):
    """Answers as the server's `state` says: what is asked of it is kept there."""

    def do_GET(self):
        state = self.server.state
        if state.away:
            self._json({}, 503)
        elif self.path == "/.well-known/openid-configuration":
            self._json(state.metadata)
        elif self.path == "/jwks":
            state.asked_keys += 1
            self._json(KeySet([state.published]).as_dict(private=False))
        else:
            self._userinfo(state)

    def _userinfo(self, state):
        told = {"sub": state.subject, "email": state.email, **state.userinfo}
        told = {name: value for name, value in told.items() if value is not None}
        if state.signed:
            claims = {"iss": state.issuer, "aud": CLIENT, **told}
            self._send(state.sign(claims).encode(), "application/jwt; charset=utf-8")
        else:
            self._json(told)

    def do_POST(self):
        state = self.server.state
        length = int(self.headers["Content-Length"])
        state.sent = dict(parse_qsl(self.rfile.read(length).decode()))
        proof = hashlib.sha256(state.sent.get("code_verifier", "").encode()).digest()
        if urlsafe_b64encode(proof).decode().rstrip("=") != state.left["code_challenge"]:
            self._json({"error": "invalid_grant"}, 400)
            return
        now = int(state.clock().timestamp())
        claims = {
            "iss": state.issuer,
            "aud": CLIENT,
            "sub": "no 12",
            "nonce": state.left["nonce"],
            "iat": now,
            "exp": now + 60,
            "acr": "eidas1",
            **state.id_token,
        }
        self._json(
            {
                "access_token": "un-jeton",
                "token_type": "Bearer",
                "expires_in": 60,
                "id_token": state.sign(
                    {name: value for name, value in claims.items() if value is not None}
                ),
            }
        )

    def _json(self, value, status=200):
        self._send(json.dumps(value).encode(), "application/json", status)

    def _send(self, body, kind, status=200):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class DoubleState:
    """What the provider says of itself and of who signs in there."""

    def __init__(self, address, clock):
        self.issuer, self.clock = address, clock
        self.key = self.published = ECKey.generate_key("P-256", {"kid": "un", "use": "sig"})
        self.algorithm, self.kid, self.signed = "ES256", "un", True
        self.subject, self.email = "no 12", "Anne@Exemple.fr"
        self.userinfo, self.id_token = {"email_verified": True}, {}
        self.away = False
        self.asked_keys, self.sent, self.left = 0, {}, {}
        self.metadata = {
            "issuer": address,
            "authorization_endpoint": f"{address}/authorize",
            "token_endpoint": f"{address}/token",
            "userinfo_endpoint": f"{address}/userinfo",
            "jwks_uri": f"{address}/jwks",
            "end_session_endpoint": f"{address}/session/end",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def sign(self, claims):
        header = {"alg": self.algorithm, "kid": self.kid}
        return jwt.encode(header, claims, self.key, algorithms=[self.algorithm])

    def settings(self, **changed):
        values = {
            "issuer": self.issuer,
            "client_id": CLIENT,
            "client_secret": SECRET,
            "name": "ProEssai",
            "algorithm": "ES256",
            **changed,
        }
        return IdentityProvider(**values)

    def took(self, address):
        """Keep what the browser was sent with; return the way back with a code."""
        self.left = dict(parse_qsl(urlsplit(address).query))
        return f"/atelier/entrer/retour?code=un-code&state={self.left['state']}"


@contextmanager
def double(clock):
    """Serve a provider; yield its state."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Double)
    server.state = DoubleState(f"http://127.0.0.1:{server.server_port}", clock)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.state
    server.shutdown()
    server.server_close()
