"""What the opening binds: nothing of it changes in silence, and what may change is announced to everyone."""

from datetime import datetime
from pathlib import Path
from typing import get_args

import pytest
from places import PARIS, make_place, words
from small_cycle import (
    BASE,
    CYCLE,
    FILES,
    GROUPS,
    KEYS,
    REQUESTS,
    Circle,
    deposit,
    make_circle,
    save,
)

from chorale.content.load import load
from chorale.files import write
from chorale.ipm import model
from chorale.service import journal
from chorale.service.accounts import encryption
from chorale.service.app import run_jobs
from chorale.service.operation import collection
from chorale.service.questionnaire import secretariat, term_sentences
from chorale.service.questionnaire.opening import evidence, opened
from chorale.service.questionnaire.secretariat import SecretariatError
from chorale.service.questionnaire.verification import verify

FILE = "content/ipm/cycle-9/cycle.yml"
ASKED = "content/ipm/cycle-9/requests.yml"
SEALED = "content/ipm/cycle-9/keys.yml"


@pytest.fixture
def circle(tmp_path: Path) -> Circle:
    made = make_circle(tmp_path / "un")
    run_jobs(made.place.service)
    return made


def at(circle: Circle, text: str) -> None:
    circle.place.clock.now = datetime.fromisoformat(text).replace(tzinfo=PARIS)


def edited(circle: Circle, **files: str) -> Circle:
    """Start the service again over the same database, with other files: what an operator can do."""
    names = {"cycle": FILE, "requests": ASKED, "keys": SEALED, "groups": "content/ipm/groups.yml"}
    root = circle.place.folder.parent / f"edited-{len(files)}-{abs(hash(str(files)))}"
    changed = {**FILES, **{names[name]: text for name, text in files.items()}}
    url = circle.place.service.settings.database_url
    place = make_place(root, url, changed, circle.place)
    place.clock.now = circle.place.clock.now
    return Circle(place, circle.secrets)


def cycle_of(circle: Circle) -> model.Cycle:
    return circle.place.service.community.cycles[0]


def faults(circle: Circle) -> list[str]:
    state = collection.state(circle.place.service, cycle_of(circle))
    found = [*state.faults, *state.unannounced]
    return [fault.replace("\u00a0", " ").replace("\u202f", " ") for fault in found]


OTHER_KEYS = "".join(
    f'- {{holder: "{holder}", recipient: {encryption.recipient(encryption.new_secret())}}}\n'
    for holder in ("Arbitrage", "Secours")
)
SILENT = {
    "the close moved earlier": ({"cycle": CYCLE.replace("12-11 18:00", "11-28 18:00")}, "dates, clôture : « vendredi 11 décembre 2026 à 18 h (heure de Paris) » devient « samedi 28 novembre 2026 à 18 h (heure de Paris) »"),
    "the tolerance taken away": ({"cycle": CYCLE.replace("  tolerance: 1h\n", "")}, "dates, retard admis : « 60 minutes » devient « aucun »"),
    "the meeting moved": ({"cycle": CYCLE.replace("2027-01-14", "2027-01-21")}, "dates, réunion d’arbitrage : « jeudi 14 janvier 2027 » devient « jeudi 21 janvier 2027 »"),
    "the envelope": ({"cycle": CYCLE.replace("amount: 400", "amount: 500")}, "enveloppe, montant : « 400 jours-homme » devient « 500 jours-homme »"),
    "the rule": ({"cycle": CYCLE + "rule: {method: borda}\n"}, "règle, méthode : « parts égales » devient « rangs (Borda) »"),
    "the order of ties": ({"cycle": CYCLE + "rule: {tie_break: [higher-cost, reference]}\n"}, "règle, ordre de départage : « le coût le plus bas, le plus de points et l’ordre des références » devient « le coût le plus haut et l’ordre des références »"),
    "a cost": ({"requests": REQUESTS.replace("estimate: 90", "estimate: 95")}, "demande DE-01, coût : « 90 » devient « 95 »"),
    "a bound of a cost": ({"requests": REQUESTS.replace("estimate: 90", "estimate: 90, high: 120")}, "demande DE-01, coût, borne haute : « rien » devient « 120 »"),
    "a word of a request": ({"requests": REQUESTS.replace("au clavier", "à la voix")}, "demande DE-06, titre : « Naviguer au clavier » devient « Naviguer à la voix »"),
    "a request more": ({"requests": REQUESTS + '- {reference: DE-09, title: "Traduire", theme: usages, cost: {estimate: 10}}\n'}, "demande DE-09 « Traduire » : ajouté"),
    "a weight": ({"groups": GROUPS.replace('name: "EPN"', 'name: "EPN", weight: 2')}, "groupe epn, poids : « 1 » devient « 2 »"),
    "both keys": ({"keys": OTHER_KEYS}, "clé de « Arbitrage »"),
}  # fmt: skip


@pytest.mark.parametrize("name", SILENT)
def test_whatever_the_opening_binds_a_silent_change_stops_the_answers_and_is_told(circle, name):
    files, sentence = SILENT[name]
    save(circle.enter("snp-referent"))
    other = edited(circle, **files)
    assert save(other.enter("snp-referent")).status == 409
    form = {"version": "1", "envoi": "0123456789abcdef"}
    assert other.enter("snp-referent").post(f"{BASE}/depot", form).status == 409
    assert sentence in " ; ".join(faults(other))
    assert faults(circle) == []


def test_a_close_moved_earlier_opens_nothing_before_the_one_that_was_promised(circle):
    deposit(circle.enter("snp-referent"))
    early = edited(circle, cycle=CYCLE.replace("12-11 18:00", "11-28 18:00"))
    for instant in ("2026-11-29 12:00", "2026-12-11 18:59"):
        at(early, instant)
        with pytest.raises(SecretariatError, match="n'est pas clos"):
            opened(early.place.service, cycle_of(early), KEYS[0])
    at(early, "2026-12-12 12:00")
    with pytest.raises(SecretariatError, match="sans que ce soit annoncé : dates, clôture"):
        opened(early.place.service, cycle_of(early), KEYS[0])


def test_a_typo_in_a_request_is_mended_by_an_announced_amendment(circle):
    deposit(circle.enter("snp-referent"))
    typo = REQUESTS.replace("Naviguer au clavier", "Naviguer entièrement au clavier")
    mended = edited(circle, requests=typo)
    service = mended.place.service
    assert save(mended.enter("snp-referent")).status == 409
    sentences = secretariat.amend(service, cycle_of(mended), "Mot oublié")
    assert [one.replace("\u00a0", " ") for one in sentences] == [
        "demande DE-06, titre : « Naviguer au clavier » devient « Naviguer entièrement au clavier »"
    ]
    assert faults(mended) == []
    letters = [mail for mail in mended.place.post() if "changement" in mail["subject"]]
    assert sorted(mail["to"] for mail in letters) == [
        "epn-member@exemple.fr",
        "epn-referent@exemple.fr",
        "snp-member@exemple.fr",
        "snp-referent@exemple.fr",
    ]
    told = words(letters[0]).replace("\u00a0", " ")
    assert "Naviguer entièrement au clavier" in told
    assert "Raison : Mot oublié" in told
    page = mended.enter("snp-member").get(f"{BASE}/").words.replace("\u00a0", " ")
    assert (
        "Changé depuis l’ouverture".replace("'", "&#39;") in page
        or "Changé depuis l’ouverture" in page
    )
    assert "devient « Naviguer entièrement au clavier »" in page
    assert save(mended.enter("snp-referent"), {"points-DE-06": "100"}).status == 303
    at(mended, "2026-12-12 12:00")
    folder = service.settings.root / "content/ipm/cycle-9"
    write(folder, opened(service, cycle_of(mended), KEYS[0]).files)
    after = load(service.settings.root, mended.place.clock().date()).community.cycles[0]
    verdict = verify(after, folder, zone="Europe/Paris")
    assert verdict.bad == ()
    assert [one.replace("\u00a0", " ") for one in verdict.noted if "annoncé à tous" in one] == [
        "annoncé à tous, le lundi 16 novembre 2026 à 12 h (heure de Paris) (entrée n° 4) : demande DE-06, titre :"
        " « Naviguer au clavier » devient « Naviguer entièrement au clavier » ; raison : Mot oublié"
    ]


REFUSED = {
    "an earlier close": ({"cycle": CYCLE.replace("12-11 18:00", "12-01 18:00")}, "ne peut pas être avancée"),
    "less tolerance": ({"cycle": CYCLE.replace("  tolerance: 1h\n", "")}, "ne peut pas être avancée"),
    "another opening": ({"cycle": CYCLE.replace("11-16 09:00", "11-16 08:00")}, "l'ouverture a eu lieu"),
    "both keys": ({"keys": OTHER_KEYS}, "en garder au moins une"),
    "a key alone": ({"keys": FILES[SEALED].partition("\n")[0] + "\n"}, "deux clés sont attendues"),
    "a group away": ({"groups": GROUPS.partition("\n")[0] + "\n"}, "epn : un groupe qui a des personnes"),
    "a request away": ({"requests": REQUESTS.replace("DE-06", "DE-16")}, "DE-06 : des réponses scellées"),
    "a request paid first": ({"requests": REQUESTS.replace("estimate: 110}", "estimate: 110}, mandatory: true")}, "DE-06 : des réponses scellées"),
    "nothing": ({}, "rien n'a changé depuis l'ouverture"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_break_a_promise_is_refused_even_announced(circle, name):
    files, sentence = REFUSED[name]
    deposit(circle.enter("snp-referent"))
    other = edited(circle, **files)
    with pytest.raises(SecretariatError, match=sentence):
        secretariat.amend(other.place.service, cycle_of(other), "Raison")
    assert [mail for mail in other.place.post() if "changement" in mail["subject"]] == []


def test_nothing_is_amended_without_a_reason_nor_before_the_opening(tmp_path):
    fresh = make_circle(tmp_path)
    with pytest.raises(SecretariatError, match="dire la raison"):
        secretariat.amend(fresh.place.service, cycle_of(fresh), " ")
    with pytest.raises(SecretariatError, match="rien n'est encore fixé au journal"):
        secretariat.amend(fresh.place.service, cycle_of(fresh), "Raison")


def test_one_key_is_replaced_by_an_amendment_and_the_one_that_stays_opens_everything(circle):
    deposit(circle.enter("snp-referent"))
    fresh = encryption.new_secret()
    kept = FILES[SEALED].splitlines()[0]
    keys = f'{kept}\n- {{holder: "Secours", recipient: {encryption.recipient(fresh)}}}\n'
    other = edited(circle, keys=keys)
    secretariat.amend(other.place.service, cycle_of(other), "Clé perdue")
    deposit(other.enter("epn-referent"))
    at(other, "2026-12-12 12:00")
    assert len(opened(other.place.service, cycle_of(other), KEYS[0]).files) == 4
    late = opened(other.place.service, cycle_of(other), fresh)
    assert [file.path for file in late.files][:1] == ["ballots/epn.yml"]
    assert len(late.failures) == 1


def test_an_extension_stands_whichever_close_the_file_says(circle):
    service = circle.place.service
    secretariat.extend(service, cycle_of(circle), datetime(2026, 12, 14, 18), "panne")
    assert faults(circle) == []
    followed = edited(circle, cycle=CYCLE.replace("12-11 18:00", "12-14 18:00"))
    assert faults(followed) == []
    assert save(followed.enter("snp-referent")).status == 303
    at(followed, "2026-12-12 12:00")
    assert save(followed.enter("snp-referent"), {"points-DE-06": "100"}).status == 303


def test_an_amendment_after_an_extension_keeps_the_extended_close(circle):
    service = circle.place.service
    secretariat.extend(service, cycle_of(circle), datetime(2026, 12, 14, 18), "panne")
    other = edited(circle, requests=REQUESTS.replace("estimate: 90", "estimate: 95"))
    secretariat.amend(other.place.service, cycle_of(other), "Coût mal recopié")
    at(other, "2026-12-12 12:00")
    assert save(other.enter("snp-referent")).status == 303


def test_the_meeting_may_be_moved_once_the_answers_are_open_and_nothing_else_may(circle):
    deposit(circle.enter("snp-referent"))
    at(circle, "2026-12-12 12:00")
    root = circle.place.service.settings.root
    write(
        root / "content/ipm/cycle-9", opened(circle.place.service, cycle_of(circle), KEYS[0]).files
    )
    moved = edited(circle, cycle=CYCLE.replace("2027-01-14", "2027-01-21"))
    secretariat.amend(moved.place.service, cycle_of(moved), "Salle prise")
    again = {
        file.path: file.content
        for file in evidence(
            moved.place.service, load(root, circle.place.clock().date()).community.cycles[0]
        )
    }
    assert again["journal.jsonl"].count(b"\n") == 5
    cost = edited(circle, requests=REQUESTS.replace("estimate: 90", "estimate: 95"))
    with pytest.raises(
        SecretariatError, match="les réponses sont ouvertes : plus rien ne s'amende"
    ):
        secretariat.amend(cost.place.service, cycle_of(cost), "Raison")


def test_the_terms_are_bound_once_at_the_opening_and_not_before(tmp_path):
    circle = make_circle(tmp_path)
    at(circle, "2026-11-16 08:59")
    run_jobs(circle.place.service)
    assert kinds(circle) == []
    at(circle, "2026-11-16 09:00")
    for _ in range(3):
        run_jobs(circle.place.service)
    save(circle.enter("snp-referent"))
    assert kinds(circle) == ["binding"]


def kinds(circle: Circle) -> list[str]:
    with circle.place.service.store.read() as connection:
        return [entry.kind for entry in journal.entries(connection, "cycle-9")]


def test_every_word_of_a_rule_is_said_in_french():
    choices = (model.Method, model.Completion, model.TieBreak, model.AbsentGroup, model.Utility, model.Overflow)  # fmt: skip
    assert sorted(term_sentences.SAID) == sorted(
        {word for choice in choices for word in get_args(choice)}
    )
