"""Pictures as people have them become those that pages and messages show: turned, stripped, resized, named."""

import struct
import warnings
from functools import cache
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

import resvg_py
from PIL import Image, ImageCms, ImageOps, ImageSequence

from chorale.content.item_model import PreparedPicture
from chorale.french.suggestions import slug

SUFFIXES = frozenset(
    [
        *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".heic", ".heif"),
        *(".bmp", ".tif", ".tiff", ".svg"),
    ]
)
MESSAGE_WIDTH, PAGE_WIDTH, SMALL_WIDTH, LITTLE_WIDTH = 1136, 1600, 800, 336
"""Pixels at most: in a message at twice the density, on a page, on a phone's page, beside a line of a message."""
SHARED_WIDTH = 600
"""Pixels from which networks show a picture beside the title of a page."""
MESSAGE_WEIGHT, PAGE_WEIGHT, LARGEST = 200_000, 400_000, 60_000_000
QUALITIES = (82, 72, 62, 50, 38)
_PLAIN = frozenset(
    [
        *("dpi", "gamma", "interlace", "jfif", "jfif_density", "jfif_unit", "jfif_version"),
        *("progression", "progressive", "srgb", "transparency"),
    ]
)
"""What an image file may say beside its pixels and nobody minds."""
MOVED_MOST = 100_000_000
"""Pixels of all the images of what moves: beyond, it is published as it is."""
_TOLD = frozenset(["comment", "exif", "icc_profile", "xmp"])
"""What a moving picture may say of who made it, and where."""


class UnreadablePicture(Exception):
    """A file that shows nothing; the text is French, advice says what to do."""

    def __init__(self, sentence: str, advice: str) -> None:
        super().__init__(sentence)
        self.advice = advice


def for_message(data: bytes) -> PreparedPicture:
    """Return the one picture that every mail program shows, light enough; the same bytes give the same bytes."""
    if _is_svg(data):
        data = resvg_py.svg_to_bytes(
            svg_string=_text(data), width=MESSAGE_WIDTH, background="#ffffff"
        )
    image = _opened(data)
    if _is_sound(image, data, (MESSAGE_WIDTH * 6) // 5, MESSAGE_WEIGHT):
        return PreparedPicture(_suffix(image), data, *image.size)
    made = _fitted(_upright(image), MESSAGE_WIDTH)
    return _encoded(made, image.format or "", MESSAGE_WEIGHT)


def for_page(data: bytes) -> tuple[PreparedPicture, ...]:
    """Return the pictures of a page, the widest first, a smaller one if it is worth it."""
    if _is_svg(data):
        return (PreparedPicture(".svg", data),)
    image = _opened(data)
    if getattr(image, "is_animated", False) and image.format in ("GIF", "WEBP"):
        return _animated(image, data)
    seen, origin = image, image.format or ""
    if _is_sound(image, data, PAGE_WIDTH, PAGE_WEIGHT):
        full = PreparedPicture(_suffix(image), data, *image.size)
    else:
        seen = _fitted(_upright(image), PAGE_WIDTH)
        full = _encoded(seen, origin, PAGE_WEIGHT)
    if full.width < SMALL_WIDTH * 5 // 4:
        return (full,)
    small = _encoded(_fitted(_upright(seen), SMALL_WIDTH), origin, PAGE_WEIGHT)
    worth = small.suffix == full.suffix and len(small.data) < len(full.data) * 4 // 5
    return (full, small) if worth else (full,)


def _animated(image: Image.Image, data: bytes) -> tuple[PreparedPicture, ...]:
    """Return what moves, as it is if it is of the web and says nothing of its author, and a smaller one for phones."""
    long = getattr(image, "n_frames", 1) * image.width * image.height > MOVED_MOST
    if long or (image.width <= PAGE_WIDTH and not _TOLD & set(image.info)):
        full = PreparedPicture(_suffix(image), data, *image.size)
    else:
        full = _moving(image, PAGE_WIDTH)
    if long or full.width < SMALL_WIDTH * 5 // 4:
        return (full,)
    small = _moving(image, SMALL_WIDTH)
    return (full, small) if len(small.data) < len(full.data) * 4 // 5 else (full,)


def _moving(image: Image.Image, width: int) -> PreparedPicture:
    frames = [
        (_fitted(frame.convert("RGBA"), width), frame.info.get("duration", 100))
        for frame in ImageSequence.Iterator(image)
    ]
    (first, _), *others = frames
    data = _saved(
        first,
        "WEBP",
        save_all=True,
        append_images=[frame for frame, _ in others],
        duration=[shown for _, shown in frames],
        loop=image.info.get("loop", 1),
        quality=QUALITIES[1],
        exif=b"",
        xmp=b"",
    )
    return PreparedPicture(".webp", data, *first.size)


def little(data: bytes) -> PreparedPicture:
    """Return a picture as it stands beside a line of a message."""
    made = for_message(data)
    if made.width <= LITTLE_WIDTH:
        return made
    return _encoded(_fitted(_upright(_opened(made.data)), LITTLE_WIDTH), "", MESSAGE_WEIGHT)


def smaller(data: bytes) -> PreparedPicture | None:
    """Return a picture of a message for pages that show it smaller; none when that is not worth it."""
    if (size := dimensions(data)) is None or size[0] < SMALL_WIDTH:
        return None
    image = _opened(data)
    made = _encoded(
        _fitted(_upright(image), MESSAGE_WIDTH // 2), image.format or "", MESSAGE_WEIGHT
    )
    worth = made.suffix == _suffix(image) and len(made.data) < len(data) * 4 // 5
    return made if worth else None


def verify(data: bytes) -> None:
    """Raise UnreadablePicture unless bytes are a picture."""
    if _is_svg(data):
        _text(data)
    else:
        _opened(data)


def safe_name(path: str, suffix: str) -> str:
    """Return a path that every server, mail program and disk writes alike; a sound one stays."""
    pure = PurePosixPath(path)
    parts = [part if _is_safe(part) else slug(part) or "dossier" for part in pure.parts[:-1]]
    stem = pure.stem if _is_safe(pure.stem) else slug(pure.stem) or "image"
    same = pure.suffix if pure.suffix == ".jpeg" and suffix == ".jpg" else suffix
    return "/".join((*parts, stem + same))


def dimensions(data: bytes) -> tuple[int, int] | None:
    """Return (width, height) of PNG or JPEG bytes, from their header alone; None for anything else."""
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG", "GIF")) as image:
            return image.size if all(image.size) else None
    except (OSError, ValueError, SyntaxError, struct.error):
        return None


def _is_safe(name: str) -> bool:
    return name.isascii() and name.replace("-", "").replace("_", "").replace(".", "").isalnum()


def _is_svg(data: bytes) -> bool:
    return data.lstrip()[:1] == b"<" and b"<svg" in data[:2000]


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadablePicture(
            "ce dessin SVG n'est pas écrit en UTF-8", "l'exporter de nouveau"
        ) from None


def _opened(data: bytes) -> Image.Image:
    if len(data) > LARGEST:
        weight = f"image de {len(data) // 1_000_000} Mo : {LARGEST // 1_000_000} Mo au plus"
        raise UnreadablePicture(weight, "la réduire avant de la déposer")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if data[4:8] == b"ftyp":
                _know_heif()
            image = Image.open(BytesIO(data))
            image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnreadablePicture("image trop grande", "la réduire à 4 000 pixels de large") from None
    except (OSError, ValueError, SyntaxError, EOFError, struct.error, MemoryError):
        known = "PNG, JPEG, HEIC, WebP, AVIF, GIF, BMP, TIFF ou SVG"
        raise UnreadablePicture(
            "ce fichier n'est pas une image lisible", f"l'enregistrer en {known}"
        ) from None
    return image


@cache
def _know_heif() -> None:
    """Teach Pillow what telephones write; the library takes a while to load, and few pictures need it."""
    import pillow_heif

    pillow_heif.register_heif_opener()


def _is_sound(image: Image.Image, data: bytes, width: int, weight: int) -> bool:
    """Return whether a file can be published as it is: of the web, upright, without metadata, light."""
    return (
        image.format in ("PNG", "JPEG")
        and image.mode in ("RGB", "RGBA", "L", "LA", "P", "1")
        and set(image.info) <= _PLAIN
        and image.width <= width
        and len(data) <= weight
    )


def _suffix(image: Image.Image) -> str:
    return {"PNG": ".png", "GIF": ".gif", "WEBP": ".webp"}.get(image.format or "", ".jpg")


def _upright(image: Image.Image) -> Image.Image:
    """Return an image as it was seen, in the colours of screens, its metadata left behind."""
    turned = ImageOps.exif_transpose(image) or image
    seen = _on_screen(turned)
    if seen.mode.startswith("I;16"):  # a scan in 65,536 greys, whose light half would all be white
        seen = seen.convert("I").point(lambda grey: grey * (1 / 257)).convert("L")
    if seen.mode == "P":
        seen = seen.convert("RGBA" if "transparency" in seen.info else "RGB")
    if seen.mode not in ("RGB", "RGBA", "L"):
        seen = seen.convert("RGBA" if seen.mode in ("LA", "PA", "La", "RGBa") else "RGB")
    if seen.mode == "RGBA" and seen.getchannel("A").getextrema() == (255, 255):
        seen = seen.convert("RGB")
    seen.info = {}
    return seen


def _on_screen(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return image
    mode: Any = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        screen = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, source, screen, outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError):
        return image


def _fitted(image: Image.Image, width: int) -> Image.Image:
    if image.width <= width:
        return image
    size = (width, max(1, round(image.height * width / image.width)))
    return image.resize(size, Image.Resampling.LANCZOS)


def _encoded(image: Image.Image, origin: str, weight: int) -> PreparedPicture:
    """Write an image as PNG if it was drawn or is transparent, unless that is too heavy; else as JPEG, ever lighter."""
    if origin in ("PNG", "GIF", "BMP") or image.mode == "RGBA":
        data = _saved(image, "PNG", optimize=True)
        if len(data) <= weight:
            return PreparedPicture(".png", data, *image.size)
    if image.mode == "RGBA":
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        image = ground
    for quality in QUALITIES:
        data = _saved(image, "JPEG", quality=quality, optimize=True, progressive=True)
        if len(data) <= weight:
            break
    return PreparedPicture(".jpg", data, *image.size)


def _saved(image: Image.Image, kind: str, **how: Any) -> bytes:
    held = BytesIO()
    image.save(held, kind, **how)
    return held.getvalue()
