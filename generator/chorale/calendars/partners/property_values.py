"""Faults of one iCalendar property: its value, its type and its parameters, whatever stands around it."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from chorale.calendars.partners import restrictions
from chorale.calendars.partners.parse import Property
from chorale.calendars.partners.values import (
    TEXT_ESCAPES,
    day_or_instant,
    days_or_instants,
    duration,
    period,
    rule_faults,
)
from chorale.french.suggestions import nearest

ValueFault = tuple[int, str, str]
NEEDED_TYPES = {"REFRESH-INTERVAL": "DURATION", "SOURCE": "URI", "CONFERENCE": "URI"}
TYPES = (
    "BINARY", "BOOLEAN", "CAL-ADDRESS", "DATE", "DATE-TIME", "DURATION", "FLOAT", "INTEGER", "PERIOD", "RECUR", "TEXT",
    "TIME", "URI", "UTC-OFFSET", "UNKNOWN", "XML-REFERENCE", "UID",
)  # fmt: skip
CHOICES: Mapping[str, tuple[str, ...]] = {
    "VERSION": ("2.0",),
    "CALSCALE": ("GREGORIAN",),
    "TRANSP": ("OPAQUE", "TRANSPARENT"),
    "METHOD": restrictions.METHOD_NAMES,
}
OPEN_CHOICES: Mapping[str, tuple[str, ...]] = {
    "CLASS": ("PUBLIC", "PRIVATE", "CONFIDENTIAL"),
    "ACTION": tuple(restrictions.ALARMS),
}
"""Words of which others are allowed: only a misspelling is told."""
PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "PARTSTAT": ("NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED", "COMPLETED", "IN-PROCESS"),
    "ROLE": ("CHAIR", "REQ-PARTICIPANT", "OPT-PARTICIPANT", "NON-PARTICIPANT"),
    "CUTYPE": ("INDIVIDUAL", "GROUP", "RESOURCE", "ROOM", "UNKNOWN"),
    "RSVP": ("TRUE", "FALSE"),
    "RELATED": ("START", "END"),
    "RANGE": ("THISANDFUTURE",),
    "ENCODING": ("8BIT", "BASE64"),
    "FBTYPE": ("FREE", "BUSY", "BUSY-UNAVAILABLE", "BUSY-TENTATIVE"),
}  # fmt: skip
TEXTS = (
    "SUMMARY",
    "DESCRIPTION",
    "LOCATION",
    "COMMENT",
    "CONTACT",
    "NAME",
    "UID",
    "PRODID",
    "TZID",
    "TZNAME",
)
INSTANTS = (
    "DTSTART", "DTEND", "DUE", "DTSTAMP", "LAST-MODIFIED", "CREATED", "COMPLETED", "RECURRENCE-ID", "ACKNOWLEDGED",
)  # fmt: skip
UTC_ONLY = ("DTSTAMP", "LAST-MODIFIED", "CREATED", "COMPLETED", "ACKNOWLEDGED")
LISTS = ("EXDATE", "RDATE")
_WHOLE = r"\d{1,9}"
PATTERNS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "SEQUENCE": (re.compile(_WHOLE), "un entier positif ou nul"),
    "REPEAT": (re.compile(_WHOLE), "un entier positif ou nul"),
    "PRIORITY": (re.compile(r"\d"), "un chiffre de 0 à 9"),
    "PERCENT-COMPLETE": (re.compile(r"\d{1,2}|100"), "un entier de 0 à 100"),
    "TZOFFSETFROM": (re.compile(r"[+-]([01]\d|2[0-3])[0-5]\d([0-5]\d)?"), "un décalage comme « +0100 »"),
    "TZOFFSETTO": (re.compile(r"[+-]([01]\d|2[0-3])[0-5]\d([0-5]\d)?"), "un décalage comme « +0100 »"),
    "REQUEST-STATUS": (re.compile(r"\d+\.\d+(\.\d+)?;.+"), "« 2.0;Success »"),
    "URL": (re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+"), "une adresse comme « https://… »"),
    "ORGANIZER": (re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+"), "une adresse comme « mailto:… »"),
    "ATTENDEE": (re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+"), "une adresse comme « mailto:… »"),
}  # fmt: skip
_ESCAPED = re.compile(r"\\(.|$)", re.DOTALL)
_RAW = re.compile(r"[,;]")
_GEO = re.compile(r"([+-]?\d{1,3}(?:\.\d+)?);([+-]?\d{1,3}(?:\.\d+)?)")


def value_faults(component: str, item: Property) -> Iterator[ValueFault]:
    """Yield what is wrong with a property of a component, by itself."""
    if item.parameters:
        yield from _parameters(item)
    if item.name in READERS:
        yield from READERS[item.name](item)
    elif item.name == "STATUS" and component in restrictions.STATUSES:
        yield from _one_of(item, restrictions.STATUSES[component])
    if item.name in NEEDED_TYPES and item.kind != NEEDED_TYPES[item.name]:
        wanted = f"{item.name};VALUE={NEEDED_TYPES[item.name]}"
        yield (
            item.line,
            f"« {item.name} » sans « VALUE={NEEDED_TYPES[item.name]} »",
            f"écrire « {wanted}:… »",
        )


def _unexpected(item: Property, hint: str) -> ValueFault:
    return item.line, f"« {item.name}:{item.value[:40]} »", hint


def _pattern(item: Property) -> Iterator[ValueFault]:
    pattern, wanted = PATTERNS[item.name]
    if not pattern.fullmatch(item.value) or item.value in ("-0000", "-000000"):
        yield _unexpected(item, f"attendu : {wanted}")


def _choice(item: Property) -> Iterator[ValueFault]:
    return _one_of(item, CHOICES[item.name])


def _one_of(item: Property, words: tuple[str, ...]) -> Iterator[ValueFault]:
    if item.value.upper() not in words:
        yield _unexpected(item, "attendu : " + ", ".join(words))


def _misspelt(item: Property) -> Iterator[ValueFault]:
    words = OPEN_CHOICES[item.name]
    near = nearest(item.value, map(str.lower, words)).upper()
    if near and item.value.upper() != near:
        yield _unexpected(item, f"vouliez-vous dire « {near} » ?")


def _parameters(item: Property) -> Iterator[ValueFault]:
    for name, raw in item.parameters.items():
        value = item.parameter(name)
        if name == "VALUE" and value.upper() not in TYPES and not value.upper().startswith("X-"):
            yield (
                item.line,
                f"« VALUE={value[:20]} »",
                "attendu : DATE, DATE-TIME, PERIOD, DURATION, URI, TEXT…",
            )
        elif (
            name in PARAMETERS
            and value.upper() not in PARAMETERS[name]
            and value[:2].upper() != "X-"
        ):
            yield item.line, f"« {name}={value[:20]} »", "attendu : " + ", ".join(PARAMETERS[name])
        elif (
            name in ("SENT-BY", "DIR", "DELEGATED-TO", "DELEGATED-FROM", "MEMBER", "ALTREP")
            and raw[:1] != '"'
        ):
            yield item.line, f"« {name} » sans guillemets", f'écrire « {name}="…" »'
        elif name == "TZID" and not value:
            yield item.line, "« TZID » vide", "le nom d'un fuseau, par exemple « Europe/Paris »"
    if item.parameter("ENCODING").upper() == "BASE64" and item.kind != "BINARY":
        yield item.line, "« ENCODING=BASE64 » sans « VALUE=BINARY »", "ajouter « VALUE=BINARY »"


def _text(item: Property) -> Iterator[ValueFault]:
    bare = item.value
    if "\\" in bare:
        for found in _ESCAPED.finditer(bare):
            if found[1] not in TEXT_ESCAPES:
                message = f"« \\{found[1]} » dans « {item.name} »"
                yield item.line, message, "seuls « \\\\ », « \\, », « \\; » et « \\n » existent"
                return
        bare = _ESCAPED.sub("", bare)
    if raw := _RAW.search(bare):
        yield item.line, f"« {raw[0]} » non protégé dans « {item.name} »", f"écrire « \\{raw[0]} »"
    if item.name in ("UID", "PRODID", "TZID") and not item.value.strip():
        yield item.line, f"« {item.name} » vide", "écrire une valeur"


def _instant(item: Property) -> Iterator[ValueFault]:
    found = day_or_instant(item)
    if found.at is None:
        bare = re.fullmatch(r"\d{8}", item.value) and item.kind != "DATE"
        hint = (
            f"écrire « {item.name};VALUE=DATE:{item.value} »"
            if bare
            else "par exemple « 20261206T100000 »"
        )
        yield item.line, f"« {item.name}:{item.value[:40]} » n'est pas une date qui existe", hint
    elif item.name in UTC_ONLY and not found.utc:
        yield (
            item.line,
            f"« {item.name} » en heure locale",
            "l'écrire en temps universel, avec « Z »",
        )
    elif "TZID" in item.parameters and (found.utc or found.whole):
        what = "un « Z »" if found.utc else "« VALUE=DATE »"
        yield item.line, f"« {item.name} » a un fuseau et {what}", "garder l'un des deux"


def _dates(item: Property) -> Iterator[ValueFault]:
    """Tell the dates of a list: each exists, none has a zone and a « Z »."""
    for text, found in zip(item.value.split(","), days_or_instants(item), strict=True):
        if found.at is None or (item.kind == "PERIOD" and not period(text)):
            wanted = "une date qui existe" if item.kind != "PERIOD" else "une période"
            yield (
                item.line,
                f"« {item.name}:{text[:40]} » n'est pas {wanted}",
                "par exemple « 20261206T100000 »",
            )
            return
        if "TZID" in item.parameters and (found.utc or found.whole):
            what = "un « Z »" if found.utc else "« VALUE=DATE »"
            yield item.line, f"« {item.name} » a un fuseau et {what}", "garder l'un des deux"
            return


def _rule(item: Property) -> Iterator[ValueFault]:
    for message, hint in rule_faults(item.value):
        yield item.line, message, hint


def _old_rule(item: Property) -> Iterator[ValueFault]:
    yield (
        item.line,
        "« EXRULE » n'existe plus (RFC 5545)",
        "écrire les dates retirées avec « EXDATE »",
    )


def _length(item: Property) -> Iterator[ValueFault]:
    found = duration(item.value)
    if found is None:
        yield _unexpected(item, "attendu : une durée comme « PT1H »")
    elif found < timedelta() or (item.name == "REFRESH-INTERVAL" and not found):
        yield _unexpected(item, "attendu : une durée positive")


def _trigger(item: Property) -> Iterator[ValueFault]:
    if item.kind == "DATE-TIME":
        if day_or_instant(item).at is None or item.value[-1:] != "Z":
            yield _unexpected(item, "attendu : un instant en temps universel, avec « Z »")
        if "RELATED" in item.parameters:
            yield item.line, "« RELATED » avec un instant", "retirer « RELATED »"
    elif duration(item.value) is None:
        hint = "attendu : une durée comme « -PT15M », ou « TRIGGER;VALUE=DATE-TIME:… »"
        yield _unexpected(item, hint)


def _freebusy(item: Property) -> Iterator[ValueFault]:
    for text in item.value.split(","):
        if not period(text):
            yield (
                item.line,
                f"« FREEBUSY:{text[:40]} » n'est pas une période",
                ("par exemple « 20261206T090000Z/PT1H »"),
            )
        elif text.partition("/")[0][-1:] != "Z":
            yield (
                item.line,
                "« FREEBUSY » en heure locale",
                "l'écrire en temps universel, avec « Z »",
            )


def _coordinates(item: Property) -> Iterator[ValueFault]:
    found = _GEO.fullmatch(item.value)
    if not found or abs(float(found[1])) > 90 or abs(float(found[2])) > 180:
        yield _unexpected(item, "attendu : « latitude;longitude »")


READERS: Mapping[str, Callable[[Property], Iterator[ValueFault]]] = {
    **dict.fromkeys(TEXTS, _text),
    **dict.fromkeys(INSTANTS, _instant),
    **dict.fromkeys(LISTS, _dates),
    **dict.fromkeys(PATTERNS, _pattern),
    **dict.fromkeys(CHOICES, _choice),
    **dict.fromkeys(OPEN_CHOICES, _misspelt),
    "RRULE": _rule,
    "EXRULE": _old_rule,
    "DURATION": _length,
    "REFRESH-INTERVAL": _length,
    "TRIGGER": _trigger,
    "FREEBUSY": _freebusy,
    "GEO": _coordinates,
}
