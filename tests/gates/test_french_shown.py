"""What people see is printed French: scripts, letters, help of commands, and every page that leaves by one door.

`tests/helpers/places.py` reads each page and mail of the service and of the atelier that a test meets;
`tests/journeys/test_reading.py` reads the whole site.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from golden_tree import EXPECTED
from house import ROOT, TEMPLATES
from shown import doubled, english, shown, typed

from chorale.__main__ import chorale
from chorale.cli.options import PrintedContext

SCRIPTS = sorted(
    path for path in TEMPLATES.rglob("*.js") if not {"vendor", "fonts"} & set(path.parts)
)
PIECE = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|/(?![*/\s])(?:\\.|\[[^\]]*\]|[^/\n\\\[])+/[a-z]*(?=[\s.,;)])""",
    re.DOTALL,
)
"""Comments, texts and regular expressions, whichever begins first."""

TYPED = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_]|[«$\u00a0])")


def in_script(script: str) -> list[str]:
    """Return the texts of a script where an apostrophe is the one of keyboards."""
    pieces = (found.group() for found in PIECE.finditer(script))
    return [piece for piece in pieces if piece[0] in '"`' and TYPED.search(piece)]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_no_script_shows_the_apostrophe_of_keyboards(path: Path):
    assert in_script(path.read_text(encoding="utf-8")) == []


HOLE = re.compile(r"\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\$\{[^{}]*`$")
"""Code in a text; one that holds another text is cut short there."""
LOOSE = re.compile(r"(?<=[\w»)’%]) (?=[:;!?](?: |.?$))|« | »")
SPACED = [path for path in SCRIPTS if "ipm" in path.parts and path.stem != "receipt"]
"""Their sentences are those of Python, and are spaced as they are shown."""


def loose(script: str) -> list[str]:
    """Return the sentences of a script where a sign may begin a line or leave its word."""
    pieces = (found.group() for found in PIECE.finditer(script))
    said = ((one, HOLE.sub("X", one)) for one in pieces if one[0] in '"`' and one[1] != "#")
    return [one for one, words in said if words.count(" ") > 1 and LOOSE.search(words)]


@pytest.mark.parametrize(
    "path", [one for one in SCRIPTS if one not in SPACED], ids=lambda path: path.stem
)
def test_no_script_lets_a_french_sign_leave_its_word(path: Path):
    assert loose(path.read_text(encoding="utf-8")) == []


def test_a_sign_of_code_is_no_sign_of_a_sentence():
    script = """say(`${one > 1 ? "les" : "le"} texte`); say("Un texte : « oui » ?"); say("a\\u00a0: b c");
say(`Le texte de ${name} : perdu`);"""

    assert loose(script) == ['"Un texte : « oui » ?"', "`Le texte de ${name} : perdu`"]


def test_the_apostrophe_of_a_comment_or_of_a_pattern_is_nobody_s():
    script = """// it's
/* the reader's */ const said = "l'eau"; const wanted = /d'eau/; say(`qu'${name} "dit"`);"""

    assert in_script(script) == ['"l\'eau"', '`qu\'${name} "dit"`']


LETTERS = sorted((EXPECTED / "newsletters").rglob("*.html"))


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.stem)
def test_a_letter_is_in_printed_french(path: Path):
    texts = shown(path.read_text(encoding="utf-8"))

    assert (typed(texts), english(texts)) == ([], [])


def test_the_text_part_of_a_letter_is_in_printed_french():
    (part,) = (EXPECTED / "newsletters").rglob("email.txt")
    lines = part.read_text(encoding="utf-8").splitlines()

    assert (typed(lines), english(lines)) == ([], [])


def commands(command: click.Command, path: str = "chorale") -> Iterator[tuple[str, click.Command]]:
    """Yield a command and those below it, by what one types."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from commands(found, f"{path} {name}")


def test_the_help_of_every_command_is_in_printed_french():
    texts = {
        path: one.get_help(PrintedContext(one, info_name=path)) for path, one in commands(chorale)
    }

    assert {path: text for path, text in texts.items() if typed([text])} == {}
    assert all(one.context_class is PrintedContext for _, one in commands(chorale))


DOORS = {
    "atelier/web/guest_pages.py": 1,
    "atelier/web/preview_pages.py": 2,
    "atelier/web/request.py": 1,
    "service/operation/inbox_pages.py": 1,
    "service/web/page_rendering.py": 1,
    "service/web/shared_pages.py": 1,
}
"""The modules that answer with HTML, how often: by `html_typography`; what is printed already, and letters, as they are."""


def test_html_leaves_the_service_and_the_atelier_by_few_doors():
    rooms = ROOT / "generator/chorale"
    found = {
        path.relative_to(rooms).as_posix(): path.read_text(encoding="utf-8").count("HTMLResponse(")
        for room in ("service", "atelier")
        for path in (rooms / room).rglob("*.py")
    }

    assert {path: count for path, count in found.items() if count} == DOORS


def test_a_planted_fault_is_seen():
    page = """<p title="l'eau">l'air <code>l'or</code> <textarea>the end</textarea> <a href="https://a.fr/l'x">Skip to
        content</a> <span lang="en">the end</span> <input value="l'encre" placeholder="Search the site"></p>"""

    assert typed(shown(page)) == ["l'eau", "l'air"]
    assert english(shown(page)) == ["Skip to\n        content", "Search the site"]


def test_links_that_share_a_name_or_have_none_are_seen():
    page = """<a href="a/">Lire</a> <a href="./b/"><b>Lire</b></a> <a href="c/">Voir</a> <a href="./c/">Voir</a>
        <a href="d/" aria-label="Lire la suite">Lire</a> <a href="e/"><img alt=""></a> <a href="f/"><img alt="Plan"></a>"""

    assert doubled(page, "https://site/") == {
        "Lire": {"https://site/a/", "https://site/b/"},
        "": {"https://site/e/"},
    }
