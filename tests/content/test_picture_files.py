"""The pictures of letters and events: those that their texts name, as a message and as a page show them."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from planted import copied

from chorale.content.load import load
from chorale.content.one_file import reread
from chorale.content.pictures import dimensions

WEBINAR = "content/webinars/lire-les-feux.md"
TODAY = date(2026, 3, 5)


def photo(width, height, kind="JPEG"):
    held = BytesIO()
    made = Image.effect_noise((width, height), 60).convert("RGB")
    made.save(held, kind)
    return held.getvalue()


@pytest.fixture
def project(tmp_path):
    root = copied(tmp_path)
    (root / "content/webinars/Phare Rouge.JPG").write_bytes(photo(2400, 1500))
    return root


def said(root, cover="Phare Rouge.JPG", body=""):
    file = Path(root / WEBINAR)
    text = file.read_text(encoding="utf-8").replace("src: feu.png", f'src: "{cover}"') + body
    file.write_text(text, encoding="utf-8")
    return text


def the_webinar(community):
    return next(one for one in community.webinars if one.path == WEBINAR)


def test_an_event_has_its_pictures_as_pages_show_them(project):
    said(project, body="\n![Le quai](../newsletters/2026-03/lampe.png)\n")

    found = the_webinar(load(project, TODAY).community).pictures

    assert {path: [name for name, _ in one.files] for path, one in found.items()} == {
        "content/newsletters/2026-03/lampe.png": ["agenda/webinaires/2026-03-lampe-d9055d.png"],
        "content/webinars/Phare Rouge.JPG": [
            "agenda/webinaires/phare-rouge-521b02.jpg",
            "agenda/webinaires/phare-rouge-521b02-800.jpg",
        ],
    }


def test_a_letter_shows_small_the_covers_of_what_it_announces(project):
    said(project)

    issue = load(project, TODAY).community.issues[0]

    name = issue.picture_names["content/webinars/Phare Rouge.JPG"]
    assert name == "webinars-phare-rouge.jpg"
    assert dimensions(issue.pictures[name]) == (336, 210)


def test_a_draft_is_in_no_letter(project):
    text = said(project)
    (project / WEBINAR).write_text(text.replace("sessions:", "draft: true\nsessions:", 1))

    assert (
        "content/webinars/Phare Rouge.JPG"
        not in load(project, TODAY).community.issues[0].picture_names
    )


def test_one_file_read_again_gives_what_a_whole_reading_gives(project):
    loaded = load(project, TODAY)
    text = said(project)

    again = reread(loaded, WEBINAR, text).community
    whole = load(project, TODAY).community

    assert again.issues == whole.issues
    assert the_webinar(again) == the_webinar(whole)


def test_a_cover_taken_away_leaves_no_picture(project):
    loaded = load(project, TODAY)
    text = Path(project / WEBINAR).read_text(encoding="utf-8")
    without = "".join(line for line in text.splitlines(True) if not line.startswith("cover"))

    assert the_webinar(reread(loaded, WEBINAR, without).community).pictures == {}


def test_a_file_that_is_no_picture_is_told_beside_events(project):
    (project / "content/webinars/programme.docx").write_bytes(b"PK")

    assert [one.sentence for one in load(project, TODAY).problems] == [
        "fichier que rien ne lit ici ; un fichier « .md » est attendu"
    ]
