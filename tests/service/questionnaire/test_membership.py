"""Who comes, changes or leaves: nobody reads before an agreement, everyone whom it concerns is told."""

import json
import re
from pathlib import Path

import pytest
from places import make_place, words
from small_cycle import BASE, FILES, Circle, deposit, make_circle, save
from sqlalchemy import insert, select, update

from chorale.service import journal
from chorale.service.accounts import encryption, people
from chorale.service.operation import collection
from chorale.service.questionnaire import membership, roster
from chorale.service.questionnaire.roster import ParticipantRow
from chorale.service.questionnaire.secretariat import SecretariatError
from chorale.service.tables import access, key_share


@pytest.fixture
def circle(tmp_path: Path) -> Circle:
    """Two groups whom the journal names: the binding at the first save says who they are."""
    made = make_circle(tmp_path)
    save(made.enter("snp-referent"))
    return made


def row(name: str, group: str = "snp", role: str = "member", word: str = "") -> ParticipantRow:
    address = f"{name}@exemple.fr"
    return ParticipantRow(group=group, role=role, name=name, email=address, role_word=word)


def invited(circle: Circle, *rows: ParticipantRow) -> membership.RosterOutcome:
    service = circle.place.service
    return membership.invite(service, service.community.cycles[0], list(rows))


def told(circle: Circle, address: str) -> list[str]:
    """Return what a person was written, French spaces made plain."""
    plain = [
        (mail["to"], words(mail).replace("\u00a0", " ").replace("\u202f", " "))
        for mail in circle.place.post()
    ]
    return [text for to, text in plain if to == address]


def link(circle: Circle, address: str) -> str:
    found = [re.search(r"#([0-9A-Z]{58})", text) for text in told(circle, address)]
    return [match[1] for match in found if match][-1]


def pending(browser) -> list[str]:
    return re.findall('name="personne" value="([^"]+)"', browser.get(f"{BASE}/").text)


def kinds(circle: Circle) -> list[str]:
    with circle.place.service.store.read() as connection:
        return [entry.kind for entry in journal.entries(connection, "cycle-9")]


def test_a_newcomer_reads_nothing_until_a_referent_accepts_them_in_their_page(circle):
    assert invited(circle, row("neuf")).waiting == ("snp",)
    circle.secrets["neuf"] = link(circle, "neuf@exemple.fr")
    newcomer = circle.enter("neuf")
    member, referent = circle.enter("snp-member"), circle.enter("snp-referent")
    for path in ("/", "/proposition", "/notes", "/verification"):
        answer = newcomer.get(BASE + path)
        assert (answer.status, "Votre groupe doit d’abord vous accepter" in answer.words.replace("&#39;", "'")) == (409, True)  # fmt: skip
    assert pending(member) == []
    (waiting,) = pending(referent)
    assert member.post(f"{BASE}/accord", {"personne": waiting}).status == 400
    assert newcomer.get(f"{BASE}/proposition").status == 409
    assert referent.post(f"{BASE}/accord", {"personne": waiting}).status == 303
    assert 'value="60" data-points' in newcomer.get(f"{BASE}/proposition").text
    assert pending(referent) == []
    assert kinds(circle)[-2:] == ["invitation", "acceptance"]


def test_nobody_gives_the_agreement_of_another_group(circle):
    invited(circle, row("neuf"))
    circle.secrets["neuf"] = link(circle, "neuf@exemple.fr")
    (waiting,) = pending(circle.enter("snp-referent"))
    other = circle.enter("epn-referent")
    assert pending(other) == []
    assert other.post(f"{BASE}/accord", {"personne": waiting}).status == 400
    assert circle.enter("neuf").get(f"{BASE}/").status == 409


def test_the_group_is_told_of_each_person_added_accepted_and_removed_and_the_journal_names_nobody(
    circle,
):
    invited(circle, row("neuf"))
    (waiting,) = pending(circle.enter("snp-referent"))
    circle.enter("snp-referent").post(f"{BASE}/accord", {"personne": waiting})
    service = circle.place.service
    membership.revoke(service, service.community.cycles[0], "neuf@exemple.fr")
    for address in ("snp-referent@exemple.fr", "snp-member@exemple.fr"):
        said = told(circle, address)
        lines = [line for text in said for line in text.splitlines() if line.startswith("- ")]
        assert sorted(lines) == [
            "- Accord donné par snp-referent : neuf, membre, peut lire les réponses du groupe.",
            "- Ajout : neuf, membre ; rien du groupe ne lui est lisible avant l’accord d’un référent,"
            " à donner sur la page du groupe.",
            "- Départ : neuf, membre ; son lien est fermé.",
        ]
    assert any(
        "est fermé : il n’ouvre plus rien" in text for text in told(circle, "neuf@exemple.fr")
    )
    assert told(circle, "epn-member@exemple.fr") == []
    assert kinds(circle)[-3:] == ["invitation", "acceptance", "revocation"]
    with service.store.read() as connection:
        facts = " ".join(entry.facts for entry in journal.entries(connection, "cycle-9"))
    assert "neuf" not in facts
    assert "@" not in facts


def test_the_receipt_says_nothing_to_a_newcomer_whom_nobody_has_accepted(circle):
    invited(circle, row("neuf"))
    deposit(circle.enter("snp-referent"))
    assert [text for text in told(circle, "neuf@exemple.fr") if "déposée" in text] == []
    assert len([text for text in told(circle, "snp-member@exemple.fr") if "déposée" in text]) == 1


def slipped(circle: Circle, **changed: str) -> str:
    """Put a person into the database by hand, as whoever holds it could; return their secret."""
    secret = encryption.new_secret()
    values = {
        "id": "f" * 32,
        "scope": "cycle-9",
        "group_key": "snp",
        "role": "referent",
        "name": "intrus",
        "email": "intrus@exemple.fr",
        "recipient": encryption.recipient(secret),
        "token_digest": encryption.digest(secret),
        "invited_at": "2026-11-01T00:00:00.000000Z",
        "role_word": "",
        **changed,
    }
    with circle.place.service.store.write() as connection:
        connection.execute(insert(access).values(**values))
    return secret


def test_a_row_slipped_into_the_database_gives_nothing_and_status_tells_it(circle):
    secret = slipped(circle)
    assert circle.place.browser().post("/participer/acces", {"code": secret}).status == 403
    referent = circle.enter("snp-referent")
    assert pending(referent) == []
    assert "intrus" not in referent.get(f"{BASE}/").words
    assert referent.post(f"{BASE}/accord", {"personne": "f" * 32}).status == 400
    deposit(referent)
    invited(circle, row("neuf"))
    assert told(circle, "intrus@exemple.fr") == []
    service = circle.place.service
    assert collection.state(service, service.community.cycles[0]).faults == (
        "groupe SNP : un lien de la base n'est pas celui que le journal a donné ; il n'ouvre rien",
    )
    with service.store.read() as connection:
        holders = set(connection.execute(select(key_share.c.access_id)).scalars())
    assert "f" * 32 not in holders


@pytest.mark.parametrize(
    "changed",
    [{"role": "referent"}, {"email": "autre@exemple.fr"}, {"group_key": "epn"}, {"name": "Autre"}],
    ids=["role", "address", "group", "name"],
)
def test_a_person_changed_in_the_database_is_shut_out_at_once_and_status_tells_it(circle, changed):
    browser = circle.enter("snp-member")
    assert browser.get(f"{BASE}/").status == 200
    with circle.place.service.store.write() as connection:
        connection.execute(update(access).where(access.c.name == "snp-member").values(**changed))
    assert browser.get(f"{BASE}/").status == 404
    service = circle.place.service
    assert len(collection.state(service, service.community.cycles[0]).faults) == 1


def test_a_role_changes_with_the_link_kept_and_is_told_as_it_is_written(circle):
    outcome = invited(circle, row("snp-member", role="referent", word="référente"))
    assert [change.kind for change in outcome.plan.changes] == ["role"]
    assert "snp-member, référente du groupe SNP" in circle.enter("snp-member").get(f"{BASE}/").words
    assert any(
        "- Rôle : snp-member était membre, et devient référente." in text
        for text in told(circle, "snp-referent@exemple.fr")
    )
    deposit(circle.enter("snp-member"))  # two referents: either deposits
    deposit(circle.enter("snp-referent"), {"points-DE-06": "100"})


def test_whoever_awaits_the_agreement_is_told_of_their_own_change_and_of_no_other(circle):
    invited(circle, row("neuf"), row("autre"))
    before = len(told(circle, "neuf@exemple.fr"))
    invited(circle, row("neuf", role="referent"), row("snp-member", role="referent"))
    (letter,) = told(circle, "neuf@exemple.fr")[before:]

    assert "- Rôle : neuf était membre, et devient référent." in letter
    assert "snp-member" not in letter
    assert all("Rôle :" not in text for text in told(circle, "autre@exemple.fr"))


def test_a_person_who_moves_leaves_the_old_link_closed_and_both_groups_told(circle):
    outcome = invited(circle, row("snp-member", group="epn"))
    assert [change.kind for change in outcome.plan.changes] == ["moved"]
    old = circle.place.browser().post("/participer/acces", {"code": circle.secrets["snp-member"]})
    assert old.status == 403
    assert any("Départ : snp-member" in text for text in told(circle, "snp-referent@exemple.fr"))
    assert any("Ajout : snp-member" in text for text in told(circle, "epn-member@exemple.fr"))
    own = told(circle, "snp-member@exemple.fr")
    assert ["Ce lien remplace celui que vous aviez" in text for text in own] == [True]
    circle.secrets["moved"] = link(circle, "snp-member@exemple.fr")
    assert circle.enter("moved").get(f"{BASE}/").status == 409


def test_somebody_listed_in_two_groups_is_in_both(circle):
    outcome = invited(circle, row("snp-member"), row("snp-member", group="epn"))
    assert [change.kind for change in outcome.plan.changes] == ["same", "new"]


def test_the_last_referent_never_leaves_in_silence(circle):
    service, cycle = circle.place.service, circle.place.service.community.cycles[0]
    with pytest.raises(
        SecretariatError, match="plus personne ne pourrait déposer pour le groupe SNP"
    ):
        membership.revoke(service, cycle, "snp-referent@exemple.fr")
    with pytest.raises(SecretariatError, match="groupe sans référent : SNP"):
        invited(circle, row("snp-referent", role="member"))
    with pytest.raises(SecretariatError, match="groupe sans référent : SNP"):
        invited(circle, row("snp-referent", group="epn"))
    invited(circle, row("suite", role="referent"))
    membership.revoke(service, cycle, "snp-referent@exemple.fr")
    # the referent left without accepting the next one: the member who still reads the draft does
    member = circle.enter("snp-member")
    (waiting,) = pending(member)
    assert member.post(f"{BASE}/accord", {"personne": waiting}).status == 303
    circle.secrets["suite"] = link(circle, "suite@exemple.fr")
    taken = circle.enter("suite")
    assert 'value="60" data-points' in taken.get(f"{BASE}/proposition").text  # the draft goes on
    assert deposit(taken, {"points-DE-06": "100"}).status == 303


def test_a_lost_link_is_replaced_and_the_new_one_opens_after_an_agreement_only(circle):
    service, cycle = circle.place.service, circle.place.service.community.cycles[0]
    circle.enter("snp-member").post(f"{BASE}/notes", {"version": "0", "note-DE-01": "5"})
    outcome = membership.renew(service, cycle, "snp-member@exemple.fr")
    assert outcome.waiting == ("snp",)
    lost = circle.place.browser().post("/participer/acces", {"code": circle.secrets["snp-member"]})
    assert lost.status == 403
    circle.secrets["again"] = link(circle, "snp-member@exemple.fr")
    again, referent = circle.enter("again"), circle.enter("snp-referent")
    assert again.get(f"{BASE}/notes").status == 409
    referent.post(f"{BASE}/accord", {"personne": pending(referent)[0]})
    assert re.search(r'name="note-DE-01" value="5"\s+checked', again.get(f"{BASE}/notes").text)


def test_a_draft_that_one_person_alone_can_read_is_not_lost_without_a_word(circle):
    service, cycle = circle.place.service, circle.place.service.community.cycles[0]
    membership.revoke(service, cycle, "snp-member@exemple.fr")
    with pytest.raises(SecretariatError, match="plus personne ne lirait le brouillon"):
        membership.renew(service, cycle, "snp-referent@exemple.fr")
    outcome = membership.renew(service, cycle, "snp-referent@exemple.fr", anyway=True)
    assert outcome.lost == ("snp",)
    circle.secrets["fresh"] = link(circle, "snp-referent@exemple.fr")
    assert 'value="60" data-points' not in circle.enter("fresh").get(f"{BASE}/proposition").text


def test_whoever_alone_reads_a_draft_is_not_moved_away_without_a_word(circle):
    service, cycle = circle.place.service, circle.place.service.community.cycles[0]
    membership.revoke(service, cycle, "snp-member@exemple.fr")
    invited(circle, row("suite", role="referent"))
    moved = row("snp-referent", group="epn")
    with pytest.raises(SecretariatError, match="plus personne ne lirait le brouillon"):
        invited(circle, moved)
    outcome = membership.invite(service, cycle, [moved], anyway=True)
    assert outcome.lost == ("snp",)
    assert any("ils sont effacés, à refaire" in text for text in told(circle, "suite@exemple.fr"))


def test_a_group_that_wrote_nothing_loses_nothing_when_its_people_change(circle):
    outcome = invited(
        circle,
        row("epn-referent", group="snp"),
        row("epn-member", group="snp"),
        row("neuve", group="epn", role="referent"),
    )
    assert outcome.lost == ()


def test_a_plan_says_what_would_change_and_changes_nothing(circle):
    service, cycle = circle.place.service, circle.place.service.community.cycles[0]
    rows = [row("neuf"), row("snp-member", role="referent"), row("epn-member", group="snp")]
    plan = membership.plan(service, cycle, rows)
    assert [change.kind for change in plan.changes] == ["new", "role", "moved"]
    assert sorted(person.name for person in plan.unlisted) == ["epn-referent", "snp-referent"]
    assert circle.place.post() == []
    assert kinds(circle) == ["binding"]


def test_who_was_invited_before_the_journal_named_anyone_is_named_at_the_opening(circle):
    with circle.place.service.store.read() as connection:
        (bound,) = journal.entries(connection, "cycle-9")
        marks = sorted(map(roster.mark, people.of_scope(connection, "cycle-9", "snp")))
    assert json.loads(bound.facts)["roster"]["snp"] == marks


def test_a_first_invitation_opens_at_once_for_all_whom_it_names(tmp_path):
    place = make_place(tmp_path, files=FILES)
    first = Circle(place, {})
    outcome = invited(first, row("a", role="referent", word="référente"), row("b"))
    assert outcome.waiting == ()
    for name in ("a", "b"):
        first.secrets[name] = link(first, f"{name}@exemple.fr")
        assert first.enter(name).get(f"{BASE}/").status == 200
    assert len(told(first, "a@exemple.fr")) == 1
    assert "Votre rôle : référente ; notez les demandes" in told(first, "a@exemple.fr")[0]
