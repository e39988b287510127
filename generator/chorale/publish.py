"""Publication: load, check, render every output aside, verify the links, exchange at once."""

import json
import os
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath

from chorale import memory
from chorale.aside import aside, exchange
from chorale.calendars import ics
from chorale.content import addresses, snapshot
from chorale.content.load import Loaded
from chorale.content.model import Community
from chorale.content.problems import Problem, errors
from chorale.content.project import inspect
from chorale.content.sources import Origins
from chorale.files import MANIFEST, File, entries, file_digest, fix_permissions, manifest, store
from chorale.former_publication import FormerPublication, former, keep_stamps
from chorale.garbage import uncollected
from chorale.newsletter import letter, letter_feeds, web_pages
from chorale.newsletter.review import checks, issue_files
from chorale.parallel import meanwhile
from chorale.site import (
    accessibility,
    audience_pages,
    collected_requests,
    link_checker,
    mkdocs_adapter,
    overview,
    redirects,
    zensical_adapter,
)
from chorale.site import forms as site_forms
from chorale.site.agenda import event_pages, feeds, lists, structured_data
from chorale.site.cycle import pages as cycle_pages
from chorale.site.pages_plugin import SiteEdition

Output = Callable[[Community], Iterator[File]]
Tell = Callable[[str], None]
ReadProject = Callable[[Path, date], tuple[Loaded, tuple[Problem, ...]]]
"""Returns what is read of a project on a day, and its problems."""

OUTPUTS: tuple[Output, ...] = (
    overview.files,
    audience_pages.files,
    accessibility.files,
    lists.files,
    event_pages.files,
    feeds.subscription_page,
    site_forms.files,
    ics.files,
    feeds.files,
    feeds.open_data_files,
    structured_data.openagenda_files,
    web_pages.files,
    letter_feeds.files,
    cycle_pages.files,
    collected_requests.files,
    redirects.files,
)
"""What the site publishes; paths are from the site's root."""

SITE_BUILDERS = {"mkdocs": mkdocs_adapter.build_site, "zensical": zensical_adapter.build_site}

SERVED = (addresses.SERVICE.strip("/") + "/",)
"""Beginnings of the paths that the service answers, which no file of the site holds."""

OURS = frozenset({"site", "newsletters", "src", MANIFEST, snapshot.NAME, redirects.MAP})

READINGS = 5
"""How many times the content is read while somebody writes in it."""


class PublicationRefused(Exception):
    """Nothing was published: the problems of the content, or one sentence in French."""

    def __init__(self, sentence: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(sentence)
        self.problems = problems


def edition(
    root: Path, today: date, *, drafts: bool = False, read: ReadProject = inspect
) -> SiteEdition:
    """Read, check and render a community, its draft issues too if asked.

    Raises PublicationRefused when the content has errors.
    """
    community, origins, problems = _sound(*read(root, today))
    drafted: dict[Output, Output] = {web_pages.files: partial(web_pages.files, drafts=drafts)}
    files = tuple(file for output in OUTPUTS for file in drafted.get(output, output)(community))
    memory.next_round()
    return SiteEdition(community=community, files=files, origins=origins, problems=problems)


def _still(root: Path, today: date, read: ReadProject) -> tuple[SiteEdition, bytes]:
    """Return an edition and the snapshot of its content, read again when somebody wrote meanwhile.

    What the service will serve is then exactly what was checked. Raises PublicationRefused.
    """
    for _ in range(READINGS):
        before = snapshot.stamps(root)
        made = edition(root, today, read=read)
        taken = snapshot.packed(root)
        if snapshot.stamps(root) == before:
            return made, taken
    raise PublicationRefused(
        "le contenu change sans cesse : recommencer quand plus personne n'y écrit"
    )


def _sound(
    loaded: Loaded, problems: tuple[Problem, ...]
) -> tuple[Community, Origins, tuple[Problem, ...]]:
    """Return a community without error but its drafts', and the places of its letters; other places are let go."""
    if loaded.community is None or blocking(loaded.community, problems):
        raise PublicationRefused(
            "\n".join(f"{problem.source} : {problem.sentence}" for problem in problems),
            problems,
        )
    letter = tuple(str(PurePosixPath(issue.path).parent) + "/" for issue in loaded.community.issues)
    origins = {path: origin for path, origin in loaded.origins.items() if path.startswith(letter)}
    return loaded.community, origins, tuple(errors(problems))


def blocking(community: Community, problems: Iterable[Problem]) -> list[Problem]:
    """Return what forbids publication: errors, but not those of a draft, which nobody is shown."""
    kept = addresses.drafts(community)
    pages = ((one, addresses.page_of(one.source.path) or "") for one in errors(problems))
    return [
        one
        for one, page in pages
        if page not in kept and f"{posixpath.dirname(page)}/index.md" not in kept
    ]


def silent(step: str) -> None:
    """Say nothing of the steps."""


@uncollected()
def build(  # noqa: PLR0913 - what is built, where, on which day, then what has a usual value
    root: Path,
    output: Path,
    today: date,
    tell: Tell = silent,
    *,
    builder: str = "mkdocs",
    before: Path | None = None,
    parallel: bool = False,
    read: ReadProject = inspect,
) -> int:
    """Publish a project into an output folder; return the number of files.

    Parallel, a second process writes the letters: see meanwhile. Whoever knows the project reads it: see ReadProject.
    What the publication before, that of the output folder by default, holds already is taken from it.
    Raises PublicationRefused, and then nothing is written.
    """
    _refuse_foreign(output)
    kept = former(before or output)
    tell("Lecture du contenu")
    made, taken = _still(root, today, read)
    with aside(output) as fresh:
        tell("Lettres")
        with meanwhile(partial(_letters, made, fresh, kept), parallel=parallel):
            tell("Site")
            pages = _site(root, made, fresh, builder, kept)
        tell("Liens")
        _follow_links(made.community, fresh, pages)
        kept.lay(fresh, redirects.nginx_map(made.community))
        store(fresh / snapshot.NAME, taken)
        digests = _finished(fresh, kept, pages)
        keep_dates(output, fresh, digests)
        keep_stamps(fresh)
        exchange(fresh, output)
    return len(digests)


def _letters(made: SiteEdition, fresh: Path, before: FormerPublication) -> None:
    try:
        issue_files.lay(made.community, fresh, before)
    except issue_files.Unsendable as unsendable:
        found = (
            checks.issue_problems(made.community, issue, made.origins)
            for issue in letter.sendable(made.community)
        )
        problems = tuple(problem for problems in found for problem in errors(problems))
        raise PublicationRefused(str(unsendable), problems or unsendable.problems) from None


def _site(
    root: Path, made: SiteEdition, fresh: Path, builder: str, before: FormerPublication
) -> Mapping[str, str]:
    """Build the site; return what the builder knows of the digests of its files, by their path in the site."""
    try:
        return SITE_BUILDERS[builder](root, made, fresh / "site", before.within("site"))
    except mkdocs_adapter.SiteBuildFailed as refused:
        raise PublicationRefused(str(refused)) from None


def _follow_links(community: Community, fresh: Path, pages: Mapping[str, str]) -> None:
    """Follow every link of the built site and of the emails; raises PublicationRefused with those that lead nowhere."""
    emails = {
        file.relative_to(fresh).as_posix(): file.read_text(encoding="utf-8")
        for file in fresh.glob("newsletters/*/email.html")
    }
    found = link_checker.broken(fresh / "site", community.url, SERVED, emails, pages)
    own = {one for one in found if one.path in emails and one.link.startswith("%%")}
    dead = [one for one in found if one not in own]  # each reader's own is put in at sending
    if dead:
        raise PublicationRefused("\n".join(map(str, dead)))


def _refuse_foreign(output: Path) -> None:
    """Never replace a folder that holds anything else than a publication."""
    if output.exists() and not output.is_dir():
        raise PublicationRefused(f"« {output} » est un fichier : donner un dossier à --output")
    strangers = (
        sorted(entry.name for entry in output.iterdir() if entry.name not in OURS)
        if output.exists()
        else []
    )
    if strangers:
        raise PublicationRefused(
            f"« {output} » contient autre chose qu'une publication (« {strangers[0]} ») : donner un dossier vide"
        )


def _finished(folder: Path, before: FormerPublication, pages: Mapping[str, str]) -> dict[str, str]:
    """List every file with its SHA-256, so that a publication can be verified or compared; all can read them.

    The digests of the site's pages are known, and of each file that the publication before shares with it.
    """
    known = {f"site/{path}": digest for path, digest in pages.items()}
    digests: dict[str, str] = {}
    for entry in entries(folder):
        fix_permissions(entry)
        if entry.is_file():
            path = entry.path.removeprefix(f"{folder}/")
            shared = before.known(path, entry.stat())
            digests[path] = known.get(path) or shared or file_digest(entry.path)
    digests = dict(sorted(digests.items()))
    (folder / MANIFEST).write_text(json.dumps(digests, indent=1) + "\n", encoding="utf-8")
    folder.chmod(0o755)
    (folder / MANIFEST).chmod(0o644)
    return digests


def keep_dates(previous: Path, fresh: Path, digests: Mapping[str, str]) -> None:
    """Give the files that did not change the date they had: a web server then tells subscribers that nothing is new."""
    before = manifest(previous) or {}
    for path, digest in digests.items():
        if before.get(path) != digest:
            continue
        with suppress(FileNotFoundError):
            known = os.lstat(f"{previous}/{path}")
            if known.st_mtime_ns != os.lstat(f"{fresh}/{path}").st_mtime_ns:  # not the same file
                os.utime(f"{fresh}/{path}", ns=(known.st_atime_ns, known.st_mtime_ns))
