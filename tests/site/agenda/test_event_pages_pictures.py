"""The pictures of events: on their page, in lists, where it is shared, in the letters that announce them."""

import json
from datetime import date

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from planted import copied

from chorale.content.load import load
from chorale.newsletter import web_pages
from chorale.site import page_pictures
from chorale.site.agenda import event_pages, lists

WEBINAR = "content/webinars/lire-les-feux.md"
ALT = "Le faisceau d'un phare sur la mer, la nuit"


@pytest.fixture
def community(tmp_path):
    root = copied(tmp_path)
    Image.effect_noise((1800, 1200), 60).convert("RGB").save(
        root / "content/webinars/Quai Nord.jpg"
    )
    file = root / WEBINAR
    html = '<p>Vue : <img src="feu.png" alt="Le feu"></p>'
    words = f"\n![Le quai](Quai Nord.jpg)\n\n{html}\n"
    file.write_text(file.read_text(encoding="utf-8") + words, encoding="utf-8")
    return load(root, date(2026, 3, 5)).community


def written(output, community, path):
    return next(one for one in output(community) if one.path == path).content.decode()


def test_a_page_shows_its_cover_and_tells_it_to_those_who_share(community):
    text = written(event_pages.files, community, "agenda/webinaires/lire-les-feux.md")
    shared = next(line for line in text.splitlines() if line.startswith("shared: "))
    cover = BeautifulSoup(text, "html.parser").select_one("img.event-cover")

    assert json.loads(shared.removeprefix("shared: ")) == {
        "path": "agenda/webinaires/feu.png",
        "type": "image/png",
        "alt": ALT,
        "width": 900,
        "height": 560,
    }
    printed = ALT.replace("'", "’")
    assert (cover["src"], cover["alt"], cover["loading"]) == ("../feu.png", printed, "eager")
    assert '"image":"https://phare.example/agenda/webinaires/feu.png"' in text


def test_the_pictures_of_its_text_are_found_from_its_page(community):
    text = written(event_pages.files, community, "agenda/webinaires/lire-les-feux.md")
    quai = community.webinars[0].pictures["content/webinars/Quai Nord.jpg"].files[0][0]

    assert f"![Le quai](<{quai.removeprefix('agenda/webinaires/')}>)" in text
    assert '<img src="../feu.png" alt="Le feu">' in text


def test_each_picture_is_published_with_the_one_for_phones(community):
    known = page_pictures.of_community(community)
    names = {name for one in known.values() for name, _ in one.files if "agenda" in name}

    published = {one.path for one in event_pages.files(community) if not one.path.endswith(".md")}

    assert published == names
    assert len(names) == 3


def test_lists_show_it_small(community):
    page = BeautifulSoup(written(lists.files, community, "agenda/index.md"), "html.parser")

    assert {one["src"] for one in page.select("img.event__cover")} == {
        "../agenda/webinaires/feu.png"
    }


def test_a_letter_shows_it_once_beside_the_first_session(community):
    text = written(web_pages.files, community, "lettres/2026-03/index.md")
    page = BeautifulSoup(text, "html.parser")

    assert [one["src"] for one in page.select(".links img.cover")] == ["webinars-feu.jpg"]


def test_a_picture_says_how_wide_it_is_shown(community):
    known = page_pictures.of_community(community)
    large = next(name for name in known if name.startswith("agenda/webinaires/quai"))
    tag = f'<img src="{large}" alt="" width="568" height="379">'

    shown = BeautifulSoup(page_pictures.shown(tag, "", known), "html.parser").img

    assert shown["sizes"] == "(min-width: 40em) 568px, 100vw"
    assert [one.split()[1] for one in shown["srcset"].split(", ")] == ["1600w", "800w"]
