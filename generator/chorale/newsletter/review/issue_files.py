"""Files of a sendable issue: HTML, text, message, report and the committee's previews."""

import json
import re
from collections.abc import Iterator
from hashlib import sha256

from chorale.content.model import Community, Issue
from chorale.content.problems import Problem, errors, row
from chorale.content.sight import CommunityPart, seen
from chorale.content.sources import Origins
from chorale.files import File
from chorale.newsletter import letter
from chorale.newsletter.review import built_email, checks, client_support
from chorale.newsletter.review.built_email import BuiltEmail
from chorale.text import templates

PAGE = "apercu.html"
_STYLE = re.compile(r"<style[^>]*>.*?</style>", re.DOTALL)
_IMAGE = re.compile(r'(<img[^>]*?) src="[^"]*"')
VIEWS = (
    ("bureau", "Ordinateur, 700 pixels", 700),
    ("telephone", "Téléphone, 375 pixels", 375),
    ("sombre", "Mode sombre", 700),
    ("sans-images", "Images bloquées", 700),
    ("sans-style", "Sans feuille de style (La Poste, SFR)", 375),
)


def preview_files(built: BuiltEmail, problems: tuple[Problem, ...], folder: str) -> Iterator[File]:
    """Yield the preview page, one document for each view, and the issue's pictures beside them."""
    shown = _at_hand(built)
    for name, html in (
        ("bureau", shown),
        ("telephone", shown),
        ("sombre", shown.replace("(prefers-color-scheme: dark)", "all")),
        ("sans-images", _IMAGE.sub(r"\1", shown)),
        ("sans-style", _STYLE.sub("", shown)),
    ):
        yield File.of(f"{folder}/apercu/{name}.html", html)
    for name, data in sorted(built.issue.pictures.items()):
        yield File(f"{folder}/apercu/{name}", data)
    page = templates.template(
        built.community.templates,
        "email/preview.html",
        issue=built.issue,
        email=built.email,
        community=built.community,
        problems=problems,
        views=VIEWS,
        size=len(built.email.html.encode()),
    )
    yield File.of(f"{folder}/{PAGE}", page)


def _at_hand(built: BuiltEmail) -> str:
    """Point the pictures at their copies beside the preview: the site may not be published yet."""
    base = built.community.url.rstrip("/") + f"/lettres/{built.issue.slug}/"
    return built.email.html.replace(f'src="{base}', 'src="')


SEEN: tuple[CommunityPart, ...] = (
    "issues", "webinars", "meetings", "cycles", "forms", "register", "names", "site",
)  # fmt: skip
"""What a message shows of the community, or follows as a link."""


class Unsendable(Exception):
    """An issue has what forbids sending it; the problems have files but few lines: email_checks.problems has all."""

    def __init__(self, issue: Issue, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"le numéro {issue.slug} ne peut pas être envoyé")
        self.problems = problems


def files(community: Community) -> Iterator[File]:
    """Yield the files of every issue that is no draft, under newsletters/; an issue with an error raises Unsendable."""
    shown = seen(community, *SEEN)
    for issue in letter.sendable(shown):
        yield from _files(shown, issue, {}, strict=True)


def issue_files(
    community: Community, issue: Issue, origins: Origins | None = None
) -> Iterator[File]:
    """Yield one issue's files, a draft's too; origins give the report its lines."""
    yield from _files(seen(community, *SEEN), issue, origins or {}, strict=False)


def _files(community: Community, issue: Issue, origins: Origins, *, strict: bool) -> Iterator[File]:
    sheet = built_email.sheet(community, issue)
    problems = checks.sheet_problems(sheet, origins)
    if strict and errors(problems):
        raise Unsendable(issue, problems)
    folder = f"newsletters/{issue.slug}"
    yield File.of(f"{folder}/email.html", sheet.email.html)
    yield File.of(f"{folder}/email.txt", sheet.email.text)
    yield File(f"{folder}/email.eml", sheet.eml)
    yield File.of(f"{folder}/report.json", report(sheet, problems))
    yield from preview_files(sheet, problems, folder)


def digest(built: BuiltEmail) -> str:
    """Return the SHA-256 of all that readers receive: the message, its pictures, and what its excerpts lead to."""
    made = sha256(built.eml)
    for article in built.issue.articles:
        made.update(f"\0{article.slug}\0{article.body}".encode())
    for name, data in sorted(built.issue.pictures.items()):
        made.update(b"\0" + name.encode() + b"\0" + data)
    return made.hexdigest()


def report(built: BuiltEmail, problems: tuple[Problem, ...]) -> str:
    """Return what was measured and found, as JSON."""
    support = client_support.support(built.root)
    data = client_support.data()
    made = {
        "issue": built.issue.slug,
        "subject": built.email.subject,
        "sha256": digest(built),
        "ready": not errors(problems),
        "size": {
            "html": len(built.email.html.encode()),
            "text": len(built.email.text.encode()),
            "eml": len(built.eml),
        },
        "problems": [row(problem) for problem in problems],
        "clients": {
            "source": data["source"],
            "date": data["date"],
            "weights": data["weights"],
            "features": [
                {
                    "feature": one.feature,
                    "missing": one.share,
                    "without": list(one.without),
                    "graceful": one.graceful,
                }
                for one in support
            ],
        },
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"
