"""An address is subscribed when its owner says so, told the same to everyone else, and left alone at the first word."""

import re

import pytest
from places import COMMUNITY, make_place, words
from small_public import FILES, letters, link, send
from sqlalchemy import select

from chorale.service.public_tables import subscription, suppression
from chorale.service.subscriptions import records as subscription_records

PATH = "/participer/formulaires/abonnement/"
ADDRESS = "ada@exemple.fr"


@pytest.fixture
def place(tmp_path):
    made = make_place(tmp_path, files=FILES)
    yield made
    made.service.store.close()


def subscribe(place, address=ADDRESS, **more):
    return send(place, PATH, {"email": address, "accord": "oui", **more})


def found(place, address=ADDRESS):
    with place.service.store.read() as connection:
        return subscription_records.by_email(connection, address)


def own(place, address=ADDRESS):
    return link(letters(place, address)[-1])


def leave(place):
    return own(place).replace("mon-abonnement", "desabonnement").rstrip("/")


def confirmed(place):
    subscribe(place)
    place.clock.advance(minutes=1)
    place.browser().post(own(place), {"action": "confirmer"})
    return place


def test_nobody_is_subscribed_before_confirming_by_a_button(place):
    subscribe(place, topics=["fournisseurs"])
    page = place.browser().get(own(place))

    assert ("Confirmer mon abonnement" in page.words, found(place).state) == (True, "pending")
    place.browser().post(own(place), {"action": "confirmer"})
    assert (found(place).state, found(place).topics) == ("active", "fournisseurs")


def test_the_proof_of_consent_is_kept(place):
    confirmed(place)
    row = found(place)

    assert re.fullmatch(
        r"J'accepte de recevoir la lettre\. \[formulaire [0-9a-f]{16}\]", row.consent
    )
    assert (row.source, row.asked_at < row.confirmed_at) == ("formulaire", True)


def test_the_link_dies_after_two_days(place):
    subscribe(place)
    path = own(place)
    place.clock.advance(hours=48)
    place.browser().post(path, {"action": "confirmer"})

    assert (found(place).state, "Délai dépassé" in place.browser().get(path).words) == (
        "pending",
        True,
    )


def test_the_answer_is_the_same_whether_or_not_the_address_was_known(place):
    confirmed(place)
    place.clock.advance(minutes=20)
    answers = [subscribe(place), subscribe(place, "autre@exemple.fr")]
    pages = [place.browser().get(answer.headers["location"]).body for answer in answers]

    assert [answer.status for answer in answers] == [303, 303]
    assert (answers[0].body, pages[0]) == (answers[1].body, pages[1])
    assert (
        letters(place, ADDRESS)[-1]["Subject"] == "Vous êtes déjà abonné à la lettre d’information"
    )


def test_without_consent_nothing_is_sent(place):
    answer = send(place, PATH, {"email": ADDRESS})

    assert (answer.status, found(place), place.post()) == (422, None, [])


def test_preferences_are_chosen_on_the_page(place):
    path = own(confirmed(place))
    answer = place.browser().post(path, {"action": "choisir", "topics": ["fournisseurs"]})

    assert (
        answer.status,
        "Vos choix sont enregistrés" in answer.words,
        found(place).topics,
    ) == (
        200,
        True,
        "fournisseurs",
    )


def test_one_click_from_a_provider_ends_the_subscription_and_a_get_does_not(place):
    path = leave(confirmed(place))
    assert (place.browser().get(path).status, found(place).state) == (200, "active")

    answer = place.browser().ask(
        "POST",
        path,
        b"List-Unsubscribe=One-Click",
        {"content-type": "application/x-www-form-urlencoded"},
    )

    assert (answer.status, found(place).state) == (200, "ended")


def test_a_person_leaves_by_the_button_too(place):
    path = leave(confirmed(place))
    answer = place.browser().post(path, {})

    assert (answer.status, found(place).state) == (303, "ended")
    assert "Vous êtes désabonné" in place.browser().get(answer.headers["location"]).words


def test_who_left_is_remembered_without_their_address_and_may_come_back(place):
    place.browser().post(leave(confirmed(place)), {})
    with place.service.store.read() as connection:
        (barred,) = connection.execute(select(suppression)).all()
    assert "ada@" not in barred.digest + barred.reason

    place.clock.advance(minutes=20)
    subscribe(place)
    place.browser().post(own(place), {"action": "confirmer"})
    with place.service.store.read() as connection:
        assert (found(place).state, connection.execute(select(suppression)).all()) == (
            "active",
            [],
        )


def test_a_final_bounce_ends_and_a_third_passing_one_too(place):
    confirmed(place)
    secret = place.service.outbox.secret
    ended = []
    for _ in range(3):
        with place.service.store.write(subscription_records.LOCK) as connection:
            one = subscription_records.by_email(connection, ADDRESS)
            ended.append(
                subscription_records.bounced(
                    connection, secret, one, final=False, now=place.clock()
                )
            )

    assert (ended, found(place).state) == ([False, False, True], "ended")


@pytest.mark.parametrize("wrong", ["x", "a" * 42])
def test_a_wrong_ticket_opens_nothing(place, wrong):
    assert place.browser().get(f"/participer/mon-abonnement/{wrong}/").status == 404
    assert place.browser().post(f"/participer/desabonnement/{wrong}", {}).status == 404


def test_a_ticket_of_one_use_does_not_serve_another(place):
    confirmed(place)
    path = own(place).replace("mon-abonnement", "mon-inscription")

    assert place.browser().get(path).status == 404


def test_no_ticket_is_in_the_database(place):
    ticket = own(confirmed(place)).rstrip("/").rpartition("/")[2]
    with place.service.store.read() as connection:
        rows = [str(row) for row in connection.execute(select(subscription))]

    assert not any(ticket[16:] in row for row in rows)


def test_until_it_is_confirmed_the_last_choice_counts(place):
    subscribe(place)
    subscribe(place, topics=["fournisseurs"])

    assert (found(place).state, found(place).topics, len(letters(place, ADDRESS))) == (
        "pending",
        "fournisseurs",
        1,
    )


def test_whoever_left_may_erase_their_address(place):
    path = own(confirmed(place))
    place.browser().post(path, {"action": "effacer"})
    assert found(place).state == "active"  # one leaves first
    place.browser().post(path, {"action": "arreter"})
    place.browser().post(path, {"action": "effacer"})

    assert (found(place), place.browser().get(path).status) == (None, 410)
    with place.service.store.read() as connection:
        assert subscription_records.suppressed(connection) == 1


def test_one_may_leave_though_the_community_has_no_form_any_more(place, tmp_path):
    path = own(confirmed(place))
    (tmp_path / "content/forms/abonnement.yml").unlink()
    place.service.store.close()
    again = make_place(
        tmp_path, files={key: FILES[key] for key in FILES if "abonnement" not in key}
    )
    answer = again.browser().post(path, {"action": "arreter"})

    assert (answer.status, again.browser().get(path).status, found(again).state) == (
        303,
        200,
        "ended",
    )
    again.service.store.close()


def test_the_same_limit_holds_for_an_address_on_the_newsletters_form(place):
    assert [subscribe(place).status for _ in range(11)] == [303] * 10 + [429]


def test_receivers_are_counted_by_topic(place):
    for number, topics in enumerate(([], ["fournisseurs"], ["fournisseurs"])):
        subscribe(place, f"p{number}@exemple.fr", topics=topics)
        place.browser().post(own(place, f"p{number}@exemple.fr"), {"action": "confirmer"})
    with place.service.store.read() as connection:
        counts = subscription_records.topics(
            connection, {"fournisseurs": "Fournisseurs", "travaux": "Travaux"}
        )

    assert counts == {"Fournisseurs": 3, "Travaux": 1}


def test_a_topic_that_is_no_more_is_left_out_and_an_unknown_button_is_refused(place):
    path = own(confirmed(place))
    chosen = place.browser().post(
        path, {"action": "choisir", "topics": ["fournisseurs", "disparu"]}
    )
    strange = place.browser().post(path, {"action": "tout"})

    assert (chosen.status, strange.status, found(place).topics) == (200, 400, "fournisseurs")


def chosen(place, *topics):
    """Confirm a subscription to some topics."""
    subscribe(place, topics=list(topics))
    place.clock.advance(minutes=1)
    place.browser().post(own(place), {"action": "confirmer"})
    place.clock.advance(minutes=11)


@pytest.fixture
def two(tmp_path):
    audiences = 'audiences: {fournisseurs: "Fournisseurs", travaux: "Travaux"}'
    community = COMMUNITY.replace('audiences: {fournisseurs: "Fournisseurs"}', audiences)
    made = make_place(tmp_path, files=FILES | {"content/community.yml": community})
    yield made
    made.service.store.close()


def test_new_topics_of_an_active_subscriber_are_added_at_their_own_word(two):
    chosen(two, "fournisseurs")
    subscribe(two, topics=["travaux"])
    mail = letters(two, ADDRESS)[-1]

    assert (mail["Subject"], found(two).topics) == ("Confirmez vos nouveaux sujets", "fournisseurs")
    assert "recevoir en plus : Travaux." in words(mail).replace("\u00a0", " ")
    assert "En plus de ce que vous recevez : Travaux." in two.browser().get(own(two)).words.replace(
        "\u00a0", " "
    )
    two.browser().post(own(two), {"action": "ajouter"})
    assert (found(two).topics, found(two).proposed) == ("fournisseurs,travaux", None)


def test_asking_for_every_issue_widens_to_every_issue(two):
    chosen(two, "fournisseurs")
    subscribe(two)
    assert "tous les numéros" in words(letters(two, ADDRESS)[-1])
    two.browser().post(own(two), {"action": "ajouter"})

    assert found(two).topics == ""


@pytest.mark.parametrize("asked", [["fournisseurs"], []])
def test_topics_that_are_already_received_ask_for_nothing(two, asked):
    chosen(two, *asked)
    subscribe(two, topics=["fournisseurs"])

    assert letters(two, ADDRESS)[-1]["Subject"] == "Vous êtes déjà abonné à la lettre d’information"
    assert found(two).proposed is None


def test_a_word_sent_twice_adds_nothing_more(two):
    chosen(two, "fournisseurs")
    subscribe(two, topics=["travaux"])
    for _ in range(2):
        two.browser().post(own(two), {"action": "ajouter"})

    assert found(two).topics == "fournisseurs,travaux"
