"""Checks across the parts: subject, tokens, footer, text against HTML, French, MIME, and what Markdown hides."""

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
_GLUED_LIST = re.compile(r"^(?![-*+>#|\d\s])[^\n]+\n(?:[-*+]|\d+\.) +\S.*", re.MULTILINE)
_SHALLOW_LIST = re.compile(r"^(?:[-*+]|\d+\.) [^\n]*\n {1,3}(?:[-*+]|\d+\.) +\S.*", re.MULTILINE)
_FRENCH_DAY = re.compile(rf"\b(?:1er|\d{{1,2}})\s?(?:{'|'.join(phrases.MONTHS)})(?:\s\d{{4}})?")


def subject(sheet: BuiltEmail) -> Iterator[Finding]:
    """The subject and the preheader are whole on a phone."""
    size = len(sheet.email.subject)
    if not size:
        yield Finding("objet", "objet vide", "écrire « subject »", key="subject")
    elif size > LONGEST_SUBJECT:
        key = "subject" if sheet.issue.subject else "title"
        yield Finding(
            "objet", f"objet de {size} signes : {LONGEST_SUBJECT} au plus", "écrire « subject », plus court", key=key
        )
    low, high = PREHEADER
    if not low <= len(sheet.issue.preheader) <= high:
        said = f"accroche de {len(sheet.issue.preheader)} signes"
        yield Finding("accroche", said, f"de {low} à {high} signes", key="preheader")


def tokens(sheet: BuiltEmail) -> Iterator[Finding]:
    """Only the two known tokens stand in the message."""
    for part in (sheet.email.html, sheet.email.text, sheet.email.subject):
        for token in sorted(set(_TOKEN.findall(part)) - set(TOKENS)):
            yield Finding("jeton", f"jeton inconnu « {token} »", f"seuls {UNSUBSCRIBE} et {PREFERENCES} sont remplacés")


def footer(sheet: BuiltEmail) -> Iterator[Finding]:
    """Both parts let the reader leave, read online, know who writes and what becomes of the data."""
    online = compose.absolute(sheet.community, addresses.page(sheet.issue)) or ""
    privacy = compose.absolute(sheet.community, addresses.PRIVACY) or ""
    wanted: tuple[tuple[str, str, Severity], ...] = (
        (UNSUBSCRIBE, "le lien de désabonnement", "error"),
        (PREFERENCES, "le lien des préférences", "error"),
        (online, "le lien « lire en ligne »", "error"),
        (privacy, "le lien sur les données personnelles", "warning"),
    )
    identity = _flat(sheet.community.sender.identity)
    for name, part in (("HTML", sheet.email.html), ("texte", sheet.email.text)):
        for needle, words, severity in wanted:
            if needle not in part:
                yield Finding(
                    "pied", f"{words} manque à la partie {name}", "le remettre dans templates/email", severity
                )
    for name, part in (("HTML", sheet.body.text), ("texte", sheet.email.text)):
        if identity not in _flat(part):
            yield Finding(
                "pied", f"l'identité de l'expéditeur manque à la partie {name}", "la remettre dans templates/email"
            )


def parity(sheet: BuiltEmail) -> Iterator[Finding]:
    """Every heading, date and address of the HTML is in the text."""
    text = _flat(sheet.email.text)
    for heading in sheet.body.named(*HEADINGS):
        if _flat(heading.text) not in text:
            yield Finding(
                "texte", f"titre absent du texte : « {heading.words} »", "le remettre dans templates/email/text"
            )
    for day in sorted(set(_FRENCH_DAY.findall(sheet.body.text))):
        if _flat(day) not in text:
            yield Finding(
                "texte", f"date absente du texte : « {day} »", "la remettre dans templates/email/text", about=day
            )
    for link in sheet.body.named("a"):
        url = link.attributes.get("href", "#")
        if not url.startswith("#") and url not in sheet.email.text:
            yield Finding("texte", f"lien absent du texte : {url}", "le remettre dans templates/email/text", about=url)


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"\[\d+\]", "", text))


def spacing(sheet: BuiltEmail) -> Iterator[Finding]:
    """French no-break spaces are everywhere the rules ask for them, alternative texts included."""
    for words in _texts(sheet.body):
        if phrases.typography(words) != words:
            said = f"espace insécable oubliée : « {words.strip()[:50]} »"
            yield Finding("typographie", said, "passer par le filtre « typography »", about=words.strip())


def _texts(element: Element) -> Iterator[str]:
    if element.name in VERBATIM:
        return
    yield from (element.attributes[name] for name in ("alt", "title") if name in element.attributes)
    for child in element.children:
        if isinstance(child, str):
            yield child
        else:
            yield from _texts(child)


def envelope(sheet: BuiltEmail) -> Iterator[Finding]:
    """The message reads back as it was written, its lines short, its List-* headers whole."""
    read = message_from_bytes(sheet.eml, policy=policy.default)
    for kind, part in (("plain", sheet.email.text), ("html", sheet.email.html)):
        found = read.get_body((kind,))
        if found is None or found.get_content().replace("\r\n", "\n") != part:
            yield Finding(
                "mime", f"la partie {kind} ne se relit pas telle qu'écrite", "signaler ce défaut du programme"
            )
    if read["Subject"] != sheet.email.subject:
        yield Finding(
            "mime",
            "l'objet ne se relit pas tel qu'écrit",
            "en retirer « =? » et les caractères invisibles",
            key="subject",
        )
    head = sheet.eml.partition(b"\r\n\r\n")[0]
    if max(map(len, sheet.eml.split(b"\r\n"))) > 998:
        yield Finding("mime", "ligne de plus de 998 octets", "signaler ce défaut du programme")
    for line in head.split(b"\r\n"):
        if line.startswith(b"List-") and b"=?" in line:
            yield Finding(
                "mime",
                "en-tête de liste encodé : le désabonnement en un clic casserait",
                "raccourcir l'adresse du site",
            )


def rebuilt(sheet: BuiltEmail) -> Iterator[Finding]:
    """Built again, the message is the same to the byte."""
    again = compose.compose(sheet.community, sheet.issue)
    same = email_message.build(
        sheet.community, sheet.issue, again, email_message.CopyAddress(sheet.community.sender.address)
    )
    if again != sheet.email or same != sheet.eml:
        yield Finding("reproduction", "deux fabrications donnent deux messages", "signaler ce défaut du programme")


def markdown_traps(sheet: BuiltEmail) -> Iterator[Finding]:
    """A list glued to its paragraph is no list, and one nested by less than four spaces is flattened."""
    for article in sheet.issue.articles:
        prose = re.sub(
            r"^(```|~~~).*?^\1", lambda code: "\n" * code[0].count("\n"), article.body, flags=re.MULTILINE | re.DOTALL
        )
        if glued := _GLUED_LIST.search(prose):
            line = glued[0].split("\n")[1]
            said, advice = f"liste collée au paragraphe : « {line} »", "laisser une ligne vide avant la liste"
            yield Finding("liste", said, advice, about=line, article=article)
        if shallow := _SHALLOW_LIST.search(prose):
            line = shallow[0].split("\n")[1]
            said, advice = f"sous-liste trop peu décalée : « {line.strip()} »", "la décaler de quatre espaces"
            yield Finding("liste", said, advice, about=line, article=article)


def dates(sheet: BuiltEmail) -> Iterator[Finding]:
    """What an issue announces is still to come on its day."""
    day = sheet.issue.date
    for rank, section in enumerate(sheet.issue.sections):
        period = section.meetings if isinstance(section, MeetingsSection) else None
        period = section.webinars if isinstance(section, WebinarsSection) else period
        if period and period.to < day:
            said = (
                f"rubrique {rank + 1} : période finie avant la parution ({french_dates.days(period.from_, period.to)})"
            )
            yield Finding("date", said, "corriger la période", key="sections")
        if isinstance(section, ArticleSection):
            for article in sheet.issue.articles:
                if article.slug == section.article and article.closes and article.closes < day:
                    said = f"enquête close le {french_dates.day(article.closes)}, avant la parution"
                    yield Finding("date", said, "corriger « closes »", article=article)
