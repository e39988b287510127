"""What the evidence of small cycles says: one ballot, one group, equals, no uncertain cost (public reports)."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from bs4 import BeautifulSoup
from decided_cycles import community

from chorale.ipm.model import (
    Ballot,
    ChangeRequest,
    Cost,
    Cycle,
    Envelope,
    Group,
    Milestones,
)
from chorale.site.cycle import pages as cycle_pages


def cycle(costs: dict[str, int], points: dict[str, dict[str, int]], groups: str) -> Cycle:
    """Return a cycle of 100 days where groups (N, S) give points to requests that have these costs."""
    names = {"N": "Nord", "S": "Le Sud"}
    return Cycle(
        slug="cycle-1",
        path="content/ipm/cycle-1/cycle.yml",
        number=1,
        illustrative=True,
        themes={"t": "Thème"},
        envelope=Envelope(amount=Fraction(100), unit="jours"),
        milestones=Milestones(
            synthesis=date(2026, 1, 5),
            opens=datetime(2026, 1, 5, 18, tzinfo=UTC),
            closes=datetime(2026, 1, 30, 18, tzinfo=UTC),
            arbitration=date(2026, 3, 1),
        ),
        requests=tuple(
            ChangeRequest(
                reference=name, title=f"Faire {name}", theme="t", cost=Cost(estimate=Fraction(cost))
            )
            for name, cost in costs.items()
        ),
        ballots=tuple(Ballot(group=group, points=given) for group, given in points.items()),
        groups=tuple(Group(key=group, name=names[group]) for group in groups),
    )


def pages(made: Cycle) -> dict[str, BeautifulSoup]:
    """Return the pages of a cycle between its close and its meeting, by their place under it."""
    return {
        file.path.removeprefix("ipm/cycle-1/").removesuffix("index.md").rstrip("/"): BeautifulSoup(
            file.content.decode().split("---\n", 2)[2], "html.parser"
        )
        for file in cycle_pages.files(community(made))
        if file.path.endswith(".md")
    }


def words(element) -> str:
    return re.sub(r" (?=[,.])", "", re.sub(r"\s+", " ", element.get_text(" "))).strip()


def essential(found: BeautifulSoup) -> dict[str, str]:
    return {words(one.dt): words(one.dd) for one in found.select(".ipm-essential__list div")}


TWINS = cycle(
    {"A": 40, "B": 40, "C": 40, "D": 30},
    {"N": {"A": 25, "B": 25, "C": 25, "D": 25}, "S": {"A": 20, "B": 20, "C": 20, "D": 40}},
    "NS",
)
ALONE = cycle({"A": 40, "B": 70}, {"N": {"A": 60, "B": 40}}, "NS")


def test_a_single_ballot_is_decided_and_who_did_not_answer_is_named():
    """belenios 41: a box with one ballot had no result."""
    found = essential(pages(ALONE)[""])
    assert found["À savoir"] == "Le Sud n’a pas répondu : sa part est partagée entre les autres."
    assert found["Équité"] == (
        "1 coalition de groupes vérifiée, aucune n’aurait obtenu plus avec sa seule part."
    )
    assert "Calcul" not in found
    proofs = pages(ALONE)["preuves"]
    assert words(proofs.find(id="solidite").find_next("p")) == (
        "Sur 2 essais, aucun ne change la recommandation."
    )


def test_a_lone_group_reads_its_pages():
    lone = cycle({"A": 40, "B": 70}, {"N": {"A": 60, "B": 40}}, "N")
    assert "À savoir" not in essential(pages(lone)[""])


def test_requests_that_nothing_tells_apart_are_told_to_be_equal():
    """python-vote-core 15: of three that every ballot held equal, one was ranked above in silence."""
    found = essential(pages(TWINS)[""])
    assert found["Calcul"] == (
        "1 demande retenue est assurée ; 1 dépend encore du départage des ex æquo."
    )
    assert found["Groupes"] == (
        "Chacun obtient 100 % de ce que l’enveloppe entière aurait pu lui donner."
    )
    found = pages(TWINS)
    for name in "BC":
        sheet = found[f"demande/{name}"].select_one(".ipm-line__why")
        assert words(sheet.find_next("p")) == (
            "Au tour 2, elle était à égalité avec A, que le départage a retenue."
        )
        drawn = sheet.find_next("p").find_next("p")
        assert words(drawn) == (
            "Retenue dans 33 % des tirages de l’ordre des ex æquo, à 1 point près."
        )


def test_points_that_show_no_difference_are_not_said_to_be_chosen_to_show_one():
    assert "choisis pour le montrer" not in words(pages(TWINS)["calcul"])


@pytest.mark.parametrize(
    ("envelope", "line"),
    [
        (76, "Enveloppe : 76 jours, reste 6"),
        (1000, "Enveloppe : 1 000 jours, reste 850"),
    ],
)
def test_an_envelope_above_all_that_is_asked_is_decided(envelope, line):
    """ns-projects 108: the vote could not be counted when the sum of all projects was under the budget."""
    rich = replace(TWINS, envelope=Envelope(amount=Fraction(envelope), unit="jours"))
    listed = pages(rich)[""].select("table.ipm-list tbody tr")
    assert words(listed[-1]) == line
    assert len(listed) == (3 if envelope == 76 else 5)
