"""What is wrong with a file of votes or of a scenario, as facts: the fault, the place, the values; no words here."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto


class FilePart(Enum):
    """A part of a file; names tell it from its likes: a line, a key, a reference."""

    WHOLE = auto()
    LINE = auto()
    META_KEY = auto()
    TABLE = auto()
    PROJECT_COST = auto()
    VOTE_POINTS = auto()
    KEY = auto()
    THEME_BOUNDS = auto()
    THEME_BOUND = auto()
    BOUND_NAME = auto()
    REQUEST = auto()
    GROUP = auto()
    REFERENCES = auto()
    REQUEST_KEY = auto()
    GROUP_KEY = auto()
    BALLOT = auto()
    ENVELOPE = auto()
    REQUEST_COST = auto()
    GROUP_WEIGHT = auto()
    GIVEN_POINTS = auto()


class PabulibFault(Enum):
    """What a Pabulib file may have wrong."""

    NO_TABLE = auto()
    NOT_META_FIRST = auto()
    UNREADABLE_LINE = auto()
    NO_PROJECT = auto()
    NO_COLUMN = auto()
    TOO_MANY_CELLS = auto()
    EMPTY_KEY = auto()
    SAME_KEY = auto()
    EMPTY_CELL = auto()
    NO_VOTE_TYPE = auto()
    UNKNOWN_VOTE_TYPE = auto()
    NO_BUDGET = auto()
    ZERO_BUDGET = auto()
    OTHER_PROJECT_COUNT = auto()
    OTHER_VOTE_COUNT = auto()
    EMPTY_AMOUNT = auto()
    NOT_DECIMAL = auto()
    NEGATIVE = auto()
    UNKNOWN_PROJECT = auto()
    SAME_PROJECT = auto()
    MORE_THAN_ONE = auto()
    MORE_THAN_RANKS = auto()
    OTHER_POINT_COUNT = auto()
    TOO_MANY_POINTS = auto()


class ScenarioFault(Enum):
    """What a scenario or a published decision may have wrong."""

    OTHER_FORMAT = auto()
    NOT_MAPPING = auto()
    NOT_LIST = auto()
    NOT_EXACT = auto()
    NEGATIVE = auto()
    EMPTY = auto()
    GIVEN_TWICE = auto()
    UNKNOWN_CHOICE = auto()
    UNKNOWN_GROUP = auto()
    UNKNOWN_REQUEST = auto()


@dataclass(frozen=True)
class Where:
    """A place in a file."""

    part: FilePart
    names: tuple[object, ...] = ()


def at(part: FilePart, *names: object) -> Where:
    """Return the place of a part."""
    return Where(part, names)


class Malformed(ValueError):
    """A file cannot be read; the fault, its place and its values are facts, which a printer puts into words."""

    def __init__(self, fault: PabulibFault | ScenarioFault, where: Where, **values: object) -> None:
        super().__init__(fault, where, values)
        self.fault = fault
        self.where = where
        self.values: Mapping[str, object] = values
