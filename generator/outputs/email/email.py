"""An issue becomes an email: HTML through MJML, text from the same blocks, and the message that holds both."""

from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from generator.content.model import Community, Issue
from generator.outputs import french, render, sanitise, urls
from generator.outputs.email import email_text
from generator.outputs.email.palette import DARK, LIGHT, VOICES
from generator.outputs.fragments import Element
from generator.outputs.letter import letter
from generator.outputs.letter.blocks import ArticleBlock, Block, Voice
from generator.outputs.mjml import engine

UNSUBSCRIBE = "%%unsubscribe_url%%"
PREFERENCES = "%%preferences_url%%"
TOKENS = (UNSUBSCRIBE, PREFERENCES)


@dataclass(frozen=True)
class Email:
    """What is sent, tokens still neutral."""

    subject: str
    preheader: str
    html: str
    text: str


def voice(community: Community, issue: Issue) -> Voice:
    """Return how an email speaks: absolute addresses, and the day of issue as today, so that it never changes."""
    destination = letter.destination(
        lambda url: absolute(community, url),
        issue,
        lambda name: urls.absolute(community, f"lettres/{issue.slug}/{name}"),
    )
    return Voice(community=community, issue=letter.tidy(issue), today=issue.date, destination=destination)


def absolute(community: Community, url: str) -> str | None:
    """Return an address that works far from the site; None for those that could not."""
    if url.startswith(("https://", "http://", "mailto:")):
        return sanitise.plain(url)
    if (found := sanitise.local(url)) is None:
        return None
    return urls.absolute(community, found[0]) + (f"#{found[1]}" if found[1] else "")


def compose(community: Community, issue: Issue) -> Email:
    """Write an issue's email; raises mjml.Unrenderable when a template is broken."""
    speaker = voice(community, issue)
    blocks = letter.blocks(speaker)
    return Email(
        subject=letter.subject(issue),
        preheader=speaker.issue.preheader,
        html=engine.render(mjml_source(speaker, blocks), editorial()) + "\n",
        text=email_text.letter(speaker, blocks, **_said(speaker, blocks)),
    )


def mjml_source(speaker: Voice, blocks: tuple[Block, ...]) -> str:
    """Return the MJML of an issue."""
    return render.template(
        render.EMAIL,
        "letter.mjml",
        community=speaker.community,
        issue=speaker.issue,
        subject=letter.subject(speaker.issue),
        blocks=tuple(map(_stepped, blocks)),
        light=LIGHT,
        dark=DARK,
        voices=VOICES,
        html=lambda body: Markup(body.html),  # noqa: S704 - a tree is escaped when it is written
        **_said(speaker, blocks),
    )


def _said(speaker: Voice, blocks: tuple[Block, ...]) -> dict[str, object]:
    return _addresses(speaker) | {"toc": letter.contents(blocks), "reason": _reason(speaker.community)}


def _addresses(speaker: Voice) -> dict[str, object]:
    pages = {urls.page(page) for page in speaker.community.pages}
    return {
        "online": speaker.url(urls.page(speaker.issue)),
        "agenda": speaker.url(urls.AGENDA),
        "suggest": speaker.url(urls.SUGGEST) if urls.SUGGEST in pages else "",
        "privacy": speaker.url(urls.PRIVACY) if urls.PRIVACY in pages else "",
        "unsubscribe": UNSUBSCRIBE,
        "preferences": PREFERENCES,
    }


def _reason(community: Community) -> str:
    words = f"Vous recevez ce message au titre de votre abonnement à la lettre d'information « {community.name} »."
    return sanitise.plain(french.typography(words))


def _stepped(block: Block) -> Block:
    """Wrap the words of numbered steps, so that their numbers can have a colour of their own without CSS counters."""
    if isinstance(block, ArticleBlock) and block.article.kind == "pas-a-pas":
        for item in (item for steps in block.body.named("ol") for item in steps.children):
            if isinstance(item, Element) and item.name == "li":
                item.children = [Element("div", {"class": "step"}, item.children)]
    return block


@lru_cache(maxsize=1)
def editorial() -> str:
    """Return the CSS that is inlined on the words of an email."""
    return render.environment(render.EMAIL, escape=False).get_template("editorial.css").render(light=LIGHT)
