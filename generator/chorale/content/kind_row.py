"""Row of the table of kinds: what is said of one kind of content, and the pattern of the paths of its files."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

_HOLE = re.compile(r"\*\*/|\{(\w+)(:path)?\}")


@dataclass(frozen=True)
class PathPattern:
    """A path such as content/webinars/**/{slug}.md.

    « **/ » stands for folders that say nothing, {slug} for the name of a file or a folder, {slug:path} for folders too.
    """

    text: str

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the names in braces, in order."""
        return tuple(found[1] for found in _HOLE.finditer(self.text) if found[1])

    @cached_property
    def folder(self) -> str:
        """Return the folder under which every such path stands."""
        known = _HOLE.split(self.text, maxsplit=1)[0]
        return known.rpartition("/")[0]

    @cached_property
    def suffix(self) -> str:
        """Return how such a path ends, as .md or /issue.yml."""
        last = list(_HOLE.finditer(self.text))
        return self.text[last[-1].end() :] if last else ""

    def match(self, path: str) -> dict[str, str] | None:
        """Return what a path says under each name; None for a path of another shape."""
        found = self._regex.fullmatch(path) if path.startswith(self.folder) else None
        return found.groupdict() if found else None

    def holds(self, path: str) -> bool:
        """Return whether a path has this shape."""
        return self.match(path) is not None

    def fill(self, known: Mapping[str, object]) -> "PathPattern":
        """Return the pattern with the names that are known written in."""
        return PathPattern(_HOLE.sub(lambda hole: str(known.get(hole[1], hole[0])), self.text))

    def path(self, **known: str) -> str:
        """Return the path where all names are known, in the first of the folders that say nothing."""
        return self.fill(known).text.replace("**/", "")

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        made, start = "", 0
        for hole in _HOLE.finditer(self.text):
            made += re.escape(self.text[start : hole.start()])
            made += f"(?P<{hole[1]}>{'.+' if hole[2] else '[^/]+'})" if hole[1] else "(?:.+/)?"
            start = hole.end()
        return re.compile(made + re.escape(self.text[start:]))


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of content; docs/schemas/ has a schema under its name, read by text editors.

    A name in braces in files or in page is a field of its items. held is the field of the community that has them, or
    the field of one of these: « issues », « issues.articles ». The table is read in its order.
    """

    name: str
    type: type
    french: str
    files: PathPattern
    held: str
    listed: bool = False
    """One file holds a list of items."""
    needed: bool = False
    """Its folder is a mistake without its file."""
    order: tuple[str, ...] = ()
    """The fields that sort its items; by default they stand in the order of their files."""
    page: str = ""
    """The Markdown path of its page, from the site's root."""
    template: str = ""
    """What draws its page, in templates/site/."""
    list_page: str = ""
    """The Markdown path of the page that leads readers to it."""
    list_template: str = ""
    """What draws such a page."""
    checks: tuple[str, ...] = ()
    """The checks that find mistakes in its files, in content/checks/ (agenda.check)."""
    new: str = ""
    """What `chorale new` completes, in templates/new/; the command has this name."""

    @property
    def holder(self) -> str:
        """Return what has its field: nothing for the community, else the path to another kind's items."""
        return self.held.rpartition(".")[0]

    @property
    def field(self) -> str:
        """Return the field that has its items."""
        return self.held.rpartition(".")[2]
