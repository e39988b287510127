"""Restriction tables of RFC 5545, 5546 and 7986: which property and component stands where, how often, by METHOD."""

from collections.abc import Mapping

_EVERY = "VEVENT VTODO VJOURNAL"
PLACES: Mapping[str, frozenset[str]] = {
    name: frozenset(places.split())
    for places, names in {
        "VCALENDAR": "PRODID VERSION CALSCALE METHOD NAME REFRESH-INTERVAL SOURCE",
        f"VCALENDAR {_EVERY}": "COLOR IMAGE CATEGORIES",
        f"VCALENDAR {_EVERY} VALARM": "DESCRIPTION",
        f"VCALENDAR {_EVERY} VTIMEZONE": "LAST-MODIFIED",
        f"VCALENDAR {_EVERY} VFREEBUSY": "URL",
        f"VCALENDAR {_EVERY} VFREEBUSY VALARM": "UID",
        f"{_EVERY} VFREEBUSY": "DTSTAMP ORGANIZER CONTACT REQUEST-STATUS",
        f"{_EVERY} VFREEBUSY VALARM": "ATTENDEE",
        f"{_EVERY} VFREEBUSY STANDARD DAYLIGHT": "DTSTART COMMENT",
        f"{_EVERY} STANDARD DAYLIGHT": "RRULE RDATE",
        f"{_EVERY} VALARM": "SUMMARY ATTACH RELATED-TO",
        _EVERY: "CLASS CREATED STATUS SEQUENCE RECURRENCE-ID EXDATE EXRULE",
        "VEVENT VFREEBUSY": "DTEND",
        "VEVENT VTODO VALARM": "DURATION",
        "VEVENT VTODO": "LOCATION GEO RESOURCES PRIORITY CONFERENCE",
        "VEVENT": "TRANSP",
        "VTODO": "DUE COMPLETED PERCENT-COMPLETE",
        "VFREEBUSY": "FREEBUSY",
        "VTIMEZONE": "TZID TZURL TZUNTIL TZID-ALIAS-OF",
        "STANDARD DAYLIGHT": "TZNAME TZOFFSETFROM TZOFFSETTO",
        "VALARM": "ACTION TRIGGER REPEAT ACKNOWLEDGED PROXIMITY",
    }.items()
    for name in names.split()
}
"""The components that may hold each property."""

NESTS: Mapping[str, frozenset[str]] = {
    name: frozenset(places.split())
    for places, names in {
        "VCALENDAR": "VEVENT VTODO VJOURNAL VFREEBUSY VTIMEZONE VAVAILABILITY VPOLL",
        "VTIMEZONE": "STANDARD DAYLIGHT",
        "VEVENT VTODO VAVAILABILITY": "VALARM",
        "VAVAILABILITY": "AVAILABLE",
        f"{_EVERY} VFREEBUSY VPOLL": "PARTICIPANT",
        f"{_EVERY} VFREEBUSY PARTICIPANT VALARM": "VLOCATION",
        f"{_EVERY} VFREEBUSY PARTICIPANT": "VRESOURCE",
        "VPOLL PARTICIPANT": "VOTE",
    }.items()
    for name in names.split()
}
"""The components that may hold each component."""

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "VCALENDAR": ("PRODID", "VERSION"),
    "VEVENT": ("UID", "DTSTAMP"),
    "VTODO": ("UID", "DTSTAMP"),
    "VJOURNAL": ("UID", "DTSTAMP"),
    "VFREEBUSY": ("UID", "DTSTAMP"),
    "VTIMEZONE": ("TZID",),
    "STANDARD": ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"),
    "DAYLIGHT": ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"),
    "VALARM": ("ACTION", "TRIGGER"),
}

MANY: Mapping[str, frozenset[str]] = {
    "VCALENDAR": frozenset(("CATEGORIES", "IMAGE", "NAME", "DESCRIPTION")),
    "VJOURNAL": frozenset(("DESCRIPTION",)),
    "VALARM": frozenset(("ATTACH", "RELATED-TO")),
}
_OFTEN = frozenset(
    (
        "ATTACH", "ATTENDEE", "CATEGORIES", "COMMENT", "CONTACT", "EXDATE", "EXRULE", "RDATE", "RRULE",
        "REQUEST-STATUS", "RELATED-TO", "RESOURCES", "CONFERENCE", "IMAGE", "FREEBUSY", "TZNAME",
    )
)  # fmt: skip


def once(component: str, name: str) -> bool:
    """Return whether a property may be written once only in a component."""
    return (
        component in PLACES.get(name, ())
        and name not in MANY.get(component, ())
        and (name not in _OFTEN or component == "VCALENDAR")
    )


STATUSES: Mapping[str, tuple[str, ...]] = {
    "VEVENT": ("TENTATIVE", "CONFIRMED", "CANCELLED"),
    "VTODO": ("NEEDS-ACTION", "COMPLETED", "IN-PROCESS", "CANCELLED"),
    "VJOURNAL": ("DRAFT", "FINAL", "CANCELLED"),
}

ALARMS: Mapping[str, tuple[str, ...]] = {
    "AUDIO": (),
    "DISPLAY": ("DESCRIPTION",),
    "EMAIL": ("DESCRIPTION", "SUMMARY", "ATTENDEE"),
}
"""What an alarm asks for, by its action."""

_DETAILS = (
    "ATTACH CATEGORIES CLASS CONTACT CREATED DESCRIPTION DTSTART EXDATE EXRULE GEO LAST-MODIFIED LOCATION PRIORITY"
    " RDATE RELATED-TO RESOURCES RRULE SEQUENCE STATUS SUMMARY TRANSP URL VALARM"
)
METHODS: Mapping[tuple[str, str], tuple[tuple[str, ...], frozenset[str]]] = {
    (method, component): (tuple(needed.split()), frozenset(forbidden.split()))
    for component, rows in {
        "VEVENT": {
            "PUBLISH": ("ORGANIZER DTSTART SUMMARY", "ATTENDEE REQUEST-STATUS"),
            "REQUEST": ("ATTENDEE ORGANIZER DTSTART SUMMARY", "REQUEST-STATUS"),
            "REPLY": ("ATTENDEE ORGANIZER", "VALARM"),
            "ADD": ("ORGANIZER SEQUENCE DTSTART SUMMARY", "RECURRENCE-ID REQUEST-STATUS"),
            "CANCEL": ("ORGANIZER SEQUENCE", "REQUEST-STATUS VALARM"),
            "REFRESH": ("ATTENDEE ORGANIZER", f"{_DETAILS} DTEND DURATION REQUEST-STATUS"),
            "COUNTER": ("ORGANIZER SEQUENCE DTSTART SUMMARY", ""),
            "DECLINECOUNTER": ("ORGANIZER", f"{_DETAILS} ATTENDEE"),
        },
        "VTODO": {
            "PUBLISH": ("ORGANIZER DTSTART PRIORITY SUMMARY", "ATTENDEE REQUEST-STATUS"),
            "REQUEST": ("ATTENDEE ORGANIZER DTSTART PRIORITY SUMMARY", "REQUEST-STATUS"),
            "REPLY": ("ATTENDEE ORGANIZER", "VALARM"),
            "ADD": ("ORGANIZER PRIORITY SEQUENCE SUMMARY", "RECURRENCE-ID REQUEST-STATUS"),
            "CANCEL": ("ORGANIZER SEQUENCE", "REQUEST-STATUS VALARM"),
            "REFRESH": ("ATTENDEE", "DESCRIPTION DTSTART DUE RRULE STATUS VALARM REQUEST-STATUS"),
            "COUNTER": ("ATTENDEE ORGANIZER PRIORITY SUMMARY", ""),
            "DECLINECOUNTER": ("ATTENDEE ORGANIZER SEQUENCE", "VALARM"),
        },
        "VJOURNAL": {
            "PUBLISH": ("ORGANIZER DTSTART DESCRIPTION", "ATTENDEE"),
            "ADD": ("ORGANIZER DTSTART DESCRIPTION SEQUENCE", "ATTENDEE RECURRENCE-ID"),
            "CANCEL": ("ORGANIZER SEQUENCE", "REQUEST-STATUS"),
        },
        "VFREEBUSY": {
            "PUBLISH": ("ORGANIZER DTSTART DTEND", "ATTENDEE DURATION REQUEST-STATUS"),
            "REQUEST": ("ATTENDEE ORGANIZER DTSTART DTEND", "FREEBUSY DURATION REQUEST-STATUS URL"),
            "REPLY": ("ATTENDEE ORGANIZER DTSTART DTEND", "DURATION"),
        },
    }.items()
    for method, (needed, forbidden) in rows.items()
}  # fmt: skip
"""What each METHOD asks of a component, and what it forbids there."""
METHOD_NAMES = tuple(dict.fromkeys(method for method, _ in METHODS))
