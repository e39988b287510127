"""Pagefind asked through its pipe: the files of an index, and what is said when there is none."""

import gzip
import json
import os
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


def fragments(files):
    """Return the names of the fragments of an index, by what they say."""
    found = (path for path in files if path.startswith(indexer.FRAGMENTS))
    told = {path: gzip.decompress(files[path]).decode() for path in found}
    return {
        json.loads(said.removeprefix("pagefind_dcd"))["url"]: path.partition("/")[2].partition(".")[
            0
        ]
        for path, said in told.items()
    }


def test_a_fragment_that_is_known_is_not_made_again_and_all_else_is_the_same():
    whole = indexer.indexed(PAGES, ("nav",))
    name = fragments(whole)["/phares/"]
    rest = indexer.indexed_but({name}, iter(PAGES), ("nav",))

    known = f"{indexer.FRAGMENTS}{name}.pf_fragment"
    assert rest == {path: content for path, content in whole.items() if path != known}


def test_on_a_disk_without_second_names_nothing_is_taken_for_known(monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    assert indexer.indexed_but({"fr_1234567"}, iter(PAGES), ("nav",)) is None


@pytest.mark.parametrize("spoilt", [b"", b"\x1f\x8b\x08", b'{"version'])
def test_a_file_that_is_not_finished_is_waited_for(tmp_path, monkeypatch, spoilt):
    (tmp_path / "nothing").touch()
    (tmp_path / "fr_1.pf_meta").write_bytes(gzip.compress(b"whole"))
    (tmp_path / "pagefind-entry.json").write_bytes(b'{"version": "1"}')
    late = tmp_path / ("a.json" if spoilt.startswith(b"{") else "fr_2.pf_index")
    late.write_bytes(spoilt)
    monkeypatch.setattr(indexer, "PATIENCE", 0.2)

    assert indexer._whole(tmp_path, tmp_path / "nothing") is None
    late.write_bytes(b"{}" if spoilt.startswith(b"{") else gzip.compress(b"whole"))
    assert sorted(indexer._whole(tmp_path, tmp_path / "nothing")) == sorted(
        ["fr_1.pf_meta", "pagefind-entry.json", late.name]
    )
    (tmp_path / "nothing").write_bytes(b"written all the same")
    assert indexer._whole(tmp_path, tmp_path / "nothing") is None


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
