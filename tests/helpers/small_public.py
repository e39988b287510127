"""A miniature community with webinars, forms and a newsletter, and a visitor who fills its pages."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from chorale.service.public_tables import registration
from chorale.service.registrations import capacity

PARIS = ZoneInfo("Europe/Paris")
KEY = "demarrer-20261201T1000"
PATH = f"/participer/inscription/{KEY}/"
WEBINAR = """\
---
title: "Bien démarrer"
audiences: [fournisseurs]
sessions:
  - {start: 2026-12-01 10:00, duration: 1h, registration: interne, capacity: 2}
  - {start: 2026-12-08 10:00, duration: 1h, registration: "https://ailleurs.example/"}
---
Programme.
"""
SURVEY = """\
title: "Votre avis"
summary: "Un questionnaire."
opens: 2026-11-10
closes: 2026-11-20
purpose: "Mesurer."
retention_months: 12
contact: secretariat@chorale.example
results: public
fields:
  - {name: avis, label: "Satisfait ?", kind: choice, required: true, choices: {oui: "Oui", non: "Non"}}
  - {name: remarque, label: "Une remarque ?", kind: paragraph, most: 100}
  - {name: email, label: "Adresse", kind: email}
"""
NEWSLETTER = """\
title: "S'abonner"
summary: "La lettre."
serves: subscription
purpose: "Envoyer la lettre."
retention_months: 36
contact: secretariat@chorale.example
fields:
  - {name: email, label: "Adresse", kind: email, required: true}
  - {name: topics, label: "Sujets", kind: choices, from_audiences: true}
  - {name: accord, label: "J'accepte de recevoir la lettre.", kind: consent, required: true}
"""
SIGN_UP = """\
title: "S'inscrire"
summary: "Gratuit."
serves: registration
purpose: "Organiser la séance."
retention_months: 3
contact: secretariat@chorale.example
fields:
  - {name: name, label: "Nom", required: true, most: 120}
  - {name: email, label: "Adresse", kind: email, required: true}
  - {name: organisme, label: "Organisme", most: 120}
"""
FILES = {
    "content/webinars/demarrer.md": WEBINAR,
    "content/forms/avis.yml": SURVEY,
    "content/forms/abonnement.yml": NEWSLETTER,
    "content/forms/inscription.yml": SIGN_UP,
}


def at(text):
    """Return an instant of Paris from « 2026-12-01 10:00 »."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def token(text):
    return re.search(r'name="jeton" value="([^"]*)"', text)[1]


def send(place, path, answers, address="192.0.2.7", wait=10):
    """Open a page as a person would, think for a while, send it; return the answer."""
    browser = place.browser(address)
    shown = browser.get(path)
    assert shown.status == 200, shown.words
    place.clock.advance(seconds=wait)
    return browser.post(path, {**answers, "jeton": token(shown.text), "site_web": ""})


def sign_up(place, name, path=PATH, **more):
    return send(
        place,
        path,
        {"name": name, "email": f"{name.lower()}@exemple.fr", "organisme": "", **more},
    )


def link(mail):
    """Return the path of the only link to our pages that a letter carries."""
    text = mail.get_body(("plain",)).get_content()
    return re.search(r"https://chorale\.example(/participer/(?:mon-|desab)[^\s]+)", text)[1]


def letters(place, to):
    return [mail for mail in place.post() if mail["To"] == to]


def subjects(place, name):
    return [
        mail["Subject"].partition(" – ")[0] for mail in letters(place, f"{name.lower()}@exemple.fr")
    ]


def own(place, name):
    return link(letters(place, f"{name.lower()}@exemple.fr")[0])


def press(place, name, action):
    return place.browser().post(own(place, name), {"action": action})


def states(place):
    """Return the state of each person, in the order of sign-up."""
    with place.service.store.read() as connection:
        rows = connection.execute(select(registration).order_by(registration.c.number)).all()
    return {row.name: row.state for row in rows}


def left(place, key=KEY):
    room = capacity.bookable_sessions(place.service.community)[key]
    with place.service.store.read() as connection:
        return capacity.free(connection, room, place.clock())
