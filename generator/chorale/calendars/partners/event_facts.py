"""Facts of a partner's event as content says them: keys of a meeting or of a session, and what is told besides."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cached_property, lru_cache

from chorale.calendars.partners import descriptions, locations
from chorale.calendars.partners.locations import EventLocation
from chorale.calendars.partners.partner_calendar import Occurrence
from chorale.content.event_model import LONGEST_MEETING
from chorale.french.suggestions import slug
from chorale.text.line_marks import FONT_BULLETS

LONGEST_TITLE, LONGEST_ADDRESS = 150, 300
_MARKS = re.compile(r"^#{1,6} +|\*\*|__|~~|`")
_QUOTED = re.compile(r"[“”‘].*[“”’]")
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\uf8ff\ufffe\uffff]")
"""Controls, separators that are no end of line, halves of a sign, and what the fonts of one program alone show."""
_BULLETS = str.maketrans(dict.fromkeys(FONT_BULLETS, "•"))


@dataclass(frozen=True, kw_only=True)
class EventFacts:
    """What an event says; refused tells why it may not enter, doubtful why a person must look at it.

    says are keys of content with their values, body the Markdown below them, notes what was not taken as it stood.
    """

    title: str
    online: bool
    says: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    audiences: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    refused: str = ""
    doubtful: str = ""


@dataclass(frozen=True, kw_only=True)
class KnownNames:
    """What a community already names: its audiences (key and label) and the cities of its meetings."""

    audiences: Mapping[str, str]
    cities: frozenset[str] = frozenset()

    @cached_property
    def by_slug(self) -> Mapping[str, str]:
        """Return the key of each audience by what people call it."""
        return {slug(words): key for key, label in self.audiences.items() for words in (key, label)}


@lru_cache(2_000)
def _description(text: str, *, remote: bool) -> descriptions.EventDescription:
    return descriptions.description(text, remote=remote)


@lru_cache(2_000)
def _location(text: str, known: frozenset[str]) -> EventLocation:
    return locations.location(text, known)


def facts(one: Occurrence, known: KnownNames) -> EventFacts:
    """Return what one occurrence says, for a meeting or for a session."""
    texts = one.event.texts
    where = _location(_seen(texts.get("LOCATION", ""))[:2_000], known.cities)
    raw = (
        texts.get("DESCRIPTION") or texts.get("X-ALT-DESC") or texts.get("STYLED-DESCRIPTION") or ""
    )
    remote = where.online or bool(one.event.addresses) or locations.joins(where.link)
    told = _description(_seen(raw)[: descriptions.LONGEST], remote=remote)
    joining = _joining(one, where, told)
    online = where.online or (not where.address and not where.cities and bool(joining))
    audiences, others = _categories(texts.get("CATEGORIES", ""), known)
    title = _unmarked(_words(one.event.title))
    notes = (
        *((f"adresse de visio mise dans « {'join' if online else 'online'} »",) if joining else ()),
        *(
            ("adresse de visio sans « https: », non reprise",)
            if told.joining and not joining
            else ()
        ),
        *(("codes d'accès retirés du texte",) if told.secret else ()),
        *(("numéro de portable retiré du texte",) if told.mobile else ()),
        *((f"catégories non reprises : {', '.join(others)[:60]}",) if others else ()),
        *((f"non repris : {', '.join(one.event.unread)[:80]}",) if one.event.unread else ()),
        *(("numéro d'appel non repris",) if any(map(_is_phone, one.event.addresses)) else ()),
        *(("heure de fin inutilisable, non reprise",) if _ends_badly(one) else ()),
        *(("texte coupé",) if len(raw) > descriptions.LONGEST else ()),
        *(("titre coupé",) if len(title) > LONGEST_TITLE else ()),
    )
    says = _session(one, joining) if online else _meeting(one, where, joining)
    if one.event.status == "TENTATIVE":
        says["draft"] = "true"
    return EventFacts(
        title=title[:LONGEST_TITLE].strip(),
        online=online,
        says=says,
        body=told.markdown,
        audiences=audiences,
        notes=notes,
        refused=_refused(one, title, online=online),
        doubtful="" if online else _no_city(where),
    )


def _seen(text: str) -> str:
    """Return a text without what a content file refuses."""
    if text.isprintable():
        return text
    return _INVISIBLE.sub(" ", text.translate(_BULLETS))


def _unmarked(text: str) -> str:
    """Return a title or a place without HTML, nor the signs that would be taken for Markdown left in a plain field."""
    text = " ".join(locations.without_html(text).split()).replace("](", "] (")
    while (bare := _MARKS.sub("", text)) != text:
        text = bare
    if _QUOTED.fullmatch(text):
        text = re.sub(r"[“‘] *", "« ", re.sub(r" *[”’]", " »", text))
    return text.strip()


def _words(text: str) -> str:
    """Return a text on one line, without joining addresses nor what a content file refuses."""
    if ":" in text or "/" in text:
        text = locations.URL.sub(lambda found: "" if locations.joins(found[0]) else found[0], text)
    return " ".join(_seen(text).split())


def _joining(one: Occurrence, where: EventLocation, told: descriptions.EventDescription) -> str:
    """Return where one joins from afar: what the location says, a property made for it, the text at last."""
    url = one.event.texts.get("URL", "")
    candidates = (
        where.link,
        *one.event.addresses,
        url if locations.joins(url) else "",
        *told.joining,
    )
    return next((address for address in candidates if _is_https(address)), "")


def _is_phone(address: str) -> bool:
    return address.lower().startswith("tel:")


def _is_https(url: str) -> bool:
    return url.startswith("https://") and not re.search(r"[\s\"<>]", url)


def _categories(text: str, known: KnownNames) -> tuple[tuple[str, ...], list[str]]:
    """Return the audiences that categories name, and the other categories."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    keys = [known.by_slug.get(slug(name), "") for name in names]
    others = [name for name, key in zip(names, keys, strict=True) if not key]
    return tuple(dict.fromkeys(filter(None, keys))), others


def _refused(one: Occurrence, title: str, *, online: bool) -> str:
    if not title or not slug(title):
        return "sans titre"
    if online:
        if (
            not isinstance(one.start, datetime)
            or not isinstance(one.end, datetime)
            or one.end <= one.start
        ):
            return "une séance en ligne demande une heure de début et une heure de fin"
        return "" if length(one) <= timedelta(hours=24) else "une séance dure 24 heures au plus"
    days = (one.last - one.day).days
    return f"une rencontre dure {LONGEST_MEETING} jours au plus" if days >= LONGEST_MEETING else ""


def _no_city(where: EventLocation) -> str:
    if not where.address and not where.cities:
        return "lieu absent : écrire la ville dans le champ « lieu »"
    if not where.cities:
        return f"ville introuvable dans « {where.address[:60]} » : demander le code postal"
    if len(where.cities) > 1:
        return f"plusieurs villes ({', '.join(where.cities)}) : laquelle ?"
    return "" if slug(where.cities[0]) else "ville sans lettre"


def length(one: Occurrence) -> timedelta:
    """Return how long an occurrence lasts, elapsed time."""
    if isinstance(one.start, datetime) and isinstance(one.end, datetime):
        return one.end.astimezone(UTC) - one.start.astimezone(UTC)
    return timedelta()


def _session(one: Occurrence, joining: str) -> dict[str, str]:
    minutes = int(length(one).total_seconds()) // 60
    says = {
        "start": f"{one.start:%Y-%m-%d %H:%M}",
        "duration": f"{minutes // 60}h{minutes % 60:02}",
    }
    url = one.event.texts.get("URL", "")
    if _is_https(url) and not locations.joins(url):
        says["registration"] = url
    if joining:
        says["join"] = joining
    return says


def _meeting(one: Occurrence, where: EventLocation, joining: str) -> dict[str, str]:
    says = {"date": f"{one.day}"}
    if one.last > one.day:
        says["until"] = f"{one.last}"
    if len(where.cities) == 1:
        says["city"] = where.cities[0]
    if isinstance(one.start, datetime):
        says["start"] = f"{one.start:%H:%M}"
        if isinstance(one.end, datetime) and one.end > one.start:
            end = one.end.time() if one.end.date() == one.last else time(23, 59)
            says["end"] = f"{end:%H:%M}"
    if where.place:
        says["place"] = _unmarked(where.place)[:LONGEST_ADDRESS]
    if where.address and where.address != says.get("city"):
        says["address"] = _unmarked(where.address)[:LONGEST_ADDRESS]
    if coordinates := _coordinates(one.event.texts.get("GEO", "")):
        says["coordinates"] = coordinates
    if joining:
        says["online"] = joining
    url = one.event.texts.get("URL", "")
    if _is_https(url) and not locations.joins(url):
        says["contact"] = url
    return says


def _ends_badly(one: Occurrence) -> bool:
    """Return whether an event says an end, and none that can be."""
    if one.event.end is None or not isinstance(one.start, datetime):
        return False
    return not isinstance(one.end, datetime) or one.end < one.start


def _coordinates(text: str) -> str:
    found = re.fullmatch(r"([+-]?\d{1,2}(?:\.\d+)?)[;,]([+-]?\d{1,3}(?:\.\d+)?)", text)
    if not found or (float(found[1]) == 0 == float(found[2])):
        return ""
    return f"{found[1].lstrip('+')}, {found[2].lstrip('+')}"


def listed(notes: Iterable[str]) -> str:
    """Return what is told besides, in one piece."""
    return " ; ".join(filter(None, notes))
