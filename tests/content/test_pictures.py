"""Phone photos, drawings and scans become pictures that a page and a message show, without what they tell of people."""

from io import BytesIO

import pillow_heif
import pytest
from PIL import Image

from chorale.content import pictures
from chorale.content.pictures import UnreadablePicture, for_message, for_page, safe_name

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50"><rect width="100" height="50"/></svg>'
KNOWN = "l'enregistrer en PNG, JPEG, HEIC, WebP, AVIF, GIF, BMP, TIFF ou SVG"


def photo(width=1800, height=900, mode="RGB"):
    """Return a gradient whose left half is dark."""
    image = Image.radial_gradient("L").resize((width, height)).convert("RGB")
    image.paste((10, 20, 60), (0, 0, width // 2, height))
    return image.convert(mode)


def written(image, kind, **how):
    held = BytesIO()
    image.save(held, kind, **how)
    return held.getvalue()


def located():
    """Return what a phone writes beside the pixels: turned to the right, and where it was."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Telephone"
    exif.get_ifd(0x8825)[1] = "N"
    return exif


def opened(prepared):
    return Image.open(BytesIO(prepared.data))


HELD = {
    "jpeg": lambda: written(photo(), "JPEG", exif=located()),
    "cmyk": lambda: written(photo(mode="CMYK"), "JPEG"),
    "webp": lambda: written(photo(), "WEBP"),
    "avif": lambda: written(photo(), "AVIF"),
    "bmp": lambda: written(photo(), "BMP"),
    "tiff": lambda: written(photo(), "TIFF"),
    "gif": lambda: written(photo(mode="P"), "GIF"),
    "grey": lambda: written(photo(mode="L"), "TIFF"),
    "svg": lambda: SVG,
    "two pictures in one": lambda: written(photo(), "MPO", save_all=True, append_images=[photo()]),
    "sixteen bits": lambda: written(Image.new("I;16", (900, 300), 40_000), "PNG"),
}


def heic():
    held = BytesIO()
    pillow_heif.from_pillow(photo()).save(held, quality=60)
    return held.getvalue()


HELD["heic"] = heic


@pytest.mark.parametrize("kind", HELD)
def test_every_format_becomes_one_that_mail_programs_show(kind):
    made = for_message(HELD[kind]())

    assert opened(made).format == {".png": "PNG", ".jpg": "JPEG"}[made.suffix]
    assert max(opened(made).size) <= 2 * pictures.MESSAGE_WIDTH
    assert opened(made).width <= pictures.MESSAGE_WIDTH
    assert len(made.data) <= pictures.MESSAGE_WEIGHT
    assert (made.width, made.height) == opened(made).size


@pytest.mark.parametrize("kind", HELD)
def test_the_same_picture_gives_the_same_bytes(kind):
    data = HELD[kind]()
    first = for_message(data), for_page(data)

    assert (for_message(data), for_page(data)) == first


def test_a_photo_is_turned_and_tells_neither_place_nor_telephone():
    data = written(photo(600, 300), "JPEG", exif=located())

    for made in (for_message(data), *for_page(data)):
        assert opened(made).size == (300, 600)
        assert dict(opened(made).getexif()) == {}
        assert b"Telephone" not in made.data


def test_a_scan_of_65536_greys_keeps_them():
    scan = Image.new("I;16", (30, 30), 0x8080)
    scan.paste(0xFFFF, (15, 0, 30, 30))

    shown = Image.open(BytesIO(for_page(written(scan, "PNG"))[0].data))

    assert [shown.convert("L").getpixel((x, 5)) for x in (5, 25)] == [128, 255]


def test_what_a_png_says_in_words_is_left_out():
    from PIL.PngImagePlugin import PngInfo

    said = PngInfo()
    said.add_text("Author", "Camille")

    assert b"Camille" not in for_message(written(photo(300, 200), "PNG", pnginfo=said)).data


def test_a_sound_picture_stays_byte_for_byte():
    data = written(photo(600, 300), "JPEG", quality=80)

    assert for_message(data).data == data
    assert [one.data for one in for_page(data)] == [data]


def test_a_page_has_a_smaller_picture_for_phones():
    assert [one.width for one in for_page(written(photo(4000, 2000), "JPEG", quality=95))] == [
        1600,
        800,
    ]


def test_a_moving_picture_keeps_moving_on_a_page():
    frames = [photo(200, 100).quantize(), photo(200, 100).rotate(180).quantize()]
    data = written(frames[0], "GIF", save_all=True, append_images=frames[1:])

    assert [one.data for one in for_page(data)] == [data]


def test_a_transparent_drawing_keeps_its_transparency():
    clear = Image.new("RGBA", (2000, 400), (0, 0, 0, 0))

    assert opened(for_message(written(clear, "PNG"))).mode == "RGBA"


@pytest.mark.parametrize(
    ("data", "sentence", "advice"),
    [
        (b"", "ce fichier n'est pas une image lisible", KNOWN),
        (b"GIF89a", "ce fichier n'est pas une image lisible", KNOWN),
        (written(photo(), "JPEG")[:200], "ce fichier n'est pas une image lisible", KNOWN),
        (b"<svg \xff>", "ce dessin SVG n'est pas écrit en UTF-8", "l'exporter de nouveau"),
        (b"\0" * 60_000_001, "image de 60 Mo : 60 Mo au plus", "la réduire avant de la déposer"),
    ],
    ids=["empty", "cut gif", "cut jpeg", "odd svg", "huge"],
)
def test_what_shows_nothing_is_told(data, sentence, advice):
    with pytest.raises(UnreadablePicture) as told:
        for_message(data)

    assert (str(told.value), told.value.advice) == (sentence, advice)


def test_a_picture_of_too_many_pixels_is_told_before_it_fills_the_memory():
    with pytest.raises(UnreadablePicture, match="image trop grande"):
        pictures.verify(written(Image.new("1", (20_000, 20_000)), "PNG"))


def test_a_wide_moving_picture_has_a_smaller_one_that_moves_as_long():
    colours = ("red", "green", "blue")
    frames = [Image.effect_noise((1200, 300), 80).convert("RGB") for _ in colours]
    told = written(
        frames[0], "GIF", save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=0
    )

    full, small = for_page(told)
    made = Image.open(BytesIO(small.data))

    shown = []
    for rank in range(made.n_frames):
        made.seek(rank)
        made.load()
        shown.append(made.info["duration"])
    assert (full.data, full.suffix) == (told, ".gif")
    assert (small.suffix, made.size, shown) == (".webp", (800, 200), [100, 200, 300])
    assert for_page(told)[1].data == small.data


def test_a_moving_picture_says_nothing_of_who_made_it():
    frames = [Image.new("RGB", (300, 200), colour) for colour in ("red", "blue")]
    told = written(
        frames[0], "GIF", save_all=True, append_images=frames[1:], comment=b"bureau 12", loop=0
    )

    (made,) = for_page(told)

    assert b"bureau 12" in told
    assert b"bureau 12" not in made.data
    assert Image.open(BytesIO(made.data)).n_frames == 2


@pytest.mark.parametrize(
    ("path", "suffix", "name"),
    [
        ("images/vue.png", ".png", "images/vue.png"),
        ("images/Photo de l'été (1).JPG", ".jpg", "images/photo-de-l-ete-1.jpg"),
        ("Réunions 2026/IMG_0001.HEIC", ".jpg", "reunions-2026/IMG_0001.jpg"),
        ("vue.jpeg", ".jpg", "vue.jpeg"),
        ("日本.png", ".png", "image.png"),
    ],
)
def test_a_name_is_one_that_every_server_writes_alike(path, suffix, name):
    assert safe_name(path, suffix) == name


@pytest.mark.parametrize("orientation", [6, 8])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF", "HEIF"])
def test_a_photo_is_turned_once_whatever_says_how(kind, orientation):
    """thumbor 1716, python-pillow 8866: AVIF and HEIC say it in two places."""
    pillow_heif.register_heif_opener()  # and writer
    seen = Image.new("RGB", (400, 200), "white")
    seen.paste((255, 0, 0), (0, 0, 200, 200))
    said = Image.Exif()
    said[0x0112] = orientation

    made = Image.open(BytesIO(for_page(written(seen, kind, exif=said.tobytes()))[0].data))
    red = made.convert("RGB").getpixel((100, 100 if orientation == 6 else 300))

    assert (made.size, red[0] > 240 and red[1] < 20, dict(made.getexif())) == ((200, 400), True, {})
