"""Published files as one reviews them in a difference: a tag a line, archives opened, what is repeated said once."""

import difflib
import email
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from email import policy
from pathlib import PurePosixPath

Files = Mapping[str, bytes]
AS_WRITTEN = policy.compat32.clone(max_line_length=None)


def reviewable(files: Files) -> dict[str, bytes]:
    """Return what stands in the expected tree for these files; their exact bytes are told by a digest elsewhere."""
    return {shown: content for path in files for shown, content in _shown(path, files)}


def _shown(path: str, files: Files) -> Iterator[tuple[str, bytes]]:
    match PurePosixPath(path).suffix, PurePosixPath(path).parent.name:
        case ".png", _:
            return
        case ".xlsx" | ".odt", _:
            yield from _members(path, files[path])
        case ".eml", _:
            yield path, _message(path, files)
        case ".html", "apercu":
            yield f"{path}.diff", _difference(path, files)
        case ".html", _:
            yield path, _a_tag_a_line(files[path])
        case _:
            yield path, files[path]


def _a_tag_a_line(markup: bytes) -> bytes:
    return re.sub(rb">(?=<)", b">\n", markup)


def _members(path: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an office document, which is a zip of XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield f"{path}/{name}", _a_tag_a_line(archive.read(name))


def _difference(path: str, files: Files) -> bytes:
    """Return how a view of the email differs from the email; without line numbers, which any line above would move."""
    whole = PurePosixPath(path).parents[1] / "email.html"
    before, after = (
        _a_tag_a_line(files[name]).decode().splitlines() for name in (str(whole), path)
    )
    lines = difflib.unified_diff(before, after, whole.name, path, n=0, lineterm="")
    return "".join("@@\n" if line.startswith("@@") else f"{line}\n" for line in lines).encode()


def _message(path: str, files: Files) -> bytes:
    """Return the headers of each part of an email, and for its body the file beside it that says the same."""
    beside = {
        b"".join(files[name].split()): name
        for name in files
        if name.endswith(("email.html", "email.txt"))
    }
    shown = []
    for part in email.message_from_bytes(files[path], policy=AS_WRITTEN).walk():
        shown.append(part.as_bytes().partition(b"\n\n")[0])
        if not part.is_multipart():
            body = part.get_payload(decode=True)
            name = beside.get(b"".join(body.split()))
            shown.append(f"[{PurePosixPath(name).name}]".encode() if name else body)
    return b"\n\n".join(shown) + b"\n"
