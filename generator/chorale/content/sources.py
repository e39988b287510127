"""Reading of a content file: decoded text, YAML nodes with their places, front matter and body."""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import yaml

from chorale.content import yaml_faults
from chorale.content.problems import Problem, Source
from chorale.memory import KeptAnswers, again
from chorale.text.characters import characters

LARGEST = 1_000_000
DEEPEST = 40
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_SUSPECT = re.compile(r"(?:^|[\s,\[{:-])[&*][^\s,]|(?:[-?] ){6}", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\ufffe\uffff]")
"""Signs that YAML refuses, or takes for the end of a line."""
_BREAKS = "\x0b\x0c\x85\u2028\u2029"
"""Those that part lines where they were copied."""
_CONFLICT = re.compile(r"^(?:<{7} \S|>{7} \S|\|{7} \S|={7}$(?=[\s\S]*^>{7} ))", re.MULTILINE)
_TAB = re.compile(r"^ *\t", re.MULTILINE)


class UnreadableFile(Exception):
    """Carries the one problem that stops the reading of a file."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(frozen=True)
class Origin:
    """Where the words of one file stand; offset is the number of lines before the YAML text."""

    path: str
    node: yaml.Node | None = None
    offset: int = 0
    body_line: int = 1
    lines: tuple[int, ...] = ()
    """The line of the file's own body, from 0, that each line of the body as it is read comes from."""

    def place(self, node: yaml.Node) -> Source:
        """Return where a YAML node begins."""
        return Source(self.path, node.start_mark.line + 1 + self.offset, node.start_mark.column + 1)

    def at(self, *keys: str | int) -> Source:
        """Return where the value under these keys begins, or the nearest parent that exists."""
        node = self.node
        for key in keys:
            inner = _child(node, key)
            if inner is None:
                break
            node = inner[1]
        return self.place(node) if node is not None else Source(self.path)

    def at_key(self, *keys: str | int) -> Source:
        """Return where the last key itself is written."""
        parent: yaml.Node | None = self.node
        for key in keys[:-1]:
            inner = _child(parent, key)
            parent = inner[1] if inner else None
        found = _child(parent, keys[-1])
        return self.place(found[0]) if found else self.at(*keys)

    def in_body(self, body: str, index: int) -> Source:
        """Return the place of a character of the Markdown body."""
        before = body[:index]
        return self.in_line(before.count("\n"), index - (before.rfind("\n") + 1) + 1)

    def in_line(self, line: int, column: int = 1) -> Source:
        """Return the place of a column in a line of the body as it is read, counted from 0."""
        return Source(
            self.path,
            self.body_line + (self.lines[line] if line < len(self.lines) else line),
            column,
        )


Origins = Mapping[str, Origin]


def _child(node: yaml.Node | None, key: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next((pair for pair in node.value if pair[0].value == key), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key], node.value[key]
    return None


def text(root: Path, path: str, largest: int = LARGEST) -> str:
    """Read a content file as strict text; raises UnreadableFile for whatever an editor should not have saved."""
    try:
        return _decoded(path, _bytes(root, path, largest))
    except OSError:
        raise _unreadable(
            path,
            "lecture impossible",
            "mettre ici un fichier de texte, que l'on ait le droit de lire",
        ) from None


def stays(root: Path, file: Path) -> bool:
    """Return whether a file of the project is still in it, links followed; those in a circle raise nothing."""
    return Path(os.path.realpath(file)).is_relative_to(root.resolve())


def _bytes(root: Path, path: str, largest: int) -> bytes:
    file = root / path
    found = file.lstat()
    if stat.S_ISLNK(found.st_mode):
        if not stays(root, file):
            raise _unreadable(
                path,
                "lien symbolique qui sort du projet",
                "remplacer le lien par le fichier lui-même",
            )
        if not file.is_file():
            raise _unreadable(
                path,
                "lien symbolique qui ne mène à rien",
                "remplacer le lien par le fichier lui-même",
            )
        found = file.stat()
    if found.st_size > largest:
        size = f"fichier de {found.st_size // 1000} ko : {largest // 1000} ko au plus"
        raise _unreadable(path, size, "le découper")
    return file.read_bytes()


@lru_cache(maxsize=16384)
def _decoded(path: str, data: bytes) -> str:
    if b"\x00" in data:
        raise _unreadable(path, "fichier binaire", "un fichier de contenu est du texte UTF-8")
    try:
        content = characters(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        place = _position(path, data[: error.start].decode("utf-8", "replace"))
        raise UnreadableFile(
            Problem(place, "octet illisible en UTF-8", "enregistrer en « UTF-8 »", "encodage")
        ) from None
    if conflict := _CONFLICT.search(content):
        place = _position(path, content[: conflict.start()])
        raise UnreadableFile(
            Problem(
                place,
                "conflit de versions laissé dans le fichier (« <<<<<<< », « ======= », « >>>>>>> »)",
                "garder le bon texte et retirer ces lignes",
                "conflit",
            )
        )
    if strange := _CONTROL.search(content):
        place = _position(path, content[: strange.start()])
        raise UnreadableFile(
            Problem(
                place,
                f"caractère invisible U+{ord(strange[0]):04X}",
                "le remplacer par un retour à la ligne"
                if strange[0] in _BREAKS
                else "le supprimer",
                "caractere",
            )
        )
    return content


def _position(path: str, before: str) -> Source:
    return Source(path, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _unreadable(path: str, message: str, suggestion: str = "") -> UnreadableFile:
    return UnreadableFile(Problem(Source(path), message, suggestion, "fichier"))


def yaml_origin(path: str, content: str, offset: int = 0) -> Origin:
    """Parse YAML text to nodes: every scalar stays text, aliases and deep nesting are refused."""
    return again((path, offset), (content,), partial(_parsed, path, content, offset), _YAML)


_YAML: KeptAnswers = {}
"""The latest text of each file: a tree weighs a hundred times its text, and an author types for hours."""


def _parsed(path: str, content: str, offset: int) -> Origin:
    if tab := _TAB.search(content):
        line = content[: tab.start()].count("\n") + 1 + offset
        place = Source(path, line, len(tab[0]))
        raise UnreadableFile(
            Problem(place, "tabulation dans l'alignement", "utiliser des espaces", "yaml")
        )
    if (folded := yaml_faults.folded_list(content) if ">" in content else None) is not None:
        said = "liste ou tableau sous « > », qui mettrait ses lignes bout à bout"
        place = Source(path, folded + 1 + offset)
        raise UnreadableFile(Problem(place, said, "écrire « | » au lieu de « > »", "yaml"))
    try:
        if _SUSPECT.search(content) or content.count("[") + content.count("{") > 400:
            _refuse_bombs(path, content, offset)
        root = yaml.compose(content, Loader=LOADER)
    except yaml.YAMLError as error:
        raise UnreadableFile(yaml_faults.problem(path, content, error, offset, LOADER)) from None
    if (joined := yaml_faults.run_together(content, root)) is not None:
        said = "liste dans un texte sans « | », dont les lignes se suivraient"
        place = Source(path, joined + 1 + offset)
        advice = "mettre « | » après la clé, et décaler tout le texte sous elle"
        raise UnreadableFile(Problem(place, said, advice, "yaml"))
    return Origin(path, root, offset)


def _refuse_bombs(path: str, content: str, offset: int) -> None:
    depth = 0
    for event in yaml.parse(content, Loader=LOADER):
        mark: Any = event.start_mark
        place = Source(path, mark.line + 1 + offset, mark.column + 1)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise UnreadableFile(
                Problem(
                    place,
                    "ancre ou alias YAML (« & », « * »)",
                    "recopier la valeur, ou la mettre entre guillemets",
                    "yaml",
                )
            )
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(
            event, yaml.CollectionEndEvent
        )
        if depth > DEEPEST:
            raise UnreadableFile(
                Problem(place, f"plus de {DEEPEST} niveaux imbriqués", "simplifier", "yaml")
            )


_NEARLY = re.compile(r"(?!---\n)\s*(-{3,}|\+{3})[ \t]*\n\s*[\w\"'-]+[ \t]*[:=]")
"""Keys between signs that are nearly those of a header: read as a page without one, they would be its first words."""


def front_matter(path: str, content: str) -> tuple[Origin, str]:
    """Split a Markdown file into the origin of its front matter and its body; raises UnreadableFile.

    A page of the site may have none, as authors of Material know it: its first heading is then its title.
    """
    return again(path, (content,), partial(_split, path, content), _FRONT_MATTER)


_FRONT_MATTER: KeptAnswers = {}


def _split(path: str, content: str) -> tuple[Origin, str]:
    if opened := _NEARLY.match(content):
        place = _position(path, content[: opened.start(1)])
        advice = "mettre « --- » sur la première ligne du fichier, sans espace ni autre signe"
        raise UnreadableFile(Problem(place, "en-tête mal ouvert", advice, "en-tete"))
    if not content.startswith("---\n") and path.startswith("site/"):
        return Origin(path, yaml.compose("{}", yaml.SafeLoader)), content
    if not content.startswith("---\n"):
        advice = "commencer le fichier par une ligne « --- »"
        raise UnreadableFile(Problem(Source(path), "en-tête absent", advice, "en-tete"))
    end = content.find("\n---\n", 3)
    if end < 0 and content.endswith("\n---"):
        end = len(content) - 4
    if end < 0:
        raise UnreadableFile(
            Problem(
                Source(path),
                "en-tête jamais fermé",
                "ajouter une ligne « --- » après les clés",
                "en-tete",
            )
        )
    origin = yaml_origin(path, content[4 : end + 1], offset=1)
    body = content[end + 5 :]
    return Origin(path, origin.node, 1, content[: end + 5].count("\n") + 1), body


def files(root: Path, folder: str, suffix: str) -> Iterator[str]:
    """Yield the project paths of a folder's files, at any depth, in stable order; hidden ones are left out."""
    base = str(root / folder)
    found = (folder + path[len(base) :] for path in _walk(base) if path.endswith(suffix))
    yield from sorted(found, key=lambda path: path.split("/"))


def _walk(folder: str) -> Iterator[str]:
    """Yield files and links, never a pipe or a device; a linked folder is not entered. Paths stay text for speed."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path)
        elif entry.is_symlink() or entry.is_file():
            yield entry.path
