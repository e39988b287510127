"""What a person typed, as readers will see it: the page in its frame, the email in its views."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from chorale import memory
from chorale.atelier.desk import Desk, NoContent, Project
from chorale.atelier.forms.screen_words import in_words
from chorale.atelier.sheets import Sheet, typed
from chorale.content import addresses, picture_files
from chorale.content.model import Article, Community, Issue, Page
from chorale.content.project import with_typed
from chorale.files import File
from chorale.newsletter import web_pages
from chorale.newsletter.review import issue_files
from chorale.overrides import BrokenTemplate
from chorale.publish import OUTPUTS
from chorale.site import mkdocs_adapter
from chorale.site.pages_plugin import SiteEdition
from chorale.site.single_page import SiteFrame, framed


class NotShown(Exception):
    """Nothing can be shown of this yet; the text is one French sentence."""


@dataclass
class Frames:
    """The frame of the site as it is saved: once there is one, another is made aside while the old one serves."""

    desk: Desk
    _kept: tuple[str, SiteFrame] | None = None
    _making: threading.Lock = field(default_factory=threading.Lock)

    def frame(self) -> SiteFrame:
        """Return what stands around every page, perhaps as it was a moment ago; raises NoContent."""
        project = self.desk.project()
        if self._kept is None:
            self._make(project)
        elif self._kept[0] != project.stamp and not self._making.locked():
            threading.Thread(target=self._make, args=(project,), daemon=True).start()
        assert self._kept is not None
        return self._kept[1]

    def warm(self) -> None:
        """Make the first frame before anyone asks for it; bad content is told when someone does."""
        with contextlib.suppress(NoContent, BrokenTemplate):
            self.frame()

    def _make(self, project: Project) -> None:
        with self._making:
            if self._kept is None or self._kept[0] != project.stamp:
                self._kept = (project.stamp, _frame(self.desk, project))


def _frame(desk: Desk, project: Project) -> SiteFrame:
    community = project.community
    found = (
        file for output in OUTPUTS if output is not web_pages.files for file in output(community)
    )
    files = (*found, *web_pages.files(community, drafts=True))
    edition = SiteEdition(community=community, files=files)
    with mkdocs_adapter.pages_folder(desk.root) as docs_dir:
        return framed(edition, docs_dir, desk.folder / "apercu")


def address_of(sheet: Sheet) -> str:
    """Return where the site will show a file, from its root; nothing for what has no page of its own."""
    if not sheet.kind.page:
        return ""
    known = sheet.kind.files.match(sheet.path) or {}
    return addresses.address(sheet.kind.page.format(**known))


def has_email(sheet: Sheet) -> bool:
    """Return whether a file is part of a letter."""
    return sheet.kind.type in (Issue, Article)


def community_with(desk: Desk, sheet: Sheet) -> Community:
    """Return the community with what is typed of one file; raises NotShown when it cannot be read yet."""
    loaded = with_typed(desk.project().loaded, desk.today, sheet.path, typed(sheet))
    if loaded.community is None or sheet.path in loaded.broken:
        mine = [in_words(one) for one in loaded.problems if one.source.path == sheet.path]
        raise NotShown("L'aperçu attend : " + " ; ".join(mine or ["la communauté est à corriger"]))
    return loaded.community


def page(frames: Frames, sheet: Sheet) -> str:
    """Return the page of a file as it is typed."""
    path = sheet.kind.page.format(**(sheet.kind.files.match(sheet.path) or {}))
    community = community_with(frames.desk, sheet)
    if sheet.kind.type is Page:
        return frames.frame().render(File.of(path, typed(sheet)))
    found = next((file for file in _made(community, sheet) if file.path == path), None)
    memory.next_round()
    if found is None:
        raise NotShown("Cette page n'est pas encore publiée : elle n'a pas d'aperçu.")
    return frames.frame().render(found)


def _made(community: Community, sheet: Sheet) -> Iterator[File]:
    """Yield the site's files among which a page is, as few as can be."""
    if has_email(sheet):
        issue = issue_of(community, sheet)
        yield from web_pages.files(replace(community, issues=(issue,)), drafts=True)
        return
    for output in OUTPUTS:
        if output is not web_pages.files:
            yield from output(community)


def issue_of(community: Community, sheet: Sheet) -> Issue:
    """Return the letter that a file is part of; raises NotShown when there is none."""
    folder = str(PurePosixPath(sheet.path).parent)
    for issue in community.issues:
        if folder == str(PurePosixPath(issue.path).parent):
            return issue
    raise NotShown("Le numéro de cet article ne se lit pas : il n'a pas d'aperçu.")


def folder(sheet: Sheet) -> str:
    """Return the name of the letter whose folder holds a file."""
    return PurePosixPath(sheet.path).parent.name if has_email(sheet) else ""


def email_views(desk: Desk, sheet: Sheet) -> dict[str, str]:
    """Return each view of the email that holds a file, by its name; « texte » is the plain part."""
    community = community_with(desk, sheet)
    issue = issue_of(community, sheet)
    found = {}
    for file in issue_files.issue_files(community, issue):
        name = PurePosixPath(file.path)
        if name.parent.name == "apercu" and name.suffix == ".html":
            found[name.stem] = file.content.decode()
        elif name.name == "email.txt":
            found["texte"] = file.content.decode()
    memory.next_round()
    return found


def picture(desk: Desk, issue: str, name: str) -> bytes | None:
    """Return a picture of a letter by its name: one that only a draft shows stands beside its article already."""
    found = next((one for one in desk.project().community.issues if one.slug == issue), None)
    if found is None:
        return None
    return found.pictures.get(name) or picture_files.not_named_yet(desk.root, found, name)
