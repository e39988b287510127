"""The live preview renders what a save changed, all pages when their frame did, and survives bad content."""

import gc
import json
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
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


OF_THE_THEME = {"404.html", "503.html"}
"""Pages that no content makes: the builder draws them every time."""


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
    assert written >= OF_THE_THEME
    return written - OF_THE_THEME, faults


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


def test_all_that_a_page_asks_of_the_search_at_once_waits_until_the_pages_are_indexed(shown):
    settings = Path(shown.site_dir) / "pagefind/chorale.json"
    ready, found = threading.Barrier(4), []

    def ask():
        ready.wait()
        shown.index()
        found.append(settings.is_file())

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for one in askers:
        one.start()
    for one in askers:
        one.join()

    assert found == [True] * 4


def test_bad_content_is_told_and_the_pages_stay_then_the_save_that_mends_is_shown(project, shown):
    told = []
    before = page(shown, "agenda/webinaires/tenir-le-journal")
    save(project, "content/webinars/tenir-le-journal.md", "title:", "titel:")
    preview._render(shown, URL, told.append)

    assert told[0].startswith("content/webinars/tenir-le-journal.md:")
    assert told[-1] == "Les pages précédentes restent affichées."
    place, _, _ = shown.faults[0]
    assert place.startswith("content/webinars/tenir-le-journal.md:")
    assert page(shown, "agenda/webinaires/tenir-le-journal") == before

    save(project, "content/webinars/tenir-le-journal.md", "titel:", "title:")
    told.clear()
    preview._render(shown, URL, told.append)
    assert (told, shown.faults) == ([], ())


def asked(shown, path):
    """Return what the preview answers for an address: the status, the headers, the page."""
    site = Path(shown.site_dir)

    def app(environ, start_response):
        file = site / environ["PATH_INFO"].lstrip("/")
        data = file.read_bytes()
        kind = "text/html" if file.suffix == ".html" else "text/css"
        start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(data)))])
        return [data]

    begun = []
    body = preview._with_bar(app, shown)({"PATH_INFO": path}, lambda *said: begun.extend(said))
    return begun[0], dict(begun[1]), b"".join(body).decode()


def test_a_bar_at_the_foot_of_every_page_says_what_to_mend_and_leads_to_its_line(project, shown):
    assert "preview-bar" not in asked(shown, "/index.html")[2]

    save(project, "content/webinars/tenir-le-journal.md", "[gardiens]", "[gardien]")
    preview._render(shown, URL, lambda _: None)
    status, headers, html = asked(shown, "/index.html")
    bar = BeautifulSoup(html, "html.parser").select_one("aside.preview-bar")
    link = bar.select_one("li a")
    assert bar.select_one("summary").text == (
        "1\u00a0point à reprendre\u202f; la page montrée est celle d’avant"
    )

    assert (status, "Content-Length" in headers) == ("200 OK", False)
    assert link["href"] == "/a-reprendre/content/webinars/tenir-le-journal.md#L4"
    assert link.parent.text == (
        "content/webinars/tenir-le-journal.md:4:13 : public inconnu «\u00a0gardien\u00a0»\u202f; "
        "vouliez-vous dire «\u00a0gardiens\u00a0»\u202f?"
    )
    assert "preview-bar" not in asked(shown, "/assets/css/tokens.css")[2]

    source = BeautifulSoup(
        asked(shown, "/a-reprendre/content/webinars/tenir-le-journal.md")[2], "html.parser"
    )
    assert source.select_one("#L4").text == "audiences: [gardien]"


def test_only_a_file_with_something_to_mend_is_shown(project, shown):
    save(project, "content/webinars/tenir-le-journal.md", "[gardiens]", "[gardien]")
    preview._render(shown, URL, lambda _: None)
    with pytest.raises(FileNotFoundError):
        asked(shown, "/a-reprendre/content/community.yml")


def test_the_mistakes_of_a_draft_are_in_the_bar_and_its_letter_is_shown(project, shown):
    (project / "content/published-pages.yml").unlink()
    save(project, "content/newsletters/2026-03/issue.yml", "date: ", "draft: true\ndate: ")
    save(
        project,
        "content/newsletters/2026-03/la-lampe-est-reparee.md",
        "\n---\n",
        "\n---\n\n[Un guide](absent.md)\n",
    )
    save(
        project,
        "site/documentation/lentille.md",
        "[en deux étapes](../lettres/2026-03/nettoyer-la-lentille.md)",
        "en deux étapes",
    )
    preview._render(shown, URL, lambda _: None)

    assert [place for place, *_ in shown.faults] == [
        "content/newsletters/2026-03/la-lampe-est-reparee.md:10:1"
    ]
    assert "Un guide" in page(shown, "lettres/2026-03/la-lampe-est-reparee")


def test_a_preview_begun_on_a_broken_project_waits_and_shows_why(project, tmp_path):
    save(project, "content/community.yml", "name:", "nom:")
    site = tmp_path / "shown"
    site.mkdir()
    waiting, told = Preview(project, TODAY, str(project / "site"), str(site)), []
    preview._render(waiting, URL, told.append)

    assert told[-1] == "L'aperçu attend que ce soit repris."
    html = asked(waiting, "/index.html")[2]
    assert "Rien ne peut encore être montré" in html
    assert "/a-reprendre/content/community.yml#L" in html

    save(project, "content/community.yml", "nom:", "name:")
    preview._render(waiting, URL, told.append)
    assert "Rien ne peut encore être montré" not in asked(waiting, "/index.html")[2]


def test_a_new_letter_s_address_is_told_once(project, shown):
    told = []
    preview._letters(shown, URL, told.append)
    new = project / "content/newsletters/2026-04"
    new.mkdir()
    text = (project / "content/newsletters/2026-03/issue.yml").read_text(encoding="utf-8")
    head = text.partition("sections:")[0].replace("2026-03-02", "2026-04-02")
    (new / "issue.yml").write_text(
        head + 'draft: true\nsections:\n  - edito: "Bonjour."\n', encoding="utf-8"
    )
    preview._again(shown, URL, told.append)

    assert [line for line in told if line.startswith("Lettre")] == [
        f"Lettre 2026-03 : {URL}newsletters/2026-03/apercu.html",
        f"Lettre 2026-04 : {URL}newsletters/2026-04/apercu.html",
    ]


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
    (project / "mkdocs.yml").write_text('copyright: "Le phare"\n', encoding="utf-8")
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
        save(project, "mkdocs.yml", "Le phare", "La commune du phare")
        until(lambda: "La commune du phare" in read(url))
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


@pytest.fixture
def _collector():
    preview._first_stands.cache_clear()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("_collector")
def test_no_save_walks_over_what_the_first_rendering_left(shown):
    assert [one for one in gc.get_objects() if one is shown.unsearched] == []
    shown.render(URL)
    assert [one for one in gc.get_objects() if one is shown.unsearched] == [shown.unsearched]
