"""Live preview: at each save, read, check and render again what changed."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote

from mkdocs.exceptions import MkDocsException
from mkdocs.livereload import LiveReloadServer

from chorale.content import site_settings
from chorale.content.model import Community, Issue
from chorale.content.problems import Problem, errors
from chorale.files import File, data, entries, write
from chorale.garbage import set_aside
from chorale.newsletter.review import issue_files
from chorale.overrides import FOLDER, BrokenTemplate, TemplateFolders
from chorale.publish import PublicationRefused, Tell, edition
from chorale.site import finished_pages, mkdocs_adapter, mkdocs_words, pages_plugin
from chorale.site.pages_plugin import PagesPlugin, Rendering, SiteEdition
from chorale.site.search import index, indexer
from chorale.text import templates

WATCHING = 0.1
SETTLING = 0.03
"""Seconds between two looks at the folders, and of calm that end a save."""

SOURCES = "/a-reprendre/"
"""Where the preview shows a file that has something to mend, line by line."""
Fault = tuple[str, str, str]
"""A place, the address where it is shown, and a sentence; a fault of the whole has no place."""
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
LATEST = 2
"""Issues whose emails are shown beside the drafts."""


class Preview:
    """A site in a temporary folder; a save renders the pages that changed, or all when their frame did."""

    def __init__(self, project: Path, today: date, docs_dir: str, site_dir: str) -> None:
        self.project = project
        self.today = today
        self.docs_dir = docs_dir
        self.site_dir = site_dir
        self.frame: Any = None
        self.pages: dict[str, Any] = {}
        self.last = Rendering()
        self.issues: tuple[Issue, ...] = ()
        self.letters: dict[str, tuple[Any, tuple[File, ...]]] = {}
        self.unsearched: SiteEdition | None = None
        self.indexing = Lock()
        self.told: set[str] = set()
        self.faults: tuple[Fault, ...] = ()
        """What is to mend as it stands, for the bar at the foot of each page."""
        self.standing = False
        """Whether the pages shown are those of before, since the content cannot be read."""
        mkdocs_adapter.forget_previews()

    def render(self, url: str) -> list[str]:
        """Render what changed and return the faults to show, in French.

        Raises PublicationRefused, the pages left as they were.
        """
        made = edition(self.project, self.today, drafts=True)
        frame = _frame(made, Path(self.docs_dir))
        pages = dict(finished_pages.states(made.community, made.files))
        standing = None
        if frame == self.frame:
            standing = frozenset(path for path in pages if pages[path] == self.pages.get(path))
        self.frame = None  # a rendering that fails leaves nothing to rely on
        plugin = PagesPlugin(made, searched=False, standing=standing, last=self.last)
        config = mkdocs_adapter.configured(made, self.docs_dir, self.site_dir, "serve", plugin)
        config.site_url = url
        with mkdocs_words.listening() as faults:
            mkdocs_adapter.render(config, made, serve_url=url, dirty=standing is not None)
        pages_plugin.remember(made, self.site_dir)
        write(Path(self.site_dir), self._messages(made))
        self.frame, self.pages = frame, pages
        self.issues = in_hand(made.community)
        self.unsearched = made
        self.faults, self.standing = tuple(map(_fault, made.problems)), False
        _first_stands()
        return mkdocs_words.sentences(faults)

    def _messages(self, made: SiteEdition) -> Iterator[File]:
        """Yield the emails being worked on; one is made again when something that it shows or checks changes."""
        community = made.community
        around = issue_files.surroundings(community)
        known, self.letters = self.letters, {}
        for issue in in_hand(community):
            folder = issue.path.rpartition("/")[0] + "/"
            mine = (one for path, one in made.origins.items() if path.startswith(folder))
            nodes = tuple((one.path, one.node, one.lines) for one in mine)
            question = (issue_files.asked(community, issue, around), nodes)
            asked, files = known.get(issue.slug, (None, ()))
            if asked != question:
                files = tuple(issue_files.issue_files(community, issue, made.origins))
            self.letters[issue.slug] = question, files
            yield from files

    def index(self) -> None:
        """Index the pages as they now stand, if they changed since the last search; raises IndexFailed.

        A page asks for several files of the index at once: all wait until it stands.
        """
        with self.indexing:
            made, self.unsearched = self.unsearched, None
            if made is not None:
                index.write(made.community, made.files, Path(self.site_dir))


_first_stands = cache(set_aside)
"""Once in a process: what the first rendering leaves serves all the next ones, and a save waited for a walk over it."""


def in_hand(community: Community) -> tuple[Issue, ...]:
    """Return the drafts, the issues that wait for their day and the latest ones, in order."""
    latest = community.issues[-LATEST:]
    return tuple(
        issue
        for issue in community.issues
        if issue in latest or issue.state(community.today) in ("draft", "ready")
    )


def serve_site(project: Path, today: date, address: str, tell: Tell) -> None:
    """Serve a project on « host:port » until interrupted; raises OSError. Faults are told, the last good pages stay."""
    host, _, port = address.rpartition(":")
    with (
        mkdocs_adapter.pages_folder(project) as docs_dir,
        tempfile.TemporaryDirectory() as site_dir,
    ):
        preview = Preview(project, today, docs_dir, site_dir)
        server = LiveReloadServer(
            builder=lambda: _again(preview, server.url, tell),
            host=host or "127.0.0.1",
            port=int(port),
            root=site_dir,
            polling_interval=WATCHING,
        )
        server.build_delay = SETTLING
        server.set_app(_with_bar(_searching(server.serve_request, preview, tell), preview))
        server.error_handler = lambda code: _error_page(Path(site_dir), code)
        _render(preview, server.url, tell)
        folders = project / "content", Path(docs_dir), data(FOLDER), project / FOLDER
        for watched in (*folders, project / site_settings.FILE):
            if watched.exists():
                server.watch(str(watched))
        tell(f"Le site se lit à l'adresse {server.url} (Ctrl+C pour arrêter)")
        _letters(preview, server.url, tell)
        _serve(server, tell)


def _serve(server: LiveReloadServer, tell: Tell) -> None:
    try:
        server.serve()  # type: ignore[no-untyped-call]  # MkDocs does not annotate it
    except KeyboardInterrupt:
        tell("Arrêt de l'aperçu.")
    finally:
        server.shutdown()


def _searching(app: Application, preview: Preview, tell: Tell) -> Application:
    """Index the pages when a reader of the preview first searches after a save: a save does not wait for it."""

    def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if f"/{indexer.FOLDER}/" in environ["PATH_INFO"]:
            try:
                preview.index()
            except indexer.IndexFailed as failed:
                tell(str(failed))
        return app(environ, start_response)

    return serve


def _with_bar(app: Application, preview: Preview) -> Application:
    """Put what is to mend at the foot of every page, each place linked to its line."""

    def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        begun: list[Any] = []
        path = environ["PATH_INFO"]
        if path.startswith(SOURCES) and (page := _source(preview, path.removeprefix(SOURCES))):
            start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
            return [page]
        body = app(environ, lambda status, headers: begun.extend((status, headers)))
        status, headers = begun
        if preview.faults and dict(headers).get("Content-Type", "").startswith("text/html"):
            html, foot, end = b"".join(body).rpartition(b"</body>")
            body = [html + _bar(preview) + foot + end]
            headers = [pair for pair in headers if pair[0] != "Content-Length"]
        start_response(status, headers)
        return body

    return serve


def _bar(preview: Preview) -> bytes:
    looks = TemplateFolders()
    standing = " ; la page montrée est celle d'avant" if preview.standing else ""
    return templates.template(
        looks, "site/preview_bar.html", faults=preview.faults, standing=standing
    ).encode()


def _source(preview: Preview, path: str) -> bytes:
    """Return a page of a file's lines; nothing for a file that has nothing to mend."""
    if path not in {place.partition(":")[0] for place, *_ in preview.faults}:
        return b""
    try:
        lines = (preview.project / path).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return b""
    return _page(path=path, lines=lines)


def _page(path: str = "", lines: Iterable[str] = ()) -> bytes:
    looks = TemplateFolders()
    return templates.template(looks, "site/preview_source.html", path=path, lines=lines).encode()


def _fault(problem: Problem) -> Fault:
    source = problem.source
    return str(source), f"{SOURCES}{quote(source.path)}#L{source.line}", problem.sentence


def _render(preview: Preview, url: str, tell: Tell) -> None:
    try:
        faults = preview.render(url)
    except (PublicationRefused, BrokenTemplate, MkDocsException) as error:
        problems = errors(getattr(error, "problems", ()))
        preview.faults = tuple(map(_fault, problems)) or (("", "", str(error)),)
        preview.standing = (Path(preview.site_dir) / "index.html").is_file()
        faults = [str(error), _standing(preview)]
    for fault in faults:
        tell(fault)


def _letters(preview: Preview, url: str, tell: Tell) -> None:
    """Tell the address of each letter that was not told yet."""
    for issue in preview.issues:
        if issue.slug not in preview.told:
            preview.told.add(issue.slug)
            tell(f"Lettre {issue.slug} : {url}newsletters/{issue.slug}/{issue_files.PAGE}")


def _again(preview: Preview, url: str, tell: Tell) -> None:
    _render(preview, url, tell)
    _letters(preview, url, tell)


def _standing(preview: Preview) -> str:
    """Say what is shown while the content cannot be read; a first page waits when there was none."""
    if preview.standing:
        return "Les pages précédentes restent affichées."
    (Path(preview.site_dir) / "index.html").write_bytes(_page())
    return "L'aperçu attend que ce soit repris."


def _error_page(site_dir: Path, code: int) -> bytes | None:
    page = site_dir / f"{code}.html"
    return page.read_bytes() if page.is_file() else None


def _frame(made: SiteEdition, docs_dir: Path) -> Any:
    """Return what every page shows or may lead to: when it changes, every page does."""
    return finished_pages.frame(made.community, made.files), sorted(_states(str(docs_dir)))


def _states(folder: str) -> Iterator[tuple[str, int, int]]:
    """Yield every file of the hand-written pages, with its state when pages show it: a picture has its size in them."""
    for entry in entries(folder):
        if entry.is_dir():
            continue
        if entry.name.endswith(".md"):
            yield entry.path, 0, 0
        else:
            found = entry.stat()
            yield entry.path, found.st_mtime_ns, found.st_size
