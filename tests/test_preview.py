"""The live preview renders what a save changed, all pages when their frame did, and survives bad content."""

import json
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from datetime import date
from pathlib import Path

import pytest
from house import GOLDEN
from patience import PATIENCE, until

from chorale import preview
from chorale.french.os_errors import refusal
from chorale.preview import Preview

TODAY = date(2026, 3, 5)
URL = "http://127.0.0.1:1/"


@pytest.fixture
def project(tmp_path):
    for part in ("content", "site"):
        shutil.copytree(GOLDEN / part, tmp_path / part)
    return tmp_path


@pytest.fixture
def shown(project, tmp_path):
    made = Preview(project, TODAY, str(project / "site"), str(tmp_path / "shown"))
    made.render(URL)
    return made


def save(project, path, old, new):
    file = project / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def rendered(shown):
    """Return the pages that one more rendering writes."""
    folder = Path(shown.site_dir)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.html")}
    faults = shown.render(URL)
    written = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.html")
        if path.stat().st_mtime_ns != before.get(path)
    }
    return written - {"404.html", "503.html"}, faults


def page(shown, path):
    return (Path(shown.site_dir) / path / "index.html").read_text(encoding="utf-8")


def test_a_save_without_change_renders_nothing(shown):
    assert rendered(shown) == (set(), [])


def test_a_changed_hand_written_page_is_rendered_alone(project, shown):
    save(project, "site/documentation/lentille.md", "# ", "Un mot neuf.\n\n# ")

    assert rendered(shown) == ({"documentation/lentille/index.html"}, [])
    assert "Un mot neuf." in page(shown, "documentation/lentille")


def test_a_changed_event_is_rendered_where_it_is_shown_and_nowhere_else(project, shown):
    save(project, "content/webinars/tenir-le-journal.md", 'title: "', 'title: "Autrement : ')
    written, faults = rendered(shown)

    assert faults == []
    assert "agenda/webinaires/tenir-le-journal/index.html" in written
    assert {path for path in written if path.startswith(("documentation/", "a-propos/"))} == set()
    assert "Autrement" in page(shown, "agenda/webinaires/tenir-le-journal")


def test_what_every_page_shows_renders_them_all(project, shown):
    save(project, "content/community.yml", "Communauté du Phare", "Communauté du Sémaphore")
    rendered(shown)

    pages = [
        path.read_text(encoding="utf-8")
        for path in Path(shown.site_dir).rglob("*.html")
        if "releve" not in path.name
    ]
    assert [text for text in pages if "Communauté du Phare" in text] == []


def test_the_search_index_follows_a_save(project, shown):
    save(project, "site/documentation/lentille.md", "# ", "Zanzibar.\n\n# ")
    shown.render(URL)
    shown.index()

    assert (
        "zanzibar"
        in json.loads((Path(shown.site_dir) / "pagefind/chorale.json").read_text())["words"].split()
    )


def test_a_save_does_not_wait_for_the_search_which_indexes_when_it_is_first_asked(shown):
    asked = []
    shown.render(URL)
    app = preview._searching(
        lambda environ, _: [environ["PATH_INFO"].encode()], shown, asked.append
    )
    shown.index = lambda: asked.append("indexed")

    assert app({"PATH_INFO": "/aide/"}, None) == [b"/aide/"]
    assert asked == []
    assert app({"PATH_INFO": "/pagefind/chorale.json"}, None) == [b"/pagefind/chorale.json"]
    assert asked == ["indexed"]


def test_bad_content_is_told_and_the_pages_stay_then_the_save_that_mends_is_shown(project, shown):
    told = []
    before = page(shown, "agenda/webinaires/tenir-le-journal")
    save(project, "content/webinars/tenir-le-journal.md", "title:", "titel:")
    preview._render(shown, URL, told.append)

    assert told[0].startswith("content/webinars/tenir-le-journal.md:")
    assert told[-1] == "Les pages précédentes restent affichées."
    assert page(shown, "agenda/webinaires/tenir-le-journal") == before

    save(project, "content/webinars/tenir-le-journal.md", "titel:", "title:")
    told.clear()
    preview._render(shown, URL, told.append)
    assert told == []


SERVER = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell takes Ctrl+C from what it runs in the background
from datetime import date
from pathlib import Path
from chorale.preview import serve_site
serve_site(Path(sys.argv[1]), date(2026, 3, 5), sys.argv[2], lambda words: print(words, flush=True))
"""


def read(address):
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            return answer.read().decode()
    except urllib.error.URLError:  # the address is told just before it is taken
        return ""


def test_the_server_shows_a_save_by_itself_and_stops_when_asked(project):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(project), address],
        cwd=GOLDEN.parents[1],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert (
            server.stdout.readline()
            == f"Le site se lit à l'adresse http://{address}/ (Ctrl+C pour arrêter)\n"
        )
        letter = f"http://{address}/newsletters/2026-03/apercu.html"
        assert server.stdout.readline() == f"Lettre 2026-03 : {letter}\n"
        url = f"http://{address}/agenda/webinaires/tenir-le-journal/"
        until(lambda: "livereload" in read(url))
        save(project, "content/webinars/tenir-le-journal.md", 'title: "', 'title: "Autrement : ')
        until(lambda: "Autrement" in read(url))
        server.send_signal(signal.SIGINT)
        assert server.communicate(timeout=PATIENCE) == ("Arrêt de l'aperçu.\n", None)
        assert server.returncode == 0
    finally:
        server.kill()
        server.wait()


def test_an_address_already_taken_is_said(project):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(OSError, match="use") as told:
            preview.serve_site(project, TODAY, address, lambda _: None)

        assert refusal(told.value, address) == f"« {address} » : un autre programme l'occupe déjà"
