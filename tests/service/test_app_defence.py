"""What a fresh reading of the service's defences found: proxies, slow senders, races, files that come too late."""

import asyncio
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from browsing import apart
from places import ORIGIN, PARIS, in_parallel, make_place
from sheets import filled
from small_cycle import ANSWER, BASE, FILES, KEYS, Circle, deposit, hidden, make_circle, save
from sqlalchemy import select

from chorale.files import write
from chorale.service.app import ROUTES
from chorale.service.mail.outbox import Outbox
from chorale.service.questionnaire import deposits, group_keys, membership
from chorale.service.questionnaire import secretariat as questionnaire_secretariat
from chorale.service.questionnaire.opening import opened
from chorale.service.questionnaire.roster import ParticipantRow
from chorale.service.questionnaire.spreadsheets import collect
from chorale.service.questionnaire.spreadsheets.collect import ReceivedSpreadsheet
from chorale.service.questionnaire.verification import verify
from chorale.service.settings import Misconfigured, from_environment
from chorale.service.store import Busy
from chorale.service.tables import key_share
from chorale.service.web import form_reading


@pytest.fixture
def circle(tmp_path: Path) -> Circle:
    return make_circle(tmp_path)


def receipts(circle: Circle, group: str = "snp") -> list[deposits.Receipt]:
    with circle.place.service.store.read() as connection:
        return deposits.receipts(connection, "cycle-9", group)


def sheet(circle: Circle, received: datetime | None = None, edit=None):
    service, cycle = circle.place.service, circle.place.service.community.cycles[0]
    return collect.collect(
        service, cycle, ReceivedSpreadsheet(label="x", data=filled(circle, edit)), received
    )


# proxies


def sent_raw(
    circle: Circle, path: str, headers: list[tuple[str, str]], parts: list[dict]
) -> tuple[int, str]:
    """Speak ASGI from the proxy of this machine, headers written line by line; after the parts, nothing ever comes."""
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "https",
        "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": [
            (name.encode(), value.encode())
            for name, value in [
                ("host", "chorale.example"), ("origin", ORIGIN),
                ("content-type", "application/x-www-form-urlencoded"), *headers,
            ]
        ],
        "client": ("127.0.0.1", 40000), "server": ("chorale.example", 443),
    }  # fmt: skip
    sent = []

    async def receive():
        if not parts:
            await asyncio.Event().wait()
        return parts.pop(0)

    async def send(message):
        sent.append(message)

    apart(circle.place.app(scope, receive, send))
    return sent[0]["status"], b"".join(part.get("body", b"") for part in sent[1:]).decode()


def asked(circle: Circle, lines: list[str]) -> int:
    """Send a wrong code with X-Forwarded-For written on several lines."""
    parts = [{"type": "http.request", "body": b"code=x", "more_body": False}]
    return sent_raw(
        circle, "/participer/acces", [("x-forwarded-for", line) for line in lines], parts
    )[0]


def test_the_last_line_is_the_proxys_own_even_when_the_visitor_wrote_one_before(circle):
    answers = [asked(circle, [f"198.51.100.{number}", "203.0.113.9"]) for number in range(11)]
    assert answers == [403] * 10 + [429]


def test_a_proxy_on_another_machine_is_believed_when_it_is_named(tmp_path):
    settings = from_environment(tmp_path, {"CHORALE_PROXIES": "192.0.2.1, 2001:DB8::1"}, ORIGIN)
    assert settings.proxies == {"127.0.0.1", "::1", "192.0.2.1", "2001:db8::1"}
    for wrong in ("192.0.2.0/24", "proxy.example", "192.0.2.1;192.0.2.2"):
        with pytest.raises(Misconfigured, match="CHORALE_PROXIES"):
            from_environment(tmp_path, {"CHORALE_PROXIES": wrong}, ORIGIN)


# slow and odd senders


def test_a_sender_that_never_ends_is_answered_408_and_nothing_is_kept(circle, monkeypatch):
    monkeypatch.setattr(form_reading, "BODY_SECONDS", 0.1)
    browser = circle.enter("snp-referent")
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    parts = [{"type": "http.request", "body": b"version=0&points-DE-01=1", "more_body": True}]
    status, page = sent_raw(circle, f"{BASE}/proposition", [("cookie", cookie)], parts)
    assert (status, "Envoi trop lent" in page) == (408, True)
    assert hidden(browser.get(f"{BASE}/proposition").text, "version") == "0"


@pytest.mark.parametrize(
    "method", ["OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "PROPFIND", "X" * 40]
)
def test_other_methods_get_a_page_and_do_nothing(circle, method):
    browser = circle.enter("snp-referent")
    answer = browser.get(f"{BASE}/proposition", method=method)
    assert answer.status == 404
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_every_way_that_takes_a_form_refuses_one_from_another_site(circle):
    browser = circle.enter("snp-referent")
    takers = [way for way in ROUTES if "POST" in way.methods]
    assert len(takers) > 6
    for way in takers:
        path = re.sub(r"\{[a-z]+\}", "x", way.path.replace("{cycle}", "cycle-9"))
        for headers in (
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": None, "origin": "https://ailleurs.example"},
        ):
            assert (way.path, browser.post(path, {}, headers=headers).status) == (way.path, 403)


@pytest.mark.parametrize("fault", [RuntimeError("x"), Busy("x")])
def test_pages_of_faults_are_protected_like_the_others(circle, monkeypatch, fault):
    browser = circle.enter("snp-referent")

    def fails(*_):
        raise fault

    monkeypatch.setattr(group_keys, "secret_of", fails)
    answer = browser.get(f"{BASE}/")
    assert answer.status in (500, 503)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == (
        "no-store",
        "nosniff",
    )
    assert "RuntimeError" not in answer.text


def test_the_address_of_a_refused_deposit_leads_back_to_where_one_deposits(circle):
    browser = circle.enter("snp-referent")
    assert (
        browser.post(f"{BASE}/depot", {"version": "0", "envoi": "0123456789abcdef"}).status == 422
    )
    assert browser.get(f"{BASE}/depot").headers["location"] == f"{BASE}/verification"


# what arrives late, or in another order


def test_after_the_opening_no_file_enters_even_with_an_arrival_before_the_close(circle):
    deposit(circle.enter("snp-referent"))
    circle.place.clock.advance(days=30)
    service = circle.place.service
    opened(service, service.community.cycles[0], KEYS[0])
    outcome = sheet(circle, datetime(2026, 12, 1, 12, 0, tzinfo=PARIS))
    assert outcome.problems == ("Les réponses sont déjà ouvertes",)
    assert len(receipts(circle)) == 1


def test_before_the_opening_an_arrival_that_the_operator_vouches_for_is_kept_and_the_journal_says_both_times(
    circle,
):
    circle.place.clock.advance(days=30)
    outcome = sheet(circle, datetime(2026, 12, 1, 12, 0, tzinfo=PARIS))
    assert (outcome.problems, outcome.receipt.late) == ((), False)
    with circle.place.service.store.read() as connection:
        from chorale.service.journal import entries

        entry = next(entry for entry in entries(connection, "cycle-9") if entry.kind == "deposit")
    assert entry.at == "2026-12-16T11:00:00.000000Z"
    assert '"received":"2026-12-01T11:00:00.000000Z"' in entry.facts


def test_a_file_entered_later_but_received_before_does_not_replace_what_was_received_after(
    circle,
):
    circle.place.clock.advance(hours=3)
    deposit(circle.enter("snp-referent"), {"points-DE-06": "100"})
    outcome = sheet(circle, datetime(2026, 11, 16, 13, 0, tzinfo=PARIS))
    assert outcome.receipt.number == 2
    browser = circle.enter("snp-referent")
    assert "Dépôt n° 1" in browser.get(f"{BASE}/").words.replace("\u00a0", " ")
    assert "le n° 1 , compte à la place" in browser.get(f"{BASE}/accuses/2").words.replace(
        "\u00a0", " "
    )
    circle.place.clock.advance(days=30)
    service, root = circle.place.service, circle.place.service.settings.root
    answers = opened(service, service.community.cycles[0], KEYS[0])
    write(root / "content/ipm/cycle-9", answers.files)
    from chorale.content.load import load

    cycle = load(root, circle.place.clock().date()).community.cycles[0]
    assert cycle.ballots[0].points == {"DE-06": 100}
    assert verify(cycle, root / "content/ipm/cycle-9").bad == ()


# races


def test_the_number_of_a_sending_is_the_groups_own(circle):
    snp, epn = circle.enter("snp-referent"), circle.enter("epn-referent")
    for browser in (snp, epn):
        save(browser)
    form = {"version": "1", "envoi": "0123456789abcdef"}
    assert [browser.post(f"{BASE}/depot", form).status for browser in (snp, epn)] == [303, 303]
    assert [len(receipts(circle, group)) for group in ("snp", "epn")] == [1, 1]


def deposits_at_once(circle: Circle) -> None:
    """Two groups by web and one by file, at the same instant: each answer kept once, numbered, and in one chain."""
    browsers = [
        circle.enter(f"{group}-referent", f"192.0.2.{n}")
        for n, group in enumerate(("snp", "epn") * 3)
    ]
    for browser in browsers[:2]:
        save(browser)
    forms = [{"version": "1", "envoi": f"{n:016}"} for n in range(6)]

    def act(index):
        if index == 6:
            return sheet(circle, circle.place.clock() - timedelta(hours=1)).receipt is not None
        return browsers[index].post(f"{BASE}/depot", forms[index]).status == 303

    assert in_parallel(7, act) == [True] * 7
    assert [item.number for item in receipts(circle, "snp")] == [1, 2]
    assert [item.number for item in receipts(circle, "epn")] == [1]
    from chorale.service.questionnaire.deposits import audit

    with circle.place.service.store.read() as connection:
        assert audit(connection, "cycle-9") == []


def test_deposits_at_the_same_instant_are_all_kept_in_one_chain(circle):
    deposits_at_once(circle)


def test_a_link_revoked_while_a_referent_accepts_it_keeps_no_share_of_the_key(circle):
    service, cycle = circle.place.service, circle.place.service.community.cycles[0]
    row = ParticipantRow(group="snp", role="member", name="n", email="n@exemple.fr")
    membership.invite(service, cycle, [row])
    host = circle.enter("snp-referent")
    newcomer = re.search('name="personne" value="([^"]+)"', host.get(f"{BASE}/").text)[1]
    in_parallel(
        4,
        lambda index: (
            membership.revoke(service, cycle, "n@exemple.fr")
            if index == 0
            else host.post(f"{BASE}/accord", {"personne": newcomer})
        ),
    )
    with service.store.read() as connection:
        assert (
            connection.execute(select(key_share).where(key_share.c.access_id == newcomer)).all()
            == []
        )


# clocks


def test_a_clock_that_goes_back_closes_nobodys_session_and_locks_nobody_out(circle):
    browser = circle.enter("snp-referent")
    for _ in range(5):
        circle.place.browser().post("/participer/acces", {"code": "x"})
    circle.place.clock.now -= timedelta(hours=2)
    assert browser.get(f"{BASE}/").status == 200
    assert circle.enter("snp-member").get(f"{BASE}/").status == 200


@pytest.mark.parametrize(
    ("written", "told"),
    [("2027-03-28 02:30", "n'existe pas"), ("2027-10-31 02:30", "existe deux fois")],
)
def test_an_hour_that_the_change_of_time_skips_or_repeats_is_no_deadline(circle, written, told):
    service, cycle = circle.place.service, circle.place.service.community.cycles[0]
    with pytest.raises(questionnaire_secretariat.SecretariatError, match=told):
        questionnaire_secretariat.extend(service, cycle, datetime.fromisoformat(written), "panne")
    assert circle.place.post() == []


# nobody is invited in vain


def test_nobody_is_invited_to_a_closed_cycle_nor_from_an_empty_file(circle, tmp_path):
    service, cycle = circle.place.service, circle.place.service.community.cycles[0]
    with pytest.raises(questionnaire_secretariat.SecretariatError, match="ne nomme personne"):
        membership.invite(service, cycle, [])
    circle.place.clock.advance(days=30)
    with pytest.raises(questionnaire_secretariat.SecretariatError, match="est clos"):
        membership.invite(
            service,
            cycle,
            [ParticipantRow(group="snp", role="member", name="x", email="x@exemple.fr")],
        )


def test_a_key_file_that_is_not_one_is_told_in_one_sentence(tmp_path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var/service.key").write_text("abc\n")
    with pytest.raises(Misconfigured, match=r"service.key.*la reprendre de sa copie"):
        make_place(tmp_path, files=FILES)


def test_the_mail_of_a_deposit_that_was_not_kept_never_exists(circle, monkeypatch):
    """The receipt is put in the outbox inside the deposit's own transaction."""
    save(circle.enter("snp-referent"))
    seen = []
    put = Outbox.put
    monkeypatch.setattr(
        Outbox,
        "put",
        lambda *arguments: seen.append(arguments[1].in_transaction()) or put(*arguments),
    )
    deposit(circle.enter("snp-referent"), ANSWER)
    assert seen == [True, True]
