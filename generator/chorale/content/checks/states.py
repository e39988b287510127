"""Checks on the state of an event: a reason, a former date, hours in order, a way to sign up."""

from collections.abc import Iterator
from typing import assert_never

from chorale.content.event_model import LONGEST_MEETING, Meeting, Session
from chorale.content.load import Loaded
from chorale.content.problems import Problem
from chorale.french.suggestions import slug


def states(loaded: Loaded) -> Iterator[Problem]:
    """A moved event says from when; a cancelled one why; an end follows its start."""
    home = loaded.community
    if home is None:
        return
    for webinar in home.webinars:
        if not webinar.sessions:
            yield Problem(
                loaded.at(webinar.path, "sessions"),
                "webinaire sans séance",
                "ajouter « - {start: …, duration: …} »",
                "seance",
            )
        for index, session in enumerate(webinar.sessions):
            yield from _state(loaded, webinar.path, session, ("sessions", index))
            yield from _registration(loaded, webinar.path, session, index)
    for meeting in home.meetings:
        yield from _state(loaded, meeting.path, meeting, ())
        yield from _hours(loaded, meeting)
        if not slug(meeting.city):
            place = loaded.at(meeting.path, "city")
            yield Problem(
                place,
                f"ville « {meeting.city} » sans lettre",
                "écrire le nom de la ville",
                "lieu",
            )
        for key, address in (("contact", meeting.contact), ("online", meeting.online)):
            if address and not address.startswith("https://"):
                yield Problem(
                    loaded.at(meeting.path, key),
                    f"adresse « {address} »",
                    "une adresse « https://… » est attendue",
                    "adresse",
                )


def _hours(loaded: Loaded, meeting: Meeting) -> Iterator[Problem]:
    """A meeting ends after it begins, the same day or on its last one; an end has a start."""
    last = meeting.until or meeting.date
    too_soon = "la rencontre finit avant de commencer"
    if last < meeting.date:
        yield Problem(
            loaded.at(meeting.path, "until"),
            too_soon,
            "corriger « date » ou « until »",
            "horaire",
        )
    elif (last - meeting.date).days >= LONGEST_MEETING:
        message = (
            f"une rencontre de {(last - meeting.date).days + 1} jours : {LONGEST_MEETING} au plus"
        )
        yield Problem(
            loaded.at(meeting.path, "until"),
            message,
            "en faire plusieurs rencontres",
            "horaire",
        )
    if meeting.end is None:
        return
    place = loaded.at(meeting.path, "end")
    if meeting.start is None:
        yield Problem(
            place,
            "une heure de fin sans heure de début",
            "ajouter « start: », l'heure de début",
            "horaire",
        )
    elif last == meeting.date and meeting.end <= meeting.start:
        yield Problem(place, too_soon, "corriger « start » ou « end »", "horaire")


def _state(
    loaded: Loaded, path: str, item: Session | Meeting, keys: tuple[str | int, ...]
) -> Iterator[Problem]:
    place = loaded.at(path, *keys, "status")
    match item.status:
        case "moved":
            if item.moved_from is None:
                yield Problem(
                    place, "déplacé sans son ancienne date", "ajouter « moved_from: … »", "etat"
                )
        case "confirmed":
            if item.moved_from is not None:
                before = loaded.at(path, *keys, "moved_from")
                yield Problem(
                    before,
                    "une ancienne date sans déplacement",
                    "ajouter « status: moved »",
                    "etat",
                )
        case "cancelled":
            if not item.note:
                message, advice = (
                    "annulé sans un mot pour les inscrits",
                    "ajouter « note: » avec la raison",
                )
                yield Problem(place, message, advice, "etat", "warning")
        case _:
            assert_never(item.status)


def _registration(loaded: Loaded, path: str, session: Session, index: int) -> Iterator[Problem]:
    link = session.registration
    if link is not None and link != "interne" and not link.startswith("https://"):
        yield Problem(
            loaded.at(path, "sessions", index, "registration"),
            f"inscription « {link} »",
            "une adresse « https://… », ou « interne »",
            "adresse",
        )
    if session.capacity is not None and link != "interne":
        yield Problem(
            loaded.at(path, "sessions", index, "capacity"),
            "un nombre de places sans inscription interne",
            "ajouter « registration: interne » ou retirer « capacity »",
            "inscription",
        )
    if session.capacity is not None and session.capacity < 1:
        yield Problem(
            loaded.at(path, "sessions", index, "capacity"),
            "aucune place",
            "au moins une place",
            "inscription",
        )


CHECKS = (states,)
