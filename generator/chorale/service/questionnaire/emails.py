"""Emails of a cycle: invitation, receipt, reminder, extension."""

from dataclasses import dataclass

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
from chorale.service.web.request import Service

LIMIT = (
    "Ce que cela ne prouve pas : qui tient le serveur pourrait lire une réponse pendant son envoi, ou la refuser ; "
    "il ne peut plus le faire ensuite, ni la changer sans contredire les accusés que votre groupe a reçus."
)
CHANNELS = {"web": "en ligne", "tableur": "par tableur"}


def group_name(cycle: Cycle, key: str) -> str:
    """Return a group's displayed name."""
    return next((group.name for group in cycle.groups if group.key == key), key)


def cycle_name(cycle: Cycle) -> str:
    """Return « cycle 9 du conseil »."""
    return f"cycle {cycle.number} {of(cycle.governance.name)}"


def invitation(
    service: Service, cycle: Cycle, person: Person, secret: str, planned: Schedule
) -> OutgoingEmail:
    """Write the letter that carries a personal link."""
    zone = service.community.timezone
    duty = (
        "Vous êtes référent : notez les demandes, ajustez la proposition du groupe ; vous seul la déposez."
        if person.role == "referent"
        else "Vous êtes membre : notez les demandes de 0 à 5 ; votre référent déposera la réponse du groupe."
    )
    text = f"""Bonjour {person.name},

Votre groupe, {group_name(cycle, person.group)}, est invité à donner ses priorités pour le {cycle_name(cycle)}.
{duty}

Votre lien personnel :
{service.personal_link(secret)}

Ouverture : {dates.spoken(planned.opens, zone)}
Clôture : {dates.spoken(planned.closes, zone)}

Ce lien est le vôtre : ne le transférez pas. S'il se perd, demandez-en un autre en répondant à ce message.

{service.community.sender.name}
"""
    return _letter(
        person,
        f"invitation:{person.id}",
        "invitation",
        f"Vos priorités pour le {cycle_name(cycle)}",
        text,
    )


def receipt_file(given: Receipt) -> str:
    """Return the name of a signed receipt's file."""
    return f"accuse-{given.scope}-{given.group}-{given.number}.txt"


def receipt(
    service: Service, asked: Questionnaire, person: Person, given: Receipt, text: Written
) -> OutgoingEmail:
    """Write the receipt of a deposit to one member of the group; the signed file is joined by whoever signs."""
    cycle, zone = asked.cycle, service.community.timezone
    name = group_name(cycle, given.group)
    late = (
        "\nReçu après la clôture, dans le retard admis : il sera signalé comme tel."
        if given.late
        else ""
    )
    body = f"""Bonjour {person.name},

La réponse du groupe {name} au {cycle_name(cycle)} est déposée et enregistrée.

Dépôt n° {given.number}, reçu {CHANNELS[given.channel]} le {dates.exact(given.received_at, zone)}.{late}
Le dernier dépôt reçu avant la clôture compte ; les précédents sont gardés.

Ce que votre groupe a répondu :
{spoken_answer(asked, text)}
Si ce n'est pas votre réponse, prévenez le secrétariat avant la clôture, en répondant à ce message.

Pour vérifier après la clôture : téléchargez le bulletin de votre groupe sur la page du cycle, calculez son empreinte
(sha256sum), et comparez avec celle-ci.
Empreinte du bulletin (SHA-256) :
{given.fingerprint}
Tête du journal à cet instant :
{given.journal_digest}

Le fichier joint porte les mêmes preuves, signées par le service : gardez-le. Cette commande dit si rien n'y a changé :
chorale ipm verify {cycle.slug} --receipt {receipt_file(given)}

{LIMIT}

{service.community.sender.name}
"""
    subject = (
        f"Accusé de réception n° {given.number} : réponse du groupe {name} au cycle {cycle.number}"
    )
    return _letter(person, f"receipt:{given.id}:{person.id}", "receipt", subject, body)


@dataclass(frozen=True, kw_only=True)
class ReminderReason:
    """Why a person is reminded: milestone names the wave, drafted says whether a draft waits."""

    milestone: str
    drafted: bool


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
    text = f"""Bonjour {person.name},

{state}

Clôture : {dates.spoken(planned.closes, zone)}

Ouvrez le lien personnel que vous avez reçu. S'il s'est perdu, répondez à ce message : vous en recevrez un autre.

{service.community.sender.name}
"""
    subject = f"Rappel : la réponse du groupe {name} au cycle {cycle.number} est attendue"
    return _letter(
        person, f"reminder:{cycle.slug}:{why.milestone}:{person.id}", "reminder", subject, text
    )


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


def _letter(person: Person, key: str, kind: str, subject: str, text: str) -> OutgoingEmail:
    return OutgoingEmail(
        key=key,
        kind=kind,
        about=person.scope,
        addressee=person.id,
        to=person.email,
        subject=phrases.typography(subject),
        text=_spaced(text),
    )


def _spaced(text: str) -> str:
    """Put French spaces in each line; addresses and digests have none to change."""
    return "\n".join(phrases.typography(line) for line in text.split("\n"))


def extension(
    service: Service, cycle: Cycle, person: Person, later: Schedule, reason: str
) -> OutgoingEmail:
    """Tell a person that the close has moved."""
    closes = dates.spoken(later.closes, service.community.timezone)
    text = f"""Bonjour {person.name},

La clôture du questionnaire du {cycle_name(cycle)} est reportée, pour tous les groupes.

Nouvelle clôture : {closes}
Raison : {reason}

Les réponses déjà déposées restent valables ; elles peuvent encore être remplacées.

{service.community.sender.name}
"""
    key = f"extension:{cycle.slug}:{later.closes.isoformat()}:{person.id}"
    return _letter(person, key, "extension", f"Cycle {cycle.number} : clôture reportée", text)
