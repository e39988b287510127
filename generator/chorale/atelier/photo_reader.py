"""Subprocess that reads one picture under limits of memory and time and writes it again, upright, small and bare.

Run by `photos` as « python -m … FILE WIDTH BYTES »: a new image is written, so nothing of the old file is left in it.
"""

import resource
import sys
from io import BytesIO
from typing import Any

MEMORY, SECONDS = 1024 * 1024 * 1024, 20
PIXELS_MOST = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")
QUALITIES = (82, 74, 64, 52)


def main() -> int:
    """Print « png » or « jpg », then the bytes, on the standard output; a sentence and 1 for what is refused."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        kind, data = made(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    except ValueError as refused:
        sys.stdout.write(str(refused))
        return 1
    except Exception:  # noqa: BLE001 - whatever a hostile file provokes becomes one sentence
        sys.stdout.write("ce fichier n'est pas une image JPEG, PNG, WebP ou HEIC lisible")
        return 1
    sys.stdout.buffer.write(kind.encode() + b"\n" + data)
    return 0


def made(file: str, width: int, most: int) -> tuple[str, bytes]:
    """Return the kind and the bytes of a picture made anew, no wider and no heavier than asked."""
    from PIL import Image, ImageOps
    from pillow_heif import register_heif_opener

    register_heif_opener()
    Image.MAX_IMAGE_PIXELS = PIXELS_MOST
    with Image.open(file, formats=FORMATS) as opened:
        if opened.width * opened.height > PIXELS_MOST:
            raise ValueError("image démesurée : 50 millions de points au plus")
        upright: Any = ImageOps.exif_transpose(opened)
    clear = "A" in upright.getbands() or "transparency" in upright.info
    image = upright.convert("RGBA" if clear else "RGB")
    image.thumbnail((width, width * 4))
    fresh = Image.new(image.mode, image.size)
    fresh.paste(image)
    return _smallest(fresh, most)


def _smallest(image: Any, most: int) -> tuple[str, bytes]:
    from PIL import Image

    kept = BytesIO()
    image.save(kept, "PNG", optimize=True)
    if kept.tell() <= most:
        return "png", kept.getvalue()
    if image.mode == "RGBA":
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        image = ground
    while True:
        for quality in QUALITIES:
            kept = BytesIO()
            image.save(kept, "JPEG", quality=quality, optimize=True, progressive=True)
            if kept.tell() <= most:
                return "jpg", kept.getvalue()
        image.thumbnail((image.width * 3 // 4, image.height * 3 // 4))


if __name__ == "__main__":
    sys.exit(main())
