"""Answers of the organisers to requests for a seat, one or several at once: accepted, or refused with a word."""

from collections.abc import Collection
from datetime import datetime

from chorale.content.text_rules import Invalid, line
from chorale.french import phrases
from chorale.service.registrations import capacity, organising, records
from chorale.service.registrations.capacity import BookableSession, RegistrationRow
from chorale.service.registrations.emails import RegistrationContext
from chorale.service.registrations.organising import ActRefused
from chorale.service.timestamps import stamp
from chorale.service.web.request import Service

WORD_MOST = 500


def accept(
    service: Service, session: BookableSession, chosen: Collection[str], now: datetime
) -> int:
    """Give a seat to each of several requests while there is one for all; return how many. Raises ActRefused.

    Beyond the capacity, a seat is given by name only: a box too many is soon ticked.
    """
    with service.store.write(capacity.lock(session)) as connection:
        context = records.registration_context(connection, service, session, now)
        asked = _asked(context, chosen)
        left = capacity.free(connection, session, now)
        if left is not None and left < len(asked):
            raise ActRefused(_too_many(len(asked), left))
        for entry in asked:
            organising.given_a_seat(context, entry)
    return len(asked)


def _too_many(asked: int, left: int) -> str:
    ticked = phrases.plural(asked, "demande cochée", "demandes cochées")
    seats = f"{phrases.plural(left, 'place')} {phrases.agreed(left, 'libre')}"
    return f"{ticked} pour {seats} : en décocher {asked - left}, ou augmenter le nombre de places."


def refuse(
    service: Service, session: BookableSession, chosen: Collection[str], said: str, now: datetime
) -> int:
    """Say no to requests, with a word for all if one wishes; return how many. Raises ActRefused."""
    with service.store.write(capacity.lock(session)) as connection:
        context = records.registration_context(connection, service, session, now)
        asked, word = _asked(context, chosen), _word(said)
        for entry in asked:
            organising.taken_back(
                context, entry, "refused", "demande-refusee", state="refused", mot=word
            )
            records.change(connection, entry.id, refused_at=stamp(now))
    return len(asked)


def _asked(context: RegistrationContext, chosen: Collection[str]) -> list[RegistrationRow]:
    """Return those of the chosen requests that still await an answer, in their order; raises ActRefused."""
    if not chosen:
        raise ActRefused("Cocher d'abord les demandes auxquelles répondre.")
    known = organising.people(context.connection, context.session.key)
    asked = [row for row in known if row.id in chosen and row.state == "waiting"]
    if not asked or not context.session.approval:
        raise ActRefused("Cette demande n'attend plus de réponse : relire la liste.")
    return asked


def _word(written: str) -> str:
    try:
        return line(written, WORD_MOST)
    except Invalid as wrong:
        raise ActRefused(f"Votre mot : {wrong}") from None
