"""Locations of a partner's events: the place, the postal address, the city, and where one joins from afar."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chorale.french import cities
from chorale.french.suggestions import slug
from chorale.text.pasted_addresses import safe_address

_HOSTS = r"meet\.google\.com|(?:[\w-]+\.)*zoom(?:gov)?\.us|teams\.(?:microsoft|live)\.com|[\w-]+\.webex\.com"
URL = re.compile(
    rf"(?:https?|msteams|zoommtg|webcal)://?[^\s<>\"'\])\[{{}}`]+|\bsips?:[^\s<>]+|\b(?<![/@.])(?:{_HOSTS})/[^\s<>\])]+"
    r"|\b\d{8,}@[\w-]+(?:\.[\w-]+)+",
    re.IGNORECASE,
)
"""An address of the web, one that a tool of meetings is called by, or one that people shortened to its host."""
_JOINING = re.compile(
    r"teams\.(?:microsoft|live)\.(?:com|us)|aka\.ms/jointeams|(?:^|[./])zoom(?:gov)?\.(?:us|com|eu)|meet\.google\.com|g\.co/meet"
    r"|webex\.com|whereby\.com|jitsi|goto(?:meet|webinar)[a-z]*\.com/(?!.*register)|meet\.goto\.com|bluejeans\.com"
    r"|bigbluebutton|/bbb\b|\bbbb[-.]|[./]b/[a-z0-9]{3}-|/rooms/[a-z0-9]{3}-|lifesizecloud|skype\.com|starleaf|tixeo"
    r"|chime\.aws|kmeet\.|klaxoon\.com/join|slack\.com/huddle|framatalk|openrainbow|adobeconnect\.com|livestorm\.co/.*/live"
    r"|rendez-vous\.renater|rdv-visio|/(?:meetup-join|join|call)/[\w-]{4,}"
    r"|^(?:https?://)?(?:webconf|meet|meeting|visio|visioconf|visioconference|jitsi|talk)\.[\w.-]+/(?!.*inscri)\S"
    r"|[?&](?:pwd|passwd|password|passcode|mdp)=[^&\s]"
    r"|(?:webconf|webinaire|visio|meet|visioconf)[a-z0-9.-]*\.(?:gouv|education)\.fr|^(?:msteams|zoommtg):|^sips?:|^\d{8,}@",
    re.IGNORECASE,
)
"""Hosts and paths of the services where one joins a meeting from afar."""
_MAPS = re.compile(
    r"//(?:www\.)?(?:google\.[a-z.]+/maps|maps\.|goo\.gl/maps|openstreetmap\.|osm\.|waze\.|bing\.com/maps|plans\.|mappy\.)|//[a-z]+\.mappy\.",
    re.IGNORECASE,
)
"""Addresses that show a place on a map: no way to join."""
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_BREAK = re.compile(r"</?(?:br|div|li|p|tr)\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,6}|#x[0-9a-f]{1,5});", re.IGNORECASE)
_REMOTE = re.compile(
    r"\bvisio|\ben ligne\b|\bonline\b|\bteams\b|\bzoom\b|\bwebex\b|\bà distance\b|\bdistanciel\b|\bwebinaire\b|"
    r"\bskype\b|\bjitsi\b|\bpar téléphone\b|\bconférence téléphonique\b|\baudioconférence|"
    r"\bvirtuel|\bgoogle meet\b|\bbbb\b|\bbigbluebutton\b|\bwebconf",
    re.IGNORECASE,
)
"""Words of a place that say that nobody has to travel."""


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


def without_html(text: str) -> str:
    """Return the words of a plain property in which a program wrote tags or entities."""
    words = _TAG.sub("", _BREAK.sub("\n", text)) if "<" in text else text
    return _ENTITY.sub(lambda found: html.unescape(found[0]), words) if "&" in words else words


def _closed(address: str) -> str:
    """Return an address without a bracket that nothing closes."""
    whole = address.count("(") == address.count(")")
    return address if whole else re.sub(r" *[()] *", ", ", address).strip(", ")


def _bare(part: str) -> str:
    """Return a part of an address without what stood around a link; its own brackets stay."""
    bare = re.sub(r"\(\s*\)|\[\s*\]|<\s*>", "", part).strip(" <>[]:-")
    if bare.count("(") != bare.count(")"):
        bare = bare.strip(" ()")
    return bare


def joins(address: str) -> bool:
    """Return whether an address is that of a meeting from afar, which only those who attend may have."""
    return bool(_JOINING.search(unwrapped(address)))


def unwrapped(address: str) -> str:
    """Return where an address leads, what a mail program did to it undone."""
    wrapped = "safelinks." in address or "google.com/url?" in address
    return safe_address(address) or address if wrapped else address


def links(text: str) -> Iterator[str]:
    """Yield the addresses that a text holds."""
    for found in found_in(text):
        yield unwrapped(found[0].rstrip(".,;:!?"))


def found_in(text: str) -> Iterable[re.Match[str]]:
    """Return the addresses of a text where they stand; most texts hold no sign that an address needs."""
    return URL.finditer(text) if any(sign in text for sign in "/:@") else ()


def location(text: str, known: Iterable[str] = ()) -> EventLocation:
    """Read a location, where people write an address, a link, or both; known names cities without a postcode."""
    written = [*links(text)]
    found = [one for one in written if one.startswith("https://") and not _MAPS.search(one)]
    words = without_html(URL.sub(" ", text) if written else text)
    parts = [*filter(None, map(_bare, cities.pieces(words)))]
    remote = [part for part in parts if _REMOTE.search(part) and not re.search(r"\d", part)]
    if remote and len(remote) < len(parts) and cities.cities_among(parts, known):
        parts = [part for part in parts if part not in remote]
    told = cities.cities_among(parts, known)
    first = parts[0] if len(parts) > 1 and not re.search(r"\d", parts[0]) else ""
    named = first if told and first and slug(cities.written(first)) != slug(told[0]) else ""
    return EventLocation(
        place="" if _REMOTE.search(named) else named,
        address=_closed(", ".join(parts[1:] if named else parts)),
        link=found[0] if found else "",
        cities=told,
    )
