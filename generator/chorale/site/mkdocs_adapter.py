"""MkDocs adapter: our pages lent to MkDocs in this process, its refusals told in French."""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Literal

from jinja2 import Environment
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File as MkDocsFile
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.pages import Page, _RelativePathTreeprocessor
from mkdocs.structure.toc import get_toc
from mkdocs.utils.templates import TemplateContext

from chorale.content import addresses
from chorale.content.item_model import PagePicture
from chorale.content.kinds import with_pages
from chorale.content.model import Community
from chorale.content.problems import Problem
from chorale.content.sources import Origins
from chorale.files import File, data, write
from chorale.overrides import TemplateFolders
from chorale.site import navigation, page_pictures, sections
from chorale.site.mkdocs_words import listening, sentences
from chorale.site.search import index
from chorale.site.social_cards import SocialCards
from chorale.text import diagrams, markdown
from chorale.text.markdown import is_one_block, typeset
from chorale.text.templates import blamed

SETTINGS = data("site/mkdocs.yml")
THEME = "site/theme"
DIALECT = "chorale.text.dialect"


@dataclass(frozen=True, kw_only=True)
class SiteEdition:
    """A community, and every file of its site that the hand-written pages do not already give."""

    community: Community
    files: tuple[File, ...]
    origins: Origins = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    """Errors of its drafts, which stop no publication."""


class SiteBuildFailed(Exception):
    """The site builder met faults; the text is French, one line each."""


class LentFile(MkDocsFile):
    """A generated file; in a live preview it is copied again only when its bytes changed."""

    body: str = ""
    shown: ClassVar[dict[tuple[str, str], bytes]] = {}
    """The bytes that each site folder's preview shows, by folder and path."""

    def is_modified(self) -> bool:
        """Return whether a preview still has to copy these bytes."""
        return self.shown.get((self.dest_dir, self.src_uri)) != self.content_bytes


class PagesPlugin(BasePlugin):  # type: ignore[type-arg,no-untyped-call]  # its settings are none
    """Lends an edition to MkDocs: its settings, its pages, its templates."""

    def __init__(
        self,
        edition: SiteEdition,
        *,
        searched: bool = True,
        changed: frozenset[str] | None = None,
        heads: dict[str, Any] | None = None,
    ) -> None:
        self.edition = edition
        self.changed = changed
        """The pages to render, by their Markdown paths, where the others stand already; all without it."""
        self.heads: dict[str, Any] = {} if heads is None else heads
        """What the header of each page says, those of previous renderings too: the map of the site shows it."""
        community = edition.community
        self.read = {f"{one.slug}.md": sections.body(community, one) for one in community.pages}
        """The hand-written pages as every reader understands them."""
        self.by_hand = {f"{one.slug}.md": one for one in community.pages}
        self.updated = navigation.updated(community)
        self.pictures: dict[str, PagePicture] = {}
        self.searched = searched
        self.cards = SocialCards(edition.community)

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Give what depends on the community: name, address, menu, theme.

        Material's own templates are left out: our theme replaces every page's frame, and looking through its ten
        thousand icons would cost more than rendering a save.
        """
        community, files = self.edition.community, self.edition.files
        config.site_name = community.name
        config.site_description = community.description
        if not (config.site_url or "").startswith("http://"):  # a live preview has its own address
            config.site_url = community.url
        kept = (folder for folder in config.theme.dirs if "material" not in Path(folder).parts)
        config.theme.dirs = [*map(str, community.templates.folders(THEME)), *kept]
        config.nav = navigation.tree(community, files)
        config.mdx_configs[DIALECT] = {"glossary": dict(community.abbreviations)}
        config.repo_url = community.site.repository or None
        config.edit_uri = navigation.edit_uri(community) or None
        config.extra.update(navigation.shown(community, files))
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add our files to MkDocs' own; a hand-written page wins over a generated one of the same path."""
        known = page_pictures.of_project(Path(config.docs_dir).parent)
        self.pictures = {**known, **page_pictures.of_community(self.edition.community)}
        for original in filter(None, map(files.get_file_from_path, known)):
            original.inclusion = InclusionLevel.EXCLUDED  # links still find it, no reader does
        for made in page_pictures.files(known):
            if replaced := files.get_file_from_path(made.path):
                files.remove(replaced)
            files.append(LentFile.generated(config, made.path, content=made.content))
        sources = {addresses.page(one): one.path for one in with_pages(self.edition.community)}
        for made in self.edition.files:
            if files.get_file_from_path(made.path) is None:
                lent = LentFile.generated(config, made.path, content=made.content)
                lent.edit_uri = f"../{sources[made.path]}" if made.path in sources else None
                files.append(lent)
        if self.changed is not None:
            for file in files.documentation_pages():
                file.is_modified = partial(self.changed.__contains__, file.src_uri)  # type: ignore[method-assign]
        return files

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Return the theme's templates as the previous build compiled them; edited ones are compiled again."""
        env.auto_reload = bool(files)
        return _ENVIRONMENTS.setdefault(
            (tuple(config.theme.dirs), self.edition.community.templates), env
        )

    def on_pre_page(self, page: Page, **_: Any) -> Page:
        """Let the page be read as its check read it, in place of a reader that MkDocs would make for each page."""
        page.render = partial(_read, page, tuple(self.edition.community.abbreviations.items()))  # type: ignore[method-assign]
        return page

    def on_page_markdown(self, markdown: str, page: Page, **_: Any) -> str:
        """Give a hand-written page as it is read; keep a page that is HTML already from a reader that would copy it."""
        if isinstance(page.file, LentFile) and is_one_block(markdown.strip()):
            page.file.body = markdown
            return ""
        return self.read.get(page.file.src_uri, markdown)

    def on_page_content(self, html: str, page: Page, **_: Any) -> str:
        """Give such a page its body back, with the names of its sections, for links that lead there."""
        body = page.file.body if isinstance(page.file, LentFile) else ""
        if written := self.by_hand.get(page.file.src_uri):
            page.meta["parents"] = navigation.parents(self.edition.community, written)
            if told := self.updated.get(page.file.src_uri):
                page.meta.update({"updated": told, "modified": told["iso"]})
        self.heads[page.file.src_uri] = page.meta
        page.present_anchor_ids = set(_NAMED.findall(body)) or page.present_anchor_ids
        return page_pictures.shown(body or html, page.url, self.pictures)

    def on_page_context(self, context: Any, page: Page, config: MkDocsConfig, **_: Any) -> Any:
        """Name the card of the page, drawn once all of them stand; a live preview is not shared."""
        if self.searched and not page.is_homepage:
            found = (
                one["title"] for one in config.extra["menu"] if page.url.startswith(one["url"])
            )
            title = str(page.meta.get("title") or page.title)
            page.meta["card"] = self.cards.of(next(found, ""), title)
        return context

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, **_: Any
    ) -> TemplateContext:
        """Leave the letters of a day to come out of the map of the site, which robots follow."""
        if template_name == "sitemap.xml":
            hidden = addresses.unlisted(self.edition.community)
            context["pages"] = [one for one in context["pages"] if one.src_uri not in hidden]
            for page in (one.page for one in context["pages"] if one.page):
                page.meta = self.heads.get(page.file.src_uri, page.meta)
        return context

    def on_post_page(self, output: str, page: Page, **_: Any) -> str:
        """Typeset the page; let go of its text, which nobody asks for again: a thousand pages are heavy."""
        page.markdown = page.content = None
        if isinstance(page.file, LentFile):
            page.file.body = ""
        return typeset(output)

    def on_post_template(self, output: str, *, template_name: str, **_: Any) -> str:
        """Typeset the page that says that there is none."""
        return typeset(output) if template_name.endswith(".html") else output

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Draw the cards and index the pages, once they all stand; a live preview does it when somebody searches."""
        if self.searched:
            write(Path(config.site_dir), self.cards.files())
            try:
                index.write(self.edition.community, self.edition.files, Path(config.site_dir))
            except index.IndexFailed as failed:
                raise PluginError(str(failed)) from None


def _read(page: Page, glossary: markdown.Glossary, config: MkDocsConfig, files: Files) -> None:
    """Do what Page.render does: addresses, and the warnings of those that lead nowhere, are MkDocs' own."""
    made = markdown.page(page.markdown or "", glossary)
    resolver = _RelativePathTreeprocessor(page.file, files, config)
    page.content = made.html(resolver.path_to_url, diagrams.drawn_fence)
    page.toc = get_toc(made.toc)  # type: ignore[arg-type]  # as the extension « toc » gives them
    page.present_anchor_ids = set(made.anchors)
    page.links_to_anchors = resolver.links_to_anchors


_NAMED = re.compile(r"""\sid=["']([^"']+)""")
_ENVIRONMENTS: dict[tuple[tuple[str, ...], TemplateFolders], Environment] = {}


def remember(edition: SiteEdition, site_dir: str) -> None:
    """Note what a finished preview shows, for the next one."""
    LentFile.shown.update({(site_dir, file.path): file.content for file in edition.files})


def forget_previews() -> None:
    """Drop the plugins that MkDocs keeps between two previews, with the pages they showed."""
    kept: Any = MkDocsConfig.plugins
    kept.plugin_cache.clear()


def build_site(project: Path, edition: SiteEdition, site_dir: Path) -> None:
    """Build the whole site into a folder; raises SiteBuildFailed. The same edition gives the same bytes."""
    with (
        pages_folder(project) as docs_dir,
        _dated(edition.community.today),
        listening() as faults,
    ):
        try:
            forget_previews()
            render(configured(edition, docs_dir, str(site_dir)), edition)
        except MkDocsException as error:
            faults.append(str(error))
    if faults:
        raise SiteBuildFailed("\n".join(sentences(faults)))


def configured(
    edition: SiteEdition,
    docs_dir: str,
    site_dir: str,
    command: Literal["build", "serve"] = "build",
    plugin: PagesPlugin | None = None,
) -> MkDocsConfig:
    """Return the settings of every community's site, with an edition to lend; MkDocs has them still to be completed."""
    os.environ.setdefault(
        "NO_MKDOCS_2_WARNING", "true"
    )  # Material's word to those who maintain themes
    config = load_config(str(SETTINGS), site_dir=site_dir, docs_dir=docs_dir, strict=False)
    config.plugins["chorale"] = plugin or PagesPlugin(edition)
    config.plugins.on_startup(command=command, dirty=command == "serve")
    return config


def render(config: MkDocsConfig, edition: SiteEdition, **how: Any) -> None:
    """Let MkDocs build; raises BrokenTemplate when a community's own theme is at fault."""
    try:
        build(config, **how)
    except Exception as error:
        if broken := blamed(edition.community.templates, error):
            raise broken from error
        raise


@contextmanager
def pages_folder(project: Path) -> Iterator[str]:
    """Lend the folder of hand-written pages; an empty one when a project has none, which is left as it is."""
    if (project / "site").is_dir():
        yield str(project / "site")
        return
    with tempfile.TemporaryDirectory() as empty:
        yield empty


@contextmanager
def _dated(today: date) -> Iterator[None]:
    """Date the build itself: MkDocs stamps its map of the site with this variable."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(int(datetime.combine(today, time(), UTC).timestamp()))
    try:
        yield
    finally:
        os.environ.pop("SOURCE_DATE_EPOCH")
        if before is not None:
            os.environ["SOURCE_DATE_EPOCH"] = before
