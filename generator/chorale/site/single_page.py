"""One page in its real frame, as readers will see it, without building the site around it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files, InclusionLevel, get_files
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page

from chorale.files import File
from chorale.site.lent_files import LentFile
from chorale.site.mkdocs_adapter import configured
from chorale.site.mkdocs_words import listening
from chorale.site.pages_plugin import SiteEdition
from chorale.text.markdown import typeset


@dataclass(frozen=True, kw_only=True)
class SiteFrame:
    """What stands around every page of an edition: menu, theme, files that pages show. Made once, then lent to each."""

    edition: SiteEdition
    config: MkDocsConfig
    files: Files
    navigation: Navigation
    environment: Any

    def render(self, file: File) -> str:
        """Return a page as HTML; its Markdown may differ from that of the edition."""
        known = self.files.get_file_from_path(file.path)
        lent = LentFile.generated(self.config, file.path, content=file.content)
        page = Page(None, lent, self.config)
        if known is not None and known.page is not None:
            page.parent, page.previous_page, page.next_page = (
                known.page.parent,
                known.page.previous_page,
                known.page.next_page,
            )
        with listening():
            page.read_source(self.config)
            page.markdown = self.config.plugins.on_page_markdown(
                page.markdown or "", page=page, config=self.config, files=self.files
            )
            page.render(self.config, self.files)
            page.content = self.config.plugins.on_page_content(
                page.content or "", page=page, config=self.config, files=self.files
            )
        context = get_context(self.navigation, self.files, self.config, page)
        template = self.environment.get_template(str(page.meta.get("template", "main.html")))
        context = self.config.plugins.on_page_context(
            context, page=page, config=self.config, nav=self.navigation
        )
        return typeset(template.render(context))

    def asset(self, path: str) -> bytes | None:
        """Return a file that pages show, by its published path: a picture, a letter, a style sheet."""
        for file in self.files:
            if file.dest_uri == path and file.inclusion != InclusionLevel.EXCLUDED:
                return file.content_bytes
        return None


def framed(edition: SiteEdition, docs_dir: str, site_dir: Path) -> SiteFrame:
    """Make the frame of an edition; nothing is written in the site's folder."""
    config = configured(edition, docs_dir, str(site_dir), "serve")
    with listening():
        config = config.plugins.on_config(config)
        environment = config.theme.get_env()
        files = get_files(config)
        files.add_files_from_theme(environment, config)
        files = config.plugins.on_files(files, config=config)
        navigation = get_navigation(files, config)
        for file in files.documentation_pages():
            if file.page is None:
                Page(None, file, config)
        environment = config.plugins.on_env(environment, config=config, files=files)
    return SiteFrame(
        edition=edition, config=config, files=files, navigation=navigation, environment=environment
    )
