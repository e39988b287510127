"""Each page has its own card where it is shared: the same bytes for the same words, light enough for a phone."""

import io
from dataclasses import replace

import pytest
from PIL import Image
from small_letter import community

from chorale.overrides import TemplateFolders
from chorale.site.social_cards import OWN, SIZE, SocialCards


def cards(*titles, **more):
    made = SocialCards(replace(community(), **more))
    paths = [made.of("Agenda", title) for title in titles]
    return paths, {file.path: file.content for file in made.files()}


def test_the_same_words_share_a_card_and_give_the_same_bytes():
    paths, first = cards("Rencontre à Lyon", "Rencontre à Brest", "Rencontre à Lyon")

    assert (len(set(paths)), sorted(first)) == (2, sorted(set(paths)))
    assert cards("Rencontre à Lyon", "Rencontre à Brest")[1] == first


@pytest.mark.parametrize(
    "title",
    ["Aide", "L'été : déclarer ses frais\u202f?", "Anticonstitutionnellement" * 4, "mot " * 80],
)
def test_a_card_is_a_picture_of_the_size_that_networks_ask_for(title):
    [drawn] = cards(title)[1].values()
    card = Image.open(io.BytesIO(drawn))

    assert (card.size, card.format, len(drawn) < 40_000) == (SIZE, "PNG", True)


def test_a_title_of_any_length_leaves_the_name_of_the_community_free():
    [long], [none] = (cards(title)[1].values() for title in ("mot " * 80, ""))
    foot = (0, 460, *SIZE)

    assert (
        Image.open(io.BytesIO(long)).crop(foot).tobytes()
        == Image.open(io.BytesIO(none)).crop(foot).tobytes()
    )


def test_a_community_that_draws_its_own_card_shows_it_on_every_page(tmp_path):
    own = TemplateFolders(tmp_path, frozenset({OWN}))

    assert cards("Rencontre à Lyon", templates=own) == ([""], {})
