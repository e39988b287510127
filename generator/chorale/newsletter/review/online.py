"""Proof that the pages and pictures of a letter are online: on the site when it answers, else in the last build."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Literal, assert_never
from urllib.error import HTTPError, URLError
from urllib.parse import unquote
from urllib.request import Request, urlopen

from chorale import files
from chorale.content import addresses
from chorale.french.phrases import agreed, plural
from chorale.newsletter.review.built_email import BuiltEmail

Ask = Callable[[str], int | None]
"""What a web server answers for an address: a status, or nothing when nobody answers."""
PATIENCE, AT_ONCE = 10, 4
"""Seconds for an answer; questions asked together, few enough for a small server."""


@dataclass(frozen=True)
class OnlineProof:
    """What is missing, by its address, and where it was looked for: on the site, in the last build, or nowhere."""

    missing: tuple[str, ...]
    seen: Literal["site", "build", "nowhere"]


def proof(built: BuiltEmail, publication: Path, ask: Ask) -> OnlineProof:
    """Look for all that a message shows and leads to on its own site.

    The site has the last word: it may have been built elsewhere, and the folder here be older.
    """
    wanted = targets(built)
    if ask(built.community.url) == HTTPStatus.OK:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = tuple(pool.map(ask, wanted))
        missing = (
            url for url, status in zip(wanted, found, strict=True) if status != HTTPStatus.OK
        )
        return OnlineProof(tuple(missing), "site")
    manifest = files.manifest(publication)
    if manifest is None:
        return OnlineProof(wanted, "nowhere")
    return OnlineProof(tuple(url for url in wanted if not _holds(manifest, built, url)), "build")


def sentence(built: BuiltEmail, found: OnlineProof) -> str:
    """Say what is missing, where it was looked for, and what to do."""
    many = len(found.missing)
    count = plural(many, "adresse")
    shown = ", ".join(found.missing[:3]) + ("…" if len(found.missing) > 3 else "")
    after = "publier le site (« chorale build », puis le mettre en ligne) avant d'envoyer"
    match found.seen:
        case "site":
            return f"la lettre mène à {count} que le site ne montre pas : {shown} ; {after}"
        case "build":
            where = f"{built.community.url} ne répond pas d'ici, et build/"
            return f"la lettre mène à {count} {agreed(many, 'absente')} : {where} ne contient pas {shown} ; {after}"
        case "nowhere":
            where = f"{built.community.url} ne répond pas d'ici et build/ est vide"
            return f"rien ne prouve que les pages de la lettre sont en ligne : {where} ; {after}"
    assert_never(found.seen)


def targets(built: BuiltEmail) -> tuple[str, ...]:
    """Return the addresses of the community's site that a message shows or leads to, but for the service's pages."""
    base = built.community.url
    named = (
        element.attributes.get(name, "").partition("#")[0]
        for element in built.root.walk()
        for name in ("href", "src")
    )
    served = base + addresses.SERVICE.strip("/") + "/"
    ours = (url for url in named if url.startswith(base) and not url.startswith(served))
    return tuple(dict.fromkeys(ours))


def _holds(manifest: Mapping[str, str], built: BuiltEmail, url: str) -> bool:
    """Return whether a build has a page, or the very picture that a message shows."""
    path = unquote(url.removeprefix(built.community.url))
    if path == "" or path.endswith("/"):
        return f"site/{path}index.html" in manifest
    folder, _, name = path.rpartition("/")
    picture = built.issue.pictures.get(name) if folder == f"lettres/{built.issue.slug}" else None
    digest = manifest.get(f"site/{path}")
    return digest is not None and (picture is None or digest == sha256(picture).hexdigest())


def ask_server(url: str) -> int | None:
    """Ask a web server for an address, without its content where it allows that."""
    for method in ("HEAD", "GET"):
        try:
            with urlopen(Request(url, method=method), timeout=PATIENCE) as answer:  # noqa: S310 - an https address of the community
                return int(answer.status)
        except HTTPError as refused:
            if method == "GET" or refused.code not in (
                HTTPStatus.METHOD_NOT_ALLOWED,
                HTTPStatus.NOT_IMPLEMENTED,
            ):
                return refused.code
        except (URLError, OSError, ValueError):
            return None
    return None
