"""The built wheel in an environment of its own, far from the checkout: every file that the program reads is in it.

The libraries are lent by the environment of the tests, so that nothing is downloaded: that the declared dependencies
suffice is the business of test_every_library_that_is_imported_is_declared.
"""

import ast
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import tomllib
import urllib.request
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from house import ROOT, TEMPLATES

SOURCES = (
    "generator",
    "templates",
    "setup.py",
    "pyproject.toml",
    "MANIFEST.in",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    "NOTICE.md",
)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
TODAY = ("--today", "2026-11-28")

pytestmark = pytest.mark.xdist_group("wheel")


def files(folder):
    """Return the path of every file of a folder, compiled modules aside."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel from a copy, so that the checkout stays clean."""
    sources, made = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, sources / name)
    shutil.rmtree(sources / "generator/chorale.egg-info", ignore_errors=True)
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-index",
        "--no-deps",
        "--no-build-isolation",
    ]
    subprocess.run([*command, "--wheel-dir", str(made), str(sources)], check=True)
    return next(made.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Install the wheel alone in an empty environment, the libraries of the tests lent to it; return its folder."""
    folder = tmp_path_factory.mktemp("environnement")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    site = next(folder.glob("lib/python*/site-packages"))
    (site / "lent.pth").write_text(
        sysconfig.get_path("purelib")
    )  # its own .pth, thus the checkout, are not read
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(folder / "bin/python"),
        "install",
        "--quiet",
    ]
    subprocess.run([*pip, "--no-deps", "--no-index", "--ignore-installed", str(wheel)], check=True)
    return folder


class Program:
    """What the wheel installed, run from a folder."""

    def __init__(self, environment, folder):
        self.bin = environment / "bin"
        self.folder = folder
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "CHORALE"))
        }
        self.environment = {**kept, "LANG": "C.UTF-8"}

    def run(self, *command):
        """Return (exit code, output, errors), no-break spaces made plain."""
        done = subprocess.run(
            [str(self.bin / command[0]), *command[1:]],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        plain = str.maketrans({"\u00a0": " ", "\u202f": " "})
        return done.returncode, done.stdout.translate(plain), done.stderr.translate(plain)

    def served(self, path, *command):
        """Start a server, read one of its pages, stop it; return the page."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        words = [word.replace("PORT", str(port)) for word in command]
        server = subprocess.Popen(
            [str(self.bin / words[0]), *words[1:]],
            cwd=self.folder,
            env=self.environment,
            stderr=subprocess.DEVNULL,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - a shell's background ignores it
        )
        try:
            while server.poll() is None:
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
                        return answer.read().decode()
                except OSError:
                    time.sleep(0.1)
            pytest.fail(f"{command} s'est arrêté")
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(60)


@pytest.fixture(scope="module")
def community(installed, tmp_path_factory):
    """Create a community with the installed program and return the program, run from its folder."""
    folder = tmp_path_factory.mktemp("ailleurs") / "communaute"
    folder.mkdir()
    program = Program(installed, folder)
    assert program.run("chorale", "init", ".", *TODAY)[0] == 0
    return program


@pytest.fixture(scope="module")
def published(community):
    """Publish the community once; return the exit code and what was said."""
    code, _, errors = community.run("chorale", "build", *TODAY)
    return code, re.sub(r"\d+", "n", errors)


def test_the_wheel_holds_every_file_of_the_program_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as opened:
        held = {name for name in opened.namelist() if ".dist-info/" not in name}
    ours = files(ROOT / "generator/chorale") | {f"templates/{path}" for path in files(TEMPLATES)}

    assert held == {f"chorale/{path}" for path in ours}


def test_the_wheel_names_its_licences_its_command_and_its_plugin(wheel):
    with zipfile.ZipFile(wheel) as opened:
        names = [name.partition(".dist-info/")[2] for name in opened.namelist()]
        entries = opened.read(
            next(name for name in opened.namelist() if name.endswith("entry_points.txt"))
        ).decode()

    assert sorted(name.rpartition("/")[2] for name in names if name.startswith("licenses/")) == [
        "LICENSE",
        "NOTICE.md",
        "age-LICENSES.txt",
        "atkinson-hyperlegible-next-OFL.txt",
        "bricolage-grotesque-OFL.txt",
    ]
    assert entries.split() == [
        "[console_scripts]", "chorale", "=", "chorale.__main__:main",
        "[mkdocs.plugins]", "chorale", "=", "chorale.mkdocs_plugin:CommunityPlugin",
    ]  # fmt: skip


def test_the_program_that_runs_is_the_one_of_the_wheel(community):
    where = "import chorale; print(chorale.__file__)"
    code, output, _ = community.run("python", "-c", where)

    assert (code, Path(output.strip()).is_relative_to(community.bin.parent)) == (0, True)
    assert community.run("chorale", "--version") == (0, f"chorale {PROJECT['version']}\n", "")


def test_outside_any_community_one_sentence_says_what_to_do(installed, tmp_path):
    said = (
        "Erreur : aucune communauté ici : ni ce dossier ni ceux qui le contiennent n’ont de « content/community.yml » ; "
        "donner son dossier avec --project, ou en créer une : chorale init DOSSIER\n"
    )

    assert Program(installed, tmp_path).run("chorale", "check") == (2, "", said)


def test_a_new_community_is_sound_and_publishes(community, published):
    assert community.run("chorale", "check", *TODAY) == (0, "", "aucun problème\n")
    assert published == (0, "n fichiers publiés dans build/\n")
    assert (community.folder / "build/site/assets/css/tokens.css").is_file()
    assert (community.folder / "build/newsletters/2026-11/email.html").is_file()


def test_its_letter_can_be_sent(community):
    assert community.run("chorale", "newsletter", "check", "2026-11", *TODAY) == (
        0,
        "",
        "2026-11 : rien à reprendre ; pas encore approuvé\n",
    )


def test_new_content_starts_from_the_templates_of_the_wheel(community):
    code, _, errors = community.run("chorale", "new", "meeting", "2027-03-09", "Brest", *TODAY)

    assert (code, errors) == (0, "content/meetings/2027-03-09-brest.md est prêt à compléter\n")
    (community.folder / "content/meetings/2027-03-09-brest.md").unlink()


def test_the_live_preview_shows_the_site(community):
    page = community.served(
        "/documentation/premiers-pas/",
        "chorale",
        "serve",
        "--address",
        "127.0.0.1:PORT",
        *TODAY,
    )

    assert "<title>Les premiers pas – Notre communauté</title>" in page


def test_the_service_answers_with_a_form(community):
    page = community.served(
        "/participer/formulaires/votre-avis/", "chorale", "service", "run", "--port", "PORT"
    )

    assert "<title>Votre avis sur la documentation – Notre communauté</title>" in " ".join(
        page.split()
    )


def test_plain_mkdocs_makes_the_same_site(community, published, tmp_path):
    assert published == (0, "n fichiers publiés dans build/\n")
    community.environment["CHORALE_TODAY"] = TODAY[1]
    code, output, errors = community.run(
        "python", "-m", "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path / "site")
    )
    assert (code, output, errors) == (0, "", "")

    def pages(site):
        return {path.relative_to(site): path.read_bytes() for path in site.rglob("*.html")}

    assert pages(tmp_path / "site") == pages(community.folder / "build/site")


def test_every_library_that_is_imported_is_declared():
    providers = packages_distributions()
    extras = PROJECT["optional-dependencies"]
    declared = [*PROJECT["dependencies"], *extras["service"], *extras["timestamp"]]
    known = {normal(re.split(r"[\[<>=~! ]", one)[0]) for one in declared}
    found = {
        name.partition(".")[0]
        for path in (ROOT / "generator").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in imported(node)
    }
    theirs = found - set(sys.stdlib_module_names) - {"chorale"}

    assert {name for name in theirs if not set(map(normal, providers[name])) & known} == set()


def normal(name):
    """Return a distribution's name as the registry compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(node):
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=module):
            return [module]
        case _:
            return []


@pytest.mark.parametrize("path", [".github/workflows/publier.yml", ".gitlab-ci.yml"])
def test_continuous_integration_installs_checks_and_builds(community, path):
    text = (community.folder / path).read_text()
    steps = [line.strip().removeprefix("- ").removeprefix("run: ") for line in text.splitlines()]
    asked = [step for step in steps if step.startswith(("pip ", "chorale "))]

    assert yaml.safe_load(text)
    assert list(dict.fromkeys(step.replace(" --format github", "") for step in asked)) == [
        "pip install --requirement requirements.txt",
        "chorale check",
        "chorale build",
    ]
    assert (community.folder / "requirements.txt").read_text().splitlines()[-1] == (
        f"chorale[service]=={PROJECT['version']}"
    )
