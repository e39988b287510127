"""The command line as people meet it: French help, exit codes, any folder, nothing imported before its time."""

import gettext
import io
import json
import os
import shutil
import subprocess
import sys

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from house import GOLDEN, ROOT

from chorale.cli.commands import COMMANDS

LOCALE = ROOT / "generator/chorale/locale/fr/LC_MESSAGES"


def chorale(*arguments, cwd=ROOT, **environment):
    """Run the program in its own process and return (exit code, output, errors), no-break spaces made plain."""
    run = subprocess.run(
        [sys.executable, "-m", "chorale", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT / "generator"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    plain = str.maketrans({"\u00a0": " ", "\u202f": " "})
    return run.returncode, run.stdout.translate(plain), run.stderr.translate(plain)


@pytest.fixture
def project(tmp_path):
    shutil.copytree(GOLDEN / "content", tmp_path / "content")
    shutil.copytree(GOLDEN / "site", tmp_path / "site")
    return tmp_path


def test_help_lists_every_command_in_french():
    code, output, _ = chorale("--help")

    assert code == 0
    assert output.startswith("Emploi : chorale [OPTIONS] COMMANDE [ARGUMENTS]…")
    assert [
        line.split()[0]
        for line in output.partition("Commandes:\n")[2].splitlines()
        if line[2] != " "
    ] == list(COMMANDS)
    assert "Show this message" not in output


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_french(command):
    code, output, _ = chorale(command, "--help")

    assert (code, output.splitlines()[0].startswith(f"Emploi : chorale {command}")) == (0, True)
    assert "Montrer cette aide." in output


def test_an_unknown_command_is_a_usage_error_in_french():
    code, _, errors = chorale("chek")

    assert (code, errors.splitlines()[-1]) == (
        2,
        "Erreur : Commande inconnue « chek ». Vouliez-vous dire : « check », « schema » ?",
    )


def test_a_bad_date_is_a_usage_error_in_french():
    code, _, errors = chorale("check", "--today", "hier")

    assert code == 2
    assert (
        errors.splitlines()[-1]
        == "Erreur : Valeur refusée pour « --today » : « hier » n’est pas une date AAAA-MM-JJ"
    )


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("build", "--todya"), "Option inconnue « --todya ». Vouliez-vous dire « --today » ?"),
        (("ipm", "decid"), "Commande inconnue « decid ». Vouliez-vous dire « decide » ?"),
        (("newsletter", "check"), "Il manque l’argument « NUMÉRO »."),
        (
            ("atelier", "--port", "l'été"),
            "Valeur refusée pour « --port » : « l’été » n’est pas un nombre.",
        ),
        (
            ("build", "--engine", "x"),
            "Valeur refusée pour « --engine » : « x » n’est pas l’une de ces valeurs : « mkdocs », « zensical ».",
        ),
    ],
    ids=["option", "command", "argument", "number", "choice"],
)
def test_what_click_refuses_is_told_as_printers_write_it(typed, told):
    code, _, errors = chorale(*typed)

    assert (code, errors.splitlines()[-1]) == (2, f"Erreur : {told}")


def test_a_sound_project_exits_0(project):
    assert chorale("check", "--today", "2026-03-05", "--project", str(project)) == (
        0,
        "",
        "aucun problème\n",
    )


def test_text_shows_the_line_and_a_caret(project):
    meeting = project / "content/meetings/2026-03-17-brest.md"
    meeting.write_text(meeting.read_text().replace("audiences: [gardiens]", "audiences: gardiens"))

    assert chorale("check", "--today", "2026-03-05", "--project", str(project)) == (
        1,
        "content/meetings/2026-03-17-brest.md:12:12: une liste est attendue ; écrire « [gardiens] »\n"
        "    audiences: gardiens\n"
        "               ^\n",
        "1 erreur\n",
    )


def test_json_gives_programs_every_part_of_a_problem(project):
    meeting = project / "content/meetings/2026-03-17-brest.md"
    meeting.write_text(meeting.read_text().replace("audiences: [gardiens]", "audiences: gardiens"))
    code, output, _ = chorale(
        "check", "--format", "json", "--today", "2026-03-05", "--project", str(project)
    )

    assert (code, json.loads(output)) == (
        1,
        [
            {
                "path": "content/meetings/2026-03-17-brest.md",
                "line": 12,
                "column": 12,
                "severity": "error",
                "code": "forme",
                "message": "une liste est attendue",
                "suggestion": "écrire « [gardiens] »",
            }
        ],
    )


def test_github_annotates_the_line(project):
    meeting = project / "content/meetings/2026-03-17-brest.md"
    meeting.write_text(meeting.read_text().replace("audiences: [gardiens]", "audiences: gardiens"))

    assert chorale(
        "check", "--format", "github", "--today", "2026-03-05", "--project", str(project)
    )[:2] == (
        1,
        "::error file=content/meetings/2026-03-17-brest.md,line=12,col=12,title=forme::"
        "une liste est attendue ; écrire « [gardiens] »\n",
    )


def test_it_works_from_any_folder_of_a_project(project):
    assert chorale("check", "--today", "2026-03-05", cwd=project / "content/ipm/cycle-1") == (
        0,
        "",
        "aucun problème\n",
    )


def test_the_project_may_be_named_before_the_command(project, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("ailleurs")

    assert chorale("--project", str(project), "check", "--today", "2026-03-05", cwd=elsewhere) == (
        0,
        "",
        "aucun problème\n",
    )


@pytest.mark.parametrize(
    "arguments",
    [("--project", "/absent", "check"), ("check", "--project", "/absent")],
    ids=["before the command", "after it"],
)
def test_a_project_that_is_not_there_is_refused_in_french(arguments):
    code, _, errors = chorale(*arguments)

    told = "Erreur : Valeur refusée pour « --project » : Dossier « /absent » n’existe pas."
    assert (code, errors.splitlines()[-1]) == (2, told)


def test_colour_is_never_written_to_a_file_nor_against_the_wish_of_the_reader(project):
    assert "\x1b" not in "".join(
        map(
            str,
            chorale("check", "--today", "2026-03-05", "--project", str(project), NO_COLOR="1"),
        )
    )


def test_the_shell_completes_commands():
    code, output, _ = chorale(
        "che", _CHORALE_COMPLETE="bash_complete", COMP_WORDS="chorale che", COMP_CWORD="1"
    )

    assert (code, output) == (0, "plain,check\n")


GROUPS = [name for name, (_, where) in COMMANDS.items() if not isinstance(where, str)]


@pytest.mark.parametrize("words", [["--help"], *([name, "--help"] for name in GROUPS)])
def test_the_list_of_commands_imports_none_of_them(words):
    script = f"import sys; from chorale.__main__ import chorale; chorale({words}, standalone_mode=False); print(sorted({{'yaml', 'mkdocs', 'pandas', 'babel', 'jinja2', 'sqlalchemy', 'chorale.content'}} & set(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert run.stdout.splitlines()[-1] == "[]"


def messages(data):
    """Return what a compiled catalogue translates, without its dated header."""
    return {
        source: french
        for source, french in gettext.GNUTranslations(io.BytesIO(data))._catalog.items()
        if source
    }


def test_the_compiled_messages_are_those_of_the_catalogue():
    compiled = io.BytesIO()
    with (LOCALE / "messages.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale="fr"))

    assert messages((LOCALE / "messages.mo").read_bytes()) == messages(compiled.getvalue())
