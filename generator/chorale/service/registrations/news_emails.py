"""Emails that registrants get unasked: what changed, called off, held after all, reminders."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from chorale.calendars import event_text
from chorale.french import dates
from chorale.service.registrations.capacity import BookableSession, RegistrationRow
from chorale.service.registrations.emails import (
    DAY,
    RegistrationContext,
    RegistrationEmail,
    put,
    session_words,
)
from chorale.service.timestamps import instant, stamp


def changed(
    context: RegistrationContext,
    entry: RegistrationRow,
    before: RegistrationRow,
    names: Sequence[str],
) -> None:
    """Say in one letter all that changed, by the names of its columns; the invitation changes it in calendars."""
    kind, subject = CHANGES[names[0]]
    told = [CHANGED[name](context, before) for name in names]
    words = session_words(
        context,
        "seance-changee",
        sujet=subject if len(told) == 1 else "Ce qui change",
        changements="\n\n".join(told),
        note=context.session.event.note,
    )
    said = RegistrationEmail(
        kind=kind,
        words=words,
        method="REQUEST" if entry.state == "confirmed" else None,
    )
    put(context, entry, said)


CHANGES = {
    "start_at": ("moved", "Nouvelle date"),
    "end_at": ("lasts", "Nouvel horaire"),
    "place": ("elsewhere", "Nouveau lieu"),
    "joining": ("joining", "Nouvelle adresse de connexion"),
    "title": ("retitled", "Nouveau titre"),
}
"""Each change with the kind of its letter and its subject, the most important first."""


def _moved(context: RegistrationContext, before: RegistrationRow) -> str:
    old = dates.spoken(instant(before.start_at), context.service.community.timezone)
    noun = context.session.noun
    return f"La {noun} change de date ou d'heure : elle était prévue le {old}."


def _lasts(context: RegistrationContext, before: RegistrationRow) -> str:
    session, zone = context.session, ZoneInfo(context.service.community.timezone)
    ends = [session.end.astimezone(zone), instant(before.end_at).astimezone(zone)]
    if session.end == session.start:
        return f"L'heure à laquelle la {session.noun} se termine n'est plus connue."
    same = {end.date() for end in ends} == {session.start.astimezone(zone).date()}
    new, old = (f"à {dates.hour(end)}" if same else f"le {dates.instant(end)}" for end in ends)
    was = "" if before.end_at == before.start_at else f" : elle devait finir {old}"
    return f"La {session.noun} se termine {new}{was}."


def _elsewhere(context: RegistrationContext, before: RegistrationRow) -> str:
    was = f" : elle était prévue « {before.place} »" if before.place else ""
    return f"La {context.session.noun} change de lieu{was}."


def _joining(context: RegistrationContext, before: RegistrationRow) -> str:
    if not context.session.join:
        return "L'adresse de connexion que vous avez reçue ne sert plus ; la nouvelle vous sera envoyée."
    if not before.joining:
        return "L'adresse de connexion est connue : c'est celle de ce message."
    return "L'adresse de connexion change : seule celle de ce message est bonne."


def _retitled(context: RegistrationContext, before: RegistrationRow) -> str:
    return f"La {context.session.noun} s'intitulait « {before.title} »."


CHANGED: Mapping[str, Callable[[RegistrationContext, RegistrationRow], str]] = {
    "start_at": _moved,
    "end_at": _lasts,
    "place": _elsewhere,
    "joining": _joining,
    "title": _retitled,
}
"""The sentence of each change, from what people were told before."""


def called_off(context: RegistrationContext, entry: RegistrationRow) -> None:
    """Say that the session will not take place."""
    words = session_words(
        context,
        "seance-annulee",
        Seance=context.session.noun.capitalize(),
        note=context.session.event.note,
        autres=_others(context.session),
    )
    said = RegistrationEmail(
        kind="called-off",
        words=words,
        link=event_text.url(context.service.community, context.session.event),
        method="CANCEL" if entry.state == "confirmed" else None,
    )
    put(context, entry, said)


def reinstated(context: RegistrationContext, entry: RegistrationRow) -> None:
    """Say that a session called off will take place after all, at the date above."""
    said = RegistrationEmail(
        kind="reinstated",
        words=session_words(context, "seance-retablie", note=context.session.event.note),
        method="REQUEST" if entry.state == "confirmed" else None,
    )
    put(context, entry, said)


def reminder(context: RegistrationContext, entry: RegistrationRow, *, near: bool) -> None:
    """Remind, the day before or the hour before; of a day alone when the hour is not known."""
    session, start = context.session, context.session.start
    today, day = _day(context)
    hour = "" if session.event.hour_unknown else f" à {dates.hour(start)}"
    begins = "dans une heure au plus" if near else f"{day}{hour}"
    said = RegistrationEmail(
        kind=f"{'hour' if near else 'day'}-{stamp(start)}",
        words=session_words(
            context, "rappel", moment="dans une heure" if near else day, debut=begins
        ),
        not_after=stamp(start if near or today else _midnight(start)),
    )
    put(context, entry, said)


def unanswered(context: RegistrationContext, entry: RegistrationRow) -> None:
    """Say the day before, to who awaits the organisers' answer, that there is none yet."""
    start = context.session.start
    today, day = _day(context)
    hour = "" if context.session.event.hour_unknown else f" à {dates.hour(start)}"
    said = RegistrationEmail(
        kind=f"unanswered-{stamp(start)}",
        words=session_words(context, "demande-sans-reponse", debut=f"{day}{hour}"),
        not_after=stamp(start if today else _midnight(start)),
    )
    put(context, entry, said)


def without_seat(context: RegistrationContext, entry: RegistrationRow) -> None:
    """Say to who still waits once the session has begun that nothing comes any more."""
    session = context.session
    state = (
        "votre demande n'a pas reçu de réponse"
        if session.approval
        else "aucune place ne s'est libérée pour vous"
    )
    said = RegistrationEmail(
        kind=f"noseat-{stamp(session.start)}",
        words=session_words(context, "sans-place", attente=state, autres=_others(session)),
        link=event_text.url(context.service.community, session.event),
        not_after=stamp(session.end + TOLD_WITHIN),
    )
    put(context, entry, said)


TOLD_WITHIN = 2 * DAY
"""How long after a session it is still worth telling who waited that it went on without them."""


def _day(context: RegistrationContext) -> tuple[bool, str]:
    """Tell whether the session begins today, and which day that is."""
    start = context.session.start
    today = context.now.astimezone(start.tzinfo).date() == start.date()
    return today, "aujourd'hui" if today else "demain"


def _midnight(start: datetime) -> datetime:
    """Return the instant from which « demain » would be false."""
    return start.replace(hour=0, minute=0, second=0, microsecond=0)


def _others(session: BookableSession) -> str:
    return "Voir les autres séances" if session.event.online else "Voir la page de la rencontre"
