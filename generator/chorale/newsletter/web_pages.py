"""Web pages of the newsletter: issues, whole ones for paper, articles, archives by year, kind, audience, the feed."""

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from datetime import UTC, datetime, time
from itertools import islice
from typing import Any

from markupsafe import Markup

from chorale.content import addresses
from chorale.content.kinds import kind_of
from chorale.content.model import Article, ArticleKind, ArticleSection, Community, Issue
from chorale.files import File
from chorale.french import phrases
from chorale.french.suggestions import slug
from chorale.newsletter import letter, readings
from chorale.newsletter.blocks import ArticleBlock, LetterMedium
from chorale.text import diagrams, markdown, sanitise, templates
from chorale.text.feed_formats import Feed, FeedEntry, atom
from chorale.text.html_tree import HEADINGS, Element
from chorale.text.sanitise import Picture
from chorale.text.templates import page

FEED = addresses.LETTERS_FEED
RECENT = 40


def files(community: Community, *, drafts: bool = False) -> Iterator[File]:
    """Yield the pages, pictures and feed of the issues that readers may see; drafts too for a preview."""
    issues = tuple(map(letter.tidy, community.issues if drafts else letter.published(community)))
    shelf = readings.library(community, issues)
    yield _home(community, issues)
    for rank, issue in enumerate(issues):
        whole = _whole(community, issue)
        yield _issue(community, issues, rank, whole)
        yield _paper(community, issue, whole)
        yield from (_article(community, issue, whole, place, shelf) for place in range(len(whole)))
        yield from (
            File(f"lettres/{issue.slug}/{name}", data)
            for name, data in sorted(issue.pictures.items())
        )
    yield from _archives(community, issues)
    yield File.of(FEED, atom(feed(community, issues)))
    for key in _audiences(community, issues):
        yield File.of(addresses.letters_feed(key), atom(feed(community, issues, key)))


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
        subscribing=addresses.subscribing(community),
        **values,
    )
    return _joined(markdown.html_typography(made))


def _joined(html: str) -> str:
    """Begin every line with a tag: nothing in a block of HTML can then be taken for Markdown."""
    lines = (line.strip() for line in html.splitlines())
    return "\n".join(line for line in lines if line)


def printed(root: Element, under: str = "", deeper: int = 0) -> Markup:
    """Return a clean tree as one line of HTML, its headings named by their words for links and for the search.

    Where several texts share a page, their names begin with « under » and their levels go deeper.
    """
    shown = deepcopy(root) if under else root
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


def minutes(made: Iterable[ArticleBlock]) -> int:
    """Return how long one reads, at two hundred words a minute; a glance is a minute."""
    return max(1, round(sum(len(block.body.words.split()) for block in made) / 200))


def _whole(community: Community, issue: Issue) -> tuple[ArticleBlock, ...]:
    """Return the articles of an issue, ready to print on any page of its folder."""
    speaker = voice(community, issue, addresses.paper(issue))
    return tuple(
        letter.article_block(speaker, article, article.kind) for article in articles(issue)
    )


def _home(community: Community, issues: tuple[Issue, ...]) -> File:
    start = addresses.ISSUES
    latest = tuple(reversed(issues))
    body = _body(
        community,
        kind_of(Issue).list_template,
        start,
        issues=[
            (issue, articles(issue), _issue_cover(community, issue, start)) for issue in latest
        ],
        years=sorted({issue.date.year for issue in issues}, reverse=True),
        used=_kinds(issues),
        audiences=_audiences(community, issues),
        suggest=_page(community, addresses.SUGGEST),
    )
    description = (
        f"Toutes les lettres d'information de {community.name}, par année, par genre et par public."
    )
    return page(start, "Lettres d'information", body, description=description, hide=("toc",))


def _issue_cover(community: Community, issue: Issue, start: str) -> Picture | None:
    """Return the picture of the first article that has one."""
    speaker = voice(community, issue, start)
    covers = (letter.cover(speaker, article) for article in articles(issue))
    return next(filter(None, covers), None)


def _issue(
    community: Community, issues: tuple[Issue, ...], rank: int, whole: tuple[ArticleBlock, ...]
) -> File:
    issue = issues[rank]
    start = addresses.page(issue)
    made = letter.blocks(voice(community, issue, start))
    body = _body(
        community,
        kind_of(Issue).template,
        start,
        issue=issue,
        blocks=made,
        contents=letter.contents(made),
        minutes=minutes(whole),
        paper=addresses.paper(issue),
        previous=issues[rank - 1] if rank else None,
        following=issues[rank + 1] if rank + 1 < len(issues) else None,
        suggest=_page(community, addresses.SUGGEST),
    )
    return page(
        start,
        issue.title,
        body,
        description=issue.preheader,
        hide=("toc",),
        published=issue.date.isoformat(),
    )


def _paper(community: Community, issue: Issue, whole: tuple[ArticleBlock, ...]) -> File:
    """Make the page of a whole issue, which one prints or reads in one go."""
    start = addresses.paper(issue)
    body = _body(
        community,
        "letter_paper.md",
        start,
        issue=issue,
        blocks=letter.blocks(voice(community, issue, start)),
        whole={block.anchor: block for block in whole},
    )
    return page(
        start,
        f"{issue.title} (version imprimable)",
        body,
        description=issue.preheader,
        parents=_parents(issue),
        hide=("toc",),
        canonical=addresses.absolute(community, addresses.page(issue)),
    )


def _parents(issue: Issue) -> tuple[tuple[str, str], ...]:
    return ((issue.title, addresses.address(addresses.page(issue))),)


def _article(
    community: Community,
    issue: Issue,
    whole: tuple[ArticleBlock, ...],
    rank: int,
    shelf: readings.Library,
) -> File:
    block = whole[rank]
    article = block.article
    start = addresses.page(article)
    body = _body(
        community,
        kind_of(Article).template,
        start,
        issue=issue,
        block=block,
        minutes=minutes([block]),
        names=community.audiences,
        whole=whole,
        near=[_reading(one, start) for one in shelf.near(start)],
        previous=whole[rank - 1].article if rank else None,
        following=whole[rank + 1].article if rank + 1 < len(whole) else None,
        suggest=_page(community, addresses.SUGGEST),
    )
    return page(
        start,
        article.title,
        body,
        description=article.summary,
        parents=_parents(issue),
        hide=("toc",),
        published=issue.date.isoformat(),
    )


def _reading(one: readings.RelatedReading, start: str) -> dict[str, Any]:
    """Return a reading as a card of the page at a Markdown path."""
    return {
        "href": addresses.href(one.path, start),
        "cover": {"src": addresses.href(one.cover, start)} if one.cover else None,
        "kicker": one.kicker,
        "title": one.title,
        "text": one.text,
    }


def _page(community: Community, path: str) -> str:
    wanted = path.removesuffix(".md")
    return path if any(known.slug == wanted for known in community.pages) else ""


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
        rows = [(issue, article) for issue in mine for article in articles(issue)]
        yield _archive(community, addresses.letters_of(year), f"Lettres de {year}", rows)
    everything = [(issue, article) for issue in latest for article in articles(issue)]
    for kind in _kinds(issues):
        rows = [(issue, article) for issue, article in everything if article.kind == kind]
        yield _archive(
            community,
            addresses.articles_of(kind),
            f"Articles : {letter.KINDS[kind].lower()}",
            rows,
        )
    for key, name in community.audiences.items():
        rows = [(issue, article) for issue, article in everything if key in article.audiences]
        own = addresses.letters_feed(key) if rows else FEED
        yield _archive(community, addresses.articles_for(key), f"Articles pour : {name}", rows, own)


def _archive(
    community: Community,
    start: str,
    title: str,
    rows: list[tuple[Issue, Article]],
    feed: str = FEED,
) -> File:
    covers = {
        addresses.page(article): letter.cover(voice(community, issue, start), article)
        for issue, article in rows
    }
    body = _body(
        community, kind_of(Article).list_template, start, rows=rows, covers=covers, feed=feed
    )
    description = f"{title} : {phrases.plural(len(rows), 'article')}."
    return page(start, title, body, description=description, hide=("toc",))


def feed(community: Community, issues: Iterable[Issue], audience: str = "") -> Feed:
    """Return the feed of the latest articles, of one audience if asked, whole, newest issue first."""
    name = community.audiences.get(audience)
    latest = (
        (one, article)
        for one in reversed(tuple(issues))
        for article in articles(one)
        if name is None or audience in article.audiences
    )
    entries = (_entry(community, issue, article) for issue, article in islice(latest, RECENT))
    return Feed(
        title=f"{community.name} : lettres d'information{f', {name}' if name else ''}",
        address=addresses.absolute(community, addresses.letters_feed(audience) if name else FEED),
        page=addresses.absolute(
            community, addresses.articles_for(audience) if name else addresses.ISSUES
        ),
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
    return Element(
        "",
        {},
        [Element("p", {}, [Element("a", {"href": block.action.url}, [block.action.label])])],
    ).html
