"""Pictures are made anew: upright, small, bare of what the old file said; what is no picture is refused in words."""

import io

import pillow_heif
import pytest
from atelier_desk import opened
from PIL import Image

from chorale.atelier import photos
from chorale.atelier.desk import Writer
from chorale.atelier.photos import BadPicture, bare
from chorale.content.pictures import PAGE_WEIGHT, PAGE_WIDTH

WORKER = Writer(key="anne", name="Anne", email="anne@exemple.fr")


def picture(kind="JPEG", size=(3000, 2000), **more):
    image = Image.effect_noise(size, 9).convert("RGB")
    kept = io.BytesIO()
    image.save(kept, kind, **more)
    return kept.getvalue()


def test_a_photo_comes_out_upright_small_and_bare():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "secret de famille"
    made_from = picture(exif=exif, comment=b"secret comment")

    kind, made = bare(made_from + b"<script>secret</script>")

    with Image.open(io.BytesIO(made)) as image:
        assert (image.width < image.height, image.width <= PAGE_WIDTH, len(image.getexif())) == (
            True,
            True,
            0,
        )
    assert kind in (".jpg", ".png")
    assert len(made) <= PAGE_WEIGHT
    assert b"secret" not in made


def test_a_telephone_s_heic_is_read_by_a_process_that_knew_none():
    kept = io.BytesIO()
    pillow_heif.from_pillow(Image.effect_noise((3000, 2000), 9).convert("RGB")).save(kept)

    kind, made = bare(kept.getvalue())

    with Image.open(io.BytesIO(made)) as image:
        assert (kind, image.width) == (".jpg", PAGE_WIDTH)


def test_a_small_drawing_stays_a_png():
    kept = io.BytesIO()
    Image.new("RGBA", (40, 20), (255, 0, 0, 128)).save(kept, "PNG")

    kind, made = bare(kept.getvalue())

    with Image.open(io.BytesIO(made)) as image:
        assert (kind, image.size, image.mode) == (".png", (40, 20), "RGBA")


def test_a_bomb_and_other_files_are_refused_in_words():
    kept = io.BytesIO()
    Image.new("1", (14000, 14000)).save(kept, "PNG")
    for data in (
        kept.getvalue(),
        b"%!PS-Adobe-3.0 EPSF",
        b"<svg xmlns='x'/>",
        b"GIF89a",
        b"\x00" * 100,
    ):
        with pytest.raises(BadPicture) as refused:
            bare(data)
        assert str(refused.value)[0].isupper()


def test_a_picture_stands_beside_its_article_under_the_name_of_what_it_shows(bench):
    path = (
        next((bench.root / "content/newsletters/2026-03").glob("*.md"))
        .relative_to(bench.root)
        .as_posix()
    )
    data = picture(size=(60, 40))
    boundary = "xyz"
    body = b"".join(
        [
            f'--{boundary}\r\nContent-Disposition: form-data; name="alt"\r\n\r\nLe phare, la nuit\r\n'.encode(),
            f'--{boundary}\r\nContent-Disposition: form-data; name="fichier"; filename="../../x.php"\r\n'.encode(),
            b"Content-Type: image/jpeg\r\n\r\n" + data + f"\r\n--{boundary}--\r\n".encode(),
        ]
    )
    headers = {
        "content-type": f"multipart/form-data; boundary={boundary}",
        "accept": "application/json",
    }

    answer = bench.browser().post(f"/atelier/image/{path}", body=body, headers=headers)

    assert '"nom":"le-phare-la-nuit.' in answer.text
    assert len(list((bench.root / "content/newsletters/2026-03").glob("le-phare-la-nuit.*"))) == 1
    assert opened(bench.browser(), path).press("enregistrer").status == 303


def test_a_picture_without_words_is_not_taken(bench):
    with pytest.raises(BadPicture, match="Dire en quelques mots"):
        photos.kept(bench.desk, WORKER, _article(bench), picture(size=(10, 10)), "  ")


def _article(bench):
    from chorale.atelier.desk import Writer
    from chorale.atelier.sheets import sheet

    path = (
        next((bench.root / "content/newsletters/2026-03").glob("*.md"))
        .relative_to(bench.root)
        .as_posix()
    )
    return sheet(bench.desk, Writer(key="a", name="A", email="a@b"), path)
