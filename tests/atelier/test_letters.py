"""A letter on the desk: its articles as it has them, those that have no place yet at the end."""

from atelier_desk import ISSUE

from chorale.atelier.desk import Writer
from chorale.atelier.letters import letter
from chorale.atelier.sheets import sheet

ANNE = Writer(key="anne", name="Anne", email="anne@exemple.fr")
FIRST, SECOND = "la-lampe-est-reparee", "nettoyer-la-lentille"


def test_articles_follow_the_letter_and_those_without_a_place_come_last(bench):
    def slugs():
        found = letter(bench.desk, sheet(bench.desk, ANNE, ISSUE))
        return [one.slug for one in found.articles], [one.slug for one in found.waiting]

    issue = bench.root / ISSUE
    text = issue.read_text()
    as_it_is = slugs()
    placed = f"  - article: {FIRST}\n  - article: {SECOND}\n"
    issue.write_text(text.replace(placed, f"  - article: {SECOND}\n  - article: {FIRST}\n"))
    turned = slugs()
    issue.write_text(text.replace(placed, f"  - article: {SECOND}\n"))

    assert (as_it_is, turned, slugs()) == (
        ([FIRST, SECOND], []),
        ([SECOND, FIRST], []),
        ([SECOND, FIRST], [FIRST]),
    )
