"""One colleague signs up several: seats for all or for who fits, each written to once the asker's address is proved."""

import re

import pytest
from places import make_place, words
from small_public import (
    FILES,
    PATH,
    SIGN_UP,
    WEBINAR,
    at,
    left,
    letters,
    link,
    press,
    send,
    sign_up,
    states,
    subjects,
)
from sqlalchemy import func, select

from chorale.service.operation import personal_data
from chorale.service.public_tables import party as party_table
from chorale.service.public_tables import party_member
from chorale.service.registrations import session_jobs

TOGETHER = WEBINAR.replace("capacity: 2}", "capacity: 3, together: 4}")
TEAM = {
    "collegue_1_nom": "Blaise", "collegue_1_adresse": "blaise@exemple.fr",
    "collegue_2_nom": "Claude", "collegue_2_adresse": "claude@exemple.fr",
}  # fmt: skip
ASKED = "courriel envoyé, pas encore de réponse"


@pytest.fixture
def place(tmp_path):
    made = make_place(tmp_path, files={**FILES, "content/webinars/demarrer.md": TOGETHER})
    yield made
    made.service.store.close()


def together(place, name="Ada", **more):
    said = {"name": name, "email": f"{name.lower()}@exemple.fr", "organisme": "", **TEAM, **more}
    return send(place, PATH, said)


def party(place, name="Ada"):
    return link(letters(place, f"{name.lower()}@exemple.fr")[-1])


def answer(place, who, action="confirmer", **said):
    """Press a button of one's own page, from the last letter that leads there."""
    path = link(letters(place, f"{who.lower()}@exemple.fr")[-1])
    return place.browser().post(path, {"action": action, **said})


def shown(place, path):
    page = place.browser().get(path)
    listed = page.text.partition('<ul class="people">')[2].partition("</ul>")[0]
    listed = re.sub(r"<form.*?</form>", "", listed, flags=re.DOTALL)
    return [words_of(item) for item in listed.split("<li>")[1:]]


def words_of(text):
    bare = " ".join(re.sub(r"<[^>]+>", " ", text).split())
    return bare.replace("\u202f", " ").replace("\xa0", " ")


def test_several_are_signed_up_and_nobody_is_written_to_before_who_asks_has_confirmed(place):
    sent = together(place)
    assert (sent.status, sent.headers["location"]) == (303, f"{PATH}merci/?a=plusieurs")
    assert states(place) == {"Ada": "pending", "Blaise": "pending", "Claude": "pending"}
    assert left(place) == 0
    assert [subjects(place, name) for name in ("Ada", "Blaise", "Claude")] == [
        ["Confirmez l’inscription de vos collègues"], [], [],
    ]  # fmt: skip

    place.browser().post(party(place), {"action": "confirmer"})
    assert states(place) == {"Ada": "confirmed", "Blaise": "pending", "Claude": "pending"}
    assert [subjects(place, name)[-1] for name in ("Ada", "Blaise", "Claude")] == [
        "Inscription confirmée", "Une place est demandée pour vous", "Une place est demandée pour vous",
    ]  # fmt: skip
    told = words(letters(place, "blaise@exemple.fr")[-1])
    assert "ada@exemple.fr a demandé une place pour vous à cette séance" in told
    assert "Claude" not in told
    assert "claude@" not in told


def test_who_asked_sees_what_each_answered(place):
    together(place)
    path = party(place)
    assert shown(place, path) == [
        "Ada ada@exemple.fr : vous",
        "Blaise blaise@exemple.fr : pas encore prévenu",
        "Claude claude@exemple.fr : pas encore prévenu",
    ]
    place.browser().post(path, {"action": "confirmer"})
    answer(place, "Blaise")
    answer(place, "Claude", "renoncer")
    assert shown(place, path) == [
        "Ada ada@exemple.fr : vous, voir votre inscription",
        "Blaise blaise@exemple.fr : place confirmée",
        "Claude claude@exemple.fr : ne viendra pas",
    ]


def test_a_colleague_who_was_registered_looks_like_one_who_does_not_answer(place):
    sign_up(place, "Blaise")
    press(place, "Blaise", "confirmer")
    place.clock.advance(minutes=11)
    together(place)
    path = party(place)
    place.browser().post(path, {"action": "confirmer"})

    assert shown(place, path)[1:] == [
        f"Blaise blaise@exemple.fr : {ASKED}",
        f"Claude claude@exemple.fr : {ASKED}",
    ]
    assert subjects(place, "Blaise")[-1] == "Inscription confirmée"
    place.clock.advance(hours=60)
    assert shown(place, path)[1:] == [
        f"Blaise blaise@exemple.fr : {ASKED}",
        f"Claude claude@exemple.fr : {ASKED}",
    ]


def test_all_or_nobody_takes_no_seat_when_all_do_not_fit_and_says_how_many_are_left(place):
    sign_up(place, "Zoe")
    refused = together(place, collegue_tous="tous")

    assert (refused.status, left(place), states(place)) == (422, 2, {"Zoe": "pending"})
    told = re.search(r"Il reste [^<]*", refused.text)[0].replace("\xa0", " ").replace("\u202f", " ")
    assert told.startswith("Il reste 2 places, et vous êtes 3 : rien n’est inscrit.")
    assert 'value="blaise@exemple.fr"' in refused.text
    assert letters(place, "ada@exemple.fr") == []


def test_all_or_nobody_asks_for_as_many_seats_whoever_has_one_already(place):
    for name in ("Blaise", "Zoe"):
        sign_up(place, name)
        press(place, name, "confirmer")
    refused = together(place, collegue_seuls="oui", collegue_tous="tous")

    assert (refused.status, left(place)) == (422, 1)


def test_who_fits_has_a_seat_in_the_order_of_the_lines_and_the_others_wait(place):
    sign_up(place, "Zoe")
    together(place)
    place.browser().post(party(place), {"action": "confirmer"})
    told = words(letters(place, "claude@exemple.fr")[-1])
    assert "Tout est pris" in told
    for name in ("Blaise", "Claude"):
        answer(place, name)

    assert states(place) == {
        "Zoe": "pending", "Ada": "confirmed", "Blaise": "confirmed", "Claude": "waiting",
    }  # fmt: skip


def test_a_seat_that_was_kept_too_long_is_asked_for_again_when_who_asked_confirms_late(place):
    together(place)
    place.clock.advance(hours=3)
    sign_up(place, "Zoe")
    sign_up(place, "Yves")
    place.browser().post(party(place), {"action": "confirmer"})
    for name in ("Blaise", "Claude"):
        answer(place, name)

    assert {name: states(place)[name] for name in ("Ada", "Blaise", "Claude")} == {
        "Ada": "confirmed", "Blaise": "waiting", "Claude": "waiting",
    }  # fmt: skip


def test_a_colleague_has_more_time_than_who_asks_to_confirm(place):
    together(place)
    place.browser().post(party(place), {"action": "confirmer"})
    place.clock.advance(hours=20)
    answer(place, "Blaise")

    assert states(place)["Blaise"] == "confirmed"


def test_one_signs_up_colleagues_without_coming(place):
    together(place, name="", email="ada@exemple.fr", collegue_seuls="oui")
    place.browser().post(link(letters(place, "ada@exemple.fr")[-1]), {"action": "confirmer"})

    assert states(place) == {"Blaise": "pending", "Claude": "pending"}
    assert len(letters(place, "blaise@exemple.fr")) == 1


@pytest.mark.parametrize(
    ("said", "place_of", "message"),
    [
        ({"collegue_1_adresse": ""}, "collegue_1_adresse", "Écrivez son adresse, ou effacez son nom."),
        ({"collegue_2_nom": ""}, "collegue_2_nom", "Écrivez son nom, ou effacez son adresse."),
        ({"collegue_2_adresse": "BLAISE@exemple.fr"}, "collegue_2_adresse", "Cette adresse est déjà plus haut"),
        ({"collegue_1_adresse": "ada@exemple.fr"}, "collegue_1_adresse", "Cette adresse est déjà plus haut"),
        ({"collegue_1_adresse": "blaise"}, "collegue_1_adresse", "Écrivez une adresse électronique complète"),
    ],
)  # fmt: skip
def test_a_line_at_fault_is_named_and_nothing_is_asked(place, said, place_of, message):
    refused = together(place, **said)

    assert (refused.status, states(place)) == (422, {})
    told = re.search(f'id="{place_of}-erreur">([^<]*)', refused.text)[1]
    assert told.replace("\xa0", " ").replace("\u202f", " ").startswith(message)


def test_nobody_to_sign_up_but_oneself_who_does_not_come_is_told(place):
    empty = dict.fromkeys(TEAM, "")
    refused = together(place, collegue_seuls="oui", **empty)

    assert refused.status == 422
    assert "Écrivez au moins un collègue" in refused.words


def test_two_addresses_that_look_like_slips_are_asked_about_once_each(place):
    said = {
        "name": "Ada",
        "email": "ada@gmial.com",
        "organisme": "",
        **TEAM,
        "collegue_1_adresse": "b@hotmial.com",
    }
    asked = send(place, PATH, said)
    again = re.search(r'name="adresse_relue" value="([^"]*)"', asked.text)[1]
    token = re.search(r'name="jeton" value="([^"]*)"', asked.text)[1]
    sent = place.browser().post(
        PATH, {**said, "jeton": token, "site_web": "", "adresse_relue": again}
    )

    assert (asked.status, again.split(), sent.status) == (
        422,
        ["ada@gmial.com", "b@hotmial.com"],
        303,
    )


def test_what_was_asked_for_a_colleague_is_taken_back_until_they_answer(place):
    together(place)
    path = party(place)
    place.browser().post(path, {"action": "confirmer"})
    answer(place, "Blaise")
    for name in ("blaise", "claude"):
        place.browser().post(path, {"action": "retirer", "qui": f"{name}@exemple.fr"})

    assert states(place) == {"Ada": "confirmed", "Blaise": "confirmed", "Claude": "cancelled"}
    assert left(place) == 1


def test_giving_up_before_confirming_frees_all_and_writes_to_nobody(place):
    together(place)
    place.browser().post(party(place), {"action": "renoncer"})

    assert left(place) == 3
    assert letters(place, "blaise@exemple.fr") == []
    assert "Rien n'est demandé" in place.browser().get(party(place)).words.replace("’", "'")


def test_the_same_page_sent_twice_is_one_party(place):
    browser = place.browser()
    shown_ = browser.get(PATH)
    token = re.search(r'name="jeton" value="([^"]*)"', shown_.text)[1]
    place.clock.advance(seconds=9)
    said = {
        "name": "Ada",
        "email": "ada@exemple.fr",
        "organisme": "",
        **TEAM,
        "jeton": token,
        "site_web": "",
    }

    assert [browser.post(PATH, said).status for _ in range(2)] == [303, 303]
    assert len(letters(place, "ada@exemple.fr")) == 1


def test_a_colleague_answers_what_every_sign_up_asks_before_their_place_is_theirs(tmp_path):
    asked = SIGN_UP.replace('label: "Organisme"', 'label: "Organisme", required: true')
    files = {
        **FILES,
        "content/webinars/demarrer.md": TOGETHER,
        "content/forms/inscription.yml": asked,
    }
    place = make_place(tmp_path, files=files)
    together(place, organisme="Mairie")
    place.browser().post(party(place), {"action": "confirmer"})
    refused = answer(place, "Blaise")
    assert (refused.status, states(place)["Blaise"]) == (422, "pending")
    answer(place, "Blaise", name="Blaise Pascal", organisme="Port-Royal")

    assert states(place)["Blaise Pascal"] == "confirmed"
    place.service.store.close()


def test_without_the_setting_the_form_asks_about_oneself_alone(tmp_path):
    place = make_place(tmp_path, files=FILES)
    assert "collègue" not in place.browser().get(PATH).words
    assert together(place).status == 400
    place.service.store.close()


def test_a_community_allows_it_everywhere_and_a_session_takes_it_back(tmp_path):
    home = (
        'name: "Communauté d\'essai"\nurl: "https://chorale.example/"\ntimezone: Europe/Paris\n'
        'audiences: {fournisseurs: "Fournisseurs"}\nsign_ups: {together: 3}\n'
        'sender: {name: "S", address: "s@chorale.example", identity: "S"}\n'
    )
    everywhere = make_place(tmp_path / "a", files={**FILES, "content/community.yml": home})
    assert "Inscrire aussi des collègues (2 au plus)" in everywhere.browser().get(PATH).words
    everywhere.service.store.close()
    alone = {
        "content/webinars/demarrer.md": WEBINAR.replace("capacity: 2}", "capacity: 2, together: 1}")
    }
    taken_back = make_place(tmp_path / "b", files={**FILES, "content/community.yml": home, **alone})
    assert "collègue" not in taken_back.browser().get(PATH).words
    taken_back.service.store.close()


def test_who_erases_themselves_takes_along_whom_they_named_and_each_keeps_their_own_place(place):
    together(place)
    place.browser().post(party(place), {"action": "confirmer"})
    answer(place, "Blaise")
    personal_data.erase(place.service, "ada@exemple.fr", place.clock())
    with place.service.store.read() as connection:
        kept = [
            connection.execute(select(func.count()).select_from(table)).scalar()
            for table in (party_table, party_member)
        ]

    assert (kept, states(place)) == ([0, 0], {"Blaise": "confirmed", "Claude": "pending"})


def test_what_is_kept_of_a_party_is_told_to_who_asked_and_to_each_colleague(place):
    together(place)
    with place.service.store.read() as connection:
        mine = personal_data.all_kept_about(
            connection, place.service.outbox.secret, "ada@exemple.fr"
        )
        theirs = personal_data.all_kept_about(
            connection, place.service.outbox.secret, "blaise@exemple.fr"
        )

    assert [one["email"] for one in mine["groupes"]] == ["ada@exemple.fr"]
    assert [one["name"] for one in theirs["groupes-ou-nomme"]] == ["Blaise"]


def test_a_party_that_nobody_confirmed_is_erased_after_two_days(place):
    together(place)
    place.clock.advance(hours=49)
    personal_data.purge(place.service, place.clock())
    with place.service.store.read() as connection:
        kept = [
            connection.execute(select(func.count()).select_from(table)).scalar()
            for table in (party_table, party_member)
        ]

    assert kept == [0, 0]
    assert place.browser().get(party(place)).status == 410


def test_after_two_days_whoever_did_not_answer_leaves_the_list_known_or_not(place):
    sign_up(place, "Blaise")
    press(place, "Blaise", "confirmer")
    together(place)
    path = party(place)
    place.browser().post(path, {"action": "confirmer"})
    place.clock.advance(hours=30)
    session_jobs.run_session_jobs(place.service, place.clock())
    place.clock.advance(hours=19)
    personal_data.purge(place.service, place.clock())

    assert shown(place, path) == ["Ada ada@exemple.fr : vous, voir votre inscription"]
    assert states(place) == {"Blaise": "confirmed", "Ada": "confirmed"}


def test_a_seat_given_up_by_a_colleague_goes_to_who_waits_and_not_back_to_them(place):
    # pretix issues 1163 and 1405: who gave up stayed in line, or their seat stayed taken
    together(place)
    place.browser().post(party(place), {"action": "confirmer"})
    for name in ("Blaise", "Claude"):
        answer(place, name)
    sign_up(place, "Zoe")
    press(place, "Zoe", "confirmer")
    answer(place, "Claude", "renoncer")

    assert states(place) == {
        "Ada": "confirmed", "Blaise": "confirmed", "Claude": "cancelled", "Zoe": "offered",
    }  # fmt: skip


def test_whoever_erases_their_own_sign_up_leaves_the_list_of_who_asked(place):
    together(place)
    path = party(place)
    place.browser().post(path, {"action": "confirmer"})
    answer(place, "Blaise", "renoncer")
    place.browser().post(link(letters(place, "blaise@exemple.fr")[0]), {"action": "effacer"})

    assert [line.split()[0] for line in shown(place, path)] == ["Ada", "Claude"]


def test_a_party_is_not_confirmed_once_the_session_has_begun(place):
    # pretix issue 681: seats were given after the time was over
    together(place)
    place.clock.now = at("2026-12-01 10:05")
    page = place.browser().post(party(place), {"action": "confirmer"})

    assert (page.status, letters(place, "blaise@exemple.fr")) == (303, [])
    assert "a commencé, est passée" in place.browser().get(party(place)).words
