"""People sign up, wait, are promoted, subscribe and leave: with a keyboard, without a script, and axe finds nothing."""

import re

import pytest
from online import axe, served
from places import make_place
from playwright.sync_api import expect
from small_public import FILES, KEY, WEBINAR, at

from chorale.service.accounts import people
from chorale.service.app import community_of

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
    made = context.new_page()
    made.scripted = request.param == "script"
    yield made
    context.close()


def own_link(place, to):
    """Return the link of the last letter to an address."""
    text = (
        [mail for mail in place.post() if mail["To"] == to][-1].get_body(("plain",)).get_content()
    )
    return re.search(r"http://localhost:\d+/participer/mon-\S+", text)[0]


def fill(place, page, **fields):
    place.clock.advance(seconds=20)  # nobody fills a form in less than three seconds
    for label, value in fields.items():
        page.get_by_label(label, exact=False).first.fill(value)


def sign_up(site, page, name):
    place, address = site
    page.goto(f"{address}/participer/inscription/{KEY}/")
    fill(place, page, Nom=name, Adresse=f"{name.lower()}@exemple.fr")
    page.get_by_role("button", name="S’inscrire").press("Enter")
    page.get_by_role("heading", name="Consultez votre messagerie").wait_for()


def press(site, page, name, button):
    place, _ = site
    page.goto(own_link(place, f"{name.lower()}@exemple.fr"))
    with page.expect_navigation():
        page.get_by_role("button", name=button).press("Enter")
    return page.inner_text("main")


def test_a_person_signs_up_waits_is_promoted_and_leaves(site, page):
    place, address = site
    sign_up(site, page, "Ada")
    assert "Votre place est confirmée" in press(site, page, "Ada", "Confirmer mon inscription")
    page.goto(f"{address}/participer/inscription/{KEY}/")
    assert "liste d’attente" in page.inner_text("main")

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
    page.get_by_label("J’accepte").press("Space")
    page.get_by_role("button", name="Envoyer").press("Enter")
    page.get_by_role("heading", name="Consultez votre messagerie").wait_for()
    assert "Vous êtes abonné" in press(site, page, "Ada", "Confirmer mon abonnement")
    page.get_by_label("Fournisseurs").press("Space")
    page.get_by_role("button", name="Enregistrer mes choix").press("Enter")
    page.get_by_role("heading", name="Vos choix sont enregistrés").wait_for()
    assert page.get_by_label("Fournisseurs").is_checked()
    page.get_by_role("button", name="Me désabonner").press("Enter")
    page.get_by_role("heading", name="Vous êtes désabonné").wait_for()


def test_an_error_is_said_first_and_leads_to_its_field(site, page):
    place, address = site
    page.goto(f"{address}/participer/inscription/{KEY}/")
    fill(place, page, Nom="Ada", Adresse="ada")
    page.get_by_role("button", name="S’inscrire").press("Enter")
    page.get_by_role("alert").wait_for()
    assert page.title().startswith("Erreur")
    if page.scripted:
        expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name=re.compile("Adresse")).first.press("Enter")
    assert page.get_by_label("Nom").input_value() == "Ada"
    assert page.get_by_label("Adresse").get_attribute("aria-invalid") == "true"


def test_the_click_that_sends_a_correction_is_not_lost(site, page):
    place, address = site
    page.goto(f"{address}/participer/inscription/{KEY}/")
    fill(place, page, Nom="Ada", Adresse="ada")
    page.get_by_role("button", name="S’inscrire").press("Enter")
    page.get_by_role("alert").wait_for()
    page.get_by_label("Adresse").first.fill("ada@exemple.fr")
    page.get_by_role("button", name="S’inscrire").click()
    page.get_by_role("heading", name="Consultez votre messagerie").wait_for()


class Keyboard:
    """Someone who has no mouse: what is wanted must be met by Tab, in the order of the page."""

    def __init__(self, page):
        self.page = page

    def to(self, words):
        """Press Tab until what has the focus begins with some words."""
        seen = []
        for _ in range(60):
            self.page.keyboard.press("Tab")
            seen.append(
                self.page.evaluate(
                    "() => { const e = document.activeElement; return (e.labels?.[0] ?? e).innerText.trim() }"
                )
            )
            if seen[-1].startswith(words):
                return self
        raise AssertionError(f"« {words} » n'est pas atteint par Tab : {seen}")

    def write(self, text):
        self.page.keyboard.type(text)
        return self

    def press(self, key, heading):
        """Press a key that leads to another page, told by its heading."""
        self.page.keyboard.press(key)
        self.page.get_by_role("heading", name=heading).wait_for()


def test_everything_is_done_by_the_keyboard_alone(site, page):
    place, address = site
    hand = Keyboard(page)
    page.goto(f"{address}/participer/inscription/{KEY}/")
    place.clock.advance(seconds=20)
    hand.to("Nom").write("Ada").to("Adresse").write("ada").to("S’inscrire").press(
        "Enter", "1 erreur à corriger"
    )
    hand.to("Adresse")  # the first link of the summary leads to the field
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    hand.write("@exemple.fr").to("S’inscrire").press("Enter", "Consultez votre messagerie")
    page.goto(own_link(place, "ada@exemple.fr"))
    hand.to("Confirmer mon inscription").press("Enter", "Votre place est confirmée")
    hand.to("Me désinscrire").press("Enter", "Inscription annulée")
    hand.to("Effacer mes données").press("Space", "Inscription effacée")

    page.goto(f"{address}/participer/formulaires/abonnement/")
    place.clock.advance(seconds=20)
    hand.to("Adresse").write("ada@exemple.fr").to("J’accepte")
    page.keyboard.press("Space")
    hand.to("Envoyer").press("Enter", "Consultez votre messagerie")
    page.goto(own_link(place, "ada@exemple.fr"))
    hand.to("Confirmer mon abonnement").press("Enter", "Vous êtes abonné")
    hand.to("Fournisseurs")
    page.keyboard.press("Space")
    hand.to("Enregistrer mes choix").press("Enter", "Vos choix sont enregistrés")
    hand.to("Me désabonner").press("Enter", "Vous êtes désabonné")
    hand.to("Effacer mes données").press("Space", "Abonnement effacé")


@pytest.fixture(params=[("light", 1280), ("dark", 360)], ids=lambda param: f"{param[0]}-{param[1]}")
def look(site, chromium, request):
    """Return a function that looks at a page; what axe finds, or a page wider than the screen, fails the test."""
    scheme, width = request.param
    context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 780})
    page, faults = context.new_page(), {}
    page.on(
        "console",
        lambda said: (
            faults.setdefault("console", said.text)
            if said.type == "error" and "status" not in said.text
            else None
        ),
    )

    def looked(words, path=""):
        if path:
            page.goto(path if path.startswith("http") else site[1] + path)
        expect(page.locator("main")).to_contain_text(words, use_inner_text=True)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults[words, "width"] = page.url
        if violations := axe(page):
            faults[words] = violations

    looked.page = page
    yield looked
    context.close()
    assert faults == {}


SIGN_UP = f"/participer/inscription/{KEY}/"


def moved(place, tmp_path, webinar):
    """Publish the webinar otherwise, under the running service."""
    (tmp_path / "content/webinars/demarrer.md").write_text(webinar, encoding="utf-8")
    object.__setattr__(place.service, "community", community_of(tmp_path, place.clock))


def test_axe_finds_nothing_on_any_state_of_a_sign_up(site, look, tmp_path):
    place, _ = site
    page = look.page
    look("1 place libre", SIGN_UP)
    page.get_by_role("button", name="S’inscrire").click()
    look("2 erreurs à corriger")
    page.get_by_label("Nom").fill("Ada")
    page.get_by_label("Adresse").first.fill("ada@exemple.fr")
    page.get_by_role("button", name="S’inscrire").click()
    look("Relisez vos réponses")  # sent within three seconds
    for name in ("Ada", "Blaise"):
        sign_up(site, page, name)
        look("Consultez votre messagerie")
    ada, blaise = (own_link(place, f"{name}@exemple.fr") for name in ("ada", "blaise"))
    look("Une place vous est gardée", ada)
    look("entrer dans la liste d’attente", blaise)
    for name, words in (("Ada", "Votre place est confirmée"), ("Blaise", "1re position")):
        press(site, page, name, "Confirmer mon inscription")
        look(words)
    look("La séance est complète", SIGN_UP)
    page.goto(ada)
    page.get_by_role("button", name="Me désinscrire").click()
    look("Inscription annulée")
    look("Une place s’est libérée", blaise)
    place.clock.advance(hours=30)
    look("Délai dépassé", blaise)
    sign_up(site, page, "Claude")
    press(site, page, "Claude", "Confirmer mon inscription")
    claude = page.url
    place.clock.now = at("2026-12-01 10:20")
    look("La séance est en cours", claude)
    place.clock.now = at("2026-12-01 12:00")
    look("La séance a commencé ou est passée", claude)
    look("Inscriptions closes", SIGN_UP)
    page.goto(ada)
    page.get_by_role("button", name="Effacer mes données").click()
    look("Inscription effacée")
    look("Page introuvable", "/participer/inscription/rien-20260101T1000/")


def test_axe_finds_nothing_when_a_session_is_moved_or_cancelled(site, look, tmp_path):
    place, _ = site
    page = look.page
    sign_up(site, page, "Ada")
    press(site, page, "Ada", "Confirmer mon inscription")
    later = 'start: 2026-12-03 15:00, duration: 1h, status: moved, moved_from: 2026-12-01 10:00, note: "Salle prise.",'
    moved(place, tmp_path, WEBINAR.replace("start: 2026-12-01 10:00, duration: 1h,", later))
    look("Jeudi 3 décembre 2026, de 15 h à 16 h", page.url)
    look("Salle prise.", SIGN_UP)
    moved(
        place,
        tmp_path,
        WEBINAR.replace("capacity: 2}", 'capacity: 2, status: cancelled, note: "Absence."}'),
    )
    look("Séance annulée", own_link(place, "ada@exemple.fr"))
    look("Séance annulée", SIGN_UP)


def test_axe_finds_nothing_on_any_state_of_a_subscription(site, look):
    place, address = site
    page = look.page
    look("À quoi elles servent", "/participer/formulaires/abonnement/")
    page.get_by_role("button", name="Envoyer").click()
    look("2 erreurs à corriger")
    place.clock.advance(seconds=20)
    page.get_by_label("Adresse").first.fill("ada@exemple.fr")
    page.get_by_label("J’accepte").check()
    page.get_by_role("button", name="Envoyer").click()
    look("Consultez votre messagerie")
    own = own_link(place, "ada@exemple.fr")
    look("Confirmez pour recevoir la lettre", own)
    page.get_by_role("button", name="Confirmer mon abonnement").click()
    look("Vous êtes abonné")
    page.get_by_role("button", name="Enregistrer mes choix").click()
    look("Vos choix sont enregistrés")
    leave = own.replace("mon-abonnement", "desabonnement").rstrip("/")
    look("Un clic suffit", leave)
    page.get_by_role("button", name="Me désabonner").click()
    look("Vous êtes désabonné")
    look("Vous êtes désabonné", leave)
    page.goto(own)
    page.get_by_role("button", name="Effacer mes données").click()
    look("Abonnement effacé")
    place.clock.advance(minutes=20)
    page.goto(f"{address}/participer/formulaires/abonnement/")
    fill(place, page, Adresse="zoe@exemple.fr")
    page.get_by_label("J’accepte").check()
    page.get_by_role("button", name="Envoyer").click()
    look("Consultez votre messagerie")
    place.service.worker.chores = lambda: (
        None
    )  # the daily purge would erase what was never confirmed
    place.clock.advance(hours=49)
    look("Délai dépassé", own_link(place, "zoe@exemple.fr"))


def test_axe_finds_nothing_on_any_state_of_a_form_nor_on_the_operators_page(site, look):
    place, address = site
    page = look.page
    for moment, words in (
        ("2026-11-09", "Bientôt ouvert"),
        ("2026-11-21", "On pouvait répondre"),
        ("2026-11-16", "Satisfait"),
    ):
        place.clock.now = at(f"{moment} 12:00")
        look(words, "/participer/formulaires/avis/")
    page.get_by_role("button", name="Envoyer").click()
    look("1 erreur à corriger")
    place.clock.advance(seconds=20)
    page.get_by_label("Oui").check()
    page.get_by_role("button", name="Envoyer").click()
    look("Merci")
    with place.service.store.write() as connection:
        who = {
            "scope": "gestion",
            "group": "",
            "role": "operator",
            "name": "Gestion",
            "email": "g@exemple.fr",
        }
        _, secret = people.admit(connection, place.clock(), **who)
    look("Ouvrez d’abord votre lien", "/gestion")
    page.goto(f"{address}/participer/acces#{secret}")
    page.wait_for_function("() => location.hash === ''")
    page.get_by_role("button", name="Entrer").press("Enter")
    page.wait_for_url("**/gestion")
    look("Inscriptions aux webinaires")
    look("1 réponse", "/gestion/formulaires/avis/")
    place.clock.now = at("2026-11-21 09:00")
    look("1 réponse", "/participer/formulaires/avis/resultats/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_letters(site, chromium, scheme):
    place, _ = site
    context = chromium.new_context(color_scheme=scheme, viewport={"width": 360, "height": 780})
    page = context.new_page()
    for name in ("Ada", "Blaise"):
        sign_up(site, page, name)
        press(site, page, name, "Confirmer mon inscription")
    press(site, page, "Ada", "Me désinscrire")
    found = {}
    page = (
        context.new_page()
    )  # free of the service's own policy, which forbids the styles that letters carry
    for mail in place.post():
        page.set_content(mail.get_body(("html",)).get_content())
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, mail["Subject"]
        if violations := axe(page):
            found[mail["Subject"]] = violations
    context.close()

    assert found == {}
