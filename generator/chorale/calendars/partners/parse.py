"""Strict iCalendar parser: bytes become components whose properties remember their line."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from sys import intern

from chorale.calendars.partners import encodings
from chorale.content.problems import Problem, Source

LONGEST_LINE = 100_000
"""Octets of one content line, its folds undone: beyond, it is left unread (a file in a calendar, most often)."""
WIDTH = 75
_VALUE = r"(?:\"[^\"]*\"|[^\";:,]*)"
_LIST = rf"{_VALUE}(?:,{_VALUE})*"
_LINE = re.compile(
    rf"(?P<name>[A-Za-z0-9-]+)(?P<parameters>(?:;[A-Za-z0-9-]+={_LIST})*):(?P<value>.*)", re.DOTALL
)
"""A content line: its name, its parameters, its value (RFC 5545, 3.1)."""
_PARAMETER = re.compile(rf";([A-Za-z0-9-]+)=({_LIST})")
_SIMPLE = re.compile(r"[A-Za-z0-9-]+")
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f]")
_NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Property:
    """One content line: its name in capitals, its parameters by capital name, its raw value."""

    name: str
    parameters: Mapping[str, str]
    value: str
    line: int

    def parameter(self, name: str) -> str:
        """Return a parameter without its quotes, or nothing."""
        return self.parameters[name].strip('"') if name in self.parameters else ""

    @property
    def kind(self) -> str:
        """Return the type of value that it says it has, in capitals."""
        return self.parameters["VALUE"].upper() if "VALUE" in self.parameters else ""


@dataclass(slots=True)
class Component:
    """What stands between BEGIN and END; closed is false when the file stops before its END.

    damaged names the properties whose line could not be read, with that line: said once, they are not missing besides.
    """

    name: str
    line: int
    properties: list[Property] = field(default_factory=list)
    inner: list["Component"] = field(default_factory=list)
    closed: bool = True
    damaged: dict[str, int] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Return whether a property is written, even badly."""
        return name in self.damaged or self.first(name) is not None

    def every(self, name: str) -> list[Property]:
        """Return the properties of a name, in order."""
        return [item for item in self.properties if item.name == name]

    def first(self, name: str) -> Property | None:
        """Return the first property of a name."""
        for item in self.properties:
            if item.name == name:
                return item
        return None


@dataclass
class CalendarParser:
    """A file as it is read; problems gather as it goes."""

    path: str
    problems: list[Problem] = field(default_factory=list)
    overlong: set[int] = field(default_factory=set)

    def say(self, line: int, message: str, suggestion: str = "") -> None:
        """Note a problem at a line."""
        self.problems.append(Problem(Source(self.path, line), message, suggestion, "calendrier"))


def read(path: str, data: bytes) -> tuple[list[Component], list[Problem]]:
    """Return the outermost components of a calendar, with every fault of its octets, lines and nesting."""
    reading = CalendarParser(path)
    data, faults = encodings.one_encoding(data)
    for message, hint in faults:
        reading.say(1, message, hint)
    return _components(reading, _content_lines(reading, data)), reading.problems


def _content_lines(parser: CalendarParser, data: bytes) -> Iterator[tuple[int, str]]:
    """Yield each unfolded line with the number of its first physical line."""
    physical = data.split(b"\n")
    _line_ends(parser, physical)
    start, pieces = 0, list[bytes]()
    for number, raw in enumerate(physical, start=1):
        piece = raw.removesuffix(b"\r")
        if len(piece) > WIDTH:
            parser.say(number, f"ligne de {len(piece)} octets : {WIDTH} au plus", "la replier")
        if pieces and pieces[-1][-1:] == b"=" and _in_letters(pieces[0]):
            pieces[-1:] = [pieces[-1][:-1], piece]
            continue
        if piece[:1] in (b" ", b"\t") and pieces:
            pieces.append(piece[1:])
            continue
        if pieces and pieces != [b""]:
            yield start, _decoded(parser, start, pieces)
        start, pieces = number, [piece]
    if pieces and pieces != [b""]:
        yield start, _decoded(parser, start, pieces)


def _in_letters(first: bytes) -> bool:
    """Return whether a line of vCalendar 1.0 writes octets in letters: « = » at its end says that the next goes on."""
    return b"QUOTED-PRINTABLE" in first.partition(b":")[0].upper()


def _line_ends(parser: CalendarParser, physical: list[bytes]) -> None:
    for number, raw in enumerate(physical[:-1], start=1):
        if not raw.endswith(b"\r"):
            parser.say(
                number, "fin de ligne sans retour chariot", "terminer chaque ligne par CR LF"
            )
            return


def _decoded(parser: CalendarParser, number: int, pieces: list[bytes]) -> str:
    whole = pieces[0] if len(pieces) == 1 else b"".join(pieces)
    if len(whole) > LONGEST_LINE:
        parser.say(
            number,
            f"ligne de {len(whole) // 1000} ko : {LONGEST_LINE // 1000} ko au plus",
            "la raccourcir",
        )
        parser.overlong.add(number)
        return re.split(rb"[;:]", whole[:100], maxsplit=1)[0].decode("ascii", "replace")
    try:
        text = whole.decode("utf-8")
    except UnicodeDecodeError:
        parser.say(number, "octets qui ne sont pas de l'UTF-8", "enregistrer le fichier en UTF-8")
        return encodings.words(whole)
    if len(pieces) > 1 and not text.isascii():
        _folds(parser, number, pieces)
    if not text.isprintable() and (found := _CONTROL.search(text)):
        parser.say(number, f"caractère de commande U+{ord(found[0]):04X}", "le supprimer")
    return text


def _folds(parser: CalendarParser, number: int, pieces: list[bytes]) -> None:
    for offset, piece in enumerate(pieces):
        try:
            piece.decode("utf-8")
        except UnicodeDecodeError:
            message = "ligne repliée au milieu d'un caractère"
            parser.say(number + offset, message, "replier entre deux caractères")
            return


_BARE_ZONE = re.compile(
    r";TZID=([^\";:,]*://[^\";:,]*|\((?:UTC|GMT)[^)\"]*\)[^\";:]*)(?=[;:])", re.IGNORECASE
)
"""A zone whose name holds « : » or « ; » without the quotes that it needs."""


def content_line(number: int, text: str) -> Property | None:
    """Read one content line; None when it cannot be."""
    head, colon, value = text.partition(":")
    if colon and _SIMPLE.fullmatch(head):
        return Property(intern(head.upper()), _NONE, value, number)
    match = _LINE.fullmatch(text)
    if match is None:
        return None
    parameters = {
        intern(key.upper()): word for key, word in _PARAMETER.findall(match["parameters"])
    }
    return Property(intern(match["name"].upper()), parameters, match["value"], number)


def _quoted_zone(parser: CalendarParser, number: int, text: str) -> str:
    """Return a line where the name of a time zone may hold colons, as Outlook writes them."""
    odd = "://" in text or "TZID=(" in text
    bare = _BARE_ZONE.match(text[text.find(";") :]) if odd else None
    if bare is None:
        return text
    parser.say(number, "nom de fuseau sans guillemets", f'écrire « TZID="{bare[1]}" »')
    return text.replace(bare[1], f'"{bare[1]}"', 1)


def _components(parser: CalendarParser, lines: Iterator[tuple[int, str]]) -> list[Component]:
    found: list[Component] = []
    stack: list[Component] = []
    cut: tuple[int, str] | None = None
    for number, text in lines:
        if cut is not None:
            _unread(parser, stack, *cut)
        cut = None
        item = content_line(number, _quoted_zone(parser, number, text))
        if item is None:
            cut = number, text
        elif item.name == "BEGIN":
            component = Component(intern(item.value.strip().upper()), number)
            (stack[-1].inner if stack else found).append(component)
            stack.append(component)
        elif item.name == "END":
            _close(parser, stack, item.value.strip().upper(), number)
        elif stack:
            stack[-1].properties.append(item)
        else:
            hint = "commencer par « BEGIN:VCALENDAR »"
            parser.say(number, f"« {item.name[:40]} » hors de tout composant", hint)
    if cut is not None and not stack:  # else the last line is the one where the file was cut
        _unread(parser, stack, *cut)
    _left_open(parser, stack)
    return found


def _unread(parser: CalendarParser, stack: list[Component], number: int, text: str) -> None:
    name = re.split(r"[;:]", text, maxsplit=1)[0].upper()
    if number not in parser.overlong:
        shown = "".join(sign if sign.isprintable() else "�" for sign in text[:40])
        parser.say(number, f"ligne illisible « {shown} »", _unreadable(text))
    if stack:
        stack[-1].damaged.setdefault(name, number)


def _left_open(parser: CalendarParser, stack: list[Component]) -> None:
    for component in stack:
        component.closed = False
    if stack:
        message = f"fichier coupé : « BEGIN:{stack[-1].name} » n'est jamais fermé"
        parser.say(stack[-1].line, message, "le reprendre")


def _close(parser: CalendarParser, stack: list[Component], name: str, number: int) -> None:
    if not stack:
        parser.say(number, f"« END:{name} » sans « BEGIN:{name} »")
        return
    current = stack.pop()
    if current.name != name:
        message = f"« END:{name} » ferme « BEGIN:{current.name} » (ligne {current.line})"
        parser.say(number, message, f"écrire « END:{current.name} »")


def _unreadable(text: str) -> str:
    if '"' in text.partition(":")[0] or text.count('"') % 2:
        return "pas de guillemet dans la valeur d'un paramètre"
    return "une ligne s'écrit « NOM;PARAMÈTRE=valeur:contenu »"
