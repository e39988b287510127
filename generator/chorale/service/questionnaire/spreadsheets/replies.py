"""Reply, ready to be read over and sent, to whoever sent a spreadsheet that was refused."""

from email.message import EmailMessage
from email.utils import formataddr

from chorale.french import dates, phrases
from chorale.ipm.model import Cycle
from chorale.service.questionnaire.emails import cycle_name
from chorale.service.questionnaire.schedule import schedule
from chorale.service.questionnaire.spreadsheets.collect import CollectionResult, ReceivedSpreadsheet
from chorale.service.web.request import Service
from chorale.text.mail_headers import SoundPolicy

ADDRESSED = ("Reply-To", "From")


def reply(
    service: Service, cycle: Cycle, piece: ReceivedSpreadsheet, refused: CollectionResult
) -> EmailMessage | None:
    """Write the reply as a draft that mail programs open; none to what was taken, or only wants its arrival said."""
    if refused.receipt is not None or refused.arrival_asked:
        return None
    sender, mail = service.community.sender, piece.mail
    with service.store.read() as connection:
        closes = dates.spoken(schedule(cycle, connection).closes, service.community.timezone)
    built = EmailMessage(policy=SoundPolicy(linesep="\r\n"))
    built["From"] = formataddr((sender.name, sender.address))
    subject = "Votre réponse : à corriger"
    if mail is not None:
        to = next((str(mail[name]) for name in ADDRESSED if mail[name]), "")
        if to and "\n" not in to:
            built["To"] = to
        written = " ".join(str(mail.get("Subject", "")).split())
        subject = f"Re: {written}" if written else subject
        if identifier := str(mail.get("Message-ID", "")).strip():
            built["In-Reply-To"] = identifier
    built["Subject"] = subject[:200]
    built["X-Unsent"] = "1"
    lines = "\n".join(f"- {problem}" for problem in refused.problems)
    text = f"""Bonjour,

Merci de votre envoi. Le fichier « {refused.label.rpartition(" > ")[2]} » n'est pas pris en compte
pour le {cycle_name(cycle)} : rien n'a changé, et aucun dépôt n'est fait.

À corriger :
{lines}

Corrigez ce même fichier et renvoyez-le, ou répondez en ligne par votre lien personnel.
Clôture : {closes}

{sender.name}
"""
    built.set_content(phrases.letter(text), cte="quoted-printable")
    return built
