"""A commit for each save, of that file alone, under the person's name; a hostile or absent repository runs nothing."""

import os
import threading

import pytest
from atelier_desk import opened

from chorale.atelier.repository import Author, Repository

ANNE = Author(name="Anne <x>\n", email="anne@exemple.fr")
PATH = "content/webinars/lire-les-feux.md"


def changed(bench, words="Autre.\n"):
    file = bench.root / PATH
    file.write_text(file.read_text(encoding="utf-8") + words, encoding="utf-8")


def test_what_others_staged_stays_theirs(bench):
    (bench.root / "content/autre.txt").write_text("x")
    bench.git("add", "content/autre.txt")
    changed(bench)

    assert Repository(bench.root).commit([PATH], ANNE, "Modifier") == "committed"
    assert bench.git("show", "--name-only", "--format=%an", "HEAD").split() == ["Anne", "x", PATH]
    assert bench.git("status", "--porcelain") == "A  content/autre.txt\n"


def test_a_file_that_did_not_change_makes_no_commit(bench):
    assert Repository(bench.root).commit([PATH], ANNE, "Modifier") == "unchanged"


def test_hooks_do_not_run(bench):
    hook = bench.root / ".git/hooks/post-commit"
    hook.write_text("#!/bin/sh\ntouch touché\n")
    hook.chmod(0o755)
    changed(bench)

    Repository(bench.root).commit([PATH], ANNE, "Modifier")

    assert not (bench.root / "touché").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("config", "filter.x.clean", "touch touché; cat"),
            "lance des programmes (« filter.x.clean »)",
        ),
        (("config", "include.path", "/nulle/part"), "lance des programmes (« include.path »)"),
        (("checkout", "-q", "--detach"), "n'est sur aucune branche"),
    ],
)
def test_a_repository_that_cannot_be_trusted_is_left_alone_and_said(bench, words, sentence):
    bench.git(*words)
    changed(bench)
    repository = Repository(bench.root)

    assert sentence in repository.trouble
    assert repository.commit([PATH], ANNE, "Modifier") == "none"


def test_a_merge_that_waits_for_a_hand_is_said(bench):
    bench.git("checkout", "-q", "-b", "autre")
    changed(bench)
    bench.git("-c", "user.name=X", "-c", "user.email=x@x", "commit", "-qam", "ailleurs")
    bench.git("checkout", "-q", "main")
    bench.git(
        "-c",
        "user.name=X",
        "-c",
        "user.email=x@x",
        "merge",
        "-q",
        "--no-commit",
        "--no-ff",
        "autre",
    )
    repository = Repository(bench.root)

    assert "Une fusion commencée à la main" in repository.trouble
    assert repository.commit([PATH], ANNE, "Modifier") == "none"


def test_a_save_that_git_could_not_take_is_told_and_goes_with_the_next_one(bench):
    lock = bench.root / ".git/index.lock"
    lock.touch()
    answer = opened(bench.browser(), PATH).set("title", "Neuf").press("enregistrer")
    page = bench.browser().get(answer.headers["location"])
    lock.unlink()
    opened(bench.browser(), PATH).set("title", "Encore").press("enregistrer")

    assert "Un autre programme tenait git" in page.words
    assert bench.git("log", "--format=%s") == "Modifier webinars/lire-les-feux.md\ndébut\n"
    assert bench.git("status", "--porcelain") == ""


def test_a_path_is_never_a_pattern_or_an_option(bench):
    changed(bench)

    assert Repository(bench.root).commit([":/"], ANNE, "Modifier") in ("unchanged", "refused")
    assert Repository(bench.root).commit(["--all"], ANNE, "Modifier") in ("unchanged", "refused")
    assert bench.git("status", "--porcelain") == f" M {PATH}\n"


def test_a_folder_without_repository_is_said(tmp_path):
    assert "aucun dépôt git" in Repository(tmp_path).trouble


def test_two_writers_at_once_make_a_commit_each(bench):
    paths = [PATH, "content/webinars/tenir-le-journal.md"]
    forms = [
        opened(bench.browser(name), path)
        for name, path in zip(("Anne", "Bruno"), paths, strict=True)
    ]
    threads = [
        threading.Thread(target=form.set("summary", "À deux.").press, args=("enregistrer",))
        for form in forms
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    log = bench.git("log", "-2", "--format=%an", "--name-only").split()
    assert sorted(log) == sorted(["Anne", paths[0], "Bruno", paths[1]])
    assert bench.git("status", "--porcelain") == ""


def test_a_lock_left_by_a_killed_git_is_removed_once_it_is_old(bench):
    lock = bench.root / ".git/index.lock"
    lock.touch()
    changed(bench)
    assert Repository(bench.root).commit([PATH], ANNE, "Modifier") == "refused"

    os.utime(lock, (0, 0))
    assert Repository(bench.root).commit([PATH], ANNE, "Modifier") == "committed"
