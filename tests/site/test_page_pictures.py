"""Pictures of hand-written pages: prepared files, and tags that say their size and offer a smaller one."""

from io import BytesIO

import pytest
from PIL import Image

from chorale.content.item_model import Image as Image_
from chorale.content.model import Page
from chorale.site import page_pictures


@pytest.fixture
def known(tmp_path):
    folder = tmp_path / "site" / "images"
    folder.mkdir(parents=True)
    for name, width, kind in (("Été 1.JPG", 2000, "JPEG"), ("ete-1.png", 300, "PNG")):
        held = BytesIO()
        Image.radial_gradient("L").resize((width, width // 2)).convert("RGB").save(held, kind)
        (folder / name).write_bytes(held.getvalue())
    (folder / "rien.png").write_text("rien")
    return page_pictures.of_project(tmp_path)


def test_a_picture_is_published_under_a_safe_name_with_a_smaller_one(known):
    assert [file.path for file in page_pictures.files(known)] == [
        "images/ete-1.png",
        "images/ete-1.jpg",
        "images/ete-1-800.jpg",
    ]


def test_a_tag_says_the_size_offers_the_smaller_one_and_opens_the_larger(known):
    page = '<p><img alt="Vue" src="../images/%C3%89t%C3%A9%201.JPG"></p>'

    assert page_pictures.shown(page, "guides", known) == (
        '<p><a class="zoom" href="../images/ete-1.jpg"><img width="1600" height="800" alt="Vue" src="../images/ete-1.jpg" '
        'srcset="../images/ete-1.jpg 1600w, ../images/ete-1-800.jpg 800w" sizes="(min-width: 64em) 44rem, 100vw" '
        'loading="lazy"></a></p>'
    )


def test_a_picture_smaller_than_its_place_is_called_so_and_never_enlarged(known):
    tag = '<img class="cover" alt="Vue" src="images/ete-1.png">'

    assert page_pictures.shown(tag, "", known) == (
        '<img width="300" height="150" class="cover as-is" alt="Vue" src="images/ete-1.png" loading="lazy">'
    )


@pytest.mark.parametrize(
    "tag",
    [
        '<img alt="a" src="https://ailleurs.example/a.png">',
        '<img alt="a" src="images/rien.png">',
        "<p>rien</p>",
    ],
)
def test_what_is_not_ours_stays(known, tag):
    assert page_pictures.shown(tag, "", known) == tag


def test_a_picture_that_is_a_link_already_is_not_put_into_another(known):
    page = '<a href="x/"><img alt="Vue" src="images/%C3%89t%C3%A9%201.JPG"></a>'

    assert page_pictures.shown(page, "", known).count("<a ") == 1


def test_a_guide_is_shared_with_its_cover_when_it_is_large_enough(known):
    def shared(src):
        page = Page(path="", slug="guides/feu", title="", body="", cover=Image_(src=src, alt="Feu"))
        return page_pictures.shared_cover(page, known)

    told = {"path": "images/ete-1.jpg", "type": "image/jpeg", "alt": "Feu"}
    assert shared("../images/%C3%89t%C3%A9 1.JPG") == {
        "shared": told | {"width": 1600, "height": 800}
    }
    assert shared("../images/ete-1.png") == {}
    assert shared("../images/absente.png") == {}
