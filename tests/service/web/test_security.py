"""What other sites and odd senders cannot do."""

from pathlib import Path

import pytest
from places import ORIGIN
from small_cycle import ANSWER, BASE, Circle, deposit, make_circle, save

from chorale.service.app import ROUTES
from chorale.service.web.security import prefix


@pytest.fixture
def circle(tmp_path: Path) -> Circle:
    return make_circle(tmp_path)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": None, "origin": "https://ailleurs.example"},
        {"sec-fetch-site": None, "origin": "null"},
        {"sec-fetch-site": "cross-site", "origin": "null"},
        {"sec-fetch-site": None, "origin": ORIGIN + ".ailleurs.example"},
        {"sec-fetch-site": "same-origin", "origin": "http://chorale.example"},
        {"sec-fetch-site": None, "origin": None},
    ],
)
def test_a_post_from_anywhere_else_is_refused(circle, headers):
    browser = circle.enter("snp-referent")
    answer = browser.post(f"{BASE}/proposition", {"version": "0", **ANSWER}, headers=headers)
    assert answer.status == 403
    assert 'value="60" data-points' not in browser.get(f"{BASE}/proposition").text


def test_a_post_from_our_pages_is_accepted_with_either_header(circle):
    browser = circle.enter("snp-referent")
    for headers in ({"sec-fetch-site": None}, {"origin": None}, {"origin": "null"}):
        assert (
            browser.post(f"{BASE}/proposition", {"version": "0", **ANSWER}, headers=headers).status
            == 303
        )


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "application/xml", "", "multipart/mixed"]
)
def test_only_the_two_form_types_are_read(circle, kind):
    browser = circle.enter("snp-referent")
    assert browser.post(f"{BASE}/notes", body=b"{}", headers={"content-type": kind}).status == 415


def test_a_multipart_form_is_read_like_the_other(circle):
    body = b'--x\r\nContent-Disposition: form-data; name="version"\r\n\r\n0\r\n--x--\r\n'
    browser = circle.enter("snp-referent")
    answer = browser.post(
        f"{BASE}/notes", body=body, headers={"content-type": "multipart/form-data; boundary=x"}
    )
    assert answer.status == 303


def test_every_answer_forbids_scripts_from_elsewhere_framing_sniffing_and_keeping(circle):
    browser = circle.enter("snp-referent")
    deposit(browser)
    seen = set()
    for way in ROUTES:
        path = (
            way.path.replace("{cycle}", "cycle-9")
            .replace("{number}", "1")
            .replace("{name}", "page.js")
        )
        for visitor in (browser, circle.place.browser()):
            answer = visitor.post(path, {"x": "y"}) if "POST" in way.methods else visitor.get(path)
            seen.add(answer.status)
            policy = dict(
                part.strip().split(" ", 1)
                for part in answer.headers["content-security-policy"].split(";")
            )
            assert policy["default-src"] == "'none'"
            assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
            assert policy["form-action"] == policy["script-src"] == "'self'"
            assert "unsafe" not in answer.headers["content-security-policy"]
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert answer.headers["strict-transport-security"].startswith("max-age=63072000")
            assert not [name for name in answer.headers if name.startswith("access-control-")]
            if "assets" not in way.path:
                assert answer.headers["cache-control"] == "no-store"
    assert {200, 401, 403} <= seen
    assert browser.get("/nulle-part").headers["cache-control"] == "no-store"


def test_a_body_too_large_or_with_too_many_parts_is_refused_and_nothing_is_kept(circle):
    browser = circle.enter("snp-referent")
    large = {"version": "0", "commentaire-DE-01": "x" * 300_000}
    assert browser.post(f"{BASE}/notes", large).status == 413
    many = "&".join(f"f{number}=1" for number in range(500))
    assert browser.post(f"{BASE}/notes", body=many.encode()).status == 413
    parts = (
        b"".join(
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' for _ in range(500)
        )
        + b"--x--\r\n"
    )
    answer = browser.post(
        f"{BASE}/notes", body=parts, headers={"content-type": "multipart/form-data; boundary=x"}
    )
    assert answer.status == 413
    assert "Personne n’a encore noté" in browser.get(f"{BASE}/").words
    assert browser.post("/participer/acces", {"code": "x" * 20_000}).status == 413


@pytest.mark.parametrize("body", [b"\xff\xfe=1", b"a=%ff%fe", b"version=%C3%28"])
def test_a_body_that_is_not_text_is_refused_in_words(circle, body):
    browser = circle.enter("snp-referent")
    assert browser.post(f"{BASE}/notes", body=body).status == 400
    assert save(browser).status == 303


@pytest.mark.parametrize("comment", [b"%FF", b"%C3%28", b"\xff"])
def test_one_field_that_is_no_text_refuses_a_form_whole(circle, comment):
    browser = circle.enter("snp-referent")
    answer = browser.post(
        f"{BASE}/notes", body=b"version=0&note-DE-01=5&commentaire-DE-01=" + comment
    )
    assert (answer.status, "pas du texte lisible" in answer.words) == (400, True)
    assert "Personne n’a encore noté" in browser.get(f"{BASE}/").words


def test_the_address_of_a_visitor_comes_from_the_proxy_only_when_the_proxy_is_ours(circle):
    ours, stranger = circle.place.browser("127.0.0.1"), circle.place.browser("203.0.113.5")
    for number in range(11):
        ours.post(
            "/participer/acces",
            {"code": "x"},
            headers={"x-forwarded-for": f"evil, 198.51.100.{number}"},
        )
    assert (
        ours.post(
            "/participer/acces", {"code": "x"}, headers={"x-forwarded-for": "198.51.100.77"}
        ).status
        == 403
    )
    answers = [
        stranger.post(
            "/participer/acces",
            {"code": "x"},
            headers={"x-forwarded-for": f"198.51.100.{number}"},
        ).status
        for number in range(11)
    ]
    assert answers == [403] * 10 + [429]


@pytest.mark.parametrize(
    ("written", "source"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1:4431", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("[2001:db8::1]:443", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "?"),
    ],
)
def test_the_source_of_a_visitor_is_their_network_however_a_proxy_writes_it(written, source):
    assert prefix(written) == source


@pytest.mark.parametrize("host", ["evil.example", "evil.example/x?", "evil.example#", "[::1"])
def test_the_host_that_a_visitor_claims_builds_no_address(circle, host):
    browser = circle.enter("snp-referent")
    answer = browser.get(f"{BASE}?enregistre=1", headers={"host": host})
    assert (answer.status, answer.headers["location"]) == (307, f"{BASE}/?enregistre=1")
    assert browser.get(f"{BASE}/notes/", headers={"host": host}).headers["location"] == (
        f"{BASE}/notes"
    )
    assert "evil" not in browser.get(f"{BASE}/", headers={"host": host}).text


def test_an_address_that_names_another_server_leads_nowhere(circle):
    for path in ("//evil.example", "//evil.example/", "/participer//evil.example"):
        assert circle.place.browser().get(path).status == 404
