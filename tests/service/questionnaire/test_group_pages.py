"""What a group reads of its cycle: the name of the body that sets priorities, the way from theme to theme."""

import re

import pytest
from places import COMMUNITY, words
from small_cycle import BASE, deposit, make_circle
from sqlalchemy import event

from chorale.service.questionnaire import membership
from chorale.service.questionnaire.roster import ParticipantRow


@pytest.mark.parametrize(
    ("governance", "body"),
    [("", "de la priorisation"), ('governance: {name: "le Conseil"}\n', "du Conseil")],
)
def test_pages_and_mails_say_whose_cycle_it_is(tmp_path, governance, body):
    circle = make_circle(tmp_path, files={"content/community.yml": COMMUNITY + governance})
    place = circle.place
    cycle = place.service.community.cycles[0]
    membership.invite(
        place.service,
        cycle,
        [ParticipantRow(group="snp", role="member", name="Ada", email="ada@exemple.fr")],
    )
    assert deposit(circle.enter("snp-referent")).status == 303

    page = circle.enter("snp-referent").get(f"{BASE}/").text
    mails = {mail["subject"]: words(mail) for mail in place.post()}

    assert f"<h1>Cycle 9 {body} : les priorités du groupe SNP</h1>" in page.replace("\u00a0", " ")
    for key in cycle.seals:
        assert f"{key.holder}, <code>{key.aloud}</code>" in page
    assert (
        f"Votre groupe, SNP, est invité à donner ses priorités pour le cycle 9 {body}."
        in mails[f"Les priorités du groupe SNP pour le cycle 9 {body}"]
    )
    receipt = next(text for subject, text in mails.items() if subject.startswith("Accusé"))
    assert f"La réponse du groupe SNP au cycle 9 {body} est déposée et enregistrée." in receipt


@pytest.mark.parametrize("path", ["notes", "proposition"])
def test_a_long_list_is_crossed_from_theme_to_theme(tmp_path, path):
    page = make_circle(tmp_path).enter("snp-referent").get(f"{BASE}/{path}").text
    links = re.findall(r'<a href="#(theme-\d)">(.*?) <span class="count">(\d+)</span>', page)
    headings = re.findall(r'<h2 id="(theme-\d)">(.*?)</h2>', page)

    assert [(key, name) for key, name, _ in links] == headings
    assert [int(count) for *_, count in links] == [3, 2]


def test_a_page_of_a_group_asks_the_database_each_thing_once(tmp_path):
    circle = make_circle(tmp_path)
    browser, asked = circle.enter("snp-referent"), list[str]()
    browser.get(f"{BASE}/")

    @event.listens_for(circle.place.service.store.engine, "before_cursor_execute")
    def note(_connection, _cursor, statement, _parameters, _context, _many):
        if statement.startswith("SELECT"):
            asked.append(re.search(r"FROM (.*?) WHERE", " ".join(statement.split()))[1])

    browser.get(f"{BASE}/")

    assert asked == [
        "access JOIN login ON login.access_id = access.id",
        "journal",
        "access LEFT OUTER JOIN key_share ON key_share.access_id = access.id",
        "member_scores",
        "draft",
        "deposit LEFT OUTER JOIN journal"
        " ON journal.chain = deposit.scope AND journal.digest = deposit.journal_digest",
    ]


def test_a_page_of_one_group_writes_nothing_into_another_whose_link_was_opened_since(tmp_path):
    """A referent of two groups, seen in Chromium: the points of EPN were saved as those of SNP."""
    circle = make_circle(tmp_path)
    browser = circle.enter("snp-referent")
    typed = {"groupe": "epn", "version": "0", "vu": "", "points.DE-01": "100"}
    answers = [browser.post(f"{BASE}/{path}", typed) for path in ("proposition", "apercu", "notes")]
    sent = {"groupe": "epn", "version": "0", "envoi": "a" * 16}
    answers.append(browser.post(f"{BASE}/depot", sent))
    own = browser.get(f"{BASE}/proposition").text

    assert [one.status for one in answers] == [409] * 4
    assert "Cette page est celle du groupe EPN" in answers[0].words
    assert '<input type="hidden" name="groupe" value="snp">' in own
    assert 'name="version" value="0"' in own
