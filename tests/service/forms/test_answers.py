"""A form opens and closes by the calendar, keeps each sending once, counts its answers and forgets them in time."""

import json

import pytest
from places import COMMUNITY, make_place, words
from small_public import FILES, at, send, token
from sqlalchemy import select

from chorale.service.forms import answers, spam_guard
from chorale.service.public_tables import answer

PATH = "/participer/formulaires/avis/"


@pytest.fixture
def place(tmp_path):
    made = make_place(tmp_path, files=FILES)
    yield made
    made.service.store.close()


def kept(place):
    with place.service.store.read() as connection:
        return [
            json.loads(row.content)
            for row in connection.execute(select(answer).order_by(answer.c.received_at))
        ]


def number(place):
    with place.service.store.read() as connection:
        return answers.number(connection.execute(select(answer.c.id)).scalars().first())


def test_an_answer_is_kept_and_thanked(place):
    sent = send(place, PATH, {"avis": "oui", "remarque": "Très bien", "email": ""})

    assert (sent.status, sent.headers["location"]) == (303, f"{PATH}merci/?numero={number(place)}")
    assert kept(place) == [{"avis": "oui", "remarque": "Très bien", "email": ""}]
    thanked = place.browser().get(sent.headers["location"]).words
    assert ("Merci" in thanked, number(place) in thanked) == (True, True)


def test_the_same_sending_again_has_the_same_number(place):
    browser, answers_ = place.browser(), {"avis": "oui", "remarque": "", "email": ""}
    seal = {"jeton": token(browser.get(PATH).text), "site_web": ""}
    place.clock.advance(seconds=10)
    first, again = (browser.post(PATH, {**answers_, **seal}).headers["location"] for _ in range(2))

    assert first == again == f"{PATH}merci/?numero={number(place)}"


def test_whoever_leaves_an_address_gets_the_number_and_not_a_word_of_the_answer(place):
    send(place, PATH, {"avis": "oui", "remarque": "Secret", "email": "ada@exemple.fr"})
    (mail,) = [mail for mail in place.post() if mail["To"] == "ada@exemple.fr"]

    assert number(place) in mail["Subject"]
    assert (number(place) in words(mail), "Secret" in words(mail)) == (True, False)


def test_an_address_that_is_sent_too_many_receipts_gets_no_more_and_the_answers_are_kept(place):
    for turn in range(12):
        send(place, PATH, {"avis": "oui", "remarque": str(turn), "email": "ada@exemple.fr"})
        place.clock.advance(minutes=1)

    assert len([mail for mail in place.post() if mail["To"] == "ada@exemple.fr"]) == 10
    assert len(kept(place)) == 12


@pytest.mark.parametrize("forged", ["<script>", "AB12-CD3", "ab12-cd34"])
def test_a_number_that_is_not_ours_is_not_shown(place, forged):
    assert "numéro" not in place.browser().get(f"{PATH}merci/?numero={forged}").words


def test_what_article_13_asks_for_is_under_the_form(tmp_path):
    told = (
        'data_protection: {controller: "Mairie, 1 rue Haute", legal_basis: "Intérêt public.", '
        'recipients: "Le secrétariat.", officer: "delegue@exemple.fr"}\n'
    )
    place = make_place(tmp_path, files=FILES | {"content/community.yml": COMMUNITY + told})
    for path in (PATH, "/participer/inscription/demarrer-20261201T1000/"):
        shown = place.browser().get(path).words.replace("\u202f", " ").replace("’", "'")
        for said in (
            "Qui en répond Mairie, 1 rue Haute",
            "Sur quel fondement Intérêt public.",
            "Qui les lit Le secrétariat.",
            "Union européenne",
            "puis elles sont effacées",
            "delegue@exemple.fr",
            "CNIL",
        ):
            assert said in shown
    place.service.store.close()


def test_whoever_answers_for_a_form_is_told_once_a_day_and_not_what_was_said(place):
    for remark in ("Un", "Deux"):
        send(place, PATH, {"avis": "oui", "remarque": remark, "email": "ada@exemple.fr"})
    place.clock.advance(hours=12)
    send(place, PATH, {"avis": "non", "remarque": "Trois", "email": ""})
    mails = [mail for mail in place.post() if mail["To"] != "ada@exemple.fr"]

    assert [(mail["To"], mail["Subject"]) for mail in mails] == [
        ("secretariat@chorale.example", "Nouvelles réponses – Votre avis")
    ] * 2
    text = mails[0].get_body(("plain",)).get_content()
    assert ("https://chorale.example/gestion" in text, "ada@" in text, "Deux" in text) == (
        True,
        False,
        False,
    )


def test_the_same_page_sent_twice_counts_once(place):
    browser = place.browser()
    form = {
        "avis": "oui",
        "remarque": "",
        "email": "",
        "jeton": token(browser.get(PATH).text),
        "site_web": "",
    }
    place.clock.advance(seconds=10)

    assert [browser.post(PATH, form).status for _ in range(3)] == [303] * 3
    assert len(kept(place)) == 1


def test_another_answer_from_the_page_that_the_browser_kept_is_another_answer(place):
    browser = place.browser()
    form = {
        "avis": "oui",
        "remarque": "",
        "email": "",
        "jeton": token(browser.get(PATH).text),
        "site_web": "",
    }
    place.clock.advance(seconds=10)
    statuses = [
        browser.post(PATH, {**form, "remarque": words}).status for words in ("Un", "Deux", "Deux")
    ]

    assert (statuses, sorted(content["remarque"] for content in kept(place))) == (
        [303] * 3,
        ["Deux", "Un"],
    )


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        (
            "2026-11-09 12:00",
            "Vous pourrez répondre à partir du mardi 10 novembre 2026, jusqu’au vendredi 20 novembre",
        ),
        (
            "2026-11-21 12:00",
            "On pouvait répondre jusqu’au vendredi 20 novembre 2026 inclus. Il n’est plus possible de",
        ),
    ],
)
def test_a_form_that_is_not_open_says_since_when_and_what_to_do(place, moment, sentence):
    place.clock.now = at(moment)
    shown = place.browser().get(PATH)

    assert sentence in shown.words
    assert ("Voir les résultats" in shown.words) == (moment > "2026-11-20")
    assert "secretariat@chorale.example" in shown.words


def test_all_errors_are_told_together_each_beside_its_question(place):
    sent = send(place, PATH, {"remarque": "x" * 101, "email": "sans-arobase"})

    assert (sent.status, kept(place)) == (422, [])
    assert (sent.text.count('class="error"'), sent.text.count('href="#')) == (
        3,
        4,
    )  # three errors, and the skip link
    assert "<title>Erreur : Votre avis" in sent.text.replace("\u00a0", " ")


def test_what_was_typed_comes_back_escaped(place):
    sent = send(place, PATH, {"remarque": "<script>alert(1)</script>", "email": ""})

    assert ("<script>alert" in sent.text, "&lt;script&gt;alert" in sent.text) == (False, True)


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        ("2026-11-09 23:59", 403),
        ("2026-11-10 00:00", 200),
        ("2026-11-20 23:59", 200),
        ("2026-11-21 00:00", 410),
    ],
)
def test_a_form_opens_and_closes_by_the_day_of_the_community(place, moment, status):
    place.clock.now = at(moment)

    assert place.browser().get(PATH).status == status


def test_a_form_that_closed_meanwhile_takes_nothing(place):
    browser = place.browser()
    place.clock.now = at("2026-11-20 23:59")
    form = {
        "avis": "oui",
        "remarque": "",
        "email": "",
        "jeton": token(browser.get(PATH).text),
        "site_web": "",
    }
    place.clock.now = at("2026-11-21 00:00")

    assert (browser.post(PATH, form).status, kept(place)) == (410, [])


def test_a_form_sent_from_the_static_site_is_shown_to_be_read_again(place):
    sent = place.browser().post(PATH, {"avis": "non", "remarque": "Bien", "email": ""})

    assert (sent.status, kept(place), "Rien n’est encore enregistré" in sent.words) == (
        200,
        [],
        True,
    )
    assert 'value="non" checked' in sent.text


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://ailleurs.example"},
        {"origin": "null", "sec-fetch-site": None},
    ],
)
def test_a_form_sent_from_elsewhere_is_refused(place, headers):
    sent = place.browser().post(PATH, {"avis": "oui"}, headers=headers)

    assert (sent.status, kept(place)) == (403, [])


def test_another_content_type_is_refused(place):
    sent = place.browser().post(PATH, body=b"{}", headers={"content-type": "application/json"})

    assert sent.status == 415


def test_a_large_body_or_many_parts_are_refused(place):
    large = place.browser().post(PATH, body=b"avis=" + b"x" * 300_000)
    many = place.browser().post(PATH, body=b"&".join(b"a=1" for _ in range(600)))

    assert (large.status, many.status, kept(place)) == (413, 413, [])


def test_an_unknown_question_or_answer_is_refused(place):
    assert send(place, PATH, {"avis": "oui", "intrus": "1"}).status == 400
    assert send(place, PATH, {"avis": "peut-etre", "remarque": "", "email": ""}).status == 422
    assert kept(place) == []


def test_a_public_page_has_a_strict_policy_no_cors_and_is_not_kept(place):
    headers = place.browser().get(PATH).headers

    assert headers["content-security-policy"].startswith(
        "default-src 'none'; script-src 'self'; style-src 'self'"
    )
    assert "unsafe" not in headers["content-security-policy"]
    assert (
        headers["cache-control"],
        [name for name in headers if name.startswith("access-control")],
    ) == (
        "no-store",
        [],
    )


def test_looking_at_a_form_writes_nothing(place):
    before = place.service.store.engine.url.database
    import sqlite3

    def dump():
        with sqlite3.connect(before) as base:
            return list(base.iterdump())

    first = dump()
    for path in (
        PATH,
        f"{PATH}merci/",
        "/participer/formulaires/abonnement/",
        "/participer/inscription/demarrer-20261201T1000/",
    ):
        for method in ("GET", "HEAD"):
            place.browser().get(path, method=method)

    assert dump() == first


def test_the_results_of_a_closed_public_form_are_counted_without_free_text(place):
    for number, choice in enumerate(("oui", "oui", "non", "oui")):
        send(
            place,
            PATH,
            {"avis": choice, "remarque": f"secret{number}", "email": ""},
            address=f"198.51.100.{number}",
        )
    before = place.browser().get(f"{PATH}resultats/")
    assert (before.status, "Oui" in before.words) == (200, False)
    assert (
        "Le décompte des réponses sera montré ici après le vendredi 20 novembre 2026"
        in before.words
    )

    place.clock.now = at("2026-11-21 09:00")
    shown = place.browser().get(f"{PATH}resultats/")

    assert "4 réponses" in shown.words
    assert (
        "Oui 3 75 %" in shown.words,
        "Non 1 25 %" in shown.words,
        "secret" in shown.text,
    ) == (True, True, False)


def test_a_private_form_shows_no_results(tmp_path):
    private = FILES["content/forms/avis.yml"].replace("results: public\n", "")
    place = make_place(tmp_path, files=FILES | {"content/forms/avis.yml": private})
    place.clock.now = at("2026-11-21 09:00")

    assert place.browser().get(f"{PATH}resultats/").status == 404
    place.service.store.close()


def test_the_page_is_sealed_for_its_own_form_only(place):
    stolen = spam_guard.token(place.service, "abonnement", place.clock())
    place.clock.advance(seconds=10)
    sent = place.browser().post(
        PATH, {"avis": "oui", "remarque": "", "email": "", "jeton": stolen, "site_web": ""}
    )

    assert (sent.status, kept(place)) == (200, [])


def test_old_answers_are_erased_and_recent_ones_stay(place):
    send(place, PATH, {"avis": "oui", "remarque": "", "email": ""})
    place.clock.advance(hours=2)
    send(place, PATH, {"avis": "non", "remarque": "", "email": ""})
    form = next(form for form in place.service.community.forms if form.slug == "avis")
    with place.service.store.write("form:avis") as connection:
        erased = answers.purge(connection, form, place.clock().replace(hour=13, minute=0))

    assert (erased, [content["avis"] for content in kept(place)]) == (1, ["non"])
