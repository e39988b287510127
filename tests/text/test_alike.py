"""A text read in one way is what both readers make of it; a sign aside, it is theirs to read."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chorale.content.checks import nothing_lost
from chorale.text import alike, markdown, mending

TEXT = """# Déposer une facture

**Avant de déposer**, lire [le guide](../guide.md#suite) ; voir « Aide » à 9h30 !
la suite est d'autre part *importante*.

## Déposer : l'essentiel

!!! note "Bon à savoir"
    Le code `NUM_1.2` est gardé.

    - un point
    - **un autre :** avec [un lien](https://exemple.fr/a?b=1)

### En détail

1. Ouvrir l'écran.
2. Choisir n° 3.

| Quoi | Combien |
| --- | --- |
| l'envoi | 1 000 € |
|  | 12 % |

![L'écran](../images/ecran.png)

```json
{"montant": 12}
```

??? tip
    À lire.

## Déposer : l'essentiel

À la fin."""
WORDS = (
    "facture 9h30 12 % l'onglet aujourd'hui À Étape n° 3 1er janvier 1 000 euros AIFE h2. o a A ii "
    "Jean : Erreur ! « oui » (non) 50 € I. C. ici. qu’il TODO"
)
ADDRESSES = ("a.md", "../b/c.md#d", "https://ex.fr/a?b=1", "#x", "mailto:a@b.fr", "/x/", "www.a.fr")
SIGNS = "[](){}#*_`<>!:/.&\n -+|=~\"'’1a:É\u00a0\\"

said = st.lists(st.sampled_from(WORDS.split(" ")), min_size=1, max_size=5).map(" ".join)
pieces = st.one_of(
    said,
    said.map("**{}**".format),
    said.map("*{}*".format),
    st.tuples(said, st.sampled_from(ADDRESSES)).map(lambda one: f"[{one[0]}]({one[1]})"),
    st.tuples(said, st.sampled_from(ADDRESSES)).map(lambda one: f"**[{one[0]}]({one[1]})**"),
    st.sampled_from(["`a.b`", "`x y`", "`++a`", "`l_x`"]),
    st.sampled_from(["**un mot\nplus bas**", "[un\nmot](a.md)", "**un [lien\nen bas](a.md)**"]),
    st.sampled_from(["\nsuite", "\n« oui »", "\n**gras**", "\n[lien](a.md)", "\nd'un mot"]),
    said.map("![{}](i.png)".format),
    st.sampled_from(
        [" ", " : ", " ?", "! ", ", ", "…", "(1)", "\n", "  ", '"x"', "_", "://", "12"]
    ),
)
phrases = st.lists(pieces, min_size=1, max_size=5).map("".join)
lines = phrases.map(lambda one: one.replace("\n", " ").strip() or "mot")


def listed(items: list[str], mark: str) -> str:
    return "\n".join(f"{mark.format(rank)} {item}" for rank, item in enumerate(items, 1))


def table(rows: list[tuple[str, str]]) -> str:
    head, *others = (f"| {a} | {b} |" for a, b in rows)
    return "\n".join((head, "|---|---|", *others))


def notice(told: tuple[str, str, list[str]]) -> str:
    mark, title, blocks = told
    inside = "\n\n".join(blocks).split("\n")
    return f"{mark} tip{title}\n" + "\n".join(f"    {line}" if line else "" for line in inside)


simple = st.one_of(
    phrases.map(str.strip).filter(bool),
    st.tuples(st.lists(lines, min_size=1, max_size=3), st.sampled_from(["-", "*", "{}."])).map(
        lambda one: listed(*one)
    ),
    st.lists(st.tuples(lines, lines | st.just("")), min_size=2, max_size=3).map(table),
)
blocks = st.one_of(
    simple,
    st.tuples(st.sampled_from(["#", "##", "###", "####"]), lines).map(" ".join),
    st.tuples(
        st.sampled_from(["!!!", "???", "???+"]),
        st.sampled_from(["", ' "Tip"', ' "Le titre"']),
        st.lists(simple, min_size=1, max_size=2),
    ).map(notice),
    st.sampled_from(['{"a": 12}', "x = 3\n\ny", "1. a\n- b", "# a\n  b <c> & d", "```json"]).map(
        "```json\n{}\n```".format
    ),
)
texts = st.lists(blocks, min_size=1, max_size=4).map("\n\n".join)
slips = st.lists(st.tuples(st.integers(0, 900), st.sampled_from(["", *SIGNS])), max_size=3)


def slipped(text: str, changes: list[tuple[int, str]]) -> str:
    """Put a sign at each place, or take one away."""
    for place, sign in changes:
        at = place % (len(text) + 1)
        text = text[:at] + sign + text[at + (not sign) :]
    return text


def judged(text: str) -> tuple[object, ...]:
    return (
        mending.mended(text),
        markdown.page.__wrapped__(text),
        markdown.markdown.__wrapped__(text),
        *(nothing_lost._found(text, voice) for voice in ("letter", "page", "event")),
    )


def judged_by_both(text: str) -> tuple[object, ...]:
    return (
        mending.rewritten(text),
        markdown.converted_page(text),
        markdown.converted(text),
        *(nothing_lost.compared(text, voice) for voice in ("letter", "page", "event")),
    )


def test_what_authors_are_taught_is_read_in_one_way():
    assert alike.is_alike(TEXT)
    assert judged(TEXT) == judged_by_both(TEXT)


@given(st.builds(slipped, texts | st.just(TEXT), slips))
@example("### Un mot et  deux\u00a0: trois")
@example("## Un mot «")
@example("```json\n## Un\n```json\nx\n```")
@example("*ii 3* ii9h30 50 h-2., **ouvrez**")
def test_whatever_is_read_in_one_way_is_what_both_readers_make_of_it(text):
    assert judged(text) == judged_by_both(text)


@pytest.mark.parametrize(
    "text",
    [
        "un\\_mot",
        "Voir www.exemple.fr",
        "- un\n    - deux",
        "- un\n\n- deux",
        "1. un\n3. deux",
        "## Un\n#### Deux",
        "Un\n## Deux",
        "<b>un</b>",
        "Cliquez ici.",
        "Un [^1] mot",
        "Un :icone: mot",
        "| a | b |\n|---|---|\n| c |",
        "!!! inconnu\n    Un mot.",
        "```\njamais fermé",
        "R&D",
        "Il l'**a** dit à 14:30",
        "café".replace("é", "e\u0301"),
    ],
    ids=range(17),
)
def test_anything_else_is_left_to_both_readers(text):
    assert not alike.is_alike(text)


def test_a_community_s_abbreviations_are_said_on_pages():
    made = markdown.page("Le sigle EDI.", (("EDI", "échange de données"),))

    assert made.html(str) == '<p>Le sigle <abbr title="échange de données">EDI</abbr>.</p>'
