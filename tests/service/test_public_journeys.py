"""People sign up, wait, are promoted, subscribe and leave: with a keyboard, without a script, and axe finds nothing."""

import re

import pytest
from online import axe, served
from places import make_place
from small_public import FILES, KEY, WEBINAR, at

from generator.service.access import people

playwright = pytest.importorskip("playwright.sync_api")
ONE_SEAT = FILES | {"content/webinars/demarrer.md": WEBINAR.replace("capacity: 2", "capacity: 1")}


@pytest.fixture
def site(tmp_path):
    place = make_place(tmp_path, files=ONE_SEAT)
    with served(place.app) as address:
        object.__setattr__(place.service.settings, "base_url", address)
        yield place, address
    place.service.store.close()


@pytest.fixture(params=["script", "no script"])
def page(chromium, request):
    context = chromium.new_context(java_script_enabled=request.param == "script", locale="fr-FR")
    context.set_default_timeout(8000)
    made = context.new_page()
    made.scripted = request.param == "script"
    yield made
    context.close()


def own_link(place, to):
    """Return the link of the last letter to an address."""
    text = [mail for mail in place.post() if mail["To"] == to][-1].get_body(("plain",)).get_content()
    return re.search(r"http://localhost:\d+/participer/mon-\S+", text)[0]


def fill(place, page, **fields):
    place.clock.advance(seconds=20)  # nobody fills a form in less than three seconds
    for label, value in fields.items():
        page.get_by_label(label, exact=False).first.fill(value)


def sign_up(site, page, name):
    place, address = site
    page.goto(f"{address}/participer/inscription/{KEY}/")
    fill(place, page, Nom=name, Adresse=f"{name.lower()}@exemple.fr")
    page.get_by_role("button", name="S'inscrire").press("Enter")
    page.get_by_role("heading", name="Consultez votre messagerie").wait_for()


def press(site, page, name, button):
    place, _ = site
    page.goto(own_link(place, f"{name.lower()}@exemple.fr"))
    page.get_by_role("button", name=button).press("Enter")
    page.wait_for_load_state()
    return page.inner_text("main")


def test_a_person_signs_up_waits_is_promoted_and_leaves(site, page):
    place, address = site
    sign_up(site, page, "Ada")
    assert "Votre place est confirmée" in press(site, page, "Ada", "Confirmer mon inscription")
    page.goto(f"{address}/participer/inscription/{KEY}/")
    assert "liste d'attente" in page.inner_text("main")

    sign_up(site, page, "Blaise")
    assert "1re position" in press(site, page, "Blaise", "Confirmer mon inscription")
    place.clock.advance(minutes=1)
    assert "Inscription annulée" in press(site, page, "Ada", "Me désinscrire")
    place.clock.advance(minutes=1)
    assert "Votre place est confirmée" in press(site, page, "Blaise", "Accepter la place")


def test_a_person_subscribes_chooses_and_leaves(site, page):
    place, address = site
    page.goto(f"{address}/participer/formulaires/abonnement/")
    fill(place, page, Adresse="ada@exemple.fr")
    page.get_by_label("J'accepte").press("Space")
    page.get_by_role("button", name="Envoyer").press("Enter")
    page.get_by_role("heading", name="Consultez votre messagerie").wait_for()
    assert "Vous êtes abonné" in press(site, page, "Ada", "Confirmer mon abonnement")
    page.get_by_label("Fournisseurs").press("Space")
    page.get_by_role("button", name="Enregistrer mes choix").press("Enter")
    page.get_by_role("heading", name="Vos choix sont enregistrés").wait_for()
    assert page.get_by_label("Fournisseurs").is_checked()
    page.get_by_role("button", name="Me désabonner").press("Enter")
    page.get_by_role("heading", name="Vous êtes désabonné").wait_for()


def test_21_an_error_is_said_first_and_leads_to_its_field(site, page):
    place, address = site
    page.goto(f"{address}/participer/inscription/{KEY}/")
    fill(place, page, Nom="Ada", Adresse="ada")
    page.get_by_role("button", name="S'inscrire").press("Enter")
    page.get_by_role("alert").wait_for()
    assert page.title().startswith("Erreur")
    if page.scripted:
        assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    page.get_by_role("link", name=re.compile("Adresse")).first.press("Enter")
    assert page.get_by_label("Nom").input_value() == "Ada"
    assert page.get_by_label("Adresse").get_attribute("aria-invalid") == "true"


def test_the_click_that_sends_a_correction_is_not_lost(site, page):
    place, address = site
    page.goto(f"{address}/participer/inscription/{KEY}/")
    fill(place, page, Nom="Ada", Adresse="ada")
    page.get_by_role("button", name="S'inscrire").press("Enter")
    page.get_by_role("alert").wait_for()
    page.get_by_label("Adresse").first.fill("ada@exemple.fr")
    page.get_by_role("button", name="S'inscrire").click()
    page.get_by_role("heading", name="Consultez votre messagerie").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_public_pages_and_the_operators(site, chromium, scheme):
    place, address = site
    context = chromium.new_context(color_scheme=scheme, viewport={"width": 360, "height": 780})
    page = context.new_page()
    sign_up(site, page, "Ada")
    found = {}

    def look(path):
        page.goto(path if path.startswith("http") else address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        if violations := axe(page):
            found[path] = violations

    for path in ("/participer/formulaires/avis/", "/participer/formulaires/abonnement/", f"/participer/inscription/{KEY}/", f"/participer/inscription/{KEY}/merci/"):  # fmt: skip
        look(path)
    page.get_by_role("link").first.wait_for()
    look(own_link(place, "ada@exemple.fr"))
    press(site, page, "Ada", "Confirmer mon inscription")
    look(own_link(place, "ada@exemple.fr"))
    with place.service.store.write() as connection:
        who = {"scope": "gestion", "group": "", "role": "operator", "name": "Gestion", "email": "g@exemple.fr"}
        _, secret = people.admit(connection, place.clock(), **who)
    page.goto(f"{address}/participer/acces#{secret}")
    page.wait_for_function("() => location.hash === ''")
    page.get_by_role("button", name="Entrer").press("Enter")
    page.wait_for_url("**/gestion")
    for path in ("/gestion", "/gestion/formulaires/avis/"):
        look(path)
    place.clock.now = at("2026-12-02 10:00")
    look(f"/participer/inscription/{KEY}/")
    look("/participer/formulaires/avis/resultats/")
    context.close()

    assert found == {}
