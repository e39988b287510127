"""A value reads the same for the program and for a text editor: each type of value has a good and a bad example."""

from datetime import date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from jsonschema import Draft7Validator

from chorale.content.scalars import SCALARS, BadValue, Seats

EXAMPLES = {
    str: ("Brest", "Brest", "a\x07b"),
    bool: ("oui", True, "peut-être"),
    bool | None: ("non", False, "comme d’habitude"),
    int: ("12", 12, "douze"),
    Seats: ("300", 300, "0"),
    Fraction: ("2.5", Fraction(5, 2), "2,5"),
    date: ("2026-03-17", date(2026, 3, 17), "17/03/2026"),
    datetime: ("2026-03-17 09:30", datetime(2026, 3, 17, 9, 30), "2026-03-17"),
    datetime | date: ("2026-03-17", date(2026, 3, 17), "mardi"),
    ZoneInfo: ("America/Cayenne", ZoneInfo("America/Cayenne"), "heure de Paris"),
    time: ("09:30", time(9, 30), "9 h 30"),
    timedelta: ("1h30", timedelta(hours=1, minutes=30), "une heure"),
}


def test_every_type_of_value_has_its_examples():
    assert set(EXAMPLES) == set(SCALARS)


@pytest.mark.parametrize("kind", SCALARS)
def test_a_good_value_is_read_and_an_editor_accepts_it(kind):
    written, value, _ = EXAMPLES[kind]
    plain = (
        value if isinstance(value, int) else written
    )  # an editor reads « 12 » as a number, a date as text

    assert SCALARS[kind].read(written) == value
    assert list(Draft7Validator(SCALARS[kind].schema).iter_errors(plain)) == []


@pytest.mark.parametrize("kind", SCALARS)
def test_a_bad_value_is_refused_and_an_editor_underlines_it(kind):
    bad = EXAMPLES[kind][2]

    with pytest.raises(BadValue):
        SCALARS[kind].read(bad)
    if kind is not str:  # JSON Schema says nothing of invisible characters
        assert list(Draft7Validator(SCALARS[kind].schema).iter_errors(bad)) != []
