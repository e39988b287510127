"""A whole cycle as people live it: five groups in Chromium and by mail, commands typed, the site built and verified."""

import email
import functools
import http.server
import io
import json
import re
import socket
import subprocess
import threading
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from online import axe, served
from places import COMMUNITY, PARIS, FrozenClock
from sheets import put
from small_cycle import BASE, CYCLE, REQUESTS
from sqlalchemy import delete

from chorale.__main__ import chorale
from chorale.cli import service_context
from chorale.service.accounts import people
from chorale.service.app import create_app
from chorale.service.tables import access

NAMES = {"snp": "SNP", "epn": "EPN", "ministeres": "Ministères", "fnfe-mpe": "FNFE-MPE", "club-utilisateurs": "Club Utilisateurs"}  # fmt: skip
GROUPS = "".join(f'- {{key: {key}, name: "{name}"}}\n' for key, name in NAMES.items())
ROSTER = "groupe;rôle;nom;courriel\n" + "".join(
    f"{key};{role};{role.capitalize()} {key};{'referent' if role == 'référent' else 'membre'}.{key}@exemple.fr\n"
    for key in NAMES
    for role in ("référent", "membre")
)
RETAINED = ["DE-01", "DE-02", "DE-03", "DE-06", "DE-07"]
SCORES = {  # by key; each person meets the requests in an order of their own
    "membre": {"DE-01": "5", "DE-02": "3", "DE-03": "2", "DE-06": "1", "DE-08": "0"},
    "referent": {"DE-01": "4", "DE-02": "s", "DE-03": "2", "DE-06": "5", "DE-08": "1"},
}
FILES = {
    "content/community.yml": COMMUNITY,
    "content/ipm/groups.yml": GROUPS,
    "content/ipm/cycle-9/cycle.yml": CYCLE,
    "content/ipm/cycle-9/requests.yml": REQUESTS,
    "site/documentation/index.md": "---\ntitle: Documentation\n---\n\n# Documentation\n\nUne page.\n",
    "personnes.csv": ROSTER,
}


class Secretariat:
    """Types commands over a project whose clock is ours, and reads the mails that leave."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.clock = FrozenClock(datetime(2026, 11, 16, 12, 0, tzinfo=PARIS))

    def types(self, *words: str, code: int = 0) -> str:
        outcome = CliRunner().invoke(chorale, [*words, "--project", str(self.root)])
        assert outcome.exit_code == code, outcome.output
        return outcome.output.replace("\u00a0", " ").replace("\u202f", " ")

    def mails(self, subject: str) -> list[EmailMessage]:
        files = sorted((self.root / "var/courriels").glob("*.eml"))
        read = [email.message_from_bytes(file.read_bytes(), policy=default) for file in files]
        return [mail for mail in read if mail["subject"].replace("\u00a0", " ").startswith(subject)]

    def post(self, service) -> None:
        service.outbox.flush(service.store, service.worker.carrier, self.clock)

    def links(self) -> dict[str, str]:
        found = {
            mail["to"]: mail.get_body().get_content()
            for mail in self.mails("Les priorités du groupe")
        }
        return {address: re.search(r"https?://\S+#\S+", text)[0] for address, text in found.items()}


@pytest.fixture
def secretariat(tmp_path: Path, monkeypatch) -> Secretariat:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    for name in ("CHORALE_DATABASE_URL", "CHORALE_SMTP_URL", "CHORALE_VAR"):
        monkeypatch.delenv(name, raising=False)
    made = Secretariat(tmp_path)
    monkeypatch.setattr(service_context, "system_clock", made.clock)
    return made


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def shown(folder: Path):
    """Serve the built site."""
    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Person:
    """Somebody with a browser of their own and the link of their mail."""

    def __init__(self, chromium, link: str, *, scripts: bool = True) -> None:
        self.context = chromium.new_context(java_script_enabled=scripts, locale="fr-FR", viewport={"width": 1280, "height": 800})  # fmt: skip
        self.page = self.context.new_page()
        self.home = link.partition("/participer")[0] + BASE
        self.page.goto(link)
        if not scripts:
            self.page.locator("#code").fill(link.partition("#")[2])
        self.page.get_by_role("button", name="Entrer").click()
        self.page.wait_for_url(f"**{BASE}/")

    def open(self, path: str) -> None:
        self.page.goto(self.home + path)

    def reads(self, where: str = "main") -> str:
        return self.page.locator(where).inner_text().replace("\u00a0", " ").replace("\u202f", " ")

    def gives(self, **points: str) -> None:
        """Type points over what the page shows."""
        for name, value in points.items():
            self.page.locator(f"#points-{name.replace('_', '-')}").fill(value)

    def saves(self, version: int) -> None:
        self.page.locator("[data-save]").click()
        self.page.wait_for_url(f"**/proposition?enregistre={version}")
        assert "pas un dépôt" in self.reads("[data-told]")

    def deposits(self, number: int) -> str:
        """Check, deposit, and return the fingerprint that the receipt shows."""
        self.open("/verification")
        self.page.get_by_role("button", name="Déposer la réponse du groupe").click()
        self.page.wait_for_url(f"**/accuses/{number}")
        return self.page.locator(".proof code").first.inner_text()

    def leaves(self) -> None:
        self.context.close()


def snp_scores_then_deposits_by_keyboard_alone(chromium, links) -> str:
    for who in ("membre", "referent"):
        person = Person(chromium, links[f"{who}.snp@exemple.fr"])
        person.open("/notes")
        keys = person.page.keyboard
        person.page.locator("[data-score] input").first.focus()
        for _ in range(5):
            reference = person.page.evaluate("() => document.activeElement.name").removeprefix(
                "note-"
            )
            keys.press(SCORES[who][reference])
            keys.press("Enter")
        keys.press("Enter")
        person.page.wait_for_url("**/notes?enregistre=1")
        if who == "membre":
            person.leaves()
    person.open("/proposition")
    assert "2 membres ont noté, sur 2." in person.reads()
    person.page.get_by_role("button", name="Reprendre tous les points calculés").focus()
    keys.press("Enter")
    person.page.wait_for_function(
        "() => document.querySelector('[data-total]').textContent.includes('Il reste 0')"
    )
    person.page.get_by_role("button", name="Enregistrer et vérifier").focus()
    keys.press("Enter")
    person.page.wait_for_url("**/verification?enregistre=1")
    person.page.get_by_role("button", name="Déposer la réponse du groupe").focus()
    keys.press("Enter")
    person.page.wait_for_url("**/accuses/1")
    fingerprint = person.page.locator(".proof code").first.inner_text()
    person.leaves()
    return fingerprint


def epn_answers_by_spreadsheet(secretariat, *points, received=()) -> str:
    """Send a filled questionnaire by mail and have it collected; return its fingerprint."""
    book = openpyxl.load_workbook(secretariat.root / "tableurs/cycle-9-epn.xlsx")
    for reference, given in points:
        put(book["Réponses"], reference, "points", given)
    target = io.BytesIO()
    book.save(target)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = (
        "referent.epn@exemple.fr",
        "secretariat@chorale.example",
        "Notre réponse",
    )
    mail.set_content("Bonjour, voici notre questionnaire.")
    mail.add_attachment(
        target.getvalue(),
        maintype="application",
        subtype="octet-stream",
        filename="EPN définitif.xlsx",
    )
    (secretariat.root / "recu.eml").write_bytes(mail.as_bytes())
    said = secretariat.types(
        "ipm", "collect", "cycle-9", str(secretariat.root / "recu.eml"), *received
    )
    assert f"groupe EPN, dépôt n° {2 if received else 1}\n" in said
    return re.search(r"empreinte ([0-9a-f]{64})", said)[1]


def ministeres_change_their_referent(secretariat, chromium, links) -> dict[str, str]:
    """A new referent is invited, accepted by the one who leaves, who is revoked; the last one never leaves alone."""
    leaving = "referent.ministeres@exemple.fr"
    said = secretariat.types("secretariat", "revoke", "cycle-9", leaving, code=1)
    assert "plus personne ne pourrait déposer pour le groupe Ministères" in said
    people = secretariat.root / "suite.csv"
    people.write_bytes(
        "Groupe\tRôle\tNom\tEmail\nMinistères\tréférente\tSuite\tsuite@exemple.fr\n".encode(
            "utf-16"
        )
    )
    said = secretariat.types("secretariat", "invite", "cycle-9", "--people", str(people))
    assert "  ajout        ministeres         Suite, référente <suite@exemple.fr>\n" in said
    links = secretariat.links()
    newcomer = Person(chromium, links["suite@exemple.fr"])
    assert "Votre groupe doit d’abord vous accepter" in newcomer.reads()
    host = Person(chromium, links[leaving])
    assert "1 personne attend votre accord" in host.reads()
    assert axe(host.page) == []
    host.page.get_by_role("button", name="Accepter Suite").click()
    host.page.wait_for_url("**/#groupe")
    assert "attend votre accord" not in host.reads()
    newcomer.open("/")
    assert "Suite, référente du groupe Ministères" in newcomer.page.locator("body").inner_text()
    assert "Lien révoqué" in secretariat.types("secretariat", "revoke", "cycle-9", leaving)
    host.open("/")
    assert "Votre session est terminée" in host.page.locator("body").inner_text()
    for person in (newcomer, host):
        person.leaves()
    return links


def ministeres_amend(chromium, links) -> str:
    referent = Person(chromium, links["suite@exemple.fr"])
    referent.open("/")
    told = referent.reads()
    assert "Changé depuis l’ouverture" in told
    assert "« Naviguer au clavier » devient « Naviguer tout au clavier »" in told
    referent.open("/proposition")
    referent.gives(DE_08="100")
    referent.saves(1)
    first = referent.deposits(1)
    referent.open("/proposition")
    referent.gives(DE_08="", DE_06="50", DE_03="50")
    referent.saves(2)
    referent.open("/")
    second = referent.deposits(2)
    assert first != second
    referent.open("/accuses/1")
    assert "compte à la place de celui-ci" in referent.reads()
    referent.leaves()
    return second


def fnfe_settle_a_conflict(chromium, links) -> str:
    referent, member = (
        Person(chromium, links[f"{who}.fnfe-mpe@exemple.fr"]) for who in ("referent", "membre")
    )
    for person in (referent, member):
        person.open("/proposition")
    referent.gives(DE_01="20", DE_02="50")
    referent.saves(1)
    member.gives(DE_02="60", DE_03="20")
    member.page.locator("[data-save]").click()
    member.page.wait_for_selector(".summary")
    told = member.reads(".summary")
    assert "Référent fnfe-mpe a enregistré à 12 h" in told
    assert "DE-02, points : enregistré « 50 », votre saisie « 60 »" in told
    assert (
        "DE-01, points : « 20 »" in told
    )  # the member had not touched it: the referent's work is kept
    assert axe(member.page) == []
    member.saves(2)
    member.open("/verification")
    assert member.page.get_by_role("button", name="Déposer").count() == 0
    fingerprint = referent.deposits(1)
    assert "joint à l’accusé" in referent.reads()
    for person in (referent, member):
        person.leaves()
    return fingerprint


def club_is_late_and_has_no_javascript(chromium, links) -> str:
    referent = Person(chromium, links["referent.club-utilisateurs@exemple.fr"], scripts=False)
    assert "Un dépôt en retard est encore admis" in referent.reads()
    referent.open("/proposition")
    referent.gives(DE_01="100")
    referent.saves(1)
    fingerprint = referent.deposits(1)
    assert "il sera signalé comme tel" in referent.reads(".done")
    referent.leaves()
    return fingerprint


def read_and_download(page, address: str, folder: Path) -> dict[str, tuple[str, str]]:
    """Return, from the proofs of the cycle, each group's shown fingerprint and the one that sha256sum finds."""
    page.goto(f"{address}/ipm/cycle-9/preuves/")
    page.locator("summary", has_text="Empreintes").click()
    assert axe(page) == []
    found = {}
    for key in NAMES:
        link = page.locator(f'a[href$="bulletins/{key}.yml"]').first
        shown_there = set(
            re.findall(r"\b[0-9a-f]{64}\b", link.locator("xpath=ancestor::tr").inner_text())
        )
        with page.expect_download() as download:
            link.evaluate("(link) => { link.download = ''; link.click(); }")
        target = folder / f"{key}.yml"
        download.value.save_as(target)
        printed = subprocess.run(
            ["sha256sum", target], capture_output=True, text=True, check=True
        ).stdout
        found[key] = (shown_there.pop(), printed.split()[0])
    return found


def a_ghost_gives_nothing_and_is_seen(secretariat, store) -> None:
    """Somebody with the database adds a referent by hand; the secretariat sees it and takes it away."""
    who = {"scope": "cycle-9", "group": "snp", "role": "referent", "name": "Ghost", "email": "ghost@exemple.fr"}  # fmt: skip
    with store.write() as connection:
        ghost, _ = people.admit(connection, secretariat.clock(), **who)
    said = secretariat.types("secretariat", "status", "cycle-9", code=1)
    assert (
        "À CORRIGER : groupe SNP : un lien de la base n’est pas celui que le journal a donné"
        in said
    )
    with store.write() as connection:
        connection.execute(delete(access).where(access.c.id == ghost.id))
    secretariat.types("secretariat", "status", "cycle-9")


def a_typo_is_amended_and_the_close_extended(secretariat) -> None:
    file = secretariat.root / "content/ipm/cycle-9/requests.yml"
    file.write_text(file.read_text().replace("Naviguer au clavier", "Naviguer tout au clavier"))
    assert "changé sans être annoncé" in secretariat.types("secretariat", "status", "cycle-9", code=1)  # fmt: skip
    said = secretariat.types("secretariat", "amend", "cycle-9", "--reason", "Mot oublié")
    assert "  demande DE-06, titre : « Naviguer au clavier » devient « Naviguer tout au clavier »\n" in said  # fmt: skip
    assert len(secretariat.mails("Cycle 9 : un changement")) == 10
    secretariat.types(
        "secretariat", "extend", "cycle-9", "--until", "2026-12-11 18:10", "--reason", "Panne"
    )
    secretariat.types("secretariat", "status", "cycle-9")


TOLD = [
    "annoncé à tous",
    "annoncé à tous",
    "club-utilisateurs : dépôt n° 1 reçu en retard",
    "epn : dépôt n° 2 reçu le vendredi 11 décembre 2026 à 17 h 55 (heure de Paris)",
    "epn : dépôt n° 1 remplacé par le n° 2",
    "ministeres : dépôt n° 1 remplacé par le n° 2",
    "club-utilisateurs : 2 personnes ajoutées",
    "epn : 2 personnes ajoutées",
    "fnfe-mpe : 2 personnes ajoutées",
    "ministeres : 2 personnes ajoutées",
    "snp : 2 personnes ajoutées",
    "ministeres : 1 personne ajoutée",
    "ministeres : accord donné à une personne",
    "ministeres : 1 lien fermé",
]
"""What happened, as « verify » tells it to whoever holds the published files."""


def open_the_cycle(secretariat, port: int) -> dict[str, str]:
    """Make both keys, try one, invite the ten people; return their links."""
    for holder in ("Arbitrage", "Secours"):
        secret = str(secretariat.root / f"{holder}.key")
        secretariat.types(
            "ipm", "keys", "create", "cycle-9", "--holder", holder, "--secret", secret
        )
        if holder == "Secours":
            secretariat.types("ipm", "keys", "test", "cycle-9", "--secret", secret)
    secretariat.types(
        "service", "invite", "cycle-9", "--people", str(secretariat.root / "personnes.csv")
    )
    links = secretariat.links()
    assert len(links) == 10
    assert all(
        link.startswith(f"http://localhost:{port}/participer/acces#") for link in links.values()
    )
    return links


def test_five_groups_answer_then_the_site_says_it_and_anyone_verifies(
    secretariat, chromium, monkeypatch
):
    port = free_port()
    monkeypatch.setenv("CHORALE_BASE_URL", f"http://localhost:{port}")
    links = open_the_cycle(secretariat, port)
    secretariat.types(
        "ipm", "questionnaire", "cycle-9", "--output", str(secretariat.root / "tableurs")
    )
    settings, store = service_context.prepared(secretariat.root)
    with served(create_app(secretariat.root, store, secretariat.clock, settings), port):
        given = {"snp": snp_scores_then_deposits_by_keyboard_alone(chromium, links)}
        epn_answers_by_spreadsheet(secretariat, ("DE-01", 100))
        links = ministeres_change_their_referent(secretariat, chromium, links)
    a_ghost_gives_nothing_and_is_seen(secretariat, store)
    a_typo_is_amended_and_the_close_extended(secretariat)
    with served(create_app(secretariat.root, store, secretariat.clock, settings), port):
        given["ministeres"] = ministeres_amend(chromium, links)
        given["fnfe-mpe"] = fnfe_settle_a_conflict(chromium, links)
        secret = str(secretariat.root / "Arbitrage.key")
        assert "clôture" in secretariat.types("ipm", "open", "cycle-9", "--secret", secret, code=1)
        secretariat.clock.advance(days=25, hours=6, minutes=20)
        given["club-utilisateurs"] = club_is_late_and_has_no_javascript(chromium, links)
        given["epn"] = epn_answers_by_spreadsheet(
            secretariat, ("DE-01", 70), ("DE-08", 30), received=("--received", "2026-12-11 17:55")
        )
        secretariat.clock.advance(hours=1)
    secretariat.types("ipm", "open", "cycle-9", "--secret", secret)
    decided = json.loads(secretariat.types("ipm", "decide", "cycle-9", "--format", "json"))
    assert sorted(decided["retained"]) == RETAINED

    secretariat.types("build", "--today", "2026-12-12")
    published = json.loads(
        (secretariat.root / "build/site/ipm/cycle-9/decision.json").read_text(encoding="utf-8")
    )
    assert published["retained"] == decided["retained"]
    with shown(secretariat.root / "build/site") as address:
        page = chromium.new_page(accept_downloads=True)
        read = read_and_download(page, address, secretariat.root)
        page.close()
    assert read == {key: (fingerprint, fingerprint) for key, fingerprint in given.items()}

    secretariat.post(service_context.service_of(secretariat.root))
    receipts = secretariat.mails("Accusé")
    assert len(receipts) == 14  # seven deposits, two people each
    for key, fingerprint in given.items():
        own = [mail["to"] for mail in receipts if fingerprint in mail.get_body().get_content()]
        referent = "suite" if key == "ministeres" else f"referent.{key}"
        assert sorted(own) == [f"membre.{key}@exemple.fr", f"{referent}@exemple.fr"]
    words = [word for fingerprint in given.values() for word in ("--receipt", fingerprint)]
    said = secretariat.types("ipm", "verify", "cycle-9", *words)
    assert "NON" not in said
    told = [line.removeprefix("dit  ").partition(",")[0] for line in said.splitlines()]
    assert [head for line, head in zip(said.splitlines(), told, strict=True) if line.startswith("dit")] == TOLD  # fmt: skip
    assert "NON" in secretariat.types("ipm", "verify", "cycle-9", "--receipt", "0" * 64, code=1)
