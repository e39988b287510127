"""A letter on the desk: its articles, placed or not, its subject and weight, and where each finding stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from chorale.atelier import drafts, project_files, saving, sendings, sheets
from chorale.atelier.desk import Desk, Writer
from chorale.atelier.page_preview import NotShown, community_with, issue_of
from chorale.atelier.sheets import Sheet
from chorale.content.model import Article, Issue
from chorale.content.problems import Problem
from chorale.content.writing.file_text import Writing, opened
from chorale.content.writing.trees import Tree
from chorale.newsletter.email.mjml import Unrenderable
from chorale.newsletter.review import built_email, checks

SUBJECT_MOST, PREHEADER_LEAST, PREHEADER_MOST, WEIGHT_MOST = 60, 40, 110, 102_000
"""Characters of the subject and of the preheader; bytes from which mail programs cut a message."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What an editor wants to know of a letter while assembling it."""

    waiting: tuple[Article, ...] = ()
    articles: tuple[Article, ...] = ()
    weight: int = 0
    findings: tuple[Problem, ...] = ()


def letter(desk: Desk, sheet: Sheet) -> Letter | None:
    """Return the state of a letter as it is typed; None for what is no letter, or cannot be read yet."""
    if sheet.kind.type is not Issue:
        return None
    try:
        community = community_with(desk, sheet)
        issue = issue_of(community, sheet)
        sheet_made = built_email.sheet(community, issue)
    except (NotShown, Unrenderable):
        return Letter()
    ranks = {getattr(section, "article", ""): rank for rank, section in enumerate(issue.sections)}
    waiting = tuple(one for one in issue.articles if one.slug not in ranks)
    placed = (one for one in issue.articles if one.slug in ranks)
    return Letter(
        waiting=waiting,
        articles=(*sorted(placed, key=lambda one: ranks[one.slug]), *waiting),
        weight=len(sheet_made.email.html.encode()),
        findings=(
            *(one for one in _of_letter(desk, issue) if one.source.path != sheet.path),
            *checks.sheet_problems(sheet_made, {}),
        ),
    )


def _of_letter(desk: Desk, issue: Issue) -> tuple[Problem, ...]:
    project = desk.project()
    return checks.concerned(project.loaded, issue, project.problems)


def has_left(desk: Desk, sheet: Sheet) -> bool:
    """Return whether a sheet is a letter that has left, or one of its articles."""
    if sheet.kind.type not in (Issue, Article):
        return False
    with desk.store.read() as connection:
        return PurePosixPath(sheet.path).parent.name in sendings.gone(connection)


def to_join(desk: Desk, titles: Mapping[str, str]) -> dict[str, str]:
    """Return the letters that an article may join, by name: those that have left say so, behind the others."""
    with desk.store.read() as connection:
        gone = sendings.gone(connection)
    return {
        name: f"{titles[name]} (déjà partie)" if name in gone else titles[name]
        for name in sorted(titles, key=gone.__contains__)
    }


def path_of(article: Sheet) -> str:
    """Return the file of the letter that an article is written for."""
    return str(PurePosixPath(article.path).parent / "issue.yml")


def placed(desk: Desk, worker: Writer, sheet: Sheet) -> None:
    """Put a new article in its letter, unless the letter is being changed by the same person: it waits there."""
    if sheet.kind.type is not Article:
        return
    path = path_of(sheet)
    if (text := project_files.read(desk.root, path)) is None:
        return
    if sheets.sheet(
        desk, worker, path
    ).draft:  # one that a save overtook says the same, and is forgotten there
        return
    told = opened(path, text).data
    wanted = with_article(told, PurePosixPath(sheet.path).stem)
    if wanted == told:
        return
    draft = drafts.SheetDraft(
        person=worker.key,
        path=path,
        version=0,
        base=text,
        on_disk=project_files.digest(text),
        writing=Writing(data=wanted),
        saved_at=desk.clock(),
    )
    saving.save(desk, worker, draft)


def with_article(told: Tree, name: str) -> Tree:
    """Return a letter's keys with an article behind its other ones, or behind the opening words; once only."""
    sections = told.get("sections") if isinstance(told, dict) else None
    if (
        not isinstance(told, dict)
        or not isinstance(sections, list)
        or {"article": name} in sections
    ):
        return told
    ranks = [
        rank for rank, one in enumerate(sections) if isinstance(one, dict) and "article" in one
    ]
    opening = bool(sections) and isinstance(sections[0], dict) and "edito" in sections[0]
    behind = ranks[-1] + 1 if ranks else int(opening)
    added: Tree = {"article": name}
    placed_all: list[Tree] = [*sections[:behind], added, *sections[behind:]]
    return {**told, "sections": placed_all}
