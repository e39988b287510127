"""A deposit is kept and acknowledged in one gesture, whatever the channel: journal, row, a receipt to each member."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from generator.service import journal
from generator.service.access import people
from generator.service.cycle import cycle_letters, deposits
from generator.service.cycle.deposits import Receipt, Sending
from generator.service.cycle.questionnaire import Questionnaire
from generator.service.cycle.signatures import Signer
from generator.service.mail.letters import Attachment
from generator.service.refusals import Refusal
from generator.service.web.visits import Service

EXACT = "application/octet-stream"
"""Mail programs rewrite the line ends of texts; a signed file must arrive byte for byte."""


def signer(service: Service) -> Signer:
    """Return what signs the receipts of a service."""
    return Signer(service.outbox.secret)


def keep(service: Service, connection: Connection, asked: Questionnaire, sending: Sending, now: datetime) -> Receipt:
    """Keep a checked, whole answer and put its receipts in the outbox; the caller's transaction makes it one act.

    Receipts go to every registered member of the group, never to the sender of a file.
    """
    if journal.tells(connection, asked.cycle.slug, "opening"):
        raise Refusal(
            status=403,
            title="Les réponses sont déjà ouvertes",
            sentence="Rien n'a été déposé : après l'ouverture des réponses, aucune ne peut plus entrer.",
        )
    signing = signer(service)
    signing.announce(connection, asked.cycle.slug, now)
    given = deposits.deposit(connection, asked, sending, now)
    signed = Attachment(name=cycle_letters.receipt_file(given), media_type=EXACT, content=signing.signed(given))
    for person in people.of_scope(connection, given.scope, given.group):
        letter = cycle_letters.receipt(service, asked, person, given, sending.text)
        service.outbox.put(connection, replace(letter, attachments=(signed,)), now)
    return given
