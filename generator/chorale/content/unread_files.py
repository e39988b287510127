"""Files and folders of content/ that nothing reads: misnamed ones above all, told by their path."""

import os
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from chorale.content import snippets
from chorale.content.kind_row import Kind
from chorale.content.kinds import KINDS
from chorale.content.pictures import SUFFIXES
from chorale.content.problems import Problem, Severity, Source
from chorale.content.shapes import given
from chorale.content.source_files import files, stays
from chorale.french.suggestions import did_you_mean

CYCLES = "content/ipm"
CONTENT, SITE, LETTERS = "content", "site", "content/newsletters"
MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd", ".mdx")
WORDS = (".docx", ".doc", ".odt", ".rtf", ".html", ".htm", ".eml")
_INDEX = re.compile(r"/(?:index|README)$")
JOURNAL = "journal.jsonl"
APPROVALS = "approvals.tsv"


def unread(root: Path) -> Iterator[Problem]:
    """Yield each folder that no kind knows, and each file that is no item of its folder."""
    known = {
        kind.files.folder.split("/")[1]
        for kind in KINDS
        if kind.files.folder.startswith("content/")
    }
    known.add(posixpath.basename(snippets.FOLDER))
    for entry in sorted((root / "content").iterdir()):
        if entry.is_dir() and entry.name not in known and not entry.name.startswith("."):
            place, message = Source(f"content/{entry.name}"), f"dossier inconnu « {entry.name} »"
            yield Problem(place, message, did_you_mean(entry.name, known), "fichier")
        elif entry.name in known and not entry.is_dir():
            remedy = "mettre ici un dossier de ce nom"
            yield Problem(
                Source(f"content/{entry.name}"), "un dossier est attendu", remedy, "fichier"
            )
    yield from _alone(root)
    yield from _site(root)
    yield from _beside_issues(root)
    for kind in KINDS:
        folder, suffix = kind.files.folder, kind.files.suffix
        shapes = (f"{folder}/**/{{slug}}{suffix}", f"{folder}/{{slug}}{suffix}")
        if kind.files.text in shapes and suffix.startswith("."):
            yield from _beside_items(root, kind)
    yield from _beside_cycles(root)


def _alone(root: Path) -> Iterator[Problem]:
    """Yield each file of the top whose name is that of a known one, but for its ending or its capitals."""
    known = {posixpath.basename(kind.files.text) for kind in KINDS if kind.files.folder == CONTENT}
    for entry in sorted((root / CONTENT).glob("*.[yY]*")):
        meant = f"{entry.stem.lower()}.yml"
        if entry.is_file() and meant in known and entry.name != meant:
            remedy = f"le renommer en « {meant} »"
            place = Source(f"{CONTENT}/{entry.name}")
            yield Problem(place, "fichier que rien ne lit ici", remedy, "fichier")


def _site(root: Path) -> Iterator[Problem]:
    """Yield what is wrong with the folder of pages: none, links that lead out, pages unread or one over another."""
    if (root / SITE).exists() and not (root / SITE).is_dir():
        remedy = "mettre ici le dossier des pages"
        yield Problem(Source(SITE), "un dossier est attendu", remedy, "fichier")
    yield from _linked_out(root)
    known: dict[str, str] = {}
    for path in files(root, SITE, ""):
        stem, suffix = posixpath.splitext(path)
        if suffix.lower() in MARKDOWN and suffix != ".md":
            remedy = f"la renommer en « {posixpath.basename(stem)}.md »"
            yield Problem(Source(path), "page que rien ne lit", remedy, "fichier")
        elif suffix == ".md" or path.endswith("/index.html"):
            address = _INDEX.sub("", stem)
            if (first := known.setdefault(address, path)) != path:
                told = f"même adresse que « {first} » : l'une effacerait l'autre"
                yield Problem(Source(path), told, "renommer l'une des deux", "fichier")


def _beside_issues(root: Path) -> Iterator[Problem]:
    """Yield what stands among the letters and is neither an issue, an article nor a picture."""
    for path in files(root, LETTERS, ""):
        folder, name = posixpath.split(path)
        stem, suffix = posixpath.splitext(name.lower().removesuffix(".txt"))
        if folder == LETTERS:
            remedy = "le ranger dans le dossier de son numéro"
        elif (
            name in ("issue.yml", APPROVALS)
            or name.endswith((".md", *SUFFIXES))
            or suffix in SUFFIXES
        ):
            continue
        elif suffix in MARKDOWN or name.lower().endswith(".txt"):
            remedy = f"le renommer en « {stem}.md »"
        elif suffix in (".yml", ".yaml"):
            remedy = "le renommer en « issue.yml »"
        elif suffix in WORDS:
            remedy = "en faire un article « .md » : l'atelier sait l'importer"
        else:
            remedy = "le mettre dans « site/ » pour y mener un lien, ou le retirer"
        yield Problem(Source(path), "fichier que rien ne lit ici", remedy, "fichier", "warning")


def _beside_items(root: Path, kind: Kind) -> Iterator[Problem]:
    """Yield what stands in a folder where every file is an item, and is none."""
    suffix = kind.files.suffix
    pictures = tuple(SUFFIXES) if "pictures" in given(kind.type) else ()
    for path in files(root, kind.files.folder, ""):
        if not path.endswith(suffix) and not path.lower().endswith(pictures):
            remedy = f"un fichier « {suffix} » est attendu"
            yield Problem(Source(path), "fichier que rien ne lit ici", remedy, "fichier")


def _beside_cycles(root: Path) -> Iterator[Problem]:
    """Yield each file of the cycles that is none of theirs: an error where a name was meant, as « arbitrage.yml »."""
    kinds = [kind.files for kind in KINDS if kind.files.folder.startswith(CYCLES)]
    for path in files(root, CYCLES, ""):
        name = posixpath.basename(path)
        if name == JOURNAL or any(one.holds(path) for one in kinds) or (root / path).is_dir():
            continue
        ballot, depth = "/ballots/" in path, path.count("/")
        names = (posixpath.basename(one.text) for one in kinds if one.text.count("/") == depth)
        remedy = "un bulletin s'appelle GROUPE.yml" if ballot else did_you_mean(name, names)
        meant = name.lower().endswith((".yml", ".yaml"))
        severity: Severity = "error" if meant else "warning"
        yield Problem(Source(path), "fichier que rien ne lit ici", remedy, "fichier", severity)


def _linked_out(root: Path) -> Iterator[Problem]:
    """Yield each link of the site that leaves the project, or turns in circles: what it leads to would be published."""
    for place, folders, names in os.walk(root / "site"):
        others = (name for name in names if not name.lower().endswith((".md", *SUFFIXES)))
        for link in (Path(place) / name for name in (*folders, *others)):
            if not link.is_symlink():
                continue
            if not stays(root, link):
                told = "lien symbolique qui sort du projet"
            elif Path(place).resolve().is_relative_to(os.path.realpath(link)):
                told = "lien symbolique vers un dossier qui le contient"
            else:
                continue
            found = Source(link.relative_to(root).as_posix())
            yield Problem(found, told, "mettre ici ce vers quoi il mène, ou le retirer", "fichier")
