"""Locations of a partner's events: the place, the postal address, the city, and where one joins from afar."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chorale.french import cities
from chorale.french.suggestions import slug

URL = re.compile(
    r"(?:https?|msteams|zoommtg|sip|webcal)://?[^\s<>\"'\])\[{}`]+|\bmeet\.google\.com/[a-z-]+",
    re.IGNORECASE,
)
_JOINING = re.compile(
    r"teams\.(?:microsoft|live)\.com|aka\.ms/jointeams|[./]zoom(?:gov)?\.(?:us|com)|meet\.google\.com|webex\.com|whereby\.com"
    r"|meet\.jit\.si|jitsi|gotomeet|bigbluebutton|/bbb\b|\bbbb[-.]|[./]b/[a-z0-9]{3}-|bluejeans\.com|lifesizecloud"
    r"|(?:webconf|webinaire|visio|meet|visioconf)[a-z0-9.-]*\.(?:gouv|education)\.fr|rdv-visio|skype\.com|starleaf|tixeo"
    r"|^(?:msteams|zoommtg|sip):",
    re.IGNORECASE,
)
_REMOTE = re.compile(
    r"\bvisio|\ben ligne\b|\bonline\b|\bteams\b|\bzoom\b|\bwebex\b|\bà distance\b|\bdistanciel\b|\bwebinaire\b|"
    r"\bskype\b|\bjitsi\b|\bpar téléphone\b|\bconférence téléphonique\b|\baudioconférence|"
    r"\bvirtuel|\bgoogle meet\b|\bbbb\b|\bbigbluebutton\b|\bwebconf",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class EventLocation:
    """What a location says: where one goes, and where one follows from afar; online when one goes nowhere.

    cities holds one name when the city is told, none or several when it cannot be.
    """

    place: str = ""
    address: str = ""
    link: str = ""
    cities: tuple[str, ...] = ()

    @property
    def online(self) -> bool:
        """Return whether it names no place of the world."""
        if self.cities and not (
            _REMOTE.search(self.address) and not re.search(r"\d", self.address)
        ):
            return False
        return bool(self.link and not self.address) or bool(
            _REMOTE.search(f"{self.place} {self.address}")
        )


def joins(address: str) -> bool:
    """Return whether an address is that of a meeting from afar, which only those who attend may have."""
    return bool(_JOINING.search(address))


def links(text: str) -> Iterator[str]:
    """Yield the addresses that a text holds."""
    for found in URL.finditer(text):
        yield found[0].rstrip(".,;:!?")


def location(text: str, known: Iterable[str] = ()) -> EventLocation:
    """Read a location, where people write an address, a link, or both; known names cities without a postcode."""
    found = [link for link in links(text) if link.startswith("https://")]
    parts = [part.strip(" ()<>[]:-") for part in cities.pieces(URL.sub(" ", text))]
    parts = [part for part in parts if part]
    told = cities.cities_among(parts, known)
    first = parts[0] if len(parts) > 1 and not re.search(r"\d", parts[0]) else ""
    named = first if told and first and slug(first) != slug(told[0]) else ""
    return EventLocation(
        place="" if _REMOTE.search(named) else named,
        address=", ".join(parts[1:] if named else parts),
        link=found[0] if found else "",
        cities=told,
    )
