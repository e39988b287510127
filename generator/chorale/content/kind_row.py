"""Row of the table of kinds: what is said of one kind of content, and the parts of its place in the community."""

from dataclasses import dataclass

from chorale.content.path_patterns import PathPattern


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
