"""Passkeys in a real browser, with a virtual authenticator: added after a link, signed in with, removed; and without."""

import contextlib

import pytest
from atelier_desk import make_team
from late import Late
from online import axe, in_menu, served
from playwright.sync_api import expect


@pytest.fixture
def team(tmp_path):
    """Serve the team's atelier; give the team and its address."""
    made = make_team(tmp_path)
    with served(made.app) as address:
        object.__setattr__(made.service.settings, "base_url", address)
        yield made, f"{address}/atelier/"


class Authenticator:
    """The finger or the face of whoever holds the device: verified unless told otherwise."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        made = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.id = made["authenticatorId"]

    def waits(self):
        """Wait for a finger that does not come."""
        asked = {"authenticatorId": self.id, "enabled": False}
        self.session.send("WebAuthn.setAutomaticPresenceSimulation", asked)

    def verifies(self, *, user):
        asked = {"authenticatorId": self.id, "isUserVerified": user}
        self.session.send("WebAuthn.setUserVerified", asked)


@contextlib.contextmanager
def browsing(chromium, **looks):
    context = chromium.new_context(**looks)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    context.close()


def came_by_link(page, made, address):
    page.goto(f"{address}entrer#{made.code('Anne', 'editing')}")
    page.get_by_role("button", name="Entrer", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Anne")


def added(page, name):
    in_menu(page, page.get_by_role("link", name="vos accès")).click()
    page.get_by_label("Nom de la clé").fill(name)
    page.get_by_role("button", name="Ajouter une clé d’accès").click()


def left(page):
    in_menu(page, page.get_by_role("button", name="Sortir")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Entrer dans l’atelier")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_key_is_added_signed_in_with_and_removed(chromium, team, width):
    made, address = team
    with browsing(chromium, viewport={"width": width, "height": 844}) as page:
        Authenticator(page)
        came_by_link(page, made, address)
        added(page, "poste du bureau")
        expect(page.locator(".done")).to_have_text(
            "La clé est ajoutée. Un courriel vient de vous le dire."
        )
        left(page)
        page.goto(f"{address}contenus/issue")
        page.get_by_role("button", name="Entrer avec une clé d’accès").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Lettres")
        in_menu(page, page.get_by_role("link", name="vos accès")).click()
        page.get_by_role("button", name="Retirer la clé poste du bureau").click()
        expect(page.locator(".done")).to_have_text(
            "La clé est retirée : elle n’ouvre plus rien ici."
        )
        left(page)
        page.get_by_role("button", name="Entrer avec une clé d’accès").click()
        expect(page.get_by_role("heading", level=2).first).to_have_text(
            "Aucune session n’est ouverte"
        )
        expect(page.locator(".summary")).to_be_focused()

    assert made.acts() == [
        "Anne a ouvert une session",
        "Anne a ajouté une clé d'accès",
        "Anne a fermé sa session",
        "Anne a ouvert une session par une clé d'accès",
        "Anne a retiré une clé d'accès",
        "Anne a fermé sa session",
    ]


def test_a_device_that_holds_a_key_or_knows_not_its_user_is_told_so_and_the_page_goes_on(
    chromium, team
):
    made, address = team
    with browsing(chromium) as page:
        device = Authenticator(page)
        came_by_link(page, made, address)
        added(page, "téléphone")
        expect(page.locator(".done")).to_be_visible()
        page.get_by_label("Nom de la clé").fill("encore")
        page.get_by_role("button", name="Ajouter une clé d’accès").click()
        expect(page.locator("main [role=alert]")).to_have_text(
            "Cet appareil a déjà une clé pour vous : elle est dans la liste."
        )
        left(page)
        device.verifies(user=False)
        page.get_by_role("button", name="Entrer avec une clé d’accès").click()
        expect(page.locator("main [role=alert]")).to_have_text(
            "La clé n’a pas été donnée à temps. Recommencez, ou passez par un lien."
        )
        device.verifies(user=True)
        page.get_by_role("button", name="Entrer avec une clé d’accès").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Anne")


def test_a_session_that_ended_meanwhile_keeps_the_name_that_was_typed(chromium, team):
    made, address = team
    with browsing(chromium) as page:
        Authenticator(page)
        came_by_link(page, made, address)
        page.clock.install()
        in_menu(page, page.get_by_role("link", name="vos accès")).click()
        page.get_by_label("Nom de la clé").fill("téléphone")
        made.clock.advance(hours=2)
        page.clock.fast_forward("02:00:00")
        page.get_by_role("button", name="Ajouter une clé d’accès").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Votre session est terminée")
        other = page.context.new_page()
        came_by_link(other, made, address)
        page.get_by_role("button", name="Envoyer de nouveau").click()
        expect(page.get_by_label("Nom de la clé")).to_have_value("téléphone")


def test_a_key_that_is_asked_twice_on_a_slow_line_is_waited_for_once(chromium, team):
    made, address = team
    with browsing(chromium) as page:
        Authenticator(page).waits()
        came_by_link(page, made, address)
        late = Late(page, "**/acces/cle")
        in_menu(page, page.get_by_role("link", name="vos accès")).click()
        page.get_by_label("Nom de la clé").fill("téléphone")
        button = page.get_by_role("button", name="Ajouter une clé d’accès")
        button.click()
        button.click()
        late.asked()
        late.come()

        expect(page.locator("[data-passe] [role=alert]")).to_be_hidden()


def test_without_scripts_the_link_is_the_door_and_the_page_says_what_keys_need(chromium, team):
    made, address = team
    with browsing(chromium, java_script_enabled=False) as page:
        page.goto(f"{address}entrer")
        expect(page.get_by_role("button", name="Entrer avec une clé d’accès")).to_be_hidden()
        page.get_by_label("Code du lien").fill(made.code("Anne", "editing"))
        page.get_by_role("button", name="Entrer", exact=True).click()
        in_menu(page, page.get_by_role("link", name="vos accès")).click()
        expect(page.get_by_role("button", name="Ajouter une clé d’accès")).to_be_hidden()
        expect(page.get_by_text("il faut un navigateur récent")).to_be_visible()


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
)
def test_the_page_of_ways_in_has_no_barrier(chromium, team, width, scheme):
    made, address = team
    looks = {"viewport": {"width": width, "height": 844}, "color_scheme": scheme}
    with browsing(chromium, **looks) as page:
        Authenticator(page)
        came_by_link(page, made, address)
        added(page, "téléphone de la mairie de Saint-Rémy-en-Bouzemont-Saint-Genest")
        expect(page.locator(".done")).to_be_visible()
        found = axe(page)
        sideways = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        in_menu(page, page.get_by_role("button", name="Sortir")).click()
        expect(page.get_by_role("button", name="Entrer avec une clé d’accès")).to_be_visible()
        door = axe(page)

    assert (found, sideways, door) == ([], False, [])
