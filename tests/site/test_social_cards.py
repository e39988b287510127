"""Each page has its own card where it is shared: the same bytes for the same words, light enough for a phone."""

import io
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from manifests import write_manifest
from PIL import Image
from small_letter import community

from chorale.former_publication import NONE, FormerPublication, former
from chorale.memory import FOLDER, opened
from chorale.overrides import TemplateFolders
from chorale.site.social_cards import OWN, SIZE, SocialCards


def drawn(site: Path, *titles: str, before: FormerPublication = NONE, **more):
    made = SocialCards(replace(community(), **more))
    paths = [made.of("Agenda", title) for title in titles]
    digests = made.lay(site, before)
    return paths, digests, {path: (site / path).read_bytes() for path in digests}


def cards(*titles, **more):
    with TemporaryDirectory() as site:
        paths, _, made = drawn(Path(site), *titles, **more)
    return paths, made


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


def test_a_card_of_the_site_before_is_taken_as_long_as_nobody_touched_it(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER, str(tmp_path / "cache"))
    first, second, third = (tmp_path / name for name in ("1", "2", "3"))
    with opened():
        [path], known, made = drawn(first, "Rencontre à Lyon")
        write_manifest(first)
        taken = drawn(second, "Rencontre à Lyon", before=former(first))
        write_manifest(second)
        (second / path).unlink()
        (second / path).write_bytes(b"autre chose")
        mended = drawn(third, "Rencontre à Lyon", before=former(second))

    assert known == {path: sha256(made[path]).hexdigest()}
    assert taken == mended == ([path], known, made)
    assert ((first / path).stat().st_nlink, (third / path).stat().st_nlink) == (1, 1)
