"""A whole cycle: five groups, two people each; by web and by spreadsheet, late, amended, in conflict; then verified."""

import subprocess
from pathlib import Path

from places import make_place, words
from sheets import filled
from small_cycle import BASE, FILES, KEYS, Circle, admit_all, deposit, hidden, save

from chorale.content.load import load
from chorale.files import write
from chorale.ipm.decide import decide
from chorale.service.questionnaire.opening import opened
from chorale.service.questionnaire.spreadsheets import collect
from chorale.service.questionnaire.spreadsheets.collect import ReceivedSpreadsheet
from chorale.service.questionnaire.verification import verify

KEYS_OF_GROUPS = ("snp", "epn", "ministeres", "fnfe-mpe", "club-utilisateurs")
GROUPS = "".join(f'- {{key: {key}, name: "{key.upper()}"}}\n' for key in KEYS_OF_GROUPS)


def test_five_groups_answer_each_in_its_way_and_everyone_can_verify(tmp_path: Path):
    place = make_place(tmp_path, files={**FILES, "content/ipm/groups.yml": GROUPS})
    circle = Circle(place, admit_all(place, groups=KEYS_OF_GROUPS))
    service, cycle = place.service, place.service.community.cycles[0]

    for name in (
        "snp-referent",
        "snp-member",
    ):  # two members score, the referent takes the computed points
        circle.enter(name).post(
            f"{BASE}/notes",
            {"version": "0", "note-DE-01": "5", "note-DE-06": "3", "note-DE-08": "sans-avis"},
        )
    referent = circle.enter("snp-referent")
    assert save(referent, {}, "reprendre").status == 303
    page = referent.get(f"{BASE}/verification").text
    form = {"version": hidden(page, "version"), "envoi": hidden(page, "envoi")}
    assert referent.post(f"{BASE}/depot", form).status == 303

    outcome = collect.collect(
        service, cycle, ReceivedSpreadsheet(label="epn.xlsx", data=filled(circle, group="epn"))
    )
    assert (outcome.group, outcome.problems) == ("EPN", ())

    deposit(circle.enter("ministeres-referent"), {"points-DE-08": "100"})  # then amended
    deposit(circle.enter("ministeres-referent"), {"points-DE-06": "50", "points-DE-03": "50"})

    first, second = (
        circle.enter("fnfe-mpe-referent"),
        circle.enter("fnfe-mpe-member"),
    )  # two editors at once
    assert first.post(f"{BASE}/proposition", {"version": "0", "points-DE-02": "100"}).status == 303
    told = second.post(
        f"{BASE}/proposition", {"version": "0", "points-DE-02": "60", "points-DE-03": "40"}
    )
    assert told.status == 409
    again = {
        "version": hidden(told.text, "version"),
        "points-DE-02": "60",
        "points-DE-03": "40",
    }
    assert second.post(f"{BASE}/proposition", again).status == 303
    deposit(first, {"points-DE-02": "60", "points-DE-03": "40"})

    place.clock.advance(days=25, hours=6, minutes=20)  # after the close, within the tolerance
    deposit(circle.enter("club-utilisateurs-referent"), {"points-DE-01": "100"})
    place.clock.advance(hours=2)

    folder = tmp_path / "content/ipm/cycle-9"
    write(folder, opened(service, cycle, KEYS[1]).files)
    loaded = load(tmp_path, place.clock().date())
    assert loaded.problems == ()
    after = loaded.community.cycles[0]
    assert [
        (item.group, item.number, item.channel, item.late) for item in after.collection.deposits
    ] == [
        ("club-utilisateurs", 1, "web", True),
        ("epn", 1, "tableur", False),
        ("fnfe-mpe", 1, "web", False),
        ("ministeres", 2, "web", False),
        ("snp", 1, "web", False),
    ]
    assert tuple(sorted(decide(after).retained)) == (
        "DE-01",
        "DE-02",
        "DE-03",
        "DE-06",
        "DE-07",
    )

    mails = [mail for mail in place.post() if mail["subject"].startswith("Accusé")]
    assert len(mails) == 12  # six deposits, two people each
    for item in after.collection.deposits:
        printed = subprocess.run(
            ["sha256sum", folder / f"ballots/{item.group}.yml"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()[0]
        own = [
            mail
            for mail in mails
            if mail["to"].startswith(item.group) and f"n°\u00a0{item.number}" in mail["subject"]
        ]
        assert [printed in words(mail) for mail in own] == [True, True]
    assert verify(after, folder).bad == ()
