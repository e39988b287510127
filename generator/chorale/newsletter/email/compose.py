"""An issue composed as an email: blocks through MJML to HTML, to text, and what replaces what only a page can do."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from chorale.content import addresses
from chorale.content.model import Community, Issue
from chorale.french import phrases
from chorale.newsletter import letter
from chorale.newsletter.blocks import ArticleBlock, Block, LetterMedium
from chorale.newsletter.email import mjml, wide_tables
from chorale.text import diagrams, sanitise, templates
from chorale.text.html_tree import Element
from chorale.text.plain_text import References, flow, fold, underlined

LIGHT = {
    "ground": "#f2ede1",
    "paper": "#ffffff",
    "ink": "#182426",
    "muted": "#4b595b",
    "link": "#0a545c",
    "button": "#0b4f56",
    "accent": "#9c2f1a",
    "soft": "#fbf5ea",
    "line": "#dcd4c3",
    "deep": "#0d3a40",
    "cream": "#fdf6ec",
    "glow": "#ffc39a",
}
DARK = {
    "ground": "#0b1213",
    "paper": "#182427",
    "ink": "#ece7db",
    "muted": "#b3bfbc",
    "link": "#8bd3d6",
    "accent": "#ffb8a3",
    "soft": "#203236",
    "line": "#3b5054",
    "deep": "#0d3a40",
}
VOICES = ("#6cc5ca", "#ff8d74", "#f2c04f", "#dd9bc8", "#a6cd7c")
"""Five bars under the masthead, one for each voice of the choir; decoration only."""

UNSUBSCRIBE = "%%unsubscribe_url%%"
PREFERENCES = "%%preferences_url%%"
TOKENS = (UNSUBSCRIBE, PREFERENCES)

RENAMED = {
    "details": "div",
    "figcaption": "div",
    "figure": "div",
    "ins": "span",
    "label": "p",
    "mark": "span",
    "summary": "p",
}
"""Tags that some mail programs do not know, and those that stand in their place, under the class of their name."""


@dataclass(frozen=True)
class Email:
    """What is sent, tokens still neutral."""

    subject: str
    preheader: str
    html: str
    text: str


def voice(community: Community, issue: Issue) -> LetterMedium:
    """Return how an email speaks: absolute addresses, and the day of issue as today, so that it never changes."""

    def place(name: str) -> str:
        return addresses.absolute(community, f"lettres/{issue.slug}/{name}")

    destination = letter.destination(
        lambda url: absolute(community, url),
        issue,
        place,
        lambda source: diagrams.in_message(source, place),
    )
    return LetterMedium(
        community=community, issue=letter.tidy(issue), today=issue.date, destination=destination
    )


def absolute(community: Community, url: str) -> str | None:
    """Return an address that works far from the site; None for those that could not."""
    if url.startswith(sanitise.FAR):
        return sanitise.plain(url)
    if (found := sanitise.local(url)) is None:
        return None
    return addresses.absolute(community, found[0]) + (f"#{found[1]}" if found[1] else "")


def compose(community: Community, issue: Issue) -> Email:
    """Write an issue's email; raises mjml.Unrenderable when a template is broken."""
    speaker = voice(community, issue)
    blocks = letter.blocks(speaker)
    return Email(
        subject=letter.subject(issue),
        preheader=speaker.issue.preheader,
        html=mjml.render(mjml_source(speaker, blocks), editorial(community)) + "\n",
        text=text_part(speaker, blocks, **_said(speaker, blocks)),
    )


def mjml_source(speaker: LetterMedium, blocks: tuple[Block, ...]) -> str:
    """Return the MJML of an issue."""
    return templates.template(
        speaker.community.templates,
        "email/letter.mjml",
        community=speaker.community,
        issue=speaker.issue,
        subject=letter.subject(speaker.issue),
        blocks=tuple(map(_stepped, blocks)),
        light=LIGHT,
        dark=DARK,
        voices=VOICES,
        html=lambda body: Markup(for_mail(body).html),  # noqa: S704 - a tree is escaped when it is written
        **_said(speaker, blocks),
    )


def _said(speaker: LetterMedium, blocks: tuple[Block, ...]) -> dict[str, object]:
    return _addresses(speaker) | {
        "toc": letter.contents(blocks),
        "reason": _reason(speaker.community),
    }


def _addresses(speaker: LetterMedium) -> dict[str, object]:
    pages = {addresses.page(page) for page in speaker.community.pages}
    return {
        "online": speaker.url(addresses.page(speaker.issue)),
        "agenda": speaker.url(addresses.AGENDA),
        "suggest": speaker.url(addresses.SUGGEST) if addresses.SUGGEST in pages else "",
        "privacy": speaker.url(addresses.PRIVACY) if addresses.PRIVACY in pages else "",
        "unsubscribe": UNSUBSCRIBE,
        "preferences": PREFERENCES,
    }


def _reason(community: Community) -> str:
    words = f"Vous recevez ce message au titre de votre abonnement à la lettre d'information « {community.name} »."
    return sanitise.plain(phrases.typography(words))


def _stepped(block: Block) -> Block:
    """Wrap the words of numbered steps, so that their numbers can have a colour of their own without CSS counters."""
    if isinstance(block, ArticleBlock) and block.article.kind == "pas-a-pas":
        for item in (item for steps in block.body.named("ol") for item in steps.children):
            if isinstance(item, Element) and item.name == "li":
                item.children = [Element("div", {"class": "step"}, item.children)]
    return block


def editorial(community: Community) -> str:
    """Return the CSS that is inlined on the words of an email."""
    return templates.template(community.templates, "email/editorial.css", light=LIGHT)


def for_mail(body: Element) -> Element:
    """Return a copy of an article's tree for an email; the text part is written from the tree itself.

    What is folded is shown, tabs follow one another, a wide table is read row by row on a phone, a diagram's list is
    left out if its picture's words say it all.
    """
    return Element(body.name, dict(body.attributes), list(_kept(body)))


def _kept(element: Element) -> Iterator[Element | str]:
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.name != "input" and child.attributes.get("class") != "diagram__words":
            made = for_mail(child)
            if child.name == "table":
                made = wide_tables.adapted(made)
            if child.name in RENAMED:
                made.name = RENAMED[child.name]
                made.attributes = {"class": child.name}
            yield made


def text_part(medium: LetterMedium, blocks: Iterable[Block], **values: object) -> str:
    """Write an issue as plain text; every line ends with a newline and only addresses pass 72 columns."""
    references = References()
    made = templates.template(
        medium.community.templates,
        "email/letter.txt",
        voice=medium,
        issue=medium.issue,
        community=medium.community,
        subject=letter.subject(medium.issue),
        blocks=tuple(blocks),
        mark=references.mark,
        fold=fold,
        title=underlined,
        flow=lambda body: flow(body, references),
        references=references,
        **values,
    )
    return (
        re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t\u00a0]+$", "", made, flags=re.MULTILINE)).strip()
        + "\n"
    )
