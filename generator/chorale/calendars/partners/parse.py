"""Strict iCalendar parser: bytes become components whose properties remember their line, within size limits."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from chorale.content.problems import Problem, Source

LARGEST, LONGEST_LINE, MOST_LINES, MOST_COMPONENTS = 1_000_000, 20_000, 20_000, 1_000
DEEPEST = 8
_FOLD = re.compile(rb"\r?\n[ \t]")
_RULE = re.compile(rb"^(?:RRULE|EXRULE)[^\r\n]*", re.IGNORECASE | re.MULTILINE)
_DATES = re.compile(rb"^(?:RDATE|EXDATE)[;:][^\r\n]*", re.IGNORECASE | re.MULTILINE)
_TOO_OFTEN = re.compile(rb"FREQ=(SECONDLY|MINUTELY|HOURLY)", re.IGNORECASE)
_HOURS = re.compile(rb"(BY(?:SECOND|MINUTE|HOUR))=[^;]*,", re.IGNORECASE)
_STANDING = re.compile(rb"INTERVAL=0*(?![0-9])", re.IGNORECASE)
SHORTER = "demander une période plus courte"

SizeFault = tuple[int, str, str]


def refusals(name: str, data: bytes) -> tuple[Problem, ...]:
    """Return why a file is too big, too deep or too frequent to be opened at all."""
    faults = list(_sizes(data)) or list(_repetitions(data))
    return tuple(
        Problem(Source(name, line), message, hint, "import") for line, message, hint in faults
    )


def _sizes(data: bytes) -> Iterator[SizeFault]:
    if len(data) > LARGEST:
        yield 1, f"fichier de {len(data) // 1000} ko : {LARGEST // 1000} ko au plus", SHORTER
        return
    lines = data.split(b"\n")
    if len(lines) > MOST_LINES:
        yield 1, f"{len(lines)} lignes : {MOST_LINES} au plus", SHORTER
    depth = components = length = 0
    for number, line in enumerate(lines, start=1):
        folded = line.startswith((b" ", b"\t"))
        length = length + len(line) if folded else len(line)
        if length > LONGEST_LINE:
            yield number, f"ligne de plus de {LONGEST_LINE} octets", "ce calendrier est abîmé"
            return
        begins = line[:6].upper() == b"BEGIN:"
        components += begins
        depth += begins - (line[:4].upper() == b"END:")
        if depth > DEEPEST or components > MOST_COMPONENTS:
            what = (
                f"plus de {DEEPEST} niveaux"
                if depth > DEEPEST
                else f"plus de {MOST_COMPONENTS} composants"
            )
            yield number, what, SHORTER
            return


def _repetitions(data: bytes) -> Iterator[SizeFault]:
    """Yield what repeats too often or never ends; folded lines are read whole, a fold hides nothing."""
    unfolded = _FOLD.sub(b"", data)
    for rule in _RULE.finditer(unfolded):
        line = _line(data, unfolded, rule.start())
        if found := _TOO_OFTEN.search(rule[0]):
            yield (
                line,
                f"répétition « {found[1].decode().upper()} »",
                "au plus une fois par jour",
            )
        if found := _HOURS.search(rule[0]):
            yield (
                line,
                f"plusieurs heures par jour (« {found[1].decode().upper()} »)",
                "au plus une fois par jour",
            )
        if _STANDING.search(rule[0]):
            yield line, "répétition qui n'avance pas (« INTERVAL=0 »)", "au moins 1"
    if sum(dates[0].count(b",") + 1 for dates in _DATES.finditer(unfolded)) > MOST_LINES:
        yield 1, "trop de dates énumérées", SHORTER


def _line(data: bytes, unfolded: bytes, offset: int) -> int:
    """Return the number of the physical line that a place of the unfolded text comes from."""
    logical = unfolded.count(b"\n", 0, offset)
    first = (
        number
        for number, line in enumerate(data.split(b"\n"), start=1)
        if number == 1 or line[:1] not in (b" ", b"\t")
    )
    return next(islice(first, logical, None), 1)


_LINE = re.compile(
    r"(?P<name>[A-Za-z0-9-]+)(?P<parameters>(?:;[A-Za-z0-9-]+=(?:\"[^\"]*\"|[^\";:,]*)(?:,(?:\"[^\"]*\"|[^\";:,]*))*)*):(?P<value>.*)",
    re.DOTALL,
)
_PARAMETER = re.compile(
    r";([A-Za-z0-9-]+)=((?:\"[^\"]*\"|[^\";:,]*)(?:,(?:\"[^\"]*\"|[^\";:,]*))*)"
)
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f]")
_BOM = b"\xef\xbb\xbf"
WIDTH = 75


@dataclass(frozen=True)
class Property:
    """One content line: its name in capitals, its parameters by capital name, its raw value."""

    name: str
    parameters: dict[str, str]
    value: str
    line: int


@dataclass
class Component:
    """What stands between BEGIN and END; closed is false when the file stops before its END.

    damaged names the properties whose line could not be read: said once, they are not missing besides.
    """

    name: str
    line: int
    properties: list[Property] = field(default_factory=list)
    inner: list["Component"] = field(default_factory=list)
    closed: bool = True
    damaged: set[str] = field(default_factory=set)

    def has(self, name: str) -> bool:
        """Return whether a property is written, even badly."""
        return name in self.damaged or self.first(name) is not None

    def every(self, name: str) -> list[Property]:
        """Return the properties of a name, in order."""
        return [item for item in self.properties if item.name == name]

    def first(self, name: str) -> Property | None:
        """Return the first property of a name."""
        return next((item for item in self.properties if item.name == name), None)


@dataclass
class CalendarParser:
    """A file as it is read; problems gather as it goes."""

    path: str
    problems: list[Problem] = field(default_factory=list)

    def say(self, line: int, message: str, suggestion: str = "") -> None:
        """Note a problem at a line."""
        self.problems.append(Problem(Source(self.path, line), message, suggestion, "calendrier"))


def read(path: str, data: bytes) -> tuple[list[Component], list[Problem]]:
    """Return the outermost components of a calendar, with every fault of its octets, lines and nesting."""
    reading = CalendarParser(path)
    if data.startswith(_BOM):
        reading.say(1, "marque d'ordre des octets (BOM) en tête", "enregistrer en UTF-8 sans BOM")
        data = data[len(_BOM) :]
    return _components(reading, list(_content_lines(reading, data))), reading.problems


def _content_lines(parser: CalendarParser, data: bytes) -> Iterator[tuple[int, str]]:
    """Yield each unfolded line with the number of its first physical line."""
    physical = data.split(b"\n")
    _line_ends(parser, physical)
    start, pieces = 0, list[bytes]()
    for number, raw in enumerate(physical, start=1):
        piece = raw.removesuffix(b"\r")
        if len(piece) > WIDTH:
            parser.say(number, f"ligne de {len(piece)} octets : {WIDTH} au plus", "la replier")
        if piece[:1] in (b" ", b"\t") and pieces:
            pieces.append(piece[1:])
            continue
        if pieces and pieces != [b""]:
            yield start, _decoded(parser, start, pieces)
        start, pieces = number, [piece]
    if pieces and pieces != [b""]:
        yield start, _decoded(parser, start, pieces)


def _line_ends(parser: CalendarParser, physical: list[bytes]) -> None:
    bare = next(
        (number for number, raw in enumerate(physical[:-1], start=1) if not raw.endswith(b"\r")),
        0,
    )
    if bare:
        parser.say(bare, "fin de ligne sans retour chariot", "terminer chaque ligne par CR LF")


def _decoded(parser: CalendarParser, number: int, pieces: list[bytes]) -> str:
    whole = b"".join(pieces)
    try:
        text = whole.decode("utf-8")
    except UnicodeDecodeError:
        parser.say(number, "octets qui ne sont pas de l'UTF-8", "enregistrer le fichier en UTF-8")
        return whole.decode("utf-8", "replace")
    for offset, piece in enumerate(pieces):
        if piece and len(pieces) > 1 and not _whole(piece):
            parser.say(
                number + offset,
                "ligne repliée au milieu d'un caractère",
                "replier entre deux caractères",
            )
            break
    if found := _CONTROL.search(text):
        parser.say(number, f"caractère de commande U+{ord(found[0]):04X}", "le supprimer")
    return text


def _whole(piece: bytes) -> bool:
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _components(parser: CalendarParser, lines: list[tuple[int, str]]) -> list[Component]:
    found: list[Component] = []
    stack: list[Component] = []
    for index, (number, text) in enumerate(lines):
        match = _LINE.fullmatch(text)
        if match is None:
            cut = index == len(lines) - 1 and stack
            if not cut:
                parser.say(number, f"ligne illisible « {text[:40]} »", _unreadable(text))
            if stack:
                stack[-1].damaged.add(re.split(r"[;:]", text, maxsplit=1)[0].upper())
            continue
        name, value = match["name"].upper(), match["value"]
        if name == "BEGIN":
            _open(found, stack, Component(value.upper(), number))
        elif name == "END":
            _close(parser, stack, value.upper(), number)
        elif stack:
            parameters = {
                key.upper(): word for key, word in _PARAMETER.findall(match["parameters"])
            }
            stack[-1].properties.append(Property(name, parameters, value, number))
        else:
            parser.say(
                number,
                f"« {name} » hors de tout composant",
                "commencer par « BEGIN:VCALENDAR »",
            )
    if stack:
        for component in stack:
            component.closed = False
        parser.say(
            stack[-1].line,
            f"fichier coupé : « BEGIN:{stack[-1].name} » n'est jamais fermé",
            "le reprendre",
        )
    return found


def _open(found: list[Component], stack: list[Component], component: Component) -> None:
    (stack[-1].inner if stack else found).append(component)
    stack.append(component)


def _close(parser: CalendarParser, stack: list[Component], name: str, number: int) -> None:
    if not stack:
        parser.say(number, f"« END:{name} » sans « BEGIN:{name} »")
        return
    current = stack.pop()
    if current.name != name:
        parser.say(
            number,
            f"« END:{name} » ferme « BEGIN:{current.name} » (ligne {current.line})",
            f"écrire « END:{current.name} »",
        )


def _unreadable(text: str) -> str:
    if '"' in text.partition(":")[0] or text.count('"') % 2:
        return "pas de guillemet dans la valeur d'un paramètre"
    return "une ligne s'écrit « NOM;PARAMÈTRE=valeur:contenu »"
