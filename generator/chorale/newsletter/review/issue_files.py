"""Files of a sendable issue: HTML, text, message, report and the committee's previews."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from chorale import memory
from chorale.content import addresses, site_pages
from chorale.content.model import Community, Issue
from chorale.content.problems import Problem, errors, row
from chorale.content.sight import CommunityPart, seen
from chorale.content.sources import Origins
from chorale.digests import digest_of
from chorale.files import File
from chorale.former_publication import FormerPublication
from chorale.memory import recalled
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


@dataclass(frozen=True, kw_only=True)
class IssueTexts:
    """What is written of an issue: the message and its parts, the report, the page that shows the views."""

    html: str
    text: str
    eml: str
    """In Latin-1, which keeps every byte."""
    report: str
    page: str


def preview_files(made: IssueTexts, community: Community, issue: Issue) -> Iterator[File]:
    """Yield the preview page, one document for each view, and the issue's pictures beside them."""
    folder = f"newsletters/{issue.slug}"
    shown = _at_hand(made.html, community, issue)
    for name, html in (
        ("bureau", shown),
        ("telephone", shown),
        ("sombre", shown.replace("(prefers-color-scheme: dark)", "all")),
        ("sans-images", _IMAGE.sub(r"\1", shown)),
        ("sans-style", _STYLE.sub("", shown)),
    ):
        yield File.of(f"{folder}/apercu/{name}.html", html)
    for name, data in sorted(issue.pictures.items()):
        yield File(f"{folder}/apercu/{name}", data)
    yield File.of(f"{folder}/{PAGE}", made.page)


def _at_hand(html: str, community: Community, issue: Issue) -> str:
    """Point the pictures at their copies beside the preview: the site may not be published yet."""
    base = community.url.rstrip("/") + f"/lettres/{issue.slug}/"
    return html.replace(f'src="{base}', 'src="')


SEEN: tuple[CommunityPart, ...] = (
    "issues", "webinars", "meetings", "cycles", "forms", "register", "names", "site",
)  # fmt: skip
"""What a message shows of the community, or follows as a link."""


class Unsendable(Exception):
    """An issue has what forbids sending it; the problems have files but few lines: email_checks.problems has all."""

    def __init__(self, issue: Issue, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"le numéro {issue.slug} ne peut pas être envoyé")
        self.problems = problems


def lay(community: Community, root: Path, before: FormerPublication) -> None:
    """Lay the files of every issue that is no draft under newsletters/; what the folder before holds, they share.

    An issue with an error raises Unsendable.
    """
    shown, around = seen(community, *SEEN), surroundings(community)
    for issue in letter.sendable(shown):
        question = asked(shown, issue, around)
        known = memory.recall(_LAID, question)
        if not (known and before.take_all(root, known)):
            texts = recalled(_NAME, question, partial(_sendable, shown, issue), asdict, _read)
            made = tuple(_files(shown, issue, texts))
            before.lay(root, made)
            told = {file.path: sha256(file.content).hexdigest() for file in made}
            memory.keep(_LAID, question, told)


def issue_files(
    community: Community, issue: Issue, origins: Origins | None = None
) -> Iterator[File]:
    """Yield one issue's files, a draft's too; origins give the report its lines."""
    shown = seen(community, *SEEN)
    sheet = built_email.sheet(shown, issue)
    yield from _files(shown, issue, _texts(sheet, checks.sheet_problems(sheet, origins or {})))


def surroundings(community: Community) -> bytes:
    """Return a digest of what every message is checked against: the addresses, the forms, the register, the site."""
    places = (*site_pages.pages(community), *sorted(addresses.drafts(community)))
    return digest_of((places, seen(community, "forms", "register", "site")))


def asked(community: Community, issue: Issue, around: bytes) -> bytes:
    """Return a digest of all that an issue's files depend on, but the lines of its report."""
    return digest_of((around, letter.concerned(community, issue), issue))


_NAME, _LAID = f"{__name__}.files", f"{__name__}.lay"


def _read(said: dict[str, str]) -> IssueTexts:
    return IssueTexts(**said)


def _sendable(community: Community, issue: Issue) -> IssueTexts:
    """Return an issue's texts; raises Unsendable, which no memory keeps."""
    sheet = built_email.sheet(community, issue)
    problems = checks.sheet_problems(sheet, {})
    if errors(problems):
        raise Unsendable(issue, problems)
    return _texts(sheet, problems)


def _texts(built: BuiltEmail, problems: tuple[Problem, ...]) -> IssueTexts:
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
    return IssueTexts(
        html=built.email.html,
        text=built.email.text,
        eml=built.eml.decode("latin-1"),
        report=report(built, problems),
        page=page,
    )


def _files(community: Community, issue: Issue, made: IssueTexts) -> Iterator[File]:
    folder = f"newsletters/{issue.slug}"
    yield File.of(f"{folder}/email.html", made.html)
    yield File.of(f"{folder}/email.txt", made.text)
    yield File(f"{folder}/email.eml", made.eml.encode("latin-1"))
    yield File.of(f"{folder}/report.json", made.report)
    yield from preview_files(made, community, issue)


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
