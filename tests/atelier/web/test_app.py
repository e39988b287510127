"""Who may speak to the atelier: its own pages only, under its own name, whatever the route."""

from urllib.parse import urlsplit

import pytest
from atelier_desk import ORIGIN

from chorale.atelier.web.app import POLICY, ROUTES

CHANGING = [
    route.path.replace("{path:path}", "content/community.yml").replace("{kind}", "page")
    for route in ROUTES
    if "POST" in route.methods
]


@pytest.mark.parametrize("path", CHANGING)
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://ailleurs.example", "sec-fetch-site": "cross-site"},
        {"origin": "https://ailleurs.example", "sec-fetch-site": None},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"origin": None, "sec-fetch-site": "same-site"},
        {"origin": None, "sec-fetch-site": None},
    ],
    ids=str,
)
def test_a_form_from_elsewhere_changes_nothing(bench, path, headers):
    assert bench.browser().post(path, {"op": "enregistrer"}, headers=headers).status == 403


@pytest.mark.parametrize("path", [route.path for route in ROUTES])
def test_another_name_for_this_machine_is_refused(bench, path):
    assert bench.browser().get(path, headers={"host": "pirate.example"}).status == 421


def test_the_number_of_this_machine_leads_to_the_name_that_was_given(bench):
    asked = {"host": f"127.0.0.1:{urlsplit(ORIGIN).port}"}
    answer = bench.browser().get("/atelier/publier", headers=asked)
    told = bench.browser().post("/atelier/publier", {}, headers=asked)

    assert (answer.status, answer.headers["location"]) == (307, f"{ORIGIN}/atelier/publier")
    assert told.status in (403, 421)


def test_every_page_has_the_strict_policy(bench):
    for path in ("/atelier/", "/atelier/contenus/issue", "/atelier/publier", "/atelier/inconnu"):
        headers = bench.browser().get(path).headers
        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_a_page_that_does_not_exist_says_so(bench):
    answer = bench.browser().get("/atelier/inconnu")

    assert answer.status == 404
    assert "Page introuvable" in answer.words


def test_a_community_that_cannot_be_read_is_told_instead_of_the_home_page(bench):
    (bench.root / "content/community.yml").write_text("name: [\n")

    answer = bench.browser().get("/atelier/")

    assert answer.status == 422
    assert "La communauté est à corriger d'abord" in answer.words
