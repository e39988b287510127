"""Everyone's own door: one link shows all that is kept under an address; nothing tells whether it is known."""

import json
import re

import pytest
from places import make_place
from small_cycle import CYCLE, deposit, make_circle
from small_public import FILES, letters, link, press, send, sign_up, states

from chorale.content import fingerprints

ASK = "/participer/mes-donnees/"


@pytest.fixture
def place(tmp_path):
    made = make_place(tmp_path, files=FILES)
    yield made
    made.service.store.close()


def own_link(place, email):
    """Ask for one's data; return the path of the link that the mail brings."""
    send(place, ASK, {"email": email})
    return link(
        [one for one in letters(place, email) if one["Subject"] == "Vos données, vos liens"][-1]
    )


def test_an_address_that_is_known_and_one_that_is_not_get_the_same_page_and_the_same_mail(place):
    sign_up(place, "Ada")
    answers = [send(place, ASK, {"email": one}) for one in ("ada@exemple.fr", "x@exemple.fr")]
    mails = [letters(place, one)[-1]["Subject"] for one in ("ada@exemple.fr", "x@exemple.fr")]

    assert [(one.status, one.headers["location"]) for one in answers] == [(303, f"{ASK}merci/")] * 2
    assert mails == ["Vos données, vos liens"] * 2


def test_a_second_request_within_ten_minutes_sends_nothing_more(place):
    for _ in range(2):
        send(place, ASK, {"email": "ada@exemple.fr"}, wait=4)

    assert len(letters(place, "ada@exemple.fr")) == 1


def test_one_page_shows_sign_ups_subscription_and_answers(place):
    sign_up(place, "Ada")
    press(place, "Ada", "confirmer")
    subscribe = {"email": "ada@exemple.fr", "accord": "oui"}
    send(place, "/participer/formulaires/abonnement/", subscribe)
    send(place, "/participer/formulaires/avis/", {"avis": "oui", "email": "ada@exemple.fr"})
    words = place.browser().get(own_link(place, "ada@exemple.fr")).words.replace("\u00a0", " ")

    assert [
        one in words
        for one in (
            "Bien démarrer, mardi 1er décembre 2026",
            "confirmée",
            "Abonnement à confirmer",
            "Votre avis, envoi n°",
        )
    ] == [True] * 4


def test_what_others_said_is_nowhere_on_the_page_nor_in_the_file(place):
    for name in ("Ada", "Blaise"):
        sign_up(place, name)
    path = own_link(place, "ada@exemple.fr")
    shown, taken = place.browser().get(path), place.browser().get(f"{path}mes-donnees.json")

    assert [one["email"] for one in json.loads(taken.body)["inscriptions"]] == ["ada@exemple.fr"]
    assert ("blaise" in shown.text.lower(), "blaise" in taken.text.lower()) == (False, False)


def test_everything_is_erased_once_the_box_is_ticked(place):
    sign_up(place, "Ada")
    path = own_link(place, "ada@exemple.fr")
    hasty = place.browser().post(path, {"action": "effacer"})
    before = states(place)
    gone = place.browser().post(path, {"action": "effacer", "accord": "oui"})

    assert (hasty.status, list(before)) == (422, ["Ada"])
    assert ("Vos données sont effacées" in gone.words, states(place)) == (True, {})
    assert place.browser().get(path).status == 410


def test_one_answer_is_erased_alone_and_never_that_of_someone_else(place):
    for email in ("ada@exemple.fr", "blaise@exemple.fr"):
        send(place, "/participer/formulaires/avis/", {"avis": "oui", "email": email})
    path = own_link(place, "ada@exemple.fr")
    with place.service.store.read() as connection:
        rows = dict(connection.exec_driver_sql("SELECT email_key, id FROM answer").fetchall())
    for identifier in rows.values():
        place.browser().post(path, {"action": "effacer-reponse", "reponse": identifier})
    with place.service.store.read() as connection:
        left = connection.exec_driver_sql("SELECT email_key FROM answer").fetchall()

    assert [tuple(one) for one in left] == [("blaise@exemple.fr",)]


def test_the_link_serves_a_day_and_cannot_be_made_up(place):
    path = own_link(place, "ada@exemple.fr")
    forged = place.browser().get(path.replace(path[-3], "a" if path[-3] != "a" else "b"))
    place.clock.advance(hours=25)

    assert (forged.status, place.browser().get(path).status) == (404, 410)


@pytest.fixture
def circle(tmp_path):
    made = make_circle(tmp_path)
    yield made
    made.place.service.store.close()


def test_a_member_who_lost_a_link_receives_another_and_the_former_is_closed(circle):
    place = circle.place
    email = "snp-member@exemple.fr"
    path = own_link(place, email)
    before = len(place.post())
    words = place.browser().get(path).words
    asked = {"action": "lien", "cycle": "cycle-9", "groupe": "snp"}
    answer = place.browser().post(path, asked)
    old = place.browser().post("/participer/acces", {"code": circle.secrets["snp-member"]})
    others = place.browser().post(path, {**asked, "groupe": "epn"})

    assert "Cycle 9, SNP" in words
    assert "Si un référent de votre groupe, autre que vous, est déjà entré" in words
    assert "Votre nouveau lien part par courriel" in answer.words
    assert email in [one["To"] for one in place.post()[before:]]
    assert (old.status, others.status) == (403, 400)


@pytest.mark.parametrize(
    ("group", "frozen", "led"),
    [
        ("snp", (*fingerprints.OPENING, "ballots"), True),
        ("snp", fingerprints.OPENING, False),
        ("epn", (*fingerprints.OPENING, "ballots"), False),
    ],
    ids=["opened", "not yet", "nothing deposited"],
)
def test_a_group_is_led_to_its_answer_once_the_site_shows_it(tmp_path, group, frozen, led):
    (cycle,) = make_circle(tmp_path / "before").place.service.community.cycles
    digests = fingerprints.digests(cycle)
    said = "fingerprint:\n" + "".join(f"  {part}: {digests[part]}\n" for part in frozen)
    circle = make_circle(tmp_path, files={"content/ipm/cycle-9/cycle.yml": CYCLE + said})
    assert deposit(circle.enter("snp-referent")).status == 303
    path = own_link(circle.place, f"{group}-referent@exemple.fr")
    shown = circle.place.browser().get(path).text

    assert (f'/ipm/cycle-9/groupe/{group}/">la réponse de votre groupe</a>' in shown) == led
    circle.place.service.store.close()


def test_everything_about_oneself_is_corrected_on_the_one_page(place):
    sign_up(place, "Adda", email="ada@exemple.fr")
    press(place, "Ada", "confirmer")
    send(place, "/participer/formulaires/avis/", {"avis": "oui", "email": "ada@exemple.fr"})
    path, browser = own_link(place, "ada@exemple.fr"), place.browser()
    sign_up_, answer_ = re.findall(r"\?corriger=([a-z2-7]+)", browser.get(path).text)
    assert 'value="Adda"' in browser.get(f"{path}?corriger={sign_up_}").text
    said = {"action": "corriger", "quoi": sign_up_, "name": "Ada Lovelace", "organisme": "Mairie"}
    first = browser.post(path, said)
    second = browser.post(
        path, {"action": "corriger", "quoi": answer_, "avis": "non", "remarque": "Long"}
    )

    assert [(one.status, "corrigé." in one.words) for one in (first, second)] == [(200, True)] * 2
    assert states(place) == {"Ada Lovelace": "confirmed"}
    told = re.findall(r"<dd>(.*?)</dd>", second.text)
    assert told == ["Non", "Long", "ada@exemple.fr"]


def test_a_correction_at_fault_is_named_and_what_was_typed_stays(place):
    sign_up(place, "Ada")
    path, browser = own_link(place, "ada@exemple.fr"), place.browser()
    (identifier,) = re.findall(r"\?corriger=([a-z2-7]+)", browser.get(path).text)
    refused = browser.post(
        path, {"action": "corriger", "quoi": identifier, "name": "", "organisme": "Mairie"}
    )

    assert (refused.status, 'value="Mairie"' in refused.text) == (422, True)
    assert "<title>Erreur : Vos données" in refused.text.replace("\xa0", " ")
    assert states(place) == {"Ada": "pending"}


def test_what_is_of_another_address_is_not_corrected(place):
    sign_up(place, "Ada")
    sign_up(place, "Blaise")
    path, browser = own_link(place, "ada@exemple.fr"), place.browser()
    other = re.findall(
        r"\?corriger=([a-z2-7]+)", browser.get(own_link(place, "blaise@exemple.fr")).text
    )[0]
    refused = browser.post(
        path, {"action": "corriger", "quoi": other, "name": "X", "organisme": ""}
    )

    assert (refused.status, states(place)) == (400, {"Ada": "pending", "Blaise": "pending"})
    assert "X" not in browser.get(f"{path}?corriger={other}").text.partition("<h1>")[2]


def test_topics_are_chosen_on_the_one_page(place):
    send(place, "/participer/formulaires/abonnement/", {"email": "ada@exemple.fr", "accord": "oui"})
    place.browser().post(link(letters(place, "ada@exemple.fr")[-1]), {"action": "confirmer"})
    path, browser = own_link(place, "ada@exemple.fr"), place.browser()
    saved = browser.post(path, {"action": "sujets", "topics": "fournisseurs"})

    assert "Vos sujets sont enregistrés." in saved.words
    assert re.search(r'value="fournisseurs" checked', saved.text)
