"""A whole cycle without a terminal: five groups, from its first file and its keys to the published minutes."""

import functools
import http.server
import re
import threading
from contextlib import contextmanager

import pytest
from atelier_desk import make_team
from cycle_team import links
from online import axe, in_menu, served
from playwright.sync_api import expect
from quiet_server import Quiet

NAMES = ("SNP", "EPN", "Ministères", "FNFE-MPE", "Club Utilisateurs")
KEYS = ("snp", "epn", "ministeres", "fnfe-mpe", "club-utilisateurs")
GROUPS = "".join(
    f'- {{key: {key}, name: "{name}"}}\n' for key, name in zip(KEYS, NAMES, strict=True)
)
ROSTER = "groupe;rôle;nom;courriel\n" + "".join(
    f"{name};référent;Référent {name};{key}@exemple.fr\n"
    for key, name in zip(KEYS, NAMES, strict=True)
)
REQUESTS = (
    ("Afficher un délai", "Suivi", "90"),
    ("Réunir les avis", "Suivi", "60"),
    ("Naviguer au clavier", "Confort", "110"),
)
POINTS = {
    "snp": ("60", "40", ""),
    "epn": ("100", "", ""),
    "ministeres": ("", "100", ""),
    "fnfe-mpe": ("50", "50", ""),
    "club-utilisateurs": ("70", "", "30"),
}
HERE = "/atelier/cycles/cycle-2"


@pytest.fixture
def team(tmp_path):
    made = make_team(tmp_path, {"content/ipm/groups.yml": GROUPS})
    with served(made.app) as address:
        object.__setattr__(made.service.settings, "base_url", address)
        yield made, address


def said(words):
    """Match words whichever way their spaces are written."""
    return re.compile(re.escape(words).replace("\\ ", r"\s"))


class Staff:
    """Someone of the team with a browser of their own; what the browser sends is remembered."""

    def __init__(self, chromium, team, name, *roles):
        self.team, self.address = team
        self.name, self.roles, self.sent = name, roles, []
        self.context = chromium.new_context(viewport={"width": 390, "height": 844})
        self.page = self.context.new_page()
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.on("request", lambda one: self.sent.append(f"{one.url} {one.post_data or ''}"))
        self.comes_in()

    def comes_in(self):
        code = self.team.code(self.name, *self.roles)
        self.page.goto(f"{self.address}/atelier/entrer#{code}")
        self.press("Entrer")
        in_menu(self.page, self.page.get_by_role("navigation", name="Atelier"))

    def opens(self, path, title):
        self.page.goto(self.address + path)
        self.sees(title)

    def sees(self, title):
        expect(self.page.get_by_role("heading", level=1, name=said(title))).to_be_visible()

    def press(self, name):
        self.page.get_by_role("button", name=re.compile(f"^{said(name).pattern}$")).click()

    def told(self, words):
        expect(self.page.locator(".done").get_by_text(said(words))).to_be_visible()

    def due(self, words):
        """Read what the cycle's page says to do next."""
        self.opens(HERE, "Cycle 2")
        expect(self.page.get_by_role("heading", name=said(f"À faire : {words}"))).to_be_visible()

    def publishes(self):
        self.opens("/atelier/publier", "Publier")
        self.press("Préparer la publication")
        self.press("Mettre en ligne")
        self.told("C’est en ligne.")
        self.team.published()


def cycle_begun(staff):
    staff.opens("/atelier/cycles/nouveau", "Nouveau cycle")
    for label, value in (
        ("Réunion de synthèse", "2026-03-06"),
        ("Ouverture du questionnaire", "2026-03-06T09:00"),
        ("Clôture", "2026-03-20T18:00"),
        ("Réunion d’arbitrage", "2026-04-02"),
        ("Enveloppe", "200"),
        ("Son unité", "jours-homme"),
        ("Thèmes", "Suivi\nConfort"),
    ):
        staff.page.get_by_label(re.compile(f"^{said(label).pattern}$")).fill(value)
    assert axe(staff.page) == []
    staff.press("Créer le cycle")
    staff.told("Le cycle est créé.")
    staff.page.get_by_role("link", name="Écrire les demandes").click()
    for rank, (title, theme, cost) in enumerate(REQUESTS):
        staff.page.get_by_role("button", name=re.compile("^Ajouter")).first.click()
        one = f"liste.{rank}"
        staff.page.locator(f'[name="{one}.reference"]').fill(f"DE-0{rank + 1}")
        staff.page.locator(f'[name="{one}.title"]').fill(title)
        staff.page.locator(f'[name="{one}.theme"]').select_option(label=theme)
        staff.page.locator(f'[name="{one}.cost.estimate"]').fill(cost)
    staff.press("Enregistrer")
    staff.told("C’est enregistré")


def key_made(staff, holder, folder):
    """Make a key in the browser, and prove that it is kept; return its file."""
    page = staff.page
    staff.opens(f"{HERE}/cles", "Les deux clés du cycle 2")
    page.get_by_label("Fonction de qui garde cette clé").fill(holder)
    staff.press("Créer ma clé")
    with page.expect_download() as download:
        page.get_by_role("link", name="Garder le fichier").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    staff.press("Continuer : prouver que je la garde")
    page.get_by_label("Le fichier que vous venez de garder").set_input_files(file)
    expect(page.get_by_text(said("La clé lit l’essai."))).to_be_visible()
    assert axe(page) == []
    staff.press("Enregistrer la clé publique")
    staff.told("La clé est prouvée")
    (secret,) = re.findall("AGE-SECRET-KEY-1[A-Z0-9]+", file.read_text(encoding="utf-8"))
    assert [one for one in staff.sent if secret[16:] in one.upper()] == []
    return file


def invited(staff):
    staff.opens(f"{HERE}/inviter", "Inviter")
    staff.page.get_by_label(said("Ou la liste, tapée ou collée d’un tableur")).fill(ROSTER)
    staff.press("Voir ce qui va changer")
    staff.press("Envoyer 5 liens")
    staff.told("C’est fait ; les liens partent.")


class Hands:
    """A referent with a pointer, and maybe no script."""

    def __init__(self, page):
        self.page = page

    def press(self, found):
        found.click()

    def write(self, found, text):
        found.fill(text)


class Keys(Hands):
    """A referent who only has a keyboard: each thing is reached by Tab."""

    def reach(self, found):
        expect(found).to_be_visible()
        for _ in range(150):
            self.page.keyboard.press("Tab")
            if found.evaluate("(one) => one === document.activeElement"):
                return
        raise AssertionError(f"never reached by Tab: {found}")

    def press(self, found):
        self.reach(found)
        self.page.keyboard.press("Enter")

    def write(self, found, text):
        self.reach(found)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text or " ")


def answered(chromium, link, points, number, *, scripts):
    """Come in by the link of the mail, give points, check, deposit; read the receipt."""
    context = chromium.new_context(java_script_enabled=scripts, locale="fr-FR")
    page = context.new_page()
    hands = Keys(page) if scripts else Hands(page)
    page.goto(link)
    if not scripts:
        page.locator("#code").fill(link.partition("#")[2])
    hands.press(page.get_by_role("button", name="Entrer"))
    hands.press(page.get_by_role("link", name=re.compile("proposition", re.IGNORECASE)).first)
    for rank, given in enumerate(points):
        hands.write(page.locator(f"#points-DE-0{rank + 1}"), given)
    hands.press(page.get_by_role("button", name="Enregistrer et vérifier"))
    hands.press(page.get_by_role("button", name="Déposer la réponse du groupe"))
    expect(page).to_have_url(re.compile(rf"/accuses/{number}$"))
    context.close()


def opened(staff, file):
    """Open the answers with a key whose file PowerShell wrote again."""
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("\n", "\r\n"), encoding="utf-16")
    staff.opens(f"{HERE}/ouverture", "Ouvrir les réponses")
    staff.page.get_by_label("Le fichier de la clé secrète").set_input_files(file)
    expect(staff.page.get_by_text("5 réponses ouvertes sur 5.")).to_be_visible()
    assert axe(staff.page) == []
    staff.press("Enregistrer les réponses ouvertes")
    staff.told("Les réponses sont ouvertes et vérifiées")


def frozen(staff):
    staff.opens(f"{HERE}/figer", "Ce qui ne bouge plus")
    staff.press("Figer")
    staff.told("C’est figé")


def arbitrated(staff):
    page = staff.page
    staff.opens(f"{HERE}/arbitrage", "Arbitrage du cycle 2")
    choice = page.get_by_role("group", name="DE-01 Afficher un délai")
    choice.get_by_label("Reportée").check()
    effect = page.get_by_role("region", name="Effet")
    expect(
        effect.get_by_text(said("« DE-01 » est recommandée et n’est pas retenue"))
    ).to_be_visible()
    choice.get_by_label("À la demande de").fill("EPN")
    choice.get_by_label("Raison").fill("Après août")
    expect(effect.get_by_text("Rien à régler")).to_be_visible()
    assert axe(page) == []
    staff.opens(HERE, "Cycle 2")
    staff.opens(f"{HERE}/arbitrage", "Arbitrage du cycle 2")
    staff.press("La reprendre")
    expect(choice.get_by_label("Reportée")).to_be_checked()
    expect(choice.get_by_label("Raison")).to_have_value("Après août")
    expect(effect.get_by_text("Rien à régler")).to_be_visible()
    staff.press("Enregistrer l’arbitrage")
    staff.told("L’arbitrage est enregistré.")
    expect(page.get_by_role("button", name="La reprendre")).to_be_hidden()


@contextmanager
def shown(folder):
    """Serve what is published."""
    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def minutes_read(staff, root):
    """Read the decision and its minutes on the site, as anyone does."""
    with shown(root / "build/site") as site:
        staff.page.goto(f"{site}/ipm/cycle-2/")
        expect(staff.page.get_by_role("heading", level=1)).to_contain_text("Cycle 2")
        staff.page.goto(f"{site}/ipm/cycle-2/releve.html")
        expect(staff.page.get_by_text("Après août").first).to_be_visible()


def test_a_cycle_of_five_groups_from_its_first_file_to_its_minutes_without_a_terminal(
    chromium, team, tmp_path
):
    made, address = team
    anna = Staff(chromium, team, "Anna", "secretariat", "approval")
    cycle_begun(anna)
    anna.due("créer les deux clés")
    kept = key_made(anna, "Arbitrage", tmp_path)
    berta = Staff(chromium, team, "Berta", "secretariat")
    key_made(berta, "Secours", tmp_path)
    berta.context.close()
    anna.due("publier le cycle et ses clés")
    anna.publishes()
    anna.due("inviter les groupes")
    invited(anna)
    made.clock.advance(days=1)
    made.published()
    anna.comes_in()
    anna.due("figer groupes et demandes")
    assert axe(anna.page) == []
    frozen(anna)
    assert axe(anna.page) == []
    codes = links(made)
    for key, points in POINTS.items():
        link = f"{address}/participer/acces#{codes[f'{key}@exemple.fr']}"
        answered(chromium, link, ("", "", "100"), 1, scripts=True)
        answered(chromium, link, points, 2, scripts=False)
    made.clock.advance(days=20)
    anna.comes_in()
    anna.due("ouvrir les réponses")
    opened(anna, kept)
    ballots = made.service.settings.root / "content/ipm/cycle-2/ballots"
    assert {one.stem for one in ballots.iterdir()} == set(KEYS)
    assert "points: {DE-01: 70, DE-03: 30}" in (ballots / "club-utilisateurs.yml").read_text()
    anna.due("figer les bulletins")
    frozen(anna)
    anna.due("publier les réponses")
    anna.publishes()
    anna.due("arbitrer")
    arbitrated(anna)
    made.clock.advance(days=10)
    anna.comes_in()
    anna.due("figer l’arbitrage")
    frozen(anna)
    anna.due("publier la décision")
    anna.publishes()
    anna.opens(HERE, "Cycle 2")
    expect(
        anna.page.get_by_role("heading", name=said("Rien à faire pour l’instant"))
    ).to_be_visible()
    minutes_read(anna, made.service.settings.root)
    anna.context.close()
