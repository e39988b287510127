"""Settings of the service, read once from the environment."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from chorale.content.text_rules import is_email

OWN_MACHINE = frozenset({"127.0.0.1", "::1"})
ALGORITHMS = ("RS256", "ES256", "PS256", "EdDSA")
"""What an identity provider may sign with: a pair of keys, never a secret that both sides know."""


@dataclass(frozen=True, kw_only=True)
class IdentityProvider:
    """Where people of the team have an account already, and what is asked of it (OpenID Connect).

    acr are the levels of which one is needed, none when empty; trusts_email is for a provider that vouches for its
    addresses without saying so in email_verified.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    scope: str = "openid email"
    algorithm: str = "RS256"
    acr: tuple[str, ...] = ()
    trusts_email: bool = False


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Where the service keeps its data, how it writes to people, and under which address it is reached.

    branch is the only one of the project's repository on which the atelier writes, whichever it is when empty; notice
    is what every page of the atelier says of a trial; nothing elsewhere.
    """

    root: Path
    database_url: str
    base_url: str
    smtp_url: str = ""
    bounces: str = ""
    folder: Path
    published: Path = Path("build")
    mails_per_hour: int = 2000
    forms_per_source: int = 300
    proxies: frozenset[str] = OWN_MACHINE
    provider: IdentityProvider | None = None
    branch: str = ""
    notice: str = ""

    @property
    def key_file(self) -> Path:
        """Return the file of the key that seals waiting mails; it is never in a backup of the database."""
        return self.folder / "service.key"

    @property
    def log_folder(self) -> Path:
        """Return where the logs are, one file a day."""
        return self.folder / "journaux"

    @property
    def mail_folder(self) -> Path:
        """Return where mails are laid as .eml files when no SMTP server is set."""
        return self.folder / "courriels"

    @property
    def origin(self) -> str:
        """Return the only origin whose forms are accepted."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"


def data_folder(root: Path, environment: Mapping[str, str]) -> Path:
    """Return where the service keeps its data."""
    return Path(environment.get("CHORALE_VAR") or root / "var").resolve()


def published_folder(root: Path, environment: Mapping[str, str]) -> Path:
    """Return where « chorale build » publishes, beside the site, what the service must know."""
    return Path(environment.get("CHORALE_PUBLISHED") or root / "build").resolve()


def branch(environment: Mapping[str, str]) -> str:
    """Return the only branch of the project's repository on which the atelier writes, if one is named."""
    return environment.get("CHORALE_BRANCH", "").strip()


class Misconfigured(ValueError):
    """A setting that cannot be used; its text is one French sentence."""


def from_environment(root: Path, environment: Mapping[str, str], site_url: str) -> Settings:
    """Read CHORALE_* variables; raises Misconfigured with a sentence for the operator."""
    folder = data_folder(root, environment)
    base_url = environment.get("CHORALE_BASE_URL") or site_url
    if urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).netloc:
        raise Misconfigured(f"CHORALE_BASE_URL : adresse https attendue, trouvé « {base_url} »")
    smtp_url = environment.get("CHORALE_SMTP_URL", "")
    if smtp_url and urlsplit(smtp_url).scheme not in ("smtp", "smtps"):
        raise Misconfigured("CHORALE_SMTP_URL : « smtp://hôte:port » ou « smtps://… » attendu")
    if urlsplit(smtp_url).query not in ("", "starttls=always"):
        raise Misconfigured("CHORALE_SMTP_URL : après « ? », seul « starttls=always » est connu")
    return Settings(
        root=root,
        database_url=environment.get("CHORALE_DATABASE_URL")
        or f"sqlite:///{folder / 'chorale.sqlite'}",
        base_url=base_url.rstrip("/"),
        smtp_url=smtp_url,
        bounces=_bounces(environment.get("CHORALE_BOUNCES", "").strip()),
        folder=folder,
        published=published_folder(root, environment),
        mails_per_hour=_whole(environment, "CHORALE_MAILS_PER_HOUR", 2000),
        forms_per_source=_whole(environment, "CHORALE_FORMS_PER_SOURCE", 300),
        proxies=OWN_MACHINE | _proxies(environment.get("CHORALE_PROXIES", "")),
        provider=_provider(environment),
        branch=branch(environment),
    )


def _bounces(written: str) -> str:
    """Read the address that letters come back to; a word of 43 signs is put before its « @ », of 64 at most."""
    local = written.partition("@")[0]
    if written and (not is_email(written) or "+" in local or len(local) > 21):
        raise Misconfigured(
            "CHORALE_BOUNCES : une adresse comme « retours@exemple.fr » attendue, sans « + », "
            f"21 signes au plus avant « @ » ; trouvé « {written} »"
        )
    return written


def _provider(environment: Mapping[str, str]) -> IdentityProvider | None:
    """Read where people of the team may sign in with an account that they have already."""
    issuer = environment.get("CHORALE_OIDC_ISSUER", "").strip()
    if not issuer:
        return None
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in OWN_MACHINE | {"localhost"}:
        raise Misconfigured(f"CHORALE_OIDC_ISSUER : adresse https attendue, trouvé « {issuer} »")
    words = {name: environment.get(f"CHORALE_OIDC_{name}", "").strip() for name in _OIDC}
    for name in ("CLIENT_ID", "CLIENT_SECRET"):
        if not words[name]:
            raise Misconfigured(f"CHORALE_OIDC_{name} : attendu, avec CHORALE_OIDC_ISSUER")
    algorithm = words["ALGORITHM"] or "RS256"
    if algorithm not in ALGORITHMS:
        known = ", ".join(ALGORITHMS)
        raise Misconfigured(f"CHORALE_OIDC_ALGORITHM : {known} attendu, trouvé « {algorithm} »")
    return IdentityProvider(
        issuer=issuer,
        client_id=words["CLIENT_ID"],
        client_secret=words["CLIENT_SECRET"],
        name=words["NAME"] or parts.hostname or issuer,
        scope=_scope(words["SCOPE"] or "openid email"),
        algorithm=algorithm,
        acr=tuple(words["ACR"].split()),
        trusts_email=_said(words["EMAIL_TRUSTED"], "CHORALE_OIDC_EMAIL_TRUSTED"),
    )


_OIDC = ("CLIENT_ID", "CLIENT_SECRET", "NAME", "SCOPE", "ALGORITHM", "ACR", "EMAIL_TRUSTED")


def _scope(written: str) -> str:
    if missing := {"openid", "email"} - set(written.split()):
        raise Misconfigured(
            f"CHORALE_OIDC_SCOPE : « {' et '.join(sorted(missing))} » manque, trouvé « {written} »"
        )
    return " ".join(written.split())


def _said(written: str, name: str) -> bool:
    if written.lower() in ("", "non", "oui"):
        return written.lower() == "oui"
    raise Misconfigured(f"{name} : « oui » ou « non » attendu, trouvé « {written} »")


def _whole(environment: Mapping[str, str], name: str, default: int) -> int:
    written = environment.get(name) or str(default)
    if not written.isascii() or not written.isdigit() or int(written) < 1:
        raise Misconfigured(f"{name} : nombre entier attendu, trouvé « {written} »")
    return int(written)


def _proxies(written: str) -> frozenset[str]:
    """Read the addresses whose X-Forwarded-For is believed."""
    try:
        return frozenset(
            str(ipaddress.ip_address(word.strip())) for word in written.split(",") if word.strip()
        )
    except ValueError as error:
        raise Misconfigured(
            f"CHORALE_PROXIES : des adresses IP, séparées par des virgules, attendues ({error})"
        ) from None
