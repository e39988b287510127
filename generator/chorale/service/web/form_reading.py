"""Reading of a form within limits: fields and files, whatever the encoding, or one refusal in French."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from chorale.service.http_errors import malformed, too_large, too_slow
from chorale.service.web.request import FormData
from chorale.service.web.security import guard

FIELDS_MOST = 499
BODY_SECONDS = 30


@dataclass(frozen=True)
class SentForm:
    """What was sent: every value of every name, as text, the bytes of the files and what they were called."""

    fields: FormData
    files: dict[str, bytes] = field(default_factory=dict)
    file_names: dict[str, str] = field(default_factory=dict)


async def read_form(
    request: Request, origin: str, limit: int, *, fields: int = 0, files: int = 0
) -> SentForm:
    """Return the form of a request from our own pages; raises HttpError."""
    refused = guard(request.headers, origin)
    if refused is not None:
        raise refused
    body = await _body(request, limit)
    if request.headers.get("content-type", "").lower().startswith("multipart/"):
        pairs, uploads = await _multipart(request.headers, body, fields or FIELDS_MOST, files)
    else:
        pairs, uploads = _urlencoded(body, fields or FIELDS_MOST), {}
    contents = {name: data for name, (_, data) in uploads.items()}
    called = {name: filename for name, (filename, _) in uploads.items()}
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return SentForm(found, contents, called)


async def _body(request: Request, limit: int) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise too_large()
    except TimeoutError:
        raise too_slow() from None
    except ClientDisconnect:
        raise malformed("L'envoi s'est interrompu : rien n'a été enregistré.") from None
    return bytes(body)


def _urlencoded(body: bytes, most: int) -> list[tuple[str, str]]:
    if body.count(b"&") >= most:
        raise too_large()
    try:
        return parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=most,
        )
    except ValueError:
        raise malformed(
            "Le formulaire reçu n'est pas du texte lisible : rien n'a été enregistré."
        ) from None


async def _multipart(
    headers: Headers, body: bytes, most: int, files: int
) -> tuple[list[tuple[str, str]], dict[str, tuple[str, bytes]]]:
    if body.count(b"\r\nContent-Disposition") > most + files:
        raise too_large()

    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    try:
        form = await MultiPartParser(headers, stream(), max_files=files, max_fields=most).parse()
    except (MultiPartException, KeyError, UnicodeDecodeError, ValueError):
        raise malformed("Le formulaire reçu est illisible : rien n'a été enregistré.") from None
    pairs, uploads = list[tuple[str, str]](), dict[str, tuple[str, bytes]]()
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            uploads[name] = (value.filename or "", await value.read())
        else:
            pairs.append((name, value))
    return pairs, uploads
