"""Review checks of the HTML part: frame, headings, pictures, tables, links, hosts, weight."""

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from chorale.content import addresses, site_pages
from chorale.content.model import Article, Issue
from chorale.content.picture_files import published, resolved
from chorale.newsletter.email.compose import TOKENS
from chorale.newsletter.review import client_support
from chorale.newsletter.review.built_email import BuiltEmail, Finding
from chorale.text.html_tree import HEADINGS, Element

HEAVY, TOO_HEAVY = 90_000, 102_000
REMOTE = {
    "img": "src",
    "link": "href",
    "script": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
}
FORBIDDEN = (
    "script",
    "iframe",
    "object",
    "embed",
    "form",
    "input",
    "button",
    "video",
    "audio",
    "svg",
    "link",
    "base",
)


def frame(built: BuiltEmail) -> Iterator[Finding]:
    """The language, direction and title are said where webmails keep them; nothing active is left."""
    html = next(built.root.named("html"), Element())
    letters = [
        element for element in built.body.walk() if element.attributes.get("role") == "article"
    ]
    for name, value in (("lang", "fr"), ("dir", "ltr")):
        if (
            html.attributes.get(name) != value
            or not letters
            or letters[0].attributes.get(name) != value
        ):
            yield Finding(
                "cadre",
                f"attribut « {name} » absent du message",
                "le remettre dans templates/email/letter.mjml",
            )
    if not next((title.text.strip() for title in built.root.named("title")), ""):
        yield Finding("cadre", "message sans titre", "écrire « title » dans issue.yml", key="title")
    for element in built.root.named(*FORBIDDEN):
        yield Finding("cadre", f"balise <{element.name}> dans le message", "la retirer du gabarit")
    for element in built.root.walk():
        if any(name.startswith("on") for name in element.attributes):
            yield Finding(
                "cadre", f"code dans un attribut de <{element.name}>", "le retirer du gabarit"
            )


def headings(built: BuiltEmail) -> Iterator[Finding]:
    """One h1 first, then no level skipped, no heading empty."""
    previous = 0
    for heading in built.body.named(*HEADINGS):
        level = int(heading.name[1])
        if not _said(heading):
            yield Finding("titres", "titre vide", "écrire le titre ou retirer les « # »")
        if (level == 1) != (previous == 0):
            yield Finding(
                "titres",
                f"titre de premier niveau mal placé : « {heading.words} »",
                "un seul, en tête du message",
            )
        elif level > previous + 1:
            advice = f"passer au niveau {previous + 1}"
            yield Finding(
                "titres",
                f"niveau de titre sauté avant « {heading.words} »",
                advice,
                about=heading.words,
            )
        previous = level
    if not previous:
        yield Finding(
            "titres", "message sans aucun titre", "écrire « title » dans issue.yml", key="title"
        )


def _published(issue: Issue, article: Article, src: str) -> str:
    return published(issue, resolved(posixpath.dirname(article.path), src))


def pictures(built: BuiltEmail) -> Iterator[Finding]:
    """Each picture has words, dimensions, a format that clients read, and stands beside its article."""
    for article in built.issue.articles:
        image = article.image
        if image and _published(built.issue, article, image.src) not in built.issue.pictures:
            yield Finding(
                "image",
                f"image « {image.src} » absente",
                "la déposer à côté de l'article",
                article=article,
            )
    for shown in built.body.named("img"):
        source, alt = shown.attributes.get("src", ""), shown.attributes.get("alt", "")
        name = source.rpartition("/")[2]
        if not alt.strip():
            yield Finding(
                "image",
                f"image « {name} » sans texte de remplacement",
                "dire en mots ce qu'elle montre",
                about=name,
            )
        if len(alt) > 400:
            yield Finding(
                "image",
                f"texte de remplacement de « {name} » très long",
                "le dire dans l'article",
                "warning",
                name,
            )
        if not shown.attributes.get("width", "").isdigit():
            yield Finding(
                "image",
                f"image « {name} » sans largeur",
                "vérifier le fichier de l'image",
                about=name,
            )
        if not re.search(r"\.(png|jpe?g)$", urlsplit(source).path, re.IGNORECASE):
            yield Finding(
                "image",
                f"format de « {name} » mal lu des messageries",
                "choisir PNG ou JPEG",
                about=name,
            )


def tables(built: BuiltEmail) -> Iterator[Finding]:
    """A table of data has headers with a scope; a table of layout says that it is one."""
    for table in built.body.named("table"):
        if table.attributes.get("role") == "presentation":
            continue
        heads = list(table.named("th"))
        if not heads:
            yield Finding(
                "tableau",
                f"tableau sans en-tête : « {table.words[:40]} »",
                "écrire une ligne d'en-têtes",
            )
        for cell in heads:
            if cell.attributes.get("scope") not in ("col", "row"):
                yield Finding(
                    "tableau",
                    f"en-tête « {cell.words} » sans portée",
                    "vérifier le gabarit",
                    about=cell.words,
                )


def links(built: BuiltEmail) -> Iterator[Finding]:
    """Each link of the message has words, and leads to a page of the site or to an anchor of the message."""
    base = built.community.url.rstrip("/") + "/"
    pages = (*site_pages.pages(built.community), *addresses.drafts(built.community))
    known = {addresses.absolute(built.community, path) for path in pages}
    served = base + addresses.SERVICE.lstrip("/")
    anchors = {
        element.attributes["id"] for element in built.body.walk() if "id" in element.attributes
    }
    for link in built.body.named("a"):
        url = link.attributes.get("href")
        if url is None or url in TOKENS:
            continue
        target = url.partition("#")[0]
        if not _said(link):
            yield Finding("lien", f"lien sans texte vers {url}", "écrire où il mène", about=url)
        if url.startswith("#"):
            if url[1:] not in anchors:
                yield Finding(
                    "lien", f"lien vers une ancre absente « {url} »", "vérifier le gabarit"
                )
        elif (
            target.startswith(base)
            and not target.startswith(served)
            and "." not in target.rpartition("/")[2]
            and target not in known
        ):
            about = target.removeprefix(base).rstrip("/")
            yield Finding(
                "lien", f"page absente du site « {target} »", "corriger l'adresse", about=about
            )


def _said(one: Element) -> str:
    pictures = (image.attributes.get("alt", "") for image in one.named("img"))
    return (one.words or " ".join(pictures)).strip("\u00a0 ")


def hosts(built: BuiltEmail) -> Iterator[Finding]:
    """Nothing is fetched from elsewhere when the message opens: no pixel, no font, no counter."""
    ours = urlsplit(built.community.url).hostname
    for element in built.root.named(*REMOTE):
        url = element.attributes.get(REMOTE[element.name], "")
        if url and urlsplit(url).hostname != ours:
            said = f"<{element.name}> appelle {urlsplit(url).hostname or url[:40]}"
            yield Finding("hote-tiers", said, "déposer le fichier à côté de l'article")
    for url in re.findall(r"(?:url\(|@import)\s*['\"]?([^'\")\s;]+)", built.email.html):
        if urlsplit(url).hostname != ours:
            yield Finding(
                "hote-tiers",
                f"la feuille de style appelle « {url[:60]} »",
                "la retirer du gabarit",
            )


def clients(built: BuiltEmail) -> Iterator[Finding]:
    """No feature that too many readers lack, unless what they then see is written down as good enough."""
    for one in client_support.unsafe(built.root):
        names = ", ".join(one.without[:3]) or "plusieurs messageries"
        share = f"{one.share:.0%}".replace("%", "\u00a0%")
        said = f"« {one.feature} » manque à {share} des lecteurs pondérés ({names})"
        yield Finding("messageries", said, "s'en passer dans le gabarit")


def weight(built: BuiltEmail) -> Iterator[Finding]:
    """Gmail cuts a message at 102 KB: what follows, unsubscribe link included, is hidden."""
    size = len(built.email.html.encode())
    said = f"message de {size // 1000} Ko"
    if size > TOO_HEAVY:
        yield Finding(
            "poids",
            f"{said} : Gmail le coupe à 102 Ko",
            "retirer ou raccourcir un article",
            key="sections",
        )
    elif size > HEAVY:
        yield Finding(
            "poids",
            f"{said}, proche des 102 Ko où Gmail coupe",
            "raccourcir un article",
            "warning",
            key="sections",
        )
