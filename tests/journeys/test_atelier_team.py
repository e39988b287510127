"""The team in the service: a letter from nothing to the subscribers' mailboxes, by mouse, keyboard, phone, without scripts."""

import re
import socket
from typing import get_args

import pytest
from aiosmtpd.controller import Controller
from atelier_desk import ISSUE, WEBINAR, make_team
from online import axe, in_menu, served
from patience import until
from playwright.sync_api import expect

from chorale.atelier.rights import StaffRole
from chorale.service.subscriptions import records

MOST_STEPS = 30
"""Buttons, links and fields of a stranger's first letter: at half a minute each, fifteen minutes; it asks no command."""
ADDRESSES = ("lecteur@exemple.fr", "lectrice@exemple.fr")


class Mailbox:
    """Takes every mail of the loopback relay."""

    def __init__(self):
        self.taken = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - the library's name
        self.taken.append((envelope.rcpt_tos[0], envelope.content.decode("utf-8", "replace")))
        return "250 OK"

    def letters(self):
        return sorted(
            to for to, text in self.taken if "printemps des phares" in text and to in ADDRESSES
        )

    def link(self, address, number):
        """Wait for the number-th link sent to an address."""
        until(lambda: len(self.links(address)) >= number)
        return self.links(address)[number - 1]

    def links(self, address):
        plain = [
            text.replace("=\r\n", "").replace("=3D", "=")
            for to, text in self.taken
            if to == address
        ]
        return [
            found[0]
            for text in plain
            if (found := re.search(r"http://\S+(?:entrer\S*#[A-Z0-9]+|relire/\w+)", text))
        ]


@pytest.fixture
def team(tmp_path):
    """Serve the team's atelier, its mails to a loopback relay; give the team, its address and the mailbox."""
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    relay = Controller(box, hostname="127.0.0.1", port=port)
    relay.start()
    made = make_team(tmp_path, smtp_url=f"smtp://127.0.0.1:{port}")
    service = made.service
    for address in ADDRESSES:
        with service.store.write(records.LOCK) as connection:
            found = records.ask(connection, address, (), "essai", made.clock())
            records.confirm(connection, service.outbox.secret, found, made.clock())
    with served(made.app) as address:
        object.__setattr__(service.settings, "base_url", address)
        yield made, f"{address}/atelier/", box
    relay.stop(no_assert=True)


class Mouse:
    """What a person does with a mouse or a finger, whose browser runs scripts or not; steps counts it."""

    def __init__(self, page, *, scripts=True):
        self.page, self.steps, self.scripts = page, 0, scripts

    def press(self, found):
        self.steps += 1
        self.presses(found)

    def write(self, found, text):
        self.steps += 1
        self.writes(found, text)

    def untick(self, found):
        self.steps += 1
        self.unticks(found)

    def presses(self, found):
        found.click()

    def writes(self, found, text):
        found.fill(text)

    def unticks(self, found):
        found.uncheck()


class Keyboard(Mouse):
    """The same by the keyboard alone: each thing is reached by the focus."""

    def presses(self, found):
        found.focus()
        self.page.keyboard.press("Enter")

    def writes(self, found, text):
        found.focus()
        if found.get_attribute("type") in ("date", "month"):
            found.fill(
                text
            )  # what Chromium's parts of a date take depends on the machine's language
        else:
            self.page.keyboard.press("Control+a")
            self.page.keyboard.insert_text(text)

    def unticks(self, found):
        found.focus()
        self.page.keyboard.press("Space")


HANDS = {
    "mouse": (Mouse, {"viewport": {"width": 1280, "height": 900}}),
    "keyboard": (Keyboard, {"viewport": {"width": 1280, "height": 900}}),
    "phone": (Mouse, {"viewport": {"width": 390, "height": 844}, "has_touch": True}),
    "no script": (Mouse, {"viewport": {"width": 390, "height": 844}, "java_script_enabled": False}),
}


@pytest.mark.parametrize("name", HANDS)
def test_a_letter_from_nothing_to_the_mailboxes(chromium, team, name):
    made, address, box = team
    kind, looks = HANDS[name]
    made.code("Anne", "editing", "approval")
    context = chromium.new_context(**looks)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    hand = kind(page, scripts=looks.get("java_script_enabled", True))
    came_in(page, hand, address, box)
    written(page, hand)
    approved_and_online(page, hand, address)
    hand.press(page.get_by_role("button", name="Envoyer à 2 destinataires"))
    if not hand.scripts:
        hand.press(page.get_by_role("button", name="Oui"))
    until(lambda: len(box.letters()) == 2)
    followed(page, hand, address + "lettre/2026-04", page.get_by_text("fini le"))
    expect(page.get_by_text("2 messages remis au serveur")).to_be_visible()
    context.close()

    assert box.letters() == sorted(ADDRESSES)
    assert hand.steps <= MOST_STEPS
    assert made.acts() == [
        "Anne a ouvert une session",
        "Anne a enregistré content/newsletters/2026-04/issue.yml",
        "Anne a enregistré content/newsletters/2026-04/le-printemps-des-phares.md",
        "Anne a enregistré content/newsletters/2026-04/issue.yml",
        "Anne a approuvé la lettre 2026-04",
        "Anne a mis en ligne une publication",
        "Anne a décidé l'envoi de la lettre 2026-04",
    ]


def followed(page, hand, address, wanted):
    """Wait for what a page that follows by itself comes to show; without scripts, a person asks for it again.

    Asked for while it loaded itself anew, it once came neither way: no request reached the service for two minutes.
    """
    if hand.scripts:
        expect(wanted).to_be_visible()
        return
    until(lambda: page.goto(address) and wanted.count())


def came_in(page, hand, address, box):
    """Ask for a link, and follow it."""
    page.goto(address)
    hand.write(page.get_by_label("Votre adresse électronique"), "anne@exemple.fr")
    hand.press(page.get_by_role("button", name="Recevoir un lien"))
    expect(page.locator(".done")).to_contain_text("un lien vient de lui être envoyé")
    link = box.link("anne@exemple.fr", 1)
    page.goto(link)
    if page.get_by_label("Code du lien").is_visible():
        page.get_by_label("Code du lien").fill(link.rpartition("#")[2])
    hand.press(page.get_by_role("button", name="Entrer", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Anne")


def written(page, hand):
    """Make a letter with one article."""
    hand.press(page.get_by_role("link", name="Nouvelle lettre"))
    hand.write(page.get_by_label("Mois de parution"), "2026-04")
    page.get_by_label("Comme la dernière fois").select_option("")
    hand.steps += 1
    hand.press(page.get_by_role("button", name="Commencer"))
    hand.untick(page.get_by_label("Encore un brouillon"))
    hand.write(page.get_by_label("Date", exact=True), "2026-03-05")
    hand.write(
        page.get_by_label("Phrase d’accroche"),
        "Ce que le printemps change pour les phares, et les dates",
    )
    hand.write(page.get_by_label("Éditorial"), "Les phares rouvrent, et le comité avec eux.")
    hand.press(page.get_by_role("button", name="Enregistrer"))
    expect(page.locator(".done")).to_have_text("C’est enregistré.")
    hand.press(page.get_by_role("link", name="Écrire un nouvel article"))
    hand.write(page.get_by_label("Titre"), "Le printemps des phares")
    hand.press(page.get_by_role("button", name="Commencer"))
    hand.write(page.get_by_label("Résumé"), "Les phares rouvrent au printemps.")
    hand.write(page.get_by_label("Texte", exact=True), "Ils rouvrent tous.")
    hand.press(page.get_by_role("button", name="Enregistrer"))
    expect(page.locator(".done")).to_have_text("C’est enregistré.")


def approved_and_online(page, hand, address):
    """Approve the letter and publish the site; end on the page from which it is sent."""
    hand.press(page.get_by_role("link", name="à la lettre de cet article"))
    hand.press(page.get_by_role("link", name="Approuver, essayer, envoyer"))
    hand.press(page.get_by_role("button", name="Approuver cette lettre"))
    expect(page.locator(".done")).to_have_text("Votre approbation est écrite.")
    hand.press(in_menu(page, page.get_by_role("link", name="Publier")))
    hand.press(page.get_by_role("button", name="Préparer la publication"))
    expect(page.get_by_role("button", name="Préparer la publication")).to_be_hidden()
    followed(page, hand, address + "publier", page.get_by_role("button", name="Mettre en ligne"))
    hand.press(page.get_by_role("button", name="Mettre en ligne"))
    expect(page.locator(".done")).to_have_text("C’est en ligne.")
    hand.press(in_menu(page, page.get_by_role("link", name="Lettres")))
    hand.press(page.locator("main").locator('a[href$="/2026-04/issue.yml"]').first)
    hand.press(page.get_by_role("link", name="Approuver, essayer, envoyer"))


PAGES = (
    "",
    "entrer",
    "equipe",
    "journal",
    "acces",
    "abonnes",
    "abonnes/importer",
    "importer",
    "seances",
    "reponses",
    "cycles",
    "demandes",
    "courriels",
    "lettre/2026-03",
    f"fiche/{WEBINAR}",
    f"historique/{WEBINAR}",
    "publier",
    "nulle-part",
)


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
)
def test_no_page_of_the_team_has_a_barrier_or_scrolls_sideways(chromium, team, width, scheme):
    made, address, _ = team
    code = made.code("Zoé de la Haute-Administration-Territoriale", *get_args(StaffRole))
    made.code("Léo", "events")
    context = chromium.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page, found = context.new_page(), {}
    page.goto(f"{address}entrer#{code}")
    page.get_by_role("button", name="Entrer", exact=True).click()
    in_menu(page, page.get_by_role("navigation", name="Atelier"))
    found["menu"] = (axe(page), False)
    for path in PAGES:
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        sideways = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found[path] = (axe(page), sideways)
    context.close()

    assert found == {path: ([], False) for path in ("menu", *PAGES)}


@pytest.mark.parametrize("script", [True, False])
def test_a_list_kept_elsewhere_is_imported_on_a_phone(chromium, team, script):
    made, address, _ = team
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=script, has_touch=True
    )
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    code = made.code("Eve", "approval")
    page.goto(f"{address}entrer#{code}")
    if not script:
        page.get_by_label("Code du lien").fill(code)
    page.get_by_role("button", name="Entrer", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Eve")
    page.goto(address + "abonnes")
    page.get_by_role("link", name="Importer une liste qui existe ailleurs").click()
    page.get_by_label("Ou les adresses, collées ici").fill(
        "Léa <lea@exemple.fr>\nnul\npaul@gmial.com"
    )
    page.get_by_label("D’où vient l’accord des personnes").fill("liste X, 3 mars 2026")
    page.get_by_role("button", name="Lire la liste").click()
    expect(page.get_by_text("Personne n’est encore ajouté.")).to_be_visible()
    barriers = axe(page) if script else []
    sideways = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.get_by_role("button", name="Ajouter 2 personnes").click()
    if not script:
        page.get_by_role("button", name="Oui").click()
    expect(page.locator(".done")).to_contain_text("2 personnes ajoutées.")
    page.get_by_role("button", name="Effacer cette liste d’ici").click()
    expect(page.get_by_label("Un fichier")).to_be_visible()
    context.close()

    assert (barriers, sideways) == ([], False)
    assert made.acts()[-1] == "Eve a importé des abonnés : 2\u00a0adresses"


@pytest.mark.parametrize("script", [True, False])
def test_someone_from_outside_reads_a_letter_by_a_link_and_comments_it(chromium, team, script):
    made, address, box = team
    invited_from_outside(chromium, address, made.code("Anne", "editing"))
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=script
    )
    page = context.new_page()
    page.goto(box.link("jeanne@dehors.fr", 1))
    expect(page.frame_locator("iframe[title='La page à relire']").locator("h1")).to_have_count(1)
    page.get_by_text("Courriel, téléphone").click()
    phone = page.frame_locator("iframe[title='Courriel, téléphone']")
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    barriers = axe(page) if script else []
    page.get_by_label("Commentaire", exact=True).fill("Très clair.")
    page.get_by_role("button", name="Commenter").click()
    expect(page.locator(".done")).to_have_text("Commentaire gardé. Vous pouvez en écrire un autre.")
    expect(page.get_by_text("Très clair.")).to_be_visible()
    sideways = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    context.close()

    assert (barriers, sideways) == ([], False)


def invited_from_outside(chromium, address, code):
    """Ask someone without account to read a letter."""
    page = chromium.new_page()
    page.goto(f"{address}entrer#{code}")
    page.get_by_role("button", name="Entrer", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Anne")
    page.goto(address + f"fiche/{ISSUE}")
    page.get_by_text("Faire relire par quelqu’un du dehors").click()
    page.get_by_label("Nom", exact=True).fill("Jeanne")
    page.get_by_label("Adresse électronique").fill("jeanne@dehors.fr")
    page.get_by_role("button", name="Envoyer le lien").click()
    expect(page.locator(".done")).to_be_visible()
    page.close()


def test_two_tabs_one_session_over_and_nothing_typed_is_lost(chromium, team):
    made, address, _ = team
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{address}entrer#{made.code('Anne', 'editing')}")
    page.get_by_role("button", name="Entrer", exact=True).click()
    in_menu(page, page.get_by_role("navigation", name="Atelier"))
    page.goto(address + f"fiche/{WEBINAR}")
    page.get_by_role("textbox", name="Titre", exact=True).fill("Tapé après la fin")
    made.clock.advance(hours=2)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre session est terminée")
    other = context.new_page()
    other.goto(f"{address}entrer#{made.code('Anne', 'editing')}")
    other.get_by_role("button", name="Entrer", exact=True).click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Bonjour Anne")
    page.get_by_role("button", name="Envoyer de nouveau").click()
    expect(page.locator(".done")).to_have_text("C’est enregistré.")
    context.close()

    assert 'title: "Tapé après la fin"' in (made.service.settings.root / WEBINAR).read_text()
