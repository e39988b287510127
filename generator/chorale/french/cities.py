"""French cities and postal addresses: what tells a city without doubt, and how people write it."""

import re
from collections.abc import Iterable, Sequence

from chorale.french.suggestions import slug

_NAMES = """
agen aix-en-provence ajaccio albi alencon amiens angers angouleme annecy antibes arles arras aubervilliers auch
aurillac auxerre avignon bar-le-duc basse-terre bastia beauvais belfort besancon beziers blois bobigny bordeaux
boulogne-billancourt bourg-en-bresse bourges brest caen cahors calais cannes carcassonne cayenne cergy chalons-en-
champagne chambery charleville-mezieres chartres chateauroux chaumont cherbourg cholet clermont-ferrand colmar
colombes compiegne courbevoie creil creteil dieppe digne-les-bains dijon douai dunkerque epinal evreux evry evry-
courcouronnes foix fort-de-france frejus gap grenoble gueret issy-les-moulineaux la-roche-sur-yon la-rochelle laon
laval le-havre le-mans le-puy-en-velay lens levallois-perret lille limoges lons-le-saunier lorient lyon macon
mamoudzou marseille maubeuge meaux melun mende metz mont-de-marsan montauban montpellier montreuil moulins mulhouse
nancy nanterre nantes narbonne nevers nice nimes niort noumea orleans papeete paris pau perigueux perpignan
poitiers pontoise privas puteaux quimper reims rennes roanne rodez roubaix rouen saint-brieuc saint-denis saint-
etienne saint-germain-en-laye saint-lo saint-malo saint-nazaire saint-quentin sarcelles strasbourg tarbes toulon
toulouse tourcoing tours troyes tulle valence valenciennes vannes versailles vesoul vichy villeurbanne
"""
_AROUND = """
ain aisne allier alpes-de-haute-provence hautes-alpes alpes-maritimes ardeche ardennes ariege aube aude aveyron
bouches-du-rhone calvados cantal charente charente-maritime cher correze cote-d-or cotes-d-armor creuse dordogne doubs
drome eure eure-et-loir finistere corse-du-sud haute-corse gard haute-garonne gers gironde herault ille-et-vilaine
indre indre-et-loire isere jura landes loir-et-cher loire haute-loire loire-atlantique loiret lot lot-et-garonne
lozere maine-et-loire manche marne haute-marne mayenne meurthe-et-moselle meuse morbihan moselle nievre nord oise orne
pas-de-calais puy-de-dome pyrenees-atlantiques hautes-pyrenees pyrenees-orientales bas-rhin haut-rhin rhone
haute-saone saone-et-loire sarthe savoie haute-savoie seine-maritime seine-et-marne yvelines deux-sevres somme tarn
tarn-et-garonne var vaucluse vendee vienne haute-vienne vosges yonne territoire-de-belfort essonne hauts-de-seine
seine-saint-denis val-de-marne val-d-oise guadeloupe martinique guyane la-reunion mayotte nouvelle-caledonie
polynesie-francaise saint-pierre-et-miquelon auvergne-rhone-alpes bourgogne-franche-comte bretagne centre-val-de-loire
corse grand-est hauts-de-france ile-de-france normandie nouvelle-aquitaine occitanie pays-de-la-loire
provence-alpes-cote-d-azur
"""
KNOWN = frozenset(_NAMES.split())
"""Prefectures and other large cities, as slugs: they are told without their postcode."""
_TERRITORIES = frozenset(_AROUND.split())
"""Departments and regions, as slugs: they stand beside cities and are none."""
COUNTRIES = ("france", "france métropolitaine", "fr", "république française")
NEIGHBOURS = ("belgique", "suisse", "luxembourg", "monaco", "belgium", "switzerland")
_BETWEEN = re.compile(
    r"[\n,;|]|\s(?:[-–—/+&·•]|(?:et|ou)(?=\s(?:\d{5}\b|en |à |sur |par |visio)))\s"
)
"""What stands between two places of one line."""
_ENDING = re.compile(r"[\s(/-]+france\)?$", re.IGNORECASE)
_LAST = ("france", "rance)")
_SMALL = (
    "de",
    "du",
    "des",
    "la",
    "le",
    "les",
    "en",
    "sur",
    "sous",
    "lès",
    "et",
    "aux",
    "au",
    "d",
    "l",
    "à",
)
_CEDEX = re.compile(r"\bcedex\b(?:\s*\d{1,2}\b)?", re.IGNORECASE)
_BOX = re.compile(r"\b(?:CS|BP|TSA|CP)\s*\d+(?:\s\d+)*?(?=\s|$)", re.IGNORECASE)
_CODE = r"(?:F(?:R)?-)?(\d{2}[ \u00a0]?\d{3})"
_BEFORE = re.compile(rf"(?<!\d){_CODE}[ \u00a0]+([^\d,;(]+(?:\d{{1,2}}e(?:r|me)?)?)", re.IGNORECASE)
_AFTER = re.compile(rf"^([^\d,;(]+?)[ \u00a0]*\(?{_CODE}\)?$", re.IGNORECASE)
_ALONE = re.compile(rf"^{_CODE}$", re.IGNORECASE)
_NEIGHBOUR = re.compile(r"(?:[A-Z]{1,2}-)?\b\d{4}[ \u00a0]+([^\d,;(]+)")
_DISTRICT = re.compile(
    r"^(paris|lyon|marseille)[ \u00a0]+(?:\d{1,2}|[IVX]{1,5})[ \u00a0]*(?:er|e|è?me|ème)?(?:[ \u00a0]+arr\w*\.?)?$",
    re.IGNORECASE,
)
"""A district of one of the three cities that have some: « Lyon 3e arr. »."""
_DEPARTMENT = re.compile(r"^([^\d,;(]+?)\s*\((?:\d{2,3}|2[AB])\)$", re.IGNORECASE)


def pieces(address: str) -> list[str]:
    """Return the parts of an address, without its country if that is France."""
    found = [" ".join(part.split()) for part in _BETWEEN.split(address)]
    found = [
        (_ENDING.sub("", part) if part[-6:].lower() in _LAST else part).strip(" .-")
        for part in found
    ]
    return [part for part in found if part and part.lower() not in COUNTRIES]


def cities(address: str, known: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the cities that an address names beyond doubt: by a postcode, else by a name that is known."""
    return cities_among(pieces(address), known)


def cities_among(parts: Sequence[str], known: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the cities that the parts of an address name beyond doubt."""
    found = dict.fromkeys(filter(None, (_by_postcode(parts, index) for index in range(len(parts)))))
    if found:
        return tuple({slug(city): city for city in map(written, found)}.values())
    if any(part.lower() in NEIGHBOURS for part in parts):
        return tuple(written(match[1]) for part in parts if (match := _NEIGHBOUR.search(part)))[:1]
    certain = KNOWN.union(map(slug, known))
    for part in reversed(parts):
        match = _DEPARTMENT.match(part) or _DISTRICT.match(part)
        if match or slug(_CEDEX.sub("", part)) in certain:
            return (written(match[1] if match else part),)
    return ()


def _by_postcode(parts: Sequence[str], index: int) -> str:
    if not re.search(r"\d\d", parts[index]):
        return ""
    part = _CEDEX.sub(" ", _BOX.sub(" ", parts[index])).strip()
    for code, city in _BEFORE.findall(part):
        if _metropolitan(code) and slug(_CEDEX.sub("", city)):
            return str(city)
    after = _AFTER.match(part)
    if after and _metropolitan(after[2]):
        return after[1]
    alone = _ALONE.match(part)
    if alone and _metropolitan(alone[1]):
        before = [part for part in parts[:index] if slug(part) not in _TERRITORIES]
        beside = (*parts[index + 1 : index + 2], *before[-1:])
        return next((near for near in beside if not re.search(r"\d", _CEDEX.sub("", near))), "")
    return ""


def _metropolitan(code: str) -> bool:
    return 1_000 <= int(re.sub(r"\D", "", code)) < 99_000


def written(city: str) -> str:
    """Return « Saint-Denis » for « SAINT-DENIS CEDEX 2 »; a name in small letters is kept as it is."""
    plain = " ".join(_CEDEX.sub(" ", city).split()).strip(" ,.;-/")
    plain = _DISTRICT.sub(r"\1", plain)
    if not plain.isupper() or len(plain) < 3:
        return plain
    words = re.split(r"([ '’-])", plain.lower())
    return "".join(
        word if index and word in _SMALL else word[:1].upper() + word[1:]
        for index, word in enumerate(words)
    )
