"""Each sendable issue as files: the two parts, the message, its report, and the previews that a committee looks at."""

import json
from collections.abc import Iterator
from hashlib import sha256

from generator.content.model import Community, Issue
from generator.content.problems import Problem, errors
from generator.content.sources import Origins
from generator.outputs.files import File
from generator.outputs.letter import letter
from generator.outputs.report import row
from generator.outputs.review import checks, client_support, email_preview, email_sheet
from generator.outputs.review.email_sheet import Sheet


class Unsendable(Exception):
    """An issue has what forbids sending it; the problems have files but few lines: email_checks.problems has all."""

    def __init__(self, issue: Issue, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"le numéro {issue.slug} ne peut pas être envoyé")
        self.problems = problems


def files(community: Community) -> Iterator[File]:
    """Yield the files of every issue that is no draft, under newsletters/; an issue with an error raises Unsendable."""
    for issue in letter.sendable(community):
        yield from _files(community, issue, {}, strict=True)


def issue_files(community: Community, issue: Issue, origins: Origins | None = None) -> Iterator[File]:
    """Yield one issue's files, a draft's too; origins give the report its lines."""
    yield from _files(community, issue, origins or {}, strict=False)


def _files(community: Community, issue: Issue, origins: Origins, *, strict: bool) -> Iterator[File]:
    sheet = email_sheet.sheet(community, issue)
    problems = checks.sheet_problems(sheet, origins)
    if strict and errors(problems):
        raise Unsendable(issue, problems)
    folder = f"newsletters/{issue.slug}"
    yield File.of(f"{folder}/email.html", sheet.email.html)
    yield File.of(f"{folder}/email.txt", sheet.email.text)
    yield File(f"{folder}/email.eml", sheet.eml)
    yield File.of(f"{folder}/report.json", report(sheet, problems))
    yield from email_preview.files(sheet, problems, folder)


def digest(sheet: Sheet) -> str:
    """Return the SHA-256 of all that readers receive: the message and the pictures it shows."""
    made = sha256(sheet.eml)
    for name, data in sorted(sheet.issue.pictures.items()):
        made.update(b"\0" + name.encode() + b"\0" + data)
    return made.hexdigest()


def report(sheet: Sheet, problems: tuple[Problem, ...]) -> str:
    """Return what was measured and found, as JSON."""
    support = client_support.support(sheet.root)
    data = client_support.data()
    made = {
        "issue": sheet.issue.slug,
        "subject": sheet.email.subject,
        "sha256": digest(sheet),
        "ready": not errors(problems),
        "size": {"html": len(sheet.email.html.encode()), "text": len(sheet.email.text.encode()), "eml": len(sheet.eml)},
        "problems": [row(problem) for problem in problems],
        "clients": {
            "source": data["source"],
            "date": data["date"],
            "weights": data["weights"],
            "features": [
                {"feature": one.feature, "missing": one.share, "without": list(one.without), "graceful": one.graceful}
                for one in support
            ],
        },
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"
