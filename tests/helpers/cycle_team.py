"""The team's atelier over the miniature community with one more cycle, whose questionnaire is open."""

from html import unescape

from atelier_desk import make_team
from bs4 import BeautifulSoup
from places import ORIGIN, words
from small_cycle import FILES, REQUESTS

CYCLE = """\
number: 2
themes: {suivi: "Suivi des factures", usages: "Confort d'usage"}
envelope: {amount: 400, unit: "jours-homme"}
milestones:
  synthesis: 2026-03-02
  opens: 2026-03-02 09:00
  closes: 2026-03-27 18:00
  arbitration: 2026-04-14
  tolerance: 1h
"""
HERE = "/atelier/cycles/cycle-2"
ROSTER = """\
groupe;rôle;nom;courriel
Nord;référente;Ada Nord;ada@exemple.fr
Nord;membre;Ben Nord;ben@exemple.fr
Ouest;référent;Cyd Ouest;cyd@exemple.fr
Sud;référent;Dan Sud;dan@exemple.fr
"""


def make_cycle_team(folder, smtp_url="", files=None):
    """Lay the cycle beside the community's own, and open the atelier on it."""
    known = {
        "content/ipm/cycle-2/cycle.yml": CYCLE,
        "content/ipm/cycle-2/requests.yml": REQUESTS,
        "content/ipm/cycle-2/keys.yml": FILES["content/ipm/cycle-9/keys.yml"],
    }
    return make_team(folder, known | (files or {}), smtp_url)


def invite_all(browser, roster=ROSTER):
    """Send the links of a roster."""
    answer = browser.post(f"{HERE}/inviter", {"op": "envoyer", "liste": roster})
    assert answer.status == 303, answer.words


def links(team):
    """Return the code of each link that was mailed, the latest of each address."""
    return {
        mail["to"]: text.partition("#")[2].split()[0]
        for mail in team.post()
        for text in (words(mail),)
        if "/participer/acces#" in text
    }


def enter(team, address, origin=ORIGIN):
    """Come in by the link that was mailed to an address."""
    browser = team.browser()
    sent = {"code": links(team)[address]}
    answer = browser.post("/participer/acces", sent, headers={"origin": origin})
    assert answer.status == 303, answer.words
    return browser


def put_in(browser, path, name, content, **fields):
    """Send a form with a file, as a browser does."""
    mark = "------essai"
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="fichier"; filename="{name}"\r\n\r\n'
    body = b"".join([*parts, head.encode(), content, f"\r\n--{mark}--\r\n".encode()])
    kind = {"content-type": f"multipart/form-data; boundary={mark}"}
    return browser.post(path, body=body, headers=kind)


def plain(text):
    """Return words as one types them: no entities, plain spaces."""
    return " ".join(unescape(text).split())


def deposit_for(team, address, origin=ORIGIN, **points):
    """Deposit for the group of a referent, as they do; all the points on one request unless said."""
    browser = enter(team, address, origin)
    place, headers = "/participer/ipm/cycle-2", {"origin": origin}

    def field(path, name):
        page = BeautifulSoup(browser.get(f"{place}/{path}").text, "html.parser")
        return page.find("input", {"name": name})["value"]

    given = {f"points-{name.replace('_', '-')}": str(value) for name, value in points.items()}
    draft = {"version": field("proposition", "version"), "action": "enregistrer"}
    sent = draft | (given or {"points-DE-06": "100"})
    assert browser.post(f"{place}/proposition", sent, headers=headers).status == 303
    checked = {name: field("verification", name) for name in ("version", "envoi")}
    assert browser.post(f"{place}/depot", checked, headers=headers).status == 303
