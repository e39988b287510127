"""Emails of a cycle to one person: invitation, receipt, reminder."""

from dataclasses import dataclass, replace
from datetime import datetime

from chorale.content.mail_model import MailWording, as_text
from chorale.content.mail_texts import worded
from chorale.french import dates, phrases
from chorale.french.phrases import of
from chorale.ipm.model import Cycle
from chorale.service.accounts.people import Person
from chorale.service.mail.message import OutgoingEmail
from chorale.service.questionnaire.definition import (
    Questionnaire,
    Written,
    by_reference,
    points_of,
)
from chorale.service.questionnaire.deposits import Receipt
from chorale.service.questionnaire.schedule import Schedule
from chorale.service.timestamps import stamp
from chorale.service.web.request import OWN_DATA, Service

LIMIT = (
    "Ce que cela ne prouve pas : qui tient le serveur pourrait lire une réponse pendant que votre groupe l'écrit ou"
    " l'envoie, et jusqu'au départ de ses accusés, ou la refuser ; ensuite, le dépôt ne s'ouvre qu'avec l'une des deux"
    " clés gardées hors du serveur, et ne change pas sans contredire les accusés que votre groupe a reçus."
)
FORMER_LINK_CLOSED = "Ce lien remplace celui que vous aviez, qui est fermé."
OVER = "Le questionnaire est clos : ce lien ouvre les dépôts de votre groupe et leurs accusés."
LETTERS = {
    "receipt": "accusé de réception",
    "invitation": "invitation",
    "amendment": "changement annoncé",
    "extension": "clôture reportée",
    "people": "personnes du groupe",
    "reminder": "rappel",
}
"""What the letters of a cycle are called, by their kind."""
CHANNELS = {"web": "en ligne", "tableur": "par tableur"}


def group_name(cycle: Cycle, key: str) -> str:
    """Return a group's displayed name."""
    return next((group.name for group in cycle.groups if group.key == key), key)


def cycle_name(cycle: Cycle) -> str:
    """Return « cycle 9 du conseil »."""
    return f"cycle {cycle.number} {of(cycle.governance.name)}"


def wording(service: Service, name: str, cycle: Cycle, *groups: str, **values: str) -> MailWording:
    """Return the words of a mail of a cycle to who is in some groups, the community's own where it wrote some."""
    known = {
        "cycle": cycle_name(cycle),
        "Cycle": f"Cycle {cycle.number}",
        "groupe": phrases.listing([group_name(cycle, group) for group in groups]),
        "perdu": service.absolute(OWN_DATA),
    }
    return worded(name, service.community.mails, known | values)


def body(
    service: Service, person: Person, words: MailWording, facts: str = "", proofs: str = ""
) -> str:
    """Return a mail as text."""
    sender = service.community.sender.name
    return as_text(words, person.name, sender, facts=facts, proofs=proofs)


def invitation(
    service: Service, cycle: Cycle, person: Person, secret: str, planned: Schedule
) -> OutgoingEmail:
    """Write the letter that carries a personal link."""
    zone = service.community.timezone
    duty = (
        "notez les demandes, ajustez la proposition du groupe ; la déposer vous revient."
        if person.role == "referent"
        else "notez les demandes de 0 à 5 ; un référent déposera la réponse du groupe."
    )
    told = {"role": person.title, "tache": duty}
    words = wording(service, "cycle-invitation", cycle, person.group, **told)
    facts = f"""
Votre lien personnel :
{service.personal_link(secret)}

Ouverture : {dates.spoken(planned.opens, zone)}
Clôture : {dates.spoken(planned.closes, zone)}
"""
    key = f"invitation:{person.id}:{person.recipient[-12:]}"
    return letter(person, key, "invitation", words.subject, body(service, person, words, facts))


def fresh_link(
    service: Service, cycle: Cycle, person: Person, secret: str, planned: Schedule
) -> OutgoingEmail:
    """Write the letter that carries a link in place of a lost one, and says what it still opens."""
    over = planned.state(service.clock()) == "closed"
    letter = invitation(service, cycle, person, secret, planned)
    return with_note(letter, f"{FORMER_LINK_CLOSED} {OVER}" if over else FORMER_LINK_CLOSED)


@dataclass(frozen=True, kw_only=True)
class DepositSent:
    """What a receipt tells of a deposit beside its proofs: the answer, and the close that it was for."""

    text: Written
    closes: datetime


def receipt_file(given: Receipt) -> str:
    """Return the name of a signed receipt's file."""
    return f"accuse-{given.scope}-{given.group}-{given.number}.txt"


def ballot_file(given: Receipt) -> str:
    """Return the name of a ballot's file."""
    return f"{given.scope}-{given.group}-{given.number}.yml"


def timing(given: Receipt, closes: datetime, zone: str) -> list[str]:
    """Say what is out of the ordinary in the instants of a deposit: late, or entered after it arrived."""
    late = "Reçu après la clôture, dans le retard admis : il sera signalé comme tel."
    after = ", après la clôture" if given.entered_at >= closes else ""
    entered = f"Saisi au journal le {dates.exact(given.entered_at, zone)}{after}"
    apart = f"{entered} : l'instant de réception est celui que le secrétariat a constaté."
    return [*([late] if given.late else []), *([apart] if given.vouched else [])]


def receipt(
    service: Service, asked: Questionnaire, person: Person, given: Receipt, sent: DepositSent
) -> OutgoingEmail:
    """Write the receipt of a deposit to one member of the group; the signed file is joined by whoever signs."""
    cycle, zone = asked.cycle, service.community.timezone
    words = wording(service, "cycle-accuse", cycle, given.group, depot=str(given.number))
    late = "".join(f"\n{sentence}" for sentence in timing(given, sent.closes, zone))
    facts = f"""
Dépôt n° {given.number}, reçu {CHANNELS[given.channel]} le {dates.exact(given.received_at, zone)}.{late}
Le dernier dépôt reçu avant la clôture compte ; les précédents sont gardés.

Ce que votre groupe a répondu :
{spoken_answer(asked, sent.text)}
"""
    proofs = f"""
Le bulletin exact de votre groupe est joint ({ballot_file(given)}) : gardez-le, le service ne peut plus l'ouvrir.
Pour vérifier après la clôture : téléchargez celui de la page du cycle, calculez leurs empreintes (sha256sum), et
comparez avec celle-ci.
Empreinte du bulletin (SHA-256) :
{given.fingerprint}
Tête du journal à cet instant :
{given.journal_digest}

L'accusé joint porte les mêmes preuves, signées par le service : gardez-le. Cette commande dit si rien n'y a changé :
chorale ipm verify {cycle.slug} --receipt {receipt_file(given)}

{LIMIT}
"""
    text = body(service, person, words, facts, proofs)
    return letter(person, f"receipt:{given.id}:{person.id}", "receipt", words.subject, text)


@dataclass(frozen=True, kw_only=True)
class ReminderReason:
    """Why a person is reminded: milestone names the wave, drafted says whether a draft waits."""

    milestone: str
    drafted: bool


def reminder_key(cycle: Cycle, milestone: str, person: str) -> str:
    """Return what a reminder is known by: one for each person and milestone."""
    return f"reminder:{cycle.slug}:{milestone}:{person}"


def reminder(
    service: Service, cycle: Cycle, person: Person, planned: Schedule, why: ReminderReason
) -> OutgoingEmail:
    """Write to a person whose group has deposited nothing yet."""
    zone = service.community.timezone
    name = group_name(cycle, person.group)
    state = (
        f"Le groupe {name} a un brouillon, mais un brouillon n'est pas un dépôt : rien n'est encore pris en compte."
        if why.drafted
        else f"Le groupe {name} n'a encore rien déposé."
    )
    words = wording(service, "cycle-rappel", cycle, person.group, etat=state)
    text = body(service, person, words, f"Clôture : {dates.spoken(planned.closes, zone)}")
    key = reminder_key(cycle, why.milestone, person.id)
    written = letter(person, key, "reminder", words.subject, text)
    return replace(written, not_after=stamp(planned.ends))


def spoken_answer(asked: Questionnaire, text: Written) -> str:
    """Return an answer as lines of plain text, most points first."""
    titles = {request.reference: request.title for request in asked.offered}
    points = points_of(text)
    order = sorted(
        points, key=lambda reference: (-points[reference], asked.references.index(reference))
    )
    lines = [f"- {ref} ({titles[ref]}) : {phrases.plural(points[ref], 'point')}" for ref in order]
    flags = [text[name] for name in ("indispensable-1", "indispensable-2") if name in text]
    if flags:
        lines.append(f"- {phrases.agreed(len(flags), 'Indispensable')} : {phrases.listing(flags)}")
    for kind, label in (("opposition", "Opposition à"), ("commentaire", "Commentaire sur")):
        lines += [
            f"- {label} {ref} : {' '.join(words.split())}"
            for ref, words in by_reference(text, kind).items()
        ]
    return "\n".join(lines) + "\n"


def letter(person: Person, key: str, kind: str, subject: str, text: str) -> OutgoingEmail:
    """Return a letter to a person."""
    return OutgoingEmail(
        key=key,
        kind=kind,
        about=person.scope,
        addressee=person.id,
        to=person.email,
        subject=subject,
        text=text,
    )


def with_note(written: OutgoingEmail, note: str) -> OutgoingEmail:
    """Return a letter with a sentence more, after its greeting."""
    head, _, rest = written.text.partition("\n\n")
    return replace(written, text=f"{head}\n\n{note}\n\n{rest}")
