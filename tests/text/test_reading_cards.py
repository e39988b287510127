"""Cards of pages worth reading: each is made once, and its addresses are those of the page of the list."""

from chorale.overrides import TemplateFolders
from chorale.text import reading_cards
from chorale.text.reading_cards import ReadingCard

GUIDE = ReadingCard(
    path="aide/a.md",
    kicker="Guide",
    title="L'essai <vrai> : un",
    text="Une phrase.",
    cover="aide/a&b.png",
)


def test_a_card_is_spaced_in_french_and_leads_where_the_page_says():
    made = reading_cards.placed(TemplateFolders(), [GUIDE], lambda path: f"../{path}?a&b")

    assert made.splitlines() == [
        '<li class="reading">',
        '<img class="reading__cover" src="../aide/a&amp;b.png?a&amp;b" alt="" loading="lazy"><p class="card__kicker">Guide</p>',
        '<h3 class="reading__title"><a href="../aide/a.md?a&amp;b">L’essai &lt;vrai&gt;\u00a0: un</a></h3>',
        "<p>Une phrase.</p></li>",
    ]


def test_the_same_card_stands_at_another_place_under_another_level():
    near = reading_cards.placed(TemplateFolders(), [GUIDE], lambda path: path, level=2)
    far = reading_cards.placed(TemplateFolders(), [GUIDE], lambda path: f"../../{path}", level=2)

    assert far == near.replace("aide/a", "../../aide/a")
    assert '<h2 class="reading__title">' in near
