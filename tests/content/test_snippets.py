"""Passages taken up from content/extraits/: in place, at the line of who asked for them, never from elsewhere."""

from datetime import date

import pytest
from planted import ARTICLE, copied, told_of

from chorale.content import source_files
from chorale.content.fixing import mendings
from chorale.content.load import load
from chorale.content.project import inspect

TODAY = date(2026, 3, 5)
GUIDE = "site/documentation/lentille.md"


@pytest.fixture
def project(tmp_path):
    root = copied(tmp_path)
    folder = root / "content/extraits"
    folder.mkdir(exist_ok=True)
    (folder / "contact.md").write_text(
        "---\ntitle: Contact\n---\n\nÉcrire au **gardien**.\n\n- le matin\n- le soir\n"
    )
    (folder / "heures.md").write_text(
        "Avant.\n\n--8<-- [start:ete]\nL'été, de 8 h à 20 h.\n--8<-- [end:ete]\n\nAprès.\n"
    )
    (root / "mkdocs.yml").write_text("site_name: secret\n")
    return root


def body_of(project, text, path=ARTICLE):
    file = project / path
    head = file.read_text(encoding="utf-8").partition("\n---\n")[0]
    file.write_text(f"{head}\n---\n{text}\n", encoding="utf-8")
    home = load(project, TODAY).community
    items = (*(one for issue in home.issues for one in issue.articles), *home.pages)
    return next(one.body for one in items if one.path == path)


# what is written, what is read
TAKEN = [
    ('Avant.\n\n--8<-- "contact.md"\n\nSuite.', "Avant.\n\nÉcrire au **gardien**.\n\n- le matin\n- le soir\n\nSuite.\n"),
    ("Avant.\n\n-8<- 'contact.md'", "Avant.\n\nÉcrire au **gardien**.\n\n- le matin\n- le soir\n"),
    ('--8<-- "extraits/contact.md"', "Écrire au **gardien**.\n\n- le matin\n- le soir\n"),
    ('--8<-- "content/extraits/contact.md"', "Écrire au **gardien**.\n\n- le matin\n- le soir\n"),
    ('--8<-- "./contact.md"', "Écrire au **gardien**.\n\n- le matin\n- le soir\n"),
    ('--8<-- "heures.md:ete"', "L'été, de 8 h à 20 h.\n"),
    ('--8<-- "heures.md:1:1"', "Avant.\n"),
    ("--8<--\ncontact.md\n--8<--\n\nSuite.", "Écrire au **gardien**.\n\n- le matin\n- le soir\n\nSuite.\n"),
    ('!!! note\n    --8<-- "heures.md:ete"', "!!! note\n    L'été, de 8 h à 20 h.\n"),
    ('```\n;--8<-- "contact.md"\n```', '```\n--8<-- "contact.md"\n```\n'),
]  # fmt: skip


@pytest.mark.parametrize(("written", "read"), TAKEN)
def test_a_passage_stands_where_it_is_asked_for(project, written, read):
    assert body_of(project, written) == read


def test_a_guide_takes_passages_too(project):
    assert "Écrire au **gardien**." in body_of(project, '--8<-- "contact.md"', GUIDE)


# what is written, what is told
MISSING = [
    ('Avant.\n\n--8<-- "contacts.md"', ["3:1: extrait absent « contacts.md » ; vouliez-vous dire « contact.md » ?"]),
    ('Avant.\n\n--8<-- "heures.md:hiver"', ["3:1: extrait absent « heures.md:hiver » ; vouliez-vous dire « heures.md » ?"]),
    ('Avant.\n\n--8<-- "../mkdocs.yml"', ["3:1: extrait absent « ../mkdocs.yml » ; attendu : contact.md, heures.md"]),
    ('Avant.\n\n--8<-- "/etc/hostname"', ["3:1: extrait absent « /etc/hostname » ; attendu : contact.md, heures.md"]),
    ('Avant.\n\n--8<-- "https://phare.example/a.md"', ["3:1: extrait absent « https://phare.example/a.md » ; attendu : contact.md, heures.md"]),
    ("Avant.\n\n--8<--\ncontacts.md\n--8<--", ["3:1: extrait absent « contacts.md » ; vouliez-vous dire « contact.md » ?"]),
    ("Avant.\n\n--8<--", ["3:1: extrait « --8<-- » qui n'est pas lu ; écrire « --8<-- \"fichier.md\" » seul sur sa ligne"]),
]  # fmt: skip


@pytest.mark.parametrize(("written", "told"), MISSING)
def test_what_is_missing_is_told_at_its_line(project, written, told):
    assert told_of(project, written) == told


def test_a_fault_of_a_passage_is_told_where_it_is_asked_for(project):
    (project / "content/extraits/contact.md").write_text("Un\n\nLe **phare est allumé.\n")

    assert told_of(project, 'Avant.\n\n--8<-- "contact.md"\n\nAprès.') == [
        "3:4: gras resté visible « **phare est allumé. » ; coller les signes aux mots et les fermer : « **mots** »"
    ]


def test_what_stands_below_a_passage_keeps_its_line(project):
    assert told_of(project, '--8<-- "contact.md"\n\nUn `code ouvert.') == [
        "3:4: code jamais fermé « `code ouvert. » ; fermer par « ` »"
    ]


def test_a_link_out_of_the_content_is_no_passage(project):
    (project / "content/extraits/dehors.md").symlink_to(project / "mkdocs.yml")

    assert "secret" not in body_of(project, 'Avant.\n\n--8<-- "dehors.md"')


def test_a_folder_of_nearly_the_same_name_is_another_one(project):
    """CVE-2026-46338 of pymdown-extensions: a sibling whose name begins alike."""
    other = project / "content-secret"
    other.mkdir()
    (other / "a.md").write_text("secret\n")

    found = body_of(
        project, 'Avant.\n\n--8<-- "../content-secret/a.md"\n\n--8<-- "../../content-secret/a.md"'
    )
    assert "secret" not in found


def test_a_passage_deep_in_the_folder_is_found(project):
    """facelessuser/pymdown-extensions 2038."""
    deep = project / "content/extraits/a/b/c"
    deep.mkdir(parents=True)
    (deep / "fond.md").write_text("Au fond.\n")

    assert body_of(project, '--8<-- "a/b/c/fond.md"') == "Au fond.\n"


def test_a_passage_that_takes_itself_ends(project):
    (project / "content/extraits/contact.md").write_text('Un.\n\n--8<-- "contact.md"\n')

    assert body_of(project, '--8<-- "contact.md"') == "Un.\n\n"


def test_mending_a_file_leaves_its_passages_where_they_are(project):
    body_of(project, 'Avant.\n\n--8<-- "contact.md"')

    assert [one.path for one in mendings(project)] == []


def test_the_folder_of_passages_is_known(project):
    assert [one.sentence for one in inspect(project, TODAY)[1]] == []


def link_to(target):
    def put(place):
        place.unlink(missing_ok=True)
        place.symlink_to(target)

    return put


def text_of(words):
    def put(place):
        place.unlink(missing_ok=True)
        place.write_text(words)

    return put


# the file that changes while the process lives on, what becomes of it, and what is read of « Un. » then
CHANGES = {
    "its words": [("contact.md", text_of("Un."), "Un."), ("contact.md", text_of("Deux."), "Deux.")],
    "those of a passage in it": [
        ("contact.md", text_of('Un.\n\n--8<-- "heures.md:ete"'), "Un.\n\nL'été, de 8 h à 20 h."),
        ("heures.md", text_of("--8<-- [start:ete]\nFermé.\n--8<-- [end:ete]"), "Un.\n\nFermé."),
        ("contact.md", text_of('Un.\n\n--8<-- "autre.md"'), None),
        ("autre.md", text_of("Ici."), "Un.\n\nIci."),
        ("autre.md", text_of("Là."), "Un.\n\nLà."),
    ],
    "where it leads": [
        ("ete.md", text_of("L'été."), "Écrire au **gardien**.\n\n- le matin\n- le soir"),
        ("contact.md", link_to("ete.md"), "L'été."),
        ("ete.md", text_of("En été."), "En été."),
        ("contact.md", link_to("heures.md"), "Avant.\n\nL'été, de 8 h à 20 h.\n\nAprès."),
    ],
    "whether it is there": [
        ("contact.md", lambda place: place.unlink(), None),
        ("contact.md", text_of("Un."), "Un."),
    ],
}  # fmt: skip


@pytest.mark.parametrize("steps", CHANGES.values(), ids=CHANGES)
def test_a_passage_that_changes_is_read_again(project, steps, monkeypatch):
    monkeypatch.setattr(source_files, "SETTLED", -3600)  # every file is old enough to be known
    body_of(project, '--8<-- "contact.md"')
    for name, put, words in steps:
        put(project / "content/extraits" / name)
        read = [load(project, TODAY) for _ in range(3)]
        bodies = {
            one.body
            for home in read
            for issue in home.community.issues
            for one in issue.articles
            if one.path == ARTICLE
        }
        told = [{one.code for one in home.problems} for home in read]

        if words is None:
            assert told == [{"extrait"}] * 3
        else:
            assert (bodies, told) == ({f"{words}\n"}, [set()] * 3)
