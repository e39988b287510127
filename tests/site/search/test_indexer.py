"""Pagefind asked through its pipe: the files of an index, and what is said when there is none."""

import gzip
import json
import sys
from pathlib import Path

import pytest

from chorale.site.search import indexer

PAGE = (
    '<!doctype html><html lang="fr"><body data-pagefind-body>'
    "<h1>{title}</h1><p>{text}</p><nav>tiré de la page</nav></body></html>"
)
PAGES = [
    indexer.added("phares/index.html", PAGE.format(title="Phares", text="Lire les feux, la nuit.")),
    indexer.added("ports.html", PAGE.format(title="Ports", text="Entrer au port.")),
]


def test_the_files_of_an_index_come_out_and_nothing_else_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = indexer.indexed(iter(PAGES), ("nav",))
    told = [
        json.loads(gzip.decompress(content).decode().removeprefix("pagefind_dcd"))
        for path, content in made.items()
        if path.startswith("fragment/")
    ]

    assert {one["url"]: one["content"] for one in told} == {
        "/phares/": "Phares. Lire les feux, la nuit.",
        "/ports.html": "Ports. Entrer au port.",
    }
    assert list(tmp_path.iterdir()) == []


def test_the_same_pages_give_the_same_files():
    assert indexer.indexed(PAGES, ("nav",)) == indexer.indexed(PAGES, ("nav",))


def test_without_the_program_of_pagefind_the_build_says_what_to_install(monkeypatch):
    monkeypatch.setattr(indexer, "get_executable", lambda: None)

    with pytest.raises(indexer.IndexFailed) as refused:
        indexer.indexed(PAGES, ())

    assert (
        str(refused.value)
        == "Il manque le programme Pagefind, qui indexe le site : pip install 'pagefind[bin]'"
    )


@pytest.mark.parametrize(
    ("does", "why"),
    [
        ("raise SystemExit('Illegal instruction')", "Illegal instruction"),
        ("pass", "Pagefind s'est arrêté."),
        (
            "print(base64.b64encode(json.dumps({'payload': {'type': 'Error', 'message': 'index 0'}})"
            ".encode()).decode(), end=',', flush=True); sys.stdin.read()",
            "index 0",
        ),
    ],
    ids=["it says why", "it says nothing", "it refuses"],
)  # fmt: skip
def test_a_program_that_makes_no_index_is_told(tmp_path, monkeypatch, does, why):
    program = tmp_path / "pagefind"
    program.write_text(f"#!{sys.executable}\nimport base64, json, sys\n{does}\n")
    program.chmod(0o755)
    monkeypatch.setattr(indexer, "get_executable", lambda: Path(program))

    with pytest.raises(indexer.IndexFailed) as refused:
        indexer.indexed(PAGES * 2000, ())

    assert str(refused.value) == f"La recherche n'a pas pu être indexée :\n{why}"
