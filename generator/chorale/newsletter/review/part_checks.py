"""Review checks across the parts: subject, tokens, footer, text against HTML, MIME, leftover Markdown."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy

from chorale.content import addresses
from chorale.content.model import ArticleSection, MeetingsSection, WebinarsSection
from chorale.content.problems import Severity
from chorale.french import dates as french_dates
from chorale.french import phrases
from chorale.newsletter.email import compose
from chorale.newsletter.email import message as email_message
from chorale.newsletter.email.compose import PREFERENCES, TOKENS, UNSUBSCRIBE
from chorale.newsletter.review.built_email import BuiltEmail, Finding
from chorale.text.html_tree import HEADINGS, VERBATIM, Element

LONGEST_SUBJECT = 60
PREHEADER = (40, 110)
_TOKEN = re.compile(r"%%\w+%%")
_FRENCH_DAY = re.compile(rf"\b(?:1er|\d{{1,2}})\s?(?:{'|'.join(phrases.MONTHS)})(?:\s\d{{4}})?")


def subject(built: BuiltEmail) -> Iterator[Finding]:
    """The subject and the preheader are whole on a phone."""
    size = len(built.email.subject)
    if not size:
        yield Finding("objet", "objet vide", "écrire « subject »", key="subject")
    elif size > LONGEST_SUBJECT:
        key = "subject" if built.issue.subject else "title"
        yield Finding(
            "objet",
            f"objet de {size} signes : {LONGEST_SUBJECT} au plus",
            "écrire « subject », plus court",
            key=key,
        )
    low, high = PREHEADER
    if not low <= len(built.issue.preheader) <= high:
        said = f"accroche de {len(built.issue.preheader)} signes"
        yield Finding("accroche", said, f"de {low} à {high} signes", key="preheader")


def tokens(built: BuiltEmail) -> Iterator[Finding]:
    """Only the two known tokens stand in the message."""
    for part in (built.email.html, built.email.text, built.email.subject):
        for token in sorted(set(_TOKEN.findall(part)) - set(TOKENS)):
            yield Finding(
                "jeton",
                f"jeton inconnu « {token} »",
                f"seuls {UNSUBSCRIBE} et {PREFERENCES} sont remplacés",
            )


def footer(built: BuiltEmail) -> Iterator[Finding]:
    """Both parts let the reader leave, read online, know who writes and what becomes of the data."""
    online = compose.absolute(built.community, addresses.page(built.issue)) or ""
    privacy = compose.absolute(built.community, addresses.PRIVACY) or ""
    wanted: tuple[tuple[str, str, Severity], ...] = (
        (UNSUBSCRIBE, "le lien de désabonnement", "error"),
        (PREFERENCES, "le lien des préférences", "error"),
        (online, "le lien « lire en ligne »", "error"),
        (privacy, "le lien sur les données personnelles", "warning"),
    )
    identity = _flat(phrases.typography(built.community.sender.identity))
    for name, part in (("HTML", built.email.html), ("texte", built.email.text)):
        for needle, words, severity in wanted:
            if needle not in part:
                yield Finding(
                    "pied",
                    f"{words} manque à la partie {name}",
                    "le remettre dans templates/email",
                    severity,
                )
    for name, part in (("HTML", built.body.text), ("texte", built.email.text)):
        if identity not in _flat(part):
            yield Finding(
                "pied",
                f"l'identité de l'expéditeur manque à la partie {name}",
                "la remettre dans templates/email",
            )


def parity(built: BuiltEmail) -> Iterator[Finding]:
    """Every heading, date and address of the HTML is in the text."""
    text = _flat(built.email.text)
    for heading in built.body.named(*HEADINGS):
        if _flat(heading.text) not in text:
            yield Finding(
                "texte",
                f"titre absent du texte : « {heading.words} »",
                "le remettre dans templates/email/text",
            )
    for day in sorted(set(_FRENCH_DAY.findall(built.body.text))):
        if _flat(day) not in text:
            yield Finding(
                "texte",
                f"date absente du texte : « {day} »",
                "la remettre dans templates/email/text",
                about=day,
            )
    for link in built.body.named("a"):
        url = link.attributes.get("href", "#")
        if not url.startswith("#") and url not in built.email.text:
            yield Finding(
                "texte",
                f"lien absent du texte : {url}",
                "le remettre dans templates/email/text",
                about=url,
            )


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"\[\d+\]", "", text))


def spacing(built: BuiltEmail) -> Iterator[Finding]:
    """French no-break spaces and apostrophes are everywhere the rules ask for them, alternative texts included."""
    for words in _texts(built.body):
        if phrases.typography(words) != words:
            said = f"espace insécable ou apostrophe oubliée : « {words.strip()[:50]} »"
            yield Finding(
                "typographie", said, "passer par le filtre « typography »", about=words.strip()
            )


def _texts(element: Element) -> Iterator[str]:
    if element.name in VERBATIM:
        return
    yield from (element.attributes[name] for name in ("alt", "title") if name in element.attributes)
    for child in element.children:
        if isinstance(child, str):
            yield child
        else:
            yield from _texts(child)


def envelope(built: BuiltEmail) -> Iterator[Finding]:
    """The message reads back as it was written, its lines short, its List-* headers whole."""
    read = message_from_bytes(built.eml, policy=policy.default)
    for kind, part in (("plain", built.email.text), ("html", built.email.html)):
        found = read.get_body((kind,))
        if found is None or found.get_content().replace("\r\n", "\n") != part:
            yield Finding(
                "mime",
                f"la partie {kind} ne se relit pas telle qu'écrite",
                "signaler ce défaut du programme",
            )
    if read["Subject"] != built.email.subject:
        yield Finding(
            "mime",
            "l'objet ne se relit pas tel qu'écrit",
            "en retirer « =? » et les caractères invisibles",
            key="subject",
        )
    head = built.eml.partition(b"\r\n\r\n")[0]
    if max(map(len, built.eml.split(b"\r\n"))) > 998:
        yield Finding("mime", "ligne de plus de 998 octets", "signaler ce défaut du programme")
    for line in head.split(b"\r\n"):
        if line.startswith(b"List-") and b"=?" in line:
            yield Finding(
                "mime",
                "en-tête de liste encodé : le désabonnement en un clic casserait",
                "raccourcir l'adresse du site",
            )


def rebuilt(built: BuiltEmail) -> Iterator[Finding]:
    """Built again, the message is the same to the byte."""
    again = compose.compose(built.community, built.issue)
    same = email_message.build(
        built.community,
        built.issue,
        again,
        email_message.CopyAddress(built.community.sender.address),
    )
    if again != built.email or same != built.eml:
        yield Finding(
            "reproduction",
            "deux fabrications donnent deux messages",
            "signaler ce défaut du programme",
        )


def dates(built: BuiltEmail) -> Iterator[Finding]:
    """What an issue announces is still to come on its day."""
    day = built.issue.date
    for rank, section in enumerate(built.issue.sections):
        period = section.meetings if isinstance(section, MeetingsSection) else None
        period = section.webinars if isinstance(section, WebinarsSection) else period
        if period and period.to < day:
            days = french_dates.days(period.from_, period.to)
            said = f"rubrique {rank + 1} : période finie avant la parution ({days})"
            yield Finding("date", said, "corriger la période", key="sections")
        if isinstance(section, ArticleSection):
            for article in built.issue.articles:
                if article.slug == section.article and article.closes and article.closes < day:
                    said = f"enquête close le {french_dates.day(article.closes)}, avant la parution"
                    yield Finding("date", said, "corriger « closes »", article=article)
