"""Prepared pictures: made once for the same bytes, here and by the next run; never those of another file."""

import os
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from chorale import memory
from chorale.content import picture_memory, pictures
from chorale.content.item_model import PreparedPicture
from chorale.content.picture_memory import prepared
from chorale.content.pictures import UnreadablePicture

PHOTO = "site/aide/phare.jpg"


def photo(width, height=900, grey=90):
    held = BytesIO()
    Image.new("RGB", (width, height), (grey, grey, grey)).save(held, "JPEG")
    return held.getvalue()


DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
FILES = {
    "wide": photo(1700),
    "other": photo(1700, grey=91),
    "small": photo(300),
    "drawing": DRAWING,
    "text": b"ni image ni dessin",
    "nothing": b"",
}


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    monkeypatch.setenv(memory.FOLDER, str(tmp_path / "cache"))
    (tmp_path / "site/aide").mkdir(parents=True)
    next_run(monkeypatch)
    return tmp_path


@pytest.fixture
def made(monkeypatch):
    """Say what pictures were really prepared for."""
    asked = []

    def watched(use, make):
        def prepare(data):
            asked.append(use)
            return make(data)

        return prepare

    uses = {use: watched(use, make) for use, make in picture_memory.USES.items()}
    monkeypatch.setattr(picture_memory, "USES", uses)
    return asked


def next_run(monkeypatch):
    monkeypatch.setattr(picture_memory, "_held", {})
    monkeypatch.setattr(picture_memory, "_digests", type(picture_memory._digests)())


def put(project, data, path=PHOTO, age=3600):
    file = project / path
    file.write_bytes(data)
    then = file.stat().st_mtime - age
    os.utime(file, (then, then))


def alone(data, use):
    """Prepare bytes with nothing remembered; the sentence and the advice when they show nothing."""
    try:
        return picture_memory.USES[use](data)
    except UnreadablePicture as fault:
        return str(fault), fault.advice


def asked(project, use):
    try:
        return prepared(project, PHOTO, use)
    except UnreadablePicture as fault:
        return str(fault), fault.advice


def test_the_same_picture_is_prepared_once_for_each_use(project, made):
    put(project, FILES["wide"])
    found = [prepared(project, PHOTO, use) for use in ("page", "none", "page", "message", "none")]

    assert made == ["page", "none", "message"]
    assert [[one.width for one in pictures] for pictures in found] == [
        [1600, 800],
        [],
        [1600, 800],
        [1136],
        [],
    ]


def test_the_next_run_prepares_only_what_is_new(project, made, monkeypatch):
    put(project, FILES["wide"])
    with memory.opened():
        before = prepared(project, PHOTO, "page"), prepared(project, PHOTO, "none")
    next_run(monkeypatch)
    put(project, FILES["wide"], "site/aide/copie.jpg")
    with memory.opened():
        after = prepared(project, PHOTO, "page"), prepared(project, PHOTO, "none")
        copy = prepared(project, "site/aide/copie.jpg", "page")

    assert made == ["page", "none"]
    assert (after, copy) == (before, before[0])


def test_a_picture_that_shows_nothing_is_told_each_time_until_it_is_replaced(project, made):
    put(project, FILES["text"])
    for _ in range(2):
        with pytest.raises(UnreadablePicture) as refused:
            prepared(project, PHOTO, "page")
        assert str(refused.value) == "ce fichier n'est pas une image lisible"
    put(project, FILES["small"])

    assert prepared(project, PHOTO, "page")[0].width == 300
    assert made == ["page", "page"]


def test_a_link_that_leaves_the_project_shows_nothing_though_its_place_was_known(project):
    put(project, FILES["small"])
    prepared(project, PHOTO, "page")
    outside = project.parent / f"{project.name}-outside.jpg"
    outside.write_bytes(FILES["small"])
    (project / PHOTO).unlink()
    (project / PHOTO).symlink_to(outside)

    with pytest.raises(UnreadablePicture) as refused:
        prepared(project, PHOTO, "page")
    assert str(refused.value) == "lien symbolique qui sort du projet"


def test_a_file_that_is_gone_is_not_remembered(project):
    put(project, FILES["small"])
    prepared(project, PHOTO, "page")
    (project / PHOTO).unlink()

    with pytest.raises(FileNotFoundError):
        prepared(project, PHOTO, "page")


def test_a_picture_of_a_letter_has_its_smaller_one_again_in_the_next_run(monkeypatch):
    wide, little = Image.effect_noise((1136, 700), 60), BytesIO()
    wide.convert("RGB").save(little, "JPEG")
    with memory.opened():
        first = picture_memory.smaller(little.getvalue()), picture_memory.smaller(FILES["small"])
    monkeypatch.setattr(pictures, "smaller", None)
    with memory.opened():
        again = picture_memory.smaller(little.getvalue()), picture_memory.smaller(FILES["small"])

    assert (again, first[0].width, first[1]) == (first, 568, None)


PICTURES = st.lists(
    st.builds(PreparedPicture, st.sampled_from([".jpg", ".svg"]), st.binary(), st.integers(0, 9)),
    max_size=3,
).map(tuple)


@given(PICTURES, st.binary())
def test_what_is_kept_of_pictures_is_read_back(kept, data):
    own = (*kept, PreparedPicture(".png", data, 1, 2))

    for made in (kept, own):
        assert picture_memory._unpacked(picture_memory._packed(made, data), data) == made


STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(FILES)), st.sampled_from([0, 3600]), st.booleans()),
    min_size=1,
    max_size=8,
)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS, st.lists(st.sampled_from(sorted(picture_memory.USES)), min_size=1, max_size=3))
def test_whatever_replaces_a_picture_at_whatever_speed_is_what_is_shown(
    project, monkeypatch, steps, uses
):
    for name, age, begins_again in steps:
        put(project, FILES[name], age=age)
        if begins_again:
            next_run(monkeypatch)
        with memory.opened():
            for use in uses:
                assert asked(project, use) == alone(FILES[name], use)
