"""Letters written elsewhere (.docx, .eml, web page, plain text, WordPress, Ghost) as parts in our Markdown."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from xml.parsers.expat import ExpatError

from chorale.text import (
    export_sources,
    letter_parts,
    mail_sources,
    others_bytes,
    pasted,
    word_habits,
    word_numbers,
)
from chorale.text.letter_parts import (
    ImportedLetter,
    ImportedPart,
    UnreadableSource,
    first_words,
    parts,
    parts_of_blocks,
    text_blocks,
)

UNPACKED_MOST = 150_000_000
_STYLES, _NUMBERING = "word/styles.xml", "word/numbering.xml"
_DOCUMENT = re.compile(r"word/document\d*\.xml")
_DRAWN = re.compile(
    rf"(?:<p>)?{word_numbers.OPEN}(\d):([^{word_numbers.SHUT}]*){word_numbers.SHUT}"
)
_BAD_STYLE = re.compile(
    rb"<w:style\b(?:(?![^>]*\bw:type=)|(?![^>]*\bw:styleId=))[^>]*(?:(?<=/)>|>.*?</w:style>)",
    re.DOTALL,
)
ELSEWHERE = "Une image n'est pas dans le document, ou ne s'y lit pas : l'ajouter à la main."
TITLE_GUESSED = "Les titres d'un texte brut sont devinés : vérifier lesquels commencent un article."


def read(name: str, data: bytes) -> ImportedLetter:
    """Read a file by its name's ending; raises UnreadableSource."""
    ending = name.lower().rpartition(".")[2]
    reader = _READERS.get(ending)
    if reader is None:
        wanted = "un .docx, .eml, .html, .txt, .xml (WordPress) ou .json (Ghost)"
        raise UnreadableSource(f"« {name} » : {wanted} est attendu.")
    found = reader(data)
    if not found.parts:
        raise UnreadableSource(f"« {name} » ne contient aucun texte.")
    return found


def plain(text: str) -> ImportedLetter:
    """Read plain text, or our Markdown: bullets and steps are kept, titles are guessed and to be confirmed."""
    if re.search(r"(?m)^#{1,3} \S", text):
        return ImportedLetter(parts=parts(text))
    found = parts_of_blocks(text_blocks(text))
    return ImportedLetter(parts=found, doubts=(TITLE_GUESSED,))


def _html(data: bytes) -> ImportedLetter:
    return of_html(others_bytes.page(data), {})


def of_html(html: str, pictures: Mapping[str, tuple[str, bytes]]) -> ImportedLetter:
    """Read HTML whose pictures are known by their source: each has a name and bytes."""
    names = {source: name for source, (name, _) in pictures.items()}
    made = pasted.markdown_of(html, names)
    kept = {name: data for name, data in pictures.values() if f"({name})" in made.text}
    return ImportedLetter(parts=parts(made.text), pictures=kept, doubts=letter_parts.doubts(made))


def _docx(data: bytes) -> ImportedLetter:
    import mammoth

    found: dict[str, tuple[str, bytes]] = {}

    def kept(image: Any) -> dict[str, str]:
        with image.open() as stream:
            name = f"image-{len(found) + 1}.{image.content_type.rpartition('/')[2]}"
            found[name] = (name, stream.read())
        return {"src": name}

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(one.file_size for one in packed.infolist()) > UNPACKED_MOST:
                raise UnreadableSource("Ce document est trop lourd, une fois décompressé.")
            data, doubts = _readable(packed)
        image = mammoth.images.img_element(kept)
        made = mammoth.convert_to_html(io.BytesIO(data), convert_image=image)
    except (
        zipfile.BadZipFile,
        ExpatError,
        KeyError,
        ValueError,
        OSError,
        AttributeError,
    ):
        raise UnreadableSource("Ce fichier n'est pas un document Word (.docx).") from None
    letter = of_html(_DRAWN.sub(_as_word_pastes, made.value), found)
    told = [ELSEWHERE] if any("image" in one.message for one in made.messages) else []
    return replace(letter, doubts=(*letter.doubts, *told, *doubts))


def _readable(packed: zipfile.ZipFile) -> tuple[bytes, tuple[str, ...]]:
    """Return a document with its numbers written and its words in runs, and what cannot come.

    mammoth reads neither, nor the styles that say no kind.
    """
    parts = {name: packed.read(name) for name in packed.namelist()}
    styles, doubts = parts.get(_STYLES, b""), list[str]()
    for name in filter(_DOCUMENT.fullmatch, [*parts]):
        parts[name] = word_numbers.numbered(parts[name], parts.get(_NUMBERING, b""), styles)
        parts[name], told = word_habits.plain(parts[name])
        doubts += told
    if styles:
        parts[_STYLES] = _BAD_STYLE.sub(b"", styles)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as again:
        for name, data in parts.items():
            again.writestr(name, data)
    return made.getvalue(), tuple(doubts)


def _as_word_pastes(found: re.Match[str]) -> str:
    """Return the beginning of a paragraph of a list as Word copies it; a title keeps its number as words."""
    level, mark = found[1], found[2]
    if not found[0].startswith("<p>"):
        return f"{mark} "
    ignored = f"<span style='mso-list:Ignore'>{mark}</span>"
    return f"<p style='mso-list:l0 level{level}'>{ignored}"


def _eml(data: bytes) -> ImportedLetter:
    mail = mail_sources.read(data)
    if not (mail.html.strip() or mail.plain.strip()):
        raise UnreadableSource("Ce courriel n'a pas de texte.")
    found = of_html(mail.html, mail.pictures) if mail.html else plain(mail.plain)
    left = [
        f"Pièce jointe « {one} » laissée : ce qu'elle dit n'est pas repris." for one in mail.left
    ]
    titled = _titled(found.parts, mail.title) if mail.title else found.parts
    return replace(found, parts=titled, doubts=(*found.doubts, *left))


def _titled(found: tuple[ImportedPart, ...], title: str) -> tuple[ImportedPart, ...]:
    """Return the parts of a mail; one that has no title of its own has that of the mail, and keeps its first line."""
    if len(found) != 1 or found[0].titled:
        return found
    first, words = found[0].title, found[0].markdown
    whole = words if first_words(words) == first else f"{first}\n\n{words}"
    return (ImportedPart(title=title, markdown=whole),)


_READERS: Mapping[str, Callable[[bytes], ImportedLetter]] = {
    "docx": _docx,
    "eml": _eml,
    "html": _html,
    "htm": _html,
    "txt": lambda data: plain(others_bytes.decoded(data)),
    "md": lambda data: plain(others_bytes.decoded(data)),
    "xml": export_sources.wordpress,
    "json": export_sources.ghost,
}
ENDINGS = tuple(_READERS)
