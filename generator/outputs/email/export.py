"""One message for each engine that may send it: our tokens become its own, its syntax is kept out of our words."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from generator.content.model import Community, Issue
from generator.outputs.email import email, message
from generator.outputs.email.email import PREFERENCES, UNSUBSCRIBE, Email
from generator.outputs.files import File


class Inexpressible(ValueError):
    """The engine needs something that was not given; the message is for the operator."""


@dataclass(frozen=True)
class Target:
    """Where the message goes: the list's page on the engine (Sympa) and the engine's numbers of lists (listmonk)."""

    list_url: str = ""
    lists: tuple[int, ...] = ()


def mapped(source: Email, values: Mapping[str, str], shield: Callable[[str], str] = str) -> Email:
    """Return an email whose tokens are an engine's own; shield neutralises what the engine would interpret."""
    html, text, subject = map(shield, (source.html, source.text, source.subject))
    for token, value in values.items():
        html, text = html.replace(token, value), text.replace(token, value)
    return replace(source, html=html, text=text, subject=subject)


def eml(community: Community, issue: Issue, target: Target) -> File:  # noqa: ARG001 - every engine has this shape
    """Return the message as built, tokens neutral, for whatever splices them."""
    made = message.build(community, issue, email.compose(community, issue), message.Envelope(community.sender.address))
    return File(f"{issue.slug}.eml", made)


def listmonk(community: Community, issue: Issue, target: Target) -> File:
    """Return the body of POST /api/campaigns (listmonk 6), which sets the one-click headers itself."""
    values = {UNSUBSCRIBE: "{{ UnsubscribeURL }}", PREFERENCES: "{{ ManageURL }}"}
    source = mapped(email.compose(community, issue), values, _shield_go)
    headers = message.list_headers(community, issue)
    kept = [{name: headers[name]} for name in ("List-Id", "List-Archive", "Auto-Submitted", "Precedence")]
    campaign = {
        "name": f"Lettre {issue.slug}",
        "subject": source.subject,
        "lists": list(target.lists),
        "from_email": f"{community.sender.name} <{community.sender.address}>",
        "type": "regular",
        "content_type": "html",
        "body": source.html,
        "altbody": source.text,
        "headers": kept,
        "tags": ["lettre", issue.slug],
    }
    return File.of(f"{issue.slug}.listmonk.json", json.dumps(campaign, ensure_ascii=False, indent=1) + "\n")


def _shield_go(text: str) -> str:
    return text.replace("{{", '{{ "{{" }}')


def sympa(community: Community, issue: Issue, target: Target) -> File:
    """Return one message to post to a list: Sympa adds the list's headers, so ours would contradict them."""
    base, _, name = target.list_url.rstrip("/").rpartition("/info/")
    parts = urlsplit(target.list_url)
    if parts.scheme != "https" or not base or not name:
        example = "https://listes.example/sympa/info/lettre"
        raise Inexpressible(f"donner la page de la liste avec --list-url, par exemple « {example} »")
    values = {UNSUBSCRIBE: f"{base}/sigrequest/{name}", PREFERENCES: f"{base}/suboptions/{name}"}
    source = mapped(email.compose(community, issue), values)
    made = message.build(community, issue, source, message.Envelope(f"{name}@{parts.hostname}"))
    head, blank, body = made.partition(b"\r\n\r\n")
    kept = [line for line in head.split(b"\r\n") if not line.startswith((b"List-", b"Precedence", b"Feedback-ID"))]
    return File(f"{issue.slug}.sympa.eml", b"\r\n".join(kept) + blank + body)


ENGINES: Mapping[str, Callable[[Community, Issue, Target], File]] = {
    "eml": eml,
    "listmonk": listmonk,
    "sympa": sympa,
}
