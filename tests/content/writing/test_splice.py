"""A change is written at its node: what was meant is read again, and no other byte has moved."""

import copy
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chorale.content.source_files import UnreadableFile
from chorale.content.sources import yaml_origin
from chorale.content.writing.file_text import Writing, opened, saved
from chorale.content.writing.layout import Unspliceable
from chorale.content.writing.splice import rewritten
from chorale.content.writing.trees import tree

ROOT = Path(__file__).parents[3]
FILES = [
    path
    for folder in ("content", "tests/golden/content")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in (".yml", ".md")
    and path.parent.name != "extraits"  # words taken up, without a header
]
ROUNDS = 34
"""Values changed one at a time in a file that holds no more; in a longer one, each with those as many places further."""
SAMPLES = [
    "mot",
    "deux mots",
    "l'été : « oui »",
    "- a",
    "# non",
    "a\nb",
    "a\n\n  b\n",
    "true",
    "no",
    "18:30",
    "a: b",
    "{x}",
    '"q"',
    "  devant",
    "é\x85z",
    "🎉 a #b",
    "",
]
WORDS = st.one_of(
    st.sampled_from(SAMPLES),
    st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\r"), max_size=40),
)


def places(data, path=()):
    yield path
    inside = (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    )
    for key, value in inside:
        yield from places(value, (*path, key))


def at(data, path):
    for key in path:
        data = data[key]
    return data


@cache
def readable(path):
    try:
        return opened(str(path), path.read_text(encoding="utf-8"))
    except (UnreadableFile, ValueError):
        return None


def comments(text):
    return sorted(line.strip() for line in text.split("\n") if line.strip().startswith("#"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_value_of_each_file_changes_its_own_lines_alone(path):
    texts = text_places(path)
    rounds = [texts[first::ROUNDS] for first in range(min(ROUNDS, len(texts)))]

    for first, some in enumerate(rounds):
        change(
            path, {place: SAMPLES[(first + rank) % len(SAMPLES)] for rank, place in enumerate(some)}
        )


@settings(max_examples=150)
@given(path=st.sampled_from(FILES), data=st.data())
def test_any_value_changes_its_own_lines_alone(path, data):
    change(path, {data.draw(st.sampled_from(text_places(path))): data.draw(WORDS)})


def text_places(path):
    data = readable(path).data
    return [one for one in places(data) if one and isinstance(at(data, one), str)]


def change(path, words):
    """Write values at their places, and see that they are read again and that all other lines stand, in order."""
    text, before = path.read_text(encoding="utf-8"), readable(path)
    wanted = copy.deepcopy(before.data)
    for place, word in words.items():
        at(wanted, place[:-1])[place[-1]] = word

    made = saved(str(path), text, Writing(data=wanted, body=before.body))

    assert opened(str(path), made) == Writing(data=wanted, body=before.body)
    assert stands(unchanged(path, words), made)


def unchanged(path, touched):
    """Return the runs of lines that hold none of the places, each value with the line that follows it."""
    text, body, offset = path.read_text(encoding="utf-8"), readable(path).body or "", 0
    header = text
    if path.suffix == ".md":
        offset, header = 1, text[4 : len(text) - len(body)].removesuffix("---\n")
    node = yaml_origin("", header).node
    spans = [[offset + line for line in lines_of(node, place)] for place in touched]
    lines, runs, top = text.splitlines(keepends=True), [], 0
    for first, last in sorted(spans):
        runs.append("".join(lines[top:first]))
        top = max(top, last + 1)
    return [*runs, "".join(lines[top:])]


def stands(runs, made):
    """Return whether a text begins with the first run, ends with the last and holds the others, in order."""
    if not (made.startswith(runs[0]) and made.endswith(runs[-1])):
        return False
    place = len(runs[0])
    for run in runs[1:]:
        place = made.find(run, place)
        if place < 0:
            return False
        place += len(run)
    return True


def lines_of(node, place):
    """Return the first and last line of a value; of a value that is empty, those of its key."""
    for key in place:
        inside = {one.value: two for one, two in node.value} if isinstance(key, str) else node.value
        node = inside[key]
    return node.start_mark.line, max(node.start_mark.line, node.end_mark.line)


@settings(max_examples=150)
@given(path=st.sampled_from(FILES), data=st.data())
def test_lists_are_put_in_another_order_shortened_and_lengthened(path, data):
    text, before = path.read_text(encoding="utf-8"), readable(path)
    lists = [one for one in places(before.data) if isinstance(at(before.data, one), list)]
    if not lists:
        return
    place = data.draw(st.sampled_from(lists))
    wanted = copy.deepcopy(before.data)
    items = data.draw(st.permutations(at(wanted, place)))
    items = items[: data.draw(st.integers(0, len(items)))] + items[:1]
    if place:
        at(wanted, place[:-1])[place[-1]] = items
    else:
        wanted = items

    made = saved(str(path), text, Writing(data=wanted, body=before.body))

    assert opened(str(path), made) == Writing(data=wanted, body=before.body)


@settings(max_examples=150)
@given(path=st.sampled_from(FILES), data=st.data())
def test_a_key_is_added_or_removed_and_the_others_stay(path, data):
    text, before = path.read_text(encoding="utf-8"), readable(path)
    records = [one for one in places(before.data) if isinstance(at(before.data, one), dict)]
    place = data.draw(st.sampled_from(records))
    wanted = copy.deepcopy(before.data)
    record = at(wanted, place)
    if len(record) > 1 and data.draw(st.booleans()):
        del record[data.draw(st.sampled_from(sorted(record)))]
    else:
        new = data.draw(
            st.sampled_from(["mot", ["a", "b c"], {"k": "v w"}, [{"a": "x"}, {"a": "y z"}]])
        )
        record["neuve"] = new

    made = saved(str(path), text, Writing(data=wanted, body=before.body))

    assert opened(str(path), made) == Writing(data=wanted, body=before.body)


@given(body=st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.just("\n"), max_size=80))
def test_a_body_is_written_as_it_was_typed(body):
    text = '---\n# titre\ntitle: "A"   # fin\n---\n\nAncien.\n'

    made = saved("a.md", text, Writing(data={"title": "A"}, body=body))

    assert made == '---\n# titre\ntitle: "A"   # fin\n---\n' + body


@pytest.mark.parametrize(
    ("text", "wanted", "made"),
    [
        ("a: un # dit\nb: deux\n", {"a": "trois", "b": "deux"}, "a: trois # dit\nb: deux\n"),
        ("a:\nb:   # rien\n", {"a": "x y", "b": "z"}, 'a: "x y"\nb: z   # rien\n'),
        ("l:\n-\n- b\n", {"l": ["a", "b"]}, "l:\n- a\n- b\n"),
        (
            "t: >\n  plié\n  ici\n\n\nv: 1\n",
            {"t": "a\nb\n", "v": "1"},
            "t: |\n  a\n  b\n\n\nv: 1\n",
        ),
        ("t: 'l''un'\n", {"t": "l'autre"}, "t: 'l''autre'\n"),
        ('t: "x"\n', {"t": "no\u2028n\x85"}, 't: "no\\u2028n\\x85"\n'),
        (
            "l:\n  # un\n  - a\n  # deux\n  - b\n",
            {"l": ["b", "a"]},
            "l:\n  # deux\n  - b\n  # un\n  - a\n",
        ),
        ("- a\n- b", ["b", "a"], "- b\n- a"),
        ("l: [ x, y ]\n", {"l": ["x", "neuf", "y"]}, "l: [ x, neuf, y ]\n"),
        ("l: [x]\nm: 1\n", {"l": [], "m": "1"}, "l: []\nm: 1\n"),
        ("l: []\n", {"l": ["a", "b c"]}, 'l: [a, "b c"]\n'),
        (
            "l:\n  - a: 1\n    # de b\n    b: 2\n  - a: 3\n",
            {"l": [{"b": "2"}, {"a": "3"}]},
            "l:\n  - # de b\n    b: 2\n  - a: 3\n",
        ),
        ("a: 1\nb: 2\n\n# la suite\nc: 3\n", {"a": "1", "c": "3"}, "a: 1\n\n# la suite\nc: 3\n"),
        ("a: 1\n\n# à part\n\nb: 2\nc: 3\n", {"a": "1", "c": "3"}, "a: 1\n\n# à part\n\nc: 3\n"),
        ("a: 1\nc: 3\n", {"a": "1", "b": {"x": "y z"}, "c": "3"}, 'a: 1\nb: {x: "y z"}\nc: 3\n'),
        ("# tête\n- a\n- b\n", ["b"], "# tête\n- b\n"),
        ("- - a\n  - b\n- - c\n", [["b", "a"], ["c"]], "- - b\n  - a\n- - c\n"),
        ("a: {x: 1}\n", {"a": {"x": "1", "y": "[2"}}, 'a: {x: 1, y: "[2"}\n'),
        (
            "s:\n  - article: a\n  - article: b\n",
            {"s": [{"article": "a"}, {"edito": "Bonjour.\n\nTous."}, {"article": "b"}]},
            "s:\n  - article: a\n  - edito: |-\n      Bonjour.\n\n      Tous.\n  - article: b\n",
        ),
    ],
)
def test_each_way_of_writing_keeps_its_own(text, wanted, made):
    assert rewritten(text, wanted) == made
    assert tree(yaml_origin("", made).node) == wanted


@pytest.mark.parametrize("text", ["? a\n: b\n", "a: 1\na: 2\n", "l: [a, # un\n  b]\n"])
def test_what_cannot_be_changed_cleanly_is_refused_whole(text):
    with pytest.raises(Unspliceable):
        rewritten(text, {"l": ["b"], "a": "3"})


def test_a_page_without_header_keeps_its_words_and_gets_one_when_a_key_is_written():
    text = "# Titre\n\nTexte.\n"
    page = opened("site/aide/page.md", text)

    assert page == Writing(data={}, body=text)
    assert saved("site/aide/page.md", text, Writing(data={}, body="Autre.\n")) == "Autre.\n"
    assert saved("site/aide/page.md", text, Writing(data={"title": "X"}, body=text)) == (
        f"---\ntitle: X\n---\n{text}"
    )
