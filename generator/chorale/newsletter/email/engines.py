"""Export of an issue for each ESP (listmonk, Sympa, Brevo…) with its own merge tokens."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from chorale.content.model import Community, Issue
from chorale.files import File
from chorale.newsletter.email import compose
from chorale.newsletter.email.compose import PREFERENCES, UNSUBSCRIBE, Email
from chorale.newsletter.email.message import CopyAddress, build, list_headers

_OPAQUE = re.compile(r"(<!--.*?-->|<style\b.*?</style>)", re.DOTALL)


class Inexpressible(ValueError):
    """The engine needs something that was not given; the message is for the operator."""


@dataclass(frozen=True)
class EspTarget:
    """Where the message goes: the list's page (Sympa), numbers of lists (listmonk, Brevo), of a template (listmonk)."""

    list_url: str = ""
    lists: tuple[int, ...] = ()
    template: int = 0


def mapped(source: Email, values: Mapping[str, str]) -> Email:
    """Return an email whose tokens are an engine's own."""
    html, text = source.html, source.text
    for token, value in values.items():
        html, text = html.replace(token, value), text.replace(token, value)
    return replace(source, html=html, text=text)


def eml(community: Community, issue: Issue, target: EspTarget) -> File:  # noqa: ARG001 - every engine has this shape
    """Return the message as built, tokens neutral, for whatever splices them."""
    made = build(
        community,
        issue,
        compose.compose(community, issue),
        CopyAddress(community.sender.address),
    )
    return File(f"{issue.slug}.eml", made)


def listmonk(community: Community, issue: Issue, target: EspTarget) -> File:
    """Return the body of POST /api/campaigns (listmonk 6), which sets the one-click headers itself."""
    _require_lists(target, "listmonk, Lists")
    if not target.template:
        raise Inexpressible(
            'donner avec --template-id un modèle de listmonk qui ne contient que « {{ template "content" . }} » : '
            "sans lui, listmonk entoure la lettre de son propre modèle"
        )
    composed = compose.compose(community, issue)
    shielded = replace(
        composed,
        html=_shielded(composed.html, r"\{(?=\{)", _kept_by_go),
        text=_shield_go(composed.text),
        subject=_shield_go(composed.subject),
    )
    source = mapped(shielded, {UNSUBSCRIBE: "{{ UnsubscribeURL }}", PREFERENCES: "{{ ManageURL }}"})
    headers = list_headers(community, issue)
    campaign = {
        "name": f"Lettre {issue.slug}",
        "subject": source.subject,
        "lists": list(target.lists),
        "from_email": f"{community.sender.name} <{community.sender.address}>",
        "type": "regular",
        "content_type": "html",
        "template_id": target.template,
        "body": source.html,
        "altbody": source.text,
        "headers": [
            {name: headers[name]}
            for name in ("List-Id", "List-Archive", "Auto-Submitted", "Precedence")
        ],
        "tags": ["lettre", issue.slug],
    }
    return _json(f"{issue.slug}.listmonk.json", campaign)


def brevo(community: Community, issue: Issue, target: EspTarget) -> File:
    """Return the body of POST /v3/emailCampaigns (Brevo): a draft; the text part and the headers are Brevo's own."""
    _require_lists(target, "Brevo, Contacts > Listes")
    composed = compose.compose(community, issue)
    if re.search(r"\{[{%#]", composed.subject):
        raise Inexpressible(
            "l'objet contient « {{ », « {% » ou « {# », que Brevo interpréterait : le récrire"
        )
    shielded = replace(composed, html=_shielded(composed.html, r"\{(?=[{%#])", str))
    source = mapped(
        shielded, {UNSUBSCRIBE: "{{ unsubscribe }}", PREFERENCES: "{{ update_profile }}"}
    )
    campaign = {
        "name": f"Lettre {issue.slug}",
        "tag": "lettre",
        "subject": source.subject,
        "sender": {"name": community.sender.name, "email": community.sender.address},
        "recipients": {"listIds": list(target.lists)},
        "htmlContent": source.html,
        "inlineImageActivation": False,
        "mirrorActive": False,
    }
    return _json(f"{issue.slug}.brevo.json", campaign)


def _require_lists(target: EspTarget, where: str) -> None:
    if not target.lists:
        raise Inexpressible(f"donner avec --list-id le numéro d'au moins une liste ({where})")


def _json(name: str, content: Mapping[str, object]) -> File:
    return File.of(name, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def _shielded(html: str, brace: str, opaque: Callable[[str], str]) -> str:
    """Write the braces that an engine would interpret as entities, which no engine knows; comments and styles apart."""
    parts = _OPAQUE.split(html)
    return "".join(
        opaque(part) if place % 2 else re.sub(brace, "&#123;", part)
        for place, part in enumerate(parts)
    )


def _kept_by_go(part: str) -> str:
    """Say a comment as a value: Go's templates remove comments, and Outlook's tables stand in them."""
    return (
        f"{{{{ Safe {json.dumps(part, ensure_ascii=False)} }}}}"
        if part.startswith("<!--")
        else part
    )


def _shield_go(text: str) -> str:
    return text.replace("{{", '{{ "{{" }}')


def sympa(community: Community, issue: Issue, target: EspTarget) -> File:
    """Return one message to post to a list: Sympa adds the list's headers, and takes an automatic mail for a loop."""
    base, _, name = target.list_url.rstrip("/").rpartition("/info/")
    parts = urlsplit(target.list_url)
    if parts.scheme != "https" or not base or not name:
        example = "https://listes.example/sympa/info/lettre"
        raise Inexpressible(
            f"donner la page de la liste avec --list-url, par exemple « {example} »"
        )
    values = {
        UNSUBSCRIBE: f"{base}/sigrequest/{name}",
        PREFERENCES: f"{base}/suboptions/{name}",
    }
    source = mapped(compose.compose(community, issue), values)
    made = build(community, issue, source, CopyAddress(f"{name}@{parts.hostname}"))
    head, blank, body = made.partition(b"\r\n\r\n")
    ours = (b"List-", b"Precedence", b"Feedback-ID", b"Auto-Submitted", b"Archived-At")
    kept = [line for line in head.split(b"\r\n") if not line.startswith(ours)]
    return File(f"{issue.slug}.sympa.eml", b"\r\n".join(kept) + blank + body)


ENGINES: Mapping[str, Callable[[Community, Issue, EspTarget], File]] = {
    "eml": eml,
    "listmonk": listmonk,
    "sympa": sympa,
    "brevo": brevo,
}
