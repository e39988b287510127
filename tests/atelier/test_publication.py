"""A publication is made aside, told before it is online, exchanged at once, and put back in one click."""

import threading
from dataclasses import replace

import pytest
from patience import PATIENCE

from chorale import memory
from chorale.atelier import publication
from chorale.atelier.publication import (
    BUILDING,
    INTERRUPTED,
    Change,
    Press,
    PressState,
    changes,
    summary,
)
from chorale.atelier.repository import Author, Repository
from chorale.content import register
from chorale.files import manifest
from chorale.publish import build
from chorale.site import finished_pages

ANNE = Author(name="Anne", email="anne@exemple.fr")


def made(press):
    press.prepare(ANNE).join()
    return press.state.phase


def test_a_publication_is_told_put_online_and_put_back(bench):
    press = Press(bench.desk)
    assert made(press) == "ready"
    assert not press.online.exists()
    assert press.publish() == ""
    first = (press.online / "manifest.json").read_bytes()

    page = (
        bench.root / "site" / "index.md"
        if (bench.root / "site/index.md").exists()
        else next((bench.root / "site").rglob("*.md"))
    )
    page.write_text(page.read_text() + "\nUne phrase de plus.\n")
    bench.clock.advance(minutes=5)
    assert made(press) == "ready"
    assert {(change.how, change.family) for change in press.state.changes} == {("modifié", "page")}
    assert press.publish() == ""
    assert (press.online / "manifest.json").read_bytes() != first

    assert press.put_back(press.past()[0]) == ""
    assert (press.online / "manifest.json").read_bytes() == first


def test_a_second_publication_makes_again_what_changed_alone_and_is_what_a_first_one_would_be(
    bench, monkeypatch, tmp_path
):
    monkeypatch.delenv(memory.FOLDER)
    press = Press(bench.desk)
    press.prepare(ANNE).join()
    press.publish()
    page = bench.root / "content/webinars/lire-les-feux.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nUn mot de plus.\n", encoding="utf-8")
    bench.desk.changed()
    found, lay = [], finished_pages.laid
    monkeypatch.setattr(
        finished_pages, "laid", lambda *asked: found.append(lay(*asked)) or found[-1]
    )
    press.prepare(ANNE).join()
    second = manifest(press._next)
    monkeypatch.setenv(memory.FOLDER, "")
    build(bench.root, tmp_path / "neuf", bench.desk.today)

    made_again = found[0].questions.keys() - found[0].standing.keys()
    assert made_again == {"agenda/webinaires/lire-les-feux.md"}
    assert second == manifest(tmp_path / "neuf")


def test_what_is_published_is_written_in_the_registers_first_and_once(bench):
    (bench.root / register.PATH).unlink()
    repository = Repository(bench.root)
    repository.commit([register.PATH], ANNE, "Registre perdu")
    press = Press(bench.desk)
    phases = [made(press), made(press)]

    assert phases == ["ready", "ready"]
    assert [(one.author, one.subject) for one in repository.versions(register.PATH, 2)] == [
        ("Anne", publication.REGISTERED),
        ("Anne", "Registre perdu"),
    ]
    assert "lire-les-feux" in (bench.root / register.PATH).read_text()
    assert repository.run("status", "--porcelain", "content").stdout == ""
    assert press.publish() == ""


def test_content_that_changed_since_is_not_what_was_shown(bench):
    press = Press(bench.desk)
    made(press)
    page = next((bench.root / "site").rglob("*.md"))
    page.write_text(page.read_text() + "\nAutre.\n")

    assert (
        press.publish() == "Le contenu a changé depuis cette préparation : préparez-la de nouveau."
    )
    assert not press.online.exists()


def test_another_process_sees_what_is_built_and_puts_it_online(bench, monkeypatch):
    here, there = Press(bench.desk), Press(replace(bench.desk, _kept={}, _looked={}))
    looked = threading.Event()

    def slowly(*given, **more):
        looked.wait(PATIENCE)
        build(*given, **more)

    monkeypatch.setattr(publication, "build", slowly)
    thread = here.prepare(ANNE)
    seen = there.state.phase
    refused = (there.prepare(ANNE), there.publish())
    looked.set()
    thread.join()

    assert seen == "building"
    assert refused == (None, "Une préparation est en cours : attendez qu'elle soit prête.")
    assert there.state == here.state
    assert (there.state.phase, there.publish(), here.state.phase) == ("ready", "", "idle")
    assert here.publish() == "Aucune publication n'est prête."


def test_a_preparation_whose_process_died_is_told_and_made_again(bench):
    press = Press(bench.desk)
    lock = press._lock(BUILDING)
    press._say(PressState(phase="building", step="Pages"))
    alive = press.state.phase
    lock.close()

    assert (alive, press.state.phase, press.state.sentence) == ("building", "refused", INTERRUPTED)
    assert made(press) == "ready"


def test_what_was_told_of_one_publication_is_not_told_of_another_that_was_put_back(bench):
    press = Press(bench.desk)
    for _ in range(2):
        assert made(press) == "ready"
        assert press.publish() == ""
    assert made(press) == "ready"
    assert press.put_back(press.past()[0]) == ""

    assert press.state == PressState()


@pytest.mark.parametrize("written", ["", "[]", "{}", '{"phase": "ready", "changes": [1]}'])
def test_a_state_that_cannot_be_read_is_none(bench, written):
    press = Press(bench.desk)
    (bench.desk.folder / "publications").mkdir(parents=True)
    (bench.desk.folder / "publications/etat.json").write_text(written)

    assert press.state == PressState()


def test_bad_content_changes_nothing_online(bench):
    press = Press(bench.desk)
    (bench.root / "content/webinars/lire-les-feux.md").write_text("---\ntitle: x\n---\n")

    assert made(press) == "refused"
    assert "lire-les-feux.md" in press.state.sentence
    assert press.publish() == "Aucune publication n'est prête."


def test_five_past_publications_are_kept(bench):
    press = Press(bench.desk)
    for _ in range(8):
        fresh = bench.desk.folder / "fraîche"
        fresh.mkdir(parents=True)
        bench.clock.advance(minutes=1)
        press._exchange(fresh)

    assert len(press.past()) == 5
    assert press.put_back("../..") == "Cette publication n'est plus gardée."


def test_changes_are_counted_by_what_readers_see():
    found = changes(
        {"site/a/index.html": "1", "site/b/index.html": "1", "site/x.ics": "1", "site/js.js": "1"},
        {
            "site/a/index.html": "2",
            "newsletters/1/apercu.html": "1",
            "newsletters/1/apercu/bureau.html": "1",
            "newsletters/1/email.html": "1",
            "site/x.ics": "1",
            "site/js.js": "2",
        },
    )

    assert found == (
        Change(path="newsletters/1/apercu.html", how="ajouté"),
        Change(path="newsletters/1/apercu/bureau.html", how="ajouté"),
        Change(path="newsletters/1/email.html", how="ajouté"),
        Change(path="site/a/index.html", how="modifié"),
        Change(path="site/b/index.html", how="retiré"),
    )
    assert [line.replace("\u00a0", " ") for line in summary(found)] == [
        "1 lettre ajoutée",
        "1 page modifiée",
        "1 page retirée",
    ]


def test_a_letter_is_counted_once_whatever_its_files():
    before = {"newsletters/1/email.html": "1", "newsletters/1/apercu/a.png": "1", "newsletters/2/email.html": "1"}  # fmt: skip
    after = {"newsletters/1/email.html": "2", "newsletters/1/apercu/b.png": "1", "newsletters/3/email.html": "1"}  # fmt: skip

    assert [line.replace("\u00a0", " ") for line in summary(changes(before, after))] == [
        "1 lettre ajoutée",
        "1 lettre modifiée",
        "1 lettre retirée",
    ]
