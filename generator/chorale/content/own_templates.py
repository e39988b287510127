"""The templates that a community gives a look of its own: found, parsed, and told when they replace nothing."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

import jinja2

from chorale.content.problems import Problem, Source
from chorale.content.source_files import UnreadableFile, text
from chorale.french.suggestions import did_you_mean
from chorale.overrides import FOLDER, TemplateFolders, of_project, shipped

TEXTS = (".css", ".js", ".svg", ".mjml", ".html", ".md", ".txt", ".yml")
ASSETS = "assets/"


def read(root: Path) -> tuple[TemplateFolders, tuple[Problem, ...]]:
    """Return the templates of a project with their problems."""
    found = of_project(root)
    words, unreadable = _words(root, found.names)
    problems = (*unreadable, *_strangers(found.names, words), *_syntax(words))
    return found, problems


def _words(root: Path, names: Iterable[str]) -> tuple[Mapping[str, str], tuple[Problem, ...]]:
    """Return the text of each file that is text."""
    words, problems = {}, []
    for name in sorted(names):
        if not name.endswith(TEXTS):
            continue
        try:
            words[name] = text(root, f"{FOLDER}/{name}")
        except UnreadableFile as error:
            problems.append(error.problem)
    return words, tuple(problems)


def _strangers(names: Iterable[str], words: Mapping[str, str]) -> Iterator[Problem]:
    """Yield each file that replaces none of the program's, unless another of the community's files names it."""
    known = shipped() if names else frozenset()
    for name in sorted(set(names) - known):
        alone = PurePosixPath(name).name
        if not any(alone in others for file, others in words.items() if file != name):
            message = "fichier qui ne remplace aucun modèle et qu'aucun autre ne cite"
            yield Problem(Source(f"{FOLDER}/{name}"), message, did_you_mean(name, known), "modele")


def _syntax(words: Mapping[str, str]) -> Iterator[Problem]:
    for name, source in words.items():
        if ASSETS in name:
            continue
        try:
            jinja2.Environment(autoescape=True).parse(source)
        except jinja2.TemplateSyntaxError as error:
            place = Source(f"{FOLDER}/{name}", error.lineno)
            yield Problem(
                place, f"modèle mal formé : {error.message}", "relire cette ligne", "modele"
            )
