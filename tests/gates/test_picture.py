"""The picture of the house is what the code says today: `make bless` draws it again."""

import importlib.util
from xml.etree import ElementTree as ET

from house import ROOT

SCRIPT = ROOT / "docs/picture.py"
specification = importlib.util.spec_from_file_location("picture", SCRIPT)
picture = importlib.util.module_from_spec(specification)
specification.loader.exec_module(picture)
SVG = "{http://www.w3.org/2000/svg}"


def test_the_committed_picture_is_the_one_that_the_code_draws():
    assert picture.TARGET.read_text(encoding="utf-8") == picture.draw(), (
        "« make bless » redessine la maison"
    )


def test_every_room_has_its_place_and_its_name():
    drawn = ET.fromstring(picture.draw())

    names = [one.text for one in drawn.iter(f"{SVG}text") if one.get("class") == "name"]
    folders = {path.name for path in picture.PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    beside = {path.stem for path in picture.PACKAGE.glob("*.py")} - {"__init__"}
    assert sorted(names) == sorted(folders | beside)


def test_an_arrow_goes_down_and_none_repeats_what_others_say():
    graph = {"a": {"b", "c"}, "b": {"c"}, "c": set()}

    assert [picture.floor(room, graph) for room in "abc"] == [2, 1, 0]
    assert picture.arrows(graph) == [("a", "b"), ("b", "c")]


def test_who_does_not_see_the_picture_reads_it():
    drawn = ET.fromstring(picture.draw())

    assert drawn.get("aria-labelledby") == "t d"
    assert [one.get("id") for one in drawn if one.tag in (f"{SVG}title", f"{SVG}desc")] == [
        "t",
        "d",
    ]
    needed = picture.rooms(picture.imports(picture.modules()))["content"]
    assert f"content imports {', '.join(sorted(needed))};" in drawn.findtext(f"{SVG}desc")
