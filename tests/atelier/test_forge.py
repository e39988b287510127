"""What is saved goes to the forge and what changes there comes back: never forced, never lost, said when it waits."""

import shutil
import socket
import subprocess

import pytest
from atelier_desk import WEBINAR, opened, run

from chorale.atelier import forge

OTHER = "content/webinars/tenir-le-journal.md"


class Elsewhere:
    """Another clone of the forge, where someone writes with git."""

    def __init__(self, bench, folder):
        self.forge, self.clone, self.bench = folder / "forge.git", folder / "ailleurs", bench
        run("git", "init", "-q", "--bare", "-b", "main", str(self.forge))
        bench.git("remote", "add", "origin", str(self.forge))
        bench.git("push", "-q", "-u", "origin", "main")
        run("git", "clone", "-q", str(self.forge), str(self.clone))
        forge.keep(bench.desk, forge.ForgeState(open=True))

    def git(self, *words):
        return run("git", "-c", "user.name=Zoé", "-c", "user.email=z@x", *words, cwd=self.clone)

    def write(self, path, old, new):
        file = self.clone / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
        self.send("Ailleurs")

    def send(self, words):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", words)
        self.git("push", "-q")

    def text(self, path):
        return run("git", "show", f"main:{path}", cwd=self.forge)

    def subjects(self):
        return run("git", "log", "--format=%s", "--topo-order", "main", cwd=self.forge).split("\n")


@pytest.fixture
def elsewhere(bench, tmp_path):
    return Elsewhere(bench, tmp_path)


def exchanged(bench):
    known = forge.found(bench.desk)
    state = forge.exchange(bench.desk, known)
    return state.how, known.waiting


def headline(bench):
    return next(line for line in bench.text(WEBINAR).split("\n") if line.startswith("title:"))


def title(bench, path, words, name="Anne"):
    saved = opened(bench.browser(name), path).set("title", words).press("enregistrer")
    assert saved.headers["location"].endswith("?fait=enregistre")


def test_a_save_waits_then_goes_to_the_forge(bench, elsewhere):
    title(bench, WEBINAR, "Lire les feux, ici")
    waiting = forge.found(bench.desk).waiting

    assert (waiting, exchanged(bench)) == (1, ("done", 0))
    assert "Lire les feux, ici" in elsewhere.text(WEBINAR)


def test_what_changed_elsewhere_comes_with_its_pages(bench, elsewhere):
    elsewhere.write(WEBINAR, "title:", "# d'ailleurs\ntitle:")
    (elsewhere.clone / OTHER).unlink()
    elsewhere.send("Retirer")

    assert exchanged(bench) == ("done", 0)
    assert "# d'ailleurs" in bench.text(WEBINAR)
    assert not (bench.root / OTHER).exists()
    assert bench.git("status", "--porcelain") == ""


def test_two_sides_that_changed_different_files_are_joined(bench, elsewhere):
    elsewhere.write(OTHER, "title:", "# d'ailleurs\ntitle:")
    title(bench, WEBINAR, "Ici")

    assert exchanged(bench) == ("done", 0)
    assert "# d'ailleurs" in bench.text(OTHER)
    assert 'title: "Ici"' in elsewhere.text(WEBINAR)
    assert elsewhere.subjects()[0] == "Réunir avec la forge"


def test_neighbouring_fields_that_git_cannot_join_are_joined_by_their_names(bench, elsewhere):
    first = headline(bench)
    elsewhere.write(WEBINAR, first, f'{first}\nregistration: "https://ailleurs.example/"')
    opened(bench.browser(), WEBINAR).set("title", "Ici").press("enregistrer")

    assert exchanged(bench) == ("done", 0)
    assert headline(bench) == 'title: "Ici"'
    assert 'registration: "https://ailleurs.example/"' in bench.text(WEBINAR)
    assert elsewhere.text(WEBINAR) == bench.text(WEBINAR)


def test_the_same_field_changed_on_both_sides_waits_for_a_choice_and_is_never_forced(
    bench, elsewhere
):
    first = headline(bench)
    elsewhere.write(WEBINAR, first, 'title: "Ailleurs"')
    title(bench, WEBINAR, "Ici")
    here = bench.text(WEBINAR)

    assert exchanged(bench) == ("clash", 1)
    assert bench.text(WEBINAR) == here
    assert 'title: "Ailleurs"' in elsewhere.text(WEBINAR)
    assert bench.git("status", "--porcelain") == ""


def test_a_key_written_twice_elsewhere_is_never_dropped_in_silence(bench, elsewhere):
    first = headline(bench)
    elsewhere.write(WEBINAR, first, f'{first}\nsummary: "Un second résumé."')
    title(bench, WEBINAR, "Ici")

    assert exchanged(bench) == ("clash", 1)
    assert "Un second résumé." in elsewhere.text(WEBINAR)


def test_a_file_that_git_does_not_follow_is_never_written_over(bench, elsewhere):
    (bench.root / "content/notes.txt").write_text("à moi")
    (elsewhere.clone / "content/notes.txt").write_text("d'ailleurs")
    elsewhere.send("Notes")

    assert exchanged(bench)[0] == "blocked"
    assert "content/notes.txt" in forge.state(bench.desk).sentence
    assert (bench.root / "content/notes.txt").read_text() == "à moi"


def test_a_push_that_the_forge_refuses_is_told_in_its_words(bench, elsewhere):
    hook = elsewhere.forge / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho 'Branche protégée : passer par une demande.' >&2\nexit 1\n")
    hook.chmod(0o755)
    title(bench, WEBINAR, "Ici")

    assert exchanged(bench) == ("refused", 1)
    assert forge.state(bench.desk).sentence == (
        "La forge refuse ce qui vient d'ici : « Branche protégée : passer par une demande. ». Tout reste enregistré ici ; "
        "qui la tient peut l'y admettre."
    )


def test_a_push_overtaken_by_another_one_begins_again(bench, elsewhere, monkeypatch):
    title(bench, WEBINAR, "Ici")
    push, pushed = forge.Forge.push, []

    def overtaken(self):
        if not pushed:
            elsewhere.write(OTHER, "title:", "# entre-temps\ntitle:")
        pushed.append(push(self))
        return pushed[-1]

    monkeypatch.setattr(forge.Forge, "push", overtaken)

    assert exchanged(bench) == ("done", 0)
    assert pushed == [None, ("done", "")]
    assert "# entre-temps" in elsewhere.text(OTHER)


def test_a_forge_that_is_away_leaves_the_work_go_on_and_says_what_waits(bench, elsewhere):
    shutil.move(elsewhere.forge, elsewhere.forge.with_name("loin.git"))
    title(bench, WEBINAR, "Ici")

    assert exchanged(bench) == ("unknown", 1)
    home = bench.browser().get("/atelier/").words
    assert "1 enregistrement attend de partir vers la forge" in home.replace("\u00a0", " ")

    shutil.move(elsewhere.forge.with_name("loin.git"), elsewhere.forge)
    assert exchanged(bench) == ("done", 0)


def test_a_forge_that_does_not_answer_is_given_up_after_a_while(bench, elsewhere, monkeypatch):
    monkeypatch.setattr(forge, "PATIENCE", 1)
    title(bench, WEBINAR, "Ici")
    with socket.create_server(("127.0.0.1", 0)) as mute:
        bench.git("remote", "set-url", "origin", f"git://127.0.0.1:{mute.getsockname()[1]}/x")

        assert exchanged(bench) == ("silent", 1)
    assert bench.git("log", "-1", "--format=%s") == "Modifier webinars/lire-les-feux.md\n"


def test_a_forge_that_asks_for_a_password_is_never_answered(bench, elsewhere, monkeypatch):
    def asking(self, *words, **_):
        return subprocess.CompletedProcess(
            words,
            128,
            "",
            "fatal: could not read Username for 'https://forge.example': terminal prompts disabled",
        )

    known = forge.found(bench.desk)
    monkeypatch.setattr(type(known.repository), "run", asking)

    assert known.fetch() == ("door", "")


@pytest.mark.parametrize(
    "name", ["credential.helper", "remote.origin.receivepack", "protocol.ext.allow"]
)
def test_a_repository_that_would_run_programs_is_not_exchanged(bench, elsewhere, name):
    bench.git("config", name, "!touch touché")
    title(bench, WEBINAR, "Ici")

    assert exchanged(bench) == ("settings", 1)
    assert name in forge.state(bench.desk).sentence
    assert not (bench.root / "touché").exists()


def test_histories_without_a_common_beginning_are_told(bench, elsewhere):
    elsewhere.git("checkout", "-q", "--orphan", "neuve")
    elsewhere.git("commit", "-q", "-m", "Autre début")
    elsewhere.git("push", "-q", "--force", "origin", "neuve:main")

    assert exchanged(bench)[0] == "apart"
    assert "pas d'histoire commune" in forge.state(bench.desk).sentence


def test_a_forge_without_the_branch_receives_it(bench, tmp_path):
    run("git", "init", "-q", "--bare", "-b", "main", str(tmp_path / "vide.git"))
    bench.git("remote", "add", "origin", str(tmp_path / "vide.git"))

    assert exchanged(bench) == ("done", 0)
    assert run("git", "log", "--format=%s", "main", cwd=tmp_path / "vide.git") == "début\n"


def test_a_project_without_a_forge_has_none(bench):
    assert forge.found(bench.desk) is None


def test_the_courier_goes_only_once_the_exchange_is_open_and_not_at_each_save(bench, elsewhere):
    courier = forge.Courier(bench.desk)
    forge.keep(bench.desk, forge.ForgeState(open=False))
    title(bench, WEBINAR, "Un")
    courier.round(1000.0)
    closed = elsewhere.subjects()[0]
    forge.keep(bench.desk, forge.ForgeState(open=True))
    courier.round(1010.0)
    first = elsewhere.subjects()[0]
    title(bench, WEBINAR, "Deux")
    courier.round(1020.0)
    grouped = 'title: "Un"' in elsewhere.text(WEBINAR)
    courier.round(1010.0 + forge.GROUP)

    assert (closed, first, grouped) == ("début", "Modifier webinars/lire-les-feux.md", True)
    assert 'title: "Deux"' in elsewhere.text(WEBINAR)


def test_two_exchanges_never_run_at_once(bench, elsewhere):
    with forge.project_files.turn(bench.desk.folder, forge.LOCK), pytest.raises(BlockingIOError):
        forge.exchange(bench.desk, forge.found(bench.desk), patient=False)
