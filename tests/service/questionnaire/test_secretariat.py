"""The secretariat invites, reminds and backs up; its logs name nobody."""

import json
import logging
from pathlib import Path

import pytest
from places import make_place
from small_cycle import BASE, FILES, Circle, deposit, make_circle, save

from chorale.service.logs import log
from chorale.service.operation import backup
from chorale.service.questionnaire import membership, roster
from chorale.service.questionnaire import secretariat as questionnaire_secretariat
from chorale.service.store import Store

ROSTER = """\
groupe;rôle;nom;courriel
SNP;référent;Personne A;a@exemple.fr
snp;membre;Personne B;b@exemple.fr
EPN;référente;Personne C;c@exemple.fr
"""


@pytest.fixture
def circle(tmp_path: Path) -> Circle:
    return make_circle(tmp_path)


def test_a_reminder_goes_exactly_to_the_groups_without_deposit_once_per_milestone(circle):
    service, cycle = circle.place.service, circle.place.service.community.cycles[0]
    deposit(circle.enter("snp-referent"))
    save(circle.enter("epn-referent"))
    named = [person.email for person, _ in questionnaire_secretariat.to_remind(service, cycle)]
    assert sorted(
        person.email for person in questionnaire_secretariat.remind(service, cycle, "J-7")
    ) == sorted(named)
    assert questionnaire_secretariat.remind(service, cycle, "J-7") == []
    reminders = [mail for mail in circle.place.post() if mail["subject"].startswith("Rappel")]
    assert sorted(mail["to"] for mail in reminders) == [
        "epn-member@exemple.fr",
        "epn-referent@exemple.fr",
    ]
    assert "un brouillon n’est pas un dépôt" in reminders[0].get_content()
    assert len(questionnaire_secretariat.remind(service, cycle, "J-2")) == 2


def test_logs_hold_no_secret_address_or_answer_and_stay_on_one_line(circle, caplog):
    caplog.set_level(logging.DEBUG)
    browser = circle.enter("snp-referent")
    deposit(browser)
    browser.get("/participer/ipm/cycle-9/accuses/9?x=%0Afaux")
    browser.post("/participer/acces", {"code": "secret-tapé"})
    log("essai", words="deux\nlignes\u2028trois")
    circle.place.post()
    for record in caplog.records:
        if record.name == "chorale.service":
            line = record.getMessage()
            assert len(line.splitlines()) == 1
            json.loads(line)
    for word in (
        "@exemple.fr",
        "DE-01",
        "snp-referent",
        "192.0.2.7",
        "secret-tapé",
        *circle.secrets.values(),
    ):
        assert word not in caplog.text


def test_a_roster_is_read_whole_and_people_already_invited_are_left_alone(tmp_path):
    place = make_place(tmp_path, files=FILES)
    cycle = place.service.community.cycles[0]
    listed, mistakes = roster.read(ROSTER.encode("cp1252"), cycle)
    assert (mistakes, [item.role for item in listed]) == (
        [],
        ["referent", "member", "referent"],
    )
    outcome = membership.invite(place.service, cycle, listed)
    assert (len(outcome.plan.of("new")), outcome.waiting) == (3, ())
    again = membership.invite(place.service, cycle, listed)
    assert [change.kind for change in again.plan.changes] == ["same", "same", "same"]
    mails = place.post()
    assert sorted(mail["to"] for mail in mails) == [
        "a@exemple.fr",
        "b@exemple.fr",
        "c@exemple.fr",
    ]
    link = next(word for word in mails[0].get_content().split() if word.startswith("https://"))
    assert link.startswith("https://chorale.example/participer/acces#")
    browser = place.browser()
    assert browser.post("/participer/acces", {"code": link.partition("#")[2]}).status == 303
    assert browser.get(f"{BASE}/").status == 200


def test_every_mistake_of_a_roster_is_told_with_its_line(tmp_path):
    cycle = make_place(tmp_path, files=FILES).service.community.cycles[0]
    bad = "groupe,rôle,nom,courriel\nSNQ,membre,A,a@exemple.fr\nsnp,chef,B,b@exemple.fr\nsnp,membre,,c@exemple.fr\nsnp,membre,D,d\n"
    assert roster.read(bad.encode(), cycle)[1] == [
        "ligne 2 : groupe inconnu « SNQ » ; attendu : EPN, SNP",
        "ligne 3 : rôle inconnu « chef » ; attendu : membre, référent",
        "ligne 4 : nom vide",
        "ligne 5 : « d » : Écrivez une adresse électronique complète, par exemple prenom.nom@exemple.fr.",
    ]
    assert roster.read(b"groupe;nom\n", cycle)[1] == [
        "il manque la colonne « rôle » et la colonne « courriel »",
    ]


def test_nobody_is_invited_without_two_keys_or_without_a_referent(tmp_path):
    place = make_place(
        tmp_path,
        files={
            **FILES,
            "content/ipm/cycle-9/keys.yml": FILES["content/ipm/cycle-9/keys.yml"].partition("\n")[
                0
            ],
        },
    )
    cycle = place.service.community.cycles[0]
    listed, _ = roster.read(ROSTER.encode(), cycle)
    with pytest.raises(questionnaire_secretariat.SecretariatError, match="deux clés"):
        membership.invite(place.service, cycle, listed)
    whole = make_place(tmp_path / "b", files=FILES)
    with pytest.raises(questionnaire_secretariat.SecretariatError, match="sans référent : SNP"):
        membership.invite(
            whole.service,
            whole.service.community.cycles[0],
            [item for item in listed if item.role == "member"],
        )
    assert whole.post() == []


def test_a_backup_restores_into_an_empty_database_and_nothing_else(circle, tmp_path):
    browser = circle.enter("snp-referent")
    deposit(browser)
    file = tmp_path / "copie.gz"
    count = backup.backup(circle.place.service.store, file)
    fresh = Store(f"sqlite:///{tmp_path / 'neuve.sqlite'}")
    fresh.prepare()
    assert backup.restore(fresh, file) == count
    again = tmp_path / "copie2.gz"
    backup.backup(fresh, again)
    assert again.read_bytes() == file.read_bytes()
    with pytest.raises(backup.BackupError, match="n'est pas vide"):
        backup.restore(fresh, file)
    cut = tmp_path / "coupe.gz"
    cut.write_bytes(file.read_bytes()[:-40])
    other = Store(f"sqlite:///{tmp_path / 'autre.sqlite'}")
    other.prepare()
    with pytest.raises(backup.BackupError, match="rien n'a été restauré"):
        backup.restore(other, cut)
    assert backup.restore(other, file) == count
