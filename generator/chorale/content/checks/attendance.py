"""Checks on what people attend: states, hours, series, sign-up."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import partial
from typing import assert_never

from chorale.content.agenda import events
from chorale.content.checks.kept import of_parts
from chorale.content.event import Event
from chorale.content.event_model import LONGEST_MEETING, Meeting, Repetition, Session, Webinar
from chorale.content.form_model import MOST_TOGETHER
from chorale.content.kinds import HOME
from chorale.content.load import Loaded
from chorale.content.problems import Problem, Source
from chorale.content.series import (
    MOST_SESSIONS,
    day,
    from_its_date,
    meetings_of,
    ruled_days,
    sessions_of,
)
from chorale.french.suggestions import slug

EventPlaces = Callable[..., Source]
"""Where the value under some keys of an event is written."""


@of_parts("webinars")
def webinars(loaded: Loaded) -> Iterator[Problem]:
    """A webinar has sessions, each with a length and a day of its own; its series makes sense."""
    for webinar in loaded.community.webinars if loaded.community else ():
        if webinar.every is not None:
            at = partial(loaded.at, webinar.path, "every")
            if webinar.every.from_ is None:
                remedy = "ajouter « from: 2027-01-07 10:00 », le premier jour et l'heure"
                yield Problem(at("until"), "série sans premier jour", remedy, "serie")
            yield from _series(at, webinar.every)
        elif not webinar.sessions:
            yield Problem(
                loaded.at(webinar.path, "sessions"),
                "webinaire sans séance",
                "ajouter « - {start: …, duration: …} »",
                "seance",
            )
        yield from _sessions(loaded, webinar)
        yield from _lengths_alone(loaded, webinar)


def _sessions(loaded: Loaded, webinar: Webinar) -> Iterator[Problem]:
    known = set()
    for placed in sessions_of(webinar):
        session, at = placed.session, partial(loaded.at, webinar.path, *placed.keys)
        first = session.moved_from or session.start
        if first in known:
            when = f"{first:%Y-%m-%d %H:%M}" if isinstance(first, datetime) else f"{first}"
            yield Problem(at("start"), f"deux séances le {when}", "en retirer une", "seance")
        known.add(first)
        yield from _state(at, session)
        yield from _length(at, session)


def _length(at: EventPlaces, session: Session) -> Iterator[Problem]:
    """A session that has an hour has a length."""
    if isinstance(session.start, datetime) and session.duration is None:
        remedy = "ajouter « duration: 1h », ou « defaults: {duration: 1h} » pour toutes les séances"
        yield Problem(at("start"), "séance sans durée", remedy, "horaire")


def _lengths_alone(loaded: Loaded, webinar: Webinar) -> Iterator[Problem]:
    """A length written beside a day alone is an hour forgotten."""
    for rank, session in enumerate(webinar.sessions):
        if session.duration is not None and not isinstance(session.start, datetime):
            message = f"une durée sans heure : {session.start}"
            remedy = f"écrire « {session.start} 10:00 », ou retirer « duration » si l'heure n'est pas connue"
            yield Problem(
                loaded.at(webinar.path, "sessions", rank, "start"), message, remedy, "horaire"
            )


def _series(at: EventPlaces, every: Repetition) -> Iterator[Problem]:
    """A series has a few sessions at most a week apart or more; what it leaves out or adds is said once."""
    if every.from_ is None:
        return
    days = ruled_days(every)
    if not days:
        message = f"aucune séance du {day(every.from_)} au {every.until}"
        yield Problem(at("until"), message, "corriger « from » ou « until »", "serie")
    elif len(days) > MOST_SESSIONS:
        message = f"plus de {MOST_SESSIONS} séances dans une série"
        yield Problem(at("until"), message, "avancer « until »", "serie")
    if every.interval < 1 or (every.rank and every.interval != 1):
        message = f"intervalle « {every.interval} »"
        remedy = "un nombre de semaines, 1 ou plus ; avec « rank », une fois par mois, le retirer"
        yield Problem(at("interval"), message, remedy, "serie")
    for index, one in enumerate(every.except_):
        if days and one not in days:
            yield _no_day(at("except", index), one, days)
    for index, extra in enumerate(every.also):
        if day(extra) in days and day(extra) not in every.except_:
            message = f"le {day(extra)} est déjà un jour de la série"
            yield Problem(at("also", index), message, "le retirer de « also »", "serie")


@of_parts("meetings")
def meetings(loaded: Loaded) -> Iterator[Problem]:
    """A meeting ends after it begins, in a city that has a name, with addresses that lead somewhere."""
    for meeting in loaded.community.meetings if loaded.community else ():
        at = partial(loaded.at, meeting.path)
        yield from _dates(loaded, meeting)
        if not slug(meeting.city):
            message = f"ville « {meeting.city} » sans lettre"
            yield Problem(at("city"), message, "écrire le nom de la ville", "lieu")
        for key, address in (("contact", meeting.contact), ("online", meeting.online)):
            if address and not address.startswith("https://"):
                remedy = "une adresse « https://… » est attendue"
                yield Problem(at(key), f"adresse « {address} »", remedy, "adresse")


def _dates(loaded: Loaded, meeting: Meeting) -> Iterator[Problem]:
    """Each date of a meeting stands alone; one that comes back says what moves or ends date by date."""
    if (rule := from_its_date(meeting)) is not None:
        yield from _rule(loaded, meeting, rule)
    if meeting.returns and (misplaced := [*_once(meeting)]):
        for key, message, remedy in misplaced:
            yield Problem(loaded.at(meeting.path, key), message, remedy, "serie")
        return
    known: set[date] = set()
    for one in meetings_of(meeting):
        at = partial(loaded.at, meeting.path, *one.keys)
        first = one.meeting.moved_from or one.meeting.date
        if first in known:
            yield Problem(at("date"), f"deux rencontres le {first}", "en retirer une", "seance")
        known.add(first)
        yield from _state(at, one.meeting)
        yield from _hours(at, one.meeting)


def _rule(loaded: Loaded, meeting: Meeting, rule: Repetition) -> Iterator[Problem]:
    at = partial(loaded.at, meeting.path)
    yield from _series(partial(at, "every"), rule)
    days = ruled_days(rule)
    if days and meeting.date not in days:
        yield _no_day(at("date"), meeting.date, days)
    if isinstance(rule.from_, datetime):
        remedy = "l'écrire dans « start », en haut du fichier"
        yield Problem(at("every", "from"), "une heure dans « from »", remedy, "serie")


def _no_day(place: Source, one: date, days: Iterable[date]) -> Problem:
    near = min(days, key=lambda known: abs((known - one).days))
    message = f"le {one} n'est pas un jour de la série"
    return Problem(place, message, f"vouliez-vous dire « {near} » ?", "serie")


def _once(meeting: Meeting) -> Iterator[tuple[str, str, str]]:
    """Yield the keys that say something of one date alone, with what to do of them."""
    if meeting.until is not None:
        remedy = "faire une rencontre à part de celle qui dure plusieurs jours"
        yield "until", "« until » dans une rencontre qui revient", remedy
    if meeting.moved_from is not None:
        remedy = "l'écrire à sa date, dans « sessions »"
        yield "moved_from", "« moved_from » dans une rencontre qui revient", remedy


def _hours(at: EventPlaces, meeting: Meeting) -> Iterator[Problem]:
    """A meeting ends after it begins, the same day or on its last one; an end has a start."""
    last = meeting.until or meeting.date
    too_soon = "la rencontre finit avant de commencer"
    if last < meeting.date:
        yield Problem(at("until"), too_soon, "corriger « date » ou « until »", "horaire")
    elif (last - meeting.date).days >= LONGEST_MEETING:
        message = (
            f"une rencontre de {(last - meeting.date).days + 1} jours : {LONGEST_MEETING} au plus"
        )
        yield Problem(at("until"), message, "en faire plusieurs rencontres", "horaire")
    if meeting.end is None:
        return
    if meeting.start is None:
        message, remedy = (
            "une heure de fin sans heure de début",
            "ajouter « start: », l'heure de début",
        )
        yield Problem(at("end"), message, remedy, "horaire")
    elif last == meeting.date and meeting.end <= meeting.start:
        yield Problem(at("end"), too_soon, "corriger « start » ou « end »", "horaire")


def _state(at: EventPlaces, item: Session | Meeting) -> Iterator[Problem]:
    """A moved event says from when; a cancelled one why."""
    place = at("status")
    match item.status:
        case "moved":
            if item.moved_from is None:
                yield Problem(
                    place, "déplacé sans son ancienne date", "ajouter « moved_from: … »", "etat"
                )
            elif item.moved_from == (item.start if isinstance(item, Session) else item.date):
                advice = "corriger l'une des deux ; un lieu qui change se dit dans « note »"
                yield Problem(at("moved_from"), "déplacé à sa propre date", advice, "etat")
        case "confirmed":
            if item.moved_from is not None:
                before = at("moved_from")
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


def sign_ups(loaded: Loaded) -> Iterator[Problem]:
    """Sign-up leads somewhere; seats and questions are for the sign-up of this site."""
    if loaded.community and (message := _party(loaded.community.sign_ups.together)):
        yield Problem(loaded.at(HOME, "sign_ups", "together"), message, PARTY_RANGE, "inscription")
    for event in events(loaded.community) if loaded.community else ():
        if event.session is not None:
            yield from _sign_up(loaded, event, event.session)


def _sign_up(loaded: Loaded, event: Event, session: Session | Meeting) -> Iterator[Problem]:
    at = partial(_said, loaded, event)
    link, code = session.registration, "inscription"
    if link is not None and link != "interne" and not link.startswith("https://"):
        remedy = "une adresse « https://… », ou « interne »"
        yield Problem(at("registration"), f"inscription « {link} »", remedy, "adresse")
    if session.capacity is not None and link != "interne":
        message = "un nombre de places sans inscription interne"
        remedy = "ajouter « registration: interne » ou retirer « capacity »"
        yield Problem(at("capacity"), message, remedy, code)
    for name in ("closes", "approval", "confirm_within", "together", "certificate"):
        if getattr(session, name) and link != "interne":
            message = f"« {name} » sans inscription interne"
            remedy = f"ajouter « registration: interne » ou retirer « {name} »"
            yield Problem(at(name), message, remedy, code)
    if session.closes is not None and session.closes > event.last:
        message = f"des inscriptions jusqu'au {session.closes}, après le rendez-vous"
        yield Problem(at("closes"), message, f"au plus tard le {event.last}", code)
    if message := _party(session.together):
        yield Problem(at("together"), message, PARTY_RANGE, code)
    if isinstance(event.item, Webinar | Meeting) and event.item.questions and link != "interne":
        message = "des questions sans inscription interne"
        remedy = "ajouter « registration: interne » ou retirer « questions »"
        yield Problem(loaded.at(event.item.path, "questions"), message, remedy, code)


PARTY_RANGE = f"un nombre de 2 à {MOST_TOGETHER}, ou rien pour s'inscrire un par un"


def _party(together: int | None) -> str:
    """Return what is wrong with how many may be signed up at once; 1 takes back what the community allows."""
    wrong = together is not None and not 1 <= together <= MOST_TOGETHER
    return f"{together} personnes inscrites d'un coup" if wrong else ""


def _said(loaded: Loaded, event: Event, key: str) -> Source:
    """Return where an event says a key: in its session, else in what all of them share."""
    own = loaded.at(event.item.path, *event.keys, key)
    parent = loaded.at(event.item.path, *event.keys)
    shared = loaded.at(event.item.path, "defaults", key)
    return shared if own == parent and event.keys else own


CHECKS = (webinars, meetings, sign_ups)
