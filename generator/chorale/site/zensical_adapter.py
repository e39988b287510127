"""Zensical adapter: the same pages staged in a folder, for site builders without hooks."""

import html
import json
import os
import posixpath
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from chorale.content.item_model import PagePicture
from chorale.content.model import Community
from chorale.files import PACKAGE, File, write
from chorale.former_publication import NONE, FormerPublication
from chorale.french import phrases
from chorale.site import navigation, page_pictures, sections
from chorale.site.finished_pages import THEME
from chorale.site.last_changes import last_changes
from chorale.site.mkdocs_adapter import SETTINGS, SiteBuildFailed
from chorale.site.pages_plugin import SiteEdition
from chorale.site.search import index, indexer
from chorale.site.social_cards import SocialCards
from chorale.text import diagrams
from chorale.text.markdown import typeset

PAGES = "pages"
SITE = "site"
OVERLAY = "theme"
_DRAWN = {
    "name": diagrams.LANGUAGE,
    "class": diagrams.LANGUAGE,
    "format": "chorale.text.diagrams.drawn_fence",
}
_CARD = "assets/images/social-card.png"
_TITLED = re.compile(r'<meta property="og:title" content="([^"]*)"')
_TOLD = re.compile(r'(<meta property="og:image:alt" content=")[^"]*')
_LINK = re.compile(r"""(<[^<>]*?\s(?:href|src)=["'])([^"'<>]*)""")
_FENCED = re.compile(
    r"(^[ \t]*(?:```|~~~).*?(?:^[ \t]*(?:```|~~~)[^\n]*$|\Z))", re.MULTILINE | re.DOTALL
)


class _Loader(yaml.SafeLoader):
    """Reads mkdocs.yml, whose values are plain."""


def build_site(
    project: Path,
    edition: SiteEdition,
    site_dir: Path,
    before: FormerPublication = NONE,  # noqa: ARG001 - it renders every page, whatever stood before
) -> Mapping[str, str]:
    """Build the site with Zensical, from pages staged in « src » beside the site's folder; raises SiteBuildFailed.

    It says the digest of none of its pages.
    """
    folder = site_dir.parent / "src"
    known = page_pictures.of_project(project)
    stage(project, edition, folder, known)
    known |= page_pictures.of_community(edition.community)
    command = [
        sys.executable,
        "-m",
        "zensical",
        "build",
        "--clean",
        "--strict",
        "--config-file",
        "mkdocs.yml",
    ]
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent), "NO_COLOR": "1"}
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SiteBuildFailed(f"Zensical refuse le site :\n{(done.stderr or done.stdout).strip()}")
    (folder / SITE).rename(site_dir)
    _write_unavailable(edition.community.templates.file(f"{THEME}/503.html"), site_dir)
    _finish(edition, site_dir, known)
    try:
        index.write(edition.community, edition.files, site_dir)
    except indexer.IndexFailed as failed:
        raise SiteBuildFailed(str(failed)) from None
    return {}


def _write_unavailable(page: Path, site_dir: Path) -> None:
    """Make 503.html in the frame of 404.html: this builder draws no other page that answers at any address."""
    frame = (site_dir / "404.html").read_text(encoding="utf-8")
    template = page.read_text(encoding="utf-8")
    title, words = (
        match[1]
        for match in (
            re.search(r'set found = "(.*)"', template),
            re.search(r"{% block content %}(.*){% endblock %}", template, re.DOTALL),
        )
        if match
    )
    words = words.replace("{{ root }}", "")
    framed = re.sub(r"(<main\b[^>]*>).*(</main>)", rf"\g<1>{words}\g<2>", frame, flags=re.DOTALL)
    (site_dir / "503.html").write_text(framed.replace("Page introuvable", title), encoding="utf-8")


def _finish(edition: SiteEdition, site_dir: Path, known: Mapping[str, PagePicture]) -> None:
    """Typeset pages, write the tags of their pictures, draw their cards: this builder lends no page beforehand."""
    cards = SocialCards(edition.community)
    menu = navigation.shown(edition.community, edition.files)["menu"]
    for page in site_dir.rglob("*.html"):
        url = page.parent.relative_to(site_dir).as_posix()
        text = page.read_text(encoding="utf-8")
        kicker = next((one["title"] for one in menu if f"{url}/".startswith(one["url"])), "")
        made = typeset(page_pictures.shown(_shared(text, cards, kicker), url, known))
        if made != text:
            page.write_text(made, encoding="utf-8")
    cards.lay(site_dir, NONE)


def _shared(page: str, cards: SocialCards, kicker: str) -> str:
    """Return a page that shows its own card where it is shared, unless it has a picture, or is the home page."""
    titled = _TITLED.search(page)
    if _CARD not in page or titled is None or '<link rel="canonical"' not in page:
        return page
    title = phrases.typography(html.unescape(titled[1]))  # its tag has ordinary blanks
    path = cards.of(kicker, title)
    if not path or title == cards.community.name:
        return page
    told = f"{titled[1]} – {html.escape(cards.community.name)}"
    return _TOLD.sub(lambda found: found[1] + told, page.replace(_CARD, path), count=1)


def stage(
    project: Path,
    edition: SiteEdition,
    folder: Path,
    known: Mapping[str, PagePicture] | None = None,
) -> None:
    """Lay pages and settings in a folder: what did not change is left alone, what is no longer made is deleted."""
    known = page_pictures.of_project(project) if known is None else known
    by_hand = _by_hand(project, edition.community, known)
    made = {file.path: file for file in by_hand if file.path not in known}
    made |= {file.path: file for file in page_pictures.files(known)}
    changes = last_changes(edition.community)
    for file in edition.files:
        made.setdefault(file.path, _dated(file, changes.get(file.path)))
    pages = [File(f"{PAGES}/{file.path}", _relinked(file)) for file in made.values()]
    plain = yaml.safe_dump(settings(edition), allow_unicode=True, sort_keys=False)
    write(folder, [*pages, File.of("mkdocs.yml", plain), *_overlay(edition)])
    _forget(folder / PAGES, set(made))


def _dated(file: File, changed: date | None) -> File:
    """Return a page that says the day of its last change in its header."""
    if changed is None or not file.content.startswith(b"---\n"):
        return file
    told = f'\nmodified: "{changed.isoformat()}"\n---\n'.encode()
    return File(file.path, file.content.replace(b"\n---\n", told, 1))


def _overlay(edition: SiteEdition) -> Iterator[File]:
    """Yield the theme with what a community replaces in it, for a builder that takes one folder only."""
    looks = edition.community.templates
    if len(looks.folders(THEME)) > 1:
        for name, file in looks.files(THEME).items():
            yield File(f"{OVERLAY}/{name}", file.read_bytes())


def settings(edition: SiteEdition) -> dict[str, Any]:
    """Return mkdocs.yml as a builder without hooks needs it, with what the hook would have computed."""
    community, files = edition.community, edition.files
    plain: dict[str, Any] = yaml.load(SETTINGS.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader
    plain.update(
        site_name=community.name,
        site_description=community.description,
        site_url=community.url,
        docs_dir=PAGES,
        site_dir=SITE,
        nav=navigation.tree(community, files),
        markdown_extensions=[
            {"chorale.text.dialect": {"glossary": dict(community.abbreviations)}},
            {
                "pymdownx.superfences": {"custom_fences": [_DRAWN]}
            },  # it would add its own, which draw nothing
        ],
        extra={**plain["extra"], **navigation.shown(community, files)},
    )
    folders = community.templates.folders(THEME)
    plain["theme"]["custom_dir"] = str(folders[0]) if len(folders) == 1 else OVERLAY
    return plain


def _relinked(file: File) -> bytes:
    """Write the links of raw HTML as seen from the source's folder: Zensical moves them as it moves the page.

    MkDocs leaves them alone, so they are written for the published address; a page named index does not move.
    """
    name = posixpath.basename(file.path)
    if not name.endswith(".md") or name == "index.md":
        return file.content
    parts = _FENCED.split(file.content.decode("utf-8"))
    for number in range(
        0, len(parts), 2
    ):  # a tag may go on for several lines; between them stands fenced code
        parts[number] = _LINK.sub(
            lambda found: found[1] + _moved(found[2], name.removesuffix(".md")), parts[number]
        )
    return "".join(parts).encode("utf-8")


def _moved(link: str, name: str) -> str:
    path, rest = re.match(r"([^?#]*)(.*)", link, re.DOTALL).groups()  # type: ignore[union-attr]  # it matches any text
    if not path or path.startswith("/") or ":" in path:
        return link
    moved = posixpath.normpath(f"{name}/{path}")
    return moved + ("/" if path.endswith("/") else "") + rest


def _by_hand(
    project: Path, community: Community, pictures: Mapping[str, PagePicture]
) -> Iterator[File]:
    folder = project / "site"
    bodies = {f"{page.slug}.md": sections.body(community, page) for page in community.pages}
    parents = navigation.parents(community)
    trails = {f"{page.slug}.md": parents(page.slug) for page in community.pages}
    updated = navigation.updated(community)
    changes = last_changes(community)
    days = {
        path: {"updated": updated.get(path), "modified": day.isoformat()}
        for path, day in changes.items()
    }
    covers = {
        f"{one.slug}.md": page_pictures.shared_cover(one, pictures) for one in community.pages
    }
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(
            part.startswith(".") for part in path.relative_to(folder).parts
        ):
            name = path.relative_to(folder).as_posix()
            content = path.read_bytes()
            if name in bodies:
                told = {"parents": trails[name], **days.get(name, {}), **covers[name]}
                content = _read(content, bodies[name], told)
            yield File(name, content)


def _read(content: bytes, body: str, told: Mapping[str, Any]) -> bytes:
    """Return a page with its header, what a hook would tell there, and its words as every reader understands them."""
    head, mark, _ = content.replace(b"\r\n", b"\n").partition(b"\n---\n")
    if not mark:
        head = b"---"
    more = "".join(
        f"\n{key}: {json.dumps(one, ensure_ascii=False)}" for key, one in told.items() if one
    )
    return head + more.encode("utf-8") + b"\n---\n" + body.encode("utf-8")


def _forget(folder: Path, kept: set[str]) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(folder).as_posix() not in kept:
            path.unlink()
