"""Emails that registrants get unasked: another date or place, called off, held after all, reminders."""

from datetime import datetime

from chorale.calendars import event_text
from chorale.french import dates
from chorale.service.registrations.capacity import BookableSession, RegistrationRow
from chorale.service.registrations.emails import RegistrationContext, RegistrationEmail, put
from chorale.service.timestamps import stamp


def moved(context: RegistrationContext, entry: RegistrationRow, *, before: datetime) -> None:
    """Say the new date; the invitation moves the event in calendars."""
    old = dates.spoken(before, context.service.community.timezone)
    change = f"change de date ou d'heure : elle était prévue le {old}."
    _changed(context, entry, ("moved", "Nouvelle date", change))


def elsewhere(context: RegistrationContext, entry: RegistrationRow, *, before: str) -> None:
    """Say the new place; the invitation changes it in calendars."""
    _changed(
        context,
        entry,
        ("elsewhere", "Nouveau lieu", f"change de lieu : elle était prévue « {before} »."),
    )


def _changed(
    context: RegistrationContext, entry: RegistrationRow, change: tuple[str, str, str]
) -> None:
    kind, subject, words = change
    said = RegistrationEmail(
        kind=kind,
        subject=subject,
        said=tuple(
            filter(None, (f"La {context.session.noun} {words}", context.session.event.note))
        ),
        after="Cela ne vous convient pas ? Libérez votre place sur la page de votre inscription.",
        method="REQUEST" if entry.state == "confirmed" else None,
    )
    put(context, entry, said)


def called_off(context: RegistrationContext, entry: RegistrationRow) -> None:
    """Say that the session will not take place."""
    said = RegistrationEmail(
        kind="called-off",
        subject=f"{context.session.noun.capitalize()} annulée",
        said=tuple(
            filter(None, (f"La {context.session.noun} est annulée.", context.session.event.note))
        ),
        button=_others(context.session),
        link=event_text.url(context.service.community, context.session.event),
        method="CANCEL" if entry.state == "confirmed" else None,
    )
    put(context, entry, said)


def reinstated(context: RegistrationContext, entry: RegistrationRow) -> None:
    """Say that a session called off will take place after all, at the date above."""
    said = RegistrationEmail(
        kind="reinstated",
        subject=f"La {context.session.noun} aura lieu",
        said=tuple(
            filter(
                None,
                (
                    f"La {context.session.noun}, qui était annulée, aura bien lieu.",
                    context.session.event.note,
                ),
            )
        ),
        after="Cela ne vous convient plus ? Libérez votre place sur la page de votre inscription.",
        method="REQUEST" if entry.state == "confirmed" else None,
    )
    put(context, entry, said)


def reminder(context: RegistrationContext, entry: RegistrationRow, *, near: bool) -> None:
    """Remind, the day before or the hour before; of a day alone when the hour is not known."""
    session, start = context.session, context.session.start
    today = context.now.astimezone(start.tzinfo).date() == start.date()
    day = "aujourd'hui" if today else "demain"
    hour = "" if session.event.hour_unknown else f" à {dates.hour(start)}"
    begins = "dans une heure au plus" if near else f"{day}{hour}"
    said = RegistrationEmail(
        kind=f"{'hour' if near else 'day'}-{stamp(start)}",
        subject=f"Rappel, {'dans une heure' if near else day}",
        said=(f"La {session.noun} commence {begins}.",),
        after="Vous ne pouvez plus venir ? Libérez votre place sur la page de votre inscription.",
    )
    put(context, entry, said)


def _others(session: BookableSession) -> str:
    return "Voir les autres séances" if session.event.online else "Voir la page de la rencontre"
