"""A letter leaves once the site shows what it points at: asked of the site, else of the last build."""

import json
import threading
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from small_letter import full, only

from chorale.newsletter.review import built_email, online
from chorale.newsletter.review.online import OnlineProof, ask_server, proof, targets

HOME = "https://essai.example/"


@pytest.fixture(scope="module")
def sheet():
    made = full()
    return built_email.sheet(made, only(made))


@contextmanager
def answering(statuses):
    """Run a server that answers each method with a status; yield its address."""

    class Answer(BaseHTTPRequestHandler):
        def do_HEAD(self):
            self.send_response(statuses[self.command])
            self.end_headers()

        do_GET = do_HEAD  # noqa: N815 - the name that the library looks for

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def manifest(sheet):
    """Return the manifest of a build that holds all that a message points at."""
    paths = (url.removeprefix(HOME) for url in targets(sheet))
    pages = {f"site/{path}index.html": "" for path in paths if not path or path.endswith("/")}
    picture = sha256(sheet.issue.pictures["vue.png"]).hexdigest()
    return pages | {"site/lettres/2026-11/vue.png": picture}


def looked(sheet, folder, said, answers):
    (folder / "manifest.json").write_text(json.dumps(said))
    return proof(sheet, folder, answers)


def test_all_that_a_message_points_at_on_its_site_is_looked_for_once(sheet):
    assert [url.removeprefix(HOME) for url in targets(sheet)] == [
        "lettres/2026-11/",
        "lettres/2026-11/vue.png",
        "lettres/2026-11/un-actualite/",
        "documentation/guide/",
        "lettres/2026-11/un-pas-a-pas/",
        "lettres/2026-11/un-bonne-pratique/",
        "lettres/2026-11/un-temoignage/",
        "lettres/2026-11/un-enquete/",
        "lettres/2026-11/un-vu-sur-le-web/",
        "agenda/rencontres/2026-11-12-lyon/",
        "agenda/",
        "agenda/webinaires/decouverte/",
        "ipm/cycle-7/",
        "aide/donner-son-avis/",
        "a-propos/donnees-personnelles/",
    ]


def test_a_site_that_answers_has_the_last_word(sheet, tmp_path):
    late = {f"{HOME}lettres/2026-11/": 404}
    assert looked(sheet, tmp_path, {}, lambda _: 200) == OnlineProof((), "site")
    assert looked(sheet, tmp_path, manifest(sheet), lambda url: late.get(url, 200)) == OnlineProof(
        (f"{HOME}lettres/2026-11/",), "site"
    )


@pytest.mark.parametrize("home", [None, 404, 502])
def test_without_the_site_the_last_build_is_looked_into(sheet, tmp_path, home):
    whole = manifest(sheet)
    assert looked(sheet, tmp_path, whole, lambda _: home) == OnlineProof((), "build")
    del whole["site/ipm/cycle-7/index.html"]
    assert looked(sheet, tmp_path, whole, lambda _: home) == OnlineProof(
        (f"{HOME}ipm/cycle-7/",), "build"
    )


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ((f"{HOME}a/",), "1 adresse absente : "),
        ((f"{HOME}a/", f"{HOME}b/"), "2 adresses absentes : "),
    ],
)
def test_what_a_build_lacks_is_told_in_good_french(sheet, missing, said):
    sentence = online.sentence(sheet, OnlineProof(missing, "build")).replace("\u00a0", " ")
    assert sentence == (
        f"la lettre mène à {said}{HOME} ne répond pas d'ici, et build/ ne contient pas {', '.join(missing)} ; "
        "publier le site (« chorale build », puis le mettre en ligne) avant d'envoyer"
    )


def test_a_picture_that_changed_since_the_build_is_missing(sheet, tmp_path):
    fresh = replace(sheet.issue, pictures={"vue.png": b"another"})
    other = built_email.BuiltEmail(sheet.community, fresh, sheet.email)
    assert looked(other, tmp_path, manifest(sheet), lambda _: None) == OnlineProof(
        (f"{HOME}lettres/2026-11/vue.png",), "build"
    )


@pytest.mark.parametrize("said", ["", "[]", "{"])
def test_without_site_or_build_nothing_is_proved(sheet, tmp_path, said):
    if said:
        (tmp_path / "manifest.json").write_text(said)
    assert proof(sheet, tmp_path, lambda _: None) == OnlineProof(targets(sheet), "nowhere")


@pytest.mark.parametrize(
    ("head", "get", "status"), [(200, 500, 200), (404, 500, 404), (405, 200, 200), (501, 410, 410)]
)
def test_a_server_is_asked_for_a_page_without_its_content_where_it_allows_that(head, get, status):
    with answering({"HEAD": head, "GET": get}) as url:
        assert ask_server(url) == status


def test_who_does_not_answer_says_nothing():
    assert ask_server("http://127.0.0.1:9/") is None
    assert online.PATIENCE < 30
