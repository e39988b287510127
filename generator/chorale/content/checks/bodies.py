"""Checks on the words of bodies: weekdays and days that exist, a title that is not said twice."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial

from chorale.content.item_model import Item
from chorale.content.kinds import KINDS, items
from chorale.content.load import Loaded
from chorale.content.model import Article, Page
from chorale.content.problems import Problem, Source
from chorale.content.sources import Origin
from chorale.french.phrases import MONTHS, WEEKDAYS
from chorale.french.suggestions import slug
from chorale.memoization import KeptAnswers, again

_SHORT = tuple(f"{day[:3]}." for day in WEEKDAYS)
_NAMED = "|".join((*WEEKDAYS, *map(re.escape, _SHORT)))
DAY = re.compile(
    rf"\b({_NAMED})[ \u00a0](\d{{1,2}})(?:er)?[ \u00a0]({'|'.join(MONTHS)})(?:[ \u00a0](\d{{4}}))?\b",
    re.IGNORECASE,
)
"""A day in words, « mardi 3 mars 2026 », with or without its year, its weekday whole or cut short."""


_LATE = re.compile(
    r"([2-9]\d)(?<![\w.,/-]\d\d)(?<!n°\d\d)(?<!n°[ \u00a0]\d\d)(?<!numéro[ \u00a0]\d\d)"
    rf"[ \u00a0]({'|'.join(MONTHS)})(?:[ \u00a0](\d{{4}}))?\b",
    re.IGNORECASE,
)
"""A day of which the month may have none; what stands before it comes second, since few places hold figures."""
_FIGURES = re.compile(
    r"(?a)(\d\d)(?<![\w./-]\d\d)(?:(\d\d)-(\d\d)-(\d\d)|/(\d\d)/(\d{4}))(?![\w/-])"
)
"""A day in figures, as a computer or as a person writes it."""
_FIRST_TITLE = re.compile(r"\s*#{1,6} +([^\n]+)")


def bodies(loaded: Loaded) -> Iterator[Item]:
    """Yield every item that has a Markdown body."""
    home = loaded.community
    if home is None:
        return
    for kind in KINDS:
        if kind.files.suffix == ".md":
            yield from items(home, kind)


def dates(text: str) -> tuple[re.Match[str], ...]:
    """Return every weekday written beside a day and a month."""
    plain = text.lower()  # most texts have none
    return tuple(DAY.finditer(text)) if any(word in plain for word in (*WEEKDAYS, *_SHORT)) else ()


def weekdays(loaded: Loaded) -> Iterator[Problem]:
    """A weekday written beside a date is that date's; a day exists; a title is not said twice."""
    issues = loaded.community.issues if loaded.community else ()
    known = {issue.slug: issue.date for issue in issues}
    for item in bodies(loaded):
        day = known.get(item.issue) if isinstance(item, Article) else getattr(item, "date", None)
        asked = item, loaded.origins[item.path], day
        yield from again(item.path, asked, partial(_dated, *asked), _KNOWN)
    for issue in issues:
        for match in (*DAY.finditer(issue.title), *DAY.finditer(issue.preheader)):
            yield from _weekday(Source(issue.path), match, (issue.date.year, issue.date.year + 1))


_KNOWN: KeptAnswers = {}


def _dated(item: Item, origin: Origin, day: date | None) -> tuple[Problem, ...]:
    return tuple(_days_of(item, origin, day))


def _days_of(item: Item, origin: Origin, day: date | None) -> Iterator[Problem]:
    """A date without year is of the year of the day of the issue or of the meeting, or of the next."""
    years, written = (day.year, day.year + 1) if day else (), dates(item.body)
    yield from _calendar(origin, item.body, written)
    yield from _echo(origin, item)
    for match in written:
        yield from _weekday(origin.in_body(item.body, match.start()), match, years)
    for key in ("title", "summary", "description"):
        for match in dates(getattr(item, key, "")):
            yield from _weekday(origin.at(key), match, years)


def _echo(origin: Origin, item: Item) -> Iterator[Problem]:
    """A text does not begin by the title that its page shows already."""
    first = _FIRST_TITLE.match(item.body)
    if first and not isinstance(item, Page) and slug(first[1]) == slug(item.title):
        said = f"titre répété en tête du texte « {first[1].strip()[:60]} »"
        place = origin.in_body(item.body, first.start(1))
        yield Problem(place, said, "le retirer : la page le montre déjà", "titre", "warning")


def _no_days(text: str) -> tuple[tuple[int, str], ...]:
    """Return the place and the words of each day that no calendar has: « 31 novembre », « 2026-02-30 »."""
    said = [
        (one, int(one[3] or 2000), MONTHS.index(one[2].lower()) + 1, int(one[1]))
        for one in _LATE.finditer(text)
    ]
    for one in _FIGURES.finditer(text):
        year, month, day = (one[1] + one[2], one[3], one[4]) if one[2] else (one[6], one[5], one[1])
        said.append((one, int(year), int(month), int(day)))
    return tuple((one.start(), one[0]) for one, *parts in said if not _exists(*parts))


def _exists(year: int, month: int, day: int) -> bool:
    if not 1 <= month <= 12 or year < 1:
        return False
    return 1 <= day <= monthrange(year, month)[1]


def _calendar(origin: Origin, body: str, written: Iterable[re.Match[str]]) -> Iterator[Problem]:
    """A day written in a text exists; one beside its weekday is told with it."""
    known = [match.span() for match in written]
    for place, words in _no_days(body):
        if not any(start <= place < end for start, end in known):
            at = origin.in_body(body, place)
            said = f"date impossible « {' '.join(words.split())} »"
            yield Problem(at, said, "vérifier le calendrier", "jour", "warning")


def _weekday(place: Source, match: re.Match[str], years: Sequence[int]) -> Iterator[Problem]:
    if fault := misdated(match, years):
        yield Problem(place, *fault, "jour")


def misdated(match: re.Match[str], years: Sequence[int]) -> tuple[str, str] | None:
    """Return what is wrong with a weekday beside a date, and what to write; the likeliest year stands first."""
    years = (int(match[4]),) if match[4] else years
    try:
        days = [date(year, MONTHS.index(match[3].lower()) + 1, int(match[2])) for year in years]
    except ValueError:
        return f"date impossible « {match[0]} »", "vérifier le calendrier"
    said = match[1].lower()
    real = [(_SHORT if said in _SHORT else WEEKDAYS)[day.weekday()] for day in days]
    if not real or said in real:
        return None
    return (
        f"« {match[0]} » : le {match[2]} {match[3]} {years[0]} est un {WEEKDAYS[days[0].weekday()]}",
        f"écrire « {real[0]} »",
    )


CHECKS = (weekdays,)
