"""The life of a request goes from cycle to cycle: what it takes up, what became of it, who takes it up again."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

from bs4 import BeautifulSoup

from chorale.content.collected import CollectedRequest, Discussion
from chorale.content.fingerprints import digests
from chorale.content.model import Community, Sender
from chorale.ipm.arbitration import Arbitration, Deviation
from chorale.ipm.model import Ballot, ChangeRequest, Cost, Cycle, Envelope, Group, Milestones
from chorale.site.cycle import pages
from chorale.site.cycle.request_life import life_of_collected


def cycle(number: int, continues: str = "", **more) -> Cycle:
    year = 2030 + number
    return Cycle(
        slug=f"cycle-{number}", path=f"content/ipm/cycle-{number}/cycle.yml", number=number, themes={"t": "T"},
        envelope=Envelope(amount=Fraction(100), unit="jours"), groups=(Group(key="nord", name="Nord"),),
        milestones=Milestones(
            synthesis=date(year, 1, 1), opens=datetime(year, 1, 1, 9, tzinfo=UTC),
            closes=datetime(year, 1, 20, 18, tzinfo=UTC), arbitration=date(year, 2, 1),
        ),
        requests=(
            ChangeRequest(
                reference="DE-01", title=f"Faire {number}", theme="t", cost=Cost(estimate=Fraction(40)), continues=continues
            ),
        ),
        ballots=(Ballot(group="nord", points={"DE-01": 100}),), **more,
    )  # fmt: skip


DEFERRED = Arbitration(
    date=date(2031, 2, 1),
    retained=(),
    deviations={"DE-01": Deviation(decision="deferred", author="Nord", reason="Plus tard")},
)
CYCLES = (
    cycle(1, arbitration=DEFERRED),
    cycle(2, continues="cycle-1/DE-01"),
    cycle(3, continues="cycle-2/DE-01"),
)


def life(day: date, number: int, cycles=CYCLES) -> list[tuple[str, str]]:
    """Return the steps that the sheet of a cycle's only request tells: words, link."""
    community = Community(
        name="Essai", url="https://exemple.test/", timezone="Europe/Paris", audiences={}, cycles=cycles, today=day,
        sender=Sender(name="E", address="e@exemple.test", identity="E"),
    )  # fmt: skip
    made = {file.path: file.content for file in pages.files(community)}
    sheet = BeautifulSoup(made[f"ipm/cycle-{number}/demande/DE-01/index.md"], "html.parser")
    return [
        (" ".join(step.get_text(" ").split()), step.a["href"] if step.a else "")
        for step in sheet.select("#vie + ol li")
    ]


def test_a_request_tells_what_it_takes_up_and_where_it_is_taken_up_again():
    assert life(date(2032, 1, 25), 2) == [
        (
            "1er février 2031 Reportée au cycle 1 : DE-01 Faire 1",
            "../../../cycle-1/demande/DE-01/",
        ),
        ("1er janvier 2032 Présentée en synthèse du cycle 2", ""),
        ("20 janvier 2032 Recommandée par le calcul, à la clôture des réponses", ""),
        ("1er janvier 2033 Reprise au cycle 3 : DE-01 Faire 3", "../../../cycle-3/"),
    ]


def test_a_chain_of_requests_is_followed_to_its_first_and_a_circle_ends():
    steps = life(date(2033, 1, 25), 3)
    assert [said for said, _ in steps][:2] == [
        "1er février 2031 Reportée au cycle 1 : DE-01 Faire 1",
        "1er janvier 2032 Présentée au cycle 2 : DE-01 Faire 2",
    ]
    circle = (cycle(1, continues="cycle-2/DE-01"), CYCLES[1])
    assert len(life(date(2032, 1, 25), 2, circle)) == 5


def test_a_collected_request_is_followed_from_its_arrival_through_each_cycle():
    asked = CollectedRequest(
        path="content/requests/brume.md", slug="brume", title="Percer la brume", theme="T", origin="Atelier de mai",
        received=date(2030, 5, 2), discussions=(Discussion(date=date(2030, 6, 1), said="À limiter."),),
    )  # fmt: skip
    cycles = (cycle(1, continues="requests/brume", arbitration=DEFERRED), CYCLES[1])
    community = Community(
        name="Essai", url="https://exemple.test/", timezone="Europe/Paris", audiences={}, cycles=cycles,
        collected=(asked,), today=date(2032, 1, 25), sender=Sender(name="E", address="e@exemple.test", identity="E"),
    )  # fmt: skip
    steps = [(one.when, one.what, one.path) for one in life_of_collected(community, asked)]
    made = {file.path: file.content for file in pages.files(community)}
    sheet = BeautifulSoup(made["ipm/cycle-1/demande/DE-01/index.md"], "html.parser")

    assert steps == [
        ("2 mai 2030", "Recueillie (Atelier de mai)", ""),
        ("1er juin 2030", "À limiter.", ""),
        (
            "1er février 2031",
            "Reportée au cycle 1\u00a0: DE-01 Faire 1",
            "ipm/cycle-1/demande/DE-01/index.md",
        ),
        (
            "1er janvier 2032",
            "Présentée au cycle 2\u00a0: DE-01 Faire 2",
            "ipm/cycle-2/demande/DE-01/index.md",
        ),
    ]
    assert [one["href"] for one in sheet.select("#vie + ol a")] == [
        "../../../demandes/brume/",
        "../../../cycle-2/demande/DE-01/",
    ]


def test_a_request_that_a_cycle_will_present_is_not_said_to_have_been():
    asked = CollectedRequest(
        path="content/requests/brume.md", slug="brume", title="Percer la brume", theme="T", received=date(2030, 5, 2)
    )  # fmt: skip
    community = Community(
        name="Essai", url="https://exemple.test/", timezone="Europe/Paris", audiences={},
        cycles=(cycle(1, continues="requests/brume"),), collected=(asked,), today=date(2030, 12, 1),
        sender=Sender(name="E", address="e@exemple.test", identity="E"),
    )  # fmt: skip

    assert [(one.when, one.what, one.coming) for one in life_of_collected(community, asked)] == [
        ("2 mai 2030", "Recueillie", False),
        ("1er janvier 2031", "À présenter au cycle 1\u00a0: DE-01 Faire 1", True),
    ]


def test_a_link_between_cycles_moves_no_frozen_cycle():
    linked = replace(
        CYCLES[0], requests=(replace(CYCLES[0].requests[0], continues="cycle-0/DE-09"),)
    )
    assert digests(linked) == digests(CYCLES[0])
