"""MkDocs plugin: an edition lent through its hooks, the pages that stand already among its pages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
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
from chorale.files import NOWHERE, File
from chorale.french.phrases import typography
from chorale.overrides import TemplateFolders
from chorale.site import navigation, page_pictures, sections
from chorale.site.finished_pages import DATES, THEME, FinishedPage, FinishedPages
from chorale.site.last_changes import last_changes
from chorale.site.lent_files import KeptFiles, LentFile
from chorale.site.search import index, indexer
from chorale.site.social_cards import SocialCards
from chorale.text import diagrams, markdown
from chorale.text.markdown import is_one_block, typeset
from chorale.text.templates import CompiledTemplates


@dataclass(frozen=True, kw_only=True)
class SiteEdition:
    """A community, and every file of its site that the hand-written pages do not already give."""

    community: Community
    files: tuple[File, ...]
    origins: Origins = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    """Errors of its drafts, which stop no publication."""


@dataclass
class Rendering:
    """What a preview keeps of a rendering for the next one."""

    heads: dict[str, Any] = field(default_factory=dict)
    """What the header of each page says, those of former renderings too: the map of the site shows it."""
    files: Files | None = None
    """Its files and pages, which serve again as long as none comes and none goes."""


class PagesPlugin(BasePlugin):  # type: ignore[type-arg,no-untyped-call]  # its settings are none
    """Lends an edition to MkDocs: its settings, its pages, its templates."""

    def __init__(
        self,
        edition: SiteEdition,
        *,
        searched: bool = True,
        standing: frozenset[str] | None = None,
        finished: FinishedPages | None = None,
        last: Rendering | None = None,
    ) -> None:
        self.edition = edition
        self.last = last or Rendering()
        self.standing = standing
        """The pages that stand already, by their Markdown paths; without it, all are rendered."""
        self.finished = finished or FinishedPages()
        """The pages that stand already, when some do; those that are rendered are kept for the next publication."""
        community = edition.community
        self.read = {f"{one.slug}.md": sections.body(community, one) for one in community.pages}
        """The hand-written pages as every reader understands them."""
        self.by_hand = {f"{one.slug}.md": one for one in community.pages}
        self.updated, self.parents = navigation.updated(community), navigation.parents(community)
        self.changes = last_changes(community)
        self.pictures: dict[str, PagePicture] = {}
        self.searched = searched
        self.cards = SocialCards(edition.community)
        self.last.heads |= {path: page.dates for path, page in self.finished.standing.items()}
        self.shared: dict[str, tuple[str, str]] = {}
        """The words of the cards of the pages that are rendered."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Give what depends on the community: name, address, menu, theme.

        Material's own templates are left out: our theme replaces every page's frame, and looking through its ten
        thousand icons would cost more than rendering a save. No robot comes to a live preview: it has no map.
        """
        if not self.searched:
            config.theme.static_templates.discard("sitemap.xml")
        self.docs_dir = Path(config.docs_dir)
        if self._before:
            config.docs_dir = str(NOWHERE)  # three thousand files would be listed for nothing
        community, files = self.edition.community, self.edition.files
        config.site_name = community.name
        config.site_description = community.description
        if not (config.site_url or "").startswith("http://"):  # a live preview has its own address
            config.site_url = community.url
        kept = (folder for folder in config.theme.dirs if "material" not in Path(folder).parts)
        config.theme.dirs = [*map(str, community.templates.folders(THEME)), *kept]
        config.nav = navigation.tree(community, files)
        config.repo_url = community.site.repository or None
        config.edit_uri = navigation.edit_uri(community) or None
        config.extra.update(navigation.shown(community, files))
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Return MkDocs' own files and ours; those of the rendering before, as they are now, if none came or went."""
        known = page_pictures.of_project(self.docs_dir.parent)
        self.pictures = {**known, **page_pictures.of_community(self.edition.community)}
        before = self._before
        held = self._again(before) if before else KeptFiles(self._all(files, config, known))
        for page in with_pages(self.edition.community):
            if isinstance(lent := held.src_uris.get(addresses.page(page)), LentFile):
                lent.edit_uri = f"../{page.path}"
        if self.standing is not None:
            _let_go(held, self.standing)
        self.last.files = held
        return held

    @property
    def _before(self) -> Files | None:
        """Return the files of the rendering before, when they serve again."""
        return self.last.files if self.standing is not None else None

    def _again(self, files: Files) -> Files:
        """Return the files of the rendering before, as they are now."""
        for made in self.edition.files:
            if isinstance(lent := files.src_uris.get(made.path), LentFile):
                lent.content_bytes = made.content
        return files

    def _all(self, files: Files, config: MkDocsConfig, known: Mapping[str, PagePicture]) -> Files:
        """Add our files to MkDocs' own; a hand-written page wins over a generated one of the same path."""
        for original in filter(None, map(files.src_uris.get, known)):
            original.inclusion = InclusionLevel.EXCLUDED  # links still find it, no reader does
        for made in page_pictures.files(known):
            if replaced := files.src_uris.get(made.path):
                files.remove(replaced)
            files.append(self._lent(made, config))
        for made in self.edition.files:
            if made.path not in files.src_uris:
                lent = self._lent(made, config)
                lent.edit_uri = None
                files.append(lent)
        return files

    def _lent(self, made: File, config: MkDocsConfig) -> LentFile:
        lent = LentFile.generated(config, made.path, content=made.content)
        assert isinstance(lent, LentFile)
        lent.before = self.finished.before
        return lent

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Return the theme's templates as the previous build compiled them; edited ones are compiled again."""
        env.auto_reload = not files  # a page asks for ten templates: looked at once, below
        env.bytecode_cache = CompiledTemplates(THEME)
        asked = tuple(config.theme.dirs), self.edition.community.templates
        known = _ENVIRONMENTS.setdefault(asked, env)
        compiled: Any = known.cache
        for name, template in compiled.items():
            if not template.is_up_to_date:
                del compiled[name]
        return known

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
            page.meta["parents"] = self.parents(written.slug)
            page.meta.update(page_pictures.shared_cover(written, self.pictures))
            if told := self.updated.get(page.file.src_uri):
                page.meta["updated"] = told
        if day := self.changes.get(page.file.src_uri):
            page.meta["modified"] = day.isoformat()
        self.last.heads[page.file.src_uri] = page.meta
        page.present_anchor_ids = set(_NAMED.findall(body)) or page.present_anchor_ids
        return page_pictures.shown(body or html, page.url, self.pictures)

    def on_page_context(self, context: Any, page: Page, config: MkDocsConfig, **_: Any) -> Any:
        """Name the card of the page, drawn once all of them stand; a live preview is not shared."""
        if self.searched and not page.is_homepage:
            found = (
                one["title"] for one in config.extra["menu"] if page.url.startswith(one["url"])
            )
            words = next(found, ""), str(page.meta.get("title") or page.title)
            self.shared[page.file.src_uri] = words
            page.meta["card"] = self.cards.of(*words)
        return context

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, **_: Any
    ) -> TemplateContext:
        """Leave the letters of a day to come out of the map of the site, which robots follow."""
        if template_name == "sitemap.xml":
            hidden = addresses.unlisted(self.edition.community)
            context["pages"] = [one for one in context["pages"] if one.src_uri not in hidden]
            for page in (one.page for one in context["pages"] if one.page):
                page.meta = self.last.heads.get(page.file.src_uri, page.meta)
        return context

    def on_post_page(self, output: str, page: Page, **_: Any) -> str:
        """Typeset the page; let go of its text, which nobody asks for again: a thousand pages are heavy."""
        page.markdown = page.content = None
        if isinstance(page.file, LentFile):
            page.file.body = ""
        html, path = typeset(output), page.file.src_uri
        dates = {name: str(page.meta[name]) for name in DATES if page.meta.get(name)}
        made = FinishedPage(dates=dates, card=self.shared.get(path))
        self.finished.keep(path, made, html.encode("utf-8", "xmlcharrefreplace"))
        return html

    def on_post_template(self, output: str, *, template_name: str, **_: Any) -> str:
        """Typeset the page that says that there is none."""
        return typeset(output) if template_name.endswith(".html") else output

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Draw the cards and index the pages, once they all stand; a live preview does it when somebody searches."""
        if self.searched:
            for page in self.finished.standing.values():
                if page.card:
                    self.cards.of(*page.card)
            made, site, before = self.edition, Path(config.site_dir), self.finished.before
            known = self.finished.digests
            known |= self.cards.lay(site, before)
            try:
                known |= index.write(made.community, made.files, site, before, known)
            except indexer.IndexFailed as failed:
                raise PluginError(str(failed)) from None


def _let_go(files: Files, standing: frozenset[str]) -> None:
    """Have the pages that do not stand made again, and those that stand warn of nothing: it was said."""
    for file in files.documentation_pages():
        stands = file.src_uri in standing
        file.is_modified = partial(bool, not stands)  # type: ignore[method-assign]
        if not stands:
            file.page = None
        elif file.page:
            file.page.links_to_anchors = None


def _read(page: Page, glossary: markdown.Glossary, config: MkDocsConfig, files: Files) -> None:
    """Do what Page.render does: addresses, and the warnings of those that lead nowhere, are MkDocs' own."""
    made = markdown.page(page.markdown or "", glossary)
    resolver = _RelativePathTreeprocessor(page.file, files, config)
    page.content = made.html(resolver.path_to_url, diagrams.drawn_fence)
    page.toc = get_toc(_typeset(made.toc))  # type: ignore[arg-type]  # as the extension « toc » gives them
    page.present_anchor_ids = set(made.anchors)
    page.links_to_anchors = resolver.links_to_anchors


def _typeset(toc: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give back to the names of sections the no-break spaces that their reader takes for blanks."""
    return [
        {**one, "name": typography(one["name"]), "children": _typeset(one["children"])}
        for one in toc
    ]


_NAMED = re.compile(r"""\sid=["']([^"']+)""")
_ENVIRONMENTS: dict[tuple[tuple[str, ...], TemplateFolders], Environment] = {}


def remember(edition: SiteEdition, site_dir: str) -> None:
    """Note what a finished preview shows, for the next one."""
    LentFile.shown.update({(site_dir, file.path): file.content for file in edition.files})
