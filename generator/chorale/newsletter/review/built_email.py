"""The built email that the review checks read: parsed once, findings brought back to their source line."""

from dataclasses import dataclass
from functools import cached_property

from chorale.content.model import Article, Community, Issue
from chorale.content.problems import Problem, Severity, Source
from chorale.content.sources import Origins
from chorale.newsletter.email import compose, mjml
from chorale.newsletter.email import message as email_message
from chorale.newsletter.email.compose import Email
from chorale.newsletter.review import client_support
from chorale.text.html_tree import Element, parse


@dataclass(frozen=True)
class Finding:
    """Something found in the built email; about holds words that the author wrote near it, key a key of issue.yml."""

    code: str
    message: str
    suggestion: str
    severity: Severity = "error"
    about: str = ""
    key: str = ""
    article: Article | None = None


@dataclass(frozen=True)
class BuiltEmail:
    """An issue's email, with what it was made from."""

    community: Community
    issue: Issue
    email: Email

    @cached_property
    def root(self) -> Element:
        """Return the HTML as a tree."""
        return parse(self.email.html)

    @cached_property
    def dark_root(self) -> Element:
        """Return the HTML as a tree whose tags say what the dark scheme makes of them."""
        return parse(
            mjml.inlined(
                self.email.html, client_support.dark_rules(client_support.sheets(self.root))
            )
        )

    @cached_property
    def body(self) -> Element:
        """Return what is shown."""
        return next(self.root.named("body"), Element())

    @cached_property
    def eml(self) -> bytes:
        """Return the whole message."""
        return email_message.build(
            self.community,
            self.issue,
            self.email,
            email_message.CopyAddress(self.community.sender.address),
        )


def sheet(community: Community, issue: Issue) -> BuiltEmail:
    """Build an issue's email and lay it out for the checks."""
    return BuiltEmail(community, issue, compose.compose(community, issue))


def problem(found: Finding, issue: Issue, origins: Origins) -> Problem:
    """Bring a finding back to the line that the author can mend: an article's, else one of issue.yml."""
    return Problem(
        _place(found, issue, origins),
        found.message,
        found.suggestion,
        found.code,
        found.severity,
    )


def _place(found: Finding, issue: Issue, origins: Origins) -> Source:
    for article in (found.article,) if found.article else issue.articles:
        origin = origins.get(article.path)
        index = article.body.find(found.about) if found.about else -1
        if origin and index >= 0:
            return origin.in_body(article.body, index)
        if found.about and found.about in (
            article.title,
            article.summary,
            article.image.alt if article.image else "",
        ):
            return origin.at("title") if origin else Source(article.path)
        if found.article:
            return origin.at("title") if origin else Source(article.path)
    origin = origins.get(issue.path)
    return origin.at(found.key) if origin and found.key else Source(issue.path)
