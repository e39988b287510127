"""How letters speak on the web: their articles in order, relative addresses, clean trees printed as HTML."""

from collections.abc import Callable, Iterable
from typing import Any

from markupsafe import Markup

from chorale.content import addresses
from chorale.content.model import Article, ArticleSection, Community, Issue
from chorale.french.suggestions import slug
from chorale.newsletter import letter
from chorale.newsletter.blocks import LetterMedium
from chorale.text import diagrams, markdown, sanitise, templates
from chorale.text.html_tree import HEADINGS, Element, copied


def articles(issue: Issue) -> tuple[Article, ...]:
    """Return the articles of an issue in the order of its sections, those that no section names last."""
    named = [section.article for section in issue.sections if isinstance(section, ArticleSection)]
    ranks = {slug: rank for rank, slug in reversed(list(enumerate(named)))}
    return tuple(
        sorted(
            issue.articles,
            key=lambda article: (ranks.get(article.slug, len(named)), article.slug),
        )
    )


def voice(
    community: Community,
    issue: Issue,
    start: str,
    diagram: Callable[[str], Element] = diagrams.figure,
) -> LetterMedium:
    """Return how a page at a Markdown path speaks: relative addresses, and today as it is."""
    made = letter.destination(
        lambda url: _link(url, start),
        issue,
        lambda name: near(issue, name, start),
        diagram,
        anchors=diagram is diagrams.figure,
    )
    return LetterMedium(
        community=community, issue=issue, today=community.today, destination=made, top=2
    )


def suggesting(community: Community) -> str:
    """Return the page where readers propose a topic; nothing where nobody wrote it."""
    written = map(addresses.page, community.pages)
    return addresses.SUGGEST if addresses.SUGGEST in written else ""


def near(issue: Issue, name: str, start: str) -> str:
    """Return the address of a picture of an issue, for the page at a Markdown path."""
    return addresses.href(f"lettres/{issue.slug}/{name}", start)


def _link(url: str, start: str) -> str | None:
    if url.startswith(sanitise.FAR):
        return sanitise.plain(url)
    if (found := sanitise.local(url)) is None:
        return None
    return addresses.href(found[0], start) + (f"#{found[1]}" if found[1] else "")


def body_of(
    community: Community, name: str, start: str, apart: Iterable[str] = (), **values: Any
) -> str:
    """Render a template into blocks of HTML; link(path) in it gives a link, what is made apart replaces its marks."""
    made = templates.template(
        community.templates,
        f"site/{name}",
        link=lambda path: addresses.href(path, start),
        urls=addresses,
        kinds=letter.KINDS,
        names=community.audiences,
        html=printed,
        subscribing=addresses.subscribing(community),
        mark=templates.MARK,
        **values,
    )
    return _joined(templates.filled(markdown.html_typography(made), apart))


def _joined(html: str) -> str:
    """Begin every line with a tag: nothing in a block of HTML can then be taken for Markdown."""
    lines = (line.strip() for line in html.splitlines())
    return "\n".join(line for line in lines if line)


def printed(root: Element, under: str = "", deeper: int = 0) -> Markup:
    """Return a clean tree as one line of HTML, its headings named by their words for links and for the search.

    Where several texts share a page, their names begin with « under » and their levels go deeper.
    """
    shown = copied(root) if under else root
    for heading in list(shown.named(*HEADINGS)):
        heading.attributes["id"] = under + slug(heading.words)
        heading.name = f"h{min(6, int(heading.name[1]) + deeper)}"
    for pre in shown.named("pre"):
        pre.children = [
            text.replace("\n", "\v") if isinstance(text, str) else text for text in pre.children
        ]
        for inner in pre.walk():
            inner.children = [
                text.replace("\n", "\v") if isinstance(text, str) else text
                for text in inner.children
            ]
    return Markup(shown.html.replace("\n", " ").replace("\v", "&#10;"))  # noqa: S704 : a tree escapes what it holds
