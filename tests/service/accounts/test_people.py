"""Personal links and sessions: what opens, for whom, for how long, and who may do what."""

import gzip
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from places import Place
from small_cycle import (
    ANSWER,
    BASE,
    FILES,
    Circle,
    admit_all,
    deposit,
    hidden,
    make_circle,
    save,
)
from sqlalchemy import select

from chorale.service.accounts import encryption
from chorale.service.app import ROUTES
from chorale.service.operation import backup
from chorale.service.questionnaire import membership
from chorale.service.questionnaire.roster import ParticipantRow
from chorale.service.tables import metadata


@pytest.fixture
def circle(tmp_path: Path) -> Circle:
    return make_circle(tmp_path)


def bytes_kept(place: Place) -> bytes:
    """Everything that lies in the service's folder but the mails themselves and the key file."""
    with place.service.store.write():
        pass
    return b"".join(file.read_bytes() for file in place.folder.rglob("essai.sqlite*"))


def test_a_link_holds_256_random_bits_and_a_thousand_links_differ():
    secrets = {encryption.new_secret() for _ in range(1000)}
    assert len(secrets) == 1000
    assert {len(secret) for secret in secrets} == {
        58
    }  # bech32: 52 characters of key, 6 of checksum


def test_the_secret_of_a_link_is_absent_from_database_wal_backup_and_logs(circle, caplog):
    """The invitation waits in the outbox, then leaves; the person enters with the link, mistypes it, looks around."""
    caplog.set_level("DEBUG")
    service, cycle = circle.place.service, circle.place.service.community.cycles[0]
    membership.invite(
        service,
        cycle,
        [ParticipantRow(group="snp", role="member", name="n", email="n@exemple.fr")],
    )

    def kept() -> bytes:
        backup.backup(service.store, circle.place.folder / "copie.gz")
        return bytes_kept(circle.place) + gzip.decompress(
            (circle.place.folder / "copie.gz").read_bytes()
        )

    waiting = kept()
    mail = next(one for one in circle.place.post() if one["to"] == "n@exemple.fr")
    secret = re.search(r"/participer/acces#([0-9A-Z]{58})", mail.get_content())[1]
    circle.secrets["nouvelle"] = secret
    circle.enter("nouvelle").get(f"{BASE}/")
    circle.place.browser().get(f"/participer/acces?code={secret}")
    circle.place.browser().post("/participer/acces", {"code": secret[:-1]})
    everything = waiting + kept()
    assert secret[:-1].encode() not in everything
    assert secret[:-1].lower().encode() not in everything
    assert secret[:-1] not in caplog.text


def test_a_secret_in_the_query_string_opens_nothing(circle):
    browser = circle.place.browser()
    secret = circle.secrets["snp-member"]
    assert browser.get(f"/participer/acces?code={secret}").cookies == []
    assert browser.post(f"/participer/acces?code={secret}", {"code": ""}).status == 403
    assert browser.cookies == {}


def test_no_get_or_head_changes_the_database_except_the_last_seen_time(circle):
    browser = circle.enter("snp-referent")
    deposit(browser)
    fill = {
        "{cycle}": "cycle-9",
        "{number}": "1",
        "{name}": "page.js",
        "{form}": "avis",
        "{ticket}": "x" * 42,
    }
    secret = circle.secrets["epn-member"]
    paths = {
        f"{BASE}/proposition?enregistre=1",
        f"/participer/acces#{secret}",
        f"/participer/acces?code={secret}",
    }
    for way in ROUTES:
        path = way.path
        for name, value in fill.items():
            path = path.replace(name, value)
        paths |= {path, f"{path}?code={secret}&action=confirmer&points-DE-01=1"}

    def rows():
        with circle.place.service.store.read() as connection:
            found = {}
            for table in metadata.sorted_tables:
                names = [
                    column
                    for column in table.columns
                    if (table.name, column.name) != ("login", "seen_at")
                ]
                found[table.name] = [tuple(row) for row in connection.execute(select(*names))]
            return found

    before = rows()
    circle.place.clock.advance(minutes=5)
    for path in paths:
        for method in ("GET", "HEAD"):
            for visitor in (browser, circle.place.browser()):
                visitor.get(path, method=method)
    assert rows() == before
    assert circle.enter("epn-member")


def test_the_cookie_is_bound_to_this_host_and_invisible_to_scripts(circle):
    answer = circle.place.browser().post(
        "/participer/acces", {"code": circle.secrets["snp-member"]}
    )
    (cookie,) = answer.cookies
    name, *attributes = [part.strip() for part in cookie.split(";")]
    assert name.startswith("__Host-chorale=")
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=strict", "Secure"]


def test_each_entry_has_a_new_session_and_the_old_one_dies_after_leaving(circle):
    browser = circle.enter("snp-member")
    first = dict(browser.cookies)
    browser.post("/participer/acces", {"code": circle.secrets["snp-member"]})
    second = dict(browser.cookies)
    assert first != second
    browser.cookies = first
    assert browser.get(f"{BASE}/").status == 401
    browser.cookies = dict(second)
    assert browser.post("/participer/sortir").status == 200
    assert browser.cookies == {}
    browser.cookies = second
    assert browser.get(f"{BASE}/").status == 401


def test_a_session_ends_after_an_hour_idle_or_eight_hours_and_the_text_typed_stays_in_the_page(
    circle,
):
    browser = circle.enter("snp-member")
    circle.place.clock.advance(minutes=59)
    assert browser.get(f"{BASE}/").status == 200
    circle.place.clock.advance(minutes=61)
    answer = browser.post(
        f"{BASE}/notes", {"version": "0", "commentaire-DE-01": "Une phrase longue & précieuse"}
    )
    assert answer.status == 401
    assert '<textarea hidden name="commentaire-DE-01"' in answer.text
    assert "Une phrase longue &amp; précieuse" in answer.text
    browser = circle.enter("snp-member")
    for _ in range(8):
        assert browser.get(f"{BASE}/").status == 200
        circle.place.clock.advance(minutes=59)
    assert browser.get(f"{BASE}/").status == 200
    circle.place.clock.advance(minutes=9)
    assert browser.get(f"{BASE}/").status == 401


def test_revoking_a_link_closes_its_sessions_at_the_next_request(circle):
    browser = circle.enter("snp-member")
    assert browser.get(f"{BASE}/").status == 200
    cycle = circle.place.service.community.cycles[0]
    membership.revoke(circle.place.service, cycle, "SNP-member@exemple.fr")
    assert browser.get(f"{BASE}/").status == 401
    assert browser.post("/participer/acces", {"code": circle.secrets["snp-member"]}).status == 403


def test_the_eleventh_wrong_code_from_one_address_waits_and_others_still_enter(circle):
    browser = circle.place.browser("198.51.100.9")
    answers = [browser.post("/participer/acces", {"code": "x"}) for _ in range(11)]
    assert [answer.status for answer in answers] == [403] * 10 + [429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 601
    assert browser.post("/participer/acces", {"code": circle.secrets["snp-member"]}).status == 303
    circle.enter("snp-member", "198.51.100.10")
    circle.place.clock.advance(minutes=11)
    circle.enter("snp-member", "198.51.100.9")


def test_every_way_but_the_entrance_and_the_public_ones_answers_401_without_a_session(circle):
    closed = [way for way in ROUTES if way.roles is not None]
    assert {
        way.path for way in ROUTES if way.path.startswith(("/participer/ipm/", "/gestion"))
    } <= {way.path for way in closed}
    assert len(closed) >= 15
    for way in closed:
        path = re.sub(r"\{[a-z]+\}", "1", way.path.replace("{cycle}", "cycle-9"))
        for browser in (circle.place.browser(), circle.place.browser()):
            browser.cookies = (
                {} if len(browser.cookies) else {"__Host-chorale": encryption.new_secret()}
            )
            answers = [browser.post(path, {})] if "POST" in way.methods else []
            answers += [
                browser.get(path, method=method) for method in way.methods if method != "POST"
            ]
            assert (way.path, {answer.status for answer in answers}) == (way.path, {401})


def test_a_member_cannot_deposit(circle):
    referent, member = circle.enter("snp-referent"), circle.enter("snp-member")
    save(referent)
    page = referent.get(f"{BASE}/verification").text
    form = {"version": hidden(page, "version"), "envoi": hidden(page, "envoi")}
    assert member.post(f"{BASE}/depot", form).status == 403
    assert circle.place.post() == []
    assert "Dépôt n°" not in referent.get(f"{BASE}/").words


def test_a_group_never_obtains_another_groups_draft_receipt_or_ballot(circle):
    deposit(circle.enter("snp-referent"), ANSWER | {"commentaire-DE-01": "canari-snp"})
    other = circle.enter("epn-referent")
    for path in (
        "/",
        "/proposition",
        "/verification",
        "/notes",
        "/proposition?group=snp",
        "/?groupe=snp",
    ):
        assert "canari" not in other.get(BASE + path).text
    for number in ("1", "2", "01", "snp", "..", "%2e%2e"):
        assert other.get(f"{BASE}/accuses/{number}").status == 404
        assert other.get(f"{BASE}/accuses/{number}/accuse").status == 404
    forged = other.post(f"{BASE}/proposition", {"version": "0", "group": "snp", **ANSWER})
    assert forged.status == 400


def test_a_link_of_one_cycle_opens_nothing_in_another(tmp_path):
    later = {
        path.replace("cycle-9", "cycle-10"): text.replace("number: 9", "number: 10")
        for path, text in FILES.items()
    }
    circle = make_circle(tmp_path, files={**later, **FILES})
    newer = admit_all(circle.place, "cycle-10")
    browser = circle.enter("snp-referent")
    for way in ("/", "/proposition", "/verification", "/notes"):
        assert browser.get(f"/participer/ipm/cycle-10{way}").status == 403
    assert (
        browser.post("/participer/ipm/cycle-10/proposition", {"version": "0", **ANSWER}).status
        == 403
    )
    assert newer.keys() == circle.secrets.keys()


def test_a_code_is_understood_in_small_letters_and_with_blanks_around(circle):
    answer = circle.place.browser().post(
        "/participer/acces", {"code": f"  {circle.secrets['snp-member'].lower()} \n"}
    )
    assert answer.status == 303


def test_the_pulse_says_when_mails_are_stuck(circle):
    browser = circle.place.browser()
    assert json.loads(browser.get("/healthz").text) == {
        "status": "ok",
        "mail": "ok",
        "content": "ok",
    }
    deposit(circle.enter("snp-referent"))
    circle.place.clock.advance(minutes=20)
    assert json.loads(browser.get("/healthz").text) == {
        "status": "ok",
        "mail": "late",
        "content": "ok",
        "late": {"receipt": 2},
    }


def test_a_revoked_session_leaves_the_others_alone(circle):
    browser = circle.enter("snp-referent")
    membership.revoke(
        circle.place.service, circle.place.service.community.cycles[0], "snp-member@exemple.fr"
    )
    assert browser.get(f"{BASE}/").status == 200
    assert re.search(r"snp-member", browser.get(f"{BASE}/").words) is None


def test_old_sessions_are_forgotten(circle):
    from chorale.service.app import run_jobs
    from chorale.service.tables import login

    circle.enter("snp-referent")
    circle.place.clock.now += timedelta(hours=9)
    run_jobs(circle.place.service)
    with circle.place.service.store.read() as connection:
        assert connection.execute(login.select()).all() == []
