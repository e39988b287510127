"""A small cycle of six requests and two groups, its people, and the gestures that tests repeat."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from browsing import Browser
from house import ROOT
from places import Place, make_place

from chorale.files import write
from chorale.publish import build
from chorale.service.accounts import encryption, people
from chorale.service.questionnaire import group_keys
from chorale.service.questionnaire.opening import opened

CYCLE = """\
number: 9
themes: {suivi: "Suivi des factures", usages: "Confort d'usage"}
envelope: {amount: 400, unit: "jours-homme"}
milestones:
  synthesis: 2026-11-16
  opens: 2026-11-16 09:00
  closes: 2026-12-11 18:00
  arbitration: 2027-01-14
  tolerance: 1h
"""
REQUESTS = """\
- {reference: DE-01, title: "Afficher un délai de paiement", theme: suivi, cost: {estimate: 90}}
- {reference: DE-02, title: "Choisir ses notifications", theme: suivi, cost: {estimate: 60}}
- {reference: DE-03, title: "Réunir les notifications", theme: suivi, cost: {estimate: 40}, requires: [DE-02]}
- {reference: DE-06, title: "Naviguer au clavier", theme: usages, cost: {estimate: 110}}
- {reference: DE-07, title: "Agrandir le texte", theme: usages, cost: {estimate: 65}, mandatory: true}
- {reference: DE-08, title: "Consulter depuis un téléphone", theme: usages, cost: {estimate: 150}}
"""
GROUPS = """\
- {key: snp, name: "SNP"}
- {key: epn, name: "EPN"}
"""
KEYS = [encryption.new_secret(), encryption.new_secret()]
FILES = {
    "content/ipm/groups.yml": GROUPS,
    "content/ipm/cycle-9/cycle.yml": CYCLE,
    "content/ipm/cycle-9/requests.yml": REQUESTS,
    "content/ipm/cycle-9/keys.yml": "".join(
        f'- {{holder: "{holder}", recipient: {encryption.recipient(secret)}}}\n'
        for holder, secret in zip(("Arbitrage", "Secours"), KEYS, strict=True)
    ),
}
BASE = "/participer/ipm/cycle-9"
ANSWER = {"points-DE-01": "60", "points-DE-02": "40", "indispensable-1": "DE-01"}


@dataclass
class Circle:
    """A place where two groups answer; secrets are the links by first name."""

    place: Place
    secrets: dict[str, str]

    def enter(self, name: str, address: str = "192.0.2.7") -> Browser:
        browser = self.place.browser(address)
        answer = browser.post("/participer/acces", {"code": self.secrets[name]})
        assert (answer.status, answer.headers["location"]) == (303, f"{BASE}/")
        return browser


def admit_all(
    place: Place, cycle: str = "cycle-9", groups: tuple[str, ...] = ("snp", "epn")
) -> dict[str, str]:
    """Give each group a referent and a member: « snp-referent », « snp-member »…"""
    secrets = {}
    with place.service.store.write() as connection:
        for group in groups:
            for role in ("referent", "member"):
                name = f"{group}-{role}"
                who = {
                    "scope": cycle,
                    "group": group,
                    "role": role,
                    "name": name,
                    "email": f"{name}@exemple.fr",
                }
                _, secrets[name] = people.admit(connection, place.clock(), **who)
            assert group_keys.open_group(connection, cycle, group)
    return secrets


def make_circle(root: Any, url: str = "", files: dict[str, str] | None = None) -> Circle:
    place = make_place(root, url, {**FILES, **(files or {})})
    return Circle(place, admit_all(place))


def hidden(text: str, name: str) -> str:
    """Return the value of a hidden input."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', text)
    assert found, f"no hidden field {name}"
    return found[1]


def save(
    browser: Browser, answer: dict[str, str] | None = None, action: str = "enregistrer"
) -> Any:
    """Save the group's draft over what the page shows now."""
    version = hidden(browser.get(f"{BASE}/proposition").text, "version")
    return browser.post(
        f"{BASE}/proposition",
        {"version": version, "action": action, **(ANSWER if answer is None else answer)},
    )


def deposit(browser: Browser, answer: dict[str, str] | None = None) -> Any:
    """Save, check and deposit as a referent does; return the answer to the deposit."""
    assert save(browser, answer).status == 303
    page = browser.get(f"{BASE}/verification").text
    return browser.post(
        f"{BASE}/depot", {"version": hidden(page, "version"), "envoi": hidden(page, "envoi")}
    )


def published(circle: Circle) -> Path:
    """Open the answers, then build the whole site as « chorale build » does; return its folder."""
    circle.place.clock.advance(days=30)
    service, root = circle.place.service, circle.place.service.settings.root
    write(root / "content/ipm/cycle-9", opened(service, service.community.cycles[0], KEYS[0]).files)
    shutil.copy(ROOT / "mkdocs.yml", root / "mkdocs.yml")
    (root / "site").mkdir()
    (root / "site/index.md").write_text("---\ntitle: Accueil\n---\nBonjour\n", encoding="utf-8")
    build(root, root / "build", circle.place.clock().date())
    return root / "build/site"
