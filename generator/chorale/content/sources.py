"""Reading of a content file: decoded text, YAML nodes with their places, front matter and body."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import yaml

from chorale.content import yaml_faults
from chorale.content.problems import Problem, Source
from chorale.content.source_files import UnreadableFile, position
from chorale.memoization import KeptAnswers, again

DEEPEST = 40
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_SUSPECT = re.compile(r"(?:^|[\s,\[{:-])[&*][^\s,]|(?:[-?] ){6}", re.MULTILINE)
_TAB = re.compile(r"^ *\t", re.MULTILINE)


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
    _refuse_losses(path, content, offset)
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
        if content.split("\n")[joined].strip()[0] in "–•":
            advice += " ; pour une liste de mots, commencer chaque ligne par « - »"
        raise UnreadableFile(Problem(place, said, advice, "yaml"))
    return Origin(path, root, offset)


def _refuse_losses(path: str, content: str, offset: int) -> None:
    """Refuse what YAML reads without a word, and loses: lines under « > », labels, bars between quotation marks."""
    if (folded := yaml_faults.folded_list(content) if ">" in content else None) is not None:
        said = "liste ou tableau sous « > », qui mettrait ses lignes bout à bout"
        place = Source(path, folded + 1 + offset)
        raise UnreadableFile(Problem(place, said, "écrire « | » au lieu de « > »", "yaml"))
    labels = path.endswith("mkdocs.yml")  # its extensions are named by them
    if label := None if labels else yaml_faults.labelled(content, LOADER):
        (line, column), word = label
        said = f"« {word} » en tête d'une valeur : YAML le prend pour une étiquette, et le perdrait"
        place = Source(path, line + 1 + offset, column + 1)
        advice = "mettre tout le texte entre guillemets"
        raise UnreadableFile(Problem(place, said, advice, "yaml"))
    if barred := yaml_faults.unescaped_path(content, LOADER):
        said = "« \\ » dans un texte entre guillemets doubles, qui s'y perdrait"
        place = Source(path, barred[0] + 1 + offset, barred[1] + 1)
        raise UnreadableFile(Problem(place, said, "l'écrire « \\\\ »", "yaml"))


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


_NEARLY = re.compile(r"(?!---\n)\s*(-{3,}|\+{3})[ \t]*\n(?:\s*#[^\n]*\n)*\s*[\w\"'-]+[ \t]*[:=]")
"""Keys between signs that are nearly those of a header: read as a page without one, they would be its first words."""


_NEARLY_CLOSED = re.compile(
    r"^(?:--|-{4,}|[ \t]+---|---[ \t]+|- - -|[—–_=*]{1,5})[ \t]*$", re.MULTILINE
)
"""A line that was to close a header."""


def front_matter(path: str, content: str) -> tuple[Origin, str]:
    """Split a Markdown file into the origin of its front matter and its body; raises UnreadableFile.

    A page of the site may have none, as authors of Material know it: its first heading is then its title.
    """
    return again(path, (content,), partial(_split, path, content), _FRONT_MATTER)


_FRONT_MATTER: KeptAnswers = {}


def _ill_closed(path: str, content: str) -> UnreadableFile | None:
    """Return what to say of a line that nearly closes a header, if one stands there."""
    found = _NEARLY_CLOSED.search(content, 4)
    if found is None:
        return None
    advice = "écrire « --- » seul sur sa ligne, sans espace ni autre signe"
    place = position(path, content[: found.start()])
    return UnreadableFile(
        Problem(place, f"en-tête mal fermé par « {found[0].strip()} »", advice, "en-tete")
    )


def _split(path: str, content: str) -> tuple[Origin, str]:
    if opened := _NEARLY.match(content):
        place = position(path, content[: opened.start(1)])
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
        advice = "ajouter une ligne « --- » après les clés"
        raise _ill_closed(path, content) or UnreadableFile(
            Problem(Source(path), "en-tête jamais fermé", advice, "en-tete")
        )
    try:
        origin = yaml_origin(path, content[4 : end + 1], offset=1)
    except UnreadableFile as fault:
        raise _ill_closed(path, content[: end + 1]) or fault from None
    body = content[end + 5 :]
    return Origin(path, origin.node, 1, content[: end + 5].count("\n") + 1), body
