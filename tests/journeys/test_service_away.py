"""A service that is away loses nothing of what was typed: 503.html offers it again, in the same tab."""

import pytest
from atelier_desk import WEBINAR, make_team
from late import Late
from online import axe, served
from patience import until
from places import make_place
from small_public import FILES, PATH, states

TYPED = "Ada Lovelace & « Cie »"
SESSION = """\
---
title: "Lire les feux de la côte"
audiences: [marins]
summary: "Reconnaître un phare à son rythme."
sessions:
  - {start: 2026-04-14 14:30, duration: 1h30, registration: interne, capacity: 2}
---

Programme.
"""


@pytest.fixture
def service(tmp_path):
    place = make_place(tmp_path, files=FILES)
    with served(place.app) as address:
        object.__setattr__(place.service.settings, "base_url", address)
        yield place, address
    place.service.store.close()


@pytest.fixture
def opened(chromium, site, service):
    """Return a function that opens a page before a front that answers as nginx does while the service is away."""
    contexts = []

    def front(**how):
        context = chromium.new_context(locale="fr-FR", **how)
        contexts.append(context)
        page = context.new_page()
        page.away = False
        page.route(
            f"**{PATH}",
            lambda route: (
                route.fulfill(status=503, path=site / "503.html")
                if page.away
                else route.continue_()
            ),
        )
        page.route(
            "**/assets/**",
            lambda route: (
                route.continue_()
                if "/participer/" in route.request.url
                else route.fulfill(path=site / route.request.url.split("/", 3)[3].partition("?")[0])
            ),
        )
        return page

    yield front
    for context in contexts:
        context.close()


def filled(page, service):
    place, address = service
    page.goto(address + PATH)
    place.clock.advance(seconds=20)
    page.get_by_label("Nom").fill(TYPED)
    page.get_by_label("Adresse").fill("ada@exemple.fr")
    page.away = True
    page.get_by_role("button", name="S’inscrire").click()
    page.get_by_role("heading", name="Le service revient dans un instant").wait_for()


def test_what_was_typed_is_sent_again_from_the_page_of_an_absent_service(opened, service):
    page = opened()
    filled(page, service)
    page.get_by_role("button", name="Renvoyer ma saisie").click()  # still away: it is there again
    page.get_by_role("heading", name="Votre saisie est encore là").wait_for()
    page.away = False
    page.get_by_role("button", name="Renvoyer ma saisie").click()
    page.get_by_role("heading", name="Consultez votre messagerie").wait_for()

    assert states(service[0]) == {TYPED: "pending"}
    until(lambda: page.evaluate("() => sessionStorage.length") == 0)


def test_a_page_shown_in_the_place_of_a_personal_link_tells_it_to_no_log(opened, service):
    page = opened()
    told = []
    page.on("request", lambda one: told.append((one.url, one.headers.get("referer"))))
    filled(page, service)
    page.get_by_role("heading", name="Votre saisie est encore là").wait_for()

    read = {url for url, _ in told if "/assets/" in url and "/participer/" not in url}
    assert {referrer for url, referrer in told if url in read} == {None}


def test_without_a_script_the_back_button_finds_what_was_typed(opened, service):
    page = opened(java_script_enabled=False)
    filled(page, service)
    assert page.get_by_role("button", name="Renvoyer ma saisie").is_hidden()
    page.away = False
    page.go_back()

    assert page.get_by_label("Nom").input_value() == TYPED


def test_a_link_followed_while_the_service_is_away_offers_nothing_to_send(opened, service):
    page = opened()
    page.away = True
    page.goto(service[1] + PATH)

    assert page.get_by_role("button", name="Renvoyer ma saisie").is_hidden()
    page.away = False
    page.get_by_role("link", name="essayez de nouveau").click()
    page.get_by_role("button", name="S’inscrire").wait_for()


@pytest.fixture
def desk(chromium, site, tmp_path):
    """Lend a desk of registrants before a front that answers as nginx does while the service is away."""
    team = make_team(tmp_path, {WEBINAR: SESSION})
    context = chromium.new_context(locale="fr-FR")
    page = context.new_page()
    page.away = False
    page.route(
        "**/message",
        lambda route: (
            route.fulfill(status=503, path=site / "503.html") if page.away else route.continue_()
        ),
    )
    page.route(
        "**/assets/js/**",
        lambda route: route.fulfill(
            path=site / route.request.url.split("/", 3)[3].partition("?")[0]
        ),
    )
    with served(team.app) as address:
        object.__setattr__(team.service.settings, "base_url", address)
        page.goto(f"{address}/atelier/entrer#{team.code('Eve', 'events')}")
        page.get_by_role("button", name="Entrer", exact=True).click()
        page.wait_for_url("**/atelier/")
        page.goto(f"{address}/atelier/seances/lire-les-feux-20260414T1430/message")
        page.get_by_label("Objet").fill("La salle change")
        page.get_by_label("Texte").fill(TYPED)
        yield page
    context.close()


def test_what_was_typed_at_a_desk_is_sent_again_from_the_page_of_an_absent_service(desk):
    desk.away = True
    desk.get_by_role("button", name="Aperçu").click()
    desk.get_by_role("heading", name="Le service revient dans un instant").wait_for()
    desk.away = False
    desk.get_by_role("button", name="Renvoyer ma saisie").click()
    desk.get_by_role("heading", name="Ce qui sera envoyé").wait_for()

    assert desk.get_by_label("Texte").input_value() == TYPED


def test_without_a_network_nothing_leaves_a_desk_and_what_was_typed_stays(desk):
    desk.context.set_offline(True)
    desk.get_by_role("button", name="Aperçu").click()
    desk.get_by_role("alert").get_by_text("Le réseau est coupé").wait_for()

    assert desk.get_by_label("Texte").input_value() == TYPED
    desk.context.set_offline(False)
    desk.get_by_role("button", name="Aperçu").click()
    desk.get_by_role("heading", name="Ce qui sera envoyé").wait_for()


def test_a_browser_asks_before_it_leaves_what_was_typed_at_a_desk_and_not_when_it_is_sent(desk):
    asked = []
    desk.on("dialog", lambda one: (asked.append(one.type), one.dismiss()))
    with desk.expect_event("dialog"):
        desk.close(run_before_unload=True)
    desk.get_by_role("button", name="Aperçu").click()
    desk.get_by_role("heading", name="Ce qui sera envoyé").wait_for()
    desk.wait_for_load_state()
    assert asked == ["beforeunload"]

    with desk.expect_event("dialog"):
        desk.close(run_before_unload=True)
    assert desk.get_by_label("Texte").input_value() == TYPED


def test_a_machine_without_a_network_still_sends_to_what_runs_on_it(desk):
    desk.evaluate("() => Object.defineProperty(navigator, 'onLine', { get: () => false })")
    desk.get_by_role("button", name="Aperçu").click()

    desk.get_by_role("heading", name="Ce qui sera envoyé").wait_for()


def test_a_button_pressed_again_when_the_network_comes_back_sends_once(desk):
    sent = []
    desk.on("request", lambda one: sent.append(one.method) if one.method == "POST" else None)
    network = Late(desk, "**/message", method="HEAD")
    desk.evaluate(
        "() => Object.defineProperty(navigator, 'onLine', { get: () => false, configurable: true })"
    )
    desk.get_by_role("button", name="Aperçu").click()
    network.asked()
    desk.evaluate("() => Object.defineProperty(navigator, 'onLine', { get: () => true })")
    answer = Late(desk, "**/message", method="POST")
    desk.get_by_role("button", name="Aperçu").click(no_wait_after=True)
    answer.asked()
    network.leave()
    answer.leave()
    desk.get_by_role("heading", name="Ce qui sera envoyé").wait_for()

    assert sent == ["POST"]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page_of_an_absent_service(opened, service, width, scheme):
    page = opened(viewport={"width": width, "height": 900}, color_scheme=scheme)
    filled(page, service)

    assert axe(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
