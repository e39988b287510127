"""A group's answers: fields are checked, drafts are kept, deposits are counted once and acknowledged."""

import re
from pathlib import Path

import pytest
from places import in_parallel, words
from small_cycle import ANSWER, BASE, KEYS, REQUESTS, Circle, deposit, hidden, make_circle, save
from sqlalchemy import select

from chorale.service import journal
from chorale.service.accounts import encryption
from chorale.service.mail.outbox import Outbox
from chorale.service.questionnaire import deposits
from chorale.service.questionnaire import secretariat as questionnaire_secretariat
from chorale.service.tables import key_share


@pytest.fixture
def circle(tmp_path: Path) -> Circle:
    return make_circle(tmp_path)


def stored(circle: Circle, group: str = "snp") -> list[deposits.Receipt]:
    with circle.place.service.store.read() as connection:
        return deposits.receipts(connection, "cycle-9", group)


def test_all_errors_are_told_together_beside_their_fields_and_in_a_summary_that_takes_the_focus(
    circle,
):
    browser = circle.enter("snp-referent")
    wrong = {
        "points-DE-01": "24 ou 25",
        "points-DE-02": "101",
        "opposition-DE-08": "é" * 601,
        "indispensable-1": "DE-99",
    }
    answer = save(browser, wrong)
    assert answer.status == 422
    summary = re.search(
        r'<div class="summary" role="alert" tabindex="-1" data-focus>(.*?)</div>',
        answer.text,
        re.DOTALL,
    )
    assert summary
    assert re.findall(r'href="#([^"]+)"', summary[1]) == [
        "points-DE-01", "points-DE-02", "opposition-DE-08", "indispensable-1",
    ]  # fmt: skip
    for name in wrong:
        assert f'id="{name}-erreur"' in answer.text
        assert f'id="{name}"' in answer.text
    assert 'value="24 ou 25"' in answer.text
    assert "<title>Erreur" in answer.text


@pytest.mark.parametrize(
    "stranger", ["points-DE-99", "points-DE-07", "autre", "Points-DE-01", "points-DE-01 "]
)
def test_an_unknown_field_or_request_is_refused_not_ignored(circle, stranger):
    browser = circle.enter("snp-referent")
    answer = browser.post(
        f"{BASE}/proposition",
        {"version": "0", "action": "enregistrer", **ANSWER, stranger: "1"},
    )
    assert answer.status == 400
    assert hidden(browser.get(f"{BASE}/proposition").text, "version") == "0"


def test_a_draft_is_not_a_deposit_says_so_and_leaves_the_group_among_the_late(circle):
    browser = circle.enter("snp-referent")
    save(browser)
    assert "brouillon, pas un dépôt" in browser.get(
        f"{BASE}/proposition?enregistre=1"
    ).words.replace("  ", " ")
    assert stored(circle) == []
    late = questionnaire_secretariat.to_remind(
        circle.place.service, circle.place.service.community.cycles[0]
    )
    assert [(person.name, drafted) for person, drafted in late] == [
        ("epn-referent", False), ("epn-member", False), ("snp-referent", True), ("snp-member", True),
    ]  # fmt: skip


def test_the_second_of_two_editors_is_told_what_differs_and_nothing_is_overwritten(circle):
    first, second = circle.enter("snp-referent"), circle.enter("snp-member")
    version = hidden(first.get(f"{BASE}/proposition").text, "version")
    assert version == hidden(second.get(f"{BASE}/proposition").text, "version") == "0"
    assert first.post(f"{BASE}/proposition", {"version": version, **ANSWER}).status == 303
    mine = {
        "points-DE-01": "10",
        "points-DE-02": "40",
        "indispensable-1": "DE-01",
        "commentaire-DE-06": "à moi",
    }
    answer = second.post(f"{BASE}/proposition", {"version": version, **mine})
    assert answer.status == 409
    summary = re.search(r"data-focus>(.*?)</div>", answer.text, re.DOTALL)[1]
    assert re.findall(r'href="#([^"]+)"', summary) == ["commentaire-DE-06", "points-DE-01"]
    assert 'value="60" data-points' in first.get(f"{BASE}/proposition").text
    assert 'value="10" data-points' in answer.text
    again = second.post(f"{BASE}/proposition", {"version": hidden(answer.text, "version"), **mine})
    assert again.status == 303
    assert 'value="10" data-points' in first.get(f"{BASE}/proposition").text


def test_the_same_content_saved_twice_is_no_conflict(circle):
    browser = circle.enter("snp-referent")
    for _ in range(2):
        assert browser.post(f"{BASE}/proposition", {"version": "0", **ANSWER}).status == 303


def test_eight_editors_at_once_lose_nothing_silently(circle):
    browsers = [circle.enter("snp-referent", f"192.0.2.{number}") for number in range(8)]
    answers = in_parallel(
        8,
        lambda i: (
            browsers[i]
            .post(f"{BASE}/proposition", {"version": "0", "points-DE-01": str(i + 1)})
            .status
        ),
    )
    assert sorted(answers) == [303] + [409] * 7
    winner = answers.index(303)
    assert f'value="{winner + 1}" data-points' in browsers[0].get(f"{BASE}/proposition").text


def test_an_incomplete_draft_is_kept_and_opening_the_page_creates_none(circle):
    browser = circle.enter("snp-referent")
    for path in ("/", "/proposition", "/verification", "/notes"):
        browser.get(BASE + path)
    assert hidden(browser.get(f"{BASE}/proposition").text, "version") == "0"
    assert save(browser, {"points-DE-01": "7"}).status == 303
    assert save(browser, {"points-DE-01": "90", "points-DE-02": "90"}).status == 303
    assert "80 points de trop" in browser.get(f"{BASE}/proposition").words
    assert "Retirez 80 points" in browser.get(f"{BASE}/verification").words
    assert save(browser, {"points-DE-01": "7"}).status == 303
    assert "Répartissez encore 93 points" in browser.get(f"{BASE}/verification").words


def test_the_same_sending_twice_or_eight_times_at_once_is_one_deposit(circle):
    browser = circle.enter("snp-referent")
    save(browser)
    page = browser.get(f"{BASE}/verification").text
    form = {"version": hidden(page, "version"), "envoi": hidden(page, "envoi")}
    answers = in_parallel(8, lambda _: browser.post(f"{BASE}/depot", form).headers["location"])
    assert set(answers) == {f"{BASE}/accuses/1"}
    assert browser.post(f"{BASE}/depot", form).headers["location"] == f"{BASE}/accuses/1"
    assert len(stored(circle)) == 1
    assert len(circle.place.post()) == 2


def test_when_mail_fails_the_deposit_is_kept_and_the_receipt_goes_later(circle):
    from chorale.service.mail.transport import Unavailable

    class Broken:
        def __enter__(self):
            raise Unavailable("ConnectionRefusedError")

        def __exit__(self, *_):
            return None

    service, clock = circle.place.service, circle.place.clock
    assert deposit(circle.enter("snp-referent")).status == 303
    assert service.outbox.flush(service.store, Broken(), clock) == 0
    assert len(stored(circle)) == 1
    assert circle.place.post() == []
    clock.advance(minutes=2)
    assert len(circle.place.post()) == 2


def test_a_crash_before_the_commit_keeps_nothing_sends_nothing_and_says_so(circle, monkeypatch):
    browser = circle.enter("snp-referent")
    save(browser)
    page = browser.get(f"{BASE}/verification").text
    calls = []

    def fails(self, connection, letter, now, due=None):
        calls.append(letter.to)
        raise RuntimeError("power cut")

    monkeypatch.setattr(Outbox, "put", fails)
    answer = browser.post(
        f"{BASE}/depot", {"version": hidden(page, "version"), "envoi": hidden(page, "envoi")}
    )
    monkeypatch.undo()
    assert (answer.status, len(calls)) == (500, 1)
    assert "n’a pas été enregistré" in answer.words.replace("&#39;", "'")
    assert stored(circle) == []
    with circle.place.service.store.read() as connection:
        kinds = [entry.kind for entry in journal.entries(connection, "cycle-9")]
    assert kinds == ["binding"]
    assert circle.place.post() == []


def test_the_receipt_goes_to_every_registered_member_of_the_group(circle):
    deposit(circle.enter("snp-referent"))
    (receipt,) = stored(circle)
    mails = circle.place.post()
    assert sorted(mail["to"] for mail in mails) == [
        "snp-member@exemple.fr",
        "snp-referent@exemple.fr",
    ]
    for mail in mails:
        told = words(mail)
        assert receipt.fingerprint in told
        assert receipt.journal_digest in told
        assert "DE-01 (Afficher un délai de paiement) : 60 points" in told.replace("\u00a0", " ")


def test_the_last_deposit_counts_and_all_are_kept(circle):
    browser = circle.enter("snp-referent")
    deposit(browser)
    circle.place.clock.advance(days=1)
    browser = circle.enter("snp-referent")
    deposit(browser, {"points-DE-06": "100"})
    with circle.place.service.store.read() as connection:
        counted = deposits.counting(connection, "cycle-9")["snp"]
        assert counted.number == 2
        assert [
            deposits.content(connection, item, KEYS[0]).count("DE-06: 100")
            for item in stored(circle)
        ] == [0, 1]
    assert "n° 2" in browser.get(f"{BASE}/accuses/1").words


def test_a_deposit_carries_the_digest_of_its_questionnaire_and_a_changed_one_is_refused(
    circle, tmp_path
):
    deposit(circle.enter("snp-referent"))
    with circle.place.service.store.read() as connection:
        facts = next(
            entry.facts
            for entry in journal.entries(connection, "cycle-9")
            if entry.kind == "deposit"
        )
    from chorale.service.questionnaire.definition import Questionnaire

    assert Questionnaire(circle.place.service.community.cycles[0]).digest in facts
    other = tmp_path / "autre"
    changed = {"content/ipm/cycle-9/requests.yml": REQUESTS.replace("estimate: 90", "estimate: 91")}
    (other / "var").mkdir(parents=True)
    url = circle.place.service.settings.database_url
    from places import make_place
    from small_cycle import FILES

    later = Circle(make_place(other, url, {**FILES, **changed}, circle.place), circle.secrets)
    browser = later.enter("snp-referent")
    assert save(browser, {"points-DE-06": "100"}).status == 409
    later.place.service.store.close()


def test_the_receipt_shows_paris_time_and_utc(circle):
    deposit(circle.enter("snp-referent"))
    told = words(circle.place.post()[0]).replace("\u00a0", " ")
    assert (
        "le lundi 16 novembre 2026 à 12:00:00 (heure de Paris), soit 2026-11-16 11:00:00 UTC"
        in told
    )


def test_identical_answers_have_different_fingerprints(circle):
    for group in ("snp", "epn"):
        deposit(circle.enter(f"{group}-referent"))
    deposit(circle.enter("snp-referent"), {"points-DE-06": "100"})
    deposit(circle.enter("snp-referent"))
    prints = [receipt.fingerprint for group in ("snp", "epn") for receipt in stored(circle, group)]
    assert len(set(prints)) == 4


def test_the_page_read_again_after_a_save_sends_back_the_same_text(circle):
    browser = circle.enter("snp-referent")
    typed = "Deux lignes ?\r\nOui : « non » !\t50 %"
    save(browser, ANSWER | {"commentaire-DE-01": typed})
    page = browser.get(f"{BASE}/proposition").text
    area = re.search(r'<textarea id="commentaire-DE-01"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)[
        1
    ]
    assert area == "Deux lignes ?\nOui : « non » !\t50 %"


def test_a_deposit_of_a_draft_that_changed_meanwhile_is_refused(circle):
    referent, member = circle.enter("snp-referent"), circle.enter("snp-member")
    save(referent)
    page = referent.get(f"{BASE}/verification").text
    save(member, {"points-DE-06": "100"})
    answer = referent.post(
        f"{BASE}/depot", {"version": hidden(page, "version"), "envoi": hidden(page, "envoi")}
    )
    assert answer.status == 409
    assert stored(circle) == []


def test_taking_the_computed_points_is_a_gesture_that_sums_to_100(circle):
    referent, member = circle.enter("snp-referent"), circle.enter("snp-member")
    member.post(
        f"{BASE}/notes",
        {"version": "0", "note-DE-01": "5", "note-DE-02": "0", "note-DE-08": "sans-avis"},
    )
    referent.post(
        f"{BASE}/notes",
        {"version": "0", "note-DE-01": "3", "note-DE-02": "1", "note-DE-06": "4"},
    )
    assert save(referent, {"commentaire-DE-01": "gardé"}, "reprendre").status == 303
    page = referent.get(f"{BASE}/proposition").text
    values = re.findall(r'name="points-(DE-\d\d)"[^>]* value="(\d*)"', page)
    assert values == [
        ("DE-01", "47"),
        ("DE-02", "6"),
        ("DE-03", ""),
        ("DE-06", "47"),
        ("DE-08", ""),
    ]
    assert "gardé" in page


def test_the_same_answer_sent_again_from_a_fresh_page_makes_no_second_deposit_and_no_mail(circle):
    browser = circle.enter("snp-referent")
    first = deposit(browser)
    assert first.headers["location"] == f"{BASE}/accuses/1"
    circle.place.clock.advance(hours=1)
    again = deposit(browser)
    assert again.headers["location"] == f"{BASE}/accuses/1?deja=1"
    assert "Cette réponse était déjà déposée" in browser.get(again.headers["location"]).words
    assert len(stored(circle)) == 1
    assert len(circle.place.post()) == 2


def test_an_answer_that_comes_back_after_another_is_deposited_again(circle):
    browser = circle.enter("snp-referent")
    for answer in (None, {"points-DE-06": "100"}, None):
        deposit(browser, answer)
    assert [receipt.number for receipt in stored(circle)] == [1, 2, 3]


def test_a_deposit_opens_with_the_two_keys_and_with_nothing_that_the_group_holds(circle):
    deposit(circle.enter("snp-referent"))
    (receipt,) = stored(circle)
    with circle.place.service.store.read() as connection:
        sealed = deposits.sealed_content(connection, receipt.id)
    texts = [encryption.unseal(sealed, key) for key in KEYS]
    assert texts[0] == texts[1]
    held = [circle.secrets[name] for name in ("snp-referent", "snp-member")]
    with circle.place.service.store.read() as connection:
        held += [
            encryption.unseal(row.sealed, secret)
            for secret in held
            for row in connection.execute(select(key_share))
            if opens(row.sealed, secret)
        ]
    assert len(held) == 4
    assert [opens(sealed, secret) for secret in held] == [False] * 4


def opens(sealed: str, secret: str) -> bool:
    try:
        encryption.unseal(sealed, secret)
    except encryption.CannotOpen:
        return False
    return True


def test_each_member_receives_the_exact_ballot_that_will_be_published(circle):
    deposit(circle.enter("snp-referent"))
    (receipt,) = stored(circle)
    for mail in circle.place.post():
        joined = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
        ballot = joined["cycle-9-snp-1.yml"].decode()
        assert deposits.fingerprint(ballot) == receipt.fingerprint


def test_beyond_six_deposits_in_an_hour_the_receipts_are_gathered_and_none_is_lost(circle):
    browser = circle.enter("snp-referent")
    for points in range(10):
        deposit(browser, {"points-DE-01": str(50 + points), "points-DE-02": str(50 - points)})
        circle.place.clock.advance(minutes=1)
        circle.place.post()
    mine = [mail for mail in circle.place.post() if mail["to"] == "snp-member@exemple.fr"]
    assert len(mine) == 6
    assert len(stored(circle)) == 10
    circle.place.clock.advance(minutes=61)
    mine = [mail for mail in circle.place.post() if mail["to"] == "snp-member@exemple.fr"]
    last = words(mine[-1]).replace("\u00a0", " ")
    assert len(mine) == 7
    assert "Votre groupe a fait 10 dépôts en une heure : cet accusé est celui du dernier." in last
    assert stored(circle)[-1].fingerprint in last
    deposit(circle.enter("snp-referent"), {"points-DE-06": "100"})
    mine = [mail for mail in circle.place.post() if mail["to"] == "snp-member@exemple.fr"]
    assert len(mine) == 8
