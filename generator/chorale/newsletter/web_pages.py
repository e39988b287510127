"""Web pages of the newsletter: issues, articles, archives by year, kind and audience, and the feed."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import UTC, datetime, time
from itertools import islice
from typing import Any

from markupsafe import Markup

from chorale.content import addresses
from chorale.content.kinds import kind_of
from chorale.content.model import Article, ArticleKind, Community, Issue
from chorale.content.sight import sees
from chorale.files import File
from chorale.french import phrases
from chorale.french.suggestions import slug
from chorale.memory import keeping
from chorale.newsletter import letter
from chorale.newsletter.blocks import ArticleBlock, LetterMedium
from chorale.text import diagrams, markdown, sanitise, templates
from chorale.text.feed_formats import Feed, FeedEntry, atom
from chorale.text.html_tree import HEADINGS, Element
from chorale.text.sanitise import Picture
from chorale.text.templates import page

FEED = addresses.LETTERS_FEED
RECENT = 40


@sees("issues", "webinars", "meetings", "cycles", "register", "names")
def files(community: Community, *, drafts: bool = False) -> Iterator[File]:
    """Yield the pages and pictures of the issues that are no draft, lists and feed of those whose day has come.

    A preview shows and lists them all.
    """
    made = tuple(map(letter.tidy, community.issues if drafts else letter.sendable(community)))
    listed = {issue.slug for issue in (made if drafts else community.letters)}
    issues = tuple(issue for issue in made if issue.slug in listed)
    archived = _kinds(issues)
    yield _home(community, issues)
    for issue in made:
        shown = letter.concerned(community, issue)
        kinds = tuple(kind for kind in archived if any(one.kind == kind for one in issue.articles))
        yield from _letter(shown, issue, kinds, listed=issue.slug in listed)
    yield from _archives(community, issues)
    yield File.of(FEED, atom(feed(community, issues)))


@keeping
def _letter(
    community: Community, issue: Issue, archived: tuple[ArticleKind, ...], *, listed: bool
) -> Iterator[File]:
    """Yield the pages and pictures of one issue, made again when something that it shows changes."""
    about = {} if listed else {"unlisted": True}
    yield _issue(community, issue, about)
    for rank in range(len(letter.articles(issue))):
        yield _article(community, issue, rank, archived, about)
    yield from (
        File(f"lettres/{issue.slug}/{name}", data) for name, data in sorted(issue.pictures.items())
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
        lambda name: _near(issue, name, start),
        diagram,
        anchors=diagram is diagrams.figure,
    )
    return LetterMedium(
        community=community, issue=issue, today=community.today, destination=made, top=2
    )


def _near(issue: Issue, name: str, start: str) -> str:
    return addresses.href(f"lettres/{issue.slug}/{name}", start)


def _link(url: str, start: str) -> str | None:
    if url.startswith(sanitise.FAR):
        return sanitise.plain(url)
    if (found := sanitise.local(url)) is None:
        return None
    return addresses.href(found[0], start) + (f"#{found[1]}" if found[1] else "")


def _body(community: Community, name: str, start: str, **values: Any) -> str:
    """Render a template into blocks of HTML; link(path) in it gives a published link."""
    made = templates.template(
        community.templates,
        f"site/{name}",
        link=lambda path: addresses.href(path, start),
        urls=addresses,
        kinds=letter.KINDS,
        html=printed,
        **values,
    )
    return _joined(markdown.html_typography(made))


def _joined(html: str) -> str:
    """Begin every line with a tag: nothing in a block of HTML can then be taken for Markdown."""
    lines = (line.strip() for line in html.splitlines())
    return "\n".join(line for line in lines if line)


def printed(root: Element) -> Markup:
    """Return a clean tree as one line of HTML, its headings named by their words for links and for the search."""
    for heading in root.named(*HEADINGS):
        heading.attributes["id"] = slug(heading.words)
    for pre in root.named("pre"):
        pre.children = [
            text.replace("\n", "\v") if isinstance(text, str) else text for text in pre.children
        ]
        for inner in pre.walk():
            inner.children = [
                text.replace("\n", "\v") if isinstance(text, str) else text
                for text in inner.children
            ]
    return Markup(root.html.replace("\n", " ").replace("\v", "&#10;"))  # noqa: S704 : a tree escapes what it holds


def _home(community: Community, issues: tuple[Issue, ...]) -> File:
    start = addresses.ISSUES
    body = _body(
        community,
        kind_of(Issue).list_template,
        start,
        issues=tuple(reversed(issues)),
        years=sorted({issue.date.year for issue in issues}, reverse=True),
        used=_kinds(issues),
        audiences=_audiences(community, issues),
        feed=FEED,
        suggest=_page(community, addresses.SUGGEST),
    )
    description = (
        f"Toutes les lettres d'information de {community.name}, par année, par genre et par public."
    )
    return page(start, "Lettres d'information", body, description=description, hide=("toc",))


def _issue(community: Community, issue: Issue, about: Mapping[str, Any]) -> File:
    start = addresses.page(issue)
    speaker = voice(community, issue, start)
    body = _body(
        community,
        kind_of(Issue).template,
        start,
        issue=issue,
        blocks=letter.blocks(speaker),
        suggest=_page(community, addresses.SUGGEST),
        privacy=_page(community, addresses.PRIVACY),
        feed=FEED,
    )
    return page(start, issue.title, body, description=issue.preheader, hide=("toc",), **about)


def _article(
    community: Community,
    issue: Issue,
    rank: int,
    archived: Container[ArticleKind],
    about: Mapping[str, Any],
) -> File:
    known = letter.articles(issue)
    article = known[rank]
    start = addresses.page(article)
    speaker = voice(community, issue, start)
    body = _body(
        community,
        kind_of(Article).template,
        start,
        issue=issue,
        block=letter.article_block(speaker, article, article.kind),
        archive=addresses.articles_of(article.kind) if article.kind in archived else "",
        names=community.audiences,
        previous=known[rank - 1] if rank else None,
        following=known[rank + 1] if rank + 1 < len(known) else None,
        suggest=_page(community, addresses.SUGGEST),
    )
    parents = ((issue.title, addresses.address(addresses.page(issue))),)
    return page(
        start,
        article.title,
        body,
        description=article.summary,
        parents=parents,
        hide=("toc",),
        published=issue.date.isoformat(),
        **about,
    )


def _page(community: Community, path: str) -> str:
    return path if any(addresses.page(known) == path for known in community.pages) else ""


def _kinds(issues: Iterable[Issue]) -> list[ArticleKind]:
    used = {article.kind for issue in issues for article in issue.articles}
    return [kind for kind in letter.KINDS if kind in used]


def _audiences(community: Community, issues: Iterable[Issue]) -> dict[str, str]:
    used = {key for issue in issues for article in issue.articles for key in article.audiences}
    return {key: name for key, name in community.audiences.items() if key in used}


def _archives(community: Community, issues: tuple[Issue, ...]) -> Iterator[File]:
    latest = tuple(reversed(issues))
    for year in sorted({issue.date.year for issue in issues}):
        mine = [issue for issue in latest if issue.date.year == year]
        rows = [(issue, article) for issue in mine for article in letter.articles(issue)]
        yield _archive(community, addresses.letters_of(year), f"Lettres de {year}", rows)
    everything = [(issue, article) for issue in latest for article in letter.articles(issue)]
    for kind in _kinds(issues):
        rows = [(issue, article) for issue, article in everything if article.kind == kind]
        title = f"Articles : {letter.KINDS[kind].lower()}"
        yield _archive(community, addresses.articles_of(kind), title, rows)
    for key, name in community.audiences.items():
        rows = [(issue, article) for issue, article in everything if key in article.audiences]
        yield _archive(community, addresses.articles_for(key), f"Articles pour : {name}", rows)


def _archive(
    community: Community, start: str, title: str, rows: list[tuple[Issue, Article]]
) -> File:
    covers = {
        addresses.page(article): letter.cover(voice(community, issue, start), article)
        for issue, article in rows
    }
    body = _body(community, kind_of(Article).list_template, start, rows=rows, covers=covers)
    description = f"{title} : {phrases.plural(len(rows), 'article')}."
    return page(start, title, body, description=description, hide=("toc",))


def feed(community: Community, issues: Iterable[Issue]) -> Feed:
    """Return the feed of the latest articles, whole, newest issue first."""
    latest = ((one, article) for one in reversed(tuple(issues)) for article in letter.articles(one))
    entries = (_entry(community, issue, article) for issue, article in islice(latest, RECENT))
    return Feed(
        title=f"{community.name} : lettres d'information",
        address=addresses.absolute(community, FEED),
        page=addresses.absolute(community, addresses.ISSUES),
        author=community.sender.name,
        description=community.description,
        entries=tuple(entries),
    )


def _entry(community: Community, issue: Issue, article: Article) -> FeedEntry:
    start = addresses.page(article)
    speaker = voice(
        community,
        issue,
        start,
        lambda source: diagrams.in_message(source, lambda name: _near(issue, name, start)),
    )
    block = letter.article_block(speaker, article, article.kind)
    when = datetime.combine(issue.date, time(), UTC)
    url = addresses.absolute(community, start)
    html = _picture(block.picture) + block.body.html + _action(block)
    categories = (
        letter.KINDS[article.kind],
        *(community.audiences.get(key, key) for key in article.audiences),
    )
    return FeedEntry(
        id=url,
        title=block.title,
        url=url,
        published=when,
        updated=when,
        summary=block.summary,
        html=html,
        categories=categories,
    )


def _picture(picture: Picture | None) -> str:
    if picture is None:
        return ""
    size = {"width": str(picture.width), "height": str(picture.height)}
    return Element("", {}, [Element("img", {"src": picture.src, "alt": picture.alt, **size})]).html


def _action(block: ArticleBlock) -> str:
    if block.action is None or block.closed:
        return ""
    link = Element("a", {"href": block.action.url}, [block.action.label])
    return Element("", {}, [Element("p", {}, [link])]).html
