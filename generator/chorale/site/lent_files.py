"""The files that MkDocs is lent: those that we generate, and the list of all of them."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from mkdocs.structure.files import File as MkDocsFile
from mkdocs.structure.files import Files, InclusionLevel

from chorale.files import File
from chorale.former_publication import NONE, FormerPublication


class LentFile(MkDocsFile):
    """A generated file; in a live preview it is copied again only when its bytes changed."""

    body: str = ""
    before: FormerPublication = NONE
    """The site before, which may hold these bytes already."""
    shown: ClassVar[dict[tuple[str, str], bytes]] = {}
    """The bytes that each site folder's preview shows, by folder and path."""

    def is_modified(self) -> bool:
        """Return whether a preview still has to copy these bytes."""
        return self.shown.get((self.dest_dir, self.src_uri)) != self.content_bytes

    def copy_file(self, dirty: bool = False) -> None:
        """Write what is no page, unless a preview shows it already."""
        if self.is_modified() or not dirty:
            self.before.lay(Path(self.dest_dir), [File(self.dest_uri, self.content_bytes)])


class KeptFiles(Files):
    """All the files of a site, whose pages are told apart once: MkDocs asks for them eight times in a build."""

    def __init__(self, files: Iterable[MkDocsFile]) -> None:
        super().__init__(list(files))
        self.pages: dict[Callable[[InclusionLevel], bool], Sequence[MkDocsFile]] = {}

    def documentation_pages(
        self, *, inclusion: Callable[[InclusionLevel], bool] = InclusionLevel.is_included
    ) -> Sequence[MkDocsFile]:
        """Return the pages that are included so; none comes and none goes once MkDocs has the list."""
        if inclusion not in self.pages:
            self.pages[inclusion] = super().documentation_pages(inclusion=inclusion)
        return self.pages[inclusion]
