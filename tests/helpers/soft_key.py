"""A passkey in software: what a browser and its authenticator answer, or would answer if they lied."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, SYNCED, ATTESTED = 0x01, 0x04, 0x18, 0x40


def plain(data):
    return urlsafe_b64encode(data).decode().rstrip("=")


class SoftKey:
    """One key; what it says may be changed before it answers."""

    def __init__(self, origin="https://chorale.example"):
        self.origin, self.domain = origin, origin.partition("://")[2].partition(":")[0]
        self.flags, self.uses, self.owner = PRESENT | VERIFIED, 0, b""
        self.id, self.secret = secrets.token_bytes(16), ec.generate_private_key(ec.SECP256R1())

    def made(self, asked):
        """Answer navigator.credentials.create()."""
        self.owner = urlsafe_b64decode(asked["user"]["id"] + "==")
        point = self.secret.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        held = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor2.dumps(public)
        data = self._data(ATTESTED) + held
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._credential(asked, "webauthn.create", {"attestationObject": plain(attestation)})

    def given(self, asked):
        """Answer navigator.credentials.get()."""
        self.uses += 1
        data, client = self._data(), self._client(asked, "webauthn.get")
        signed = self.secret.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        said = {
            "authenticatorData": plain(data),
            "signature": plain(signed),
            "userHandle": plain(self.owner),
        }
        return self._credential(asked, "webauthn.get", said)

    def _data(self, more=0):
        domain = hashlib.sha256(self.domain.encode()).digest()
        return domain + bytes([self.flags | more]) + self.uses.to_bytes(4)

    def _client(self, asked, kind):
        said = {"type": kind, "challenge": asked["challenge"], "origin": self.origin}
        return json.dumps(said).encode()

    def _credential(self, asked, kind, said):
        said = {"clientDataJSON": plain(self._client(asked, kind)), **said}
        name = plain(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": said})
