"""Pictures of articles: PNG or JPEG bytes, their dimensions and weight."""

import struct
from pathlib import Path

LARGEST = 200_000
SUFFIXES = (".png", ".jpg", ".jpeg")
_PNG = b"\x89PNG\r\n\x1a\n"
_WITHOUT_FRAME = (0xC4, 0xC8, 0xCC)


def dimensions(data: bytes) -> tuple[int, int] | None:
    """Return (width, height) in pixels, or None when the bytes are neither PNG nor JPEG."""
    if data.startswith(_PNG) and data[12:16] == b"IHDR" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return (width, height) if width and height else None
    return _jpeg(data) if data.startswith(b"\xff\xd8\xff") else None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    """Walk the segments to the frame header (ITU-T T.81, B.2.2)."""
    index = 2
    while index + 9 <= len(data) and data[index] == 0xFF:
        marker = data[index + 1]
        if 0xC0 <= marker <= 0xCF and marker not in _WITHOUT_FRAME:
            height, width = struct.unpack(">HH", data[index + 5 : index + 9])
            return (width, height) if width and height else None
        index += 2 + int(struct.unpack(">H", data[index + 2 : index + 4])[0])
    return None


def read(root: Path, path: str) -> tuple[bytes, str, str]:
    """Return a picture's bytes, or no byte with what is wrong and what to do."""
    file = root / path
    if not file.resolve().is_relative_to(root.resolve()):
        return (
            b"",
            "lien symbolique qui sort du projet",
            "remplacer le lien par l'image elle-même",
        )
    size = file.stat().st_size
    if size > LARGEST:
        return (
            b"",
            f"image de {size // 1000} ko : {LARGEST // 1000} ko au plus",
            "la réduire à 1 280 pixels de large",
        )
    data = file.read_bytes()
    if dimensions(data) is None:
        return (
            b"",
            "ce fichier n'est ni une image PNG ni une image JPEG",
            "l'enregistrer de nouveau en PNG ou en JPEG",
        )
    if data.startswith(_PNG) != (file.suffix.lower() == ".png"):
        return (
            b"",
            "l'extension ne dit pas le vrai format de l'image",
            "nommer « .png » une image PNG, « .jpg » une JPEG",
        )
    return data, "", ""
