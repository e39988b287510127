"""Encryption with age: keys per person, per group and for the service, whose own the database knows."""

import contextlib
import hashlib
from collections.abc import Iterable
from pathlib import Path

import pyrage
from sqlalchemy import delete, insert, select

from chorale.files import create, private_folder
from chorale.service.settings import Misconfigured
from chorale.service.store import Store
from chorale.service.tables import service_identity

_PREFIX = "AGE-SECRET-KEY-1"


class CannotOpen(Exception):
    """The key does not open the seal, or the seal was altered."""


def new_secret() -> str:
    """Return a fresh secret of 256 bits: 58 capital letters and digits, the last six a checksum."""
    return str(pyrage.x25519.Identity.generate()).removeprefix(_PREFIX)


def recipient(secret: str) -> str:
    """Return the public key (age1…) of a secret; raises CannotOpen when it is mistyped."""
    return str(_identity(secret).to_public())


def digest(secret: str) -> str:
    """Return the SHA-256 under which a secret is looked up; the secret itself is never stored."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def seal(content: str, recipients: Iterable[str]) -> str:
    """Encrypt text to public keys, in age's armoured format."""
    keys = [pyrage.x25519.Recipient.from_str(key) for key in recipients]
    sealed: bytes = pyrage.encrypt(content.encode(), keys, armored=True)
    return sealed.decode("ascii")


def unseal(sealed: str, secret: str) -> str:
    """Decrypt armoured text; raises CannotOpen."""
    try:
        content: bytes = pyrage.decrypt(sealed.encode("ascii"), [_identity(secret)])
    except pyrage.DecryptError as error:
        raise CannotOpen("this key does not open this seal") from error
    return content.decode()


def _identity(secret: str) -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(
            _PREFIX + secret.strip().upper().removeprefix(_PREFIX)
        )
    except (pyrage.IdentityError, ValueError, UnicodeEncodeError) as error:
        raise CannotOpen("this is not a key") from error


_LOCK = "service-identity"


def service_secret(store: Store, file: Path) -> str:
    """Return the service's own secret, made at the first start; raises Misconfigured when it is not this database's."""
    with store.read() as connection:
        known = connection.execute(select(service_identity.c.recipient)).scalar()
    if known and not file.exists():
        raise Misconfigured(
            f"« {file} » manque, et la base de données a été écrite avec cette clé : la reprendre de sa copie ;"
            " perdue pour de bon, « chorale service new-key » en fait une autre"
        )
    secret = _kept(file)
    if known is None:
        known = _declared(store, recipient(secret))
    if known != recipient(secret):
        raise Misconfigured(
            f"« {file} » n'est pas la clé de cette base de données (attendue : {known}) : reprendre de sa copie la clé"
            " gardée avec cette base ; perdue pour de bon, « chorale service new-key » en fait une autre"
        )
    return secret


def renew(store: Store, file: Path) -> Path | None:
    """Have the database accept a fresh key; return where the former one is kept, if there was one."""
    aside = file.with_name(f"{file.name}.ancienne")
    found = file.exists()
    with store.write(_LOCK) as connection:
        connection.execute(delete(service_identity))
        if found:
            file.replace(aside)
    service_secret(store, file)
    return aside if found else None


def _declared(store: Store, public: str) -> str:
    """Keep the public part as the database's, unless another process was first; return the one that is kept."""
    kept = select(service_identity.c.recipient)
    with store.write(_LOCK) as connection:
        if connection.execute(kept).scalar() is None:
            connection.execute(insert(service_identity).values(number=1, recipient=public))
        return str(connection.execute(kept).scalar_one())


def _kept(file: Path) -> str:
    private_folder(file.parent)
    if not file.exists():
        with contextlib.suppress(
            FileExistsError
        ):  # another process was first: its key is the service's
            create(file, f"{new_secret()}\n".encode())
    secret = file.read_text(encoding="utf-8", errors="replace").strip()
    try:
        recipient(secret)
    except CannotOpen:
        raise Misconfigured(
            f"« {file} » n'est pas la clé du service : la reprendre de sa copie"
        ) from None
    return secret
